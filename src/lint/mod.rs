//! The rules, and how bad each finding is.
//!
//! A rule is a page of Markdown in `rules/`, named as the rule is, and a line in `registry.rs`. The page is the manual,
//! what `exodial explain` prints, and a test: its bad examples give the findings that it shows, and its good ones
//! none. What cannot be read or carried out is found where it is read: mistakes in the text of a file by `syntax`, in
//! a value by `campaign`, in a row by `contacts`, in a call by `plan`. What can be carried out and is probably not meant
//! is advice, and found here: [`advice`] asks each rule that has a program beside its page.

mod house;
mod levels;
mod mend;
mod page;
mod registry;
mod rules;
mod suppress;
mod view;

pub use house::House;
pub use levels::{Levels, MADE_ERROR, NOT_TO_BE_SET};
pub use mend::mend;
pub use page::{Example, Page, Part, page};
pub use registry::{Fixability, RULES, Reach, Rule, Stage, rule};
pub use suppress::{Named, suppress};

pub use rules::{advice, is_advice, of_house};
pub use view::{Listed, View};

use levels::unknown;
