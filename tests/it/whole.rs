//! Whole runs in virtual time: one process, from the first request to the end.

use std::collections::BTreeSet;

use exodial::{
    campaign::{Number, Timing},
    clock::{Moment, Timestamp, UtcOffset},
    contacts::ContactId,
    dispatch::{pace::Pacer, runner::Runner},
    engine::{Engine, Rules},
    exotel::Endpoint,
    journal::{event::Sid, memory::MemoryJournal, past::Past},
    sim::{
        Account, InProcess, Scenario,
        world::{Deaths, Life, Provider, World},
    },
};

use super::calls::call;

/// A simulated account that follows a scenario, as the real client's tables read it.
pub(crate) fn provider(scenario: Scenario, timing: &Timing) -> InProcess {
    let account = Account::new(scenario, 1, "acme1", UtcOffset::IST);
    let endpoint = Endpoint::new("acme1", "http://127.0.0.1:1", UtcOffset::IST, None);
    let endpoint = endpoint.expect("a loopback");
    InProcess::new(account, endpoint, timing.answer_timeout)
}

/// What a run began with, beside its rules.
pub(crate) struct Beginning<P> {
    pub(crate) provider: P,
    pub(crate) people: u32,
    /// Calls of other runs.
    pub(crate) foreign: BTreeSet<Sid>,
    /// Requests a minute.
    pub(crate) limit: u32,
    pub(crate) start: Timestamp,
}

/// How a run went.
pub(crate) struct Lived<P> {
    pub(crate) life: Life,
    pub(crate) runner: Runner<MemoryJournal>,
    pub(crate) world: World<P>,
}

impl<P: Provider> Beginning<P> {
    /// Lets one process live that nobody kills.
    pub(crate) fn live(self, rules: &Rules) -> Lived<P> {
        let (start, first) = (self.start, Number::SIMULATOR_FIRST.digits());
        let people = (0..self.people).map(|nth| {
            let number = Number::from_digits(first + u64::from(nth));
            (ContactId(nth), number.expect("it has twelve digits"))
        });
        let engine = Engine::new(rules.clone(), people, self.foreign);
        let now = Moment {
            wall: start,
            tick: start,
        };
        let pacer = Pacer::new(self.limit, now.tick);
        let mut runner = Runner::new(engine, MemoryJournal::default(), pacer);
        let opened = runner.open(now, true, &Past::new(start));
        let opened = opened.expect("a legal beginning");
        let mut render = |_, _, to| Ok(call(rules, to));
        let mut world = World::new(self.provider, start, Deaths::default(), 1);
        let life = world.live(&mut runner, opened, &mut render, &mut (), &Vec::new);
        let life = life.expect("a legal life");
        Lived {
            life,
            runner,
            world,
        }
    }
}
