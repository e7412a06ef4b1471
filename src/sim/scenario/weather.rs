//! What surrounds the calls: latency, limits, outages, the listing, and how values are written.

use serde::Deserialize;

use super::units::{Range, Share, Span};

/// How long requests and answers travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Latency {
    /// From the client to Exotel.
    pub to: Range,
    /// Back.
    pub back: Range,
}

impl Default for Latency {
    fn default() -> Latency {
        Latency {
            to: Range::millis(20, 90),
            back: Range::millis(60, 400),
        }
    }
}

/// How many requests the account may send. All endpoints share one budget.
/// Source: developer.exotel.com/api ("200 calls per minute", then 429); the kind of window is not documented.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RateLimit {
    /// Requests in one window; no limit when null.
    pub requests: Option<u32>,
    /// The window.
    pub window: Span,
    /// How the window moves.
    pub kind: WindowKind,
    /// Whether a rejected request uses up the budget too.
    pub count_rejected: bool,
    /// Share of requests rejected although the budget holds, as other users of the account cause it.
    pub spurious: Share,
    /// The `Retry-After` header of a 429.
    pub retry_after: RetryAfter,
    /// The body of a 429.
    pub body: Body,
}

impl Default for RateLimit {
    fn default() -> RateLimit {
        RateLimit {
            requests: Some(200),
            window: Span::secs(60),
            kind: WindowKind::Sliding,
            count_rejected: false,
            spurious: Share::NEVER,
            retry_after: RetryAfter::None,
            body: Body::Exotel,
        }
    }
}

/// How the window of a rate limit moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WindowKind {
    /// Never more than the limit in any window.
    Sliding,
    /// Counted anew at every multiple of the window since 1970.
    Fixed,
    /// A bucket of the limit's size that fills once in a window.
    Bucket,
}

/// The `Retry-After` header of a 429. No integrator ever saw one; developer.exotel.com/docs shows seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RetryAfter {
    /// Absent.
    None,
    /// Seconds.
    Seconds,
    /// An HTTP date.
    Date,
}

/// The body of a 429.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Body {
    /// `RestException`.
    Exotel,
    /// Plain text, HTML, nothing, or broken JSON, in turn by chance.
    Odd,
}

/// A time at which nothing is answered as it should be. Offsets count from the account's first request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outage {
    /// When it begins.
    pub from: Span,
    /// How long it lasts.
    pub lasts: Span,
    /// How often it comes again; once when null.
    #[serde(default)]
    pub every: Option<Span>,
    /// What clients see.
    pub answer: OutageAnswer,
    /// Share of connect requests that become calls all the same. Not with `too_many` or `unreachable`.
    #[serde(default)]
    pub placed: Share,
}

/// What clients see in an outage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutageAnswer {
    /// 429.
    TooMany,
    /// 503.
    Unavailable,
    /// Nothing until they give up.
    Drop,
    /// A reset connection after the request.
    Reset,
    /// A refused connection.
    Unreachable,
}

/// What befalls the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountFault {
    /// What.
    pub fault: Blame,
    /// Not before so long after the account's first request.
    #[serde(default)]
    pub from: Span,
    /// Not before so many calls were placed.
    #[serde(default)]
    pub after_calls: u32,
    /// No more so long after the account's first request; for ever when null.
    #[serde(default)]
    pub until: Option<Span>,
}

/// What is wrong with the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Blame {
    /// 401 for everything.
    Credentials,
    /// 403 for calls: the KYC process is not complete.
    Kyc,
    /// 402 for calls: no balance.
    Balance,
    /// 403 for everything: suspended.
    Suspended,
}

/// How many calls may be under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Channels {
    /// The limit; none when null.
    pub limit: Option<u32>,
    /// What becomes of a call above it. Exotel's own pages disagree.
    pub above: Above,
    /// The status of a refusal. Not documented.
    pub status: u16,
}

impl Default for Channels {
    fn default() -> Channels {
        Channels {
            limit: None,
            above: Above::Fail,
            status: 429,
        }
    }
}

/// What becomes of a call above the channel limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Above {
    /// The request is refused.
    Refuse,
    /// The call is accepted and ends `failed` at once.
    Fail,
}

/// How the bulk listing lags behind the truth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Listing {
    /// How long after its end a call appears; after its beginning where ongoing calls are shown.
    pub lag: Range,
    /// Whether ongoing calls are left out.
    /// Source: developer.exotel.com/api/call-details-bulk ("will not provide ongoing calls' details").
    pub hides_ongoing: bool,
    /// Records on a page when the client names no `PageSize`.
    pub page_size: u32,
}

impl Default for Listing {
    fn default() -> Listing {
        Listing {
            lag: Range::secs(2, 30),
            hides_ongoing: true,
            page_size: 50,
        }
    }
}

/// How values are written. Integrators saw all of these variants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Wire {
    /// `Duration`, `Price` and `Expiry` in JSON.
    pub scalars: Scalars,
    /// Values that are not known.
    pub empty: Empty,
    /// Whether slashes in JSON are written `\/`.
    pub escaped_slashes: bool,
    /// `NextPageUri` on the last page.
    pub next_page: NextPage,
    /// Phone numbers.
    pub phones: Phones,
}

impl Default for Wire {
    fn default() -> Wire {
        Wire {
            scalars: Scalars::Text,
            empty: Empty::Null,
            escaped_slashes: false,
            next_page: NextPage::Null,
            phones: Phones::National,
        }
    }
}

/// How numbers are written in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scalars {
    /// `"17"`
    Text,
    /// `17`
    Number,
    /// Either, by chance.
    Mixed,
}

/// How values that are not known are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Empty {
    /// `null`
    Null,
    /// `""`
    Blank,
    /// Left out.
    Absent,
    /// Any of them, by chance.
    Mixed,
}

/// How `NextPageUri` is written on the last page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NextPage {
    /// `null`
    Null,
    /// `""`
    Blank,
    /// Left out.
    Absent,
}

/// How phone numbers are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phones {
    /// `0` and ten digits.
    National,
    /// `+91` and ten digits.
    E164,
}
