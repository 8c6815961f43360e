//! Values as JSON: one object, or a `List` of several, as `kubectl get -o json` prints them.

use serde_json::Value as Json;
use serde_yaml::Value;

use super::{Manifest, style::push_double};

/// The manifests as one JSON text, keys in the order given: an object, or a `kind: List` of the objects when there is
/// not exactly one. JSON has no comments, so those are left out.
pub fn to_json(manifests: &[Manifest]) -> String {
    let mut text = String::new();
    if let [one] = manifests {
        push_json(&mut text, &one.value, 0);
    } else {
        text.push_str("{\n  \"apiVersion\": \"v1\",\n  \"kind\": \"List\",\n  \"items\": ");
        push_list(&mut text, manifests.iter().map(|manifest| &manifest.value), 2);
        text.push_str("\n}");
    }
    text.push('\n');
    text
}

fn push_json(out: &mut String, value: &Value, indent: usize) {
    match value.untag() {
        Value::Sequence(items) => push_list(out, items.iter(), indent),
        Value::Mapping(mapping) => {
            let mut separator = "{";
            for (key, value) in mapping {
                out.push_str(separator);
                separator = ",";
                new_line(out, indent + 2);
                push_double(out, &key_text(key));
                out.push_str(": ");
                push_json(out, value, indent + 2);
            }
            close(out, mapping.is_empty(), indent, "{", '}');
        }
        Value::String(text) => push_double(out, text),
        scalar => out.push_str(&to_json_value(scalar).to_string()),
    }
}

fn push_list<'a>(out: &mut String, items: impl Iterator<Item = &'a Value>, indent: usize) {
    let mut separator = "[";
    for item in items {
        out.push_str(separator);
        separator = ",";
        new_line(out, indent + 2);
        push_json(out, item, indent + 2);
    }
    close(out, separator == "[", indent, "[", ']');
}

fn close(out: &mut String, is_empty: bool, indent: usize, opening: &str, closing: char) {
    if is_empty {
        out.push_str(opening);
    } else {
        new_line(out, indent);
    }
    out.push(closing);
}

fn new_line(out: &mut String, indent: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n(' ', indent));
}

/// A value as JSON has it: keys are strings, what is no number in JSON (`.inf`) is null, tags are left out.
pub fn to_json_value(value: &Value) -> Json {
    match value.untag() {
        Value::Null | Value::Tagged(_) => Json::Null,
        Value::Bool(value) => Json::Bool(*value),
        Value::Number(number) => number
            .as_i64()
            .map(Json::from)
            .or_else(|| number.as_u64().map(Json::from))
            .or_else(|| number.as_f64().map(Json::from))
            .unwrap_or(Json::Null),
        Value::String(text) => Json::String(text.clone()),
        Value::Sequence(items) => items.iter().map(to_json_value).collect(),
        Value::Mapping(mapping) => mapping.iter().map(|(key, value)| (key_text(key), to_json_value(value))).collect(),
    }
}

fn key_text(key: &Value) -> String {
    match to_json_value(key) {
        Json::String(text) => text,
        other => other.to_string(),
    }
}

/// A value without its tags.
trait Untag {
    fn untag(&self) -> &Value;
}

impl Untag for Value {
    fn untag(&self) -> &Value {
        let mut value = self;
        while let Value::Tagged(tagged) = value {
            value = &tagged.value;
        }
        value
    }
}
