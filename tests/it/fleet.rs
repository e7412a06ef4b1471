//! Several runs in one process: one budget shared by weight, one set of channels, one account.

use std::{cell::Cell, collections::BTreeSet, time::Duration};

use exodial::{
    campaign::{
        Ambiguity, CallingHours, Check, Limits, Number, Pacing, Pool, RetryPolicy, Schedule, Timing,
    },
    clock::{Moment, Timestamp, UtcOffset},
    contacts::ContactId,
    dispatch::{
        member::{Member, Seat},
        pace::Pacer,
        runner::Runner,
        watch::{Seen, Watch},
    },
    engine::{
        Engine, Rules,
        effect::{Answer, Input, Query, Reply},
    },
    journal::{
        event::{Doubt, Event, Exclusion, Fact, Stop},
        memory::MemoryJournal,
        past::Past,
    },
    plan::{CallRequest, Disposition},
    sim::{
        InProcess, Scenario,
        account::{LedgerCall, RequestKind},
        world::{Deaths, Life, Provider, World},
    },
};

use super::{calls::call, fixture::whitelist, whole::provider};

/// 2026-11-23 10:00:00 in India.
const START: Timestamp = Timestamp::from_secs(1_795_408_200);
const MINUTE: Duration = Duration::from_secs(60);
const LIMIT: u32 = 200;

fn rules() -> Rules {
    Rules {
        whitelist: exodial::campaign::WhitelistPolicy {
            check: Check::Off,
            ..whitelist()
        },
        retries: RetryPolicy {
            max_attempts: 1,
            ..RetryPolicy::default()
        },
        calls_max: None,
        ring_timeout: Duration::from_secs(30),
        time_limit: Duration::from_secs(60),
        pool: Pool::one(Number::SIMULATOR_LAST),
        pacing: Pacing::default(),
        limits: Limits::default(),
        schedule: Schedule::of_hours(&CallingHours::default()),
        timing: Timing::default(),
        ambiguous: Ambiguity::NeverRedial,
        channels: 400,
        caps: vec![],
        not_called_within: None,
        utc_offset: UtcOffset::IST,
    }
}

/// One run of the process: its weight, and the numbers that it calls.
struct Team {
    share: u32,
    numbers: std::ops::Range<u32>,
    rules: Rules,
}

fn team(share: u32, numbers: std::ops::Range<u32>) -> Team {
    let rules = rules();
    Team {
        share,
        numbers,
        rules,
    }
}

fn number(nth: u32) -> Number {
    let number = Number::from_digits(Number::SIMULATOR_FIRST.digits() + u64::from(nth));
    number.expect("it has twelve digits")
}

/// The clock of the wall, for who wants to end the process by it.
#[derive(Default)]
struct Hour<'a>(Option<&'a Cell<Timestamp>>);

impl Watch for Hour<'_> {
    fn saw(&mut self, now: Timestamp, _: &Seen<'_>, _: &[Event], _: u32) {
        if let Some(cell) = self.0 {
            cell.set(now);
        }
    }
}

struct Lived<P> {
    runner: Runner<MemoryJournal>,
    world: World<P>,
    life: Life,
}

/// Lets one process live with these runs, `run-0` and on, for an hour at most where that is asked for.
fn live<P: Provider>(provider: P, teams: &[Team], until: Option<Duration>) -> Lived<P> {
    let all: Vec<Seat> = (0..teams.len()).map(Seat).collect();
    live_until(provider, teams, &all, until)
}

/// The same, where only these runs are asked to end then.
fn live_until<P: Provider>(
    provider: P,
    teams: &[Team],
    asked: &[Seat],
    until: Option<Duration>,
) -> Lived<P> {
    let mut members = teams.iter().enumerate().map(|(nth, team)| {
        let people = team.numbers.clone().zip(0..);
        let people = people.map(|(nth, row)| (ContactId(row), number(nth)));
        let engine = Engine::new(team.rules.clone(), people, BTreeSet::new());
        let name = format!("run-{nth}");
        Member::new(&name, team.share, engine, MemoryJournal::default())
    });
    let first = members.next().expect("a run");
    let mut runner = members.fold(Runner::of(first, Pacer::new(LIMIT, START)), Runner::with);
    let now = Moment {
        wall: START,
        tick: START,
    };
    let opened = runner.open(now, true, &Past::new(START));
    let opened = opened.expect("a legal beginning");
    let rules: Vec<Rules> = teams.iter().map(|team| team.rules.clone()).collect();
    let mut render = |seat: Seat, _, to| Ok(call(&rules[seat.0], to));
    let mut world = World::new(provider, START, Deaths::default(), 1);
    let clock = Cell::new(START);
    let over = || {
        let late = until.is_some_and(|until| clock.get() >= START + until);
        let stop = |seat: &Seat| (*seat, Input::Stop(Stop::Operator));
        asked.iter().filter(|_| late).map(stop).collect()
    };
    let mut watch = Hour(Some(&clock));
    let life = world.live(&mut runner, opened, &mut render, &mut watch, &over);
    Lived {
        runner,
        world,
        life: life.expect("a legal life"),
    }
}

impl<P> Lived<P> {
    fn events(&self, run: usize) -> &[Event] {
        self.runner.members()[run].journal().events()
    }

    /// When each request of a run left.
    fn requests(&self, run: usize) -> Vec<Timestamp> {
        let events = self.events(run).iter();
        let sent =
            |event: &&Event| matches!(event.fact, Fact::Asked { .. } | Fact::Intended { .. });
        events.filter(sent).map(|event| event.at).collect()
    }

    fn within(&self, run: usize, from: Timestamp, to: Timestamp) -> usize {
        let requests = self.requests(run).into_iter();
        requests.filter(|at| (from..to).contains(at)).count()
    }

    fn words(&self, run: usize, word: Disposition) -> u64 {
        let done = &self.runner.members()[run].engine().tally().done;
        done.get(&word).copied().unwrap_or(0)
    }
}

fn steady() -> InProcess {
    let mut scenario = Scenario::default();
    scenario.rate_limit.requests = Some(LIMIT);
    provider(scenario, &Timing::default())
}

#[test]
fn hungry_runs_share_the_rate_by_weight_and_use_all_of_it() {
    let teams = [team(3, 0..12_000), team(1, 20_000..32_000)];
    let lived = live(steady(), &teams, Some(MINUTE * 60));
    assert_eq!(lived.life, Life::Interrupted);
    for minutes in 1..=60 {
        let until = START + MINUTE * minutes;
        let (one, other) = (lived.within(0, START, until), lived.within(1, START, until));
        assert!(
            one.abs_diff(3 * other) <= 4,
            "{one} and {other} in {minutes} minutes"
        );
        let used = (one + other) as f64 / f64::from(LIMIT * minutes);
        assert!(used >= 0.97, "{used} of the rate in {minutes} minutes");
    }
    let account = &lived.world.provider.account;
    assert!(account.most_in_a_window(MINUTE) <= LIMIT as usize);
}

#[test]
fn who_is_done_leaves_the_whole_rate_to_the_others() {
    let teams = [team(3, 0..900), team(1, 20_000..23_000), team(2, 0..0)];
    let lived = live(steady(), &teams, None);
    assert_eq!(lived.life, Life::Over);
    let calls = |run| {
        let events = lived.events(run).iter();
        let intended = events.filter(|event| matches!(event.fact, Fact::Intended { .. }));
        intended.map(|event| event.at).max().expect("calls")
    };
    // A few reads apart the second one has everything from the last call of the first one on.
    let (from, to) = (calls(0) + MINUTE, calls(1));
    let minutes = (to - from).as_secs_f64() / 60.0;
    assert!(minutes > 10.0, "{minutes}");
    let rate = lived.within(1, from, to) as f64 / minutes;
    assert!(rate >= 0.97 * f64::from(LIMIT), "{rate} requests a minute");
    assert!(lived.world.provider.account.most_in_a_window(MINUTE) <= LIMIT as usize);
}

#[test]
fn channels_are_the_accounts_and_go_by_weight_where_they_are_few() {
    let few = |share, numbers| {
        let mut team = team(share, numbers);
        team.rules.channels = 12;
        team
    };
    let teams = [few(3, 0..600), few(1, 20_000..20_600)];
    let lived = live(steady(), &teams, Some(MINUTE * 30));
    assert_eq!(lived.world.provider.account.most_under_way(), 12);
    let calls = [0, 1].map(|run| lived.runner.members()[run].engine().tally().calls);
    let ratio = calls[0] as f64 / calls[1] as f64;
    assert!((2.5..3.5).contains(&ratio), "{calls:?}");
}

/// Nobody is called while a call of the other run to the same number goes on, and both call everybody in the
/// end, but for those whom Exotel itself refuses.
#[test]
fn a_number_that_is_busy_in_one_run_waits_in_the_other() {
    let teams = [team(1, 0..50), team(1, 0..50)];
    let lived = live(steady(), &teams, None);
    assert_eq!(lived.life, Life::Over);
    let ledger = lived.world.provider.account.ledger();
    for nth in 0..50 {
        let calls = ledger.iter().filter(|call| call.from == number(nth));
        let mut calls: Vec<_> = calls.collect();
        calls.sort_by_key(|call| call.placed_at);
        let apart = |pair: &[&LedgerCall]| pair[0].ends_at <= pair[1].placed_at;
        assert!(calls.windows(2).all(apart), "two calls at once");
        assert!(
            [0, 2].contains(&calls.len()),
            "an answer to one is none to the other"
        );
    }
    let refused = lived.words(0, Disposition::Dnd);
    assert_eq!(ledger.len() as u64, 2 * (50 - refused));
}

#[test]
fn what_one_run_learns_of_a_number_serves_the_others() {
    let asking = |share| {
        let mut team = team(share, 0..60);
        team.rules.whitelist.check = Check::Required;
        team
    };
    let lived = live(steady(), &[asking(2), asking(1)], None);
    assert_eq!(lived.life, Life::Over);
    let requests = lived.world.provider.account.requests().iter();
    let asked = requests.filter(|record| record.kind == RequestKind::Whitelist);
    assert_eq!(asked.count(), 60);
    let screened = [Disposition::Blacklisted, Disposition::NotWhitelisted];
    for word in screened {
        assert!(lived.words(0, word) > 0 && lived.words(0, word) == lived.words(1, word));
    }
}

/// Exotel, whose answers to the calls of one number never arrive.
struct Silent {
    real: InProcess,
    answer: fn(&CallRequest) -> Option<Answer>,
}

impl Provider for Silent {
    fn connect(&mut self, now: Timestamp, call: &CallRequest) -> (Duration, Answer) {
        match (self.answer)(call) {
            Some(answer) => (Duration::from_secs(1), answer),
            None => self.real.connect(now, call),
        }
    }

    fn ask(&mut self, now: Timestamp, query: &Query) -> (Duration, Reply) {
        self.real.ask(now, query)
    }
}

fn silent(answer: fn(&CallRequest) -> Option<Answer>) -> Silent {
    let real = steady();
    Silent { real, answer }
}

#[test]
fn a_number_that_is_unsettled_in_one_run_is_left_out_by_the_other() {
    let provider = silent(|call| {
        (call.to == number(0)).then(|| Answer::Lost {
            doubt: Doubt::Timeout,
            evidence: String::new(),
        })
    });
    let lived = live(provider, &[team(1, 0..1), team(1, 0..2)], None);
    assert_eq!(lived.life, Life::Over);
    assert_eq!(lived.words(0, Disposition::Unsettled), 1);
    assert_eq!(lived.words(1, Disposition::Suppressed), 1);
    let run = "run-0".into();
    let why = Exclusion::Locked { run };
    let contact = ContactId(0);
    let excluded = Fact::Excluded { contact, why };
    assert!(lived.events(1).iter().any(|event| event.fact == excluded));
    assert_eq!(lived.world.provider.real.account.ledger().len(), 1);
}

#[test]
fn a_refusal_of_the_account_stops_all_runs() {
    let provider = silent(|call| {
        (call.to == number(3)).then(|| Answer::Account {
            status: 402,
            message: "Insufficient balance".to_owned(),
        })
    });
    let lived = live(provider, &[team(1, 0..9), team(1, 20_000..20_500)], None);
    for member in lived.runner.members() {
        let stop = member.engine().stop();
        assert!(
            matches!(stop, Some(Stop::Account { status: 402, .. })),
            "{stop:?}"
        );
    }
    assert!(lived.words(1, Disposition::Stopped) == 0 && lived.requests(1).len() < 60);
}

#[test]
fn who_is_asked_to_end_one_run_ends_no_other() {
    let teams = [team(1, 0..400), team(1, 20_000..20_400)];
    let (asked, minute) = ([Seat(1)], Duration::from_secs(60));
    let lived = live_until(steady(), &teams, &asked, Some(minute));
    let members = lived.runner.members();
    assert_eq!(members[1].engine().stop(), Some(&Stop::Operator));
    let left = members[1].engine().tally();
    assert!(left.waiting + left.unscreened > 100, "{left:?}");
    assert!(members[0].engine().is_finished() && members[0].engine().stop().is_none());
    assert_eq!(lived.words(0, Disposition::Stopped), 0);
}

#[test]
fn a_stop_of_one_run_is_its_own() {
    let provider = silent(|call| {
        (call.to < number(20_000)).then(|| Answer::Row {
            message: "the ExoPhone is not yours".to_owned(),
        })
    });
    let lived = live(provider, &[team(1, 0..90), team(1, 20_000..20_200)], None);
    let members = lived.runner.members();
    assert!(matches!(
        members[0].engine().stop(),
        Some(Stop::Refusals { .. })
    ));
    assert!(members[1].engine().is_finished() && members[1].engine().stop().is_none());
    let refused = lived.words(1, Disposition::Dnd);
    let calls = lived.world.provider.real.account.ledger().len() as u64;
    assert_eq!(calls, 200 - refused);
}
