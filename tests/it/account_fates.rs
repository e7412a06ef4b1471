//! Fates are a function of the seed: the same bytes, in any order, also in a later life.

use std::time::Duration;

use exodial::{
    campaign::Number,
    clock::UtcOffset,
    journal::event::Sid,
    sim::{Account, Scenario, account::Limits, scenario::Profile},
};

use crate::simulated::*;

/// Every byte and every time of a little history.
fn history(seed: u64) -> String {
    let mut account = Account::new(Profile::Flaky.scenario(), seed, SID, UtcOffset::IST);
    let mut told = String::new();
    for nth in 0..200 {
        let request = match nth % 4 {
            0 => get(&format!("/CustomerWhitelist/{}.json", number(nth)), &[]),
            1 | 2 => connect(&number(nth / 8), &[]),
            _ => get("/Calls.json", &[]),
        };
        let served = account.serve(at(i64::from(nth)), &request, true);
        told.push_str(&format!("{served:?}\n"));
    }
    format!("{told}{:?}", account.requests())
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    assert_eq!(history(1), history(1));
    assert_ne!(history(1), history(2));
}

/// The half of a sid that is not the moment's.
fn head(sid: &Sid) -> String {
    sid.as_str()[..14].to_owned()
}

#[test]
fn fates_do_not_depend_on_the_order_of_requests() {
    let fates = |order: &[u32]| {
        let mut account = Account::new(Scenario::default(), 9, SID, UtcOffset::IST);
        for nth in order {
            account.serve(START, &connect(&number(*nth), &[]), true);
        }
        let mut fates: Vec<_> = account
            .ledger()
            .iter()
            .map(|call| {
                (
                    call.from,
                    call.nth,
                    head(&call.sid),
                    call.outcome,
                    call.duration,
                )
            })
            .collect();
        fates.sort_by_key(|fate| (fate.0, fate.1));
        fates
    };
    assert_eq!(fates(&[1, 2, 3, 1, 2, 3]), fates(&[3, 1, 1, 2, 3, 2]));
}

#[test]
fn calls_of_an_earlier_life_meet_the_same_fate() {
    let live = || Account::new(Scenario::default(), 5, SID, UtcOffset::IST);
    let mut before = live();
    for nth in [1, 2, 3, 1, 2, 1] {
        before.serve(START, &connect(&number(nth), &[]), true);
    }
    let limits = Limits {
        ring_timeout: Duration::from_secs(30),
        time_limit: Duration::from_secs(600),
    };
    let exophone = Number::from_digits(910_000_900_000).unwrap();
    let mut after = live();
    // Told in another order, twice, and not all of them.
    for call in before
        .ledger()
        .iter()
        .rev()
        .take(5)
        .chain(before.ledger().first())
    {
        after.adopt(&call.sid, call.from, exophone, call.placed_at, limits);
        after.adopt(&call.sid, call.from, exophone, call.placed_at, limits);
    }
    let fates = |account: &Account| {
        let calls = account.ledger().iter();
        let mut fates: Vec<_> = calls
            .map(|call| {
                (
                    call.sid.clone(),
                    call.nth,
                    call.ends_at,
                    call.outcome,
                    call.price,
                    call.listed_at,
                )
            })
            .collect();
        fates.sort();
        fates
    };
    assert_eq!(fates(&before), fates(&after));
    // And the next call to the same number is the next one, not an old one again.
    before.serve(at(500), &connect(&number(1), &[]), true);
    after.serve(at(500), &connect(&number(1), &[]), true);
    assert_eq!(
        before.ledger().last().map(|call| head(&call.sid)),
        after.ledger().last().map(|call| head(&call.sid))
    );
}

#[test]
fn a_script_says_how_long_a_call_lasts_and_which_request_is_refused() {
    let mut account = calm(
        "numbers: { \"+910000000001\": { outcomes: [completed 45s, endless], answers: [ok, refused, dnd, ok] } }",
    );
    let number = number(1);
    place(&mut account, 0, &number);
    let (status, _) = ask(&mut account, 100, &connect(&number, &[]));
    assert_eq!(status, 400);
    let (status, body) = ask(&mut account, 200, &connect(&number, &[]));
    assert_eq!(status, 403);
    assert!(body.to_string().contains("TRAI NDNC"), "{body}");
    place(&mut account, 300, &number);
    let calls = account.ledger();
    let lasted: Vec<_> = calls.iter().map(|call| call.duration).collect();
    assert_eq!(lasted[0], 45);
    let years = 10 * 365 * 86_400;
    assert!(calls[0].is_over(at(years)) && !calls[1].is_over(at(years)));
}
