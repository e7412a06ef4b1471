//! The codes of findings about the meaning of a campaign or project file. A code never changes its meaning.

/// A key that the language does not have, or not in this block.
pub const UNKNOWN_KEY: &str = "EXO101";
/// A key that must be there.
pub const MISSING_KEY: &str = "EXO102";
/// A list where one value belongs, a number where text belongs.
pub const WRONG_TYPE: &str = "EXO103";
/// A value outside the allowed ones.
pub const VALUE: &str = "EXO104";
/// A duration that is none.
pub const DURATION: &str = "EXO105";
/// A newer language.
pub const VERSION: &str = "EXO106";
/// A key as another product calls it.
pub const OTHER_WORD: &str = "EXO107";
/// Two keys that exclude each other.
pub const CONFLICT: &str = "EXO108";
/// A key that does nothing without another.
pub const INCOMPLETE: &str = "EXO109";
/// A name that cannot be part of file names.
pub const NAME: &str = "EXO111";
/// A part of the language that has no behaviour yet.
pub const NOT_YET: &str = "EXO190";
/// A call longer than the API accepts.
pub const TIME_LIMIT: &str = "EXO201";
/// A ring timeout longer than the API accepts.
pub const RING_TIMEOUT: &str = "EXO202";
/// A type of call: there is one.
pub const CALL_TYPE: &str = "EXO208";
/// Text where the number of a flow belongs.
pub const APP_ID: &str = "EXO205";
/// A callback that would travel in the open.
pub const CALLBACK_NOT_HTTPS: &str = "EXO209";
/// A callback that Exotel cannot reach.
pub const CALLBACK_UNREACHABLE: &str = "EXO210";
/// A callback on a host that the project does not allow.
pub const CALLBACK_HOST: &str = "EXO217";
/// Events of a callback: there is one.
pub const CALLBACK_EVENT: &str = "EXO211";
/// Channels of a recording that is not made.
pub const CHANNELS_ALONE: &str = "EXO213";
/// Outcomes that are not to be read.
pub const NO_OUTCOMES: &str = "EXO216";
/// Not like an ExoPhone.
pub const EXOPHONE: &str = "EXO207";
/// More requests a minute than the account has.
pub const RATE_OVER_ACCOUNT: &str = "EXO301";
/// More calls at once than the account has channels.
pub const CALLS_OVER_CHANNELS: &str = "EXO320";
/// Hours that end before they begin.
pub const EMPTY_WINDOW: &str = "EXO305";
/// Calling hours in which no phone can ring out.
pub const WINDOW_TOO_SHORT: &str = "EXO304";
/// A window outside the calling hours of the project.
pub const OUTSIDE_HOURS: &str = "EXO306";
/// An end that is not after the start.
pub const END_BEFORE_START: &str = "EXO310";
/// No day of the campaign has a window.
pub const NO_DAY: &str = "EXO311";
/// Two windows that overlap, or touch each other.
pub const WINDOWS_MEET: &str = "EXO317";
/// A zone that the IANA database does not have.
pub const TIME_ZONE: &str = "EXO308";
/// A list of hashes in a project that names no key.
pub const NO_HASH_KEY: &str = "EXO445";
/// A template that cannot be read.
pub const TEMPLATE_SYNTAX: &str = "EXO501";
/// Retrying people who answered.
pub const RETRY_ANSWERED: &str = "EXO604";
/// Retrying calls whose outcome is not known.
pub const RETRY_UNKNOWN: &str = "EXO606";
/// An outcome that Exotel does not have.
pub const RETRY_OUTCOME: &str = "EXO601";
/// A call for each row of a number.
pub const DEDUPE_OFF: &str = "EXO607";
/// Several runners of one run.
pub const STATE_NOT_SHARED: &str = "EXO612";
/// A condition that can never be true.
pub const NEVER: &str = "EXO611";
/// A condition that cannot be read.
pub const CONDITION: &str = "EXO614";
/// More attempts than the policy of the project allows.
pub const ATTEMPTS_OVER_POLICY: &str = "EXO615";
/// A region that the policy of the project does not allow.
pub const COUNTRY_OUTSIDE_POLICY: &str = "EXO616";
/// Calls to people who are on the blacklist.
pub const BLACKLIST_CALLED: &str = "EXO703";
/// A key, token or password written out.
pub const SECRET_IN_FILE: &str = "EXO801";
/// A URL with a user and a password in it.
pub const CREDENTIALS_IN_URL: &str = "EXO802";
/// A base URL that is not on this machine.
pub const NOT_LOOPBACK: &str = "EXO803";
/// Connections whose certificates are not checked.
pub const TLS_OFF: &str = "EXO804";
/// A number in a test that somebody may have.
pub const REAL_NUMBER_IN_TEST: &str = "EXO809";
/// Two profiles of one account: each would have its own budget and its own memory.
pub const SAME_ACCOUNT: &str = "EXO810";
/// A webhook on a host that the project does not allow.
pub const WEBHOOK_HOST: &str = "EXO811";
/// A webhook in a variable that the project does not allow.
pub const WEBHOOK_VARIABLE: &str = "EXO812";
/// A webhook whose URL cannot be used: not https, or unreadable.
pub const WEBHOOK_URL: &str = "EXO813";
/// A setting that never has an effect.
pub const UNUSED: &str = "EXO907";

/// Every code of this room.
pub const ALL: &[&str] = &[
    UNKNOWN_KEY,
    MISSING_KEY,
    WRONG_TYPE,
    VALUE,
    DURATION,
    VERSION,
    OTHER_WORD,
    CONFLICT,
    INCOMPLETE,
    NAME,
    NOT_YET,
    TIME_LIMIT,
    RING_TIMEOUT,
    CALL_TYPE,
    APP_ID,
    EXOPHONE,
    RATE_OVER_ACCOUNT,
    CALLS_OVER_CHANNELS,
    CALLBACK_NOT_HTTPS,
    CALLBACK_UNREACHABLE,
    CALLBACK_HOST,
    CALLBACK_EVENT,
    CHANNELS_ALONE,
    NO_OUTCOMES,
    EMPTY_WINDOW,
    WINDOW_TOO_SHORT,
    OUTSIDE_HOURS,
    END_BEFORE_START,
    NO_DAY,
    WINDOWS_MEET,
    TIME_ZONE,
    NO_HASH_KEY,
    TEMPLATE_SYNTAX,
    RETRY_ANSWERED,
    RETRY_UNKNOWN,
    RETRY_OUTCOME,
    DEDUPE_OFF,
    STATE_NOT_SHARED,
    NEVER,
    CONDITION,
    ATTEMPTS_OVER_POLICY,
    COUNTRY_OUTSIDE_POLICY,
    BLACKLIST_CALLED,
    SECRET_IN_FILE,
    CREDENTIALS_IN_URL,
    NOT_LOOPBACK,
    TLS_OFF,
    REAL_NUMBER_IN_TEST,
    SAME_ACCOUNT,
    WEBHOOK_HOST,
    WEBHOOK_VARIABLE,
    WEBHOOK_URL,
    UNUSED,
];
