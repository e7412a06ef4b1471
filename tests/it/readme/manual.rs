//! docs/campaign-file.md tells every key and every code of both languages, with the defaults of their tables, and its
//! examples have no findings; nor have those of docs/testing.md.

use std::{collections::BTreeSet, path::Path};

use exodial::{campaign::schema, lint::RULES};
use serde_json::Value;

use super::{assert_sound, fences};

const MANUAL: &str = include_str!("../../../docs/campaign-file.md");
const TESTING: &str = include_str!("../../../docs/testing.md");
/// What an example is that shows blocks alone.
const REST: [(&str, &str); 4] = [
    ("exodial:", "exodial: 1\n"),
    ("campaign:", "campaign: example\n"),
    (
        "contacts:",
        "contacts: { file: people.csv, phone: mobile }\n",
    ),
    (
        "call:",
        "call: { exophone: \"+910000999001\", app_id: 84521 }\n",
    ),
];

#[test]
fn its_examples_have_no_findings() {
    let examples = fences(MANUAL, "yaml");
    assert!(examples.len() > 12, "{} examples", examples.len());
    for (line, text) in examples {
        let is_project = text.starts_with("# exodial.yaml");
        let missing = REST
            .iter()
            .filter(|(key, _)| !is_project && !text.lines().any(|line| line.starts_with(key)));
        let rest: String = missing.map(|(_, rest)| *rest).collect();
        assert_sound(&format!("campaign-file.md:{line}"), &(rest + &text));
    }
    for (line, text) in fences(TESTING, "yaml") {
        assert_sound(&format!("testing.md:{line}"), &text);
    }
}

/// A key of a language: the path of its block, its name, whether it is required, and its schema.
type Key<'a> = (String, &'a str, bool, &'a Value);

/// Every key of a block and of the blocks in it.
fn keys<'a>(path: &str, schema: &'a Value, found: &mut Vec<Key<'a>>) {
    if !schema.is_object() {
        return;
    }
    let required = schema["required"].as_array().into_iter().flatten();
    let required: Vec<&str> = required.filter_map(Value::as_str).collect();
    for (name, key) in schema["properties"].as_object().into_iter().flatten() {
        let is_required = required.contains(&name.as_str());
        found.push((path.to_owned(), name, is_required, key));
        let below = [path, name].join(".");
        keys(below.trim_start_matches('.'), key, found);
    }
    let several = [&schema["anyOf"], &schema["oneOf"]];
    let several = several.into_iter().filter_map(Value::as_array).flatten();
    let within = several.chain([&schema["items"], &schema["additionalProperties"]]);
    for schema in within {
        keys(path, schema, found);
    }
}

/// The text under the heading that names a block, up to the next heading.
fn section(path: &str, top: &str) -> String {
    let heading = match path {
        "" => top.to_owned(),
        path => format!("`{path}`"),
    };
    let mut sections = MANUAL.split("\n## ").flat_map(|part| part.split("\n### "));
    let found = sections.find(|part| {
        part.lines()
            .next()
            .is_some_and(|line| line.contains(&heading))
    });
    found
        .unwrap_or_else(|| panic!("no section tells of {heading}"))
        .to_owned()
}

/// The cells of a key's row.
fn row(section: &str, key: &str) -> Option<Vec<String>> {
    let start = format!("| `{key}` |");
    let line = section.lines().find(|line| line.starts_with(&start))?;
    let line = line.replace("\\|", "\u{0}");
    let cells = line.trim_matches('|').split('|');
    Some(
        cells
            .map(|cell| cell.trim().replace('\u{0}', "|"))
            .collect(),
    )
}

/// Words that a value may be, and that of its items.
fn words(schema: &Value) -> Vec<&str> {
    let own = schema["enum"].as_array().into_iter().flatten();
    let own = own.filter_map(Value::as_str);
    own.chain(
        schema["items"]["enum"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str),
    )
    .collect()
}

#[test]
fn every_key_has_its_row_with_the_default_of_its_table() {
    let (campaign, project) = (schema::campaign_schema(), schema::project_schema());
    for (schema, top) in [
        (&campaign, "The file itself"),
        (&project, "The project file"),
    ] {
        let mut found = Vec::new();
        keys("", schema, &mut found);
        assert!(found.len() > 20, "{} keys", found.len());
        for (path, name, is_required, key) in found {
            let section = section(&path, top);
            let cells = row(&section, name);
            let cells = cells.unwrap_or_else(|| panic!("no row tells of `{name}` in `{path}`"));
            let [_, kind, default, meaning] = &cells[..] else {
                panic!("`{path}.{name}` has {} cells", cells.len());
            };
            let written = default.trim_matches('`');
            let right = match (key.get("default"), is_required) {
                (Some(known), _) => {
                    let told: Value = serde_yaml::from_str(written).expect("a default is YAML");
                    default.starts_with('`') && told == *known
                }
                (None, true) => written == "required",
                (None, false) => written == "none",
            };
            assert!(
                right,
                "`{path}.{name}` has another default than `{default}`"
            );
            assert!(meaning.ends_with('.'), "`{path}.{name}` has no meaning");
            // Dispositions are told by README.md.
            for word in words(key).into_iter().filter(|_| name != "disposition") {
                let word = format!("`{}`", word.escape_debug());
                assert!(kind.contains(&word), "`{path}.{name}` may be {word}");
            }
        }
    }
}

/// Codes of findings in a text.
fn codes(text: &str) -> BTreeSet<String> {
    let found = text.split("EXO").skip(1).filter_map(|rest| rest.get(..3));
    let found = found.filter(|code| code.bytes().all(|b| b.is_ascii_digit()));
    found.map(|code| format!("EXO{code}")).collect()
}

/// `levels.rs` proves that the rules are the codes that the program has.
#[test]
fn every_code_is_told_and_none_that_does_not_exist() {
    let known = RULES.iter().map(|rule| rule.code.to_owned());
    assert_eq!(codes(MANUAL), known.collect::<BTreeSet<String>>());
}

#[test]
fn its_links_lead_somewhere() {
    let anchor = |heading: &str| {
        let heading = heading.to_lowercase().replace(' ', "-");
        let kept = heading
            .chars()
            .filter(|c| c.is_ascii_alphanumeric() || "-_".contains(*c));
        kept.collect::<String>()
    };
    let headings = MANUAL.lines().filter(|line| line.starts_with('#'));
    let anchors: BTreeSet<String> = headings
        .map(|line| anchor(line.trim_start_matches('#').trim()))
        .collect();
    for link in MANUAL.split("](").skip(1) {
        let target = link.split(')').next().unwrap_or_default();
        match target.strip_prefix('#') {
            Some(own) => assert!(anchors.contains(own), "{target}"),
            None => {
                let path = Path::new(env!("CARGO_MANIFEST_DIR"))
                    .join("docs")
                    .join(target);
                assert!(path.exists(), "{target}");
            }
        }
    }
}
