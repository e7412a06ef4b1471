//! Templates: what they render to, what they refuse and where, and that they stay small.

use exodial::campaign::fields::{OUTPUT_MAX, Template, TemplateFault};

const ROW: [(&str, &str); 8] = [
    ("loan_id", "L-1001"),
    ("amount", "1200.50"),
    ("lang", "hi"),
    ("empty", ""),
    ("loan id", "with space"),
    ("नाम", "आशा"),
    ("row", "a column called row"),
    ("note", "<b>&\"quoted\"</b>"),
];

fn cell(name: &str) -> Option<&'static str> {
    ROW.iter()
        .find(|(column, _)| *column == name)
        .map(|(_, cell)| *cell)
}

fn render(source: &str) -> Result<String, TemplateFault> {
    Template::compile(source)?.render(&cell)
}

#[test]
fn templates_render() {
    let table = [
        ("", ""),
        ("plain text { with } braces", "plain text { with } braces"),
        ("{{ loan_id }}|{{ amount }}", "L-1001|1200.50"),
        ("{{loan_id}}{{empty}}", "L-1001"),
        (
            "{{ row[\"loan id\"] }}/{{ row['नाम'] }}/{{ row.lang }}",
            "with space/आशा/hi",
        ),
        ("{{ row[\"row\"] }}", "a column called row"),
        ("{{ row['loan id'] | upper }}", "WITH SPACE"),
        ("{{ note }}", "<b>&\"quoted\"</b>"),
        ("{{ note | lower }}", "<b>&\"quoted\"</b>"),
        ("line\n", "line"),
        ("{{ lang }}\r\n", "hi"),
        ("{{ '926' if lang == 'hi' else '931' }}", "926"),
        (
            "{% if lang in ['hi', 'mr'] %}north{% else %}south{% endif %}",
            "north",
        ),
        ("{{ empty | default('none') }}", "none"),
        ("{{ loan_id | default(\"none\") }}", "L-1001"),
        ("{{ amount | float | round(1) }}", "1200.5"),
        ("{{ amount | float | int + 5 }}", "1205"),
        ("{{ 1.5 + 1 }}", "2.5"),
        ("{{ loan_id[-4:] }}", "1001"),
        ("{{ loan_id ~ '-' ~ lang }}", "L-1001-hi"),
        ("{{ amount | replace('.', '') }}", "120050"),
        ("{{ loan_id | length }}", "6"),
        ("{{ '}}' }}{{ \"%}\" }}", "}}%}"),
        ("a {{- lang -}} b", "ahib"),
        ("{# a remark #}x", "x"),
        (
            "{{ 'yes' if loan_id is startingwith('L') and lang is not none }}",
            "yes",
        ),
    ];
    for (source, text) in table {
        assert_eq!(render(source).as_deref(), Ok(text), "{source}");
    }
}

#[test]
fn plain_templates_render_as_the_engine_does() {
    let pieces = [
        "",
        "x",
        " ",
        "\n",
        "\r\n",
        "{{ lang }}",
        "{{loan_id}}",
        "{{\n row.amount }}",
        "{",
        "}}",
        "%}",
        "{{ row[\"loan id\"] }}",
        "é",
        "#}",
        "'",
        "{{ note }}",
    ];
    for a in pieces {
        for b in pieces {
            for c in pieces {
                let source = format!("{a}{b}{c}");
                let engine = format!("{{# #}}{source}");
                // Places differ by the remark.
                let said = |text: &str| render(text).map_err(|fault| fault.message);
                assert_eq!(said(&source), said(&engine), "{source:?}");
            }
        }
    }
}

#[test]
fn faults_point_at_what_is_wrong() {
    let table = [
        ("{{ loan_id", "EXO501", "{{", "never closed"),
        ("x {% if lang %}", "EXO501", "{%", "never ended"),
        ("{{ lang | upcase }}", "EXO503", "upcase", "unknown filter"),
        ("{{ lang | join }}", "EXO503", "join", "unknown filter"),
        (
            "{{ lang is divisibleby(3) }}",
            "EXO503",
            "divisibleby",
            "unknown test",
        ),
        ("{{ now() }}", "EXO506", "now", "no function"),
        ("{{ range(100000) }}", "EXO506", "range", "no function"),
        ("{{ lang.upper() }}", "EXO501", ".", "no fields"),
        ("{{ 'x'.upper() }}", "EXO501", ".", "no fields"),
        ("{{ (lang)() }}", "EXO501", "(", "cannot be called"),
        (
            "{% for x in lang %}{% endfor %}",
            "EXO501",
            "for",
            "not allowed",
        ),
        ("{% set x = 1 %}", "EXO501", "set", "not allowed"),
        (
            "{%- include '/etc/passwd' %}",
            "EXO501",
            "include",
            "not allowed",
        ),
        (
            "{% macro x() %}{% endmacro %}",
            "EXO501",
            "macro",
            "not allowed",
        ),
        ("{% raw %}{% endraw %}", "EXO501", "raw", "not allowed"),
        ("{% import 'x' as x %}", "EXO501", "import", "not allowed"),
        ("{{ 'x' * 100000000 }}", "EXO501", "*", "multiply"),
        ("{{ [1] * 100000000 }}", "EXO501", "*", "multiply"),
        ("{{ {'a': 1} }}", "EXO501", "{", "no maps"),
        ("{{ row }}", "EXO501", "row", "name of a column"),
        ("{{ row[lang] }}", "EXO501", "row", "name of a column"),
        ("{{ नाम }}", "EXO501", "न", "no name"),
        ("{{ 'open }}", "EXO501", "'open }}", "closing quote"),
        ("{{ lang lang }}", "EXO501", "lang lang", "no name"),
        ("{{ lang OR id }}", "EXO501", "OR", "a word of the language"),
        ("{{ }}", "EXO501", "}}", "unexpected"),
        ("{{ nobody }}", "EXO502", "nobody", "no column"),
        ("{{ nobody | upper }}", "EXO502", "nobody", "no column"),
        (
            "{{ row['no body'] }}",
            "EXO502",
            "row['no body']",
            "no column",
        ),
        ("{{ lang | int }}", "EXO510", "", "invalid"),
    ];
    for (source, code, at, message) in table {
        let fault = render(source).expect_err(source);
        assert_eq!(fault.code, code, "{source}: {fault:?}");
        assert!(fault.message.contains(message), "{source}: {fault:?}");
        if !at.is_empty() {
            assert_eq!(
                source.get(fault.range.clone()),
                Some(at),
                "{source}: {fault:?}"
            );
        }
    }
}

#[test]
fn columns_are_listed_where_they_stand() {
    let source = "{{ a }}{{ b|int(default='c') if row[\"d e\"] is defined and a == 'f' }}{% if g %}{% endif %}";
    let template = Template::compile(source).expect("it is a template");
    let columns: Vec<(&str, &str)> = template
        .columns()
        .iter()
        .map(|(name, range)| (name.as_str(), &source[range.clone()]))
        .collect();
    let expected = [
        ("a", "a"),
        ("b", "b"),
        ("d e", "row[\"d e\"]"),
        ("a", "a"),
        ("g", "g"),
    ];
    assert_eq!(columns, expected);
}

#[test]
fn bombs_stay_small() {
    let wide = "x".repeat(8_192);
    let cell = |name: &str| (name == "a").then_some(wide.as_str());
    let long = "{{ a }}".repeat(290);
    let fault = Template::compile(&long).and_then(|template| template.render(&cell));
    assert_eq!(fault.expect_err("2 MB").code, "EXO212");
    let joins = format!("{{{{ {} }}}}", vec!["a"; 40].join("~"));
    assert_eq!(
        Template::compile(&joins).expect_err("40 joins").code,
        "EXO501"
    );
    let doubled = "{{ a".to_owned() + &"|replace('x','xx')".repeat(40) + " }}";
    let fault = Template::compile(&doubled).and_then(|template| template.render(&cell));
    assert!(fault.expect_err("2^40").message.contains("replace"));
    let source = "{{ a }}".repeat(300);
    assert_eq!(
        Template::compile(&source).expect_err("2,100 bytes").code,
        "EXO501"
    );
    let deep = format!("{{{{ {}a{} }}}}", "(".repeat(900), ")".repeat(900));
    assert_eq!(
        Template::compile(&deep).expect_err("900 deep").code,
        "EXO501"
    );
    assert!(OUTPUT_MAX < wide.len() * 2);
}

#[test]
fn nothing_that_can_be_typed_makes_it_panic() {
    let mut seed = 3_u64;
    let mut random = move |bound: usize| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % bound
    };
    let pieces = [
        "{{",
        "}}",
        "{%",
        "%}",
        "{#",
        "#}",
        "lang",
        "row",
        "[",
        "]",
        "'",
        "\"",
        "\\",
        "|",
        "upper",
        "if",
        "else",
        "endif",
        "(",
        ")",
        " ",
        "-",
        "+",
        "~",
        "1",
        ".",
        "é",
        "is",
        "not",
        "=",
        "==",
        "\n",
        ",",
        "default",
        ":",
        "नाम",
        "%",
        "/",
        "0x",
        "1e9",
        "999999999999999999",
    ];
    for _ in 0..30_000 {
        let mut source = String::new();
        if random(2) == 0 {
            source.push_str("{{ ");
        }
        for _ in 0..random(9) {
            source.push_str(pieces[random(pieces.len())]);
        }
        if random(2) == 0 {
            source.push_str(" }}");
        }
        if let Err(fault) = render(&source) {
            let place = source.get(fault.range.clone());
            assert!(place.is_some(), "{source:?}: {fault:?}");
        }
    }
}
