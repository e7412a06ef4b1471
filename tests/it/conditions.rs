//! `contacts.where`: what an expression may be, and what it says of a row.

use exodial::campaign::{Filter, FilterFault, TemplateFault};

fn holds(text: &str) -> Result<bool, FilterFault> {
    let condition = Filter::compile(text).expect("it is an expression");
    condition.holds(&|column| match column {
        "city" => Some("Pune"),
        "amount" => Some("600"),
        "active" => Some("true"),
        "loan type" => Some("gold"),
        "empty" => Some(""),
        _ => None,
    })
}

#[test]
fn an_expression_is_true_or_false() {
    for (text, expected) in [
        (r#"city == "Pune""#, true),
        (r#"city != 'Pune'"#, false),
        (r#"city in ["Goa", "Pune"]"#, true),
        ("amount|int > 500", true),
        ("500 < amount|int", true),
        ("amount|float <= 599.5", false),
        (
            r#"row["loan type"] == "gold" and not (city == "Goa")"#,
            true,
        ),
        (r#"row.city is startingwith("P")"#, true),
        (r#"empty|default("x") == "x""#, true),
        (r#"(city == "Goa") or (amount|int == 600)"#, true),
        (r#"active == "true""#, true),
        ("true", true),
    ] {
        assert_eq!(holds(text), Ok(expected), "{text}");
    }
}

#[test]
fn anything_else_is_neither() {
    for (text, kind) in [
        ("active", "a text"),
        ("amount|int", "a number"),
        ("city", "a text"),
        ("none", "something"),
        // A part of it that is true is not enough.
        (r#"city == "Goa" or city"#, "a text"),
    ] {
        assert_eq!(holds(text), Err(FilterFault::NotBoolean(kind)), "{text}");
    }
    assert!(matches!(
        holds("city|int > 5"),
        Err(FilterFault::NoValue(_))
    ));
    assert!(matches!(
        holds("gone == \"x\""),
        Err(FilterFault::NoValue(_))
    ));
}

#[test]
fn what_is_no_expression_is_told_with_its_place() {
    let part = |text: &str| -> (String, TemplateFault) {
        let fault = Filter::compile(text).expect_err(text);
        let part = text
            .get(fault.range.clone())
            .unwrap_or_else(|| panic!("{text}: {fault:?}"));
        (part.to_owned(), fault)
    };
    for (text, code, place) in [
        ("", "EXO501", ""),
        ("city == ", "EXO501", ""),
        ("upcase(city)", "EXO506", "upcase"),
        ("city|upcase == \"X\"", "EXO503", "upcase"),
        ("amount > 500", "EXO511", "amount"),
        (
            "city == \"x\" and 500 <= row[\"amount\"]",
            "EXO511",
            "row[\"amount\"]",
        ),
        ("amount == -1", "EXO511", "amount"),
        ("amount * 2 == 4", "EXO501", "*"),
        ("amount|round(precision=2) > 5", "EXO511", "amount"),
        ("amount|default(value=0)|int > 5", "EXO501", "value"),
        ("amount|int(foo=5) > 5", "EXO501", "foo"),
        ("city = \"Pune\"", "EXO501", "="),
        ("{{ city }} == \"Pune\"", "EXO501", "{{"),
        ("city == \"Pune\" && city != \"Goa\"", "EXO501", "&&"),
        ("city == \"Pune\" || city == \"Goa\"", "EXO501", "||"),
        ("city == \"Pune\" AND city != \"Goa\"", "EXO501", "AND"),
        ("NOT city == \"Pune\"", "EXO501", "NOT"),
        ("loan type == \"x\"", "EXO501", "loan type"),
        ("city.lower() == \"pune\"", "EXO501", "."),
        ("amount|int > 5 and (city = \"Pune\")", "EXO501", "="),
    ] {
        let (found, fault) = part(text);
        assert_eq!(
            (fault.code, found.as_str()),
            (code, place),
            "{text}: {fault:?}"
        );
    }
    // Nothing gets out of its brackets.
    for text in [
        "city == \"x\") or (true",
        "true }} {{ false",
        "true) }}{{ (false",
        "true %}",
        "city == \"unclosed",
    ] {
        assert_eq!(part(text).1.code, "EXO501", "{text}");
    }
    let long = format!("city == \"{}\"", "x".repeat(3_000));
    assert_eq!(part(&long).1.code, "EXO501");
}

/// A column may be called like a word of the language, where it cannot be taken for one.
#[test]
fn a_column_may_have_the_name_of_a_word() {
    for text in [
        "In == \"x\"",
        "\"x\" == (In if Or else In)",
        "not (If != \"x\")",
    ] {
        let condition = Filter::compile(text).expect(text);
        let cell = |_: &str| Some("x");
        assert_eq!(condition.holds(&cell), Ok(true), "{text}");
    }
}

/// An argument's name is no column, so it is compared with nothing.
#[test]
fn arguments_may_have_their_names() {
    for text in [
        "amount|int(default=0) > 5",
        "amount|float(default=0.5)|round(precision=2) > 5",
        "\"0x10\"|int(base=16) == amount|int(default=-1)",
        "not (amount is none) and amount == \"16\" if true else false",
    ] {
        let condition = Filter::compile(text).expect(text);
        let mut read = condition.columns().iter();
        assert!(
            read.all(|(name, _)| name == "amount"),
            "{text}: {condition:?}"
        );
        let cell = |_: &str| Some("16");
        assert_eq!(condition.holds(&cell), Ok(true), "{text}");
    }
    let fault = Filter::compile("city = \"Pune\"").expect_err("it compares nothing");
    assert_eq!(
        fault.help.as_deref(),
        Some("write `==`, as in `city == \"Pune\"`")
    );
}

#[test]
fn columns_are_known_with_their_places() {
    let text = r#"city == "Pune" and row["loan type"] != city"#;
    let condition = Filter::compile(text).expect("it is an expression");
    let columns: Vec<(&str, &str)> = condition
        .columns()
        .iter()
        .map(|(name, range)| (name.as_str(), &text[range.clone()]))
        .collect();
    let row = r#"row["loan type"]"#;
    assert_eq!(
        columns,
        [("city", "city"), ("loan type", row), ("city", "city")]
    );
    assert_eq!(condition.text(), text);
}
