//! One test, run: the very path of `run --simulate`, with a journal that lies in memory and a contact file that
//! lies nowhere. Nothing is written.

use std::{
    io::{self, Cursor},
    mem::take,
    path::PathBuf,
};

use csv::StringRecord;
use jiff::{civil, tz::TimeZone};

use super::{scenario::scenario, suite::Suite};
use crate::{
    campaign::{Account, Encoding, Most, test_case::TestCase},
    cli::{
        engage::{self, rendering},
        failure::Failure,
        numbers::Numbers,
        planning,
        project::Context,
        read::{Inputs, has_errors},
        tables::{Rows, Shape, Tables},
    },
    clock::{Moment, Timestamp},
    contacts::{self, ContactId, Contacts, NumberRange, RowReader},
    dispatch::{
        member::{Member, Seat},
        pace::Pacer,
        runner::Runner,
    },
    exotel::Endpoint,
    journal::{
        event::{Event, Fact, Realm},
        memory::MemoryJournal,
    },
    plan::{Script, rehearse::rehearse},
    report::results::{COLUMNS, Counts},
    sim::{
        Account as SimulatedAccount, InProcess,
        account::LedgerCall,
        world::{Deaths, World},
    },
    syntax::Diagnostic,
};

/// What the simulator draws from. Nothing of a test is left to chance; only the names of calls come of it.
const SEED: u64 = 1;

/// A test that was run to its end.
pub(super) struct Lived {
    /// When the run began.
    pub(super) start: Timestamp,
    /// When it ended.
    pub(super) end: Timestamp,
    /// Whether it came to its end.
    pub(super) finished: bool,
    /// The zone of the test's times.
    pub(super) zone: TimeZone,
    /// The day of its beginning there.
    pub(super) day: civil::Date,
    /// The rows.
    pub(super) contacts: Contacts,
    /// The result file: the columns of [`COLUMNS`], a record for each row.
    results: Vec<StringRecord>,
    /// Rows by their final word.
    pub(super) counts: Counts,
    /// The journal.
    pub(super) events: Vec<Event>,
    /// Every call that was placed.
    pub(super) ledger: Vec<LedgerCall>,
}

impl Lived {
    /// A cell of the result file.
    pub(super) fn result(&self, row: usize, column: &str) -> &str {
        let at = COLUMNS.iter().position(|name| *name == column);
        let own = self.contacts.header.names().len();
        let record = self.results.get(row);
        let cell = record.zip(at).and_then(|(record, at)| record.get(own + at));
        cell.unwrap_or_default()
    }

    /// The calls to the person of a row.
    pub(super) fn calls(&self, row: usize) -> impl Iterator<Item = &LedgerCall> {
        let dialled = |event: &Event| match &event.fact {
            Fact::Intended {
                attempt, number, ..
            } if attempt.contact == contact(row) => Some(*number),
            _ => None,
        };
        let numbers: Vec<_> = self.events.iter().filter_map(dialled).collect();
        let own = move |call: &&LedgerCall| numbers.contains(&call.from);
        self.ledger.iter().filter(own)
    }
}

/// The contact of a row.
pub(super) fn contact(row: usize) -> ContactId {
    ContactId(u32::try_from(row).unwrap_or(u32::MAX))
}

/// Why a test was not run.
pub(super) enum NotRun {
    /// Its rows are such that the campaign would not run.
    Findings(Vec<Diagnostic>),
    /// A fault of the program.
    Failed(Failure),
}

impl<E: std::fmt::Display> From<E> for NotRun {
    fn from(fault: E) -> NotRun {
        NotRun::Failed(Failure::internal(fault.to_string()))
    }
}

impl From<Failure> for NotRun {
    fn from(failure: Failure) -> NotRun {
        NotRun::Failed(failure)
    }
}

/// Runs a test.
pub(super) fn live(context: &Context, suite: &Suite, case: &TestCase) -> Result<Lived, NotRun> {
    let policy = &context.project.policy;
    let zone = TimeZone::get(&suite.zone)?;
    let begins = case.at.value.moment(&zone, civil::Date::ZERO);
    let account = context.account(&suite.campaign.account.value)?;
    let realm = Realm::Simulated;
    let endpoint = context.endpoint(account, realm)?;
    let file = contact_file(suite, case)?;
    let mut inputs = inputs(suite, case, &file)?;
    let folder = context.existing(realm, &account.name)?;
    let planned = planning::of_one(context, &inputs, account, &endpoint, realm, &folder, begins)?;
    let start = planned.start;

    let rules = engage::rules(&inputs, account, policy);
    let sids = planned.past.sids().cloned().collect();
    let engine = engage::engine(rules, &inputs.contacts, sids);
    let now = Moment {
        wall: start,
        tick: start,
    };
    let pacer = Pacer::new(account.rate_limit - account.reserve, now.tick);
    let bars = take(&mut inputs.lists);
    let bars = bars.watch(Numbers::of(&inputs).all(), planned.key);
    let member = Member::new("", 1, engine, MemoryJournal::default());
    let mut runner = Runner::of(member.heeding(Box::new(bars)), pacer);
    let opened = runner.open(now, true, &planned.past)?;
    let rows = RowReader::new(vec![Box::new(Cursor::new(&file))], &inputs.contacts)?;
    let mut row = rendering(rows, &inputs);
    let mut render = |_: Seat, attempt, number| row(attempt, number);
    let provider = provider(account, endpoint, &inputs, case);
    let mut world = World::new(provider, start, Deaths::default(), SEED);
    world.live(&mut runner, opened, &mut render, &mut (), &Vec::new)?;
    drop(row);

    let engine = runner.engine();
    let mut results = Vec::new();
    let tables = Tables {
        rows: Rows::Given(&file),
        inputs: &inputs,
        account,
        engine,
    };
    let counts = tables.results(&mut results, Shape::AsInput)?;
    let results = csv::Reader::from_reader(results.as_slice());
    Ok(Lived {
        start,
        end: world.now,
        finished: engine.is_finished(),
        day: begins.to_jiff().to_zoned(zone.clone()).date(),
        zone,
        results: results.into_records().collect::<Result<_, _>>()?,
        counts,
        events: runner.journal().events().to_vec(),
        ledger: world.provider.account.ledger().to_vec(),
        contacts: inputs.contacts,
    })
}

/// The simulator, told what the people of a test do.
fn provider(account: &Account, endpoint: Endpoint, inputs: &Inputs, case: &TestCase) -> InProcess {
    let numbers = Numbers::of(inputs);
    let rows = inputs.contacts.rows.iter().zip(&case.people);
    let called = rows.filter_map(|(row, person)| {
        let first = row.fate.callable()?;
        Some((numbers.of_person(first).collect(), person))
    });
    let scenario = scenario(account, called);
    let simulated = SimulatedAccount::new(scenario, SEED, endpoint.sid(), account.utc_offset);
    InProcess::new(simulated, endpoint, account.timing.answer_timeout)
}

/// The contact file of a test: the columns that the campaign reads.
fn contact_file(suite: &Suite, case: &TestCase) -> io::Result<Vec<u8>> {
    let mut file = csv::Writer::from_writer(Vec::new());
    file.write_record(&suite.columns)?;
    for person in &case.people {
        file.write_record(suite.columns.iter().map(|column| person.cell(column)))?;
    }
    file.into_inner().map_err(|error| error.into_error())
}

/// What the campaign makes of the contact file.
fn inputs(suite: &Suite, case: &TestCase, file: &[u8]) -> Result<Inputs, NotRun> {
    let mut campaign = suite.campaign.clone();
    campaign.contacts.delimiter = Some(b',');
    campaign.contacts.encoding = Encoding::Auto;
    // A few rows of a test are no share of a list.
    campaign.contacts.max_bad_rows = Most::Percent(100.0);
    campaign.contacts.sheet = None;
    campaign.contacts.files.truncate(1);
    let shown = format!("the rows of \"{}\"", case.name.value);
    let input = contacts::Input {
        name: &shown,
        path: &shown,
        bytes: Box::new(Cursor::new(file)),
    };
    let (contacts, mut findings) =
        contacts::read(vec![input], &campaign.contacts, NumberRange::Simulator);
    let Some(contacts) = contacts else {
        return Err(NotRun::Findings(findings));
    };
    let script = Script::compile(&campaign.call, &contacts.header, &suite.campaign_source);
    let script = script.map_err(NotRun::Findings)?;
    let mut rows = RowReader::new(vec![Box::new(Cursor::new(file))], &contacts)?;
    let (rehearsed, found) = rehearse(
        Some(&script),
        &contacts,
        &mut rows,
        std::slice::from_ref(&shown),
        None,
    )?;
    drop(rows);
    findings.extend(found);
    if has_errors(&findings) {
        return Err(NotRun::Findings(findings));
    }
    Ok(Inputs {
        path: PathBuf::from(&**suite.campaign_source.path()),
        bytes: suite.campaign_bytes.clone(),
        campaign,
        contact_files: Vec::new(),
        contacts,
        script,
        rehearsed,
        lists: suite.lists.clone(),
        findings,
    })
}
