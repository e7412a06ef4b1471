//! What the simulated provider does with one request, and what a client sees of it.

use std::time::Duration;

use crate::exotel::wire::{HttpReply, TransportError};

/// What becomes of one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Served {
    /// From the sending of the request to the end of its answer, or to the reset.
    pub after: Duration,
    /// What happens then.
    pub outcome: Delivery,
}

/// What happens at the end of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// The answer arrives.
    Reply(HttpReply),
    /// The answer breaks off: the body is the part that arrives, and the head announced more.
    Truncated(HttpReply),
    /// Nothing ever arrives.
    Hang,
    /// The connection is reset after the request was read.
    Reset,
    /// No connection comes about; the account never sees the request.
    Unreachable,
}

impl Served {
    /// What a client sees that waits so long for an answer, and when, counted from the sending.
    pub fn observe(
        self,
        answer_timeout: Duration,
    ) -> (Duration, Result<HttpReply, TransportError>) {
        let (after, seen) = match self.outcome {
            Delivery::Unreachable => {
                let why = "connection refused".to_owned();
                return (self.after, Err(TransportError::NotSent(why)));
            }
            Delivery::Reply(reply) => (self.after, Ok(reply)),
            Delivery::Truncated(reply) => (
                self.after,
                Ok(HttpReply {
                    whole: false,
                    ..reply
                }),
            ),
            Delivery::Hang => (Duration::MAX, Err(TransportError::TimedOut)),
            Delivery::Reset => {
                let why = "connection reset".to_owned();
                (self.after, Err(TransportError::Broken(why)))
            }
        };
        if after > answer_timeout {
            return (answer_timeout, Err(TransportError::TimedOut));
        }
        (after, seen)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_sees_nothing_beyond_its_patience() {
        let patience = Duration::from_secs(60);
        let reply = HttpReply::new(200, "{}");
        let observe = |secs, outcome| {
            let after = Duration::from_secs(secs);
            Served { after, outcome }.observe(patience)
        };
        let (at, seen) = observe(1, Delivery::Reply(reply.clone()));
        assert_eq!((at.as_secs(), seen), (1, Ok(reply.clone())));
        let (at, seen) = observe(90, Delivery::Reply(reply.clone()));
        assert_eq!((at, seen), (patience, Err(TransportError::TimedOut)));
        let (at, seen) = observe(0, Delivery::Hang);
        assert_eq!((at, seen), (patience, Err(TransportError::TimedOut)));
        let (_, seen) = observe(1, Delivery::Truncated(reply));
        assert!(seen.is_ok_and(|reply| !reply.whole));
        assert!(matches!(
            observe(1, Delivery::Reset).1,
            Err(TransportError::Broken(_))
        ));
        assert!(matches!(
            observe(1, Delivery::Unreachable).1,
            Err(TransportError::NotSent(_))
        ));
    }
}
