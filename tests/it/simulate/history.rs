//! One history: an account, two campaigns of the same people on it, one process at a time, which works on one of
//! them or on both.

use std::{cell::Cell, collections::BTreeSet, time::Duration};

use exodial::{
    campaign::{
        Ambiguity, Check, EarlierSpec, Limits, Neutral, Number, OutsideWindow, Pacing, Pool,
        RetryPolicy, Timing, Unavailable, Unless, When, WhitelistPolicy,
    },
    clock::{Moment, UtcOffset},
    contacts::ContactId,
    dispatch::{member::Member, pace::Pacer, runner::Runner},
    engine::{Engine, IllegalEvent, Rules, effect::Input},
    exotel::Endpoint,
    journal::{
        event::{AttemptId, Event, Stop},
        memory::MemoryJournal,
        past::Past,
    },
    sim::{
        Account, InProcess, Scenario,
        account::LedgerCall,
        prng::{Prng, draw},
        scenario::{AccountFault, Blame, Share, Span},
        world::{Deaths, Life, World},
    },
};

use super::super::calls::call;
use super::{
    bars::{self, Edit, Register},
    laws::Onlooker,
    limits,
    planted::{Hopeful, Lagging, without_open_intents, without_pauses},
    times::Times,
};

/// A fault planted around the engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Plant {
    Nothing,
    /// The request leaves before its intent is on the disk.
    SendBeforeAppend,
    /// What was intended when the process died is sent again.
    ResendAfterRestart,
    /// A time-out counts as a failure.
    RetryOnTimeout,
    /// Silence counts before the listing can know.
    ShortHold,
    /// A restart begins with a full budget.
    UnprimedPacer,
    /// Campaigns do not know whom the other one holds.
    NumberLockOff,
    /// The canary is not waited for.
    NoCanary,
    /// Nothing is set aside for calls under way.
    NoReserve,
    /// The campaign's own rate is not kept.
    NoPace,
    /// More calls are under way than the campaign allows.
    Crowded,
    /// Outcomes stop nothing.
    NoStop,
    /// A person is called from another ExoPhone each time.
    Fickle,
    /// A restart forgets that the run is paused.
    PauseForgotten,
    /// The list is read when a process begins, and not again before retries.
    ListReadOnce,
    /// Calls of the other campaign are not counted.
    ForgetfulCaps,
    /// Campaigns of one process do not see whom the other one is calling.
    Deaf,
}

impl Plant {
    pub(super) const FAULTS: [Plant; 15] = [
        Plant::SendBeforeAppend,
        Plant::ResendAfterRestart,
        Plant::RetryOnTimeout,
        Plant::ShortHold,
        Plant::UnprimedPacer,
        Plant::NumberLockOff,
        Plant::NoCanary,
        Plant::NoReserve,
        Plant::NoPace,
        Plant::Crowded,
        Plant::NoStop,
        Plant::Fickle,
        Plant::PauseForgotten,
        Plant::ListReadOnce,
        Plant::ForgetfulCaps,
    ];

    /// Those of one process with two campaigns.
    pub(super) const SHARED_FAULTS: [Plant; 2] = [Plant::RetryOnTimeout, Plant::Deaf];
}

/// How campaigns come by processes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Processes {
    /// A process works on one campaign.
    Apart,
    /// Mostly it works on both.
    Shared,
}

/// One campaign of the history.
pub(super) struct Campaign {
    pub(super) journal: MemoryJournal,
    pub(super) engine: Engine,
    pub(super) people: Vec<(ContactId, Number)>,
    /// Its weight in a process with both.
    share: u32,
}

impl Campaign {
    pub(super) fn people(&self) -> impl Iterator<Item = (ContactId, Number)> {
        self.people.iter().copied()
    }

    pub(super) fn contacts(&self) -> impl Iterator<Item = ContactId> {
        self.people.iter().map(|(contact, _)| *contact)
    }

    pub(super) fn rows_with(&self, number: Number) -> impl Iterator<Item = ContactId> {
        let rows = self.people.iter().filter(move |(_, own)| *own == number);
        rows.map(|(contact, _)| *contact)
    }
}

/// What happened, from the first process to the last.
pub(super) struct History {
    pub(super) rules: Rules,
    pub(super) times: Times,
    pub(super) rate: u32,
    /// Who is put on the list of both campaigns, and when.
    pub(super) edits: Vec<Edit>,
    /// Which ends of the other campaign's calls bar another one.
    pub(super) earlier: Vec<EarlierSpec>,
    pub(super) runs: Vec<Campaign>,
    pub(super) lives: usize,
    pub(super) world: World<Hopeful>,
}

impl History {
    pub(super) fn ledger(&self) -> &[LedgerCall] {
        self.account().ledger()
    }

    pub(super) fn account(&self) -> &Account {
        &self.world.provider.real.account
    }

    /// The engine that the journal makes, with what the lived one knew of other runs.
    pub(super) fn recover(&self, run: &Campaign) -> Result<Engine, IllegalEvent> {
        let people = run.people.iter().copied();
        Engine::new(
            self.rules.clone(),
            people,
            run.engine.foreign_sids().clone(),
        )
        .in_zones(
            run.contacts()
                .map(|contact| (contact, self.times.zone_of(contact))),
        )
        .recover(run.journal.events())
    }
}

fn rules(prng: &mut Prng, times: &Times, plant: Plant) -> Rules {
    let mut timing = Timing::default();
    if prng.below(2) == 0 {
        timing.confirm_for = Duration::from_secs(1 + prng.below(600));
    }
    let redial = plant == Plant::ShortHold || prng.below(2) == 0;
    if plant == Plant::ShortHold {
        timing.delivery_lag = Duration::from_secs(1);
        timing.listing_lag = Duration::from_secs(1);
    }
    let minutes = |n: u64| Duration::from_secs(60 * n);
    let delays = |prng: &mut Prng| match prng.below(3) {
        0 => vec![],
        1 => vec![minutes(1 + prng.below(20))],
        _ => vec![minutes(1), minutes(prng.below(120) + 1)],
    };
    Rules {
        whitelist: WhitelistPolicy {
            check: [Check::Required, Check::Advisory, Check::Off][prng.below(3) as usize],
            when: [When::Before, When::Ahead][prng.below(2) as usize],
            neutral: [Neutral::DndLookup, Neutral::Call, Neutral::Skip][prng.below(3) as usize],
            dnd_unavailable: [Unless::Skip, Unless::Call][prng.below(2) as usize],
            unavailable: [Unavailable::Skip, Unavailable::Stop][prng.below(2) as usize],
            max_age: minutes(1 + prng.below(1_440)),
        },
        retries: RetryPolicy {
            max_attempts: 1 + prng.below(4) as u8,
            busy: delays(prng),
            no_answer: delays(prng),
            failed: delays(prng),
            canceled: delays(prng),
            outside_window: [OutsideWindow::CarryOver, OutsideWindow::Drop][prng.below(2) as usize],
        },
        calls_max: (prng.below(4) == 0).then(|| prng.below(60)),
        ring_timeout: Duration::from_secs(1 + prng.below(60)),
        time_limit: Duration::from_secs(1 + prng.below(600)),
        pool: Pool::one(EXOPHONE),
        pacing: Pacing::default(),
        limits: Limits::default(),
        schedule: times.schedule(),
        timing,
        ambiguous: if redial {
            Ambiguity::RedialAfterHold
        } else {
            Ambiguity::NeverRedial
        },
        channels: 1 + prng.below(60) as u32,
        caps: Vec::new(),
    }
}

/// What befalls the account for a while, in one history of three.
fn trouble(prng: &mut Prng) -> Option<AccountFault> {
    let from = prng.below(3_600);
    let faults = [
        Blame::Credentials,
        Blame::Kyc,
        Blame::Balance,
        Blame::Suspended,
    ];
    let fault = AccountFault {
        fault: *prng.pick(&faults)?,
        from: Span::secs(from),
        after_calls: 0,
        until: Some(Span::secs(from + 1 + prng.below(900))),
    };
    (prng.below(3) == 0).then_some(fault)
}

const EXOPHONE: Number = Number::SIMULATOR_LAST;

fn campaign(rules: &Rules, times: &Times, prng: &mut Prng) -> Campaign {
    let person = |contact| {
        // A few numbers stand in two rows, which no run has: caps count by person.
        let number = if prng.below(12) == 0 && rules.caps.is_empty() {
            contact / 2
        } else {
            contact
        };
        let number = Number::from_digits(Number::SIMULATOR_FIRST.digits() + number);
        (
            ContactId(contact as u32),
            number.expect("it has twelve digits"),
        )
    };
    let people: Vec<_> = (0..30).map(person).collect();
    let engine = Engine::new(rules.clone(), people.clone(), BTreeSet::new());
    let zones = people
        .iter()
        .map(|(contact, _)| (*contact, times.zone_of(*contact)));
    let engine = engine.in_zones(zones);
    Campaign {
        journal: MemoryJournal::default(),
        engine,
        people,
        share: 1,
    }
}

/// Lives a whole history: processes come and go until both campaigns are over.
pub(super) fn live(seed: u64, processes: Processes, plant: Plant) -> History {
    let (mut history, mut prng) = begin(seed, plant);
    if processes == Processes::Shared {
        for run in &mut history.runs {
            run.share = 1 + prng.below(5) as u32;
        }
    }
    if plant == Plant::Deaf {
        history.runs[1].disguise(&history.rules);
    }
    loop {
        let seats = next_process(&history, processes, &mut prng);
        if seats.is_empty() {
            return history;
        }
        history.lives += 1;
        assert!(history.lives < 3_000, "seed {seed}: no end in sight");
        process(&mut history, &seats, plant, &mut prng);
        let outage = match prng.below(50) {
            // Somebody comes back after the week-end.
            0 => prng.below(3 * 86_400_000),
            _ => prng.below(90_000) * prng.below(2),
        };
        history.world.pass(Duration::from_millis(1 + outage));
    }
}

/// The account, and campaigns that nobody has begun.
fn begin(seed: u64, plant: Plant) -> (History, Prng) {
    let mut prng = draw(seed, &[1]);
    let times = match (plant, seed % 3) {
        (Plant::Nothing, 1..) => Times::drawn(&mut prng),
        _ => Times::simple(&mut prng),
    };
    let mut rules = rules(&mut prng, &times, plant);
    let mut house = draw(seed, &[2]);
    rules.caps = bars::caps(&mut house);
    let rate = [10, 30, 200][prng.below(3) as usize];
    let mut scenario = Scenario::swarm(seed);
    let rules = limits::drawn(rules, seed, scenario.price_per_minute);
    scenario.rate_limit.requests = Some(rate);
    if prng.below(4) == 0 {
        scenario.read_faults = Share::percent(40);
    }
    // Exotel's pages hold what they are asked for.
    scenario.listing.page_size = 100;
    scenario.account.extend(trouble(&mut prng));
    let offset = UtcOffset::IST;
    let account = Account::new(scenario, seed, "acme1", offset);
    let endpoint = Endpoint::new("acme1", "http://127.0.0.1:1", offset, None).expect("a loopback");
    let real = InProcess::new(account, endpoint, rules.timing.answer_timeout);
    let provider = Hopeful {
        real,
        retries_on_silence: plant == Plant::RetryOnTimeout,
        refuses: prng.below(3) == 0,
    };
    let rare = |prng: &mut Prng, most| prng.below(2) * prng.below(most);
    let deaths = Deaths {
        before_append: rare(&mut prng, 15),
        before_effect: rare(&mut prng, 30),
        slow_connect: rare(&mut prng, 30),
    };
    let start = times.start;
    let runs = (0..2).map(|_| campaign(&rules, &times, &mut prng));
    let runs = runs.collect();
    let world = World::new(provider, start, deaths, seed);
    let history = History {
        rules,
        times,
        rate,
        edits: bars::edits(&mut house, start),
        earlier: bars::earlier(&mut house),
        runs,
        lives: 0,
        world,
    };
    (history, prng)
}

/// Which campaigns the next process works on: mostly the first until it is over, or both.
fn next_process(history: &History, processes: Processes, prng: &mut Prng) -> Vec<usize> {
    let open = |which: &usize| !history.runs[*which].engine.is_finished();
    if processes == Processes::Shared && prng.below(6) > 0 {
        return [0, 1].into_iter().filter(open).collect();
    }
    let second = prng.below(4) == 0;
    let order = if second { [1, 0] } else { [0, 1] };
    order.into_iter().find(open).into_iter().collect()
}

/// What the other campaigns and the earlier processes mean for one that works on these.
fn past(history: &History, seats: &[usize], plant: Plant) -> Past {
    let mut interest = bars::interest(history);
    if plant == Plant::ForgetfulCaps {
        interest.caps.clear();
    }
    let events = |which: usize| history.runs[which].journal.events();
    let began = seats.iter().filter_map(|seat| events(*seat).first());
    let began = began.map(|event| event.at).min();
    // As far as the runs themselves go back, and an hour more: a search may meet any call made since.
    let since = began.unwrap_or(history.world.now);
    let past = Past::new(since.earlier(Duration::from_secs(3_600)));
    let mut past = past.minding(interest);
    for other in (0..history.runs.len()).filter(|run| !seats.contains(run)) {
        past.fold("other", &bars::named(events(other)));
    }
    match seats {
        [only] => past.fold_own(events(*only)),
        several => {
            for seat in several {
                past.fold_beside("beside", events(*seat));
            }
        }
    }
    past
}

/// The life of one process, which works on these campaigns.
fn process(history: &mut History, seats: &[usize], plant: Plant, prng: &mut Prng) {
    let mut past = past(history, seats, plant);
    let world = &mut history.world;
    let now = Moment {
        wall: world.now,
        tick: world.now,
    };
    let mut pacer = Pacer::new(history.rate, now.tick);
    if plant != Plant::UnprimedPacer {
        pacer.prime(now, &past.requests(), &history.rules.timing);
    }
    if plant == Plant::NumberLockOff {
        past = past.unlocked();
    }
    let runs = &history.runs;
    let (edits, times) = (&history.edits, &history.times);
    let mut members = seats.iter().map(|seat| {
        let own = runs[*seat].journal.events();
        let events = match plant {
            Plant::ResendAfterRestart => without_open_intents(own),
            Plant::PauseForgotten => without_pauses(own),
            _ => own.to_vec(),
        };
        let kept = match plant {
            Plant::PauseForgotten => own,
            _ => &events,
        };
        let sids = past.sids().cloned().collect();
        let people = runs[*seat].people.clone();
        let zones = runs[*seat].people.iter().map(|(contact, _)| *contact);
        let zones: Vec<_> = zones
            .map(|contact| (contact, times.zone_of(contact)))
            .collect();
        let rules = limits::planted(&history.rules, plant);
        let engine = Engine::new(rules, people, sids).in_zones(zones);
        let engine = engine.recover(&events).expect("a journal is legal");
        let register = Register::new(edits, plant == Plant::ListReadOnce);
        let name = format!("run-{seat}");
        Member::new(&name, runs[*seat].share, engine, Lagging::of(kept)).heeding(Box::new(register))
    });
    let first = members.next().expect("somebody to work for");
    let mut runner = members.fold(Runner::of(first, pacer), Runner::with);
    // A campaign that another one began together with has a first record in the real thing.
    let fresh = seats
        .iter()
        .all(|seat| runs[*seat].journal.events().is_empty());
    let opened = runner.open(now, fresh, &past).expect("a legal beginning");
    let rules = history.rules.clone();
    let mut render = |_, attempt: AttemptId, to| {
        let mut call = call(&rules, undisguised(to));
        if plant == Plant::Fickle {
            let pool: Vec<Number> = rules.pool.iter().collect();
            call.exophone = pool[usize::from(attempt.number) % pool.len()];
        }
        Ok(call)
    };
    let patience = Cell::new(match prng.below(8) {
        0 => prng.below(200),
        _ => u64::MAX,
    });
    let pauses = limits::Pauses::drawn(prng, runner.engine());
    // Somebody presses Ctrl-C now and then, or has the run paused for a while.
    let asked = || {
        patience.set(patience.get().saturating_sub(1));
        let stop = (patience.get() == 0).then_some(Input::Stop(Stop::Operator));
        stop.or_else(|| pauses.asked())
    };
    let mut onlooker = Onlooker::default();
    let life = world.live(&mut runner, opened, &mut render, &mut onlooker, &asked);
    let life = life.expect("a legal life");
    let lossy = plant == Plant::SendBeforeAppend && life == Life::Died;
    for (member, seat) in runner.members().iter().zip(seats) {
        let kept: Vec<Event> = member.journal().after_crash(lossy);
        let run = &mut history.runs[*seat];
        run.engine = member.engine().clone();
        run.journal = MemoryJournal::of(kept);
    }
}

/// How far a disguise moves a number.
const DISGUISE: u64 = 500_000;

impl Campaign {
    /// Gives everybody a number that is another one to the engines and the same one to the account.
    fn disguise(&mut self, rules: &Rules) {
        for (_, number) in &mut self.people {
            let other = Number::from_digits(number.digits() + DISGUISE);
            *number = other.expect("it has twelve digits");
        }
        self.engine = Engine::new(rules.clone(), self.people.clone(), BTreeSet::new());
    }
}

fn undisguised(number: Number) -> Number {
    let digits = number.digits();
    let first = Number::SIMULATOR_FIRST.digits() + DISGUISE;
    match digits < first {
        true => number,
        false => Number::from_digits(digits - DISGUISE).expect("it has twelve digits"),
    }
}
