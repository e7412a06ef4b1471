//! What keeps calls from being placed: whole runs in virtual time, on a provider with one fault.

use std::{collections::BTreeSet, time::Duration};

use exodial::{
    campaign::{Check, Outcome, Timing, When},
    clock::Timestamp,
    engine::{
        Rules,
        effect::{Answer, Query, Reply},
    },
    journal::{
        event::{Doubt, Event, Fact, Stop},
        memory::MemoryJournal,
    },
    plan::{CallRequest, Disposition},
    sim::{
        InProcess, Scenario,
        world::{Life, Provider},
    },
};

use crate::{
    reconcile::rules,
    simulated::START,
    whole::{Beginning, Lived, provider},
};

/// An account that is out of order for a while.
struct Broken {
    real: InProcess,
    /// From when until when connect requests get no answer that can be read.
    calls: (Timestamp, Timestamp),
    /// Until when reads of calls fail.
    reads: Timestamp,
    /// When something was read.
    asked: Vec<Timestamp>,
}

impl Broken {
    fn new(rules: &Rules) -> Broken {
        Broken {
            real: provider(Scenario::default(), &rules.timing),
            calls: (START, START),
            reads: START,
            asked: Vec::new(),
        }
    }
}

impl Provider for Broken {
    fn connect(&mut self, now: Timestamp, call: &CallRequest) -> (Duration, Answer) {
        let (from, until) = self.calls;
        if from <= now && now < until {
            let (doubt, evidence) = (Doubt::ServerError, String::new());
            return (Duration::from_millis(700), Answer::Lost { doubt, evidence });
        }
        self.real.connect(now, call)
    }

    fn ask(&mut self, now: Timestamp, query: &Query) -> (Duration, Reply) {
        let is_read = !matches!(query, Query::Standing(_) | Query::Dnd(_));
        if is_read {
            self.asked.push(now);
        }
        if is_read && now < self.reads {
            let why = "500".to_owned();
            return (Duration::from_millis(300), Reply::Failed { why });
        }
        self.real.ask(now, query)
    }
}

fn live(rules: &Rules, people: u32, provider: Broken) -> Lived<Broken> {
    let beginning = Beginning {
        provider,
        people,
        foreign: BTreeSet::new(),
        limit: 200,
        start: START,
    };
    let lived = beginning.live(rules);
    assert_eq!(lived.life, Life::Over);
    lived
}

fn events(lived: &Lived<Broken>) -> &[Event] {
    let journal: &MemoryJournal = lived.runner.journal();
    journal.events()
}

fn intents(lived: &Lived<Broken>) -> Vec<Timestamp> {
    let intended = events(lived).iter();
    let intended = intended.filter(|event| matches!(event.fact, Fact::Intended { .. }));
    intended.map(|event| event.at).collect()
}

/// A call holds its channel until its end is read, or until it can only be over: never as long as reads may
/// take to be believed.
#[test]
fn a_call_whose_end_is_never_read_gives_its_channel_back() {
    let mut rules = rules(Timing::default());
    rules.channels = 2;
    let mut provider = Broken::new(&rules);
    // Longer than any call is waited for.
    provider.reads = START + rules.timing.confirm_for * 3;
    let lived = live(&rules, 6, provider);
    let intents = intents(&lived);
    assert_eq!(intents.len(), 6);
    let each = rules.call_over();
    let apart = |nth: usize| intents[nth] - START;
    assert!(apart(1) < Duration::from_secs(2));
    assert!(
        each <= apart(2) && apart(3) < each + Duration::from_secs(5),
        "{:?}",
        apart(3)
    );
    assert!(each * 2 <= apart(4) && apart(5) < each * 2 + Duration::from_secs(10));
    let accepted = |event: &&Event| matches!(event.fact, Fact::Accepted { .. });
    let accepted = events(&lived).iter().filter(accepted).count() as u64;
    let done = &lived.runner.engine().tally().done;
    assert!(accepted > 3, "{accepted} calls");
    assert_eq!(done.get(&Disposition::Unsettled), Some(&accepted));
}

#[test]
fn an_outage_spoils_five_people_and_those_on_their_way() {
    let mut rules = rules(Timing::default());
    rules.channels = 100;
    let outage = (
        START + Duration::from_secs(30),
        START + Duration::from_secs(1_530),
    );
    let mut provider = Broken::new(&rules);
    provider.calls = outage;
    provider.reads = outage.1;
    let lived = live(&rules, 200, provider);
    let doubts = events(&lived)
        .iter()
        .filter(|event| matches!(event.fact, Fact::Ambiguous { .. }));
    // Requests leave at 200 a minute and are answered after 700 ms: three are on their way.
    let doubts = doubts.count() as u64;
    assert!((5..=5 + 3).contains(&doubts), "{doubts} people in doubt");
    let done = &lived.runner.engine().tally().done;
    let unsettled = done.get(&Disposition::Unsettled).copied().unwrap_or(0);
    assert_eq!(unsettled, doubts);
    assert_eq!(done.values().sum::<u64>(), 200, "all others were called");
    let dialled = intents(&lived).into_iter();
    let dialled = dialled.filter(|at| outage.0 + Duration::from_secs(5) < *at && *at < outage.1);
    assert_eq!(
        dialled.count(),
        0,
        "nobody is dialled while nothing is answered"
    );
    // Reads go on, and the first one that is answered lets a call through.
    let asked = &lived.world.provider.asked;
    let answered = asked.iter().find(|at| **at >= outage.1).expect("a read");
    assert!(*answered < outage.1 + Duration::from_secs(60), "{answered}");
    let first = intents(&lived).into_iter().find(|at| *at >= outage.1);
    let first = first.expect("it goes on");
    assert!(first < outage.1 + Duration::from_secs(610), "{first}");
}

/// Where reads are answered and calls are not, one call at a time asks whether it is over.
#[test]
fn one_call_at_a_time_asks_whether_an_outage_is_over() {
    let mut rules = rules(Timing::default());
    rules.channels = 100;
    let mut provider = Broken::new(&rules);
    provider.calls = (START, START + Duration::from_secs(1_530));
    let end = provider.calls.1;
    let lived = live(&rules, 100, provider);
    let during = intents(&lived).into_iter().filter(|at| *at < end).count();
    // Pauses of 1, 2, 4, 8 and 10 minutes.
    assert!(
        (5 + 4..=5 + 3 + 5).contains(&during),
        "{during} requests in an outage"
    );
}

#[test]
fn a_pace_of_its_own_is_kept_and_used() {
    let mut rules = rules(Timing::default());
    rules.channels = 1_000;
    rules.retries.max_attempts = 1;
    for rate in [1_u32, 7, 45, 120] {
        rules.pacing.rate = Some(rate);
        let people = rate * 3;
        let lived = live(&rules, people, Broken::new(&rules));
        let intents = intents(&lived);
        let minute = Duration::from_secs(60);
        for (first, at) in intents.iter().enumerate() {
            let most = intents[first..]
                .iter()
                .take_while(|other| **other < *at + minute)
                .count();
            assert!(most <= rate as usize, "{most} in a minute of {rate}");
        }
        let took = intents[intents.len() - 1] - intents[0];
        // A place is free a minute after the answer.
        assert!(
            took <= minute * 3 + Duration::from_secs(10),
            "{rate}/min: {took:?}"
        );
    }
}

/// Nobody else is called, so no request is saved for calls: ends are read as often as in a run without people.
#[test]
fn a_run_at_its_limit_reads_without_delay() {
    let mut rules = rules(Timing::default());
    rules.whitelist.check = Check::Required;
    rules.whitelist.when = When::Ahead;
    rules.calls_max = Some(3);
    // More than are looked up ahead.
    let lived = live(&rules, 400, Broken::new(&rules));
    assert_eq!(lived.runner.engine().tally().calls, 3);
    let asked = events(&lived).iter();
    let asked = asked
        .filter(|event| matches!(&event.fact, Fact::Asked { question, .. } if question.is_read()));
    let asked: Vec<Timestamp> = asked.map(|event| event.at).collect();
    let often = rules.timing.poll_every / 5;
    let often = asked
        .windows(2)
        .filter(|pair| pair[1] - pair[0] <= often)
        .count();
    assert!(often >= 4, "{asked:?}");
}

/// The share of completed calls is higher than that on every profile of the simulator.
#[test]
fn outcomes_stop_a_run_once_there_are_enough_of_them() {
    let mut rules = rules(Timing::default());
    rules.channels = 3;
    let text = "exodial: 1\ncampaign: x\ncontacts: { file: a.csv, phone: a }\n\
                call: { exophone: \"08047112233\", app_id: 1 }\n\
                limits: { stop_when: [\"completed >= 2 of last 5\"] }\n";
    let source = exodial::syntax::Source::new("x.yaml", text.to_owned());
    let (campaign, _) = exodial::campaign::read(&source);
    rules.limits = campaign.expect("a campaign").limits;
    let lived = live(&rules, 60, Broken::new(&rules));
    let mut outcomes = Vec::new();
    let mut stopped = false;
    for event in events(&lived) {
        match &event.fact {
            Fact::Ended { outcome, .. } => outcomes.push(*outcome),
            Fact::Stopped {
                why:
                    Stop::Outcomes {
                        condition,
                        some,
                        of,
                    },
            } => {
                assert_eq!((&**condition, *of), ("completed >= 2 of last 5", 5));
                assert!(*some >= 2 && outcomes.len() >= 5);
                stopped = true;
            }
            Fact::Intended { .. } => {
                assert!(!stopped);
                let newest = outcomes.len().checked_sub(5).map(|from| &outcomes[from..]);
                let completed = newest.unwrap_or_default().iter();
                let completed = completed.filter(|outcome| **outcome == Outcome::Completed);
                assert!(completed.count() < 2);
            }
            _ => {}
        }
    }
    assert!(stopped && !lived.runner.engine().is_finished());
}
