//! The calls in the text of `exodial plan`: how many, from where, whereto, how fast and for how much.

use super::text::{counted, field, grouped, length};
use crate::{
    campaign::Outcome,
    plan::{Cost, Plan},
};

/// Flows that are named.
const FLOWS_SHOWN: usize = 8;

/// Writes them out.
pub(super) fn calls(out: &mut String, plan: &Plan) {
    let forecast = &plan.forecast;
    let mut text = format!(
        "at most {}",
        counted(forecast.least.calls, "first call", "first calls")
    );
    if forecast.delays.is_empty() {
        text += ", no retries";
    } else {
        let named = |outcome: &Outcome| plan.retries.delay(*outcome, 1).is_some();
        let words: Vec<&str> = Outcome::ALL
            .iter()
            .filter(|outcome| named(outcome))
            .map(|outcome| outcome.as_str())
            .collect();
        let waits: Vec<String> = forecast.delays.iter().map(|wait| length(*wait)).collect();
        text += &format!(
            ", then up to {} each ({}) after at most {}",
            counted(forecast.delays.len() as u64, "retry", "retries"),
            words.join(", "),
            waits.join(", then "),
        );
    }
    if let Some(most) = plan.calls_max {
        text += &format!(" · limit: {}", counted(most, "call", "calls"));
    }
    field(out, "Calls", &text);
    let flow = match plan.flows.len() {
        0 | 1 => plan
            .flows
            .keys()
            .next()
            .map(|app_id| format!(" · app_id {app_id}")),
        _ => None,
    };
    let flow = flow.unwrap_or_default();
    let mut text = match plan.exophones.as_slice() {
        [(exophone, _)] => format!("ExoPhone {exophone}"),
        exophones => {
            let each = exophones.iter().map(|(exophone, people)| {
                format!("{exophone} calls {}", counted(*people, "person", "people"))
            });
            let each: Vec<String> = each.collect();
            format!("ExoPhones: {}", each.join(", "))
        }
    };
    text += &format!(
        "{flow} · rings {} · cut at {}",
        length(plan.ring_timeout),
        length(plan.time_limit)
    );
    field(out, "", &text);
    flows(out, plan);
    first(out, plan);
    cost(out, plan);
}

/// How many rows lead to each flow, where there are several.
fn flows(out: &mut String, plan: &Plan) {
    if plan.flows.len() < 2 {
        return;
    }
    let each = plan
        .flows
        .iter()
        .take(FLOWS_SHOWN)
        .map(|(app_id, rows)| format!("{app_id} for {}", counted(*rows, "row", "rows")));
    let mut text = format!("app_id {}", each.collect::<Vec<_>>().join(", "));
    if plan.flows.len() > FLOWS_SHOWN {
        text += &format!(
            ", and {} more",
            grouped((plan.flows.len() - FLOWS_SHOWN) as u64)
        );
    }
    field(out, "", &text);
}

/// The campaign's own pace.
fn first(out: &mut String, plan: &Plan) {
    let mut parts = Vec::new();
    if let Some(pace) = plan.forecast.pace {
        parts.push(format!(
            "at most {}/min by pacing.rate",
            grouped(u64::from(pace))
        ));
    }
    if plan.forecast.canary > 0 {
        let canary = counted(plan.forecast.canary, "call", "calls");
        parts.push(format!(
            "{canary} first, whose outcomes are awaited (canary)"
        ));
    }
    if !parts.is_empty() {
        field(out, "", &parts.join(" · "));
    }
}

/// What the calls cost: checkable by hand.
fn cost(out: &mut String, plan: &Plan) {
    let Some(cost) = &plan.cost else { return };
    let Cost {
        currency,
        per_minute,
        estimate,
        each,
        worst,
        limit,
    } = cost;
    let text = format!(
        "about {currency} {estimate} for one call each, at most {currency} {worst} = {} x {currency} {each} \
         (minutes that have begun, at {per_minute})",
        counted(plan.forecast.worst.calls, "call", "calls"),
    );
    field(out, "Cost", &text);
    if let Some(limit) = limit {
        let verdict = if worst <= limit {
            "fits"
        } else {
            "may end the run before everybody was called"
        };
        field(
            out,
            "",
            &format!("limits.cost {currency} {limit}: {verdict}"),
        );
    }
}
