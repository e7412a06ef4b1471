//! Whose turn it is, where several runs want what the account has too little of.
//!
//! Stride scheduling (Waldspurger and Weihl, MIT 1995): each run has a pass, the least pass is served, and
//! what it is served moves its pass on by a stride that is the shorter the greater its share is. Only what
//! others wanted as well is counted: nobody owes for what would have been left over, and nobody saves up.

use super::member::Seat;

/// The stride of a share of one.
const STRIDE: u64 = 1 << 20;

/// The turns of the runs of one process.
#[derive(Clone, Debug, Default)]
pub struct Turns {
    /// Strides and passes, by seat.
    runs: Vec<(u64, u64)>,
}

impl Turns {
    /// One more run, in the next seat, with a weight of at least 1.
    pub fn join(&mut self, share: u32) {
        self.runs.push((STRIDE / u64::from(share.max(1)), 0));
    }

    /// Whose turn it is among those who want one.
    pub fn next(&self, wanting: &[Seat]) -> Option<Seat> {
        wanting.iter().copied().min_by_key(|seat| self.pass(*seat))
    }

    /// A run was served so many requests while these wanted some, itself among them.
    pub fn served(&mut self, seat: Seat, requests: u32, wanting: &[Seat]) {
        if wanting.len() < 2 {
            return;
        }
        if let Some((stride, pass)) = self.runs.get_mut(seat.0) {
            *pass = pass.saturating_add(stride.saturating_mul(u64::from(requests)));
        }
        let least = wanting.iter().map(|seat| self.pass(*seat)).min();
        let idle = self.runs.iter_mut().zip((0..).map(Seat));
        for ((_, pass), _) in idle.filter(|(_, seat)| !wanting.contains(seat)) {
            *pass = (*pass).max(least.unwrap_or_default());
        }
    }

    fn pass(&self, seat: Seat) -> u64 {
        self.runs.get(seat.0).map_or(u64::MAX, |(_, pass)| *pass)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Seat; 3] = [Seat(0), Seat(1), Seat(2)];

    fn turns(shares: [u32; 3]) -> Turns {
        let mut turns = Turns::default();
        for share in shares {
            turns.join(share);
        }
        turns
    }

    /// How often each run is served in so many turns.
    fn serve(turns: &mut Turns, times: u32, wanting: &[Seat]) -> [u32; 3] {
        let mut served = [0; 3];
        for _ in 0..times {
            let seat = turns.next(wanting).expect("somebody wants");
            turns.served(seat, 1, wanting);
            served[seat.0] += 1;
        }
        served
    }

    #[test]
    fn turns_go_by_share_at_any_moment() {
        let mut turns = turns([3, 1, 100]);
        let mut sums = [0_u32; 3];
        for times in 1..2_000 {
            let served = serve(&mut turns, 1, &ALL);
            sums = [0, 1, 2].map(|run| sums[run] + served[run]);
            for (sum, share) in sums.iter().zip([3, 1, 100]) {
                let due = times * share / 104;
                assert!(sum.abs_diff(due) <= 2, "{sum} of {due} after {times}");
            }
        }
    }

    #[test]
    fn who_wants_nothing_neither_pays_nor_saves() {
        let mut turns = turns([1, 1, 1]);
        assert_eq!(serve(&mut turns, 1_000, &ALL[..1]), [1_000, 0, 0]);
        // Nobody else wanted that.
        assert_eq!(serve(&mut turns, 10, &ALL[..2]), [5, 5, 0]);
        // Nobody saved up meanwhile.
        let served = serve(&mut turns, 9, &ALL);
        assert!(served.iter().all(|run| (2..=4).contains(run)), "{served:?}");
    }
}
