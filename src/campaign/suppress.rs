//! Who is not to be called, and how often anybody may be: `suppress` and `caps`.

use std::time::Duration;

use super::Outcome;
use crate::syntax::Spanned;

/// One entry of `suppress`: people who are never called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Suppression {
    /// Everybody on a list.
    List(ListSpec),
    /// Everybody whose call in an earlier run ended so.
    Earlier(EarlierSpec),
}

/// A list of numbers in a CSV file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListSpec {
    /// The file, relative to the file that names it.
    pub file: Spanned<String>,
    /// The column that is read.
    pub column: Spanned<String>,
    /// What the column holds.
    pub form: ListForm,
}

/// What the column of a list holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListForm {
    /// Phone numbers, as people write them.
    Numbers,
    /// HMAC-SHA256 of each number in E.164 with its plus, hexadecimal, with the key of `allow.hmac_key`.
    Hashes,
}

/// Calls of earlier runs on the same account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EarlierSpec {
    /// The campaigns' name; `*` stands for any letters.
    pub campaigns: Spanned<String>,
    /// How the calls ended.
    pub outcomes: Vec<Outcome>,
    /// How long ago at most, counted from the end of the call.
    pub within: Duration,
}

impl EarlierSpec {
    /// Whether the runs of a campaign count.
    pub fn covers(&self, campaign: &str) -> bool {
        let mut parts = self.campaigns.value.split('*');
        let Some(mut rest) = parts.next().and_then(|head| campaign.strip_prefix(head)) else {
            return false;
        };
        let Some(tail) = parts.next_back() else {
            return rest.is_empty();
        };
        for part in parts {
            match rest.find(part) {
                Some(at) => rest = &rest[at + part.len()..],
                None => return false,
            }
        }
        rest.ends_with(tail)
    }
}

/// One entry of `caps`: so many calls to one number in so much time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Cap {
    /// At most this many.
    pub attempts: u8,
    /// In any span of this length.
    pub per: Duration,
    /// Which calls count.
    pub scope: CapScope,
}

/// Which calls count for a cap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CapScope {
    /// Those of all campaigns of the account.
    Account,
    /// Those of this campaign, in earlier runs too.
    Campaign,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_letters() {
        for (glob, campaign, covers) in [
            ("emi-*", "emi-reminder", true),
            ("emi-*", "emi-", true),
            ("emi-*", "old-emi-reminder", false),
            ("emi", "emi", true),
            ("emi", "emi-reminder", false),
            ("*", "anything", true),
            ("*-hi", "emi-hi", true),
            ("*-hi", "emi-hindi", false),
            ("a*a", "a", false),
            ("a*b*c", "a-b-c", true),
            ("a*b*c", "a-c-b", false),
            ("a*bc*c", "abc", false),
        ] {
            let spec = EarlierSpec {
                campaigns: Spanned::new(glob.to_owned(), 0..0),
                outcomes: vec![Outcome::Completed],
                within: Duration::from_secs(1),
            };
            assert_eq!(spec.covers(campaign), covers, "{glob} {campaign}");
        }
    }
}
