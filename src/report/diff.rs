//! The difference of two texts, in lines, as `diff -u` writes it.

use similar::TextDiff;

/// Lines around a change that are shown with it.
const CONTEXT: usize = 3;

/// What makes `new` out of `old`, for people and for `patch`. Empty when they are the same.
pub fn unified(name: &str, old: &str, new: &str) -> String {
    let diff = TextDiff::from_lines(old, new);
    let mut unified = diff.unified_diff();
    unified
        .context_radius(CONTEXT)
        .header(name, name)
        .to_string()
}
