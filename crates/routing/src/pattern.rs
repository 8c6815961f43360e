//! A compiled regular expression with the text that it was made from.

use std::{borrow::Cow, fmt};

use regex_lite::{Regex, RegexBuilder};

/// A regular expression over bytes. Equal when written the same.
#[derive(Clone)]
pub struct Pattern {
    source: Box<str>,
    regex: Regex,
}

/// Why a text is not a regular expression that can be run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatternError {
    /// One sentence.
    pub message: String,
}

/// A compiled program past this many bytes is refused: text from outside must not take the memory of the page.
const PROGRAM_LIMIT: usize = 1 << 20;

impl Pattern {
    /// Compiles `source`, unanchored, matching bytes: `\d`, `\w` and `(?i)` mean ASCII, as in RE2 and PCRE without
    /// UTF. Anchors are the caller's to write.
    ///
    /// # Errors
    /// When the syntax is not that of the linear engine (look-around, back-references) or the program is too large.
    pub fn new(source: &str) -> Result<Self, PatternError> {
        RegexBuilder::new(&in_bytes(source))
            .size_limit(PROGRAM_LIMIT)
            .build()
            .map(|regex| Self { source: source.into(), regex })
            .map_err(|error| PatternError { message: error.to_string() })
    }

    /// The text that it was made from.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Whether it matches anywhere in `text`.
    pub fn is_match(&self, text: &str) -> bool {
        self.regex.is_match(&in_bytes(text))
    }

    /// The groups of its first match in `text`; one that took no part is empty.
    pub(crate) fn captures(&self, text: &str) -> Option<Vec<Vec<u8>>> {
        let text = in_bytes(text);
        let captures = self.regex.captures(&text)?;
        let bytes = |group: &str| group.chars().filter_map(|byte| u8::try_from(byte).ok()).collect();
        Some(captures.iter().map(|group| group.map(|it| bytes(it.as_str())).unwrap_or_default()).collect())
    }
}

/// The engine reads characters: each byte becomes one.
fn in_bytes(text: &str) -> Cow<'_, str> {
    if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(text.bytes().map(char::from).collect()) }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source
    }
}

impl Eq for Pattern {}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pattern({})", self.source)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_of_two_bytes_is_two() {
        for (source, text, is_match) in
            [("^/..$", "/é", true), ("^/.$", "/é", false), ("^/é$", "/é", true), ("(?i)^/É$", "/é", false)]
        {
            assert_eq!(Pattern::new(source).map(|it| it.is_match(text)), Ok(is_match), "{source} on {text}");
        }
        let pattern = Pattern::new("^/(.*)/(x)?(y)$").expect("groups are read");
        assert_eq!(pattern.captures("/é/y"), Some(vec!["/é/y".into(), "é".into(), Vec::new(), b"y".to_vec()]));
    }
}
