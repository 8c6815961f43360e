//! What is written: a value that borrows its texts, so that a stage which makes one copies nothing.

use std::borrow::Cow;

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
    /// A mapping; its keys are quoted as strings are. Nothing looks whether a key stands twice.
    Mapping(Vec<(Cow<'a, str>, Yaml<'a>)>),
}

impl Yaml<'_> {
    /// Nothing.
    pub const NULL: Yaml<'static> = Yaml::Plain(Cow::Borrowed("null"));
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
