//! Exotel over the network.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use crate::{
    campaign::Timing,
    clock::Timestamp,
    engine::effect::{Answer, Order, Query, Reply},
    plan::CallRequest,
};

use super::{
    account::{Credentials, Endpoint},
    answer::answer,
    reply::reply,
    request,
    transport::Transport,
};

pub use super::transport::TransportFault;

/// One account of Exotel's.
///
/// A call is placed with an [`Order`] and nothing else, and an order is spent by it:
///
/// ```compile_fail,E0382
/// # use std::sync::{Arc, atomic::AtomicBool};
/// # use exodial::{clock::Timestamp, engine::effect::Order, exotel::Client, plan::CallRequest};
/// async fn twice(exotel: Client, order: Order, call: CallRequest, stop: Arc<AtomicBool>) {
///     let now = || Timestamp::from_secs(0);
///     exotel.place(order, &call, now, &stop).await;
///     exotel.place(order, &call, now, &stop).await; // use of moved value
/// }
/// ```
///
/// It cannot be copied, nor made outside the engine:
///
/// ```compile_fail,E0599
/// # use exodial::engine::effect::Order;
/// fn copied(order: &Order) -> Order { order.clone() }
/// ```
///
/// ```compile_fail,E0624
/// # use exodial::{clock::Timestamp, engine::effect::Order, journal::event::AttemptId, campaign::Number};
/// fn forged(attempt: AttemptId, number: Number) -> Order {
///     Order::new(attempt, number, Timestamp::MAX)
/// }
/// ```
///
/// With one order, once, it compiles:
///
/// ```
/// # use std::sync::{Arc, atomic::AtomicBool};
/// # use exodial::{clock::Timestamp, engine::effect::Order, exotel::Client, plan::CallRequest};
/// async fn once(exotel: Client, order: Order, call: CallRequest, stop: Arc<AtomicBool>) {
///     exotel.place(order, &call, || Timestamp::from_secs(0), &stop).await;
/// }
/// ```
pub struct Client {
    endpoint: Endpoint,
    transport: Transport,
}

impl Client {
    /// Makes the clients of an account; opens no connection.
    ///
    /// Of `timing`, `connect_timeout` bounds a connection, and `connect_timeout` plus `answer_timeout`
    /// the whole of a request with its answer.
    pub fn new(
        endpoint: Endpoint,
        credentials: Credentials,
        timing: &Timing,
    ) -> Result<Client, TransportFault> {
        let transport = Transport::new(&endpoint, credentials, timing)?;
        Ok(Client {
            endpoint,
            transport,
        })
    }

    /// Asks for one call. This is the only way to send a POST.
    ///
    /// The clock and the stop flag are looked at when a connection is open and the bytes are about to
    /// be handed to it: an order that lapsed while a connection was made does not leave. Dropping the
    /// future before then keeps the request here; after it, the answer is lost and the call may exist.
    pub async fn place(
        &self,
        order: Order,
        call: &CallRequest,
        now: impl Fn() -> Timestamp + Send + Sync + 'static,
        stop: &Arc<AtomicBool>,
    ) -> Answer {
        if order.number() != call.to {
            return Answer::Withheld {
                why: "the order is for another number".to_owned(),
            };
        }
        let stop = Arc::clone(stop);
        let leave = move || may_leave(order.not_after(), now(), stop.load(Ordering::SeqCst));
        let request = request::connect(&self.endpoint, call);
        answer(
            &self.endpoint,
            &self.transport.post(&request, Box::new(leave)).await,
        )
    }

    /// Asks a query: one HTTP request, and no more than that where a listing says that it goes on.
    pub async fn ask(&self, query: &Query) -> Reply {
        let request = request::query(&self.endpoint, query);
        reply(&self.endpoint, query, &self.transport.get(&request).await)
    }
}

/// Whether an order may still leave.
fn may_leave(not_after: Timestamp, now: Timestamp, stopped: bool) -> Result<(), &'static str> {
    if stopped {
        Err("the run is stopping")
    } else if now > not_after {
        Err("the order lapsed before the connection was open")
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The dispatcher runs many at once: this need only compile.
    fn _placing_is_a_task(
        exotel: &Client,
        order: Order,
        call: &CallRequest,
        stop: &Arc<AtomicBool>,
    ) -> impl Send {
        exotel.place(order, call, || Timestamp::MAX, stop)
    }

    #[test]
    fn an_order_leaves_in_time_and_while_the_run_goes_on() {
        let at = Timestamp::from_millis;
        assert_eq!(may_leave(at(10), at(10), false), Ok(()));
        assert!(may_leave(at(10), at(11), false).is_err_and(|why| why.contains("lapsed")));
        assert!(may_leave(at(10), at(9), true).is_err_and(|why| why.contains("stopping")));
    }
}
