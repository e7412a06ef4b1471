//! What was proven, as text and as JSON.

use serde_json::{Value, json};

use super::Proof;
use crate::{
    clock::UtcOffset,
    report::text::{counted, finish, masked, time},
};

/// What the proofs are about.
#[derive(Clone, Copy, Debug)]
pub struct Verified<'a> {
    /// The run.
    pub run: &'a str,
    /// Who answered it: a phrase.
    pub realm: &'a str,
    /// Facts in its journal.
    pub facts: u64,
    /// The offset of the account's dates.
    pub offset: UtcOffset,
    /// What became of each law.
    pub proofs: &'a [Proof],
}

impl Verified<'_> {
    /// Whether every law holds.
    pub fn holds(&self) -> bool {
        self.proofs.iter().all(|proof| proof.verdict.is_ok())
    }

    /// One line a law.
    pub fn text(&self) -> String {
        let mut out = String::new();
        finish(&mut out, &format!("{}   on {}", self.run, self.realm));
        let width = self.proofs.iter().map(|proof| proof.law.len()).max();
        let width = width.unwrap_or(0);
        for proof in self.proofs {
            let (word, text) = match &proof.verdict {
                Ok(text) => ("ok  ", text.clone()),
                Err(breach) => {
                    let at = breach.at.map(|at| time(at, self.offset));
                    let at = at.map_or(String::new(), |at| format!("{at}  "));
                    ("FAIL", at + &breach.text)
                }
            };
            let law = proof.law;
            finish(
                &mut out,
                &format!("  {word}  {law:<width$}  {}", masked(&text)),
            );
        }
        let facts = counted(self.facts, "fact", "facts");
        let all = counted(self.proofs.len() as u64, "law", "laws");
        let broken = self.proofs.iter().filter(|proof| proof.verdict.is_err());
        finish(
            &mut out,
            &match broken.count() {
                0 => format!("{all} kept over {facts}"),
                broken => format!("{broken} of {all} BROKEN over {facts}"),
            },
        );
        out
    }

    /// For programs: `exodial.verify/1`.
    pub fn json(&self) -> Value {
        let law = |proof: &Proof| match &proof.verdict {
            Ok(text) => json!({ "law": proof.law, "ok": true, "text": text }),
            Err(breach) => json!({
                "law": proof.law,
                "ok": false,
                "at": breach.at.map(|at| at.rfc3339(self.offset)),
                "text": masked(&breach.text),
            }),
        };
        json!({
            "format": "exodial.verify/1",
            "run": self.run,
            "ok": self.holds(),
            "facts": self.facts,
            "laws": self.proofs.iter().map(law).collect::<Vec<_>>(),
        })
    }
}
