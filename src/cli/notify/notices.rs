//! What is told, and when: a look at the facts that this process appends, and at how it leaves its runs.

use std::time::Duration;

use super::{Target, targets};
use crate::{
    campaign::NotifyEvent,
    cli::{App, course::Courses, engage::Job, exit::Exit, outcome::Ending},
    clock::{Timestamp, UtcOffset},
    dispatch::{
        live::Leave,
        watch::{Seen, Watch},
        webhook::{Address, END_MAX, Untold, Webhooks},
    },
    engine::{Engine, Gate},
    journal::event::{Event, Fact, Header, Realm, Stop},
    report::{note::Note, notice::Notice},
};

/// How long whoever left at once still waits for messages.
const AT_ONCE: Duration = Duration::from_secs(1);

/// Who looks on while runs go on: the progress, and those who want to be told.
pub(in crate::cli) struct Onlookers {
    pub(in crate::cli) courses: Courses,
    pub(in crate::cli) notices: Notices,
}

impl Watch for Onlookers {
    fn saw(&mut self, now: Timestamp, seen: &Seen<'_>, events: &[Event], speed: u32) {
        self.courses.saw(now, seen, events, speed);
        self.notices.saw(now, seen, events);
        for note in self.notices.untold() {
            self.courses.note(now, seen, note);
        }
    }
}

/// Those who want to be told of the runs of a process.
pub(in crate::cli) struct Notices {
    runs: Vec<Run>,
    webhooks: Option<Webhooks>,
}

/// What is known of a run for those who want to be told of it.
struct Run {
    name: String,
    campaign: String,
    realm: Realm,
    offset: UtcOffset,
    /// The commands that show it and that let it go on.
    status: String,
    unpause: String,
    told: Vec<Told>,
    /// Whether it begins with this process.
    fresh: bool,
    /// Whether everybody had a result before this process.
    was_finished: bool,
    looked: bool,
    outage: bool,
}

/// Somebody who wants to be told, with the place of the webhook.
struct Told {
    target: Target,
    /// Nothing where the webhook is not used.
    place: Option<usize>,
    /// What would have been told there.
    kept: Vec<&'static str>,
}

impl Notices {
    /// Those of the process's runs.
    pub(in crate::cli) fn open(job: &Job<'_>, headers: &[Header]) -> Notices {
        let (mut runs, mut addresses) = (Vec::new(), Vec::new());
        for (seat, header) in job.seats.iter().zip(headers) {
            let found = targets(job.app, job.context, seat.inputs).unwrap_or_default();
            let told = found.into_iter().filter_map(|target| {
                // What cannot be used, the command refused or only reads outcomes.
                let target = target.ok()?;
                Some(told(job, target, &mut addresses))
            });
            let command = |word: &str| job.context.command(&format!("{word} {}", seat.run.name()));
            runs.push(Run {
                told: told.collect(),
                name: seat.run.name().to_owned(),
                campaign: header.campaign.to_string(),
                realm: job.realm,
                offset: job.account.utc_offset,
                status: command("status"),
                unpause: command("unpause"),
                fresh: job.fresh,
                was_finished: seat.events.iter().any(|event| event.fact == Fact::Finished),
                looked: false,
                outage: false,
            });
        }
        let webhooks = match addresses.is_empty() {
            true => None,
            false => Webhooks::start(addresses)
                .map_err(|why| {
                    job.app
                        .console
                        .say(&format!("notify: nobody is told: {why}"))
                })
                .ok(),
        };
        Notices { runs, webhooks }
    }

    fn saw(&mut self, now: Timestamp, seen: &Seen<'_>, events: &[Event]) {
        let (seat, engine) = (seen.seat, seen.engine);
        let Some(run) = self.runs.get_mut(seat.0).filter(|run| !run.told.is_empty()) else {
            return;
        };
        let outage = matches!(engine.gate(), Some(Gate::Outage(_)));
        let mut seen = Vec::new();
        if !run.looked && run.fresh {
            let next = Some(run.status.clone());
            seen.push((NotifyEvent::Started, "started".to_owned(), next));
        }
        // What lasts since an earlier process, that one told.
        if outage && !run.outage && (run.looked || run.fresh) {
            let status = "nobody is dialled, for Exotel's answers cannot be read";
            seen.push((NotifyEvent::Breaker, status.to_owned(), None));
        }
        run.looked = true;
        // A pause hides an outage, and does not end it.
        run.outage = outage || run.outage && engine.paused().is_some();
        for event in events {
            match &event.fact {
                Fact::Paused { .. } => {
                    let next = Some(run.unpause.clone());
                    seen.push((NotifyEvent::Paused, "paused".to_owned(), next));
                }
                Fact::Stopped {
                    why: why @ Stop::Outcomes { .. },
                } => seen.push((NotifyEvent::Breaker, status(Some(why)), None)),
                _ => {}
            }
        }
        for (event, status, next) in seen {
            self.tell(seat.0, engine, now, (event, &status, next.as_deref()), None);
        }
    }

    /// Tells how a process leaves a run.
    pub(in crate::cli) fn ended(
        &mut self,
        nth: usize,
        ending: &Ending<'_>,
        exit: Exit,
        next: Option<&str>,
    ) {
        let Some(run) = self.runs.get(nth) else {
            return;
        };
        let engine = ending.engine;
        let is_over = engine.is_finished();
        let is_news = match is_over {
            true => !run.was_finished,
            false => !ending.read_only,
        };
        if !is_news {
            return;
        }
        let exit = Some((exit.code(), exit.name()));
        let (event, status) = match is_over {
            true => (NotifyEvent::Finished, "finished".to_owned()),
            false if ending.lived.is_err() => (NotifyEvent::Stopped, "broken off".to_owned()),
            false => (NotifyEvent::Stopped, status(engine.stop())),
        };
        self.tell(nth, engine, ending.ended, (event, &status, next), exit);
        if engine.tally().open() > 0 {
            let status = "outcomes are missing";
            let told = (NotifyEvent::Unsettled, status, next);
            self.tell(nth, engine, ending.ended, told, exit);
        }
    }

    fn tell(
        &mut self,
        nth: usize,
        engine: &Engine,
        at: Timestamp,
        (event, status, next): (NotifyEvent, &str, Option<&str>),
        exit: Option<(u8, &'static str)>,
    ) {
        let Some(run) = self.runs.get_mut(nth) else {
            return;
        };
        let notice = Notice {
            event,
            status,
            run: &run.name,
            campaign: &run.campaign,
            realm: run.realm,
            at,
            offset: run.offset,
            tally: engine.tally(),
            exit,
            next,
        };
        let wanting = run.told.iter_mut();
        for told in wanting.filter(|told| told.target.on.contains(&event)) {
            match (told.place, &mut self.webhooks) {
                (Some(place), Some(webhooks)) => {
                    webhooks.tell(place, event.word(), notice.body(told.target.format));
                }
                (Some(_), None) => {}
                (None, _) => told.kept.push(event.word()),
            }
        }
    }

    fn untold(&mut self) -> Vec<Note> {
        let untold = self.webhooks.as_mut().map(Webhooks::untold);
        untold.unwrap_or_default().into_iter().map(note).collect()
    }

    /// Waits for what is left to be told, for a while, and says what was not.
    pub(in crate::cli) fn close(self, app: &App, left: Option<Leave>) {
        let most = match left {
            Some(Leave::Left(_)) => AT_ONCE,
            _ => END_MAX,
        };
        for told in self.runs.iter().flat_map(|run| &run.told) {
            if !told.kept.is_empty() {
                let (label, kept) = (&told.target.label, told.kept.join(", "));
                app.console
                    .say(&format!("notify: {label} would have been told: {kept}"));
            }
        }
        let untold = self.webhooks.map(|webhooks| webhooks.end(most));
        for untold in untold.unwrap_or_default() {
            app.console.say(&note(untold).text(UtcOffset::UTC));
        }
    }
}

fn note(untold: Untold) -> Note {
    let Untold { label, what, why } = untold;
    Note::Untold { label, what, why }
}

/// Gives a webhook its place, if it is used: a simulator tells nobody outside of this machine.
fn told(job: &Job<'_>, target: Target, addresses: &mut Vec<Address>) -> Told {
    let address = target.address.as_ref();
    let used = address.filter(|address| job.realm == Realm::Exotel || address.is_local);
    let place = used.map(|address| {
        addresses.push(address.clone());
        addresses.len() - 1
    });
    Told {
        target,
        place,
        kept: Vec::new(),
    }
}

/// Why a run stopped, in words of our own: what Exotel or a file said is not sent to anybody.
fn status(why: Option<&Stop>) -> String {
    let why = match why {
        None | Some(Stop::ReadOnly) => return "stopped".to_owned(),
        Some(Stop::Operator) => "somebody asked for it",
        Some(Stop::Account { status, .. }) => {
            return format!("stopped: Exotel refuses the account ({status})");
        }
        Some(Stop::Outcomes {
            condition,
            some,
            of,
        }) => return format!("stopped: limits.stop_when: {condition}: {some} of {of}"),
        Some(Stop::Screening { .. }) => "the whitelist could not be read",
        Some(Stop::Foreign) => "somebody else answered in Exotel's place",
        Some(Stop::Refusals { .. }) => "ten people in a row were refused",
        Some(Stop::Disk) => "the disk is full",
        Some(Stop::Clock) => "the clock of the machine was set back",
        Some(Stop::Contacts { .. }) => "a row could not be read again",
        Some(Stop::Suppression { .. }) => "a list of people who are never called could not be read",
        Some(Stop::LookBack { .. }) => "the account's list of calls could not be read",
    };
    format!("stopped: {why}")
}
