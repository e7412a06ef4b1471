//! One rule, one page, and where it is advice, one program.

use super::View;
use crate::syntax::Diagnostic;

macro_rules! rules {
    ($($code:literal $name:ident;)*) => {
        $(mod $name;)*

        /// What each rule is asked by.
        const CHECKS: &[(&str, fn(&View<'_>, &mut Vec<Diagnostic>))] =
            &[$(($code, $name::check),)*];
    };
}

rules! {
    "EXO203" time_limit_too_short;
    "EXO302" rate_no_headroom;
    "EXO314" no_canary;
    "EXO407" header_space;
    "EXO417" phone_own;
    "EXO418" suppressed;
    "EXO419" cell_empty;
    "EXO421" formula_cell;
    "EXO504" template_empty;
    "EXO507" template_personal_data;
    "EXO508" column_unused;
    "EXO603" retry_too_soon;
    "EXO605" retry_failed;
    "EXO608" no_contact_id;
    "EXO609" no_cap;
    "EXO610" no_breaker;
    "EXO701" whitelist_off;
    "EXO906" no_description;
}

/// What is probably not meant in a campaign that can be carried out.
pub fn advice(view: &View<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (_, check) in CHECKS {
        check(view, &mut found);
    }
    found
}

/// Whether a code is advice: `plan` and `run` leave it to `lint` where it is no error.
pub fn is_advice(code: &str) -> bool {
    CHECKS.iter().any(|(own, _)| *own == code)
}
