//! A campaign that editors do not know the keys of.

use crate::{
    lint::View,
    syntax::{Diagnostic, comments},
};

/// How the line begins by which editors find a schema.
const MODELINE: &str = "yaml-language-server: $schema=";

pub(super) fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let Some(schema) = view.schema else {
        return;
    };
    let comments = comments(view.source);
    if comments.iter().any(|comment| comment.text.trim_start().starts_with(MODELINE)) {
        return;
    }
    let finding = Diagnostic::info("EXO904", "no line says where the schema is");
    found.push(
        finding
            .at(view.source.place(&(0..0)), "")
            .note("With it an editor offers the keys, and shows what they mean.")
            .help(format!("write `# {MODELINE}{schema}` on top of the file")),
    );
}
