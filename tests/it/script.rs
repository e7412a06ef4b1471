//! From rows to calls, and findings that point into the campaign file.

use std::time::Duration;

use exodial::{
    campaign::{CallSpec, CustomField, Number, Pool, Recording},
    contacts::{Header, Record},
    plan::{CallRequest, RenderFault, Script},
    report::diagnostics::{Look, human},
    syntax::{Source, Spanned},
};

use crate::golden;

fn number(digits: u64) -> Number {
    Number::from_digits(digits).expect("it is a number")
}

fn header() -> Header {
    Header::new(
        ["mobile", "loan id", "amount", "lang"]
            .map(str::to_owned)
            .to_vec(),
    )
}

fn text(value: &str) -> Spanned<String> {
    Spanned::new(value.to_owned(), 0..0)
}

fn call(app_id: &str, custom_field: Option<CustomField>) -> CallSpec {
    CallSpec {
        pool: Pool::one(number(918_047_112_233)),
        app_id: text(app_id),
        ring_timeout: Duration::from_secs(30),
        time_limit: Duration::from_secs(120),
        custom_field,
        status_callback: None,
        record: Some(Recording {
            dual: true,
            high_quality: false,
        }),
    }
}

/// Renders one row.
fn request(call: &CallSpec, cells: [&str; 4]) -> Result<CallRequest, RenderFault> {
    let header = header();
    let script = Script::compile(call, &header, &Source::new("x.yaml", "x"));
    let script = script.expect("the templates can be read");
    script.request(number(910_000_000_001), &Record::new(&header, cells))
}

#[test]
fn a_row_becomes_a_call() {
    let fields = [
        ("loan", "{{ row['loan id'] }}"),
        ("amount", "{{ amount | default('0') }}"),
        ("z", "a \"quoted\"\nline"),
        ("a", ""),
    ];
    let map = fields.map(|(name, template)| (name.to_owned(), text(template)));
    let call = call(
        "{{ '926' if lang == 'hi' else '931' }}\n",
        Some(CustomField::Map(map.to_vec())),
    );
    let expected = |app_id: &str, custom_field: &str| CallRequest {
        to: number(910_000_000_001),
        exophone: number(918_047_112_233),
        app_id: app_id.to_owned(),
        ring_timeout: Duration::from_secs(30),
        time_limit: Duration::from_secs(120),
        custom_field: Some(custom_field.to_owned()),
        record: call.record,
        status_callback: None,
    };
    assert_eq!(
        request(&call, ["910000000001", "L1", "1,200", "hi"]),
        Ok(expected(
            "926",
            r#"{"loan":"L1","amount":"1,200","z":"a \"quoted\"\nline","a":""}"#
        ))
    );
    assert_eq!(
        request(&call, ["910000000001", "एक", "", "en"]),
        Ok(expected(
            "931",
            r#"{"loan":"एक","amount":"0","z":"a \"quoted\"\nline","a":""}"#
        ))
    );
}

#[test]
fn rows_that_make_no_call_say_why_and_show_no_cell() {
    let custom = |template: &str| Some(CustomField::Text(text(template)));
    let wide = "w".repeat(129);
    let cells = |lang| ["910000000001", "secret", "1", lang];
    let refused = |call: CallSpec, lang| {
        let fault = request(&call, cells(lang)).expect_err("the row makes no call");
        assert!(!fault.to_string().contains("secret"), "{fault}");
        (fault.code(), fault)
    };
    for app_id in [
        "{{ row['loan id'] }}",
        "{{ lang }}",
        "{{ amount }}.{{ amount }}",
    ] {
        assert_eq!(
            refused(call(app_id, None), ""),
            ("EXO205", RenderFault::AppId)
        );
    }
    let (code, fault) = refused(call("1", custom("{{ row['loan id'] }}{{ lang }}")), &wide);
    assert_eq!(
        (code, fault),
        ("EXO212", RenderFault::CustomFieldLength { characters: 135 })
    );
    let (code, _) = refused(call("1", custom("{{ lang }}")), "two\nlines");
    assert_eq!(code, "EXO505");
    let (code, _) = refused(call("1", custom("{{ row['loan id'] | int }}")), "");
    assert_eq!(code, "EXO510");

    let longest = "é".repeat(128);
    let request = request(&call("1", custom("{{ lang }}")), cells(&longest)).expect("128 fit");
    assert_eq!(request.custom_field, Some(longest));
}

#[test]
fn an_empty_custom_field_is_none() {
    let custom = Some(CustomField::Text(text("{{ lang }}")));
    let request = request(&call("84521", custom), ["910000000001", "", "", ""]);
    assert_eq!(request.map(|request| request.custom_field), Ok(None));
}

#[test]
fn findings_point_into_the_campaign_file() {
    let yaml = concat!(
        "call:\n",
        "  app_id: \"{{ '926' if language == 'hi' else flow }}\"\n",
        "  custom_field:\n",
        "    loan: '{{ row[''loan_id''] }}'\n",
        "    amount: \"{{ \\\"Rs \\\" ~ ammount }}\"\n",
        "    long: |\n",
        "      {{ amount }}\n",
        "      {{ pincode | upcase }}\n",
        "    open: \"{{ amount\"\n",
    );
    let source = Source::new("emi.campaign.yaml", yaml);
    let scalar = |raw: &str, value: &str| {
        let start = yaml.find(raw).expect("the scalar is in the file");
        Spanned::new(value.to_owned(), start..start + raw.len())
    };
    let fields = [
        (
            "loan",
            scalar("'{{ row[''loan_id''] }}'", "{{ row['loan_id'] }}"),
        ),
        (
            "amount",
            scalar("\"{{ \\\"Rs \\\" ~ ammount }}\"", "{{ \"Rs \" ~ ammount }}"),
        ),
        (
            "long",
            scalar(
                "|\n      {{ amount }}\n      {{ pincode | upcase }}\n",
                "{{ amount }}\n{{ pincode | upcase }}\n",
            ),
        ),
        ("open", scalar("\"{{ amount\"", "{{ amount")),
    ];
    let map = fields.map(|(name, template)| (name.to_owned(), template));
    let mut call = call("", Some(CustomField::Map(map.to_vec())));
    call.app_id = scalar(
        "\"{{ '926' if language == 'hi' else flow }}\"",
        "{{ '926' if language == 'hi' else flow }}",
    );
    let findings = Script::compile(&call, &header(), &source).expect_err("there are findings");
    golden::check(&human(&findings, Look::default()), "diagnostics/script.out");
}

#[test]
fn what_is_wrong_for_everybody_is_found_before_any_row() {
    let yaml = "app_id: welcome\ncustom_field: x\n";
    let source = Source::new("x.yaml", yaml);
    let long = "x".repeat(129);
    let mut call = call("welcome", Some(CustomField::Text(text(&long))));
    call.app_id.span = 8..15;
    let findings = Script::compile(&call, &header(), &source).expect_err("there are findings");
    let codes: Vec<&str> = findings.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, ["EXO205", "EXO212"]);
    assert_eq!(findings[0].labels[0].place.byte, 8);
}
