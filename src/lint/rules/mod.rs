//! One rule, one page, and where it is advice, one program.

use super::{House, View};
use crate::syntax::Diagnostic;

macro_rules! rules {
    ($checks:ident of $seen:ident: $($code:literal $name:ident;)*) => {
        $(mod $name;)*

        /// What each rule is asked by.
        const $checks: &[(&str, fn(&$seen<'_>, &mut Vec<Diagnostic>))] =
            &[$(($code, $name::check),)*];
    };
}

rules! { CHECKS of View:
    "EXO203" time_limit_too_short;
    "EXO302" rate_no_headroom;
    "EXO307" no_timezone;
    "EXO309" start_in_past;
    "EXO314" no_canary;
    "EXO407" header_space;
    "EXO417" phone_own;
    "EXO418" suppressed;
    "EXO419" cell_empty;
    "EXO421" formula_cell;
    "EXO504" template_empty;
    "EXO507" template_personal_data;
    "EXO508" column_unused;
    "EXO602" retry_too_many;
    "EXO603" retry_too_soon;
    "EXO605" retry_failed;
    "EXO608" no_contact_id;
    "EXO609" no_cap;
    "EXO610" no_breaker;
    "EXO701" whitelist_off;
    "EXO805" contacts_in_git;
    "EXO904" no_modeline;
    "EXO906" no_description;
}

rules! { OF_HOUSE of House:
    "EXO613" state_volatile;
    "EXO806" results_in_git;
    "EXO807" env_file_in_git;
}

/// What is probably not meant in a campaign that can be carried out.
pub fn advice(view: &View<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (_, check) in CHECKS {
        check(view, &mut found);
    }
    found
}

/// What is probably not meant in a project.
pub fn of_house(house: &House<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (_, check) in OF_HOUSE {
        check(house, &mut found);
    }
    found
}

/// Whether a code is advice: `plan` and `run` leave it to `lint` where it is no error.
pub fn is_advice(code: &str) -> bool {
    let of_house = OF_HOUSE.iter().map(|(own, _)| *own);
    let mut all = CHECKS.iter().map(|(own, _)| *own).chain(of_house);
    all.any(|own| own == code)
}
