//! The whole file, once, from front to back.

use std::{
    io::{self, Read},
    str,
    sync::Arc,
};

use sha2::{Digest, Sha256};

use super::{
    Contacts, Counts, NumberRange, Row, RowFate, RowFault,
    duplicates::{self, Keep, Names},
    findings::{self, Findings, Kind},
    header::{self, Opened},
    judge::Judge,
    split::{Raw, Splitter, Step},
    zones::Zones,
};
use crate::{
    campaign::{BadRows, ContactsSpec, Duplicates},
    syntax::{Diagnostic, Severity},
};

/// Reads a contact file in one pass and bounded memory: 32 bytes for each row, and as much again while
/// duplicates are looked for.
///
/// `path` is the file's name in findings. There are no contacts when the file cannot be read to its end
/// or its header does not fit; the findings say why. Findings of severity error beside contacts mean
/// that nothing may run.
pub fn read(
    input: impl Read,
    path: &str,
    spec: &ContactsSpec,
    range: NumberRange,
) -> (Option<Contacts>, Vec<Diagnostic>) {
    let path: Arc<str> = path.into();
    let mut records = Splitter::new(Observed::new(input));
    let opened = match header::open(&mut records, &path, spec) {
        Ok(opened) => opened,
        Err(findings) => return (None, findings),
    };
    let mut reading = Reading {
        judge: Judge::new(
            spec,
            opened.header.names().len(),
            opened.phone,
            opened.zone,
            range,
        ),
        findings: Findings::new(path.clone(), opened.delimiter),
        bad: match spec.bad_rows {
            BadRows::Error => Severity::Error,
            BadRows::Skip => Severity::Warning,
        },
        phone: opened.phone,
        id: opened.id.filter(|id| *id != opened.phone),
        rows: Vec::new(),
        names: Names::default(),
        zone: opened.zone,
        zones: Zones::default(),
    };
    let end = reading.rows(&mut records, &path);
    let contacts = end.and_then(|()| {
        let sha256 = records.input().finish();
        sha256.map_err(|error| Box::new(header::unreadable(&path, &error)))
    });
    let contacts = contacts.and_then(|sha256| reading.contacts(opened, spec, &path, sha256));
    let mut findings: Vec<Diagnostic> = reading.findings.finish().collect();
    match contacts {
        Ok(contacts) => (Some(contacts), findings),
        Err(fatal) => {
            findings.push(*fatal);
            (None, findings)
        }
    }
}

/// What is known of the rows so far.
struct Reading {
    judge: Judge,
    findings: Findings,
    /// How bad a row is that cannot be used.
    bad: Severity,
    phone: usize,
    id: Option<usize>,
    rows: Vec<Row>,
    names: Names,
    zone: Option<usize>,
    zones: Zones,
}

impl Reading {
    /// Reads all rows, up to a fault that leaves no way to go on.
    fn rows<R: Read>(
        &mut self,
        records: &mut Splitter<Observed<R>>,
        path: &Arc<str>,
    ) -> Result<(), Box<Diagnostic>> {
        loop {
            match records.advance() {
                Ok(Step::Record) => {}
                Ok(Step::End) => return Ok(()),
                Ok(Step::TooLong) => return Err(header::too_long(&records.record(), path).into()),
                Err(error) => return Err(header::unreadable(path, &error).into()),
            }
            let plain = records.input().plain;
            let raw = records.record();
            if !plain && str::from_utf8(raw.text).is_err() {
                return Err(header::not_utf8(&raw, path).into());
            }
            let (Ok(line), Ok(at)) = (u32::try_from(raw.line), u32::try_from(self.rows.len()))
            else {
                let message = "the contact file has more than 4 billion lines";
                return Err(Diagnostic::error("EXO429", message).into());
            };
            let fate = self.fate(&raw, plain);
            if let Some(name) = self.id.and_then(|id| raw.cells.get(id)) {
                self.names.add(at, name);
            }
            if let Some(zone) = self.zone.and_then(|zone| raw.cells.get(zone))
                && matches!(fate, RowFate::Callable(_))
            {
                self.zones.add(at, zone);
            }
            self.rows.push(Row {
                byte: raw.byte,
                line,
                fate,
            });
        }
    }

    fn fate(&mut self, raw: &Raw<'_>, plain: bool) -> RowFate {
        match self.judge.judge(raw.cells, plain) {
            Ok(fate) => {
                if let RowFate::Country { region, .. } = &fate {
                    let said = || format!("a number of {}", super::region_name(region));
                    let phone = Some(self.phone);
                    let kind = findings::COUNTRY;
                    self.findings.add(kind, Severity::Warning, raw, phone, said);
                }
                fate
            }
            Err(fault) => {
                let (severity, column) = match &fault {
                    RowFault::Columns { .. } => (self.bad, None),
                    RowFault::Cell { column } | RowFault::Control { column, .. } => {
                        (self.bad, Some(*column))
                    }
                    RowFault::Phone(_) => (self.bad, Some(self.phone)),
                    RowFault::Zone { column, .. } => (self.bad, Some(*column)),
                    RowFault::Simulated => (Severity::Error, Some(self.phone)),
                };
                let kind = Kind::of(&fault);
                self.findings
                    .add(kind, severity, raw, column, || fault.to_string());
                RowFate::Invalid
            }
        }
    }

    /// Settles what depends on several rows.
    fn contacts(
        &mut self,
        opened: Opened,
        spec: &ContactsSpec,
        path: &Arc<str>,
        sha256: String,
    ) -> Result<Contacts, Box<Diagnostic>> {
        let mut rows = std::mem::take(&mut self.rows);
        if rows.is_empty() {
            let finding = Diagnostic::error("EXO402", "the contact file has a header and no rows");
            return Err(finding
                .at(crate::syntax::Place::file(path.clone()), "")
                .into());
        }
        rows.shrink_to_fit();
        let (keep, severity) = match spec.duplicates {
            Duplicates::First => (Keep::First, Severity::Warning),
            Duplicates::Last => (Keep::Last, Severity::Warning),
            Duplicates::Error => (Keep::First, Severity::Error),
        };
        for at in duplicates::settle(&mut rows, keep) {
            if let Some(row) = rows.get(at as usize)
                && let RowFate::Duplicate { of, .. } = row.fate
            {
                let called = rows.get(of.0 as usize).map_or(0, |called| called.line);
                let said = || format!("line {called} has it too");
                let kind = findings::DUPLICATE;
                self.findings
                    .add_line(kind, severity, (row.byte, row.line), said);
            }
        }
        for at in std::mem::take(&mut self.names).repeated() {
            if let Some(row) = rows.get(at as usize) {
                let kind = findings::SAME_NAME;
                let place = (row.byte, row.line);
                self.findings
                    .add_line(kind, Severity::Warning, place, String::new);
            }
        }
        Ok(Contacts {
            header: opened.header,
            delimiter: opened.delimiter,
            phone: opened.phone,
            id: opened.id,
            zones: std::mem::take(&mut self.zones),
            counts: Counts::of(&rows),
            rows,
            sha256,
            judge: self.judge.clone(),
        })
    }
}

/// Passes bytes on, and keeps their hash.
struct Observed<R> {
    input: R,
    hash: Sha256,
    /// All bytes so far are printable ASCII or white space: neither encoding nor control characters need
    /// a second look.
    plain: bool,
}

impl<R: Read> Observed<R> {
    fn new(input: R) -> Observed<R> {
        Observed {
            input,
            hash: Sha256::new(),
            plain: true,
        }
    }

    /// Reads what is left and returns the hash of everything.
    fn finish(&mut self) -> io::Result<String> {
        io::copy(self, &mut io::sink())?;
        let hash = self.hash.finalize_reset();
        Ok(hash.iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

impl<R: Read> Read for Observed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        let fresh = &buffer[..read];
        self.hash.update(fresh);
        let plain = |b: u8| matches!(b, b' '..=b'~' | b'\t' | b'\n' | b'\r');
        // Without an early end, so that it is done many bytes at a time.
        self.plain &= fresh.iter().fold(true, |all, byte| all & plain(*byte));
        Ok(read)
    }
}
