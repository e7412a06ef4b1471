//! Every limit of the language, with its source.

use std::time::Duration;

use super::Money;

/// Longest campaign name. It is part of file names and of journal keys.
pub const NAME_CHARS_MAX: usize = 63;

/// Longest time a phone may ring. Source: support.exotel.com, "maximum is 1 minute" (Exotel's `TimeOut`).
pub const RING_TIMEOUT_MAX: Duration = Duration::from_secs(60);

/// Longest call. Source: developer.exotel.com/api, "TimeLimit ... max 14400".
pub const TIME_LIMIT_MAX: Duration = Duration::from_secs(14_400);

/// Shortest duration that is sent to Exotel, which counts in whole seconds.
pub const SECOND: Duration = Duration::from_secs(1);

/// One day.
pub const DAY: Duration = Duration::from_secs(24 * 3600);

/// Most calls to one person in a run, the first included. Ours: nobody wants more.
pub const ATTEMPTS_MAX: u64 = 20;

/// Longest delay before a retry. Ours: Exotel's list of calls is asked for at most 31 days at once
/// (developer.exotel.com/api, "Bulk call details"), and a person is not kept waiting longer.
pub const RETRY_DELAY_MAX: Duration = Duration::from_secs(30 * 24 * 3600);

/// How far back `not_called_within` looks. Exotel lists calls that are at most six months old
/// (developer.exotel.com/api/call-details-bulk); the shortest six months have 181 days.
pub const NOT_CALLED_WITHIN_MAX: Duration = Duration::from_secs(180 * 24 * 3600);

/// The longest range of time of one request to the list of calls: the shortest month. Exotel says "1 month"
/// (developer.exotel.com/api/call-details-bulk); whether a longer range is refused or cut in silence it does not say.
pub const LISTED_RANGE_MAX: Duration = Duration::from_secs(28 * 24 * 3600);

/// Shortest age at which a whitelist answer is asked for anew. Ours: one that is old at once would be asked for
/// again for ever, and nobody be called.
pub const WHITELIST_AGE_MIN: Duration = Duration::from_secs(60);

/// Oldest whitelist answer that may be used again. Ours, for the same reason.
pub const WHITELIST_AGE_MAX: Duration = Duration::from_secs(30 * 24 * 3600);

/// Longest term of `timing`. Ours: a hold of more than two days is a mistake.
pub const TIMING_MAX: Duration = Duration::from_secs(48 * 3600);

/// Most requests a minute that an account may be said to have. Exotel gives 200
/// (developer.exotel.com/api, "Rate limits") and raises it on request; loopback tests want more.
pub const RATE_LIMIT_MAX: u32 = 1_000_000;

/// Exotel's limit for all voice requests of an account in a minute. Source: as above.
pub const RATE_LIMIT_DEFAULT: &str = "200/min";

/// Most calls under way at once that an account may be said to have.
pub const CHANNELS_MAX: u64 = 100_000;

/// Greatest weight of a campaign beside others. Ours: a hundredth of the rate is slow enough.
pub const SHARE_MAX: u64 = 100;

/// Most calls or rows that a key of the language may name.
pub const CALLS_MAX: u64 = 1_000_000_000;

/// Most outcomes that a condition of `limits.stop_when` may look back on. Ours: each is held in memory.
pub const LAST_MAX: u32 = 10_000;

/// Most money that a key of the language may name, in any currency.
pub const MONEY_MAX: Money = Money::from_parts(1_000_000_000 * 10_000);

/// Most digits of an app_id, so that it fits 64 bits. Real ones have five to seven.
pub const APP_ID_DIGITS_MAX: usize = 18;

/// Minutes of a day; "24:00".
pub const DAY_MINUTES: u16 = 24 * 60;
