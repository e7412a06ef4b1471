//! One account of the simulated provider: requests in, answers out, and a ledger of every call.
//!
//! The whole behaviour is a function of the scenario, the seed, and the requests with their times. The fate of a
//! call depends on its number and on how many calls were made to it before, and on no other request.
//!
//! ```text
//! serve: outage? -> rate limit -> credentials -> endpoint -> connect: account, parameters, DND, channels
//!                                                                    -> place -> lose or damage the answer
//! ```

mod bodies;
mod calls;
mod connect;
mod dates;
mod distort;
mod fate;
mod filter;
mod ledger;
mod limits;
mod listing;
mod log;
mod others;
mod people;
mod reads;
mod refusal;
mod route;

use std::time::Duration;

use crate::{
    clock::{Timestamp, UtcOffset},
    exotel::wire::{HttpReply, HttpRequest},
    sim::{
        prng::{Prng, draw},
        scenario::{Blame, Body, Fault, Loss, Outage, OutageAnswer, RetryAfter, Scenario},
        served::{Delivery, Served},
    },
};
use bodies::Writer;
use dates::Dates;
use ledger::Ledger;
use limits::{Limiter, Lines};
use log::Log;
use refusal::Refusal;
use route::{Endpoint, Format, Route, route};

pub use fate::Limits;
pub use ledger::LedgerCall;
pub use log::{Counts, RequestKind, RequestRecord};
pub use reads::AUTH_TOKEN_CANARY;

const TRAVEL: u64 = u64::from_be_bytes(*b"travelto");

/// One account of the simulated provider.
#[derive(Clone, Debug)]
pub struct Account {
    scenario: Scenario,
    seed: u64,
    sid: String,
    dates: Dates,
    limiter: Limiter,
    lines: Lines,
    ledger: Ledger,
    /// Calls that others placed; no request did.
    others: Ledger,
    log: Log,
    /// Requests that clients tried to send.
    sent: u64,
    /// When the first request arrived, or would have.
    since: Option<Timestamp>,
}

/// One request at the provider's door.
struct Visit<'a> {
    at: Timestamp,
    request: &'a HttpRequest,
    format: Format,
    prng: Prng,
}

/// What becomes of a request, before it travels back.
struct Answered {
    late: Duration,
    outcome: Delivery,
    fault: Option<Fault>,
}

impl Answered {
    fn reply(reply: HttpReply) -> Answered {
        Answered {
            late: Duration::ZERO,
            outcome: Delivery::Reply(reply),
            fault: None,
        }
    }

    fn status(&self) -> Option<u16> {
        match &self.outcome {
            Delivery::Reply(reply) | Delivery::Truncated(reply) => Some(reply.status),
            Delivery::Hang | Delivery::Reset | Delivery::Unreachable => None,
        }
    }
}

impl Account {
    /// An account with that sid, without calls; its dates are written with that offset.
    pub fn new(
        scenario: Scenario,
        seed: u64,
        sid: impl Into<String>,
        utc_offset: UtcOffset,
    ) -> Account {
        Account {
            dates: Dates::new(&scenario, utc_offset),
            limiter: Limiter::new(scenario.rate_limit),
            scenario,
            seed,
            sid: sid.into(),
            lines: Lines::default(),
            ledger: Ledger::default(),
            others: Ledger::default(),
            log: Log::default(),
            sent: 0,
            since: None,
        }
    }

    /// Takes a request that a client sends now. `authorised` says whether its key pair is the account's.
    pub fn serve(&mut self, now: Timestamp, request: &HttpRequest, authorised: bool) -> Served {
        let mut prng = draw(self.seed, &[TRAVEL, self.sent]);
        self.sent += 1;
        let to = self.scenario.latency.to.drawn(&mut prng);
        let back = self.scenario.latency.back.drawn(&mut prng);
        let at = now + to;
        // One that cannot be sent counts too: an outage that begins with it would never be over.
        if self.since.is_none() {
            self.since = Some(at);
            self.place_others(at);
        }
        let outage = self.outage(at);
        let cut_off = outage.is_some_and(|outage| outage.answer == OutageAnswer::Unreachable);
        if self.scenario.unreachable.drawn(&mut prng) || cut_off {
            let (after, outcome) = (to, Delivery::Unreachable);
            return Served { after, outcome };
        }
        let Route {
            account,
            endpoint,
            format,
        } = route(request);
        let authorised = authorised && account.is_none_or(|account| account == self.sid);
        let mut visit = Visit {
            at,
            request,
            format,
            prng,
        };
        let answered = self.answer(&mut visit, &endpoint, authorised, outage);
        self.log.enter(RequestRecord {
            at,
            kind: RequestKind::from(&endpoint),
            status: answered.status(),
            fault: answered.fault,
        });
        Served {
            after: to + answered.late + back,
            outcome: answered.outcome,
        }
    }

    fn answer(
        &mut self,
        visit: &mut Visit<'_>,
        endpoint: &Endpoint,
        authorised: bool,
        outage: Option<Outage>,
    ) -> Answered {
        let forced = outage.and_then(|outage| self.forced(outage, endpoint, &mut visit.prng));
        if outage.is_some() && forced.is_none() {
            let wait = self.scenario.rate_limit.window.0;
            return self.too_many(visit, wait);
        }
        match forced {
            None => {}
            // In an outage neither answers nor refusals come through; only a call may come about.
            Some(forced) if *endpoint == Endpoint::Connect && authorised => {
                let connected = self.connect(visit, Some(forced));
                return connected.unwrap_or_else(|_| self.lose(visit, forced.loss, None));
            }
            Some(forced) => return self.lose(visit, forced.loss, None),
        }
        let rule = self.scenario.rate_limit;
        let spurious = rule.spurious.drawn(&mut visit.prng);
        if let Err(wait) = self.limiter.admit(visit.at) {
            return self.too_many(visit, wait);
        }
        if spurious {
            let wait = visit.prng.between(Duration::from_secs(1), rule.window.0);
            return self.too_many(visit, wait);
        }
        let answered = match self.blame(visit.at) {
            _ if !authorised => Err(Refusal::unauthorised()),
            Some(Blame::Credentials) => Err(Refusal::unauthorised()),
            Some(Blame::Suspended) if *endpoint != Endpoint::Account => Err(Refusal::suspended()),
            _ if *endpoint == Endpoint::Connect => self.connect(visit, None),
            _ => self.read(visit, endpoint),
        };
        answered.unwrap_or_else(|refusal| self.refuse(visit, &refusal))
    }

    /// The fault that an outage makes of a request; nothing when it makes a 429 of it.
    fn forced(&self, outage: Outage, endpoint: &Endpoint, prng: &mut Prng) -> Option<Fault> {
        let loss = match outage.answer {
            OutageAnswer::TooMany | OutageAnswer::Unreachable => return None,
            OutageAnswer::Unavailable => Loss::Unavailable,
            OutageAnswer::Drop => Loss::Drop,
            OutageAnswer::Reset => Loss::Reset,
        };
        let placed = outage.placed.drawn(prng) && *endpoint == Endpoint::Connect;
        Some(Fault { loss, placed })
    }

    /// The outage of a moment.
    fn outage(&self, at: Timestamp) -> Option<Outage> {
        let elapsed = at - self.since.unwrap_or(at);
        let within = |outage: &&Outage| {
            let Some(mut since) = elapsed.checked_sub(outage.from.0) else {
                return false;
            };
            if let Some(every) = outage.every {
                let turn = every.0.as_millis().max(1);
                let rest = u64::try_from(since.as_millis() % turn).unwrap_or(0);
                since = Duration::from_millis(rest);
            }
            since < outage.lasts.0
        };
        self.scenario.outages.iter().find(within).copied()
    }

    /// What is wrong with the account at a moment.
    fn blame(&self, at: Timestamp) -> Option<Blame> {
        let elapsed = at - self.since.unwrap_or(at);
        let calls = self.ledger.calls().len();
        let applies = self.scenario.account.iter().find(|fault| {
            elapsed >= fault.from.0
                && calls >= fault.after_calls as usize
                && fault.until.is_none_or(|until| elapsed < until.0)
        });
        applies.map(|fault| fault.fault)
    }

    /// A 429.
    fn too_many(&mut self, visit: &mut Visit<'_>, wait: Duration) -> Answered {
        let rule = self.scenario.rate_limit;
        let mut reply = match rule.body {
            Body::Exotel => {
                let refusal = Refusal::new(429, "Too Many Requests");
                bodies::reply(429, &refusal.body(), visit.format, &self.scenario.wire)
            }
            Body::Odd => distort::plain(429, distort::odd_too_many(&mut visit.prng)),
        };
        let seconds = u64::try_from(wait.as_millis().div_ceil(1000))
            .unwrap_or(u64::MAX)
            .max(1);
        reply.retry_after = match rule.retry_after {
            RetryAfter::None => None,
            RetryAfter::Seconds => Some(seconds.to_string()),
            RetryAfter::Date => {
                let then = self.dates.shown(visit.at + Duration::from_secs(seconds));
                Some(
                    then.to_jiff()
                        .strftime("%a, %d %b %Y %H:%M:%S GMT")
                        .to_string(),
                )
            }
        };
        Answered::reply(reply)
    }

    fn refuse(&mut self, visit: &mut Visit<'_>, refusal: &Refusal) -> Answered {
        // Integrators met plain text here, and JSON.
        if refusal.status == 401 && visit.prng.chance(333_333) {
            let text = "Authentication is required to view this page.";
            return Answered::reply(distort::plain(401, text));
        }
        let wire = &self.scenario.wire;
        Answered::reply(bodies::reply(
            refusal.status,
            &refusal.body(),
            visit.format,
            wire,
        ))
    }

    /// Loses or damages an answer that says nothing about a call.
    fn lose(&mut self, visit: &mut Visit<'_>, loss: Loss, good: Option<HttpReply>) -> Answered {
        let (wire, slow) = (&self.scenario.wire, self.scenario.ambiguous.slow_answer);
        let distorted = distort::distort(loss, good, visit.format, wire, slow, &mut visit.prng);
        Answered {
            late: distorted.late,
            outcome: distorted.outcome,
            fault: Some(Fault {
                loss,
                placed: false,
            }),
        }
    }

    fn writer(&self) -> Writer<'_> {
        Writer::new(&self.scenario.wire, &self.dates, &self.sid, self.seed)
    }

    /// How the account behaves.
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// Every call that was placed, in the order of their requests.
    pub fn ledger(&self) -> &[LedgerCall] {
        self.ledger.calls()
    }

    /// Every call that others placed, or will place.
    pub fn others(&self) -> &[LedgerCall] {
        self.others.calls()
    }

    /// Every request that arrived, in the order in which they were told.
    pub fn requests(&self) -> &[RequestRecord] {
        self.log.records()
    }

    /// The most requests, accepted or not, whose arrivals lie less than a window apart.
    pub fn most_in_a_window(&self, window: Duration) -> usize {
        self.log.most_in_a_window(window)
    }

    /// The most calls that were, or will be, under way at once.
    pub fn most_under_way(&self) -> usize {
        self.ledger.most_under_way()
    }

    /// Counts over all requests.
    pub fn counts(&self) -> Counts {
        self.log.counts()
    }

    /// Requests that would have sent an SMS to somebody. Stays 0.
    /// Source: developer.exotel.com/api/whitelist, "an SMS will be sent".
    pub fn whitelist_posts(&self) -> usize {
        let posts = self.log.records().iter();
        posts
            .filter(|record| record.kind == RequestKind::WhitelistPost)
            .count()
    }
}
