//! The built-in scenarios.

use super::{
    Ambiguous, Body, Empty, Late, NextPage, Odds, Outage, OutageAnswer, Phones, Range, RateLimit,
    RetryAfter, Scalars, Scenario, Share, Span, WindowKind, Wire,
};

/// A built-in scenario.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Profile {
    /// Nothing goes wrong but what people do: busy, not answering, on the DND register.
    #[default]
    Steady,
    /// A little of every fault.
    Flaky,
    /// Minutes in which nothing works.
    Outage,
    /// An account that others use too, with windows at their least convenient.
    Ratelimit,
    /// One request in eight stays without a usable answer, most of them with a call behind it.
    LostReplies,
}

impl Profile {
    /// Every profile.
    pub const ALL: [Profile; 5] = [
        Profile::Steady,
        Profile::Flaky,
        Profile::Outage,
        Profile::Ratelimit,
        Profile::LostReplies,
    ];

    /// Its name on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Profile::Steady => "steady",
            Profile::Flaky => "flaky",
            Profile::Outage => "outage",
            Profile::Ratelimit => "ratelimit",
            Profile::LostReplies => "lost-replies",
        }
    }

    /// The profile of that name.
    pub fn named(name: &str) -> Option<Profile> {
        Profile::ALL
            .into_iter()
            .find(|profile| profile.as_str() == name)
    }

    /// What it stands for.
    pub fn scenario(self) -> Scenario {
        match self {
            Profile::Steady => Scenario::default(),
            Profile::Flaky => flaky(),
            Profile::Outage => outage(),
            Profile::Ratelimit => ratelimit(),
            Profile::LostReplies => lost_replies(),
        }
    }
}

fn flaky() -> Scenario {
    Scenario {
        ambiguous: Ambiguous {
            late: Late {
                share: Share::percent(20),
                by: Range::secs(1, 60),
            },
            ..Ambiguous::all(Odds {
                placed: Share::parts(3_000),
                not_placed: Share::parts(3_000),
            })
        },
        read_faults: Share::percent(2),
        unreachable: Share::percent(1),
        rate_limit: RateLimit {
            spurious: Share::parts(5_000),
            ..RateLimit::default()
        },
        wire: Wire {
            scalars: Scalars::Mixed,
            empty: Empty::Mixed,
            escaped_slashes: true,
            next_page: NextPage::Blank,
            phones: Phones::E164,
        },
        ..Scenario::default()
    }
}

fn outage() -> Scenario {
    let at = |from: u64, lasts: u64, answer, placed| Outage {
        from: Span::secs(from * 60),
        lasts: Span::secs(lasts * 60),
        every: Some(Span::secs(3600)),
        answer,
        placed: Share::percent(placed),
    };
    Scenario {
        outages: vec![
            at(2, 3, OutageAnswer::Unavailable, 5),
            at(12, 2, OutageAnswer::Unreachable, 0),
            at(20, 1, OutageAnswer::TooMany, 0),
            at(30, 2, OutageAnswer::Drop, 30),
            at(45, 1, OutageAnswer::Reset, 30),
        ],
        ..Scenario::default()
    }
}

fn ratelimit() -> Scenario {
    Scenario {
        rate_limit: RateLimit {
            kind: WindowKind::Fixed,
            count_rejected: true,
            spurious: Share::percent(3),
            retry_after: RetryAfter::Seconds,
            body: Body::Odd,
            ..RateLimit::default()
        },
        ..Scenario::default()
    }
}

fn lost_replies() -> Scenario {
    Scenario {
        ambiguous: Ambiguous {
            late: Late {
                share: Share::percent(25),
                by: Range::secs(1, 90),
            },
            ..Ambiguous::all(Odds {
                placed: Share::parts(12_500),
                not_placed: Share::parts(3_125),
            })
        },
        ..Scenario::default()
    }
}
