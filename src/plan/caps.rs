//! What caps make people wait for, beyond the delays of retries.

use std::time::Duration;

use super::{crowd::Crowd, hours::Hours};
use crate::{campaign::Cap, clock::Timestamp};

/// Caps, and what the calls of other runs mean for them.
#[derive(Clone, Copy, Debug, Default)]
pub struct CapWaits<'a> {
    /// The caps of the campaign.
    pub caps: &'a [Cap],
    /// When the calls of other runs alone let the last of the people be called once this run has called so often:
    /// the first entry is for the first call. Where there is no entry they bar nothing.
    pub earlier: &'a [Timestamp],
}

impl CapWaits<'_> {
    /// The longest that somebody waits between the start and the last of these calls, inside the calling hours,
    /// being served at once each time. `gaps` are the longest waits from one call to the next, caps aside. Each call
    /// is let by the last of these: its gap, each cap after the call that it counts from, and calls of other runs.
    pub(super) fn waiting(
        &self,
        hours: &Hours<'_>,
        opens: Timestamp,
        gaps: &[Duration],
    ) -> Duration {
        let foreign = |calls: usize| {
            let until = self.earlier.get(calls).copied().unwrap_or_default();
            hours.open_between(opens, until)
        };
        let pers = self.caps.iter();
        let pers = pers.map(|cap| hours.open_part(cap.per, opens));
        let pers: Vec<Duration> = pers.collect();
        let mut waits = vec![foreign(0)];
        for (before, gap) in gaps.iter().enumerate() {
            let calls = before + 1;
            let retry = waits.last().copied().unwrap_or_default();
            let retry = retry.saturating_add(hours.open_part(*gap, opens));
            let capped = self.caps.iter().zip(&pers).filter_map(|(cap, per)| {
                let counted = calls.checked_sub(usize::from(cap.attempts.max(1)))?;
                Some(waits.get(counted)?.saturating_add(*per))
            });
            let longest = capped.fold(retry.max(foreign(calls)), Duration::max);
            waits.push(longest);
        }
        waits.last().copied().unwrap_or_default()
    }
}

/// A call to a person that caps put behind the last window, whoever it is and however short the calls are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CappedOut {
    /// Which call to a person, from 2.
    pub call: usize,
    /// By which cap.
    pub cap: Cap,
    /// When it could be placed at the earliest.
    pub at: Timestamp,
}

/// The first call to a person that caps put behind the last window in every zone.
pub(super) fn capped_out(
    caps: &[Cap],
    crowds: &[Crowd<'_>],
    attempts: u8,
    start: Timestamp,
) -> Option<CappedOut> {
    let open = crowds.iter().filter(|crowd| crowd.callable() > 0);
    let open = open.filter(|crowd| crowd.hours.next(start) < Timestamp::MAX);
    let mut last: Option<CappedOut> = None;
    for crowd in open {
        let out = capped_out_of(caps, &crowd.hours, attempts, start)?;
        let is_later = last.is_none_or(|last| last.call < out.call);
        last = if is_later { Some(out) } else { last };
    }
    last
}

fn capped_out_of(
    caps: &[Cap],
    hours: &Hours<'_>,
    attempts: u8,
    start: Timestamp,
) -> Option<CappedOut> {
    let mut placed = vec![hours.next(start)];
    for calls in 1..usize::from(attempts) {
        let bars = caps.iter().filter_map(|cap| {
            let counted = calls.checked_sub(usize::from(cap.attempts.max(1)))?;
            Some((*placed.get(counted)? + cap.per, *cap))
        });
        let bar = bars.max_by_key(|(at, _)| *at);
        let before = placed.last().copied().unwrap_or(start);
        let at = bar.map_or(before, |(at, _)| at.max(before));
        match (hours.next(at), bar) {
            (Timestamp::MAX, Some((at, cap))) => {
                let call = calls + 1;
                return Some(CappedOut { call, cap, at });
            }
            (next, _) => placed.push(next),
        }
    }
    None
}
