//! The environment, read once in `main` and handed down as a value.

use std::{collections::BTreeMap, fs, io};

use secrecy::SecretString;

use super::failure::Failure;
use crate::campaign::project::SecretRef;

/// Longest secret file that is read, in bytes.
const SECRET_MAX: u64 = 4096;

/// Environment variables by name. Printing one shows names alone.
#[derive(Clone, Default)]
pub struct Env(BTreeMap<String, String>);

impl std::fmt::Debug for Env {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl FromIterator<(String, String)> for Env {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(variables: I) -> Env {
        Env(variables.into_iter().collect())
    }
}

impl Env {
    /// A variable that is set and not empty.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }

    /// A variable's value, or the first line of the file that `<NAME>_FILE` names.
    ///
    /// # Errors
    /// When both are set, or the file cannot be read.
    pub(super) fn value_or_file(&self, name: &str) -> Result<Option<String>, Failure> {
        let file_name = format!("{name}_FILE");
        match (self.get(name), self.get(&file_name)) {
            (Some(_), Some(_)) => Err(Failure::usage(format!(
                "both {name} and {file_name} are set"
            ))
            .hint(format!(
                "unset one of them; {file_name} keeps the secret out of the environment"
            ))),
            (Some(value), None) => Ok(Some(value.to_owned())),
            (None, Some(path)) => first_line(path).map(Some).map_err(|error| {
                Failure::usage(format!("cannot read {file_name} ({path}): {error}"))
            }),
            (None, None) => Ok(None),
        }
    }

    /// Resolves what the project file names. `what` is for the message: `the API token`.
    ///
    /// # Errors
    /// When it is not set, or its file cannot be read.
    pub(super) fn resolve(&self, what: &str, named: &SecretRef) -> Result<SecretString, Failure> {
        let value = match named {
            SecretRef::Literal(value) => Some(value.clone()),
            SecretRef::Variable(name) => self.value_or_file(name)?,
            SecretRef::File(path) => {
                let read = first_line(path);
                let read = read.map_err(|error| {
                    Failure::usage(format!("cannot read {what} from {path}: {error}"))
                })?;
                Some(read)
            }
        };
        let missing = || match named {
            SecretRef::Variable(name) => {
                Failure::refused(format!("{what} is not known: {name} is not set")).hint(format!(
                    "set {name} or {name}_FILE, or try the campaign without an account: --simulate"
                ))
            }
            _ => Failure::refused(format!("{what} is empty")),
        };
        value
            .filter(|value| !value.is_empty())
            .map(SecretString::from)
            .ok_or_else(missing)
    }
}

fn first_line(path: &str) -> io::Result<String> {
    use io::Read as _;
    let mut text = String::new();
    fs::File::open(path)?
        .take(SECRET_MAX)
        .read_to_string(&mut text)?;
    Ok(text.lines().next().unwrap_or_default().trim().to_owned())
}
