//! Values as JSON on one line, and JSON read into types.

use serde::de::DeserializeOwned;

use super::{Yaml, style::push_double};
use crate::{
    Document,
    view::{Values, view},
};

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
                    push_double(out, key);
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
    view(Document::json(text)?.root()?, Values::Shown).ok()
}
