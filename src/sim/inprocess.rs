//! The account in the same process: requests are encoded and answers classified as over the network.

use std::time::Duration;

use super::{Account, world::Provider};
use crate::{
    clock::Timestamp,
    engine::effect::{Answer, Query, Reply},
    exotel::{
        Endpoint,
        answer::answer,
        reply::reply,
        request,
        wire::{HttpReply, HttpRequest, TransportError},
    },
    plan::CallRequest,
};

/// The simulated account, as a client sees it that waits so long for an answer.
#[derive(Clone, Debug)]
pub struct InProcess {
    /// The account, and its ledger.
    pub account: Account,
    endpoint: Endpoint,
    answer_timeout: Duration,
}

impl InProcess {
    /// Joins an account to clients that reach it at `endpoint`.
    pub fn new(account: Account, endpoint: Endpoint, answer_timeout: Duration) -> InProcess {
        InProcess {
            account,
            endpoint,
            answer_timeout,
        }
    }

    fn send(
        &mut self,
        now: Timestamp,
        request: &HttpRequest,
    ) -> (Duration, Result<HttpReply, TransportError>) {
        let served = self.account.serve(now, request, true);
        served.observe(self.answer_timeout)
    }
}

impl Provider for InProcess {
    fn connect(&mut self, now: Timestamp, call: &CallRequest) -> (Duration, Answer) {
        let (after, seen) = self.send(now, &request::connect(&self.endpoint, call));
        (after, answer(&self.endpoint, &seen))
    }

    fn ask(&mut self, now: Timestamp, query: &Query) -> (Duration, Reply) {
        let (after, seen) = self.send(now, &request::query(&self.endpoint, query));
        (after, reply(&self.endpoint, query, &seen))
    }
}
