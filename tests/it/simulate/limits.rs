//! What a seed draws of pace and limits, and who pauses a run.

use std::cell::Cell;

use exodial::{
    campaign::{
        Condition, Limits, Money, Number, Outcome, Pacing, Pool, Subject,
        condition::{Amount, Bound, Comparison},
    },
    engine::{Rules, effect::Input},
    sim::prng::{Prng, draw},
};

use super::plant::Plant;

/// The rules with limits of the seed's own. `price` is what the provider takes for a minute, in thousandths.
pub(super) fn drawn(rules: Rules, seed: u64, price: u32) -> Rules {
    let mut prng = draw(seed, &[2]);
    let some = |prng: &mut Prng, of| prng.below(of) == 0;
    let pacing = Pacing {
        rate: some(&mut prng, 3).then(|| 1 + prng.below(20) as u32),
        in_progress: None,
        canary: if some(&mut prng, 3) {
            1 + prng.below(12)
        } else {
            0
        },
    };
    let mut limits = Limits {
        cost: None,
        price_per_minute: some(&mut prng, 2).then(|| Money::from_parts(u64::from(price) * 10)),
        stop_when: vec![],
    };
    if limits
        .price_per_minute
        .is_some_and(|price| price > Money::ZERO)
        && some(&mut prng, 2)
    {
        let worst = limits.price_of(rules.time_limit);
        limits.cost = Some(Money::from_parts(worst.parts() * (1 + prng.below(30)) / 2));
    }
    if some(&mut prng, 3) {
        limits.stop_when = (0..1 + prng.below(2))
            .map(|_| condition(&mut prng))
            .collect();
    }
    let first = Number::SIMULATOR_LAST.digits();
    let pool = (0..1 + prng.below(4)).map(|nth| Number::from_digits(first - nth));
    Rules {
        pacing,
        limits,
        pool: Pool::of(pool.flatten()).expect("there is one"),
        ..rules
    }
}

fn condition(prng: &mut Prng) -> Condition {
    let subjects = [
        Subject::Called(Outcome::Failed),
        Subject::Called(Outcome::NoAnswer),
        Subject::Called(Outcome::Completed),
        Subject::Refused,
        Subject::Unsettled,
    ];
    let last = 2 + prng.below(12) as u32;
    let amount = match prng.below(2) {
        0 => Amount::Share(3_000 + 100 * prng.below(65) as u32),
        _ => Amount::Count(1 + prng.below(u64::from(last))),
    };
    let side = [Comparison::More, Comparison::AtLeast][prng.below(2) as usize];
    Condition {
        subject: *prng.pick(&subjects).expect("there are some"),
        bound: Bound { side, amount },
        last,
    }
}

/// What a careless program makes of the rules.
pub(super) fn planted(rules: &Rules, plant: Plant) -> Rules {
    let mut rules = rules.clone();
    match plant {
        Plant::NoCanary => rules.pacing.canary = 0,
        Plant::NoReserve => rules.limits.cost = None,
        Plant::NoPace => rules.pacing.rate = None,
        Plant::Crowded => rules.channels += 5,
        Plant::NoStop => rules.limits.stop_when.clear(),
        Plant::NoLookBack => rules.not_called_within = None,
        _ => {}
    }
    rules
}

/// Somebody who pauses a run now and then, and lets it go on.
pub(super) struct Pauses {
    pause: Cell<u64>,
    unpause: Cell<u64>,
}

impl Pauses {
    pub(super) fn drawn(prng: &mut Prng, is_paused: bool) -> Pauses {
        let pauses = !is_paused && prng.below(6) == 0;
        let pause = if pauses { prng.below(120) } else { u64::MAX };
        // Some pauses outlive their process; none lasts for ever.
        let lasts = prng.below(60);
        let unpause = match is_paused {
            true => lasts,
            false => pause.saturating_add(lasts),
        };
        let (pause, unpause) = (Cell::new(pause), Cell::new(unpause));
        Pauses { pause, unpause }
    }

    /// What is asked for at one step.
    pub(super) fn asked(&self) -> Option<Input> {
        let by = || "somebody".to_owned();
        let due = |left: &Cell<u64>| {
            let now = left.get() == 0;
            left.set(left.get().checked_sub(1).unwrap_or(u64::MAX));
            now
        };
        let (pause, unpause) = (due(&self.pause), due(&self.unpause));
        let pause = pause.then(|| Input::Pause { by: by() });
        unpause.then(|| Input::Unpause { by: by() }).or(pause)
    }
}
