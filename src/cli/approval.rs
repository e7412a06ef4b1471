//! Leave to carry plans out: by flag, by hash, or by somebody at the terminal.

use super::{App, args::RunArgs, company::Company, failure::Failure, planning::Planned};
use crate::{
    plan::Approval,
    report::text::{counted, grouped},
};

/// Has every plan approved. Returns how, plan by plan, for the journals.
///
/// # Errors
/// When one of them is not approved, or another plan is.
pub(super) fn approve(
    app: &App,
    args: &RunArgs,
    company: &Company,
    plans: &[Planned],
) -> Result<Vec<String>, Failure> {
    if !args.approve.is_empty() {
        return by_hash(&args.approve, company, plans);
    }
    if args.yes {
        return Ok(vec!["--yes".to_owned(); plans.len()]);
    }
    let names = company.names();
    let people: u64 = plans
        .iter()
        .map(|planned| planned.plan.people.len() as u64)
        .sum();
    let people = grouped(people);
    let question = match names.len() {
        1 => format!("Type the campaign's name to call {people} people: "),
        many => format!("Type the names of the {many} campaigns to call {people} people: "),
    };
    let answer = app.console.ask(&question);
    match answer.map_err(|error| Failure::internal(format!("cannot read the answer: {error}")))? {
        Some(answer) if are_typed(&answer, &names) => Ok(vec!["typed".to_owned(); plans.len()]),
        Some(_) => {
            let (is, name) = match &names[..] {
                [name] => (
                    "that is not the campaign's name, which is",
                    (*name).to_owned(),
                ),
                _ => (
                    "those are not the campaigns' names, which are",
                    names.join(", "),
                ),
            };
            Err(Failure::refused(format!(
                "{is} {name}. Nothing was dialled"
            )))
        }
        None => {
            let hashes = plans.iter();
            let hashes = hashes.map(|planned| format!("--approve {}", planned.plan.hash));
            let hashes: Vec<String> = hashes.collect();
            let message = "run needs approval, and nobody can be asked on this terminal";
            let hint = format!("pass {} (from exodial plan) or --yes", hashes.join(" "));
            Err(Failure::refused(message).hint(hint))
        }
    }
}

/// Whether somebody typed all these names, in any order.
fn are_typed(answer: &str, names: &[&str]) -> bool {
    let typed = answer.split([',', ' ']).filter(|word| !word.is_empty());
    let mut typed: Vec<&str> = typed.collect();
    let mut names = names.to_vec();
    typed.sort_unstable();
    names.sort_unstable();
    typed == names
}

/// One hash for each plan, in any order.
fn by_hash(
    approvals: &[Approval],
    company: &Company,
    plans: &[Planned],
) -> Result<Vec<String>, Failure> {
    let names = |approval: &Approval, planned: &Planned| planned.plan.hash.is_named_by(approval);
    let again = |failure: Failure| {
        let plan = company
            .context
            .command(&format!("plan {}", company.files()));
        failure.hint(format!("look at it again: {plan}"))
    };
    for approval in approvals {
        if !plans.iter().any(|planned| names(approval, planned)) {
            let now = plans.iter().map(|planned| planned.plan.hash.to_string());
            let now: Vec<String> = now.collect();
            let the = match plans.len() {
                1 => "the plan is",
                _ => "the plans are",
            };
            let message = format!(
                "the plan {approval} is stale: {the} {} now. Nothing was dialled",
                now.join(", ")
            );
            return Err(again(Failure::refused(message).hint(
                "campaign, contacts, lists, settings or earlier runs changed since it was made",
            )));
        }
    }
    let mut texts = Vec::new();
    for planned in plans {
        let approval = approvals.iter().find(|approval| names(approval, planned));
        let Some(approval) = approval else {
            let message = format!(
                "no --approve names the plan of {}, which is {}. Nothing was dialled",
                planned.plan.campaign, planned.plan.hash
            );
            let of = counted(plans.len() as u64, "plan", "plans");
            return Err(again(Failure::refused(message))
                .hint(format!("pass --approve once for each of the {of}")));
        };
        texts.push(format!("--approve {approval}"));
    }
    Ok(texts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_names_and_no_others_are_typed_in_any_order() {
        for typed in ["emi hello", "hello, emi", " hello ,emi "] {
            assert!(are_typed(typed, &["emi", "hello"]), "{typed}");
        }
        for typed in ["", "emi", "emi emi", "emi hello x", "emihello", "Emi hello"] {
            assert!(!are_typed(typed, &["emi", "hello"]), "{typed}");
        }
        assert!(are_typed("emi", &["emi"]));
    }
}
