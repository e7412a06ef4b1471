//! Of whoever is not to be called any more no next call is told, whenever that was decided.

use exodial::{
    campaign::{Outcome, ZoneId},
    clock::UtcOffset,
    journal::event::{Event, Exclusion, Fact, Lapse, Stop, Via},
    report::why::Teller,
};

use super::*;

/// What is told of a person after the first call ended busy, though two more are allowed; `what` comes while the call
/// goes on, and `after` when it has ended.
fn called_once(what: Fact, after: &[Fact]) -> Vec<String> {
    let rules = rules();
    let mut teller = Teller::new(&rules, UtcOffset::IST, [(WHO, ZoneId::OWN)]);
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
