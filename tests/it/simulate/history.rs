//! One history: an account, two campaigns of the same people on it, one process at a time.

use std::{cell::Cell, collections::BTreeSet, time::Duration};

use exodial::{
    campaign::{
        Ambiguity, Check, Neutral, Number, OutsideWindow, RetryPolicy, Timing, Unavailable, Unless,
        When, WhitelistPolicy,
    },
    clock::{Moment, UtcOffset},
    contacts::ContactId,
    dispatch::{pace::Pacer, runner::Runner},
    engine::{Engine, IllegalEvent, Rules},
    exotel::Endpoint,
    journal::{event::Event, memory::MemoryJournal, past::Past},
    sim::{
        Account, InProcess, Scenario,
        account::LedgerCall,
        prng::{Prng, draw},
        scenario::{AccountFault, Blame, Share, Span},
        world::{Deaths, Life, World},
    },
};

use super::super::calls::call;
use super::planted::{Hopeful, Lagging, without_open_intents};
use super::times::Times;

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
}

impl Plant {
    pub(super) const FAULTS: [Plant; 6] = [
        Plant::SendBeforeAppend,
        Plant::ResendAfterRestart,
        Plant::RetryOnTimeout,
        Plant::ShortHold,
        Plant::UnprimedPacer,
        Plant::NumberLockOff,
    ];
}

/// One campaign of the history.
pub(super) struct Campaign {
    pub(super) journal: MemoryJournal,
    pub(super) engine: Engine,
    people: Vec<(ContactId, Number)>,
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
        exophone: EXOPHONE,
        schedule: times.schedule(),
        timing,
        ambiguous: if redial {
            Ambiguity::RedialAfterHold
        } else {
            Ambiguity::NeverRedial
        },
        channels: 1 + prng.below(60) as u32,
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
        // A few numbers stand in two rows.
        let number = if prng.below(12) == 0 {
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
    }
}

/// Lives a whole history: processes come and go until both campaigns are over.
pub(super) fn live(seed: u64, plant: Plant) -> History {
    let mut prng = draw(seed, &[1]);
    let times = match (plant, seed % 3) {
        (Plant::Nothing, 1..) => Times::drawn(&mut prng),
        _ => Times::simple(&mut prng),
    };
    let rules = rules(&mut prng, &times, plant);
    let rate = [10, 30, 200][prng.below(3) as usize];
    let mut scenario = Scenario::swarm(seed);
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
    let runs = (0..2).map(|_| campaign(&rules, &times, &mut prng));
    let runs = runs.collect();
    let world = World::new(provider, times.start, deaths, seed);
    let mut history = History {
        rules,
        times,
        rate,
        runs,
        lives: 0,
        world,
    };
    while let Some(which) = next_process(&history, &mut prng) {
        history.lives += 1;
        assert!(history.lives < 3_000, "seed {seed}: no end in sight");
        process(&mut history, which, plant, &mut prng);
        let outage = match prng.below(50) {
            // Somebody comes back after the week-end.
            0 => prng.below(3 * 86_400_000),
            _ => prng.below(90_000) * prng.below(2),
        };
        history.world.pass(Duration::from_millis(1 + outage));
    }
    history
}

/// Which campaign the next process works on: mostly the first, until it is over.
fn next_process(history: &History, prng: &mut Prng) -> Option<usize> {
    let open = |which: &usize| !history.runs[*which].engine.is_finished();
    let second = prng.below(4) == 0;
    let order = if second { [1, 0] } else { [0, 1] };
    order.into_iter().find(open)
}

/// The life of one process.
fn process(history: &mut History, which: usize, plant: Plant, prng: &mut Prng) {
    let world = &mut history.world;
    let now = Moment {
        wall: world.now,
        tick: world.now,
    };
    let own = history.runs[which].journal.events();
    let other = history.runs[1 - which].journal.events();
    // As far as the run itself goes back, and an hour more: a search may meet any call made since.
    let began = own.first().map_or(world.now, |event| event.at);
    let mut past = Past::new(began.earlier(Duration::from_secs(3_600)));
    past.fold("other", other);
    past.fold_own(own);
    let mut pacer = Pacer::new(history.rate, now.tick);
    if plant != Plant::UnprimedPacer {
        pacer.prime(now, &past.requests(), &history.rules.timing);
    }
    if plant == Plant::NumberLockOff {
        past = Past::new(world.now);
    }
    let events = match plant {
        Plant::ResendAfterRestart => without_open_intents(own),
        _ => own.to_vec(),
    };
    let fresh = events.is_empty();
    let people = history.runs[which].people.clone();
    let sids = past.sids().cloned().collect();
    let zones = people.iter().map(|(contact, _)| *contact);
    let times = &history.times;
    let zones: Vec<_> = zones
        .map(|contact| (contact, times.zone_of(contact)))
        .collect();
    let engine = Engine::new(history.rules.clone(), people, sids).in_zones(zones);
    let engine = engine.recover(&events).expect("a journal is legal");
    let mut runner = Runner::new(engine, Lagging::of(&events), pacer);
    let opened = runner.open(now, fresh, &past).expect("a legal beginning");
    let rules = history.rules.clone();
    let mut render = |_, to| Ok(call(&rules, to));
    let patience = Cell::new(match prng.below(8) {
        0 => prng.below(200),
        _ => u64::MAX,
    });
    // Somebody presses Ctrl-C now and then.
    let interrupted = || {
        patience.set(patience.get().saturating_sub(1));
        patience.get() == 0
    };
    let life = world.live(&mut runner, opened, &mut render, &mut (), &interrupted);
    let life = life.expect("a legal life");
    let lossy = plant == Plant::SendBeforeAppend && life == Life::Died;
    let kept: Vec<Event> = runner.journal().after_crash(lossy);
    let run = &mut history.runs[which];
    run.engine = runner.engine().clone();
    run.journal = MemoryJournal::of(kept);
}
