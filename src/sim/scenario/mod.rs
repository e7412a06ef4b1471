//! How the simulated provider behaves, as a YAML file.
//!
//! Every key has a default, and an empty file is the profile `steady`. The knobs are those that Exotel's public
//! documents leave open or that integrators saw vary; where a document fixes a value, the default is that value.

mod check;
mod ending;
mod fault;
mod mix;
mod others;
mod profile;
mod script;
mod swarm;
pub mod units;
mod weather;

use serde::Deserialize;

pub use ending::Ending;
pub use fault::{Ambiguous, Fault, Late, Loss, Odds};
pub use mix::{DndMix, Durations, Outcomes, Talk, WhitelistMix};
pub use others::{Direction, Other};
pub use profile::Profile;
pub use script::{Answer, Phone, Script, Scripts};
pub use units::{Range, Share, Span};
pub use weather::{
    Above, AccountFault, Blame, Body, Channels, Empty, Latency, Listing, NextPage, Outage,
    OutageAnswer, Phones, RateLimit, RetryAfter, Scalars, WindowKind, Wire,
};

/// How the simulated provider behaves.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Scenario {
    /// How calls end.
    pub outcomes: Outcomes,
    /// How long calls last.
    pub durations: Durations,
    /// What one started minute of talk costs, in thousandths of the account's currency.
    pub price_per_minute: u32,
    /// What the whitelist says of numbers.
    pub whitelist: WhitelistMix,
    /// What the DND register says of numbers.
    pub dnd: DndMix,
    /// Whether the account may call numbers on the DND register.
    /// Source: support.exotel.com 3000106361 ("open DND").
    pub open_dnd: bool,
    /// How long requests and answers travel.
    pub latency: Latency,
    /// How far Exotel's clock is ahead of the caller's.
    pub clock_ahead: Span,
    /// How far Exotel's clock is behind the caller's.
    pub clock_behind: Span,
    /// How many requests the account may send.
    pub rate_limit: RateLimit,
    /// Times at which nothing is answered as it should be.
    pub outages: Vec<Outage>,
    /// What befalls the account.
    pub account: Vec<AccountFault>,
    /// How many calls may be under way.
    pub channels: Channels,
    /// How the bulk listing lags behind the truth.
    pub listing: Listing,
    /// How long after its end a call's duration, price and end stay unknown.
    /// Source: integrators saw about two minutes; support.exotel.com 48283 advises 10 to 15.
    pub settle: Range,
    /// How values are written.
    pub wire: Wire,
    /// The account's ExoPhones; any number will do when the list is empty.
    pub exophones: Vec<Phone>,
    /// Flow ids that do not exist: the call is answered, dropped after some seconds, and ends `completed`.
    pub unknown_flows: Vec<String>,
    /// Shares of connect requests whose answer does not say whether a call was placed.
    pub ambiguous: Ambiguous,
    /// Share of read requests whose answer is lost or damaged.
    pub read_faults: Share,
    /// Share of requests that cannot even be sent: the connection is refused.
    pub unreachable: Share,
    /// What is fixed for single numbers.
    pub numbers: Scripts,
    /// Calls of the account that others place: another tool, the dashboard, another machine.
    pub others: Vec<Other>,
}

impl Default for Scenario {
    fn default() -> Scenario {
        Scenario {
            outcomes: Outcomes::default(),
            durations: Durations::default(),
            price_per_minute: 600,
            whitelist: WhitelistMix::default(),
            dnd: DndMix::default(),
            open_dnd: false,
            latency: Latency::default(),
            clock_ahead: Span::default(),
            clock_behind: Span::default(),
            rate_limit: RateLimit::default(),
            outages: Vec::new(),
            account: Vec::new(),
            channels: Channels::default(),
            listing: Listing::default(),
            settle: Range::secs(30, 120),
            wire: Wire::default(),
            exophones: Vec::new(),
            unknown_flows: Vec::new(),
            ambiguous: Ambiguous::default(),
            read_faults: Share::NEVER,
            unreachable: Share::NEVER,
            numbers: Scripts::default(),
            others: Vec::new(),
        }
    }
}

impl Scenario {
    /// Reads a scenario file.
    ///
    /// # Errors
    /// The first mistake, with its line and column where it is one of form, and with its key where shares
    /// do not add up.
    pub fn parse(text: &str) -> Result<Scenario, String> {
        let read: Option<Scenario> =
            serde_yaml::from_str(text).map_err(|error| error.to_string())?;
        let scenario = read.unwrap_or_default();
        check::check(&scenario)?;
        Ok(scenario)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_file_is_the_steady_profile() {
        for text in ["", "# nothing yet\n", "{}"] {
            assert_eq!(
                Scenario::parse(text),
                Ok(Profile::Steady.scenario()),
                "{text:?}"
            );
        }
    }

    #[test]
    fn mistakes_are_named_with_their_place() {
        let cases = [
            ("outcome: {}", "unknown field `outcome`"),
            ("outcomes:\n  bussy: 10%", "unknown field `bussy`"),
            (
                "outcomes: { completed: 50%, busy: 20% }",
                "outcomes: the shares add up to 70%, not to 100%",
            ),
            ("dnd: { yes: 30 }", "`30` is not a share"),
            ("latency: { to: 40..120 }", "`40` is not a duration"),
            ("settle: 2m..30s", "runs backwards"),
            ("rate_limit: { kind: rolling }", "unknown variant `rolling`"),
            (
                "rate_limit: { window: 0s }",
                "rate_limit: the window is empty",
            ),
            (
                "ambiguous: { drop: { placed: 60% }, slow: { not_placed: 60% } }",
                "add up to 120%",
            ),
            (
                "durations: { talk: { min: 9s, mean: 5s, max: 10s } }",
                "durations.talk: write min <= mean <= max",
            ),
            ("numbers: { \"+91x\": {} }", "`+91x` is not a phone number"),
            (
                "numbers: { \"+910000000001\": { answers: [dropped] } }",
                "`dropped` is not an answer",
            ),
            (
                "listing: { page_size: 0 }",
                "listing: page_size is 1 to 100",
            ),
            (
                "clock_ahead: 1s\nclock_behind: 1s",
                "either ahead or behind",
            ),
            ("settle: [", "line"),
        ];
        for (text, expected) in cases {
            let error = Scenario::parse(text).unwrap_err();
            assert!(error.contains(expected), "{text}: {error}");
        }
        let error = Scenario::parse("dnd: { no: 100% }\noutcomes:\n  bussy: 10%").unwrap_err();
        assert!(error.contains("line 3"), "{error}");
    }
}
