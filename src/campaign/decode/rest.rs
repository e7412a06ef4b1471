//! The `results` block.

use super::contacts::FILE;
use crate::campaign::language::{Block, Key};

/// The `results` block.
pub(super) static RESULTS: Block = Block {
    about: "Where the results go.",
    keys: &[
        Key::new(
            "file",
            FILE,
            "The result file, relative to this file; in the run's folder when absent.",
        )
        .default("null"),
        Key::new("attempts", FILE, "A file with one row for each attempt.").default("null"),
    ],
};
