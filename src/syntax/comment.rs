//! The comments of a file: what a person wrote for persons, and for the linter.

use granit_parser::{Event, Parser};

use super::{Source, Span, parse::DEPTH_MAX};

/// A comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// Its text behind the `#`.
    pub text: String,
    /// From the `#` to the end of its line.
    pub span: Span,
    /// Whether nothing else stands on its line.
    pub is_alone: bool,
}

/// The comments of a file in their order, up to a fault of its syntax.
pub fn comments(source: &Source) -> Vec<Comment> {
    let text = source.text();
    let options = granit_parser::options! {
        emit_comments: true,
        emit_unresolved_aliases: true,
        flow_nesting_limit: DEPTH_MAX + 1,
        block_nesting_limit: DEPTH_MAX + 1,
    };
    let mut comments = Vec::new();
    for event in Parser::new_from_str_with_options(text, options) {
        let Ok((event, span)) = event else {
            break;
        };
        if let (Event::Comment(own, _), Some(span)) = (event, span.byte_range()) {
            let before = text.get(..span.start).unwrap_or_default();
            let line = before.rfind('\n').map_or(before, |at| &before[at + 1..]);
            comments.push(Comment {
                text: own.trim_end().to_owned(),
                is_alone: line.trim().is_empty(),
                span,
            });
        }
    }
    comments
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_in_a_text_is_no_comment() {
        let text =
            "# दिवाली\na: \"x # y\" # behind\nb: |\n  # text\n  more\nc: [1, # in a list\n  2]\n";
        let comments = comments(&Source::new("a.yaml", text));
        let found: Vec<(&str, bool, &str)> = comments
            .iter()
            .map(|one| (&*one.text, one.is_alone, &text[one.span.clone()]))
            .collect();
        let wanted = [
            (" दिवाली", true, "# दिवाली"),
            (" behind", false, "# behind"),
            (" in a list", false, "# in a list"),
        ];
        assert_eq!(found, wanted);
    }
}
