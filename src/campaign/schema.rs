//! The JSON schema of both languages, made of the tables that the decoder checks against.
//!
//! Draft-07, which is what editors read. `schema.json` at the top of the repository is this value; a test
//! keeps it so. The schema cannot say everything that the decoder checks (quoting, ranges of durations,
//! keys that need each other), but it never refuses what the decoder accepts.

use serde_json::{Map, Value, json};

use super::{
    decode::{CAMPAIGN, check, project::PROJECT, test_case::TEST_FILE},
    language::{Block, Key, Kind, Quoting, Word},
};

const DRAFT: &str = "http://json-schema.org/draft-07/schema#";

/// The schema of a campaign file, with those of the project file and of files of tests under `$defs`.
pub fn schema() -> Value {
    let mut schema = campaign_schema();
    let within = |mut schema: Value| {
        if let Some(schema) = schema.as_object_mut() {
            schema.shift_remove("$schema");
        }
        schema
    };
    let (project, test) = (within(project_schema()), within(test_schema()));
    schema["$defs"] = json!({ "project": project, "test": test });
    schema
}

/// The schema of a file of tests, `*.campaign_test.yaml`.
pub fn test_schema() -> Value {
    root("exodial tests of a campaign", &TEST_FILE)
}

/// The schema of a campaign file.
pub fn campaign_schema() -> Value {
    root("exodial campaign", &CAMPAIGN)
}

/// The schema of `exodial.yaml`.
pub fn project_schema() -> Value {
    root("exodial project", &PROJECT)
}

fn root(title: &str, table: &Block) -> Value {
    let mut schema = Map::new();
    schema.insert("$schema".to_owned(), json!(DRAFT));
    schema.insert("title".to_owned(), json!(title));
    schema.insert("description".to_owned(), json!(table.about));
    schema.extend(block("", table));
    Value::Object(schema)
}

fn block(path: &str, table: &Block) -> Map<String, Value> {
    let properties: Map<String, Value> = table
        .keys
        .iter()
        .map(|key| {
            (
                key.name.to_owned(),
                property(&check::join(path, key.name), key),
            )
        })
        .collect();
    let required: Vec<&str> = table
        .keys
        .iter()
        .filter(|key| key.required)
        .map(|key| key.name)
        .collect();
    let mut schema = object(json!({ "type": "object", "additionalProperties": false }));
    schema.insert("properties".to_owned(), Value::Object(properties));
    if !required.is_empty() {
        schema.insert("required".to_owned(), json!(required));
    }
    schema
}

fn property(path: &str, key: &Key) -> Value {
    let mut schema = object(kind(path, &key.kind));
    if key.nullable() {
        schema = object(nullable(schema));
    }
    schema.insert("description".to_owned(), json!(key.about));
    if let Some(default) = key.default {
        schema.insert("default".to_owned(), yaml(default));
    }
    Value::Object(schema)
}

/// A schema that allows null besides.
fn nullable(schema: Map<String, Value>) -> Value {
    let text = schema
        .get("type")
        .and_then(Value::as_str)
        .map(str::to_owned);
    match text {
        Some(text) if !schema.contains_key("enum") => {
            let mut schema = schema;
            schema.insert("type".to_owned(), json!([text, "null"]));
            Value::Object(schema)
        }
        _ if schema.is_empty() => json!({}),
        _ => json!({ "anyOf": [schema, { "type": "null" }] }),
    }
}

fn kind(path: &str, kind: &Kind) -> Value {
    match kind {
        Kind::Version => json!({ "const": 1 }),
        Kind::Text(_) => json!({ "type": "string", "minLength": 1 }),
        Kind::Format(format) => {
            let text = match format.pattern {
                "" => json!({ "type": "string" }),
                pattern => json!({ "type": "string", "pattern": pattern }),
            };
            match format.quoting {
                Quoting::NumberToo => {
                    json!({ "anyOf": [{ "type": "integer", "minimum": 0 }, text] })
                }
                Quoting::DecimalToo => {
                    json!({ "anyOf": [{ "type": "number", "minimum": 0 }, text] })
                }
                Quoting::Usual | Quoting::Always(_) => text,
            }
        }
        Kind::Bool => json!({ "type": "boolean" }),
        Kind::Count(min, max) => json!({ "type": "integer", "minimum": min, "maximum": max }),
        Kind::Duration(range) => {
            let pattern = match range.millis {
                true => "^(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$",
                false => "^(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?$",
            };
            json!({ "type": "string", "pattern": pattern })
        }
        Kind::Words(words) => one_of(&words()),
        Kind::Secret { literal: true } => json!({ "type": "string", "minLength": 1 }),
        Kind::Secret { literal: false } => json!({ "type": "string", "pattern": r"^\$\{.+\}$" }),
        Kind::Block(table) => Value::Object(block(path, table)),
        Kind::Map { keys, values } => json!({
            "type": "object",
            "propertyNames": self::kind(path, keys),
            "additionalProperties": self::kind(path, values),
        }),
        Kind::List(item, least) => {
            let mut list = object(json!({ "type": "array", "items": self::kind(path, item) }));
            if *least > 0 {
                list.insert("minItems".to_owned(), json!(least));
            }
            Value::Object(list)
        }
        Kind::Either(kinds) => {
            let kinds: Vec<Value> = kinds.iter().map(|one| self::kind(path, one)).collect();
            json!({ "anyOf": kinds })
        }
        Kind::Any => json!({}),
    }
}

/// Words, with what each of them does for the editors that show it.
fn one_of(words: &[Word]) -> Value {
    let names: Vec<&str> = words.iter().map(|word| word.word).collect();
    let about: Vec<String> = words
        .iter()
        .map(|word| format!("`{}`: {}", word.word, word.about))
        .collect();
    json!({ "type": "string", "enum": names, "enumDescriptions": about })
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        other => Map::from_iter([("const".to_owned(), other)]),
    }
}

/// A default of the tables as JSON. They are flow YAML, and of that only what JSON has too, and plain text.
fn yaml(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| json!(text))
}
