//! What every journal does, and what a journal in a file does besides.

use std::{
    fs,
    path::{Path, PathBuf},
};

use exodial::{
    campaign::Number,
    clock::Timestamp,
    contacts::ContactId,
    journal::{
        Journal,
        event::{AttemptId, Doubt, Event, FORMAT, Fact, Header, Realm},
        file::{self, Durability, FileJournal, JournalError},
        memory::MemoryJournal,
        scan::Fault,
    },
};
use tempfile::TempDir;

pub(crate) fn number(nth: u64) -> Number {
    Number::from_digits(Number::SIMULATOR_FIRST.digits() + nth).expect("the range is valid")
}

pub(crate) fn attempt(contact: u32, number: u16) -> AttemptId {
    AttemptId {
        contact: ContactId(contact),
        number,
    }
}

pub(crate) fn at(seconds: i64, fact: Fact) -> Event {
    Event {
        at: Timestamp::from_secs(1_795_392_000 + seconds),
        fact,
    }
}

pub(crate) fn started(run: &str) -> Event {
    let header = Header {
        format: FORMAT,
        program: "0.1.0".into(),
        run: run.into(),
        campaign: "welcome".into(),
        account: "default".into(),
        realm: Realm::Simulated,
        plan: "7f3a91".into(),
        approval: "--yes".into(),
        campaign_file: "campaigns/emi.campaign.yaml".into(),
        campaign_sha256: "aa".into(),
        contacts_sha256: "bb".into(),
        policy_sha256: "cc".into(),
        rows: 1000,
        people: 990,
        companions: vec![],
        seed: Some(7),
    };
    at(0, Fact::Started(Box::new(header)))
}

pub(crate) fn intended(contact: u32) -> Event {
    let fact = Fact::Intended {
        attempt: attempt(contact, 1),
        number: number(u64::from(contact)),
        not_after: Timestamp::from_secs(1_795_392_010),
    };
    at(i64::from(contact), fact)
}

/// An event whose text is `length` bytes longer than its least.
pub(crate) fn ambiguous(contact: u32, length: usize) -> Event {
    let fact = Fact::Ambiguous {
        attempt: attempt(contact, 1),
        why: Doubt::Timeout,
        evidence: "e".repeat(length).into(),
        hold_until: Timestamp::from_secs(1_795_402_000),
    };
    at(i64::from(contact), fact)
}

/// A journal in a folder of its own.
pub(crate) fn scratch() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("journal");
    (folder, path)
}

/// A place where a journal is kept, and the ways into it.
trait Backend {
    type Open: Journal;
    fn begin(&mut self, started: Event) -> Self::Open;
    fn reopen(&mut self, open: Self::Open) -> (Self::Open, Vec<Event>);
}

struct Memory;

impl Backend for Memory {
    type Open = MemoryJournal;
    fn begin(&mut self, started: Event) -> MemoryJournal {
        let mut journal = MemoryJournal::default();
        let _durable = journal.append(vec![started]).expect("memory takes all");
        journal
    }
    fn reopen(&mut self, open: MemoryJournal) -> (MemoryJournal, Vec<Event>) {
        let events = open.events().to_vec();
        (open, events)
    }
}

struct OnDisk(PathBuf, Durability);

impl Backend for OnDisk {
    type Open = FileJournal;
    fn begin(&mut self, started: Event) -> FileJournal {
        let (journal, durable) =
            FileJournal::create(&self.0, started.clone(), self.1).expect("it is new");
        assert_eq!(durable.events(), [started]);
        journal
    }
    fn reopen(&mut self, open: FileJournal) -> (FileJournal, Vec<Event>) {
        drop(open);
        let again = FileJournal::open(&self.0, self.1).expect("it is whole");
        assert_eq!(again.cut, 0);
        (again.journal, again.events)
    }
}

fn keeps_what_is_appended(mut backend: impl Backend) {
    let mut all = vec![started("r")];
    let mut journal = backend.begin(all[0].clone());
    let batches = [
        vec![intended(1)],
        vec![],
        vec![ambiguous(1, 0), intended(2), ambiguous(2, 3000)],
    ];
    for batch in batches {
        let durable = journal.append(batch.clone()).expect("there is room");
        assert_eq!(
            durable.events(),
            batch,
            "what is durable is what was appended"
        );
        all.extend(batch);
    }
    let (mut journal, events) = backend.reopen(journal);
    assert_eq!(events, all, "everything comes back, in order");
    let _durable = journal.append(vec![intended(3)]).expect("there is room");
    all.push(intended(3));
    assert_eq!(backend.reopen(journal).1, all, "also behind a reopening");
}

#[test]
fn every_journal_keeps_what_is_appended() {
    keeps_what_is_appended(Memory);
    for durability in [Durability::Disk, Durability::Process] {
        let (_folder, path) = scratch();
        keeps_what_is_appended(OnDisk(path, durability));
    }
}

#[test]
fn an_append_of_any_size_is_kept() {
    let (_folder, path) = scratch();
    let (mut journal, _durable) =
        FileJournal::create(&path, started("r"), Durability::Process).expect("it is new");
    let many: Vec<Event> = (0..300).map(|contact| ambiguous(contact, 8000)).collect();
    let _durable = journal.append(many.clone()).expect("there is room");
    assert_eq!(file::read(&path).expect("it is whole")[1..], many);
}

#[test]
fn an_event_that_no_reader_would_take_is_refused_and_ends_the_journal() {
    let (_folder, path) = scratch();
    let (mut journal, _durable) =
        FileJournal::create(&path, started("r"), Durability::Process).expect("it is new");
    assert!(journal.append(vec![ambiguous(1, 17 << 20)]).is_err());
    assert!(
        journal.append(vec![intended(1)]).is_err(),
        "an error is final"
    );
    assert_eq!(file::read(&path).expect("it is whole"), [started("r")]);
}

#[test]
fn a_journal_can_be_read_while_it_is_written() {
    let (_folder, path) = scratch();
    let (mut journal, _durable) =
        FileJournal::create(&path, started("r"), Durability::Process).expect("it is new");
    for contact in 0..5 {
        let _durable = journal
            .append(vec![intended(contact)])
            .expect("there is room");
        let seen = file::read(&path).expect("it is whole");
        assert_eq!(
            seen.len(),
            usize::try_from(contact).expect("it is small") + 2
        );
    }
}

#[test]
fn reading_changes_nothing_and_opening_cuts_only_what_was_torn() {
    let (_folder, path) = scratch();
    let (journal, _durable) =
        FileJournal::create(&path, started("r"), Durability::Process).expect("it is new");
    drop(journal);
    let whole = fs::read(&path).expect("it is there");
    let torn = [&whole[..], &[0; 700]].concat();
    fs::write(&path, &torn).expect("it can be written");
    assert_eq!(
        file::read(&path).expect("the rest is whole"),
        [started("r")]
    );
    assert_eq!(fs::read(&path).expect("it is there"), torn);
    let reopened = FileJournal::open(&path, Durability::Process).expect("the rest is whole");
    assert_eq!(reopened.cut, 700);
    assert_eq!(fs::read(&path).expect("it is there"), whole);
}

#[test]
fn the_header_tells_which_campaign_a_journal_is_of() {
    let (_folder, path) = scratch();
    let (mut journal, _durable) =
        FileJournal::create(&path, started("welcome-1"), Durability::Process).expect("it is new");
    let _durable = journal.append(vec![intended(1)]).expect("there is room");
    let (header, began) = file::read_header(&path).expect("it is whole");
    assert_eq!((&*header.campaign, &*header.run), ("welcome", "welcome-1"));
    assert_eq!(began, started("").at);
}

#[test]
fn a_journal_is_never_made_over_something() {
    let (folder, path) = scratch();
    fs::write(&path, "mine").expect("it can be written");
    assert!(FileJournal::create(&path, started("r"), Durability::Disk).is_err());
    assert_eq!(fs::read_to_string(&path).expect("it is there"), "mine");
    #[cfg(unix)]
    {
        let link = folder.path().join("link");
        std::os::unix::fs::symlink(folder.path().join("nowhere"), &link).expect("a link");
        assert!(FileJournal::create(&link, started("r"), Durability::Disk).is_err());
        assert!(
            !folder.path().join("nowhere").exists(),
            "links are not followed"
        );
    }
}

#[test]
fn what_is_no_file_is_no_journal() {
    let (folder, path) = scratch();
    let refused = |path: &Path| match file::read(path) {
        Err(JournalError::Io { error, .. }) => error.to_string(),
        other => panic!("{other:?}"),
    };
    assert!(refused(folder.path()).contains("not a file"));
    assert!(
        file::read(&path)
            .expect_err("nothing is there")
            .fault()
            .is_none()
    );
    #[cfg(unix)]
    {
        let target = folder.path().join("target");
        let made = FileJournal::create(&target, started("r"), Durability::Process);
        drop(made.expect("it is new"));
        std::os::unix::fs::symlink(&target, &path).expect("a link");
        assert!(
            refused(&path).contains("not a file"),
            "links are not followed"
        );
        assert!(FileJournal::open(&path, Durability::Process).is_err());
    }
}

#[test]
fn an_error_names_the_journal_and_what_is_wrong_with_it() {
    let (_folder, path) = scratch();
    fs::write(&path, "a,b,c\n1,2,3\n and so on\n").expect("it can be written");
    let error = FileJournal::open(&path, Durability::Disk).expect_err("it is a table");
    assert_eq!(error.fault(), Some(&Fault::Foreign));
    let expected = format!("journal {}: it is not a journal of exodial", path.display());
    assert_eq!(error.to_string(), expected);
}

#[cfg(unix)]
#[test]
fn nobody_else_may_read_a_journal() {
    use std::os::unix::fs::PermissionsExt as _;
    let (folder, path) = scratch();
    let (_journal, _durable) =
        FileJournal::create(&path, started("r"), Durability::Disk).expect("it is new");
    for entry in fs::read_dir(folder.path()).expect("it is there") {
        let entry = entry.expect("it is there");
        let mode = entry.metadata().expect("it is there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{:?}", entry.file_name());
    }
}

#[test]
fn room_is_set_aside_while_a_run_that_calls_people_is_open() {
    let (folder, path) = scratch();
    let reserve = folder.path().join("journal.reserve");
    let size = || fs::metadata(&reserve).map(|found| found.len()).ok();
    let (journal, _durable) =
        FileJournal::create(&path, started("r"), Durability::Disk).expect("it is new");
    assert_eq!(size(), Some(1 << 20));
    assert!(!journal.is_short_of_space());
    drop(journal);
    assert_eq!(size(), None, "a closed run takes no room");
    // A killed process leaves its reserve, perhaps half of it.
    fs::write(&reserve, "half").expect("it can be written");
    let reopened = FileJournal::open(&path, Durability::Disk).expect("it is whole");
    assert_eq!(size(), Some(1 << 20));
    assert!(!reopened.journal.is_short_of_space());
}
