//! Values as JSON: one object, or a `List` of several, as `kubectl get -o json` prints them.

use gatefold_diagnostic::SourceId;
use serde::de::DeserializeOwned;
use serde_yaml::Value;

use super::{Manifest, Yaml, style::push_double};
use crate::{
    Document, json,
    view::{Values, view},
};

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
        scalar => out.push_str(&scalar_text(scalar)),
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

/// A value on one line, as JSON has it: keys are strings, what is no number in JSON (`.inf`) is null, tags are left out.
pub(super) fn to_json_line(value: &Value) -> String {
    let listed = |items: Vec<String>| items.join(",");
    match value.untag() {
        Value::String(text) => double(text),
        Value::Sequence(items) => format!("[{}]", listed(items.iter().map(to_json_line).collect())),
        Value::Mapping(mapping) => {
            let entry = |(key, value)| format!("{}:{}", double(&key_text(key)), to_json_line(value));
            format!("{{{}}}", listed(mapping.iter().map(entry).collect()))
        }
        scalar => scalar_text(scalar),
    }
}

impl Yaml<'_> {
    /// The value as JSON on one line.
    pub fn to_json(&self) -> String {
        let mut out = String::new();
        self.push_json(&mut out);
        out
    }

    fn push_json(&self, out: &mut String) {
        match self {
            Self::Plain(text) => out.push_str(text),
            Self::Integer(number) => out.push_str(&number.to_string()),
            Self::Text(text) => push_double(out, text),
            Self::Sequence(items) => {
                out.push('[');
                for (at, item) in items.iter().enumerate() {
                    out.push_str(if at == 0 { "" } else { "," });
                    item.push_json(out);
                }
                out.push(']');
            }
            Self::Mapping(entries) => {
                out.push('{');
                for (at, (key, value)) in entries.iter().enumerate() {
                    out.push_str(if at == 0 { "" } else { "," });
                    key.push_json(out);
                    out.push(':');
                    value.push_json(out);
                }
                out.push('}');
            }
        }
    }
}

/// Reads a JSON text into a type; none where the text is not JSON or says something else. It goes by the same tree as
/// manifests do, so that the page needs one reader of JSON.
pub fn from_json<T: DeserializeOwned>(text: &str) -> Option<T> {
    let tree = json::parse(text).ok()?.finish();
    let document = Document::new(SourceId(0), text.into(), 0, u32::try_from(text.len()).ok()?, tree);
    view(document.root()?, Values::Shown).ok()
}

fn double(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    push_double(&mut out, text);
    out
}

/// A finite number as `serde_json` and kubectl write it: with digits only as long as there are not too many of them.
pub fn json_number(number: f64) -> String {
    if number == 0.0 || (1e-5..1e16).contains(&number.abs()) {
        let text = number.to_string();
        return if text.contains('.') { text } else { text + ".0" };
    }
    let text = format!("{number:e}");
    if text.contains("e-") { text } else { text.replace('e', "e+") }
}

/// Null, a boolean or a number.
fn scalar_text(value: &Value) -> String {
    match value {
        Value::Bool(value) => value.to_string(),
        Value::Number(number) => number
            .as_i64()
            .map(|number| number.to_string())
            .or_else(|| number.as_u64().map(|number| number.to_string()))
            .or_else(|| number.as_f64().filter(|number| number.is_finite()).map(json_number))
            .unwrap_or_else(|| "null".to_owned()),
        _ => "null".to_owned(),
    }
}

fn key_text(key: &Value) -> String {
    match key.untag() {
        Value::String(text) => text.clone(),
        other => to_json_line(other),
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
