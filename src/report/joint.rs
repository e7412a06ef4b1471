//! What several campaigns come to that run at once, under their plans.

use super::text::{counted, day_range, day_time, field, finish, grouped};
use crate::{
    clock::UtcOffset,
    plan::joint::{Joint, Part},
};

/// Writes it out. `command` is what carries the plans out, with their approvals, where that is another command.
pub fn render(joint: &Joint, offset: UtcOffset, command: Option<&str>) -> String {
    let mut out = String::new();
    let sum = |of: fn(&Part) -> u64| joint.parts.iter().map(of).sum::<u64>();
    let most = joint.parts.iter().map(|part| part.done.most).max();
    let text = format!(
        "{}: {}, {}, {} requests; everybody called once by {} (estimated)",
        counted(joint.parts.len() as u64, "campaign", "campaigns"),
        counted(sum(|part| part.people), "person", "people"),
        counted(sum(|part| part.calls), "first call", "first calls"),
        between(
            sum(|part| part.requests.least),
            sum(|part| part.requests.most)
        ),
        most.map_or_else(String::new, |most| day_time(most, offset)),
    );
    field(&mut out, "Together", &text);
    let weights: u64 = joint.parts.iter().map(|part| u64::from(part.share)).sum();
    for part in &joint.parts {
        let text = format!(
            "{}: share {} of {weights}, at least {} requests a minute while all are busy; {} people called once {} (estimated)",
            part.campaign,
            part.share,
            grouped(u64::from(joint.rate) * u64::from(part.share) / weights.max(1)),
            grouped(part.people),
            day_range(part.done.least, part.done.most, offset),
        );
        field(&mut out, "", &text);
    }
    let text = format!(
        "the {} requests a minute and the channels are the account's; what one campaign leaves, the others take. \
         The plans above are each reckoned alone",
        grouped(u64::from(joint.rate))
    );
    field(&mut out, "", &text);
    if joint.shared > 0 {
        let text = format!(
            "{} called by more than one campaign: never at once, and an answer to one is none to the others",
            match joint.shared {
                1 => "1 number is".to_owned(),
                many => format!("{} numbers are", grouped(many)),
            }
        );
        field(&mut out, "", &text);
    }
    if let Some(command) = command {
        finish(&mut out, "");
        finish(&mut out, "To place exactly these calls:");
        finish(&mut out, &format!("  {command}"));
    }
    out
}

/// `7`, or `7 to 9` where they differ.
fn between(least: u64, most: u64) -> String {
    match least == most {
        true => grouped(least),
        false => format!("{} to {}", grouped(least), grouped(most)),
    }
}
