//! Damage done to a journal's bytes: a torn end is cut, everything else is refused, nothing is lost unseen.

use std::fs;

use exodial::journal::{
    Journal as _,
    event::{Event, FORMAT, Fact},
    file::{self, Durability, FileJournal},
    scan::{Fault, Records, ScanError},
};

use super::journal::{ambiguous, at, attempt, intended, scratch, started};

/// Bytes of the preamble: magic, version, checksum.
const PREAMBLE: usize = 16;

/// A journal's bytes, where each of its records ends, and what each holds.
struct Sample {
    bytes: Vec<u8>,
    ends: Vec<usize>,
    batches: Vec<Vec<Event>>,
}

/// One record for the header, and one for each batch.
fn sample(batches: Vec<Vec<Event>>) -> Sample {
    let (_folder, path) = scratch();
    let (mut journal, _durable) =
        FileJournal::create(&path, started("r"), Durability::Process).expect("it is new");
    let length =
        || usize::try_from(fs::metadata(&path).expect("it is there").len()).expect("small");
    let mut ends = vec![length()];
    for batch in &batches {
        let _durable = journal.append(batch.clone()).expect("there is room");
        ends.push(length());
    }
    let mut all = vec![vec![started("r")]];
    all.extend(batches);
    Sample {
        bytes: fs::read(&path).expect("it is there"),
        ends,
        batches: all,
    }
}

fn settled(contact: u32) -> Event {
    let attempt = attempt(contact, 1);
    at(i64::from(contact), Fact::Settled { attempt })
}

/// A hundred records, small ones and some of several sectors.
fn hundred() -> Sample {
    let batch = |nth| match nth % 33 {
        0 => vec![intended(nth), ambiguous(nth, 700)],
        _ => vec![settled(nth)],
    };
    sample((1..100).map(batch).collect())
}

impl Sample {
    /// The events of the first `records` records.
    fn first(&self, records: usize) -> Vec<Event> {
        self.batches[..records].concat()
    }

    /// Where a record begins.
    fn begin(&self, record: usize) -> usize {
        record
            .checked_sub(1)
            .map_or(PREAMBLE, |before| self.ends[before])
    }

    fn last(&self) -> usize {
        self.ends.len() - 1
    }
}

/// What a reader makes of bytes: the events and the bytes it would cut, or why not.
fn read(bytes: &[u8]) -> Result<(Vec<Event>, u64), Fault> {
    let fault = |error| match error {
        ScanError::Fault(fault) => fault,
        ScanError::Io(error) => panic!("memory fails never: {error}"),
    };
    let mut records = Records::open(bytes).map_err(fault)?;
    let mut all = Vec::new();
    while let Some(events) = records.next_record().map_err(fault)? {
        all.extend(events);
    }
    assert_eq!(records.end() + records.torn(), bytes.len() as u64);
    Ok((all, records.torn()))
}

fn damaged(sample: &Sample, record: usize) -> Result<(Vec<Event>, u64), Fault> {
    Err(Fault::Damaged {
        offset: sample.begin(record) as u64,
        record: record as u64 + 1,
    })
}

#[test]
fn cut_at_every_byte_the_whole_records_are_left() {
    let sample = hundred();
    let all = sample.first(sample.ends.len());
    for cut in 0..=sample.bytes.len() {
        let records = sample.ends.partition_point(|end| *end <= cut);
        let found = read(&sample.bytes[..cut]);
        if records == 0 {
            assert_eq!(found, Err(Fault::NotBegun), "cut at {cut}");
            continue;
        }
        let (events, torn) = found.expect("a prefix is no damage");
        let whole: usize = sample.batches[..records].iter().map(Vec::len).sum();
        assert_eq!(events, all[..whole], "cut at {cut}");
        assert_eq!(
            torn,
            (cut - sample.ends[records - 1]) as u64,
            "cut at {cut}"
        );
    }
}

#[test]
fn a_journal_goes_on_behind_every_cut() {
    let sample = hundred();
    let (_folder, path) = scratch();
    let from = sample.begin(97);
    for cut in from..=sample.bytes.len() {
        fs::write(&path, &sample.bytes[..cut]).expect("it can be written");
        let records = sample.ends.partition_point(|end| *end <= cut);
        let mut reopened = FileJournal::open(&path, Durability::Process).expect("it is a prefix");
        let mut expected = sample.first(records);
        assert_eq!(reopened.events, expected, "cut at {cut}");
        let _durable = reopened.journal.append(vec![intended(7)]).expect("room");
        expected.push(intended(7));
        assert_eq!(
            file::read(&path).expect("it is whole"),
            expected,
            "cut at {cut}"
        );
    }
}

#[test]
fn a_changed_byte_is_never_read_and_never_cut() {
    let sample = hundred();
    for record in [0, 1, 33, 66, sample.last()] {
        for byte in sample.begin(record)..sample.ends[record] {
            for change in [0x01, 0x80, 0xff] {
                let mut bytes = sample.bytes.clone();
                bytes[byte] ^= change;
                assert_eq!(
                    read(&bytes),
                    damaged(&sample, record),
                    "byte {byte} of record {record} changed by {change:#x}"
                );
            }
        }
    }
    for byte in 0..PREAMBLE {
        let mut bytes = sample.bytes.clone();
        bytes[byte] ^= 0xff;
        let fault = read(&bytes).expect_err("it is changed");
        let expected = match byte {
            0..8 => Fault::Foreign,
            _ => Fault::Damaged {
                offset: 0,
                record: 0,
            },
        };
        assert_eq!(fault, expected, "byte {byte}");
    }
}

#[test]
fn records_lost_repeated_or_exchanged_are_refused() {
    let sample = sample((1..6).map(|nth| vec![intended(nth)]).collect());
    let piece = |record: usize| &sample.bytes[sample.begin(record)..sample.ends[record]];
    let journal = |order: &[usize]| {
        let records = order.iter().map(|record| piece(*record));
        [
            &sample.bytes[..PREAMBLE],
            &records.collect::<Vec<_>>().concat(),
        ]
        .concat()
    };
    assert_eq!(
        read(&journal(&[0, 1, 2, 3, 4, 5])),
        Ok((sample.first(6), 0))
    );
    assert_eq!(
        read(&journal(&[0, 1, 3, 4, 5])),
        damaged(&sample, 2),
        "lost"
    );
    assert_eq!(
        read(&journal(&[0, 1, 2, 2, 3])),
        damaged(&sample, 3),
        "repeated"
    );
    assert_eq!(
        read(&journal(&[0, 1, 3, 2])),
        damaged(&sample, 2),
        "exchanged"
    );
    assert_eq!(
        read(&journal(&[0, 1, 2, 1])),
        damaged(&sample, 3),
        "repeated last"
    );
}

#[test]
fn a_record_of_another_journal_is_refused() {
    let mine = sample(vec![vec![intended(1)]]);
    let other = sample(vec![vec![intended(2)], vec![intended(3)]]);
    let grafted = [&mine.bytes, &other.bytes[other.begin(2)..]].concat();
    assert_eq!(read(&grafted), damaged(&mine, 2));
}

#[test]
fn sectors_that_never_reached_the_disk_are_a_torn_end() {
    let sample = sample(vec![vec![intended(1)], vec![ambiguous(1, 3000)]]);
    let (begin, end) = (sample.begin(2), sample.bytes.len());
    let mut sector = begin;
    while sector < end {
        let next = (sector / 512 + 1) * 512;
        let mut bytes = sample.bytes.clone();
        bytes[sector..next.min(end)].fill(0);
        let expected = Ok((sample.first(2), (end - begin) as u64));
        assert_eq!(read(&bytes), expected, "sector at {sector}");
        sector = next;
    }
}

#[test]
fn a_sector_lost_from_the_middle_is_refused() {
    let sample = hundred();
    for sector in (512..sample.begin(sample.last()) - 512).step_by(512) {
        let mut bytes = sample.bytes.clone();
        bytes[sector..sector + 512].fill(0);
        let record = sample.ends.partition_point(|end| *end <= sector);
        assert_eq!(read(&bytes), damaged(&sample, record), "sector at {sector}");
    }
}

#[test]
fn zeros_behind_the_end_are_cut_and_strangers_bytes_are_not() {
    let sample = sample(vec![vec![intended(1)]]);
    for zeros in [1, 3, 23, 24, 500, 5000] {
        let bytes = [&sample.bytes[..], &vec![0; zeros]].concat();
        assert_eq!(read(&bytes), Ok((sample.first(2), zeros as u64)));
    }
    for strange in [
        "not a record\n",
        &"\u{ff}".repeat(400),
        &"{}\n".repeat(2000),
    ] {
        let bytes = [&sample.bytes[..], strange.as_bytes()].concat();
        assert_eq!(read(&bytes), damaged(&sample, 2), "{strange}");
    }
}

#[test]
fn a_journal_that_was_never_begun_says_so() {
    let sample = hundred();
    let blank = vec![0; 4096];
    for bytes in [&[][..], &blank[..3], &blank, &sample.bytes[..40]] {
        assert_eq!(read(bytes), Err(Fault::NotBegun), "{} bytes", bytes.len());
    }
    let mut lost = sample.bytes;
    lost[..512].fill(0);
    let fault = Fault::Damaged {
        offset: 0,
        record: 0,
    };
    assert_eq!(
        read(&lost),
        Err(fault),
        "a lost beginning is no missing one"
    );
}

#[test]
fn a_newer_format_is_refused_with_both_versions() {
    let mut bytes = sample(vec![]).bytes;
    let newer = FORMAT + 1;
    bytes[8..12].copy_from_slice(&newer.to_le_bytes());
    let crc = crc32c::crc32c(&bytes[..12]);
    bytes[12..16].copy_from_slice(&crc.to_le_bytes());
    let fault = read(&bytes).expect_err("it is newer");
    assert_eq!(fault, Fault::Newer { found: newer });
    assert_eq!(
        fault.to_string(),
        format!(
            "it has format {newer} and this program knows formats up to {FORMAT}: use a newer exodial"
        )
    );
}

#[test]
fn a_journal_without_a_header_is_refused() {
    let (_folder, path) = scratch();
    let made = FileJournal::create(&path, intended(1), Durability::Process);
    drop(made.expect("a file does not know what it keeps"));
    let error = file::read(&path).expect_err("it has no header");
    assert!(
        matches!(error.fault(), Some(Fault::Unreadable { record: 1, .. })),
        "{error}"
    );
}

/// Numbers that look random and are the same in every run. xorshift64 (Marsaglia 2003).
fn numbers(seed: u64) -> impl FnMut(usize) -> usize {
    let mut state = seed * 2 + 1;
    move |below| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below as u64).expect("it is below a usize")
    }
}

/// Cuts a piece out, repeats it elsewhere, blanks it, or writes other bytes over it.
fn harm(bytes: &mut Vec<u8>, below: &mut impl FnMut(usize) -> usize) {
    // As often near the end as anywhere: that is where harm may pass for a crash.
    let from = match below(2) {
        0 => below(bytes.len()),
        _ => bytes.len().saturating_sub(below(300) + 1),
    };
    let to = from + below((bytes.len() - from).min(400) + 1);
    match below(4) {
        0 => drop(bytes.drain(from..to)),
        1 => {
            let piece = bytes[from..to].to_vec();
            let at = below(bytes.len() + 1);
            bytes.splice(at..at, piece);
        }
        2 => bytes[from..to].fill(0),
        _ => bytes[from..to]
            .iter_mut()
            .for_each(|byte| *byte = below(256) as u8),
    }
}

#[test]
fn whatever_is_done_to_a_journal_it_is_refused_or_a_beginning_of_it_is_read() {
    let sample = hundred();
    let all = sample.first(sample.ends.len());
    let mut read_some = 0;
    for seed in 0..1000 {
        let mut below = numbers(seed);
        let mut bytes = sample.bytes.clone();
        for _ in 0..=below(3) {
            harm(&mut bytes, &mut below);
        }
        if let Ok((events, _)) = read(&bytes) {
            assert!(all.starts_with(&events), "seed {seed}");
            read_some += 1;
        }
    }
    assert!(read_some > 20, "some harm is no worse than a crash");
}
