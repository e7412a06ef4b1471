//! A file with tests, and the campaign that they are about.

use std::path::{Path, PathBuf};

use crate::{
    campaign::{
        self, Campaign,
        test_case::{self, TestCase},
    },
    cli::{
        exit::Exit,
        failure::Failure,
        lists::{self, Lists},
        project::Context,
        read::{self, beside, has_errors},
        search::CAMPAIGNS,
    },
    syntax::{self, Diagnostic, Source},
};

/// How files of tests are called.
pub(super) const TESTS: [&str; 2] = [".campaign_test.yaml", ".campaign_test.yml"];

/// A file with tests, and the campaign that they are about.
pub(super) struct Suite {
    /// The file that holds the tests.
    pub(super) source: Source,
    /// The tests, in the order of the file.
    pub(super) tests: Vec<TestCase>,
    /// The campaign; its own tests are taken out.
    pub(super) campaign: Campaign,
    /// Its file.
    pub(super) campaign_source: Source,
    /// The bytes of its file.
    pub(super) campaign_bytes: Vec<u8>,
    /// The columns that it reads.
    pub(super) columns: Vec<String>,
    /// The lists of people who are never called.
    pub(super) lists: Lists,
    /// Hashed lists whose key is not known, and which therefore nobody is on.
    pub(super) unknown: Vec<String>,
    /// The zone of the tests' times: that of `schedule.timezone` where it is written, else of the calling hours.
    pub(super) zone: String,
    /// Findings that stop nothing.
    pub(super) findings: Vec<Diagnostic>,
}

impl Suite {
    /// The name of a test as it is shown, and as `--filter` looks at it.
    pub(super) fn name(&self, case: &TestCase) -> String {
        format!("{}::{}", self.campaign.name.value, case.name.value)
    }

    /// Reads a file with tests; nothing when it is a campaign without any.
    ///
    /// # Errors
    /// Findings, in it or in the campaign that it names.
    pub(super) fn read(path: &Path, context: &Context) -> Result<Option<Suite>, Failure> {
        let name = path.to_string_lossy();
        match TESTS.iter().any(|ending| name.ends_with(ending)) {
            true => of_tests(path, context).map(Some),
            false => of_campaign(path, context),
        }
    }
}

fn of_campaign(path: &Path, context: &Context) -> Result<Option<Suite>, Failure> {
    let bytes = read::bytes(path)?;
    let source = read::source(path, &bytes)?;
    // A campaign without tests is nothing to this command, whatever is wrong with it.
    let (root, _) = syntax::parse(&source);
    let tests = root.as_ref().map(|root| root.get("tests"));
    if tests.is_some_and(|tests| tests.is_none_or(|tests| tests.items().is_empty())) {
        return Ok(None);
    }
    let read = Read::of(path, source.clone(), bytes, context)?;
    read.suite(source, context).map(Some)
}

fn of_tests(path: &Path, context: &Context) -> Result<Suite, Failure> {
    let source = read::source(path, &read::bytes(path)?)?;
    let (file, mut findings) = test_case::read(&source);
    findings = context.levels.apply(findings);
    let Some(file) = file else {
        return Err(Failure::findings(findings));
    };
    let campaign_path: PathBuf = beside(path, &file.campaign.value);
    let bytes = read::bytes(&campaign_path).map_err(|failure| {
        let place = source.place(&file.campaign.span);
        let ending = CAMPAIGNS[0];
        let finding = Diagnostic::error("EXO401", failure.message).at(place, "");
        let help = format!("name a file *{ending}; the path is relative to this file");
        Failure::findings(vec![finding.help(help)])
    })?;
    let campaign_source = read::source(&campaign_path, &bytes)?;
    let mut read = Read::of(&campaign_path, campaign_source, bytes, context)?;
    findings.append(&mut read.findings);
    let found = test_case::check(&file.tests, &read.campaign, &source);
    findings.extend(context.levels.apply(found));
    if has_errors(&findings) {
        return Err(Failure::findings(findings));
    }
    read.campaign.tests = file.tests;
    read.findings = findings;
    read.suite(source, context)
}

/// A campaign and its lists without errors, by the campaign's own file and by the house's rules.
struct Read {
    campaign: Campaign,
    source: Source,
    bytes: Vec<u8>,
    lists: Lists,
    findings: Vec<Diagnostic>,
}

impl Read {
    fn of(path: &Path, source: Source, bytes: Vec<u8>, context: &Context) -> Result<Read, Failure> {
        let (campaign, mut findings) = campaign::read(&source);
        findings.extend(context.against_policy(campaign.as_ref(), &source));
        let Some(campaign) = campaign else {
            return Err(Failure::findings(context.levels.apply(findings)));
        };
        let (lists, found) = lists::read(path, &campaign, context, &source);
        findings.extend(found);
        let findings = context.levels.apply(findings);
        match has_errors(&findings) {
            true => Err(Failure::findings(findings)),
            false => Ok(Read {
                campaign,
                source,
                bytes,
                lists,
                findings,
            }),
        }
    }

    /// The tests of the campaign, which stand in `source`.
    fn suite(self, source: Source, context: &Context) -> Result<Suite, Failure> {
        let mut campaign = self.campaign;
        let (lists, unknown) = self.lists.without_unknown_key(context);
        // A list that was hashed with another key serves no test.
        let exit = Exit::Usage;
        lists
            .key(context)
            .map_err(|failure| Failure { exit, ..failure })?;
        let (root, _) = syntax::parse(&self.source);
        let schedule = root.as_ref().and_then(|root| root.get("schedule"));
        let written = schedule.is_some_and(|schedule| schedule.get("timezone").is_some());
        let house = &context.project.policy.calling_hours.timezone;
        let zone = if written {
            &campaign.schedule.timezone
        } else {
            house
        };
        Ok(Suite {
            zone: zone.clone(),
            source,
            tests: std::mem::take(&mut campaign.tests),
            columns: campaign.columns(),
            campaign,
            campaign_source: self.source,
            campaign_bytes: self.bytes,
            lists,
            unknown,
            findings: self.findings,
        })
    }
}

/// Whether a failure is one of the file, and others may be better.
pub(super) fn is_unusable(failure: &Failure) -> bool {
    matches!(failure.exit, Exit::Findings | Exit::Usage)
}
