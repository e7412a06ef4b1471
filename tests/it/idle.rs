//! The one reason why nobody is dialled, and until when.

use exodial::{
    campaign::{Check, Money, Number, Outcome},
    clock::{Timestamp, UtcOffset},
    contacts::ContactId,
    engine::{
        Beside, Engine, Gate, Rules,
        idle::{Idle, Reason},
    },
    journal::event::{AttemptId, Event, Fact, Sid, Standing, Stop, Throttle, Via},
    report::{idle::phrase, note::Note},
};

use crate::fixture;

fn t(clock: &str) -> Timestamp {
    fixture::at(&format!("2026-11-23T{clock}+05:30"))
}

fn number(row: u32) -> Number {
    fixture::number(row)
}

/// Two people, and rules that a test changes.
fn engine(change: impl FnOnce(&mut Rules)) -> Engine {
    let mut campaign = fixture::campaign();
    campaign.retries.max_attempts = 2;
    campaign.retries.busy = vec![fixture::secs(900)];
    campaign.whitelist.check = Check::Off;
    let mut rules = Rules::new(&campaign, &fixture::account(), &fixture::policy());
    change(&mut rules);
    let people = (0..2).map(|row| (ContactId(row), number(row)));
    Engine::new(rules, people, Default::default())
}

fn told(engine: &mut Engine, facts: impl IntoIterator<Item = (&'static str, Fact)>) {
    let events = facts
        .into_iter()
        .map(|(clock, fact)| Event { at: t(clock), fact });
    let events: Vec<Event> = events.collect();
    engine.replay(&events).expect("a legal story");
}

/// A call that was placed, from its intent on.
fn placed(row: u32, clock: &'static str) -> [(&'static str, Fact); 2] {
    let attempt = AttemptId {
        contact: ContactId(row),
        number: 1,
    };
    let intended = Fact::Intended {
        attempt,
        number: number(row),
        not_after: t(clock) + fixture::secs(10),
    };
    let accepted = Fact::Accepted {
        attempt,
        sid: Sid::parse(&format!("sid{row:08}")).expect("a sid"),
        created: None,
        via: Via::Answer,
    };
    [(clock, intended), (clock, accepted)]
}

fn ended(row: u32, clock: &'static str, outcome: Outcome) -> [(&'static str, Fact); 1] {
    let fact = Fact::Ended {
        attempt: AttemptId {
            contact: ContactId(row),
            number: 1,
        },
        outcome,
        details: Default::default(),
    };
    [(clock, fact)]
}

#[track_caller]
fn says(engine: &Engine, clock: &str, why: Reason, until: Option<&str>, text: &str) {
    let until = until.map(|day_and_clock| fixture::at(&format!("{day_and_clock}+05:30")));
    let idle = engine.idle(t(clock), Beside::NOBODY);
    let idle = idle.expect("nobody is dialled");
    assert_eq!(idle, Idle { why, until });
    assert_eq!(phrase(&idle, UtcOffset::IST, "INR"), text);
}

#[test]
fn a_run_that_dials_is_not_idle() {
    let mut engine = engine(|_| {});
    assert_eq!(engine.idle(t("10:00:00"), Beside::NOBODY), None);
    let [intended, _] = placed(0, "10:00:00");
    told(&mut engine, [intended]);
    assert_eq!(
        engine.idle(t("10:00:00"), Beside::NOBODY),
        None,
        "a request is on its way"
    );
}

#[test]
fn every_reason_is_told_with_its_end() {
    let mut one = engine(|rules| rules.whitelist.check = Check::Required);
    let text = "2 people to be looked up before the first call";
    says(
        &one,
        "10:00:00",
        Reason::Screening { people: 2 },
        None,
        text,
    );
    for row in 0..2 {
        let standing = Fact::Standing {
            contact: ContactId(row),
            number: number(row),
            standing: Standing::Whitelist,
            as_of: t("10:00:01"),
            expires: None,
        };
        told(&mut one, [("10:00:01", standing)]);
    }
    assert_eq!(one.idle(t("10:00:02"), Beside::NOBODY), None);
    let text = "closed until Tue 24 Nov 09:00: outside the windows, 2 people waiting";
    let hours = Reason::OutsideHours { people: 2 };
    says(&one, "21:30:00", hours, Some("2026-11-24T09:00:00"), text);

    let mut one = engine(|rules| rules.channels = 1);
    told(&mut one, placed(0, "10:00:00"));
    let text = "every channel is taken (1); calls go on as others end";
    says(&one, "10:00:01", Reason::Channels { taken: 1 }, None, text);
    told(&mut one, ended(0, "10:00:30", Outcome::Busy));
    told(&mut one, placed(1, "10:00:31"));
    told(&mut one, ended(1, "10:01:00", Outcome::Completed));
    let text = "1 person waiting for further calls, none due until Mon 23 Nov 10:15";
    let retries = Reason::Retries { people: 1 };
    says(&one, "10:02:00", retries, Some("2026-11-23T10:15:30"), text);
    let until = t("10:20:00");
    let why = Throttle::TooMany;
    told(&mut one, [("10:03:00", Fact::Throttled { until, why })]);
    let text = "nothing is sent until 10:20:00: Exotel says that the rate was exceeded (429)";
    says(
        &one,
        "10:03:00",
        Reason::Throttled(why),
        Some("2026-11-23T10:20:00"),
        text,
    );
    told(
        &mut one,
        [(
            "10:04:00",
            Fact::Stopped {
                why: Stop::Operator,
            },
        )],
    );
    let stopped = Reason::Stopped(Stop::Operator);
    says(
        &one,
        "10:04:00",
        stopped,
        None,
        "no new calls: somebody asked for it",
    );
}

#[test]
fn a_run_that_has_called_everybody_waits_for_outcomes() {
    let mut one = engine(|rules| rules.calls_max = Some(1));
    told(&mut one, placed(0, "10:00:00"));
    let text = "the limit of 1 call is reached; outcomes are read";
    says(&one, "10:00:01", Reason::Limit { calls: 1 }, None, text);
    let mut one = engine(|_| {});
    told(&mut one, placed(0, "10:00:00"));
    told(&mut one, placed(1, "10:00:00"));
    let text = "nobody is left to be called; outcomes are read, 2 calls open";
    says(&one, "10:00:01", Reason::Outcomes { open: 2 }, None, text);
    told(&mut one, [("10:30:00", Fact::Finished)]);
    assert_eq!(one.idle(t("10:30:00"), Beside::NOBODY), None);
}

#[test]
fn what_other_runs_of_the_process_keep_from_a_run_is_told() {
    // The other run has the one channel of the account.
    let mut other = engine(|rules| rules.channels = 1);
    told(&mut other, placed(0, "10:00:00"));
    let others = [("other", &other)];
    let beside = Beside::new(&others);
    let idle = |engine: &Engine, clock| engine.idle(t(clock), beside).map(|idle| idle.why);
    let alone = engine(|rules| rules.channels = 1);
    assert_eq!(alone.idle(t("10:00:01"), Beside::NOBODY), None);
    let taken = Some(Reason::Channels { taken: 1 });
    assert_eq!(idle(&alone, "10:00:01"), taken);
    // It is calling the number of everybody who waits here.
    let mut here = engine(|_| {});
    told(&mut here, placed(1, "10:00:00"));
    told(&mut here, ended(1, "10:00:01", Outcome::Completed));
    assert_eq!(here.idle(t("10:00:02"), Beside::NOBODY), None);
    assert_eq!(
        idle(&here, "10:00:02"),
        Some(Reason::Elsewhere { people: 1 })
    );
    let told = here.idle(t("10:00:02"), beside).expect("nobody is dialled");
    let text = "1 person waiting for calls of other runs of this process to end";
    assert_eq!(phrase(&told, UtcOffset::IST, "INR"), text);
}

#[test]
fn the_log_and_the_status_tell_a_gate_in_the_same_words() {
    let money = Money::parse("12.5").expect("an amount");
    let until = t("10:20:00");
    for (gate, text) in [
        (
            Gate::Paused("asha".into()),
            "paused by asha: nobody is dialled until `exodial unpause`; outcomes are read",
        ),
        (
            Gate::Paused("".into()),
            "paused: nobody is dialled until `exodial unpause`; outcomes are read",
        ),
        (
            Gate::Outage(until),
            "5 requests in a row without an answer that can be read: nobody is dialled until 10:20:00 and a read is \
             answered",
        ),
        (
            Gate::Cost(money),
            "limits.cost: what is left of it, INR 12.50, is set aside for calls whose price is not known yet",
        ),
    ] {
        let currency = "INR".to_owned();
        let note = Note::Gate {
            gate: gate.clone(),
            currency,
        };
        assert_eq!(note.text(UtcOffset::IST), text);
        let (why, until) = (Reason::Gate(gate), None);
        assert_eq!(phrase(&Idle { why, until }, UtcOffset::IST, "INR"), text);
    }
}
