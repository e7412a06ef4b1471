//! Golden files: one way to compare them, one switch to rewrite them.

use std::{env, fs, path::Path};

/// Compares `actual` with the file at `path`, relative to the crate.
///
/// `UPDATE=1` rewrites the file. A missing file is written and the test fails, so that nobody commits an
/// expectation unread.
///
/// # Panics
///
/// When the texts differ, or the file was missing.
#[expect(
    clippy::disallowed_methods,
    reason = "a test's own switch, read nowhere else"
)]
pub(crate) fn check(actual: &str, path: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let update = env::var("UPDATE").is_ok_and(|value| value == "1");
    let expected = fs::read_to_string(&file).ok();
    if expected.as_deref() == Some(actual) {
        return;
    }
    if update || expected.is_none() {
        let folder = file.parent().expect("a golden file lies in a folder");
        fs::create_dir_all(folder).expect("the folder can be made");
        fs::write(&file, actual).expect("the golden file can be written");
    }
    match expected {
        None if !update => panic!("{path} was missing; it is written now: read it and run again"),
        Some(expected) if !update => {
            panic!(
                "{path} differs; UPDATE=1 rewrites it\n--- expected\n{expected}\n--- actual\n{actual}"
            )
        }
        _ => {}
    }
}
