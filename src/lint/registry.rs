//! Every rule that a finding can name.

use std::fmt;

use crate::syntax::Severity;

/// What of a rule may be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reach {
    /// It can be a warning, and then has any level.
    Graded,
    /// It is an error only.
    Fixed,
    /// It is an error that nobody may do without: a person or a secret hangs on it.
    Sealed,
}

impl Reach {
    /// Why what it finds is nothing to do without.
    pub(super) fn why(self) -> &'static str {
        match self {
            Reach::Sealed => {
                "It keeps a person from being called twice or unasked, or a secret from being told."
            }
            Reach::Fixed | Reach::Graded => {
                "It tells of what cannot be read or carried out; nothing can run with it."
            }
        }
    }
}

/// When a rule can be judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stage {
    /// From files alone, at any time.
    Lint,
    /// With a clock, the journals of the project or the variables of the environment: by `plan` and what follows it.
    Plan,
}

/// Whether a finding can be mended by the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fixability {
    /// By a person only.
    None,
    /// The meaning stays.
    Safe,
    /// A guess, or the meaning changes.
    Unsafe,
}

/// A rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The code that its findings show. A code never changes its meaning.
    pub code: &'static str,
    /// Its name, with `_` between the words.
    ident: &'static str,
    /// How bad its findings mostly are; nothing where they are only shown to whoever asks for them.
    pub level: Option<Severity>,
    /// What of it may be set.
    pub reach: Reach,
    /// When it can be judged.
    pub stage: Stage,
    /// Whether its findings can be mended by the program.
    pub fix: Fixability,
    /// Its page, in Markdown.
    pub(super) text: &'static str,
}

impl Rule {
    /// Its name, such as `phone-scientific`.
    pub fn name(&self) -> String {
        self.ident.replace('_', "-")
    }

    /// The first sentence of its page.
    pub fn summary(&self) -> String {
        let what = super::page(self).map_or("", |page| page.what);
        let sentence = what.split_inclusive(". ").next().unwrap_or_default();
        sentence.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Where its page is, beside the sources.
    pub fn file(&self) -> String {
        format!("src/lint/rules/{}.md", self.ident)
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Stage::Lint => "lint",
            Stage::Plan => "plan",
        })
    }
}

impl fmt::Display for Fixability {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Fixability::None => "none",
            Fixability::Safe => "safe",
            Fixability::Unsafe => "unsafe",
        })
    }
}

macro_rules! rules {
    ($($code:literal $ident:ident $level:ident $reach:ident $stage:ident $fix:ident;)*) => {
        &[$(Rule {
            code: $code,
            ident: stringify!($ident),
            level: level!($level),
            reach: Reach::$reach,
            stage: Stage::$stage,
            fix: Fixability::$fix,
            text: include_str!(concat!("rules/", stringify!($ident), ".md")),
        },)*]
    };
}

macro_rules! level {
    (Off) => {
        None
    };
    ($level:ident) => {
        Some(Severity::$level)
    };
}

/// Every rule, in the order of the codes.
pub const RULES: &[Rule] = rules! {
    "EXO001" yaml_syntax               Error   Fixed  Lint None;
    "EXO002" yaml_duplicate_key        Error   Fixed  Lint None;
    "EXO003" yaml_tab                  Error   Fixed  Lint None;
    "EXO004" yaml_many_documents       Error   Fixed  Lint None;
    "EXO005" not_utf8                  Error   Graded Lint Safe;
    "EXO006" unquoted_scalar           Error   Fixed  Lint Safe;
    "EXO007" yaml_alias                Error   Fixed  Lint None;
    "EXO008" empty_file                Error   Fixed  Lint None;
    "EXO010" not_a_campaign            Info    Graded Lint None;
    "EXO011" yaml_too_large            Error   Fixed  Lint None;
    "EXO101" unknown_key               Error   Fixed  Lint Unsafe;
    "EXO102" missing_key               Error   Fixed  Lint None;
    "EXO103" wrong_type                Error   Fixed  Lint Safe;
    "EXO104" invalid_value             Error   Fixed  Lint Unsafe;
    "EXO105" bad_duration              Error   Fixed  Lint Unsafe;
    "EXO106" unsupported_version       Error   Fixed  Lint None;
    "EXO107" deprecated_key            Error   Fixed  Lint Safe;
    "EXO108" conflicting_keys          Error   Fixed  Lint None;
    "EXO109" incomplete_block          Error   Fixed  Lint None;
    "EXO110" unset_variable            Error   Fixed  Plan None;
    "EXO111" bad_name                  Error   Fixed  Lint Unsafe;
    "EXO112" duplicate_campaign_name   Error   Fixed  Lint None;
    "EXO190" not_yet_supported         Error   Fixed  Lint None;
    "EXO201" time_limit_over_max       Error   Fixed  Lint Unsafe;
    "EXO202" ring_timeout_over_max     Error   Fixed  Lint Unsafe;
    "EXO203" time_limit_too_short      Warning Graded Lint None;
    "EXO205" app_id_not_an_id          Error   Fixed  Lint Safe;
    "EXO207" exophone_format           Error   Fixed  Lint None;
    "EXO208" call_type                 Error   Fixed  Lint None;
    "EXO209" callback_not_https        Error   Fixed  Lint None;
    "EXO210" callback_unreachable      Error   Fixed  Lint None;
    "EXO211" callback_event            Error   Fixed  Lint None;
    "EXO212" custom_field_too_long     Error   Fixed  Lint None;
    "EXO213" recording_channels_alone  Error   Fixed  Lint None;
    "EXO216" no_outcome_source         Error   Fixed  Lint None;
    "EXO217" callback_host_not_allowed Error   Fixed  Lint None;
    "EXO301" rate_over_limit           Error   Fixed  Lint None;
    "EXO302" rate_no_headroom          Warning Graded Lint None;
    "EXO304" window_too_short          Error   Fixed  Lint None;
    "EXO305" empty_window              Error   Fixed  Lint None;
    "EXO306" outside_calling_hours     Error   Graded Lint None;
    "EXO307" no_timezone               Warning Graded Lint None;
    "EXO308" unknown_timezone          Error   Graded Lint Unsafe;
    "EXO309" start_in_past             Warning Graded Lint None;
    "EXO310" end_before_start          Error   Fixed  Lint None;
    "EXO311" day_never_comes           Error   Fixed  Lint None;
    "EXO312" retry_after_end           Warning Graded Plan None;
    "EXO313" too_many_at_once          Warning Graded Plan None;
    "EXO314" no_canary                 Warning Graded Lint None;
    "EXO315" whitelist_pass_long       Warning Graded Plan None;
    "EXO317" windows_overlap           Error   Fixed  Lint None;
    "EXO320" channels_over_account     Error   Fixed  Lint None;
    "EXO401" contacts_missing          Error   Fixed  Lint None;
    "EXO402" contacts_empty            Error   Fixed  Lint None;
    "EXO403" contacts_encoding         Error   Graded Lint None;
    "EXO404" contacts_delimiter        Error   Fixed  Lint None;
    "EXO405" contacts_no_header        Error   Fixed  Lint None;
    "EXO406" header_duplicate          Error   Fixed  Lint None;
    "EXO407" header_space              Warning Graded Lint None;
    "EXO408" phone_column_missing      Error   Fixed  Lint None;
    "EXO409" ragged_row                Error   Graded Lint None;
    "EXO410" phone_invalid             Error   Graded Lint None;
    "EXO411" phone_scientific          Error   Graded Lint None;
    "EXO412" phone_length              Error   Graded Lint None;
    "EXO413" phone_country             Error   Graded Lint None;
    "EXO414" phone_special             Error   Graded Lint None;
    "EXO415" phone_duplicate           Warning Graded Lint None;
    "EXO416" id_duplicate              Error   Graded Lint None;
    "EXO417" phone_own                 Error   Fixed  Lint None;
    "EXO418" suppressed                Info    Graded Lint None;
    "EXO419" cell_empty                Warning Graded Lint None;
    "EXO420" odd_characters            Warning Graded Lint None;
    "EXO421" formula_cell              Warning Graded Lint None;
    "EXO422" xlsx_number_cell          Warning Graded Lint None;
    "EXO423" xlsx_sheet                Error   Fixed  Lint None;
    "EXO426" simulator_number          Error   Fixed  Plan None;
    "EXO427" column_missing            Error   Fixed  Lint None;
    "EXO428" record_unreadable         Error   Fixed  Lint None;
    "EXO429" contacts_too_large        Error   Fixed  Lint None;
    "EXO430" output_over_input         Error   Fixed  Lint None;
    "EXO431" output_impossible         Error   Fixed  Lint None;
    "EXO440" list_unreadable           Error   Fixed  Lint None;
    "EXO441" list_empty                Error   Graded Lint None;
    "EXO442" list_column_missing       Error   Fixed  Lint None;
    "EXO443" list_number_unreadable    Error   Fixed  Lint None;
    "EXO444" list_hash_unreadable      Error   Fixed  Lint None;
    "EXO445" list_without_key          Error   Fixed  Lint None;
    "EXO446" list_not_csv              Error   Fixed  Lint None;
    "EXO447" too_many_bad_rows         Error   Fixed  Lint None;
    "EXO448" sheet_error_cell          Error   Graded Lint None;
    "EXO449" sheet_too_large           Error   Fixed  Lint None;
    "EXO450" text_after_quote          Error   Graded Lint None;
    "EXO451" rows_within_quotes        Error   Fixed  Lint None;
    "EXO452" formula_without_value     Error   Graded Lint None;
    "EXO501" template_syntax           Error   Fixed  Lint None;
    "EXO502" template_unknown_variable Error   Fixed  Lint Unsafe;
    "EXO503" template_unknown_filter   Error   Fixed  Lint None;
    "EXO504" template_empty            Warning Graded Lint None;
    "EXO505" template_newline          Error   Fixed  Lint None;
    "EXO506" template_random           Error   Fixed  Lint None;
    "EXO507" template_personal_data    Warning Graded Lint None;
    "EXO508" column_unused             Off     Graded Lint None;
    "EXO510" row_without_value         Error   Graded Lint None;
    "EXO511" where_fails               Error   Fixed  Lint None;
    "EXO601" retry_unknown_outcome     Error   Fixed  Lint None;
    "EXO602" retry_too_many            Warning Graded Lint None;
    "EXO603" retry_too_soon            Warning Graded Lint None;
    "EXO604" retry_answered            Error   Fixed  Lint None;
    "EXO605" retry_failed              Warning Graded Lint None;
    "EXO606" retry_ambiguous           Error   Sealed Lint None;
    "EXO607" dedupe_off                Error   Sealed Lint None;
    "EXO608" no_contact_id             Warning Graded Lint None;
    "EXO609" no_cap                    Warning Graded Lint None;
    "EXO610" no_breaker                Warning Graded Lint None;
    "EXO611" breaker_never             Warning Graded Lint None;
    "EXO612" state_not_shared          Error   Sealed Lint None;
    "EXO613" state_volatile            Warning Graded Lint None;
    "EXO614" threshold_syntax          Error   Fixed  Lint None;
    "EXO615" over_policy_attempts      Error   Fixed  Lint None;
    "EXO616" over_policy_countries     Error   Fixed  Lint None;
    "EXO701" whitelist_off             Warning Graded Lint None;
    "EXO703" blacklist_called          Error   Sealed Lint None;
    "EXO705" whitelist_expires         Warning Graded Plan None;
    "EXO801" secret_in_file            Error   Sealed Lint None;
    "EXO802" credentials_in_url        Error   Sealed Lint None;
    "EXO803" plain_http                Error   Fixed  Lint None;
    "EXO804" tls_off                   Error   Fixed  Lint None;
    "EXO805" contacts_in_git           Warning Graded Lint None;
    "EXO806" results_in_git            Warning Graded Lint None;
    "EXO807" env_file_in_git           Warning Graded Lint None;
    "EXO808" path_outside              Error   Fixed  Lint None;
    "EXO809" real_number_in_test       Error   Fixed  Lint None;
    "EXO810" account_twice             Error   Fixed  Lint None;
    "EXO811" notify_host_not_allowed   Error   Fixed  Lint None;
    "EXO812" notify_variable           Error   Fixed  Lint None;
    "EXO813" webhook_host              Error   Fixed  Lint None;
    "EXO901" suppression_unused        Warning Graded Lint Safe;
    "EXO902" suppression_reason        Warning Graded Lint None;
    "EXO903" suppression_unknown       Error   Fixed  Lint None;
    "EXO904" no_modeline               Info    Graded Lint None;
    "EXO906" no_description            Info    Graded Lint None;
    "EXO907" unused_setting            Warning Graded Lint None;
};

/// The rule of a code.
pub fn rule(code: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.code == code)
}
