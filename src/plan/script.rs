//! From a row of the contact file to the call that is asked for.

use std::{ops::Range, sync::Arc, time::Duration};

use super::CallRequest;
use crate::{
    campaign::{CallSpec, CustomField, Number, Pool, Recording, Template, TemplateFault, spell},
    contacts::{Header, Record},
    syntax::{Diagnostic, Safety, Source, Spanned, nearest, scalar},
};

/// Most characters of `CustomField`. Source: Exotel's Agent-Stream documentation of the connect
/// endpoint ("Max length: 128 chars").
pub const CUSTOM_FIELD_MAX: usize = 128;

/// Most digits of an app id; those seen have five to seven.
const APP_ID_MAX: usize = 20;

/// The `call` block with its templates ready, and all their columns found in the header.
#[derive(Clone, Debug)]
pub struct Script {
    pool: Pool,
    app_id: Template,
    custom_field: Option<Custom>,
    ring_timeout: Duration,
    time_limit: Duration,
    record: Option<Recording>,
    status_callback: Option<Arc<str>>,
}

#[derive(Clone, Debug)]
enum Custom {
    Text(Template),
    Map(Vec<(String, Template)>),
}

/// Why a row makes no call. Never holds a cell.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RenderFault {
    /// A template has no value for this row.
    #[error("`{key}` cannot be rendered: {fault}")]
    Template {
        /// The key of the campaign file.
        key: String,
        /// What is wrong.
        fault: TemplateFault,
    },
    /// The flow is no number.
    #[error("`app_id` does not render to digits")]
    AppId,
    /// Longer than Exotel takes.
    #[error(
        "`custom_field` renders to {characters} characters, at most {CUSTOM_FIELD_MAX} are allowed"
    )]
    CustomFieldLength {
        /// Characters rendered.
        characters: usize,
    },
    /// A line end or another control character.
    #[error("`custom_field` renders to a control character")]
    CustomFieldControl,
}

impl RenderFault {
    /// Stable code of the finding.
    pub fn code(&self) -> &'static str {
        match self {
            RenderFault::Template { fault, .. } => fault.code,
            RenderFault::AppId => "EXO205",
            RenderFault::CustomFieldLength { .. } => "EXO212",
            RenderFault::CustomFieldControl => "EXO505",
        }
    }
}

impl Script {
    /// Reads the templates and checks each column against the header. `source` is the campaign file, into
    /// which findings point.
    ///
    /// # Errors
    ///
    /// All findings about the templates.
    pub fn compile(
        call: &CallSpec,
        header: &Header,
        source: &Source,
    ) -> Result<Script, Vec<Diagnostic>> {
        let mut compiler = Compiler {
            header,
            source,
            findings: Vec::new(),
        };
        let app_id = compiler.template("app_id", &call.app_id);
        let custom_field = call.custom_field.as_ref().map(|custom| match custom {
            CustomField::Text(text) => compiler.template("custom_field", text).map(Custom::Text),
            CustomField::Map(entries) => {
                let mut compile = |(name, text): &(String, Spanned<String>)| {
                    let template = compiler.template(&format!("custom_field.{name}"), text)?;
                    Some((name.clone(), template))
                };
                // Every entry is looked at, also after one that cannot be read.
                let entries: Vec<_> = entries.iter().map(&mut compile).collect();
                entries
                    .into_iter()
                    .collect::<Option<Vec<_>>>()
                    .map(Custom::Map)
            }
        });
        let (Some(app_id), None | Some(Some(_))) = (app_id, &custom_field) else {
            return Err(compiler.findings);
        };
        let script = Script {
            pool: call.pool.clone(),
            app_id,
            custom_field: custom_field.flatten(),
            ring_timeout: call.ring_timeout,
            time_limit: call.time_limit,
            record: call.record,
            status_callback: call
                .status_callback
                .as_ref()
                .map(|url| url.value.as_str().into()),
        };
        compiler.constants(&script, call);
        match compiler.findings.is_empty() {
            true => Ok(script),
            false => Err(compiler.findings),
        }
    }

    /// The call to one person, at the number by which the person is known: the first one.
    ///
    /// # Errors
    ///
    /// What in this row makes it no call that Exotel would take.
    pub fn request(&self, number: Number, record: &Record) -> Result<CallRequest, RenderFault> {
        let cell = |column: &str| record.cell(column);
        Ok(CallRequest {
            to: number,
            exophone: self.pool.exophone(number),
            app_id: self.app_id(&cell)?,
            ring_timeout: self.ring_timeout,
            time_limit: self.time_limit,
            custom_field: self.custom_field(&cell)?,
            record: self.record,
            status_callback: self.status_callback.clone(),
        })
    }

    fn app_id<'a>(&self, cell: &dyn Fn(&str) -> Option<&'a str>) -> Result<String, RenderFault> {
        let text = render("app_id", &self.app_id, cell)?;
        let id = text.trim();
        let digits = id.bytes().all(|b| b.is_ascii_digit());
        match digits && (1..=APP_ID_MAX).contains(&id.len()) {
            true => Ok(id.to_owned()),
            false => Err(RenderFault::AppId),
        }
    }

    /// The first column that brings a control character into the custom field, and the character.
    pub(super) fn control<'s>(&'s self, record: &Record) -> Option<(&'s str, char)> {
        // The entries of a map become JSON, which escapes them.
        let Some(Custom::Text(template)) = &self.custom_field else {
            return None;
        };
        let mut columns = template.columns().iter();
        columns.find_map(|(column, _)| {
            let found = record.cell(column)?.chars().find(|c| c.is_control())?;
            Some((column.as_str(), found))
        })
    }

    /// The custom field; nothing when it is empty.
    fn custom_field<'a>(
        &self,
        cell: &dyn Fn(&str) -> Option<&'a str>,
    ) -> Result<Option<String>, RenderFault> {
        let text = match &self.custom_field {
            None => return Ok(None),
            Some(Custom::Text(template)) => render("custom_field", template, cell)?,
            Some(Custom::Map(entries)) => {
                let mut map = serde_json::Map::new();
                for (name, template) in entries {
                    let text = render(name, template, cell)?;
                    map.insert(name.clone(), text.into());
                }
                serde_json::Value::Object(map).to_string()
            }
        };
        if text.chars().any(char::is_control) {
            return Err(RenderFault::CustomFieldControl);
        }
        let characters = text.chars().count();
        if characters > CUSTOM_FIELD_MAX {
            return Err(RenderFault::CustomFieldLength { characters });
        }
        Ok((!text.is_empty()).then_some(text))
    }
}

fn render<'a>(
    key: &str,
    template: &Template,
    cell: &dyn Fn(&str) -> Option<&'a str>,
) -> Result<String, RenderFault> {
    template
        .render(cell)
        .map_err(|fault| RenderFault::Template {
            key: key.to_owned(),
            fault,
        })
}

/// Collects findings while templates are read.
struct Compiler<'a> {
    header: &'a Header,
    source: &'a Source,
    findings: Vec<Diagnostic>,
}

impl Compiler<'_> {
    /// One template; nothing when it cannot be read. Missing columns are findings, not failures here.
    fn template(&mut self, key: &str, text: &Spanned<String>) -> Option<Template> {
        match Template::compile(&text.value) {
            Ok(template) => {
                self.columns(key, text, template.columns());
                Some(template)
            }
            Err(_) => {
                self.columns(key, text, &Template::named(&text.value));
                for fault in Template::faults(&text.value) {
                    let mut finding = Diagnostic::error(fault.code, fault.message);
                    finding.help = fault.help;
                    self.found(key, text, &fault.range, finding);
                }
                None
            }
        }
    }

    /// Columns that the header does not have.
    fn columns(&mut self, key: &str, text: &Spanned<String>, columns: &[(String, Range<usize>)]) {
        for (column, range) in columns {
            if self.header.index(column).is_none() {
                let names = self.header.names();
                self.found(key, text, range, no_column(column, names));
                let like = nearest(column, names.iter().map(String::as_str));
                if let Some(like) = like.filter(|like| spell(like) == **like)
                    && let Some(finding) = self.findings.pop()
                {
                    self.findings.push(finding.replaced(Safety::Unsafe, like));
                }
            }
        }
    }

    /// A finding at a part of a template.
    fn found(
        &mut self,
        key: &str,
        text: &Spanned<String>,
        range: &Range<usize>,
        finding: Diagnostic,
    ) {
        let place = self.source.place(&scalar::locate(self.source, text, range));
        self.findings.push(finding.at(place, format!("in `{key}`")));
    }

    /// Templates without columns render to the same text for everybody: what is wrong with it is wrong in
    /// the campaign file.
    fn constants(&mut self, script: &Script, call: &CallSpec) {
        let nobody = |_: &str| None;
        if script.app_id.columns().is_empty()
            && let Err(fault) = script.app_id(&nobody)
        {
            self.constant(&fault, &call.app_id);
        }
        if let (Some(Custom::Text(template)), Some(CustomField::Text(text))) =
            (&script.custom_field, &call.custom_field)
            && template.columns().is_empty()
            && let Err(fault) = script.custom_field(&nobody)
        {
            self.constant(&fault, text);
        }
    }

    fn constant(&mut self, fault: &RenderFault, text: &Spanned<String>) {
        let finding = Diagnostic::error(fault.code(), fault.to_string());
        let finding = match fault {
            RenderFault::AppId => finding.help("write the app_id of the flow, as 84521"),
            RenderFault::CustomFieldLength { .. } => finding.help("shorten it"),
            RenderFault::CustomFieldControl => finding.help("write it in one line"),
            RenderFault::Template { .. } => finding,
        };
        self.findings
            .push(finding.at(self.source.place(&text.span), ""));
    }
}

/// A column that a template or an expression names and the header has not.
pub(super) fn no_column(column: &str, names: &[String]) -> Diagnostic {
    let message = format!("`{column}` is not a column of the contact file");
    let finding = Diagnostic::error("EXO502", message);
    match nearest(column, names.iter().map(String::as_str)) {
        Some(like) => finding.help(format!(
            "there is a column with a similar name: `{}`",
            spell(like)
        )),
        None => {
            let shown: Vec<String> = names
                .iter()
                .take(12)
                .map(|name| format!("`{}`", spell(name)))
                .collect();
            let more = if names.len() > 12 { ", ..." } else { "" };
            finding
                .note(format!("the columns are {}{more}", shown.join(", ")))
                .help(format!(
                    "name one of them, or put quotes around a text: \"{column}\""
                ))
        }
    }
}

/// The templates of a call, each with its key.
pub(super) fn templates(call: &CallSpec) -> Vec<(String, &Spanned<String>)> {
    let mut all = vec![("app_id".to_owned(), &call.app_id)];
    match &call.custom_field {
        None => {}
        Some(CustomField::Text(text)) => all.push(("custom_field".to_owned(), text)),
        Some(CustomField::Map(entries)) => all.extend(
            entries
                .iter()
                .map(|(name, text)| (format!("custom_field.{name}"), text)),
        ),
    }
    all
}
