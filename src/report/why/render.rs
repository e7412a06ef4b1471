//! What is told of a person, as text and as JSON. Numbers are masked.

use serde_json::{Value, json};

use super::{PersonRow, Prospect, Story, Told, Who};
use crate::{
    clock::{Timestamp, UtcOffset},
    report::text::{finish, hanging, masked, offset as shown_offset, strftime},
};

/// How wide the column of times and labels is.
const LABEL: usize = 21;

/// Writes it for people.
pub fn text(who: Who, told: &Told, offset: UtcOffset) -> String {
    let mut out = String::new();
    match told {
        Told::Ahead(prospect) => ahead(&mut out, who, prospect),
        Told::Runs(stories) => {
            for (nth, story) in stories.iter().enumerate() {
                if nth > 0 {
                    out.push('\n');
                }
                after(&mut out, who, story, offset);
            }
        }
    }
    out
}

/// Writes it for programs: `exodial.why/1`.
pub fn json(who: Who, told: &Told, offset: UtcOffset) -> Value {
    let number = who.map(|number| number.to_string());
    let rows = |rows: &[PersonRow]| -> Vec<Value> {
        rows.iter()
            .map(|row| {
                json!({
                    "row": row.contact.0.saturating_add(1), "line": row.line,
                    "id": row.id.as_deref().map(masked), "made": masked(&row.made),
                })
            })
            .collect()
    };
    let story = |story: &Story| {
        let lines = story.lines.iter().map(|line| {
            json!({
                "t": line.at.rfc3339(offset), "kind": line.kind, "attempt": line.attempt,
                "text": line.text,
            })
        });
        json!({
            "run": story.run, "realm": story.realm, "rows": rows(&story.rows),
            "decisions": lines.collect::<Vec<_>>(),
            "disposition": story.disposition, "reason": masked(&story.reason),
        })
    };
    match told {
        Told::Ahead(prospect) => {
            let decisions = prospect.decisions.iter();
            let decisions =
                decisions.map(|(about, text)| json!({ "about": about, "text": masked(text) }));
            json!({
                "format": "exodial.why/1", "number": number,
                "campaign": prospect.campaign, "realm": prospect.realm,
                "rows": rows(&prospect.rows),
                "decisions": decisions.collect::<Vec<_>>(), "word": prospect.word,
            })
        }
        Told::Runs(stories) => json!({
            "format": "exodial.why/1", "number": number,
            "runs": stories.iter().map(story).collect::<Vec<_>>(),
        }),
    }
}

fn name(who: Who) -> String {
    who.map_or_else(|| "no number".to_owned(), |number| number.to_string())
}

fn ahead(out: &mut String, who: Who, prospect: &Prospect) {
    let Prospect {
        campaign, realm, ..
    } = prospect;
    let head = format!(
        "{}   {campaign}   on {realm}   nothing is dialled",
        name(who)
    );
    finish(out, &head);
    lines_of(out, &prospect.rows);
    for (about, text) in &prospect.decisions {
        entry(out, about, &masked(text));
    }
    let word = match prospect.word {
        "call" => "would be called".to_owned(),
        word => format!("would not be called: {word}"),
    };
    entry(out, "so", &word);
}

fn after(out: &mut String, who: Who, story: &Story, offset: UtcOffset) {
    let Story { run, realm, .. } = story;
    let times = shown_offset(offset);
    finish(
        out,
        &format!("{}   {run}   on {realm}   times at {times}", name(who)),
    );
    lines_of(out, &story.rows);
    let day = |at: Timestamp| strftime(at, offset, "%a %d %b %H:%M:%S");
    for line in &story.lines {
        let attempt = line.attempt.map(|nth| format!("attempt {nth}: "));
        let text = attempt.unwrap_or_default() + &line.text;
        entry(out, &day(line.at), &text);
    }
    entry(
        out,
        "so",
        &format!("{}: {}", story.disposition, story.reason),
    );
}

fn lines_of(out: &mut String, rows: &[PersonRow]) {
    for row in rows {
        let PersonRow { line, made, .. } = row;
        let id = row.id.as_ref().map(|id| format!(", {id}"));
        let id = id.unwrap_or_default();
        let label = format!("row {}", row.contact.0.saturating_add(1));
        entry(out, &label, &masked(&format!("line {line}{id}: {made}")));
    }
}

/// A label and a text that goes on below itself.
fn entry(out: &mut String, label: &str, text: &str) {
    hanging(out, label, LABEL, text);
}
