//! Values that several tests are made of.

use std::{collections::BTreeMap, time::Duration};

use exodial::{
    campaign::{
        Account, Ambiguity, BadRows, CallSpec, CallingHours, Campaign, Check, ContactsSpec,
        Duplicates, Encoding, Limits, Most, Neutral, Number, Pacing, Policy, Pool, RetryPolicy,
        ScheduleSpec, Timing, Unavailable, Unless, When, WhitelistPolicy, project::SecretRef,
    },
    clock::{Timestamp, UtcOffset},
    contacts::{ContactId, Row, RowFate},
    engine::fate::Tally,
    plan::{Disposition, hours::Hours},
    syntax::Spanned,
};

pub(crate) fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse::<jiff::Timestamp>().expect("a time").into()
}

fn spanned<T>(value: T) -> Spanned<T> {
    Spanned::new(value, 0..0)
}

/// The nth number of the simulator's range.
pub(crate) fn number(nth: u32) -> Number {
    Number::from_digits(910_000_000_000 + u64::from(nth)).expect("it has 12 digits")
}

pub(crate) fn row(nth: u32, fate: RowFate) -> Row {
    let byte = 20 + 10 * u64::from(nth);
    Row {
        byte,
        line: nth + 2,
        fate,
    }
}

/// So many rows that can be called.
pub(crate) fn rows(count: u32) -> Vec<Row> {
    (0..count)
        .map(|nth| row(nth, RowFate::Callable(number(nth))))
        .collect()
}

pub(crate) fn duplicate(nth: u32, of: u32) -> Row {
    let fate = RowFate::Duplicate {
        number: number(of),
        of: ContactId(of),
    };
    row(nth, fate)
}

/// 09:00 to 21:00 Indian time.
fn opens(at: Timestamp) -> Timestamp {
    window(at).0.max(at)
}

fn closes(at: Timestamp) -> Timestamp {
    window(at).1
}

fn window(at: Timestamp) -> (Timestamp, Timestamp) {
    const DAY: i64 = 86_400_000;
    let ist = at.as_millis() + 19_800_000;
    let mut midnight = ist - ist.rem_euclid(DAY);
    if ist.rem_euclid(DAY) >= DAY / 24 * 21 {
        midnight += DAY;
    }
    let hour = |hour| Timestamp::from_millis(midnight + DAY / 24 * hour - 19_800_000);
    (hour(9), hour(21))
}

pub(crate) fn daily(margin: u64) -> Hours<'static> {
    Hours {
        opens_at: &opens,
        closes_at: &closes,
        margin: secs(margin),
    }
}

pub(crate) fn whitelist() -> WhitelistPolicy {
    WhitelistPolicy {
        check: Check::Required,
        when: When::Before,
        neutral: Neutral::Skip,
        dnd_unavailable: Unless::Skip,
        unavailable: Unavailable::Stop,
        max_age: secs(86_400),
    }
}

pub(crate) fn retries() -> RetryPolicy {
    RetryPolicy {
        max_attempts: 3,
        busy: vec![secs(900)],
        no_answer: vec![secs(1800), secs(7200)],
        ..RetryPolicy::default()
    }
}

pub(crate) fn campaign() -> Campaign {
    Campaign {
        name: spanned("emi-reminder".to_owned()),
        description: None,
        owner: None,
        account: spanned("default".to_owned()),
        contacts: ContactsSpec {
            files: vec![spanned("emi-due.csv".to_owned())],
            sheet: None,
            delimiter: None,
            encoding: Encoding::Auto,
            phones: vec![spanned("mobile".to_owned())],
            id: Some(spanned("loan_id".to_owned())),
            country: spanned("IN".to_owned()),
            countries: vec!["IN".to_owned()],
            filter: None,
            duplicates: Duplicates::First,
            bad_rows: BadRows::Skip,
            suppress: Vec::new(),
            caps: Vec::new(),
            not_called_within: None,
            timezone: None,
            max_bad_rows: Most::Percent(100.0),
        },
        call: CallSpec {
            pool: Pool::one(number(999_999)),
            app_id: spanned("84521".to_owned()),
            ring_timeout: secs(30),
            time_limit: secs(60),
            custom_field: None,
            record: None,
            status_callback: None,
        },
        whitelist: whitelist(),
        schedule: ScheduleSpec::default(),
        retries: RetryPolicy::default(),
        calls_max: None,
        share: 1,
        pacing: Pacing::default(),
        limits: Limits::default(),
        thresholds: vec![],
        results_file: None,
        notify: Vec::new(),
        tests: vec![],
        attempts_file: None,
    }
}

pub(crate) fn account() -> Account {
    Account {
        name: "default".to_owned(),
        cluster: None,
        sid: SecretRef::Variable("EXOTEL_ACCOUNT_SID".to_owned()),
        key: SecretRef::Variable("EXOTEL_API_KEY".to_owned()),
        token: SecretRef::Variable("EXOTEL_API_TOKEN".to_owned()),
        base_url: None,
        flow_url: None,
        rate_limit: 200,
        reserve: 20,
        channels: 1000,
        currency: "INR".to_owned(),
        utc_offset: UtcOffset::IST,
        timing: Timing::default(),
        ambiguous: Ambiguity::NeverRedial,
    }
}

pub(crate) fn policy() -> Policy {
    Policy {
        calling_hours: CallingHours::default(),
        max_attempts: None,
        countries: None,
        suppress: Vec::new(),
    }
}

/// Counts with these final words.
pub(crate) fn tally(people: u64, done: &[(Disposition, u64)]) -> Tally {
    Tally {
        people,
        done: done.iter().copied().collect::<BTreeMap<_, _>>(),
        ..Tally::default()
    }
}
