//! Calls of other runs that `suppress` and `caps` ask for, and how long a cap makes somebody wait.

use std::time::Duration;

use exodial::{
    campaign::{Cap, CapScope, Check, EarlierSpec, Outcome, OutsideWindow},
    clock::Timestamp,
    contacts::ContactId,
    engine::{Beside, Engine, Rules, caps::capped_until, effect::Input},
    journal::{
        event::{CallDetails, Event, Fact, OtherCall, Rejection, Sid, Via},
        past::{Interest, Past},
    },
    syntax::Spanned,
};

use super::fixture;
use super::journal::{at, attempt, intended, number, started};

fn seconds(seconds: i64) -> Timestamp {
    at(seconds, Fact::Resumed).at
}

/// A call to somebody that was asked for at a time and ended so, ten seconds later.
fn call(contact: u32, placed: i64, outcome: Outcome) -> Vec<Event> {
    let attempt = attempt(contact, 1);
    let accepted = Fact::Accepted {
        attempt,
        sid: Sid::parse(&format!("sid{contact:08}")).expect("it is one"),
        created: None,
        via: Via::Answer,
    };
    let ended = Fact::Ended {
        attempt,
        outcome,
        details: Box::new(CallDetails {
            ended: Some(seconds(placed + 10)),
            ..CallDetails::default()
        }),
    };
    vec![
        at(placed, intended(contact).fact),
        at(placed + 1, accepted),
        // It is read much later.
        at(placed + 100, ended),
    ]
}

fn cap(attempts: u8, per: u64, scope: CapScope) -> Cap {
    let per = Duration::from_secs(per);
    Cap {
        attempts,
        per,
        scope,
    }
}

/// A past that knows of these runs of the campaign `welcome`, folded by a campaign of a name.
fn past(campaign: &str, runs: &[Vec<Event>]) -> Past {
    let earlier = EarlierSpec {
        campaigns: Spanned::new("wel*".to_owned(), 0..0),
        outcomes: vec![Outcome::Completed],
        within: Duration::from_secs(1_000),
    };
    let interest = Interest {
        campaign: campaign.into(),
        earlier: vec![earlier],
        caps: vec![
            cap(2, 1_000, CapScope::Account),
            cap(3, 1_000, CapScope::Campaign),
        ],
        now: seconds(2_000),
    };
    let mut past = Past::new(seconds(0)).minding(interest);
    for (nth, events) in runs.iter().enumerate() {
        let name = format!("r{nth}");
        past.fold(&name, &[vec![started(&name)], events.clone()].concat());
    }
    past
}

#[test]
fn the_end_of_a_call_bars_for_so_long_counted_from_the_call_itself() {
    let runs = [
        call(1, 1_500, Outcome::Completed),
        call(2, 1_500, Outcome::Busy),
        // Over too long ago, though it was read in time.
        call(3, 985, Outcome::Completed),
        call(1, 1_200, Outcome::Completed),
    ];
    for past in [past("other", &runs), past("other", &runs).unlocked()] {
        let bars = |contact, at| past.bars(number(contact), seconds(at));
        assert_eq!(bars(1, 2_000), Some(("r0", Outcome::Completed)));
        assert_eq!(bars(1, 2_509), Some(("r0", Outcome::Completed)));
        assert_eq!(bars(1, 2_510), None);
        assert_eq!((bars(2, 2_000), bars(3, 2_000)), (None, None));
    }
}

#[test]
fn caps_count_what_was_or_may_have_been_a_call_and_keep_no_more() {
    let refused = Fact::Rejected {
        attempt: attempt(2, 1),
        why: Rejection::Row,
        message: "".into(),
    };
    let runs = [
        call(1, 1_100, Outcome::Busy),
        call(1, 1_900, Outcome::Busy),
        call(1, 1_300, Outcome::Busy),
        call(1, 1_600, Outcome::Busy),
        call(1, 999, Outcome::Busy),
        vec![at(1_900, intended(2).fact), at(1_901, refused)],
        vec![at(1_900, intended(3).fact)],
    ];
    let times = |past: &Past, contact| {
        let calls = past.placed(number(contact)).iter();
        let times = calls.map(|call| (call.at, call.own));
        times.collect::<Vec<_>>()
    };
    let theirs = past("other", &runs);
    let newest = |own| [(seconds(1_900), own), (seconds(1_600), own)];
    assert_eq!(
        times(&theirs, 1),
        newest(false),
        "as many as the cap counts"
    );
    assert_eq!(times(&theirs, 2), [], "a refused request called nobody");
    assert_eq!(times(&theirs, 3), [(seconds(1_900), false)]);
    let own = past("welcome", &runs);
    let [first, second] = newest(true);
    assert_eq!(times(&own, 1), [first, second, (seconds(1_300), true)]);
}

#[test]
fn a_cap_lets_the_oldest_call_leave_its_span() {
    let all = cap(2, 100, CapScope::Account);
    let own = cap(1, 300, CapScope::Campaign);
    let other = |at, own| OtherCall {
        at: seconds(at),
        own,
    };
    let until = |caps: &[Cap], calls: &[i64], others: &[OtherCall]| {
        capped_until(caps, calls.iter().map(|at| seconds(*at)), others)
    };
    let free = Timestamp::default();
    assert_eq!(until(&[], &[1, 2, 3], &[]), free);
    assert_eq!(until(&[all], &[10], &[]), free);
    assert_eq!(until(&[all], &[10, 20, 50], &[]), seconds(120));
    assert_eq!(until(&[all], &[10], &[other(40, false)]), seconds(110));
    assert_eq!(until(&[own], &[], &[other(40, false)]), free);
    assert_eq!(until(&[own], &[], &[other(40, true)]), seconds(340));
    let both = until(&[all, own], &[10], &[other(40, false)]);
    assert_eq!(both, seconds(310), "the stricter one holds");
}

/// What another campaign placed, heard of a minute later.
fn called_elsewhere(placed: i64) -> Event {
    let contact = ContactId(0);
    let call = OtherCall {
        at: seconds(placed),
        own: false,
    };
    let calls = vec![call];
    at(placed + 60, Fact::CalledElsewhere { contact, calls })
}

#[test]
fn a_retry_that_a_call_elsewhere_puts_off_lapses_when_its_own_window_ends() {
    let mut campaign = fixture::campaign();
    campaign.whitelist.check = Check::Off;
    campaign.retries.max_attempts = 2;
    campaign.retries.busy = vec![fixture::secs(900)];
    campaign.retries.outside_window = OutsideWindow::Drop;
    campaign.contacts.caps = vec![cap(2, 24 * 3_600, CapScope::Account)];
    let rules = Rules::new(&campaign, &fixture::account(), &fixture::policy());
    let people = [(ContactId(0), number(0))];
    let mut engine = Engine::new(rules, people, Default::default());
    // The journal's day begins at 05:30 in India: ten o'clock, half past eight, nine.
    let [ten, evening, nine] = [16_200, 54_000, 55_800];
    let mut story = call(0, ten, Outcome::Busy);
    story.push(called_elsewhere(evening));
    engine.replay(&story).expect("a legal story");
    let closed = engine.decide(seconds(nine + 60), &Input::Permitted(1));
    let closed = closed.expect("a tick");
    let lapsed = |event: &Event| matches!(event.fact, Fact::Lapsed { .. });
    assert!(!closed.iter().any(lapsed), "it is due tomorrow: {closed:?}");
}

#[test]
fn whoever_a_cap_puts_off_beyond_the_last_window_expires_when_that_is_over() {
    let mut campaign = fixture::campaign();
    campaign.whitelist.check = Check::Off;
    campaign.contacts.caps = vec![cap(1, 24 * 3_600, CapScope::Account)];
    let end = jiff::civil::date(2026, 11, 24).at(20, 0, 0, 0);
    campaign.schedule.end = Some(Spanned::new(end, 0..0));
    let rules = Rules::new(&campaign, &fixture::account(), &fixture::policy());
    let people = [(ContactId(0), number(0))];
    let mut engine = Engine::new(rules, people, Default::default());
    // Called at half past eight by somebody else: due half an hour after the campaign's last window.
    let [evening, night, end] = [54_000, 57_600, 86_400 + 52_200];
    let story = [called_elsewhere(evening)];
    engine.replay(&story).expect("a legal story");
    let wake = engine.next_time(seconds(night), Beside::NOBODY);
    assert!(seconds(night) < wake && wake < seconds(end), "{wake}");
    let over = engine.decide(wake, &Input::Permitted(1)).expect("a tick");
    let expired = |event: &Event| event.fact == Fact::Expired;
    assert!(over.iter().any(expired), "{over:?}");
}
