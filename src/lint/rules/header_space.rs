//! Columns whose names have a space or a hidden character too many.

use crate::{contacts::Part, lint::View, syntax::Diagnostic};

/// Places that the finding shows.
const SHOWN: usize = 3;

pub(super) fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let parts = view.contacts.iter().flat_map(|contacts| &contacts.parts);
    found.extend(parts.filter_map(of));
}

fn of(part: &Part) -> Option<Diagnostic> {
    let names = part.header.names().iter().enumerate();
    let odd = names.filter_map(|(column, name)| Some((column, name, oddity(name)?)));
    let odd: Vec<_> = odd.collect();
    let (_, name, what) = odd.first()?;
    let message = match odd.len() {
        1 => format!("the name of column `{}` {what}", name.trim()),
        many => format!("{many} columns have a space or a hidden character too many in their names"),
    };
    let mut finding = Diagnostic::warning("EXO407", message);
    finding.count = odd.len() as u64;
    for (column, _, what) in odd.iter().take(SHOWN) {
        let said = if odd.len() == 1 { "" } else { what };
        finding.labels.push(part.head(*column, said));
    }
    let finding = finding.note("Whoever writes the name in a campaign does not see it.");
    Some(finding.help("remove it from the header, and from the campaign where the name is written"))
}

/// What is odd about a name.
fn oddity(name: &str) -> Option<String> {
    let hidden = |c: &char| match c {
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' => true,
        '\u{2060}'..='\u{206f}' | '\u{feff}' => true,
        c => *c != ' ' && c.is_whitespace(),
    };
    if let Some(hidden) = name.chars().find(hidden) {
        let code = u32::from(hidden);
        return Some(format!("holds U+{code:04X}, which does not show"));
    }
    match (name.starts_with(' '), name.ends_with(' ')) {
        _ if name.trim().is_empty() => None,
        (true, _) => Some("begins with a space".to_owned()),
        (_, true) => Some("ends with a space".to_owned()),
        _ => None,
    }
}
