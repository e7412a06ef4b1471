//! What a run must obey: the part of campaign, account and policy that decisions hang on.

use std::time::Duration;

use crate::{
    campaign::{
        Account, Ambiguity, Campaign, Cap, Limits, Pacing, Policy, Pool, RetryPolicy, Schedule,
        Timing, WhitelistPolicy,
    },
    clock::{Timestamp, UtcOffset},
};

/// Requests that may have made a call, to one person in one run. Nothing loops past this.
pub const POSTS_MAX: u8 = 10;
/// Look-ups of one number that fail before it counts as unavailable.
pub const LOOKUPS_MAX: u8 = 6;
/// An answer of the whitelist holds at least so long, whatever it says: long enough to be acted on. One that
/// lapses at once would be asked for again for ever.
pub const ANSWER_HOLDS_MIN: Duration = Duration::from_secs(60);
/// People refused in a row before the campaign itself is taken to be at fault.
pub const REFUSALS_MAX: u8 = 10;
/// People who are cleared and not yet called, with `when: ahead`.
pub const CLEARED_AHEAD: u64 = 200;
/// Sids in one bulk request. Source: developer.exotel.com/api/call-details-bulk, "100 max".
pub const SIDS_MAX: usize = 100;
/// Numbers in one bulk request. Source: developer.exotel.com/api/call-details-bulk, "max 5".
pub const NUMBERS_MAX: usize = 5;
/// Longest pause after Exotel could not be reached.
pub const BACKOFF_MAX: Duration = Duration::from_secs(60);
/// Pause after a 429 that does not say how long.
pub const TOO_MANY_PAUSE: Duration = Duration::from_secs(60);

/// What a run must obey.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Rules {
    /// The pre-pass.
    pub whitelist: WhitelistPolicy,
    /// Which outcomes are dialled again, and when.
    pub retries: RetryPolicy,
    /// At most this many calls, retries included.
    pub calls_max: Option<u64>,
    /// How long the phone rings.
    pub ring_timeout: Duration,
    /// When a call is cut.
    pub time_limit: Duration,
    /// The ExoPhones that call.
    pub pool: Pool,
    /// The campaign's own pace, below that of the account.
    pub pacing: Pacing,
    /// When the run stops early, its number of calls aside.
    pub limits: Limits,
    /// When the phone may ring.
    pub schedule: Schedule,
    /// What the proof of "no call was placed" waits for.
    pub timing: Timing,
    /// What becomes of a request whose call was not found in time.
    pub ambiguous: Ambiguity,
    /// Calls of the account under way at once.
    pub channels: u32,
    /// How often one number may be called.
    pub caps: Vec<Cap>,
    /// Nobody is called whom the account called in this time before the run.
    pub not_called_within: Option<Duration>,
    /// The offset of the times that are told to people.
    pub utc_offset: UtcOffset,
}

impl Rules {
    /// The rules of a campaign on an account, in the house's calling hours, for people without a zone.
    pub fn new(campaign: &Campaign, account: &Account, policy: &Policy) -> Rules {
        Rules {
            whitelist: campaign.whitelist,
            retries: campaign.retries.clone(),
            calls_max: campaign.calls_max,
            ring_timeout: campaign.call.ring_timeout,
            time_limit: campaign.call.time_limit,
            pool: campaign.call.pool.clone(),
            pacing: campaign.pacing.clone(),
            limits: campaign.limits.clone(),
            schedule: Schedule::new(&campaign.schedule, &policy.calling_hours),
            timing: account.timing,
            ambiguous: account.ambiguous,
            channels: account.channels,
            caps: campaign.contacts.caps.clone(),
            not_called_within: campaign.contacts.not_called_within,
            utc_offset: account.utc_offset,
        }
    }

    /// Calls of this run under way at once.
    pub fn in_progress(&self) -> u32 {
        let own = self.pacing.in_progress;
        own.map_or(self.channels, |most| most.min(self.channels))
    }

    /// How long after an intent silence proves nothing: every delay on the way to the listing.
    pub fn hold(&self) -> Duration {
        self.call_over() + self.timing.listing_lag + self.timing.clock_skew
    }

    /// How long after an intent its call may still be going on.
    pub fn call_over(&self) -> Duration {
        self.made_within() + self.ring_timeout + self.time_limit
    }

    /// How long after an intent its call may still begin.
    pub fn made_within(&self) -> Duration {
        self.timing.send_deadline + self.timing.delivery_lag
    }

    /// When the details of an ended call are read again at the earliest, counted from the read before. Exotel
    /// fills duration and price in about two minutes after the end (seen by integrators).
    pub fn reread_after(&self) -> Duration {
        self.timing.poll_every * 2
    }

    /// How much later than that they are read so that one read settles them. Exotel advises to wait 10 to 15
    /// minutes (support.exotel.com, "Passthru").
    pub fn patience(&self) -> Duration {
        let lag = self.timing.listing_lag;
        lag.saturating_sub(self.reread_after())
    }

    /// When to search again for an attempt that was decided on at `since`: soon at first, since calls
    /// that nobody answers end first, and right after the hold, since only then silence counts.
    pub fn next_search(
        &self,
        since: Timestamp,
        hold_until: Timestamp,
        after: Timestamp,
    ) -> Timestamp {
        let minute = self.timing.poll_every;
        let early = [
            minute / 2,
            minute * 3 / 2,
            minute * 3,
            minute * 6,
            minute * 10,
        ];
        let verdict = hold_until + Duration::from_millis(1);
        let times = early.into_iter().map(|wait| since + wait);
        let next = times.chain([verdict]).filter(|at| *at > after).min();
        next.unwrap_or(after + minute)
    }

    /// The pause after Exotel could not be reached for the n-th time in a row.
    pub fn backoff(&self, failures: u8) -> Duration {
        (Duration::from_secs(1) * 2_u32.pow(u32::from(failures.min(6)))).min(BACKOFF_MAX)
    }
}
