//! How a process leaves its runs: results and summary of each are written, and who wants to be told is told.

use super::{
    App,
    exit::Exit,
    notify::Onlookers,
    outcome::{self, Ending},
    project::Context,
    read::Inputs,
};
use crate::{
    campaign::Account,
    clock::Timestamp,
    dispatch::{live::Leave, member::Member, runner::RunError},
    journal::{event::Header, file::FileJournal, past::Past, run::Run},
};

/// A run while its process lives, and when that is over.
pub(super) struct Running<'a> {
    pub(super) run: Run,
    pub(super) inputs: &'a Inputs,
    pub(super) header: Header,
    pub(super) read_only: bool,
    pub(super) started: Option<Timestamp>,
    pub(super) past: Past,
}

/// How a process leaves its runs.
pub(super) struct Leaving<'a> {
    pub(super) app: &'a App,
    pub(super) account: &'a Account,
    pub(super) context: &'a Context,
    pub(super) lived: Result<Leave, &'a RunError>,
    pub(super) ended: Timestamp,
}

impl Leaving<'_> {
    /// Writes down what each run came to, and says how the process is to end for each.
    pub(super) fn write(
        &self,
        members: &[Member<FileJournal>],
        runs: &[Running<'_>],
        onlookers: &mut Onlookers,
    ) -> Vec<Exit> {
        let Onlookers { courses, notices } = onlookers;
        let mut exits = Vec::new();
        let members = members.iter().zip(runs).enumerate();
        for ((nth, (member, running)), course) in members.zip(courses.each()) {
            let ending = Ending {
                lived: self.lived,
                started: running.started.unwrap_or(self.ended),
                ended: self.ended,
                header: &running.header,
                run: &running.run,
                inputs: running.inputs,
                account: self.account,
                context: self.context,
                engine: member.engine(),
                read_only: running.read_only,
            };
            let written = outcome::write(self.app, course, &ending);
            // What becomes of one run is no reason to leave the others without results.
            let exit = written.unwrap_or_else(|failure| self.app.fail(&failure));
            notices.ended(nth, &ending, exit, outcome::next(&ending).as_deref());
            exits.push(exit);
        }
        exits
    }
}
