//! Collects what is wrong with one file.

use crate::{
    campaign::language::Fault,
    syntax::{
        Diagnostic, Place, Severity, Source, Span, Spanned,
        code::{NOT_PLAIN_YAML, UNQUOTED},
        scalar,
    },
};

/// The findings so far, and the source that they point into.
pub(super) struct Findings<'s> {
    source: &'s Source,
    list: Vec<Diagnostic>,
}

impl<'s> Findings<'s> {
    /// Begins with what the parser found.
    pub(super) fn new(source: &'s Source, list: Vec<Diagnostic>) -> Findings<'s> {
        Findings { source, list }
    }

    /// A span of the source as a place.
    pub(super) fn place(&self, span: &Span) -> Place {
        self.source.place(span)
    }

    /// A part of a scalar's value as a place.
    pub(super) fn within(&self, text: &Spanned<String>, part: &Span) -> Place {
        self.source.place(&scalar::locate(self.source, text, part))
    }

    /// Adds a finding.
    pub(super) fn push(&mut self, finding: Diagnostic) {
        self.list.push(finding);
    }

    /// Adds an error with one place and a help.
    pub(super) fn fault(&mut self, span: &Span, fault: Fault) {
        self.list.push(fault.at(self.source.place(span)));
    }

    /// Whether anything was found that stops a run.
    pub(super) fn any_error(&self) -> bool {
        self.list
            .iter()
            .any(|finding| finding.severity == Severity::Error)
    }

    /// Whether YAML itself says something of this part: a template without quotes, an alias of nothing.
    pub(super) fn is_no_yaml(&self, span: &Span) -> bool {
        let codes = [UNQUOTED, NOT_PLAIN_YAML];
        self.list.iter().any(|finding| {
            let label = finding.labels.first();
            let is_here = label.is_some_and(|label| {
                let at = label.place.byte;
                span.contains(&at)
            });
            is_here && codes.contains(&finding.code)
        })
    }

    /// All findings in the order of the file.
    pub(super) fn finish(mut self) -> Vec<Diagnostic> {
        self.list
            .sort_by_key(|finding| finding.labels.first().map(|label| label.place.byte));
        self.list
    }
}
