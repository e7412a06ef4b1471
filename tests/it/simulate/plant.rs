//! Faults that are planted, and how campaigns come by processes.

/// A fault planted around the engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Plant {
    Nothing,
    /// The request leaves before its intent is on the disk.
    SendBeforeAppend,
    /// What was intended when the process died is sent again.
    ResendAfterRestart,
    /// A time-out counts as a failure.
    RetryOnTimeout,
    /// Silence counts before the listing can know.
    ShortHold,
    /// A restart begins with a full budget.
    UnprimedPacer,
    /// Campaigns do not know whom the other one holds.
    NumberLockOff,
    /// The canary is not waited for.
    NoCanary,
    /// Nothing is set aside for calls under way.
    NoReserve,
    /// The campaign's own rate is not kept.
    NoPace,
    /// More calls are under way than the campaign allows.
    Crowded,
    /// Outcomes stop nothing.
    NoStop,
    /// A person is called from another ExoPhone each time.
    Fickle,
    /// A restart forgets that the run is paused.
    PauseForgotten,
    /// The list is read when a process begins, and not again before retries.
    ListReadOnce,
    /// Lists are held against the first number of each person alone.
    FirstNumberOnly,
    /// Calls of the other campaign are not counted.
    ForgetfulCaps,
    /// Nobody looks whom others called.
    NoLookBack,
    /// Only the first page of the account's list of calls is read.
    OnePage,
    /// A process that takes over relies for good on what an earlier one read in the account's list of calls.
    LookedBackOnce,
    /// Campaigns of one process do not see whom the other one is calling.
    Deaf,
    /// Campaigns of one process do not hear how calls of the other one ended.
    DeafToCalls,
}

impl Plant {
    pub(super) const FAULTS: [Plant; 19] = [
        Plant::SendBeforeAppend,
        Plant::ResendAfterRestart,
        Plant::RetryOnTimeout,
        Plant::ShortHold,
        Plant::UnprimedPacer,
        Plant::NumberLockOff,
        Plant::NoCanary,
        Plant::NoReserve,
        Plant::NoPace,
        Plant::Crowded,
        Plant::NoStop,
        Plant::Fickle,
        Plant::PauseForgotten,
        Plant::ListReadOnce,
        Plant::FirstNumberOnly,
        Plant::ForgetfulCaps,
        Plant::NoLookBack,
        Plant::OnePage,
        Plant::LookedBackOnce,
    ];

    /// Those of one process with two campaigns.
    pub(super) const SHARED_FAULTS: [Plant; 3] =
        [Plant::RetryOnTimeout, Plant::Deaf, Plant::DeafToCalls];
}

/// How campaigns come by processes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Processes {
    /// A process works on one campaign.
    Apart,
    /// Mostly it works on both.
    Shared,
}
