//! A run as it should be, and what it had to keep.

use std::time::Duration;

use exodial::{
    campaign::{
        Ambiguity, Bound, CallingHours, Cap, CapScope, Check, Condition, EarlierSpec, Limits,
        ListForm, ListSpec, Money, Neutral, Number, Outcome, OutsideWindow, Pacing, RetryPolicy,
        ScheduleSpec, Subject, Suppression, Timing, Unavailable, Unless, When, WhitelistPolicy,
        condition::{Amount, Comparison},
    },
    clock::{Timestamp, UtcOffset},
    contacts::{ContactId, Row, RowFate},
    journal::event::{
        AskId, AttemptId, Doubt, Event, Exclusion, Fact, Question, Rejection, Sid, Standing, Via,
    },
    report::verify::{OtherRun, Others, ResultRow, Suppress, Table, Terms, Verifier, Windows},
    syntax::Spanned,
};

use crate::fixture::secs;

pub(super) type Story = Vec<(Timestamp, Fact)>;

/// A time of the day of the run, in India.
pub(super) fn t(clock: &str) -> Timestamp {
    crate::fixture::at(&format!("2026-11-23T{clock}+05:30"))
}

pub(super) fn number(row: u32) -> Number {
    let digits = Number::SIMULATOR_FIRST.digits() + u64::from(row);
    Number::from_digits(digits).expect("it has twelve digits")
}

pub(super) fn id(row: u32, number: u16) -> AttemptId {
    AttemptId {
        contact: ContactId(row),
        number,
    }
}

pub(super) fn intended(row: u32, nth: u16, clock: &str) -> (Timestamp, Fact) {
    let fact = Fact::Intended {
        attempt: id(row, nth),
        number: number(row),
        not_after: t(clock) + secs(10),
    };
    (t(clock), fact)
}

pub(super) fn accepted(row: u32, nth: u16, clock: &str) -> (Timestamp, Fact) {
    let fact = Fact::Accepted {
        attempt: id(row, nth),
        sid: Sid::parse(&format!("sid{row:04}x{nth:04}")).expect("a sid"),
        created: None,
        via: Via::Answer,
    };
    (t(clock), fact)
}

pub(super) fn ended(row: u32, nth: u16, clock: &str, outcome: Outcome) -> (Timestamp, Fact) {
    let fact = Fact::Ended {
        attempt: id(row, nth),
        outcome,
        details: Default::default(),
    };
    (t(clock), fact)
}

/// An answered call whose price is told.
pub(super) fn priced(row: u32, nth: u16, clock: &str, price: &str) -> (Timestamp, Fact) {
    let (at, mut fact) = ended(row, nth, clock, Outcome::Completed);
    if let Fact::Ended { details, .. } = &mut fact {
        details.price = Some(price.into());
    }
    (at, fact)
}

/// A row is on the campaign's list.
pub(super) fn listed(row: u32) -> Fact {
    let (list, line) = ("do-not-call.csv".into(), 3);
    Fact::Excluded {
        contact: ContactId(row),
        why: Exclusion::Suppressed { list, line },
    }
}

pub(super) fn rejected(row: u32, nth: u16, clock: &str, why: Rejection) -> (Timestamp, Fact) {
    let message = "".into();
    let attempt = id(row, nth);
    let fact = Fact::Rejected {
        attempt,
        why,
        message,
    };
    (t(clock), fact)
}

/// A look-up from its question to its answer.
pub(super) fn looked_up(row: u32, clock: &str, standing: Standing) -> Story {
    let (at, ask, contact) = (t(clock), AskId(row), ContactId(row));
    let question = Question::Standing(contact);
    let known = Fact::Standing {
        contact,
        number: number(row),
        standing,
        as_of: at + secs(1),
        expires: None,
    };
    let failure = None;
    vec![
        (at, Fact::Asked { ask, question }),
        (at + secs(1), known),
        (at + secs(1), Fact::Replied { ask, failure }),
    ]
}

/// Row 6 is the canary and answers; then row 0 is called twice and busy, row 1 blacklisted, row 2 in doubt for
/// good, row 3 invalid, row 4 held by another run, row 5 answers, row 7 is on a list. Later the run is paused for
/// a while.
pub(super) fn story() -> Story {
    let (busy, completed) = (Outcome::Busy, Outcome::Completed);
    let (contact, run) = (ContactId(4), "other-20261123-090000".into());
    let why = Exclusion::Locked { run };
    let mut story = vec![
        (t("09:20:00"), Fact::Excluded { contact, why }),
        (t("09:20:00"), listed(7)),
    ];
    for (row, standing) in [
        (0, Standing::Whitelist),
        (1, Standing::Blacklist),
        (2, Standing::Whitelist),
        (5, Standing::Whitelist),
        (6, Standing::Whitelist),
    ] {
        story.extend(looked_up(row, "09:29:00", standing));
    }
    let doubt = Fact::Ambiguous {
        attempt: id(2, 1),
        why: Doubt::Timeout,
        evidence: "".into(),
        hold_until: t("09:51:00"),
    };
    story.extend([
        intended(6, 1, "09:29:30"),
        accepted(6, 1, "09:29:31"),
        priced(6, 1, "09:29:50", "0.60"),
        (t("09:29:58"), Fact::Settled { attempt: id(6, 1) }),
        intended(2, 1, "09:30:00"),
        intended(0, 1, "09:30:10"),
        accepted(0, 1, "09:30:11"),
        ended(0, 1, "09:30:50", busy),
        (t("09:31:00"), doubt),
        intended(0, 2, "09:45:50"),
        accepted(0, 2, "09:45:51"),
        ended(0, 2, "09:46:30", busy),
        (t("09:59:00"), Fact::Unknown { attempt: id(2, 1) }),
        intended(5, 1, "10:00:00"),
        rejected(5, 1, "10:00:01", Rejection::TooMany),
        intended(5, 2, "10:01:00"),
        accepted(5, 2, "10:01:01"),
        ended(5, 2, "10:02:00", completed),
        (t("10:20:00"), Fact::Settled { attempt: id(5, 2) }),
        (t("10:40:00"), Fact::Paused { by: "".into() }),
        (t("10:50:00"), Fact::Unpaused { by: "".into() }),
        (t("11:00:00"), Fact::Finished),
    ]);
    story.sort_by_key(|(at, _)| *at);
    story
}

/// The list of the campaign.
fn list() -> Suppression {
    Suppression::List(ListSpec {
        file: Spanned::new("do-not-call.csv".to_owned(), 0..0),
        column: Spanned::new("number".to_owned(), 0..0),
        form: ListForm::Numbers,
    })
}

/// Another run of the account: a call to row 0 the day before, which ended, and one to row 7 that may go on.
pub(super) fn other_run() -> Story {
    let before = |(at, fact): (Timestamp, Fact)| (at.earlier(Duration::from_secs(24 * 3600)), fact);
    [
        (t("09:00:00"), crate::journal::started("emi").fact),
        intended(0, 1, "09:30:00"),
        accepted(0, 1, "09:30:01"),
        ended(0, 1, "09:31:00", Outcome::Busy),
        intended(7, 1, "09:30:00"),
    ]
    .map(before)
    .to_vec()
}

/// What the run had to heed of another one.
pub(super) fn others(run: &[(Timestamp, Fact)]) -> Others {
    let spec = EarlierSpec {
        campaigns: Spanned::new("wel*".to_owned(), 0..0),
        outcomes: vec![Outcome::Completed],
        within: Duration::from_secs(3 * 24 * 3600),
    };
    let mut others = Others::of("hello", vec![spec], true);
    let mut other = OtherRun::default();
    let events = run.iter().cloned();
    let events = events.map(|(at, fact)| Event { at, fact });
    other.see(&events.collect::<Vec<_>>());
    others.add(other, &(0..8).map(number).collect());
    others
}

/// Two of the last three calls on a side of busy.
pub(super) fn busy(side: Comparison) -> Condition {
    Condition {
        subject: Subject::Called(Outcome::Busy),
        bound: Bound {
            side,
            amount: Amount::Count(2),
        },
        last: 3,
    }
}

/// The house's usual hours, and a campaign's windows.
pub(super) fn windows(spec: &ScheduleSpec) -> Windows {
    Windows::new(spec, &CallingHours::default(), [])
}

/// What a result file of the story says.
fn results() -> Vec<ResultRow> {
    let words = [
        "busy",
        "blacklisted",
        "unsettled",
        "invalid",
        "suppressed",
        "completed",
        "completed",
        "suppressed",
    ];
    let results = (0..).zip(words).map(|(at, word)| ResultRow {
        phone: if at == 3 {
            String::new()
        } else {
            number(at).e164()
        },
        disposition: word.to_owned(),
    });
    results.collect()
}

pub(super) fn terms() -> Terms {
    let fate = |row| match row {
        3 => RowFate::Invalid,
        row => RowFate::Callable(number(row)),
    };
    let row = |at| Row {
        byte: 0,
        line: at + 2,
        fate: fate(at),
    };
    Terms {
        rows: (0..8).map(row).collect(),
        further: Default::default(),
        retries: RetryPolicy {
            max_attempts: 2,
            busy: vec![secs(15 * 60)],
            outside_window: OutsideWindow::Drop,
            ..RetryPolicy::default()
        },
        whitelist: WhitelistPolicy {
            check: Check::Required,
            when: When::Before,
            neutral: Neutral::Skip,
            dnd_unavailable: Unless::Skip,
            unavailable: Unavailable::Stop,
            max_age: Duration::from_secs(24 * 3600),
        },
        suppress: Suppress::new(&[list()], ""),
        caps: vec![Cap {
            attempts: 2,
            per: Duration::from_secs(24 * 3600),
            scope: CapScope::Account,
        }],
        others: others(&other_run()),
        not_called_within: None,
        calls_max: Some(5),
        pacing: Pacing {
            rate: Some(3),
            in_progress: None,
            canary: 1,
        },
        limits: Limits {
            // The canary's price, and four times the worst case.
            cost: Money::parse("5.40"),
            price_per_minute: Money::parse("0.60"),
            stop_when: vec![busy(Comparison::More)],
        },
        windows: windows(&ScheduleSpec::default()),
        hours: CallingHours::default(),
        zones: Default::default(),
        ring_timeout: secs(30),
        time_limit: secs(120),
        timing: Timing::default(),
        ambiguous: Ambiguity::NeverRedial,
        rate: 20,
        channels: 2,
        offset: UtcOffset::IST,
        results: Table::Rows(results()),
        attempts: Table::None("nobody wrote one".to_owned()),
    }
}

/// The laws that a story breaks.
pub(super) fn broken(story: Story, terms: &Terms) -> Vec<&'static str> {
    let mut verifier = Verifier::new(terms);
    let events = story.into_iter().map(|(at, fact)| Event { at, fact });
    verifier.see(&events.collect::<Vec<_>>());
    let proofs = verifier.prove().into_iter();
    proofs
        .filter(|proof| proof.verdict.is_err())
        .map(|proof| proof.law)
        .collect()
}

/// Changes the one fact that fits.
pub(super) fn change(
    story: &mut Story,
    which: impl Fn(&Fact) -> bool,
    how: impl Fn(&mut (Timestamp, Fact)),
) {
    let mut found = story.iter_mut().filter(|(_, fact)| which(fact));
    how(found.next().expect("the story has such a fact"));
}

pub(super) fn is_intent(attempt: AttemptId) -> impl Fn(&Fact) -> bool {
    move |fact| matches!(fact, Fact::Intended { .. }) && fact.attempt() == Some(attempt)
}
