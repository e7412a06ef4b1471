//! Of whoever is not to be called any more no next call is told, whenever that was decided.

use std::time::Duration;

use exodial::{
    campaign::{Cap, CapScope, Neutral, Outcome, ZoneId},
    clock::UtcOffset,
    engine::Rules,
    journal::event::{Event, Exclusion, Fact, Lapse, OtherCall, Standing, Stop, Via},
    report::why::Teller,
};

use super::{WHO, ended, id, intended, number, rules, sid, t};
use crate::fixture;

/// What is told of a person after the first call ended busy, though two more are allowed; `what` comes while the call
/// goes on, and `after` when it has ended.
fn called_once(what: Fact, after: &[Fact]) -> Vec<String> {
    let rules = rules();
    let mut teller = Teller::new(&rules, UtcOffset::IST, [(WHO, ZoneId::OWN, vec![])]);
    let accepted = Fact::Accepted {
        attempt: id(1),
        sid: sid("c0ffee1234567890123"),
        created: None,
        via: Via::Answer,
    };
    let (_, intent) = intended(1, "10:01:00");
    let stop = Fact::Stopped {
        why: Stop::Operator,
    };
    let story = [intent, accepted, what, ended(1, Outcome::Busy)];
    let story = story.into_iter().chain(after.iter().cloned()).chain([stop]);
    let events = story.map(|fact| Event {
        at: t("10:02:00"),
        fact,
    });
    teller.see(&events.collect::<Vec<_>>());
    teller.lines().into_iter().map(|line| line.text).collect()
}

#[test]
fn whoever_is_barred_during_a_call_is_told_no_next_one() {
    let contact = WHO;
    let busy = "the call ended `busy` (41 s); ";
    for (what, reason) in [
        (
            Fact::Excluded {
                contact,
                why: Exclusion::Suppressed {
                    list: "never.csv".into(),
                    line: 3,
                },
            },
            "on never.csv, line 3",
        ),
        (
            Fact::Excluded {
                contact,
                why: Exclusion::CalledBefore {
                    run: "other-20261122-090000".into(),
                    outcome: Outcome::Completed,
                },
            },
            "the call of run other-20261122-090000 ended as completed",
        ),
        (Fact::Expired, "no window opens again before the end"),
    ] {
        let told = called_once(what, &[]);
        let last = told.last().map(String::as_str);
        assert_eq!(last, Some(&*format!("{busy}no further call: {reason}")));
    }
    // Nothing is told any more of the run once the matter is done, and it is told until then.
    let resumed = called_once(Fact::Resumed, &[]);
    assert!(resumed[3].contains("call 2 of 3 is due"), "{resumed:?}");
    assert!(resumed[4].contains("the run places no calls any more"));
    for after in [
        Fact::Lapsed {
            contact,
            why: Lapse::Window,
        },
        Fact::Expired,
    ] {
        let told = called_once(Fact::Resumed, &[after]);
        assert_eq!(told.len(), 5, "{told:?}");
        assert!(told[4].contains("the last outcome stands") || told[4].contains("is final"));
    }
}

/// What is told of a person with two numbers, or with calls of other runs, when the first call ended so.
fn after(rules: &Rules, outcome: Outcome, before: &[Fact]) -> String {
    let further = vec![fixture::number(17)];
    let mut teller = Teller::new(rules, UtcOffset::IST, [(WHO, ZoneId::OWN, further)]);
    let (_, intent) = intended(1, "10:01:00");
    let accepted = Fact::Accepted {
        attempt: id(1),
        sid: sid("c0ffee1234567890123"),
        created: None,
        via: Via::Answer,
    };
    let story = before.iter().cloned();
    let story = story.chain([intent, accepted, ended(1, outcome)]);
    let events = story.map(|fact| Event {
        at: t("10:02:00"),
        fact,
    });
    teller.see(&events.collect::<Vec<_>>());
    let lines = teller.lines();
    lines.last().expect("it is told").text.clone()
}

#[test]
fn the_next_number_and_caps_are_told_of_the_next_call() {
    let mut rules = rules();
    let told = after(&rules, Outcome::Failed, &[]);
    let next = "; call 2 of 3 to the next number is due 10:02:00, at once after `failed`";
    assert!(told.ends_with(next), "{told}");
    let told = after(&rules, Outcome::NoAnswer, &[]);
    let same = "; call 2 of 3 is due 10:32:00, 30m after `no-answer`";
    assert!(told.ends_with(same), "{told}");
    // Two calls of this day, one of them elsewhere, are as many as the cap allows.
    rules.caps = vec![Cap {
        attempts: 2,
        per: Duration::from_secs(2 * 3600),
        scope: CapScope::Account,
    }];
    let calls = vec![OtherCall {
        at: t("09:30:00"),
        own: false,
    }];
    let elsewhere = Fact::CalledElsewhere {
        contact: WHO,
        calls,
    };
    let told = after(&rules, Outcome::NoAnswer, &[elsewhere]);
    let put_off = format!("{same}, and caps put it off to Mon 23 Nov 11:30");
    assert!(told.ends_with(&put_off), "{told}");
    // A neutral number is passed over for the next one.
    rules.whitelist.neutral = Neutral::Skip;
    let mut teller = Teller::new(
        &rules,
        UtcOffset::IST,
        [(WHO, ZoneId::OWN, vec![fixture::number(17)])],
    );
    for number in [number(), fixture::number(17)] {
        teller.see(&[Event {
            at: t("10:00:00"),
            fact: Fact::Standing {
                contact: WHO,
                number,
                standing: Standing::Neutral,
                as_of: t("10:00:00"),
                expires: None,
            },
        }]);
    }
    let told: Vec<String> = teller.lines().into_iter().map(|line| line.text).collect();
    assert!(
        told[0].contains("neutral; passed over for the next number: "),
        "{told:?}"
    );
    assert!(told[1].contains("neutral; left out: "), "{told:?}");
}
