//! The settings that a run was made of, as the text that it keeps tells them.

use std::time::Duration;

use crate::{
    campaign::{Account, Ambiguity, CallingHours, Outcome, Policy, Suppression, Timing},
    clock::UtcOffset,
};

/// Account and house as the settings that a run keeps have them, whatever the project file says by now.
#[derive(Clone, Debug)]
pub struct Settled {
    /// The account.
    pub account: Account,
    /// When the house lets phones ring.
    pub hours: CallingHours,
    /// The house's lists, as the settings write them.
    pub suppress: String,
}

/// Reads the settings; what they do not tell is as today.
///
/// # Errors
/// The line that has another meaning than this program knows.
pub fn settled((account, policy): (&Account, &Policy), text: &str) -> Result<Settled, String> {
    let mut account = account.clone();
    let mut house = policy.calling_hours.clone();
    let mut suppress = String::new();
    for line in text.lines() {
        let Some((key, value)) = line.split_once(' ') else {
            continue;
        };
        let known = match key {
            "rate_limit" => value.parse().ok().map(|n| account.rate_limit = n),
            "reserve" => value.parse().ok().map(|n| account.reserve = n),
            "channels" => value.parse().ok().map(|n| account.channels = n),
            "utc_offset" => value
                .parse()
                .ok()
                .and_then(UtcOffset::from_minutes)
                .map(|offset| account.utc_offset = offset),
            "ambiguous" => ambiguity(value).map(|rule| account.ambiguous = rule),
            "calling_hours" => hours(value).map(|hours| house = hours),
            "suppress" => {
                value.clone_into(&mut suppress);
                Some(())
            }
            _ => match duration(&mut account.timing, key) {
                None => Some(()),
                Some(to) => value.parse().ok().map(|ms| *to = Duration::from_millis(ms)),
            },
        };
        known.ok_or_else(|| format!("cannot read the setting `{line}` that the run keeps"))?;
    }
    let hours = house;
    Ok(Settled {
        account,
        hours,
        suppress,
    })
}

fn duration<'a>(timing: &'a mut Timing, key: &str) -> Option<&'a mut Duration> {
    Some(match key {
        "send_deadline" => &mut timing.send_deadline,
        "connect_timeout" => &mut timing.connect_timeout,
        "answer_timeout" => &mut timing.answer_timeout,
        "delivery_lag" => &mut timing.delivery_lag,
        "listing_lag" => &mut timing.listing_lag,
        "clock_skew" => &mut timing.clock_skew,
        "poll_every" => &mut timing.poll_every,
        "confirm_for" => &mut timing.confirm_for,
        _ => return None,
    })
}

fn ambiguity(text: &str) -> Option<Ambiguity> {
    match text {
        "never_redial" => Some(Ambiguity::NeverRedial),
        "redial_after_hold" => Some(Ambiguity::RedialAfterHold),
        _ => None,
    }
}

/// Minutes, minutes, and a zone in quotes.
fn hours(text: &str) -> Option<CallingHours> {
    let mut words = text.splitn(3, ' ');
    let from = words.next()?.parse().ok()?;
    let to = words.next()?.parse().ok()?;
    let timezone = words.next()?.strip_prefix('"')?.strip_suffix('"')?;
    let timezone = timezone.to_owned();
    Some(CallingHours { from, to, timezone })
}

/// What may bar somebody: the lists and the ends of earlier calls that campaign and house name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Suppress {
    lists: Vec<String>,
    outcomes: Vec<Outcome>,
    /// The house's, as the settings write them: each list in quotes, outcomes as words.
    house: String,
}

impl Suppress {
    /// Those of a campaign, and those of a house as the settings of a run write them.
    pub fn new(campaign: &[Suppression], house: &str) -> Suppress {
        let (mut lists, mut outcomes) = (Vec::new(), Vec::new());
        for entry in campaign {
            match entry {
                Suppression::List(list) => lists.push(list.file.value.clone()),
                Suppression::Earlier(earlier) => outcomes.extend(&earlier.outcomes),
            }
        }
        let house = house.to_owned();
        Suppress {
            lists,
            outcomes,
            house,
        }
    }

    /// Whether a list is named.
    pub(super) fn names_list(&self, list: &str) -> bool {
        let quoted = format!("{list:?} ");
        self.lists.iter().any(|own| own == list) || self.house.contains(&quoted)
    }

    /// Whether earlier calls that ended so are named.
    pub(super) fn names_outcome(&self, outcome: Outcome) -> bool {
        let mut words = self.house.split([' ', '|']);
        self.outcomes.contains(&outcome) || words.any(|word| word == outcome.as_str())
    }
}
