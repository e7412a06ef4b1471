//! Requests that read: calls, whitelist, numbers, the account itself.

use serde_json::{Value, json};

use super::{
    Account, Answered, Visit,
    bodies::{self, View},
    filter::Filter,
    listing::Listing,
    refusal::Refusal,
    route::Endpoint,
};
use crate::{
    campaign::Number,
    sim::{
        phone,
        scenario::{Blame, Loss},
    },
};

/// Stands for the secret that `GET Accounts/<sid>` answers with; it must not turn up anywhere else.
/// Source: a real answer of 2025 holds the account's token.
pub const AUTH_TOKEN_CANARY: &str = "canary-auth-token-that-nobody-may-keep-0000";

impl Account {
    /// Answers a request that reads.
    pub(super) fn read(
        &mut self,
        visit: &mut Visit<'_>,
        endpoint: &Endpoint,
    ) -> Result<Answered, Refusal> {
        let body = match endpoint {
            Endpoint::Call(sid) => self.one_call(visit, sid)?,
            Endpoint::List => self.list(visit)?,
            Endpoint::Whitelist(number) => {
                let number = number_in_path(number)?;
                let people = self.people(visit.at);
                people.whitelist_body(number, visit.at, &mut self.writer())?
            }
            Endpoint::Numbers(number) => self.people(visit.at).number_body(number_in_path(number)?),
            Endpoint::Account => self.account_body(visit),
            Endpoint::Balance => self.balance_body(visit),
            Endpoint::WhitelistPost => whitelist_posted(visit),
            Endpoint::Connect | Endpoint::Unknown => return Err(Refusal::not_found()),
        };
        let good = bodies::reply(200, &body, visit.format, &self.scenario.wire);
        if self.scenario.read_faults.drawn(&mut visit.prng) {
            let loss = visit.prng.pick(&Loss::ALL).copied().unwrap_or(Loss::Drop);
            return Ok(self.lose(visit, loss, Some(good)));
        }
        Ok(Answered::reply(good))
    }

    fn one_call(&self, visit: &Visit<'_>, sid: &str) -> Result<Value, Refusal> {
        let ledgers = [&self.ledger, &self.others].into_iter();
        let mut found = ledgers.filter_map(|ledger| ledger.get(ledger.find(sid)?));
        let call = found.next();
        let call = call.filter(|call| call.placed_at <= visit.at);
        let call = call.ok_or_else(Refusal::not_found)?;
        let asked = visit.request.params.iter();
        let details = asked
            .clone()
            .any(|(name, value)| name == "details" && value == "true");
        Ok(json!({ "Call": self.writer().call(call, visit.at, View::Single { details }) }))
    }

    fn list(&mut self, visit: &Visit<'_>) -> Result<Value, Refusal> {
        let now = self.dates.second(visit.at);
        let params = &visit.request.params;
        let page_size = self.scenario.listing.page_size;
        let log = &mut self.log;
        let filter = Filter::read(params, now, page_size, &self.dates, |name| {
            log.unknown_param(name)
        })?;
        let listing = Listing {
            ledger: &self.ledger,
            others: &self.others,
            dates: &self.dates,
            at: visit.at,
            filter: &filter,
        };
        Ok(listing.body(params, visit.format, &mut self.writer()))
    }

    /// Source: a real answer of 2025; the endpoint is not documented.
    fn account_body(&self, visit: &Visit<'_>) -> Value {
        let blame = self.blame(visit.at);
        let status = if blame == Some(Blame::Suspended) {
            "suspended"
        } else {
            "active"
        };
        let kyc = if blame == Some(Blame::Kyc) {
            "pending"
        } else {
            "completed"
        };
        json!({ "Account": {
            "Sid": self.sid,
            "FriendlyName": "Simulated account",
            "Type": "Full",
            "Status": status,
            "DateCreated": "2025-05-16 17:27:41",
            "DateUpdated": "2025-11-07 15:20:11",
            "AuthToken": AUTH_TOKEN_CANARY,
            "Uri": null,
            "BillingType": "prepaid",
            "KycStatus": kyc,
        } })
    }

    /// Source: developer.exotel.com/docs, "account balance".
    fn balance_body(&self, visit: &Visit<'_>) -> Value {
        let empty = self.blame(visit.at) == Some(Blame::Balance);
        json!({ "Account": {
            "AccountSid": self.sid,
            "BalanceData": {
                "Balance": if empty { "0.00" } else { "1543.75" },
                "Currency": "INR",
                "PricingPlan": "Simulated",
                "DateUpdated": self.dates.write(visit.at),
            },
        } })
    }
}

/// The answer's fields are not documented; integrators read it as a map of counts.
fn whitelist_posted(visit: &Visit<'_>) -> Value {
    let numbers = visit
        .request
        .params
        .iter()
        .filter(|(name, _)| name == "Number");
    let total: usize = numbers.map(|(_, list)| list.split(',').count()).sum();
    json!({ "Result": { "Total": total, "Processed": total, "Succeeded": total, "Failed": 0 } })
}

fn number_in_path(text: &str) -> Result<Number, Refusal> {
    phone::read(text).ok_or_else(Refusal::parameter)
}
