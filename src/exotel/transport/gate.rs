//! Did the request leave? A question that the error of an HTTP client cannot answer.
//!
//! A connection that breaks looks the same before and after the request was written. So the body of a
//! connect request is a [`Probe`]: hyper takes its one piece in the same turn in which it makes the head,
//! and writes neither before it has it. A probe that was not taken is a request that did not leave.
//!
//! The [`Gate`] between the two sides is passed once, by one of them: the connection takes the body, or
//! the caller gives up. So a caller that gave up on an untaken body is right for good, although the
//! connection's task runs on.

use std::{
    fmt,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};

/// Asks, at the last moment, whether the request may leave; the error is why not.
pub(in crate::exotel) type Leave = Box<dyn Fn() -> Result<(), &'static str> + Send + Sync>;

/// Where a request stands between its two sides.
enum State {
    /// Neither side was here.
    Open(Leave),
    /// The connection has the body: the request leaves, or left.
    Taken,
    /// The body will not be taken any more.
    Shut(Option<&'static str>),
}

/// What is known of a request that has no reply.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It left, as far as anybody knows.
    Left,
    /// It did not leave and never will; where it was refused, why.
    Stayed(Option<&'static str>),
}

/// The caller's side. Dropped, it shuts the gate: a request nobody waits for does not leave any more.
pub(super) struct Gate(Arc<Mutex<State>>);

impl Gate {
    /// Makes both sides of a request with this body.
    pub(super) fn new(body: Bytes, leave: Leave) -> (Gate, Probe) {
        let state = Arc::new(Mutex::new(State::Open(leave)));
        let probe = Probe {
            state: Arc::clone(&state),
            body: Some(body),
        };
        (Gate(state), probe)
    }

    /// Gives up: tells whether the request left, and sees to it that the answer stays true.
    pub(super) fn shut(&self) -> Verdict {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &*state {
            State::Taken => Verdict::Left,
            State::Shut(why) => Verdict::Stayed(*why),
            State::Open(_) => {
                *state = State::Shut(None);
                Verdict::Stayed(None)
            }
        }
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        self.shut();
    }
}

/// The connection's side: a body of one piece.
pub(super) struct Probe {
    state: Arc<Mutex<State>>,
    body: Option<Bytes>,
}

/// The body was not given out.
#[derive(Debug)]
pub(super) struct Withheld;

impl fmt::Display for Withheld {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the request was withheld")
    }
}

impl std::error::Error for Withheld {}

impl Body for Probe {
    type Data = Bytes;
    type Error = Withheld;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Withheld>>> {
        let Some(body) = self.body.take() else {
            return Poll::Ready(None);
        };
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let next = match &*state {
            State::Open(leave) => match leave() {
                Ok(()) => State::Taken,
                Err(why) => State::Shut(Some(why)),
            },
            State::Taken | State::Shut(_) => return Poll::Ready(Some(Err(Withheld))),
        };
        let passed = matches!(next, State::Taken);
        *state = next;
        Poll::Ready(Some(if passed {
            Ok(Frame::data(body))
        } else {
            Err(Withheld)
        }))
    }

    /// Never at its end before it was taken, lest the head leave alone.
    fn is_end_stream(&self) -> bool {
        self.body.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.body.as_ref().map_or(0, |body| body.len() as u64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn poll(probe: &mut Probe) -> Option<bool> {
        let mut context = Context::from_waker(std::task::Waker::noop());
        match Pin::new(probe).poll_frame(&mut context) {
            Poll::Ready(frame) => frame.map(|f| f.is_ok()),
            Poll::Pending => unreachable!("a probe never waits"),
        }
    }

    fn sides(leave: Leave) -> (Gate, Probe) {
        Gate::new(Bytes::from_static(b"From=x"), leave)
    }

    #[test]
    fn the_gate_is_passed_by_one_side() {
        let (gate, mut probe) = sides(Box::new(|| Ok(())));
        assert!(!probe.is_end_stream());
        assert_eq!(probe.size_hint().exact(), Some(6));
        assert_eq!(poll(&mut probe), Some(true));
        assert_eq!(poll(&mut probe), None);
        assert!(probe.is_end_stream());
        assert_eq!(gate.shut(), Verdict::Left);

        let (gate, mut probe) = sides(Box::new(|| Ok(())));
        assert_eq!(gate.shut(), Verdict::Stayed(None));
        assert_eq!(poll(&mut probe), Some(false));
        assert_eq!(gate.shut(), Verdict::Stayed(None));

        let (gate, mut probe) = sides(Box::new(|| Ok(())));
        drop(gate);
        assert_eq!(poll(&mut probe), Some(false));
    }

    #[test]
    fn a_refusal_shuts_the_gate() {
        let (gate, mut probe) = sides(Box::new(|| Err("lapsed")));
        assert_eq!(poll(&mut probe), Some(false));
        assert_eq!(gate.shut(), Verdict::Stayed(Some("lapsed")));
    }
}
