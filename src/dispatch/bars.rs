//! Who may not be called any more, as the world outside knows it.

use crate::{clock::Timestamp, engine::bars::Barred};

/// Whoever knows who may not be called any more.
pub trait Bars: std::fmt::Debug {
    /// Who may not be called any more, those told before left out. Looked at right before calls are chosen, each
    /// time: `now` is the time of the choice.
    ///
    /// # Errors
    /// When that cannot be known: nobody is to be called then.
    fn look(&mut self, now: Timestamp) -> Result<Vec<Barred>, String>;
}

/// Everybody may be called.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unbarred;

impl Bars for Unbarred {
    fn look(&mut self, _: Timestamp) -> Result<Vec<Barred>, String> {
        Ok(Vec::new())
    }
}
