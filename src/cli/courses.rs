//! What is told of each run of a process: how its progress is shown, and when its work would be done.

use std::{collections::BTreeSet, io, time::Duration};

use super::{
    args::ProgressChoice,
    course::{Course, Courses},
    engage::{Job, people},
};
use crate::{
    campaign::ZoneId,
    engine::Engine,
    journal::event::{Header, Realm},
    plan::hours::Hours,
    report::{
        live::Progress,
        progress::{Setup, USUAL},
    },
};

pub(super) fn courses(job: &Job<'_>, headers: &[Header], engines: &[Engine]) -> Courses {
    let rate = job.account.rate_limit - job.account.reserve;
    let several = job.seats.len() > 1;
    let seats = job.seats.iter().zip(headers).zip(engines);
    let setups = seats.map(|((seat, header), engine)| {
        let rules = engine.rules().clone();
        let contacts = &seat.inputs.contacts;
        let people = people(contacts).into_iter();
        let zones: BTreeSet<ZoneId> = people
            .map(|(contact, _)| contacts.zones.of(contact))
            .collect();
        Setup {
            run: seat.run.name().to_owned(),
            label: several.then(|| header.campaign.to_string()),
            plan: header.plan.to_string(),
            offset: job.account.utc_offset,
            per_minute: rate,
            every: match job.realm {
                // An hour passes in moments there.
                Realm::Simulated => Duration::from_secs(3600),
                Realm::Loopback | Realm::Exotel => USUAL,
            },
            finish: Box::new(move |from, work| {
                // The work of all within the hours of each: the last of them ends it.
                let ends = zones.iter().map(|zone| {
                    let hours = Hours {
                        opens_at: &|at| rules.schedule.opens_at(at, *zone),
                        closes_at: &|at| rules.schedule.closes_at(at, *zone),
                        margin: rules.margin(),
                    };
                    hours.advance(from, work)
                });
                ends.max().unwrap_or(from)
            }),
        }
    });
    let setups: Vec<Setup> = setups.collect();
    let progress: Vec<Progress> = match job.app.progress() {
        ProgressChoice::None => setups.iter().map(|_| Progress::None).collect(),
        ProgressChoice::Bar => Progress::bars(&setups),
        _ => {
            let setups = setups.into_iter();
            setups
                .map(|setup| Progress::plain(setup, Box::new(io::stderr())))
                .collect()
        }
    };
    let currency = &job.account.currency;
    let course = |progress| Course::new(progress, rate, job.drain, currency);
    Courses::new(progress.into_iter().map(course).collect())
}
