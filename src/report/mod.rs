//! Everything written for a reader: folds of plan, journal and findings.
