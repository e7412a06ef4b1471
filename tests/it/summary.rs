//! The end of a run, and the table of runs: the sums that a reader can check.

use exodial::cli::exit::Exit;
use exodial::{
    campaign::{
        self, Bound, Money, Outcome, Subject, Threshold,
        condition::{Amount, Comparison},
    },
    clock::UtcOffset,
    engine::fate::Tally,
    journal::event::Realm,
    plan::Disposition::{self, *},
    report::{
        results::Counts,
        status::{RunState, RunStatus, table},
        summary::{SumFault, Summary, SummaryInput},
        thresholds::{Judged, judge},
    },
    syntax::Source,
};

use crate::{
    fixture::{at, tally},
    golden,
};

const COUNTS: [(Disposition, u64); 10] = [
    (Called(Outcome::Completed), 8_904),
    (Called(Outcome::NoAnswer), 1_871),
    (Called(Outcome::Busy), 604),
    (Called(Outcome::Failed), 487),
    (Unsettled, 4),
    (NotWhitelisted, 488),
    (Blacklisted, 62),
    (Duplicate, 37),
    (Suppressed, 14),
    (Invalid, 9),
];

fn whole() -> Tally {
    Tally {
        calls: 16_402,
        requests: 31_077,
        lookups: 12_420,
        reads: 2_255,
        too_many: 3,
        spent: Money::from_parts(98_412_000),
        reserved: Money::from_parts(72_000),
        ..tally(12_420, &COUNTS[..7])
    }
}

fn input<'a>(counts: &'a Counts, tally: &'a Tally, unsettled: &'a [String]) -> SummaryInput<'a> {
    SummaryInput {
        run: "diwali-reminder-20261123-7f3a",
        campaign: "diwali-reminder",
        account: "prod",
        realm: Realm::Exotel,
        plan: "7f3a91c04d2e",
        finished: true,
        started: at("2026-11-23T10:00:00+05:30"),
        ended: at("2026-11-23T13:02:44+05:30"),
        offset: UtcOffset::IST,
        rows: 12_480,
        counts,
        tally,
        currency: "INR",
        thresholds: &[],
        unsettled,
        files: &[],
        exit: Exit::Unsettled.note(vec!["4 calls are unsettled".to_owned()]),
        next: Some("exodial reconcile latest".to_owned()),
    }
}

/// The whole run, judged by these.
fn judged(thresholds: &[&str], finished: bool) -> Vec<Judged> {
    let text = format!(
        "exodial: 1\ncampaign: x\ncontacts: {{ file: a.csv, phone: a }}\n\
         call: {{ exophone: \"08047112233\", app_id: 1 }}\nthresholds: {thresholds:?}\n"
    );
    let (campaign, findings) = campaign::read(&Source::new("x.yaml", text));
    let campaign = campaign.unwrap_or_else(|| panic!("{findings:?}"));
    judge(&campaign.thresholds, &whole().done, finished)
}

/// Whoever was called is the whole: 11,870 of the 12,480 rows.
#[test]
fn thresholds_are_shares_of_those_who_were_called_and_exact() {
    let met = |threshold: &str| judged(&[threshold], true)[0].met;
    // 8,904 of 11,870 are 75.0126…%.
    assert_eq!(met("completed >= 75.01%"), Some(true));
    assert_eq!(met("completed >= 75.02%"), Some(false));
    assert_eq!(met("completed < 75.02%"), Some(true));
    assert_eq!(met("unsettled > 0%"), Some(true));
    assert_eq!(met("canceled <= 0%"), Some(true));
    assert_eq!(
        judged(&["failed <= 5%"], false)[0].met,
        None,
        "it is not over"
    );
    let nobody = judge(&campaign_thresholds(), &Counts::new(), true);
    assert_eq!(nobody[0].met, None, "nobody was called");
}

fn campaign_thresholds() -> Vec<Threshold> {
    vec![Threshold {
        subject: Subject::Called(Outcome::Completed),
        bound: Bound {
            side: Comparison::AtLeast,
            amount: Amount::Share(7_000),
        },
    }]
}

/// The numbers of a line such as `12,480 = 11,870 called + 610 not called`.
fn numbers(line: &str) -> Vec<u64> {
    line.split([' ', '(', ')'])
        .filter_map(|word| word.replace(',', "").parse().ok())
        .collect()
}

#[test]
fn the_text_adds_up() {
    let counts: Counts = COUNTS.into_iter().collect();
    let unsettled: Vec<String> = (1..=11).map(|nth| format!("C-{nth}")).collect();
    let tally = whole();
    let files = [("results", ".exodial/prod/diwali/results.csv".to_owned())];
    let thresholds = judged(
        &[
            "completed >= 75%",
            "completed > 75.02%",
            "unsettled <= 0.04%",
        ],
        true,
    );
    let summary = Summary::new(SummaryInput {
        files: &files,
        thresholds: &thresholds,
        ..input(&counts, &tally, &unsettled)
    })
    .expect("it adds up");
    let text = summary.render();
    for label in ["  rows", "  called", "  not called", "  requests"] {
        let mut lines = text.lines().skip_while(|line| !line.starts_with(label));
        let mut sum = lines.next().expect(label).to_owned();
        for more in lines.take_while(|line| line.starts_with("      ")) {
            sum.push_str(more);
        }
        let sum = sum.split('·').next().unwrap_or_default();
        let numbers = numbers(sum);
        let (whole, parts) = numbers.split_first().expect("numbers");
        assert_eq!(*whole, parts.iter().sum::<u64>(), "{sum}");
    }
    golden::check(&text, "golden/summary.txt");
    let json = serde_json::to_string_pretty(&summary).expect("JSON");
    golden::check(&(json + "\n"), "golden/summary.json");
}

#[test]
fn a_sum_that_is_wrong_is_never_told() {
    let mut counts: Counts = COUNTS.into_iter().collect();
    counts.insert(Duplicate, 36);
    let tally = whole();
    let fault = Summary::new(input(&counts, &tally, &[])).expect_err("one is missing");
    assert_eq!(
        fault,
        SumFault {
            sum: 12_479,
            rows: 12_480
        }
    );
}

#[test]
fn a_run_that_was_stopped_says_how_many_are_left() {
    let counts: Counts = [
        (Called(Outcome::Completed), 400),
        (Stopped, 7_104),
        (Invalid, 1),
    ]
    .into();
    let tally = tally(7_504, &[(Called(Outcome::Completed), 400)]);
    let summary = Summary::new(SummaryInput {
        rows: 7_505,
        finished: false,
        realm: Realm::Simulated,
        exit: Exit::Interrupted.note(vec!["interrupted".to_owned()]),
        ..input(&counts, &tally, &[])
    });
    golden::check(
        &summary.expect("it adds up").render(),
        "golden/summary-stopped.txt",
    );
}

#[test]
fn runs_stand_in_a_table() {
    let run = |name: &str, state, tally, next: Option<&str>| RunStatus {
        run: name.to_owned(),
        state,
        tally,
        started: Some(at("2026-11-23T10:00:00+05:30")),
        next: next.map(str::to_owned),
    };
    let open = Tally {
        under_way: 290,
        ..whole()
    };
    let runs = [
        run(
            "diwali-reminder-20261123-7f3a",
            RunState::Running,
            open,
            Some("retries 10:30"),
        ),
        run(
            "kyc-20261121-b0b2",
            RunState::Stopped,
            tally(2_400, &[]),
            Some("exodial resume kyc"),
        ),
        run(
            "renewals-20261120-1c9d",
            RunState::Finished,
            tally(0, &[]),
            None,
        ),
    ];
    golden::check(&table(&runs, UtcOffset::IST), "golden/status.txt");
}
