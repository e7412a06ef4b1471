//! The way to Exotel: the client, with the clock and the flag that its orders are checked against.

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
    halt: Arc<AtomicBool>,
}

impl Wire {
    /// Sends by `client`, and nothing once `halt` is set.
    pub fn new(client: Client, clock: SystemClock, halt: Arc<AtomicBool>) -> Wire {
        Wire {
            client,
            clock,
            halt,
        }
    }
}

impl Exchange for Wire {
    async fn place(&self, order: Order, call: CallRequest) -> Answer {
        let clock = self.clock.clone();
        let now = move || clock.now().wall;
        self.client.place(order, &call, now, &self.halt).await
    }

    async fn ask(&self, query: Query) -> Reply {
        self.client.ask(&query).await
    }
}
