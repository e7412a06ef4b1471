//! What the whitelist and the DND register say of a number: a function of the seed, or fixed by the scenario.

use std::time::Duration;

use serde_json::{Value, json};

use super::{bodies::Writer, refusal::Refusal};
use crate::{
    campaign::Number,
    clock::Timestamp,
    journal::event::{Dnd, Standing},
    sim::{
        phone,
        prng::{self, draw},
        scenario::{Phone, Scenario, Script},
    },
};

const WHITELIST: u64 = u64::from_be_bytes(*b"standing");
const REFUSED: u64 = u64::from_be_bytes(*b"norecord");
const DND: u64 = u64::from_be_bytes(*b"dndentry");
const SERIES: u64 = u64::from_be_bytes(*b"numserie");

/// The people behind the numbers.
pub(super) struct People<'a> {
    pub(super) scenario: &'a Scenario,
    pub(super) seed: u64,
    /// When the account saw its first request: whitelistings count from there.
    pub(super) since: Timestamp,
}

impl People<'_> {
    fn script(&self, number: Number) -> Option<&Script> {
        self.scenario.numbers.get(&Phone(number))
    }

    /// What the whitelist says at a moment, and when that ends.
    pub(super) fn standing(&self, number: Number, at: Timestamp) -> (Standing, Option<Timestamp>) {
        if let Some(fixed) = self
            .script(number)
            .and_then(|script| script.whitelist.clone())
        {
            return (fixed, None);
        }
        let mix = &self.scenario.whitelist;
        let mut prng = draw(self.seed, &[REFUSED, number.digits()]);
        if mix.refused.drawn(&mut prng) {
            return (Standing::Refused("".into()), None);
        }
        let mut prng = draw(self.seed, &[WHITELIST, number.digits()]);
        match mix.drawn(&mut prng) {
            Standing::Whitelist => {
                let forever = mix.forever.drawn(&mut prng);
                let until = self.since + mix.expiry.drawn(&mut prng);
                match (forever, until <= at) {
                    (true, _) => (Standing::Whitelist, None),
                    (false, false) => (Standing::Whitelist, Some(until)),
                    (false, true) => (Standing::Neutral, None),
                }
            }
            other => (other, None),
        }
    }

    /// What the DND register says.
    pub(super) fn dnd(&self, number: Number) -> Dnd {
        let fixed = self.script(number).and_then(|script| script.dnd);
        fixed.unwrap_or_else(|| {
            let mut prng = draw(self.seed, &[DND, number.digits()]);
            self.scenario.dnd.drawn(&mut prng)
        })
    }

    /// Whether Exotel connects the account with that number.
    /// Source: support.exotel.com, "Calling whitelisted customers"; a number that is not known to be on
    /// the register is connected.
    pub(super) fn may_be_called(&self, number: Number, at: Timestamp) -> bool {
        match self.standing(number, at).0 {
            Standing::Whitelist => true,
            Standing::Blacklist => false,
            _ => self.scenario.open_dnd || self.dnd(number) != Dnd::Yes,
        }
    }

    /// The answer to `GET CustomerWhitelist/<number>`.
    pub(super) fn whitelist_body(
        &self,
        number: Number,
        at: Timestamp,
        to: &mut Writer<'_>,
    ) -> Result<Value, Refusal> {
        let (standing, until) = self.standing(number, at);
        if matches!(standing, Standing::Refused(_)) {
            return Err(Refusal::parameter());
        }
        let (word, kind) = match standing {
            Standing::Whitelist => ("Whitelist", "API"),
            Standing::Blacklist => ("Blacklist", "API"),
            _ => ("Neutral", ""),
        };
        let left = until.map(|until| (until - at).max(Duration::from_secs(1)).as_secs());
        let expiry = left.map_or_else(|| "-1".to_owned(), |left| left.to_string());
        let expiry = to.scalar(expiry);
        Ok(json!({ "Result": { "Status": word, "Type": kind, "Expiry": expiry } }))
    }

    /// The answer to `GET Numbers/<number>`.
    pub(super) fn number_body(&self, number: Number) -> Value {
        let dnd = match self.dnd(number) {
            Dnd::Yes => "Yes",
            Dnd::No => "No",
            Dnd::Unavailable => "Unavailable",
        };
        let mut prng = draw(self.seed, &[SERIES, number.digits()]);
        let (circle, name) = one(&mut prng, &CIRCLES);
        let (operator, operator_name) = one(&mut prng, &OPERATORS);
        json!({ "Numbers": {
            "PhoneNumber": phone::national(number),
            "Circle": circle,
            "CircleName": name,
            "Type": "Mobile",
            "Operator": operator,
            "OperatorName": operator_name,
            "DND": dnd,
        } })
    }
}

fn one(
    prng: &mut prng::Prng,
    items: &[(&'static str, &'static str)],
) -> (&'static str, &'static str) {
    prng.pick(items).copied().unwrap_or_default()
}

/// Source: developer.exotel.com, "number metadata".
const CIRCLES: [(&str, &str); 5] = [
    ("KA", "Karnataka Telecom Circle"),
    (
        "GJ",
        "Gujarat Telecom Circle (includes Daman & Diu, Dadra & Nagar Haveli)",
    ),
    (
        "DL",
        "Delhi Metro (includes NCR, Faridabad, Ghaziabad, Gurgaon & Noida)",
    ),
    ("TN", "Tamil Nadu Telecom Circle"),
    ("MH", "Maharashtra Telecom Circle"),
];

const OPERATORS: [(&str, &str); 4] = [
    ("A", "Airtel"),
    ("V", "Vodafone"),
    ("B", "BSNL"),
    ("R", "Reliance"),
];
