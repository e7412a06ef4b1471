//! One history: an account, two campaigns of the same people on it, one process at a time, which works on one of
//! them or on both.

use std::{collections::BTreeSet, time::Duration};

use exodial::{
    campaign::{
        Ambiguity, Check, EarlierSpec, Limits, Neutral, Number, OutsideWindow, Pacing, Pool,
        RetryPolicy, Timing, Unavailable, Unless, When, WhitelistPolicy,
    },
    clock::UtcOffset,
    contacts::ContactId,
    engine::{Engine, IllegalEvent, Rules},
    exotel::Endpoint,
    journal::{event::Sid, memory::MemoryJournal},
    sim::{
        Account, InProcess, Scenario,
        account::LedgerCall,
        prng::{Prng, draw},
        scenario::{AccountFault, Blame, Share, Span},
        world::{Deaths, World},
    },
};

use super::{
    bars::{self, Edit},
    further::{self, Further},
    limits, others,
    plant::{Plant, Processes},
    planted::Hopeful,
    process::process,
    times::Times,
};

/// One campaign of the history.
pub(super) struct Campaign {
    pub(super) journal: MemoryJournal,
    pub(super) engine: Engine,
    pub(super) people: Vec<(ContactId, Number)>,
    /// Its weight in a process with both.
    pub(super) share: u32,
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
    /// Further numbers of the people.
    pub(super) further: Further,
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
        let sids = run.engine.foreign_sids().clone();
        let engine = engine(&self.rules, &run.people, &self.times, &self.further, sids);
        engine.recover(run.journal.events())
    }
}

/// A run of these people that has not begun.
pub(super) fn engine(
    rules: &Rules,
    people: &[(ContactId, Number)],
    times: &Times,
    further: &Further,
    sids: BTreeSet<Sid>,
) -> Engine {
    let zones = people.iter();
    let zones = zones.map(|(contact, _)| (*contact, times.zone_of(*contact)));
    Engine::new(rules.clone(), people.iter().copied(), sids)
        .with_fallbacks(further.of(people))
        .in_zones(zones)
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
        not_called_within: None,
        utc_offset: UtcOffset::IST,
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

/// The people of a campaign.
const PEOPLE: u64 = 30;

const EXOPHONE: Number = Number::SIMULATOR_LAST;

fn campaign(rules: &Rules, times: &Times, further: &Further, prng: &mut Prng) -> Campaign {
    let person = |contact| {
        // A few numbers stand in two rows, which no run has: caps count by person.
        let number = if prng.below(12) == 0 && rules.caps.is_empty() {
            contact / 2
        } else {
            contact
        };
        (ContactId(contact as u32), further::number(number))
    };
    let people: Vec<_> = (0..PEOPLE).map(person).collect();
    let engine = engine(rules, &people, times, further, BTreeSet::new());
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
    let earlier = bars::earlier(&mut house);
    let rate = [10, 30, 200][prng.below(3) as usize];
    let mut scenario = Scenario::swarm(seed);
    let rules = limits::drawn(rules, seed, scenario.price_per_minute);
    let rules = others::drawn(rules, seed, plant);
    scenario.others = others::calls(&rules, seed);
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
        one_page: plant == Plant::OnePage,
    };
    let rare = |prng: &mut Prng, most| prng.below(2) * prng.below(most);
    let deaths = Deaths {
        before_append: rare(&mut prng, 15),
        before_effect: rare(&mut prng, 30),
        slow_connect: rare(&mut prng, 30),
    };
    let start = times.start;
    let further = match plant {
        // The disguise is one of single numbers.
        Plant::Deaf => Further::default(),
        _ => Further::drawn(&mut draw(seed, &[3]), PEOPLE),
    };
    let runs = (0..2).map(|_| campaign(&rules, &times, &further, &mut prng));
    let runs = runs.collect();
    let world = World::new(provider, start, deaths, seed);
    let history = History {
        rules,
        times,
        rate,
        further,
        edits: bars::edits(&mut house, start),
        earlier,
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
