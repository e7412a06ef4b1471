//! What happened to one person in one simulated run, as the journal tells it and as the provider knows it.
//!
//! Every fourth connect request here gets no usable answer, most of them with a call behind it, and the
//! process is killed now and then. The same seed is the same history:
//!
//! ```sh
//! cargo run --example history -- 7      # somebody who was in doubt in that run
//! cargo run --example history -- 7 3    # the person in row 3 of that run
//! ```

use std::{
    collections::BTreeSet,
    error::Error,
    io::{self, Write as _},
    time::Duration,
};

use exodial::{
    campaign::{
        Ambiguity, CallingHours, Check, Limits, Neutral, Number, Pacing, Pool, RetryPolicy,
        Schedule, Timing, Unavailable, Unless, When, WhitelistPolicy,
    },
    clock::{Moment, Timestamp, UtcOffset},
    contacts::ContactId,
    dispatch::{member::Seat, pace::Pacer, runner::Runner},
    engine::{Engine, Rules},
    exotel::Endpoint,
    journal::{
        event::{AttemptId, Event, Fact, Question},
        memory::MemoryJournal,
        past::Past,
    },
    plan::CallRequest,
    sim::{
        Account, InProcess, Scenario,
        world::{Deaths, World},
    },
};

const PEOPLE: u32 = 20;
const RATE: u32 = 200;

const SCENARIO: &str = "
outcomes: { completed: 50%, no-answer: 30%, busy: 20% }
whitelist: { whitelist: 100% }
ambiguous:
  drop: { placed: 10%, not_placed: 5% }
  reset: { placed: 5% }
  no_sid: { placed: 5% }
";

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let seed = arguments.next().map_or(Ok(1), |seed| seed.parse())?;
    let asked_for = arguments.next().map(|row| row.parse()).transpose()?;

    let history = live(seed)?;
    let story = |contact| {
        let about = move |event: &&Event| concerns(&event.fact, contact);
        history.events.iter().filter(about)
    };
    let in_doubt = |contact| {
        let doubts = story(contact).filter(|event| matches!(event.fact, Fact::Ambiguous { .. }));
        (doubts.count(), story(contact).count())
    };
    let strangest = || (0..PEOPLE).max_by_key(|row| in_doubt(ContactId(*row)));
    let row: u32 = asked_for.or_else(strangest).unwrap_or_default();
    if row >= PEOPLE {
        return Err(format!("the run has rows 0 to {}", PEOPLE - 1).into());
    }
    let contact = ContactId(row);

    let mut out = io::stdout().lock();
    writeln!(
        out,
        "seed {seed}, row {row}; lives of the process: {}\n\nthe journal:",
        history.lives
    )?;
    for event in story(contact) {
        writeln!(out, "  {}  {}", time(event.at), told(&event.fact)?)?;
    }
    writeln!(out, "\nthe provider's ledger:")?;
    let calls = history.account.ledger().iter();
    for call in calls.filter(|call| call.from == number(row)) {
        let (from, to) = (time(call.placed_at), time(call.ends_at));
        writeln!(
            out,
            "  {from} to {to}  {}  {}",
            call.sid.as_str(),
            call.outcome.as_str()
        )?;
    }
    let fate = history.engine.fate(contact).ok_or("a person has a fate")?;
    let word = fate.disposition.as_str();
    writeln!(out, "\nthe last word: {word} {}", fate.reason)?;
    Ok(())
}

/// A run that is over, and the account that served it.
struct History {
    events: Vec<Event>,
    engine: Engine,
    account: Account,
    lives: u32,
}

/// Lets processes live and die until the run is over.
fn live(seed: u64) -> Result<History, Box<dyn Error>> {
    let rules = rules();
    let people: Vec<_> = (0..PEOPLE)
        .map(|row| (ContactId(row), number(row)))
        .collect();
    let account = Account::new(Scenario::parse(SCENARIO)?, seed, "acme1", UtcOffset::IST);
    let endpoint = Endpoint::new("acme1", "http://127.0.0.1:1", UtcOffset::IST, None)?;
    let provider = InProcess::new(account, endpoint, rules.timing.answer_timeout);
    let deaths = Deaths {
        before_append: 10,
        before_effect: 20,
        slow_connect: 0,
    };
    let start: jiff::Timestamp = "2026-11-23T09:00:00+05:30".parse()?;
    let mut world = World::new(provider, start.into(), deaths, seed);
    let (mut events, mut lives) = (Vec::new(), 0);
    loop {
        lives += 1;
        let now = Moment {
            wall: world.now,
            tick: world.now,
        };
        let mut past = Past::new(world.now.earlier(Duration::from_secs(3600)));
        past.fold_own(&events);
        let mut pacer = Pacer::new(RATE, now.tick);
        pacer.prime(now, &past.requests(), &rules.timing);
        let engine = Engine::new(rules.clone(), people.clone(), BTreeSet::new());
        let engine = engine.recover(&events)?;
        let fresh = events.is_empty();
        let mut runner = Runner::new(engine, MemoryJournal::of(events), pacer);
        let opened = runner.open(now, fresh, &past)?;
        let mut render = |_: Seat, _: AttemptId, to: Number| Ok(request(&rules, to));
        world.live(&mut runner, opened, &mut render, &mut (), &Vec::new)?;
        events = runner.journal().events().to_vec();
        if runner.engine().is_finished() {
            let (engine, account) = (runner.engine().clone(), world.provider.account);
            return Ok(History {
                events,
                engine,
                account,
                lives,
            });
        }
        // Somebody starts it again.
        world.pass(Duration::from_secs(20));
    }
}

fn rules() -> Rules {
    let minutes = |minutes: u64| Duration::from_secs(60 * minutes);
    Rules {
        whitelist: WhitelistPolicy {
            check: Check::Required,
            when: When::Before,
            neutral: Neutral::DndLookup,
            dnd_unavailable: Unless::Skip,
            unavailable: Unavailable::Skip,
            max_age: minutes(24 * 60),
        },
        retries: RetryPolicy {
            max_attempts: 3,
            busy: vec![minutes(15)],
            no_answer: vec![minutes(30), minutes(120)],
            failed: vec![],
            canceled: vec![],
            ..RetryPolicy::default()
        },
        calls_max: None,
        ring_timeout: Duration::from_secs(30),
        time_limit: minutes(2),
        pool: Pool::one(Number::SIMULATOR_LAST),
        pacing: Pacing::default(),
        limits: Limits::default(),
        schedule: Schedule::of_hours(&CallingHours::default()),
        timing: Timing::default(),
        ambiguous: Ambiguity::NeverRedial,
        channels: 60,
        caps: Vec::new(),
        not_called_within: None,
        utc_offset: UtcOffset::IST,
    }
}

/// The number of a row: the simulator's, which nobody can be assigned.
fn number(row: u32) -> Number {
    let digits = Number::SIMULATOR_FIRST.digits() + u64::from(row);
    Number::from_digits(digits).unwrap_or(Number::SIMULATOR_FIRST)
}

fn request(rules: &Rules, to: Number) -> CallRequest {
    CallRequest {
        to,
        exophone: rules.pool.exophone(to),
        app_id: "84521".to_owned(),
        ring_timeout: rules.ring_timeout,
        time_limit: rules.time_limit,
        custom_field: None,
        record: None,
        status_callback: None,
    }
}

/// Whether a fact is about a person, or about everybody.
fn concerns(fact: &Fact, who: ContactId) -> bool {
    match fact {
        Fact::Asked { question, .. } => match question {
            Question::Standing(contact) | Question::Dnd(contact) => *contact == who,
            Question::Earlier { .. } => true,
            Question::Outcome(attempt) => attempt.contact == who,
            Question::Outcomes(attempts) | Question::Search(attempts) => {
                attempts.iter().any(|attempt| attempt.contact == who)
            }
        },
        Fact::Resumed
        | Fact::Paused { .. }
        | Fact::Unpaused { .. }
        | Fact::Expired
        | Fact::Stopped { .. }
        | Fact::Finished => true,
        fact => fact.contact() == Some(who),
    }
}

/// A fact as the journal keeps it; of questions about many calls, how many.
fn told(fact: &Fact) -> Result<String, serde_json::Error> {
    let about = |what, attempts: &[AttemptId]| format!("asked {what} of {} calls", attempts.len());
    match fact {
        Fact::Asked { question, .. } => match question {
            Question::Outcomes(attempts) => Ok(about("for the outcomes", attempts)),
            Question::Search(attempts) => Ok(about("whether there are any", attempts)),
            question => serde_json::to_string(question).map(|text| format!("asked {text}")),
        },
        fact => serde_json::to_string(fact),
    }
}

/// The time of day in India.
fn time(at: Timestamp) -> String {
    let text = at.rfc3339(UtcOffset::IST);
    text.get(11..19).unwrap_or(&text).to_owned()
}
