//! The codes of findings about the text itself, `EXO001` to `EXO099`. A code never changes its meaning.

/// Not YAML.
pub const YAML_SYNTAX: &str = "EXO001";
/// The same key twice in one block.
pub const DUPLICATE_KEY: &str = "EXO002";
/// A tab where YAML wants spaces.
pub const TAB: &str = "EXO003";
/// A second document in the file.
pub const MANY_DOCUMENTS: &str = "EXO004";
/// Not UTF-8, or characters that no text file holds.
pub const ENCODING: &str = "EXO005";
/// A scalar that YAML readers turn into something else unless it is quoted.
pub const UNQUOTED: &str = "EXO006";
/// A part of YAML that means different things to different readers: merge keys, tags, directives, and
/// aliases without end.
pub const NOT_PLAIN_YAML: &str = "EXO007";
/// Nothing but comments.
pub const EMPTY: &str = "EXO008";
/// Larger or deeper than any file that a person wrote.
pub const TOO_LARGE: &str = "EXO011";

/// Every code of this room.
pub const ALL: &[&str] = &[
    YAML_SYNTAX,
    DUPLICATE_KEY,
    TAB,
    MANY_DOCUMENTS,
    ENCODING,
    UNQUOTED,
    NOT_PLAIN_YAML,
    EMPTY,
    TOO_LARGE,
];
