//! The life of one process of a history.

use std::{cell::Cell, collections::BTreeSet, time::Duration};

use exodial::{
    campaign::Number,
    clock::Moment,
    dispatch::{
        member::{Member, Seat},
        pace::Pacer,
        runner::Runner,
    },
    engine::{Engine, Rules, effect::Input},
    journal::{
        event::{AttemptId, Event, Stop},
        memory::MemoryJournal,
        past::Past,
    },
    sim::{prng::Prng, world::Life},
};

use super::{
    super::calls::call,
    bars::{self, Register},
    history::{Campaign, History, engine},
    laws::Onlooker,
    limits,
    plant::Plant,
    planted::{Lagging, looked_back_for_good, without_open_intents, without_pauses},
};

/// What the other campaigns and the earlier processes mean for a campaign in a process that works on these.
fn past(history: &History, seats: &[usize], seat: usize, plant: Plant) -> Past {
    let mut interest = bars::interest(history, seat);
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
    for other in seats {
        match *other == seat {
            true => past.fold_own(events(seat)),
            false => past.fold_beside("beside", &bars::named(events(*other))),
        }
    }
    past
}

/// A campaign in its seat, as its journal tells it.
fn member(history: &History, seat: usize, past: &Past, plant: Plant) -> Member<Lagging> {
    let (edits, times) = (&history.edits, &history.times);
    let run = &history.runs[seat];
    let own = run.journal.events();
    let events = match plant {
        Plant::ResendAfterRestart => without_open_intents(own),
        Plant::PauseForgotten => without_pauses(own),
        Plant::LookedBackOnce => looked_back_for_good(own),
        _ => own.to_vec(),
    };
    let kept = match plant {
        Plant::PauseForgotten | Plant::LookedBackOnce => own,
        _ => &events,
    };
    let sids = past.sids().cloned().collect();
    let rules = limits::planted(&history.rules, plant);
    let engine = engine(&rules, &run.people, times, &history.further, sids);
    let engine = engine.recover(&events).expect("a journal is legal");
    let mut register = Register::new(edits, plant == Plant::ListReadOnce);
    if plant == Plant::FirstNumberOnly {
        register.forget(|number| history.further.person(number) != number);
    }
    let name = format!("run-{seat}");
    let mut interest = past.interest().clone();
    if plant == Plant::DeafToCalls {
        interest.campaign = "nobody".into();
    }
    Member::new(&name, run.share, engine, Lagging::of(kept))
        .heeding(Box::new(register))
        .minding(interest)
}

/// The life of one process, which works on these campaigns.
pub(super) fn process(history: &mut History, seats: &[usize], plant: Plant, prng: &mut Prng) {
    let pasts = seats.iter().map(|seat| past(history, seats, *seat, plant));
    let mut pasts: Vec<Past> = pasts.collect();
    let now = Moment {
        wall: history.world.now,
        tick: history.world.now,
    };
    let mut pacer = Pacer::new(history.rate, now.tick);
    if plant != Plant::UnprimedPacer {
        // Each of them knows the requests of all.
        pacer.prime(now, &pasts[0].requests(), &history.rules.timing);
    }
    if plant == Plant::NumberLockOff {
        pasts = pasts.into_iter().map(Past::unlocked).collect();
    }
    let mut members = seats
        .iter()
        .zip(&pasts)
        .map(|(seat, past)| member(history, *seat, past, plant));
    let first = members.next().expect("somebody to work for");
    let mut runner = members.fold(Runner::of(first, pacer), Runner::with);
    // A campaign that another one began together with has a first record in the real thing.
    let fresh = seats
        .iter()
        .all(|seat| history.runs[*seat].journal.events().is_empty());
    let opened = runner.open_each(now, fresh, &pasts);
    let opened = opened.expect("a legal beginning");
    let rules = history.rules.clone();
    let mut render = |_, attempt: AttemptId, to| {
        let to = undisguised(to);
        let mut call = call(&rules, to);
        call.exophone = rules.pool.exophone(history.further.person(to));
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
    let mut engines = runner.members().iter().map(Member::engine);
    let is_paused = engines.any(|engine| engine.paused().is_some());
    let pauses = limits::Pauses::drawn(prng, is_paused);
    // Somebody presses Ctrl-C now and then, or has the run paused for a while.
    let asked = || {
        patience.set(patience.get().saturating_sub(1));
        let stop = (patience.get() == 0).then_some(Input::Stop(Stop::Operator));
        let input = stop.or_else(|| pauses.asked());
        let to_all = input.map(|input| (0..seats.len()).map(move |nth| (Seat(nth), input.clone())));
        to_all.into_iter().flatten().collect()
    };
    let mut onlooker = Onlooker::default();
    let life = history
        .world
        .live(&mut runner, opened, &mut render, &mut onlooker, &asked);
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
    pub(super) fn disguise(&mut self, rules: &Rules) {
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
