//! What is told to a webhook: counts, names and the next command, and nothing of any person.

use serde_json::{Value, json};

use super::text::{counted, grouped};
use crate::{
    campaign::{NotifyEvent, NotifyFormat},
    clock::{Timestamp, UtcOffset},
    engine::fate::Tally,
    journal::event::Realm,
};

/// The format of the object that programs get.
pub const FORMAT: &str = "exodial.notice/1";

/// Something that somebody wants to be told.
#[derive(Clone, Copy, Debug)]
pub struct Notice<'a> {
    /// What happened.
    pub event: NotifyEvent,
    /// How the run stands, a phrase of our own; nothing from outside is in it.
    pub status: &'a str,
    /// The run's name.
    pub run: &'a str,
    /// The campaign's name.
    pub campaign: &'a str,
    /// Who answers the requests.
    pub realm: Realm,
    /// When.
    pub at: Timestamp,
    /// The offset of the account's dates.
    pub offset: UtcOffset,
    /// The counts of the run.
    pub tally: &'a Tally,
    /// How the process ends, where it does: code and name.
    pub exit: Option<(u8, &'static str)>,
    /// The command to type next, if there is one.
    pub next: Option<&'a str>,
}

impl Notice<'_> {
    /// The body of the request.
    pub fn body(&self, format: NotifyFormat) -> String {
        match format {
            NotifyFormat::Slack => json!({ "text": escaped(&self.text()) }).to_string(),
            NotifyFormat::Json => self.object().to_string(),
        }
    }

    /// A line for people.
    pub fn text(&self) -> String {
        let simulated = match self.realm {
            Realm::Exotel => "",
            Realm::Loopback | Realm::Simulated => "SIMULATED ",
        };
        let mut text = format!(
            "{simulated}{}: {}. {}",
            self.run,
            self.status,
            self.counts()
        );
        if let Some((code, name)) = self.exit {
            text += &format!(" Exit {code} ({name}).");
        }
        if let Some(next) = self.next {
            text += &format!(" Next: {next}");
        }
        text
    }

    fn counts(&self) -> String {
        let tally = self.tally;
        let done = tally.done.iter().filter(|(_, people)| **people > 0);
        let done: Vec<String> = done
            .map(|(word, people)| format!("{} {}", word.as_str(), grouped(*people)))
            .collect();
        let done = match done.is_empty() {
            true => String::new(),
            false => format!(": {}", done.join(", ")),
        };
        format!(
            "{}{done}; {} waiting, {} placed, {} without an outcome.",
            counted(tally.people, "person", "people"),
            grouped(tally.left()),
            counted(tally.calls, "call", "calls"),
            grouped(tally.open()),
        )
    }

    fn object(&self) -> Value {
        let tally = self.tally;
        let done = tally.done.iter();
        let done: serde_json::Map<String, Value> = done
            .map(|(word, people)| (word.as_str().to_owned(), json!(people)))
            .collect();
        let exit = self
            .exit
            .map(|(code, name)| json!({ "code": code, "name": name }));
        json!({
            "format": FORMAT,
            "event": self.event.word(),
            "status": self.status,
            "run": self.run,
            "campaign": self.campaign,
            "realm": self.realm,
            "at": self.at.rfc3339(self.offset),
            "people": tally.people,
            "waiting": tally.left(),
            "calls": tally.calls,
            "without_outcome": tally.open(),
            "dispositions": done,
            "exit": exit,
            "next": self.next,
        })
    }
}

/// Slack reads `&`, `<` and `>` as its own.
/// Source: docs.slack.dev/messaging/formatting-message-text, "Escaping text".
fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;");
    text.replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{campaign::Outcome, plan::Disposition};

    #[test]
    fn people_and_programs_are_told_the_same() {
        let tally = Tally {
            people: 1200,
            waiting: 7,
            calls: 1100,
            under_way: 2,
            done: [
                (Disposition::Called(Outcome::Completed), 1190),
                (Disposition::Unsettled, 1),
            ]
            .into(),
            ..Tally::default()
        };
        let notice = Notice {
            event: NotifyEvent::Stopped,
            status: "stopped by limits.stop_when: failed > 30% of last 100",
            run: "hello-20261123-100000",
            campaign: "hello",
            realm: Realm::Exotel,
            at: Timestamp::from_secs(1_795_408_200),
            offset: UtcOffset::IST,
            tally: &tally,
            exit: Some((5, "unfinished")),
            next: Some("exodial resume hello-20261123-100000"),
        };
        let slack: Value =
            serde_json::from_str(&notice.body(NotifyFormat::Slack)).expect("it is JSON");
        assert_eq!(
            slack,
            json!({ "text": "hello-20261123-100000: stopped by limits.stop_when: failed &gt; 30% of last 100. \
                1,200 people: completed 1,190, unsettled 1; 7 waiting, 1,100 calls placed, 3 without an outcome. \
                Exit 5 (unfinished). Next: exodial resume hello-20261123-100000" })
        );
        let object: Value =
            serde_json::from_str(&notice.body(NotifyFormat::Json)).expect("it is JSON");
        assert_eq!(object["event"], "stopped");
        assert_eq!(object["at"], "2026-11-23T10:00:00+05:30");
        assert_eq!(object["without_outcome"], 3);
        assert_eq!(object["dispositions"]["completed"], 1190);
        assert_eq!(object["exit"]["code"], 5);
        let simulated = Notice {
            realm: Realm::Simulated,
            ..notice
        };
        assert!(simulated.text().starts_with("SIMULATED hello-"));
    }
}
