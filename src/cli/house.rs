//! Advice: about a campaign, and about a project itself, its file and what git keeps of its folder.

use std::{fs, io::Read as _, path::Path};

use super::{files::ContactFile, project::Context, read::open};
use crate::{
    campaign::Campaign,
    clock::Timestamp,
    contacts::{Contacts, survey::Survey},
    lint::{House, Listed, View, advice, of_house},
    syntax::{self, Diagnostic, Source},
};

/// Files whose names say that they show which variables there are, and hold none.
const SHOWN: [&str; 5] = ["example", "sample", "template", "dist", "defaults"];

/// The JSON schema that `init` writes into a project's folder, and how it begins.
const SCHEMA: &str = "schema.json";
const TITLE: &str = "\"title\": \"exodial campaign\"";

/// What is known of the people of a campaign.
pub(super) struct People<'a> {
    /// The contact files.
    pub(super) files: &'a [ContactFile],
    /// Their rows, as far as they could be read.
    pub(super) contacts: Option<&'a Contacts>,
    /// What is odd about their cells.
    pub(super) survey: Option<&'a Survey>,
    /// How many of them are on which list.
    pub(super) listed: &'a [Listed],
}

/// Advice about a campaign in its file.
pub(super) fn advised(
    (path, source, campaign): (&Path, &Source, &Campaign),
    people: &People<'_>,
    context: &Context,
    now: Timestamp,
) -> Vec<Diagnostic> {
    let (Some(root), _) = syntax::parse(source) else {
        return Vec::new();
    };
    let is_kept = |file: &ContactFile| context.git().is_some_and(|git| git.keeps(&file.path));
    let tracked: Vec<bool> = people.files.iter().map(is_kept).collect();
    advice(&View {
        source,
        root: &root,
        campaign,
        contacts: people.contacts,
        survey: people.survey,
        listed: people.listed,
        project: &context.project,
        now,
        tracked: &tracked,
        schema: schema(path, context).as_deref(),
    })
}

/// How a campaign would name the schema of its project.
fn schema(campaign: &Path, context: &Context) -> Option<String> {
    let mut head = String::new();
    let file = open(&context.root.join(SCHEMA)).ok()?;
    file.take(256).read_to_string(&mut head).ok()?;
    let campaign = fs::canonicalize(campaign).ok()?;
    let below = campaign
        .parent()?
        .strip_prefix(fs::canonicalize(&context.root).ok()?)
        .ok()?;
    let up = "../".repeat(below.components().count());
    head.contains(TITLE).then(|| up + SCHEMA)
}

/// Findings about a project, at the levels that it gives them; none where it has no file.
pub(super) fn findings(context: &Context) -> Vec<Diagnostic> {
    let Some(source) = context.source() else {
        return Vec::new();
    };
    let (Some(root), _) = syntax::parse(source) else {
        return Vec::new();
    };
    let folder = fs::canonicalize(&context.root).unwrap_or_default();
    let git = context.git();
    let variables = git.map(|git| git.below(&folder).filter(|name| holds_variables(name)));
    let variables: Vec<String> = variables.into_iter().flatten().map(str::to_owned).collect();
    let found = of_house(&House {
        source,
        root: &root,
        folder: &folder,
        state: &context.project.state,
        is_state_ignored: git.and_then(|git| git.ignores(&folder.join(&context.project.state))),
        variables: &variables,
    });
    context.levels.apply(found)
}

/// Whether a file is called `.env`, or `.env.production`.
fn holds_variables(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    match name.strip_prefix(".env") {
        Some("") => true,
        Some(rest) => {
            let end = rest.rsplit('.').next().unwrap_or_default();
            rest.starts_with('.') && !SHOWN.contains(&end)
        }
        None => false,
    }
}
