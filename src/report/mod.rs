//! Everything written for a reader: folds of plan, journal and findings.
//!
//! Pure but for two edges: [`sheet`] keeps the rows of an XLSX file on the disk until it is finished, and [`live`] draws on
//! a terminal.

pub mod attempts;
pub mod cautions;
pub mod idle;
pub mod joint;
pub mod lines;
pub mod live;
pub mod note;
pub mod notice;
pub mod outline;
pub mod plan;
pub mod progress;
pub mod results;
pub mod rules;
pub mod sheet;
pub mod status;
pub mod summary;
pub mod test;
mod requests;
mod windows;
pub mod text;
pub mod verify;
pub mod why;
pub mod thresholds;
mod calls;
pub mod diagnostics;
pub mod diff;
mod xml;
