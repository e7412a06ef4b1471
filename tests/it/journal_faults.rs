//! Disks that are full or fail, and what a journal makes of them.

use std::{
    io,
    path::{Path, PathBuf},
    process::Command,
};

use exodial::journal::{
    Journal as _,
    append::{Appender, Medium},
    event::Event,
    file::{self, Durability, FileJournal},
    scan::Records,
};

use super::journal::{ambiguous, intended, started};

/// A disk with so much room, part of it set aside, that may refuse to sync.
#[derive(Debug)]
struct Small {
    bytes: Vec<u8>,
    room: usize,
    reserve: Option<usize>,
    syncs_left: usize,
    syncs: usize,
}

impl Small {
    fn new(room: usize, reserve: Option<usize>) -> Small {
        Small {
            bytes: Vec::new(),
            room,
            reserve,
            syncs_left: usize::MAX,
            syncs: 0,
        }
    }
}

impl Medium for Small {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        let room = self.room - self.bytes.len();
        self.bytes.extend(&bytes[..bytes.len().min(room)]);
        if bytes.len() <= room {
            Ok(())
        } else {
            Err(io::ErrorKind::StorageFull.into())
        }
    }
    fn sync(&mut self) -> io::Result<()> {
        self.syncs += 1;
        match self.syncs_left.checked_sub(1) {
            Some(left) => self.syncs_left = left,
            None => return Err(io::Error::other("the disk is gone")),
        }
        Ok(())
    }
    fn cut(&mut self, length: u64) -> io::Result<()> {
        self.bytes
            .truncate(usize::try_from(length).expect("it is small"));
        Ok(())
    }
    fn release(&mut self) -> io::Result<bool> {
        let reserve = self.reserve.take();
        self.room += reserve.unwrap_or(0);
        Ok(reserve.is_some())
    }
}

fn read(bytes: &[u8]) -> Vec<Event> {
    let mut records = Records::open(bytes).expect("it is a journal");
    let mut all = Vec::new();
    while let Some(events) = records.next_record().expect("it is whole") {
        all.extend(events);
    }
    all
}

/// Appends until it fails: what was said to be durable, and whether the disk was said to be full in time.
fn fill(journal: &mut Appender<Small>) -> (Vec<Event>, usize) {
    let (mut durable, mut after_warning) = (vec![started("r")], 0);
    for contact in 0.. {
        let warned = journal.is_short_of_space();
        match journal.append(vec![intended(contact)]) {
            Ok(kept) => durable.extend_from_slice(kept.events()),
            Err(_) => break,
        }
        after_warning += usize::from(warned);
    }
    (durable, after_warning)
}

#[test]
fn on_a_full_disk_the_reserve_keeps_what_is_under_way() {
    for room in 1000..1300 {
        let (mut journal, _durable) =
            Appender::begin(Small::new(room, Some(1000)), vec![started("r")]).expect("room");
        let (durable, after_warning) = fill(&mut journal);
        assert!(journal.is_short_of_space());
        assert!(
            after_warning >= 5,
            "the reserve takes more after the warning"
        );
        assert!(
            journal.append(vec![intended(0)]).is_err(),
            "an error is final"
        );
        assert_eq!(
            read(&journal.medium().bytes),
            durable,
            "with room for {room}"
        );
    }
}

#[test]
fn without_a_reserve_a_full_disk_ends_the_journal_and_loses_nothing() {
    for room in 1000..1300 {
        let (mut journal, _durable) =
            Appender::begin(Small::new(room, None), vec![started("r")]).expect("room");
        let (durable, _) = fill(&mut journal);
        assert!(journal.is_short_of_space());
        assert_eq!(
            read(&journal.medium().bytes),
            durable,
            "with room for {room}"
        );
    }
}

#[test]
fn a_failed_sync_is_final_and_never_tried_again() {
    let mut disk = Small::new(10_000, Some(1000));
    disk.syncs_left = 2;
    let (mut journal, _durable) = Appender::begin(disk, vec![started("r")]).expect("room");
    let _durable = journal
        .append(vec![intended(1)])
        .expect("the disk is there");
    assert!(journal.append(vec![intended(2)]).is_err());
    let error = journal
        .append(vec![intended(3)])
        .expect_err("an error is final");
    assert!(error.to_string().contains("the disk is gone"), "{error}");
    assert_eq!(journal.medium().syncs, 3, "nothing was tried again");
    assert!(journal.medium().reserve.is_some(), "the disk was not full");
}

/// A file system of two mebibytes, where the test may make one.
struct Tmpfs(PathBuf);

impl Tmpfs {
    fn mount(at: &Path) -> Option<Tmpfs> {
        let mut mount = Command::new("mount");
        mount
            .args(["-t", "tmpfs", "-o", "size=2m", "exodial-test"])
            .arg(at);
        let done = mount.output().ok()?.status.success();
        done.then(|| Tmpfs(at.to_owned()))
    }
}

impl Drop for Tmpfs {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).output();
    }
}

#[test]
fn a_file_on_a_full_disk_keeps_what_is_under_way_and_goes_on_later() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    // Only root may mount; the tests above say the same of a disk of bytes.
    let Some(disk) = Tmpfs::mount(folder.path()) else {
        return;
    };
    let path = disk.0.join("journal");
    let (mut journal, _durable) =
        FileJournal::create(&path, started("r"), Durability::Disk).expect("there is room");
    let (mut durable, mut after_warning) = (vec![started("r")], 0);
    let error = loop {
        let warned = journal.is_short_of_space();
        match journal.append(vec![ambiguous(1, 4000)]) {
            Ok(kept) => durable.extend_from_slice(kept.events()),
            Err(error) => break error,
        }
        after_warning += usize::from(warned);
    };
    assert_eq!(error.kind(), io::ErrorKind::StorageFull);
    assert!(
        after_warning > 200,
        "the reserve of a mebibyte was given up"
    );
    drop(journal);
    let reopened = FileJournal::open(&path, Durability::Disk).expect("it is whole");
    assert_eq!(reopened.events, durable);
    assert!(
        reopened.journal.is_short_of_space(),
        "there is no room for a reserve"
    );
    assert_eq!(file::read(&path).expect("it is whole"), durable);
}
