//! Everything written for a reader: folds of plan, journal and findings.

pub mod diagnostics;
