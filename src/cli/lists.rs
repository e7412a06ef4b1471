//! Lists of people who are never called: read before a plan, and looked at again before every attempt.
//!
//! A look costs a `stat` for each list; a list is read again when its times, its length or its place on the
//! disk have changed. A number that was on a list stays barred for the run whatever becomes of the list, so a
//! file that an editor is just writing sets nobody free. A list that is not there or cannot be read is looked at
//! again for half a second, as long as an editor may take to write it; then nobody is called any more.

use std::{
    collections::BTreeMap,
    fs::{self, Metadata},
    io,
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
    time::Duration,
};

use secrecy::ExposeSecret as _;

use super::{failure::Failure, missing, project::Context, read};
use crate::{
    campaign::{Campaign, ContactsSpec, EarlierSpec, ListForm, ListSpec, Number, Suppression},
    clock::Timestamp,
    contacts::{
        hashes::HashKey,
        list::{self, List},
    },
    dispatch::bars::Bars,
    engine::bars::Barred,
    journal::{event::Exclusion, past::Interest},
    syntax::{Diagnostic, Place, Source},
};

/// How often a list that does not serve is read before nobody is called any more.
const TRIES: u32 = 6;
/// The pause before each further try.
const PAUSE: Duration = Duration::from_millis(100);

/// All lists that a campaign has to honour, read.
#[derive(Clone, Debug, Default)]
pub(super) struct Lists(Vec<Listed>);

#[derive(Clone, Debug)]
struct Listed {
    spec: ListSpec,
    path: PathBuf,
    country: String,
    /// What the file was like when it was read last.
    stamp: Option<Stamp>,
    /// The list, until it was compared with the people.
    list: Option<List>,
}

/// What tells one state of a file from another without reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    place: (u64, u64),
    length: u64,
    modified: (i64, i64),
    changed: (i64, i64),
}

impl Stamp {
    fn of(file: &Metadata) -> Stamp {
        Stamp {
            place: (file.dev(), file.ino()),
            length: file.len(),
            modified: (file.mtime(), file.mtime_nsec()),
            changed: (file.ctime(), file.ctime_nsec()),
        }
    }
}

/// The lists that house and campaign name.
pub(super) fn files(
    campaign_file: &Path,
    contacts: &ContactsSpec,
    context: &Context,
) -> Vec<PathBuf> {
    let lists = named(campaign_file, contacts, context);
    let path = |(spec, by): (&ListSpec, &Path)| read::beside(by, &spec.file.value);
    lists.map(path).collect()
}

/// The lists that the house names.
pub(super) fn of_house(context: &Context) -> Vec<PathBuf> {
    let entries = context.project.policy.suppress.iter();
    let path = |entry: &Suppression| match entry {
        Suppression::List(spec) => Some(read::beside(&context.file, &spec.file.value)),
        Suppression::Earlier(_) => None,
    };
    entries.filter_map(path).collect()
}

/// The lists that house and campaign name, and the files that name them.
fn named<'a>(
    campaign_file: &'a Path,
    contacts: &'a ContactsSpec,
    context: &'a Context,
) -> impl Iterator<Item = (&'a ListSpec, &'a Path)> {
    let house = context.project.policy.suppress.iter();
    let house = house.map(|entry| (entry, context.file.as_path()));
    let own = contacts.suppress.iter();
    let own = own.map(move |entry| (entry, campaign_file));
    house.chain(own).filter_map(|(entry, by)| match entry {
        Suppression::List(spec) => Some((spec, by)),
        Suppression::Earlier(_) => None,
    })
}

/// Which calls of other runs bear on a campaign's people.
pub(super) fn interest(campaign: &Campaign, context: &Context, now: Timestamp) -> Interest {
    let house = &context.project.policy.suppress;
    Interest {
        campaign: campaign.name.value.as_str().into(),
        earlier: earlier(house, &campaign.contacts.suppress),
        caps: campaign.contacts.caps.clone(),
        now,
    }
}

/// The ends of earlier calls that house and campaign name.
pub(super) fn earlier(house: &[Suppression], own: &[Suppression]) -> Vec<EarlierSpec> {
    let entries = house.iter().chain(own);
    let earlier = entries.filter_map(|entry| match entry {
        Suppression::Earlier(earlier) => Some(earlier.clone()),
        Suppression::List(_) => None,
    });
    earlier.collect()
}

/// Reads every list. `source` is the text of the campaign, into which findings point.
pub(super) fn read(
    campaign_file: &Path,
    campaign: &Campaign,
    context: &Context,
    source: &Source,
) -> (Lists, Vec<Diagnostic>) {
    let (mut lists, mut findings) = (Vec::new(), Vec::new());
    for (spec, by) in named(campaign_file, &campaign.contacts, context) {
        let mut listed = Listed {
            spec: spec.clone(),
            path: read::beside(by, &spec.file.value),
            country: campaign.contacts.country.value.clone(),
            stamp: None,
            list: None,
        };
        if by == campaign_file && strays(&listed.path, campaign_file, context) {
            let message = "a campaign reads no list outside its project";
            let finding = Diagnostic::error("EXO808", message);
            let finding = finding.at(source.place(&spec.file.span), "");
            findings
                .push(finding.help("copy it in, or name it by `policy.suppress` of exodial.yaml"));
            continue;
        }
        match listed.read() {
            Ok(warnings) => findings.extend(warnings),
            Err(Fault::Unreadable(error)) => {
                let source = match by == campaign_file {
                    true => Some(source),
                    false => context.source(),
                };
                let place = source.map(|source| source.place(&spec.file.span));
                let place = place.unwrap_or_else(|| Place::file(listed.shown()));
                let finding = list::unreadable(place, &missing::said(&error));
                let finding = finding.note(format!("Looked for {}.", listed.shown()));
                let like = missing::like(&listed.path, &spec.file.value, &context.root);
                findings.push(finding.help(missing::help(like, "the file that names it")));
            }
            Err(Fault::Unfit(found)) => findings.extend(found),
        }
        lists.push(listed);
    }
    (Lists(lists), findings)
}

/// Whether a path leads out of the project and of the campaign's own folder, links followed: whoever writes a
/// campaign is not to see other files by what findings say of them.
pub(super) fn strays(path: &Path, campaign_file: &Path, context: &Context) -> bool {
    let Ok(path) = fs::canonicalize(path) else {
        // It is not there.
        return false;
    };
    let beside = read::beside(campaign_file, ".");
    let homes = [context.root.as_path(), &beside];
    let mut homes = homes.iter().filter_map(|home| fs::canonicalize(home).ok());
    !homes.any(|home| path.starts_with(home))
}

/// Why a list does not serve.
enum Fault {
    /// It is not there, or cannot be read, or not be trusted.
    Unreadable(io::Error),
    /// There are errors in it.
    Unfit(Vec<Diagnostic>),
}

impl Fault {
    /// A line about it.
    fn line(&self, path: &Path) -> String {
        match self {
            Fault::Unreadable(error) => format!("{}: {error}", path.display()),
            Fault::Unfit(findings) => {
                let first = findings.first();
                let label = first.and_then(|finding| finding.labels.first());
                let line = label.map_or(0, |label| label.place.line);
                let at = match line {
                    0 => path.display().to_string(),
                    line => format!("{}, line {line}", path.display()),
                };
                let what = first.map_or("", |finding| finding.message.as_str());
                let why = label.map_or("", |label| label.text.as_str());
                match why {
                    "" => format!("{at}: {what}"),
                    why => format!("{at}: {what}: {why}"),
                }
            }
        }
    }
}

impl Listed {
    fn shown(&self) -> String {
        self.path.display().to_string()
    }

    /// Reads the list, and keeps what the file was like before.
    fn read(&mut self) -> Result<Vec<Diagnostic>, Fault> {
        let file = read::open(&self.path).map_err(Fault::Unreadable)?;
        let stamp = file.metadata().map(|file| Stamp::of(&file));
        let stamp = stamp.map_err(Fault::Unreadable)?;
        let read = list::read(file, &self.shown(), &self.spec, &self.country);
        let (list, warnings) = read.map_err(Fault::Unfit)?;
        self.stamp = Some(stamp);
        self.list = Some(list);
        Ok(warnings)
    }

    /// Reads the list again where it has changed.
    fn refresh(&mut self, key: Option<&HashKey>) -> Result<(), Fault> {
        let file = fs::metadata(&self.path).map_err(Fault::Unreadable)?;
        if self.stamp != Some(Stamp::of(&file)) {
            self.read()?;
            if let (Some(list), Some(key)) = (&self.list, key)
                && !list.fits(key)
            {
                self.stamp = None;
                return Err(Fault::Unreadable(io::Error::other(OTHER_KEY)));
            }
        }
        Ok(())
    }

    /// Numbers of a sorted range that the list holds, if it was read since the last time.
    fn find(&mut self, numbers: &[Number], key: Option<&HashKey>) -> Vec<Barred> {
        let Some(list) = self.list.take() else {
            return Vec::new();
        };
        let barred = numbers.iter().filter_map(|number| {
            let line = list.line_of(*number, key)?;
            Some(Barred {
                number: *number,
                list: self.spec.file.value.as_str().into(),
                line,
            })
        });
        barred.collect()
    }
}

/// What is wrong with a list that does not hold the hash of [`CHECK`](crate::contacts::hashes::CHECK).
const OTHER_KEY: &str = "it was hashed with another key: it lacks the entry that proves the key, the hash of the simulator's last number";

impl Lists {
    /// The files of the lists.
    pub(super) fn paths(&self) -> impl Iterator<Item = &Path> {
        self.0.iter().map(|listed| listed.path.as_path())
    }

    /// The key of hashed lists, proven by each of them; nothing where there are none.
    ///
    /// # Errors
    /// When the key is not known, or a list was made with another one.
    pub(super) fn key(&self, context: &Context) -> Result<Option<HashKey>, Failure> {
        let hashed = |listed: &&Listed| listed.list.as_ref().is_some_and(List::is_hashed);
        let Some(first) = self.0.iter().find(hashed) else {
            return Ok(None);
        };
        let secret = context.hash_key(&first.spec.file.value)?;
        let key = HashKey::new(secret.expose_secret().as_bytes())
            .ok_or_else(|| Failure::refused("allow.hmac_key is empty"))?;
        for listed in self.0.iter().filter(hashed) {
            if listed.list.as_ref().is_some_and(|list| !list.fits(&key)) {
                let message = format!("{}: {}. Nothing was dialled", listed.shown(), OTHER_KEY);
                let hint = "give exodial the key that the list was made with, by allow.hmac_key";
                return Err(Failure::refused(message).hint(hint));
            }
        }
        Ok(Some(key))
    }

    /// The same without the hashed lists where their key is not known, and the names of those: for whoever calls
    /// nobody.
    pub(super) fn without_unknown_key(mut self, context: &Context) -> (Lists, Vec<String>) {
        let is_unknown = |listed: &Listed| {
            let file = &listed.spec.file.value;
            listed.spec.form == ListForm::Hashes && context.hash_key(file).is_err()
        };
        let unknown = self.0.iter().filter(|listed| is_unknown(listed));
        let names = unknown.map(Listed::shown).collect();
        self.0.retain(|listed| !is_unknown(listed));
        (self, names)
    }

    /// The lists of plain numbers: who is on a hashed one is not known without its key.
    pub(super) fn plain(&self) -> impl Iterator<Item = (&ListSpec, &List)> {
        let read = self.0.iter();
        let read = read.filter_map(|own| Some((&own.spec, own.list.as_ref()?)));
        read.filter(|(_, list)| !list.is_hashed())
    }

    /// Which of these numbers must not be called, by the lists as they were read.
    pub(super) fn exclusions(
        &self,
        numbers: impl Iterator<Item = Number>,
        key: Option<&HashKey>,
    ) -> BTreeMap<Number, Exclusion> {
        let excluded = |number: Number| {
            self.0.iter().find_map(|listed| {
                let line = listed.list.as_ref()?.line_of(number, key)?;
                let list = listed.spec.file.value.as_str().into();
                Some((number, Exclusion::Suppressed { list, line }))
            })
        };
        numbers.filter_map(excluded).collect()
    }

    /// Looks at the lists again and again, on behalf of these numbers.
    pub(super) fn watch(
        self,
        numbers: impl Iterator<Item = Number>,
        key: Option<HashKey>,
    ) -> Watched {
        let mut numbers: Vec<Number> = numbers.collect();
        numbers.sort_unstable();
        numbers.dedup();
        Watched {
            lists: self.0,
            key,
            numbers,
        }
    }
}

/// The lists of a run, and the numbers that are not known to be on one.
#[derive(Debug)]
pub(super) struct Watched {
    lists: Vec<Listed>,
    key: Option<HashKey>,
    numbers: Vec<Number>,
}

impl Bars for Watched {
    fn look(&mut self, _: Timestamp) -> Result<Vec<Barred>, String> {
        let mut all = Vec::new();
        let key = self.key.as_ref();
        for listed in &mut self.lists {
            let mut tries = 1;
            while let Err(fault) = listed.refresh(key) {
                if tries == TRIES {
                    return Err(fault.line(&listed.path));
                }
                tries += 1;
                std::thread::sleep(PAUSE);
            }
            let barred = listed.find(&self.numbers, key);
            if !barred.is_empty() {
                let found = |number: &Number| {
                    barred
                        .binary_search_by_key(number, |bar| bar.number)
                        .is_ok()
                };
                self.numbers.retain(|number| !found(number));
                all.extend(barred);
            }
        }
        Ok(all)
    }
}
