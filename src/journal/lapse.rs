//! Why a retry is not made though the campaign allows one more.

use serde::{Deserialize, Serialize};

/// Why a retry is not made though the campaign allows one more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lapse {
    /// It could not be made in the window in which it was due, and `outside_window` is `drop`.
    Window,
    /// No window opens again before the campaign's end.
    End,
}
