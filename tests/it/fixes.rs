//! `exodial lint --fix`: what the program mends by itself.

use std::fs;

use crate::project::*;

/// Mistakes that a fix mends, and one that none does. Comments stand where fixes could lose them.
const WRONG: &str = r#"exodial: 1
# The Diwali list.
campaign: Diwali Reminder!   # as the team calls it
contacts: { file: people.csv, phone: phone, id: id }
call:
  exophone: "+910000999001"
  app_id: http://my.exotel.com/acme1/exoml/start_voice/84521   # the flow
  time_limit: 5h
  custom_field: "{{ idd }}|{{ id }}"
schedule:
  timezone: Asia/Kolkatta
  blackout: 2026-11-30
  windows: [{ days: [mon, tue], from: 10:00, to: "19:00" }]
retries: { max_attempts: "2", busy: 30m, unknown: 30m }
"#;

fn project() -> Project {
    let project = Project::empty();
    project.write("exodial.yaml", "exodial: 1\n");
    project.write("diwali.campaign.yaml", WRONG);
    project.write("people.csv", &people(1..3));
    project
}

fn codes(ended: &Ended) -> Vec<&str> {
    let parts = ended.out.split('[').filter_map(|part| part.get(..6));
    parts.filter(|part| part.starts_with("EXO")).collect()
}

#[test]
fn safe_fixes_keep_the_meaning_and_others_are_asked_for() {
    let project = project();
    let before = project.exodial("lint --format concise");
    before.says(
        1,
        &["can be mended by --fix, ", " more by --fix --unsafe-fixes"],
    );
    let after = project.exodial("lint --fix --format concise");
    after.says(1, &["mended diwali.campaign.yaml: 4 fixes"]);
    let text = project.read("diwali.campaign.yaml");
    for line in [
        "  app_id: 84521   # the flow",
        "  blackout: [\"2026-11-30\"]",
        "from: \"10:00\"",
        "max_attempts: 2,",
        "campaign: Diwali Reminder!   # as the team calls it",
        "  timezone: Asia/Kolkatta",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    let after = project.exodial("lint --fix --unsafe-fixes --format concise");
    after.says(1, &["mended diwali.campaign.yaml: 4 fixes"]);
    assert_eq!(codes(&after), ["EXO606"], "{after}");
    let text = project.read("diwali.campaign.yaml");
    for line in [
        "# The Diwali list.",
        "campaign: diwali-reminder   # as the team calls it",
        "  time_limit: 4h",
        "\"{{ id }}|{{ id }}\"",
        "  timezone: Asia/Kolkata",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    // What is mended is mended.
    let again = project.exodial("lint --fix --unsafe-fixes --format concise");
    assert!(!again.err.contains("mended"), "{again}");
    assert_eq!(project.read("diwali.campaign.yaml"), text);
}

#[test]
fn a_difference_is_shown_and_nothing_is_written() {
    let project = project();
    let ended = project.exodial("lint --diff --unsafe-fixes");
    assert_eq!(ended.code, Some(1), "{ended}");
    assert!(
        ended.out.starts_with("--- diwali.campaign.yaml\n+++"),
        "{ended}"
    );
    for line in ["\n-  time_limit: 5h\n", "\n+  time_limit: 4h\n"] {
        assert!(ended.out.contains(line), "{ended}");
    }
    assert_eq!(project.read("diwali.campaign.yaml"), WRONG);
    project.write("diwali.campaign.yaml", &sound());
    let ended = project.exodial("lint --diff");
    assert_eq!(ended.code, Some(0), "{ended}");
    assert_eq!(ended.out, "");
}

#[test]
fn only_what_is_asked_for_is_mended() {
    let project = project();
    let ended = project.exodial("lint --fix --select EXO205 --format concise");
    ended.finds(0, &["mended diwali.campaign.yaml: 1 fix"]);
    let wanted = WRONG.replace(
        "http://my.exotel.com/acme1/exoml/start_voice/84521",
        "84521",
    );
    assert_eq!(project.read("diwali.campaign.yaml"), wanted);
    let ended = project.exodial("lint --fix -");
    ended.says(2, &["standard input cannot be mended", "--diff"]);
}

#[test]
fn comments_that_silence_nothing_and_byte_order_marks_are_taken_away() {
    let project = project();
    let text = format!(
        "\u{feff}{}# exodial: ignore[EXO415] for nothing\nthresholds: [\"completed >= 70%\"] # exodial: ignore[EXO907] nor this\n",
        sound()
    );
    project.write("diwali.campaign.yaml", &text);
    let ended = project.exodial("lint --fix");
    ended.says(0, &["mended diwali.campaign.yaml: 3 fixes", "no problems"]);
    let wanted = sound() + "thresholds: [\"completed >= 70%\"]\n";
    assert_eq!(project.read("diwali.campaign.yaml"), wanted);
}

#[test]
fn a_file_that_may_not_be_written_stays_and_is_told() {
    let project = project();
    let path = project.path("diwali.campaign.yaml");
    let mut rights = fs::metadata(&path).expect("a file").permissions();
    rights.set_readonly(true);
    fs::set_permissions(&path, rights).expect("its rights");
    let ended = project.exodial("lint --fix");
    ended.says(2, &["cannot write diwali.campaign.yaml: it is read-only"]);
    assert_eq!(project.read("diwali.campaign.yaml"), WRONG);
}
