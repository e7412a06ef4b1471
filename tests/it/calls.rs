//! The call that a history without a contact file asks for.

use exodial::{campaign::Number, engine::Rules, plan::CallRequest};

/// A call to somebody by the rules of a run, to a flow that never matters.
pub(crate) fn call(rules: &Rules, to: Number) -> CallRequest {
    CallRequest {
        to,
        exophone: rules.pool.exophone(to),
        app_id: "84521".to_owned(),
        ring_timeout: rules.ring_timeout,
        time_limit: rules.time_limit,
        custom_field: None,
        record: None,
        status_callback: None,
    }
}
