//! What is checked: standard input, contact files, Markdown, folders, and each file once.

use std::fs;

use super::*;

#[test]
fn a_campaign_is_read_from_standard_input_as_if_it_lay_where_it_is_said() {
    let project = with_rows(BAD);
    fs::create_dir(project.path("sub")).expect("a folder");
    project.write("sub/people.csv", "id,phone\nC-1,14\n");
    let ended = project.given("lint - --format concise", &sound());
    ended.finds(
        0,
        &["people.csv:2:5: warning[EXO412]", "1 contact file (5 rows)"],
    );
    let at = "lint - --format concise --stdin-filename sub/not-there.campaign.yaml";
    let ended = project.given(at, &sound());
    ended.finds(
        0,
        &[
            "sub/people.csv:2:5: warning[EXO412]",
            "(1 row): 0 errors, 1 warning",
        ],
    );
    let ended = project.given(at, &sound().replace("2m", "5h"));
    ended.finds(1, &["sub/not-there.campaign.yaml:8:15: error[EXO201]"]);
    let ended = project.given("lint - --format concise", "exodial: 1\nodd: 1\n");
    ended.finds(1, &["<stdin>:2:1: error[EXO101]"]);
    let nowhere = project.given("lint - --stdin-filename no/such/x.campaign.yaml", &sound());
    nowhere.finds(1, &["EXO401", "no/such/people.csv"]);
    // The project around it is the one that judges.
    project.write(
        "sub/exodial.yaml",
        "exodial: 1\nlint: { rules: { EXO412: off } }\n",
    );
    project.given(at, &sound()).finds(0, &["no problems"]);
    let long = project.given("lint -", &"#\n".repeat(1 << 20));
    long.says(2, &["standard input is longer than 1 MiB"]);
    let unused = project.exodial("lint . --stdin-filename x.campaign.yaml");
    unused.says(2, &["--stdin-filename is about what is read from `-`"]);
}

#[test]
fn a_contact_file_stands_for_the_campaigns_that_read_it() {
    let project = with_rows("C-1,+910000000001\n");
    fs::create_dir(project.path("sub")).expect("a folder");
    let beside = sound().replace("people.csv", "../people.csv");
    project.write(
        "sub/beside.campaign.yaml",
        &beside.replace("hello", "beside"),
    );
    let other = sound().replace("people.csv", "other.csv");
    project.write("other.campaign.yaml", &other.replace("hello", "other"));
    project.write("other.csv", "id,phone\nC-1,12\n");
    project.write("unread.csv", "id,phone\n");
    project
        .exodial("lint people.csv")
        .says(0, &["checked 2 campaigns, 2 contact files"]);
    project
        .exodial("lint other.csv")
        .finds(0, &["EXO412", "checked 1 campaign"]);
    // A campaign with mistakes reads its contacts all the same.
    project.write(
        "other.campaign.yaml",
        &other.replace("2m", "5h").replace("hello", "other"),
    );
    project.exodial("lint other.csv").finds(1, &["EXO201"]);
    let none = "no campaign under . reads unread.csv";
    project.exodial("lint unread.csv").says(4, &[none]);
    project
        .exodial("lint unread.csv people.csv")
        .says(0, &[none, "checked 2 campaigns"]);
    project
        .exodial("lint gone.csv")
        .says(2, &["there is no file or folder `gone.csv`"]);
    project
        .exodial("lint people.csv gone.csv")
        .says(2, &["no file or folder `gone.csv`"]);
    // A list of the house bears on every campaign.
    let house = format!("{QUICK}  suppress: [{{ file: unread.csv, phone: phone }}]\n");
    project.write("exodial.yaml", &house);
    project
        .exodial("lint unread.csv")
        .finds(1, &["checked 3 campaigns"]);
}

#[test]
fn campaigns_in_markdown_are_checked_at_their_places() {
    let project = with_rows("C-1,+910000000001\n");
    fs::create_dir(project.path("docs")).expect("a folder");
    project.write("docs/people.csv", BAD);
    let fence = |text: &str| format!("```yaml\n{text}```\n");
    let listed: String = sound().lines().map(|line| format!("  {line}\n")).collect();
    let listed = listed.replace("2m", "5h");
    let text = [
        "# दिवाली\n\nA house:\n\n".to_owned(),
        fence("exodial: 1\naccounts: { default: { sid: acme1 } }\n"),
        fence("call: { nothing: of the kind }\n"),
        fence(&sound()),
        format!("- a list\n\n  ```yaml\n{listed}  ```\n"),
    ]
    .concat();
    project.write("docs/guide.md", &text);
    let line = text
        .lines()
        .position(|line| line.contains("5h"))
        .expect("it is there")
        + 1;
    let place = format!("docs/guide.md:{line}:17: error[EXO201]");
    let ended = project.exodial("lint docs/guide.md --format concise --no-contacts");
    ended.finds(1, &[&place, "checked 2 campaigns: 1 error"]);
    let ended = project.exodial("lint docs/guide.md --format json --no-contacts");
    let value: serde_json::Value = serde_json::from_str(&ended.out).expect("it is JSON");
    let start = &value["diagnostics"][0]["range"]["start"];
    assert_eq!(start["byte"], text.find("5h").expect("it is there"));
    // Its contacts lie beside it.
    project.write("docs/people.csv", &format!("id,phone\n{BAD}"));
    let ended = project.exodial("lint docs/guide.md --format concise");
    ended.finds(
        1,
        &[
            "docs/people.csv:2:5: warning[EXO412]",
            "1 contact file (5 rows)",
        ],
    );
    let at = "lint - --stdin-filename docs/x.md --format concise --no-contacts";
    project
        .given(at, &text)
        .finds(1, &[&place.replace("guide", "x")]);
    project.write("none.md", "# Nothing\n");
    project
        .exodial("lint none.md")
        .says(4, &["there is no campaign in none.md"]);
    let ended = project.exodial("lint . none.md");
    ended.says(0, &["checked 1 campaign"]);
    assert!(!ended.err.contains("none.md"), "{ended}");
}

#[test]
fn a_file_that_is_named_twice_is_checked_once() {
    let project = with_rows("C-1,+910000000001\n");
    fs::create_dir(project.path("sub")).expect("a folder");
    for paths in [
        "hello.campaign.yaml hello.campaign.yaml",
        "hello.campaign.yaml ./hello.campaign.yaml sub/../hello.campaign.yaml . people.csv",
    ] {
        project
            .exodial(&format!("lint {paths}"))
            .says(0, &["checked 1 campaign, 1 contact file"]);
    }
    let twice = project.given("lint - -", &sound());
    twice.says(0, &["checked 1 campaign,"]);
}
