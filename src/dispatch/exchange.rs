//! The way to Exotel: the client, with the clock that its orders are checked against.

use std::sync::{Arc, atomic::AtomicBool};

use super::{clock::SystemClock, live::Exchange};
use crate::{
    engine::effect::{Answer, Order, Query, Reply},
    exotel::Client,
    plan::CallRequest,
};

/// Exotel, or a simulator over loopback, by HTTP.
pub struct Wire {
    client: Client,
    clock: SystemClock,
}

impl Wire {
    /// Sends by `client`.
    pub fn new(client: Client, clock: SystemClock) -> Wire {
        Wire { client, clock }
    }
}

impl Exchange for Wire {
    async fn place(&self, order: Order, call: CallRequest, halt: Arc<AtomicBool>) -> Answer {
        let clock = self.clock.clone();
        let now = move || clock.now().wall;
        self.client.place(order, &call, now, &halt).await
    }

    async fn ask(&self, query: Query) -> Reply {
        self.client.ask(&query).await
    }
}
