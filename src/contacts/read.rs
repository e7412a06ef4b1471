//! All contact files of a campaign, once, from front to back.

use std::sync::Arc;

use super::{
    Bytes, ContactId, Contacts, Counts, FileSpec, Header, NumberRange, Part, Row, RowFate,
    RowFault, Table, Wanted, duplicates,
    duplicates::{Keep, Names},
    findings::Findings,
    head::Head,
    header,
    judge::{Found, Judge, Odd},
    kinds::{self, Kind},
    people::{self, Fallbacks},
    quotes, region_name, repeats,
    source::hex,
    zones::Zones,
};
use crate::{
    campaign::{BadRows, ContactsSpec, Duplicates, Filter, FilterFault, PhoneFault},
    syntax::{Diagnostic, Place, Severity},
};

/// A contact file to be read.
pub struct Input<'a> {
    /// Its name in the campaign.
    pub name: &'a str,
    /// Its name in findings; by its ending it is CSV or XLSX.
    pub path: &'a str,
    /// Its bytes.
    pub bytes: Box<dyn Bytes + 'a>,
}

/// Reads contact files, each in one pass and, where it is CSV, in bounded memory: 32 bytes for each row, and as
/// much again while duplicates are looked for. The rows of an XLSX file are kept as text.
///
/// There are no contacts when a file cannot be read to its end or its header does not fit; the findings say
/// why. Findings of severity error beside contacts mean that nothing may run.
pub fn read(
    inputs: Vec<Input<'_>>,
    spec: &ContactsSpec,
    range: NumberRange,
) -> (Option<Contacts>, Vec<Diagnostic>) {
    // What is wrong with the expression, the campaign's own findings say.
    let condition = spec
        .filter
        .as_ref()
        .and_then(|text| Filter::compile(&text.value).ok())
        .map(Arc::new);
    let mut reading = Reading {
        spec,
        range,
        condition,
        findings: Findings::default(),
        bad: match spec.bad_rows {
            BadRows::Error => Severity::Error,
            BadRows::Skip => Severity::Warning,
        },
        rows: Vec::new(),
        parts: Vec::new(),
        fallbacks: Fallbacks::default(),
        names: Names::default(),
        found: Found::default(),
        zones: Zones::default(),
    };
    let mut fatal = Vec::new();
    for input in inputs {
        if let Err(found) = reading.file(input) {
            fatal.extend(found);
        }
    }
    let contacts = match fatal.is_empty() {
        true => reading.contacts(),
        false => None,
    };
    let mut findings: Vec<Diagnostic> = reading.findings.finish().collect();
    findings.extend(fatal);
    (contacts, findings)
}

/// What is known so far.
struct Reading<'s, 'a> {
    spec: &'s ContactsSpec,
    range: NumberRange,
    condition: Option<Arc<Filter>>,
    findings: Findings<'a>,
    /// How bad a row is that cannot be used.
    bad: Severity,
    rows: Vec<Row>,
    parts: Vec<Part>,
    fallbacks: Fallbacks,
    names: Names,
    found: Found,
    zones: Zones,
}

impl<'a> Reading<'_, 'a> {
    /// Reads one file.
    fn file(&mut self, input: Input<'a>) -> Result<(), Vec<Diagnostic>> {
        let spec = self.spec;
        let phones = spec.phones.iter();
        let mut columns: Vec<(&str, &'static str, &str)> = phones
            .map(|name| ("phone", "EXO408", name.value.as_str()))
            .collect();
        let id = spec
            .id
            .as_ref()
            .map(|id| ("id", "EXO427", id.value.as_str()));
        columns.extend(id);
        let zone = spec
            .timezone
            .as_ref()
            .map(|zone| ("timezone", "EXO427", zone.value.as_str()));
        columns.extend(zone);
        let wanted = Wanted {
            columns: &columns,
            country: &spec.country.value,
        };
        let how = FileSpec {
            encoding: spec.encoding,
            delimiter: spec.delimiter,
            sheet: spec.sheet.as_ref().map(|sheet| sheet.value.as_str()),
        };
        let (mut table, warning) = Table::open(input.bytes, input.path, &how, &wanted)?;
        self.findings.extend(warning);
        let mut phones = table.found().to_vec();
        let zone = spec.timezone.as_ref().and_then(|_| phones.pop());
        let id = spec.id.as_ref().and_then(|_| phones.pop());
        let judge = Judge::new(
            spec,
            table.header().clone(),
            table.layout.form().map(|_| table.delimiter),
            phones.clone(),
            zone,
            self.condition.clone(),
            self.range,
        );
        let mut part = Part {
            name: input.name.to_owned(),
            head: Head::of(&table),
            header: table.header().clone(),
            delimiter: table.delimiter,
            form: table.layout.form(),
            // A number that names its record is no name to be shown.
            id: id.filter(|id| !phones.contains(id)),
            phones,
            zone,
            sha256: String::new(),
            first: u32::try_from(self.rows.len()).unwrap_or(u32::MAX),
            layout: table.layout.clone(),
            judge,
        };
        self.records(&mut table, &part)
            .map_err(|finding| vec![*finding])?;
        let hash = table.finish();
        part.sha256 = hash.map_err(|error| vec![header::unreadable(&table.path, &error)])?;
        if self.rows.len() == part.first as usize {
            let finding = Diagnostic::error("EXO402", "the contact file has a header and no rows");
            let finding = finding.at(Place::file(table.path.clone()), "");
            return Err(vec![
                finding.help("write a row for each person below the header"),
            ]);
        }
        self.findings.know(table.into_seen());
        self.parts.push(part);
        Ok(())
    }

    /// Reads all rows of a file, up to a fault that leaves no way to go on.
    fn records(&mut self, table: &mut Table<'_>, part: &Part) -> Result<(), Box<Diagnostic>> {
        let name = part.id;
        while table.advance()? {
            let raw = table.raw();
            let (Ok(line), Ok(at)) = (u32::try_from(raw.line), u32::try_from(self.rows.len()))
            else {
                let message = "the contact files have more than 4 billion lines";
                return Err(Diagnostic::error("EXO429", message).into());
            };
            let fate = self.fate(table, part);
            match fate {
                RowFate::Filtered => {}
                RowFate::Callable(_) => {
                    self.fallbacks.add(at, &self.found.fallbacks);
                    self.names.add(at, name.and_then(|id| raw.cells.get(id)));
                }
                _ => self.names.add(at, name.and_then(|id| raw.cells.get(id))),
            }
            if let Some(zone) = part.zone.and_then(|zone| raw.cells.get(zone))
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
        Ok(())
    }

    fn fate(&mut self, table: &Table<'_>, part: &Part) -> RowFate {
        let raw = table.raw();
        let kinds = table.layout.sheet().map(|sheet| sheet.kinds(table.taken()));
        let kinds = kinds.unwrap_or_default();
        let judged = part
            .judge
            .judge(raw.cells, table.is_plain(), kinds, &mut self.found);
        if !self.found.asides.is_empty() {
            self.asides(table, part, judged.is_err());
        }
        let fault = match judged {
            Ok(fate) => return fate,
            Err(fault) => fault,
        };
        let severity = match &fault {
            // Told with their columns.
            RowFault::Phone(_) | RowFault::Simulated => return RowFate::Invalid,
            // Not the row is wrong then, but the campaign.
            RowFault::Filter(FilterFault::NotBoolean(_)) => Severity::Error,
            // Leaving that one row out would leave out others with it.
            RowFault::Swallowed { .. } => Severity::Error,
            RowFault::Loose { .. } if quotes::line_end(raw.text).is_some() => Severity::Error,
            _ => self.bad,
        };
        if let Some((span, said)) = quotes::told(&fault, &raw, table.delimiter) {
            self.findings
                .add_at(table, Kind::of(&fault), severity, span, said);
            return RowFate::Invalid;
        }
        let kind = match (&fault, table.layout.sheet()) {
            (RowFault::Columns { .. }, Some(_)) => kinds::BEYOND,
            _ => Kind::of(&fault),
        };
        let said = || fault.to_string();
        self.findings
            .add(table, kind, severity, fault.column(), said);
        RowFate::Invalid
    }

    /// Tells what is odd about the phone columns of a row. Where another column can be called it hinders nothing.
    fn asides(&mut self, table: &Table<'_>, part: &Part, is_lost: bool) {
        let asides = std::mem::take(&mut self.found.asides);
        let name = |column: usize| match part.phones.len() {
            1 => String::new(),
            _ => {
                let name = part.header.names().get(column);
                format!("`{}`: ", name.map_or("", String::as_str))
            }
        };
        let empty = RowFault::Phone(PhoneFault::Empty);
        let all_empty = asides
            .iter()
            .all(|aside| aside.what == Odd::Fault(empty.clone()));
        let mut told_empty = false;
        for aside in &asides {
            let (kind, severity, said) = match &aside.what {
                // Nothing stands there, which is no fault of a further number; where all are empty it is one.
                Odd::Fault(fault) if *fault == empty => {
                    let is_harmless = !is_lost || !all_empty || told_empty;
                    told_empty = true;
                    if is_harmless {
                        continue;
                    }
                    (Kind::of(fault), self.bad, fault.to_string())
                }
                Odd::Fault(fault) => {
                    let severity = match (fault, is_lost) {
                        (RowFault::Simulated, _) => Severity::Error,
                        (_, true) => self.bad,
                        (_, false) => Severity::Warning,
                    };
                    (Kind::of(fault), severity, fault.to_string())
                }
                Odd::Country(region) => {
                    let said = format!("a number of {}", region_name(region));
                    (kinds::COUNTRY, Severity::Warning, said)
                }
                Odd::Number => {
                    let said = "the cell is a number".to_owned();
                    (kinds::NUMBER, Severity::Warning, said)
                }
            };
            let said = || name(aside.column) + &said;
            self.findings
                .add(table, kind, severity, Some(aside.column), said);
        }
        self.found.asides = asides;
    }

    /// Settles what depends on several rows and several files.
    fn contacts(&mut self) -> Option<Contacts> {
        let mut rows = std::mem::take(&mut self.rows);
        rows.shrink_to_fit();
        let (keep, severity) = match self.spec.duplicates {
            Duplicates::First => (Keep::First, Severity::Warning),
            Duplicates::Last => (Keep::Last, Severity::Warning),
            Duplicates::Error => (Keep::First, Severity::Error),
        };
        let late = match self.fallbacks.is_empty() {
            true => duplicates::settle(&mut rows, keep),
            false => people::settle(&mut rows, &self.fallbacks, keep),
        };
        let parts = std::mem::take(&mut self.parts);
        let hashes: Vec<String> = parts.iter().map(|part| part.sha256.clone()).collect();
        let contacts = Contacts {
            header: union(&parts),
            counts: Counts::of(&rows),
            sha256: hash_of_all(&hashes),
            parts,
            rows,
            zones: std::mem::take(&mut self.zones),
            fallbacks: std::mem::take(&mut self.fallbacks),
        };
        let names = std::mem::take(&mut self.names).repeated();
        repeats::tell(&mut self.findings, &contacts, (&late, severity), &names);
        self.findings.too_many(&contacts, self.spec);
        Some(contacts)
    }
}

/// The columns of all files: each name once, and of nameless ones as many as the file with most of them has.
fn union(parts: &[Part]) -> Header {
    let [one] = parts else {
        let mut names: Vec<String> = Vec::new();
        for part in parts {
            let mut nameless = names.iter().filter(|name| name.is_empty()).count();
            for name in part.header.names() {
                let is_known = match name.is_empty() {
                    true => nameless
                        .checked_sub(1)
                        .inspect(|left| nameless = *left)
                        .is_some(),
                    false => names.contains(name),
                };
                if !is_known {
                    names.push(name.clone());
                }
            }
        }
        return Header::new(names);
    };
    one.header.clone()
}

/// The hash of files by the hash of each: of one file its own, of several that of all hashes, one a line.
pub fn hash_of_all(hashes: &[String]) -> String {
    use sha2::{Digest, Sha256};
    let [one] = hashes else {
        let mut hash = Sha256::new();
        for one in hashes {
            hash.update(one.as_bytes());
            hash.update(b"\n");
        }
        return hex(&hash.finalize());
    };
    one.clone()
}

impl Part {
    /// The contact of its first row.
    pub fn first(&self) -> ContactId {
        ContactId(self.first)
    }
}
