//! Golden files: expected text beside the tests.

use std::{fs, path::Path};

/// Compares with a file below `tests/`. `UPDATE=1` rewrites it; a missing file is written, and fails.
#[expect(
    clippy::disallowed_methods,
    reason = "tests are switched by their environment"
)]
pub(crate) fn check(actual: &str, path: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests")
        .join(path);
    let update = std::env::var_os("UPDATE").is_some_and(|value| value == "1");
    let expected = fs::read_to_string(&file).ok();
    if expected.as_deref() == Some(actual) {
        return;
    }
    if update || expected.is_none() {
        fs::create_dir_all(file.parent().expect("it has a folder")).expect("folder");
        fs::write(&file, actual).expect("golden file");
    }
    assert!(
        update,
        "{} differs (UPDATE=1 rewrites it); actual:\n{actual}",
        file.display()
    );
}
