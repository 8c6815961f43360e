//! What is written: a value that borrows its texts, so that a stage which makes one copies nothing.

use std::borrow::Cow;

use serde_yaml::Value;

use super::json::to_json_line;

/// A value to write, keys in the order to write.
#[derive(Debug, Clone, PartialEq)]
pub enum Yaml<'a> {
    /// Written as it is, without quotes: `null`, `true`, a number with a point.
    Plain(Cow<'a, str>),
    /// A whole number.
    Integer(i64),
    /// A string, quoted where it has to be.
    Text(Cow<'a, str>),
    /// A list.
    Sequence(Vec<Yaml<'a>>),
    /// A mapping. Nothing looks whether a key stands twice.
    Mapping(Vec<(Yaml<'a>, Yaml<'a>)>),
}

impl Yaml<'_> {
    /// Nothing.
    pub(super) const NULL: Yaml<'static> = Yaml::Plain(Cow::Borrowed("null"));
}

impl<'a> Yaml<'a> {
    /// A mapping of these entries.
    pub fn map(entries: impl IntoIterator<Item = (&'a str, Self)>) -> Self {
        Self::Mapping(entries.into_iter().map(|(key, value)| (key.into(), value)).collect())
    }

    /// A list of these.
    pub fn list<T: Into<Self>>(items: impl IntoIterator<Item = T>) -> Self {
        Self::Sequence(items.into_iter().map(Into::into).collect())
    }
}

impl<'a> From<&'a str> for Yaml<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Yaml<'_> {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl From<i32> for Yaml<'_> {
    fn from(number: i32) -> Self {
        Self::Integer(number.into())
    }
}

impl From<u16> for Yaml<'_> {
    fn from(number: u16) -> Self {
        Self::Integer(number.into())
    }
}

/// Tags are left out; a key that is a collection becomes its JSON.
impl<'a> From<&'a Value> for Yaml<'a> {
    fn from(value: &'a Value) -> Self {
        let key = |key: &'a Value| match Self::from(key) {
            Self::Sequence(_) | Self::Mapping(_) => to_json_line(key).into(),
            scalar => scalar,
        };
        match value {
            Value::Null => Self::NULL,
            Value::Bool(true) => Self::Plain("true".into()),
            Value::Bool(false) => Self::Plain("false".into()),
            // As YAML and `serde_yaml` read it again.
            Value::Number(number) => Self::Plain(number.to_string().into()),
            Value::String(text) => text.as_str().into(),
            Value::Sequence(items) => Self::list(items),
            Value::Mapping(mapping) => {
                Self::Mapping(mapping.iter().map(|(name, value)| (key(name), value.into())).collect())
            }
            Value::Tagged(tagged) => (&tagged.value).into(),
        }
    }
}
