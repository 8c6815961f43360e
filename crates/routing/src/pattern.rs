//! A compiled regular expression with the text that it was made from.

use std::fmt;

/// A regular expression over bytes. Equal when written the same.
#[derive(Clone)]
pub struct Pattern {
    source: Box<str>,
    regex: regex::bytes::Regex,
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
        regex::bytes::RegexBuilder::new(source)
            .unicode(false)
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
        self.regex.is_match(text.as_bytes())
    }

    /// The engine itself, for captures.
    pub fn regex(&self) -> &regex::bytes::Regex {
        &self.regex
    }
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
