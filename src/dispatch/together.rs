//! What the runs of one process have in common: stops, pauses, and the turns by which requests are shared.

use std::collections::BTreeMap;

use super::{
    member::Seat,
    runner::{RunError, Runner},
    watch::Seen,
};
use crate::{
    campaign::{Number, Outcome},
    clock::{Moment, Timestamp},
    contacts::ContactId,
    engine::{Beside, Engine, effect::Input},
    journal::{
        Journal,
        event::{AttemptId, Event, Exclusion, Fact, Stop},
        past::Interest,
    },
};

impl<J: Journal> Runner<J> {
    /// Notes which numbers stand in rows of several runs.
    pub(super) fn find_shared(&mut self) {
        let mut rows: BTreeMap<Number, Vec<(Seat, ContactId)>> = BTreeMap::new();
        if self.members.len() > 1 {
            for (member, seat) in self.members.iter().zip(self.seats()) {
                for (number, contact) in member.engine.open_rows() {
                    rows.entry(number).or_default().push((seat, contact));
                }
            }
        }
        let first = |rows: &[(Seat, ContactId)]| rows.first().map(|(seat, _)| *seat);
        rows.retain(|_, rows| rows.iter().any(|(seat, _)| Some(*seat) != first(rows)));
        self.shared = rows;
    }

    /// Lets other runs hear what one has learnt about numbers of theirs, and how its calls to them ended.
    pub(super) fn tell(
        &mut self,
        now: Moment,
        from: Seat,
        learnt: &[Event],
        events: &mut [Vec<Event>],
    ) -> Result<(), RunError> {
        for event in learnt {
            let (number, call) = match &event.fact {
                Fact::Standing { number, .. } | Fact::Dnd { number, .. } => (*number, None),
                // While the call was open, the others kept from the number.
                Fact::Ended { attempt, .. } => match self.over(from, *attempt, event) {
                    Some(call) => (call.number, Some(call)),
                    None => continue,
                },
                _ => continue,
            };
            let rows = self.shared.get(&number).into_iter().flatten();
            for (seat, contact) in rows.filter(|(seat, _)| *seat != from) {
                let member = self.members.get_mut(seat.0);
                if let (Some(member), Some(events)) = (member, events.get_mut(seat.0)) {
                    let heard = match &call {
                        None => member.engine.hear(now.wall, *contact, &event.fact),
                        Some(call) => {
                            let bar = call.bar(&member.interest, now.wall);
                            member
                                .engine
                                .hear_call(now.wall, *contact, call.placed, bar)
                        }
                    };
                    events.extend(heard?);
                }
            }
        }
        Ok(())
    }

    /// The call of a run that this event ends.
    fn over(&self, from: Seat, attempt: AttemptId, event: &Event) -> Option<Over> {
        let Fact::Ended {
            outcome, details, ..
        } = &event.fact
        else {
            return None;
        };
        let member = self.members.get(from.0)?;
        let intent = member.engine.attempt(attempt)?.intent();
        Some(Over {
            run: member.name.clone(),
            campaign: member.interest.campaign.clone(),
            number: intent.number,
            placed: intent.at,
            outcome: *outcome,
            ended: details.ended.unwrap_or(event.at),
        })
    }

    /// What stops the account, the machine or the process for one run, stops it for all.
    pub(super) fn stop_together(
        &mut self,
        now: Moment,
        events: &mut [Vec<Event>],
    ) -> Result<(), RunError> {
        let common = events.iter().flatten().find_map(|event| match &event.fact {
            Fact::Stopped { why } if is_common(why) => Some(why.clone()),
            _ => None,
        });
        let Some(why) = common.filter(|_| self.members.len() > 1) else {
            return Ok(());
        };
        for (seat, input) in self.to_all(&Input::Stop(why)) {
            self.decide(now, seat, &input, events)?;
        }
        Ok(())
    }

    /// A pause that a run remembers from an earlier process is a pause for all.
    pub(super) fn pause_together(&mut self, now: Moment) {
        let engines = self.members.iter().map(|member| &member.engine);
        let until = engines.map(Engine::paused_until).max();
        if let Some(until) = until.filter(|until| self.members.len() > 1 && *until > now.wall) {
            self.pacer.pause(now.tick, until - now.wall, false);
        }
    }

    /// Gives requests out by share, one at a time while several runs want some. Returns how many are left.
    pub(super) fn share_out(
        &mut self,
        now: Moment,
        mut left: u32,
        events: &mut [Vec<Event>],
    ) -> Result<u32, RunError> {
        while left > 0 {
            let wants = |seat: &Seat| self.wants(*seat, now);
            let wanting: Vec<Seat> = self.seats().filter(wants).collect();
            let Some(seat) = self.turns.next(&wanting) else {
                break;
            };
            let permits = if wanting.len() == 1 { left } else { 1 };
            let sent = self.decide(now, seat, &Input::Permitted(permits), events)?;
            self.turns.served(seat, sent, &wanting);
            left = left.saturating_sub(sent);
        }
        Ok(left)
    }

    pub(super) fn wants(&self, seat: Seat, now: Moment) -> bool {
        let member = self.members.get(seat.0);
        let others = self.others(seat);
        member.is_some_and(|member| member.engine.wants_permit(now.wall, Beside::new(&others)))
    }

    /// Shows each run beside the others.
    pub fn shown(&self, mut show: impl FnMut(&Seen<'_>)) {
        for (member, seat) in self.members.iter().zip(self.seats()) {
            let (engine, others) = (&member.engine, self.others(seat));
            let beside = Beside::new(&others);
            show(&Seen {
                seat,
                engine,
                beside,
            });
        }
    }

    /// The other runs, by name.
    pub(super) fn others(&self, own: Seat) -> Vec<(&str, &Engine)> {
        let members = self.members.iter().zip(self.seats());
        let others = members.filter(|(_, seat)| *seat != own);
        others
            .map(|(member, _)| (&*member.name, &member.engine))
            .collect()
    }
}

/// A call of a run that is over.
struct Over {
    run: Box<str>,
    campaign: Box<str>,
    number: Number,
    placed: Timestamp,
    outcome: Outcome,
    ended: Timestamp,
}

impl Over {
    /// By what it bars further calls of a run that minds this.
    fn bar(&self, interest: &Interest, now: Timestamp) -> Option<Exclusion> {
        let (run, outcome) = (self.run.clone(), self.outcome);
        let bars = interest.bars(&self.campaign, outcome, self.ended, now);
        bars.then_some(Exclusion::CalledBefore { run, outcome })
    }
}

/// Whether a stop of one run is one of the account, the machine or the process.
fn is_common(why: &Stop) -> bool {
    match why {
        Stop::Account { .. } | Stop::Foreign | Stop::Disk | Stop::Clock => true,
        Stop::Operator
        | Stop::Screening { .. }
        | Stop::Refusals { .. }
        | Stop::Outcomes { .. }
        | Stop::LookBack { .. }
        | Stop::Suppression { .. }
        | Stop::Contacts { .. }
        | Stop::ReadOnly => false,
    }
}
