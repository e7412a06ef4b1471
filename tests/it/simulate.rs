//! Seeds in, ledger out: whole histories in virtual time, with deaths, and the provider's own ledger as
//! the judge.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use exodial::{
    campaign::{
        Ambiguity, CallingHours, Check, Neutral, Number, Outcome, RetryPolicy, Timing, Unavailable,
        Unless, When, WhitelistPolicy,
    },
    clock::{Moment, Timestamp},
    contacts::ContactId,
    dispatch::{pace::Pacer, runner::Runner},
    engine::{
        Engine, Rules,
        effect::{Answer, CallRecord, Query, Reply},
    },
    journal::{
        event::{CallDetails, Dnd, Doubt, Fact, Sid, Standing},
        memory::MemoryJournal,
    },
    plan::CallRequest,
    sim::{
        prng::Prng,
        world::{Deaths, Life, Provider, World},
    },
};

struct Call {
    sid: Sid,
    to: Number,
    at: Timestamp,
    ends: Timestamp,
    outcome: Outcome,
}

struct Toy {
    prng: Prng,
    calls: Vec<Call>,
    requests: Vec<Timestamp>,
    lose: u64,
    lag: u64,
}

impl Toy {
    fn record(&self, now: Timestamp, c: &Call) -> CallRecord {
        let settled = now >= c.ends + Duration::from_secs(120);
        CallRecord {
            sid: c.sid.clone(),
            from: Some(c.to),
            exophone: None,
            outbound_api: true,
            created: Some(Timestamp::from_secs(c.at.as_millis().div_euclid(1000))),
            outcome: (now >= c.ends).then_some(c.outcome),
            details: CallDetails {
                duration: settled.then_some(5),
                price: (settled && c.outcome == Outcome::Completed).then(|| "1.0".into()),
                ..Default::default()
            },
        }
    }
    fn place(&mut self, now: Timestamp, call: &CallRequest) -> Sid {
        let sid = Sid::parse(&format!("sid{:08}", self.calls.len())).unwrap();
        let outcome = Outcome::ALL[self.prng.below(4) as usize];
        let ends = now + Duration::from_secs(5 + self.prng.below(140));
        self.calls.push(Call {
            sid: sid.clone(),
            to: call.to,
            at: now,
            ends,
            outcome,
        });
        sid
    }
}

impl Provider for Toy {
    fn connect(&mut self, now: Timestamp, call: &CallRequest) -> (Duration, Answer) {
        self.requests.push(now);
        let ms = Duration::from_millis(self.prng.below(400));
        if self.prng.below(1000) < self.lose {
            if self.prng.below(2) == 0 {
                self.place(now, call);
            }
            return match self.prng.below(3) {
                0 => (Duration::MAX, Answer::NotSent { why: String::new() }),
                1 => (
                    ms,
                    Answer::Lost {
                        doubt: Doubt::ServerError,
                        evidence: String::new(),
                    },
                ),
                _ => (
                    ms,
                    Answer::Lost {
                        doubt: Doubt::Unreadable,
                        evidence: String::new(),
                    },
                ),
            };
        }
        match self.prng.below(40) {
            0 => (
                ms,
                Answer::Dnd {
                    message: "TRAI NDNC".into(),
                },
            ),
            1 => (
                ms,
                Answer::Row {
                    message: "bad".into(),
                },
            ),
            2 => (ms, Answer::TooMany { retry_after: None }),
            3 => (
                ms,
                Answer::NotSent {
                    why: "refused".into(),
                },
            ),
            _ => {
                let sid = self.place(now, call);
                (
                    ms,
                    Answer::Accepted {
                        sid,
                        created: Some(now),
                    },
                )
            }
        }
    }
    fn ask(&mut self, now: Timestamp, query: &Query) -> (Duration, Reply) {
        self.requests.push(now);
        let ms = Duration::from_millis(self.prng.below(400));
        if self.prng.below(60) == 0 {
            return (ms, Reply::Failed { why: "503".into() });
        }
        let lag = Duration::from_secs(self.lag);
        let listed = |c: &&Call| c.ends + lag <= now;
        let reply = match query {
            Query::Standing(n) => match n.digits() % 7 {
                0 => Reply::Standing {
                    standing: Standing::Blacklist,
                    expires_in: None,
                },
                1 | 2 => Reply::Standing {
                    standing: Standing::Whitelist,
                    expires_in: Some(Duration::from_secs(3600)),
                },
                _ => Reply::Standing {
                    standing: Standing::Neutral,
                    expires_in: None,
                },
            },
            Query::Dnd(n) => Reply::Dnd(if n.digits() % 5 == 0 {
                Dnd::Yes
            } else {
                Dnd::No
            }),
            Query::Sids { sids, .. } => Reply::Calls {
                calls: self
                    .calls
                    .iter()
                    .filter(listed)
                    .filter(|c| sids.contains(&c.sid))
                    .map(|c| self.record(now, c))
                    .collect(),
                complete: true,
            },
            Query::Call(sid) => Reply::Calls {
                calls: self
                    .calls
                    .iter()
                    .filter(|c| c.sid == *sid)
                    .map(|c| self.record(now, c))
                    .collect(),
                complete: true,
            },
            Query::Search {
                numbers,
                since,
                until,
                ..
            } => Reply::Calls {
                calls: self
                    .calls
                    .iter()
                    .filter(listed)
                    .filter(|c| numbers.contains(&c.to) && c.at >= *since && c.at <= *until)
                    .map(|c| self.record(now, c))
                    .collect(),
                complete: true,
            },
        };
        (ms, reply)
    }
    fn latency(&mut self) -> Duration {
        Duration::from_millis(self.prng.below(100))
    }
}

fn rules() -> Rules {
    Rules {
        whitelist: WhitelistPolicy {
            check: Check::Required,
            when: When::Before,
            neutral: Neutral::DndLookup,
            dnd_unavailable: Unless::Skip,
            unavailable: Unavailable::Skip,
            max_age: Duration::from_secs(86400),
        },
        retries: RetryPolicy {
            max_attempts: 3,
            busy: vec![Duration::from_secs(900)],
            no_answer: vec![Duration::from_secs(1800), Duration::from_secs(7200)],
            ..Default::default()
        },
        calls_max: None,
        ring_timeout: Duration::from_secs(30),
        time_limit: Duration::from_secs(120),
        exophone: Number::from_digits(910_000_999_001).unwrap(),
        hours: CallingHours::default(),
        timing: Timing::default(),
        ambiguous: Ambiguity::NeverRedial,
        channels: 60,
    }
}

fn run(seed: u64) -> (usize, u32) {
    let rules = rules();
    let people: Vec<_> = (0..40)
        .map(|i| {
            (
                ContactId(i),
                Number::from_digits(910_000_000_000 + u64::from(i)).unwrap(),
            )
        })
        .collect();
    let mut prng = Prng::new(seed);
    let toy = Toy {
        prng: Prng::new(seed + 1),
        calls: vec![],
        requests: vec![],
        lose: prng.below(300),
        lag: prng.below(600),
    };
    let start: Timestamp = "2026-11-23T09:00:00+05:30"
        .parse::<jiff::Timestamp>()
        .unwrap()
        .into();
    let deaths = Deaths {
        before_append: prng.below(20),
        before_effect: prng.below(20),
        slow_connect: prng.below(20),
    };
    let mut world = World::new(toy, start, rules.timing, deaths, seed);
    let mut journal = MemoryJournal::default();
    let mut lives = 0;
    loop {
        lives += 1;
        assert!(lives < 5000);
        let engine = Engine::new(rules.clone(), people.clone(), BTreeSet::new())
            .recover(journal.events())
            .unwrap();
        let fresh = journal.events().is_empty();
        let mut pacer = Pacer::new(200, world.now);
        for e in journal.events() {
            if matches!(e.fact, Fact::Intended { .. } | Fact::Asked { .. }) {
                pacer.prime(world.now, world.now - e.at);
            }
        }
        let mut runner = Runner::new(engine, journal.clone(), pacer);
        let opened = runner
            .open(
                Moment {
                    wall: world.now,
                    tick: world.now,
                },
                fresh,
                &exodial::journal::past::Past::new(world.now),
            )
            .unwrap();
        let mut render = |_, to| {
            Ok(CallRequest {
                to,
                exophone: rules.exophone,
                app_id: "1".into(),
                ring_timeout: rules.ring_timeout,
                time_limit: rules.time_limit,
                custom_field: None,
                record: None,
            })
        };
        let life = world
            .live(&mut runner, opened, &mut render, &mut (), &|| false)
            .unwrap_or_else(|e| panic!("seed {seed}: {e}"));
        if life == Life::Over {
            let engine = runner.engine();
            assert!(engine.is_finished(), "seed {seed}: {:?}", engine.stop());
            let done: u64 = engine.tally().done.values().sum();
            assert_eq!(done, 40, "seed {seed}: {:?}", engine.tally());
            if seed < 3 {
                eprintln!(
                    "{:?} {}",
                    engine.tally(),
                    world.now - start > Duration::ZERO
                );
            }
            let mut by: BTreeMap<Number, Vec<&Call>> = BTreeMap::new();
            for c in &world.provider.calls {
                by.entry(c.to).or_default().push(c);
            }
            for (n, calls) in by {
                for w in calls.windows(2) {
                    assert!(w[0].outcome != Outcome::Completed, "seed {seed} {n}");
                    assert!(w[0].ends <= w[1].at, "seed {seed} {n}");
                }
            }
            return (world.provider.calls.len(), lives);
        }
        journal = runner.into_journal();
        let outage = prng.below(120_000);
        world.pass(Duration::from_millis(outage));
    }
}

#[test]
fn toy() {
    let mut n = (0, 0);
    for seed in 0..300 {
        let (c, l) = run(seed);
        n.0 += c;
        n.1 += l;
    }
    eprintln!("{n:?}");
}
