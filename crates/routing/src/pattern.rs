//! A compiled regular expression with the text that it was made from.

use std::{borrow::Cow, fmt};

use regex_lite::{Regex, RegexBuilder};

use crate::{
    PcreError,
    pcre::{self, Need, Translated},
};

/// A regular expression over bytes. Equal when written the same.
#[derive(Clone)]
pub struct Pattern {
    source: Box<str>,
    lead: Lead,
    /// None where the lead is all that is asked.
    regex: Option<Regex>,
}

/// What every match begins with.
#[derive(Clone, Default)]
struct Lead {
    bytes: Box<[u8]>,
    caseless: bool,
    /// Whether the expression begins where the lead ends.
    cut: bool,
}

/// Why a text is not a regular expression that can be run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatternError {
    /// One sentence.
    pub message: String,
}

/// A compiled program past this many bytes is refused: text from outside must take neither the memory of the page nor,
/// since each byte of a path is tried in each state, its time.
const PROGRAM_LIMIT: usize = 1 << 18;

impl Pattern {
    /// An expression of more bytes is not read: no program within its own limit comes of one that says anything in each of
    /// them, and a parser takes time for each. nginx refuses a parameter of 4,096.
    pub const LONGEST: usize = 1 << 14;

    /// Compiles `source`, unanchored, matching bytes: `\d`, `\w` and `(?i)` mean ASCII, as in RE2 and PCRE without
    /// UTF. Anchors are the caller's to write.
    ///
    /// # Errors
    /// When the syntax is not that of the linear engine (look-around, back-references) or the program is too large.
    pub fn new(source: &str) -> Result<Self, PatternError> {
        if source.len() > Self::LONGEST {
            return Err(PatternError { message: "it is larger than what is run here".to_owned() });
        }
        let regex = build(&in_bytes(source.as_bytes())).map_err(|error| PatternError { message: error.to_string() })?;
        Ok(Self { source: source.into(), lead: Lead::default(), regex: Some(regex) })
    }

    /// Compiles an expression of PCRE as nginx reads it: unanchored, matching bytes. It is not to be asked about a text
    /// with a line feed.
    ///
    /// # Errors
    /// When PCRE refuses it, when no linear engine surely answers as PCRE does, or when it is too large.
    pub fn pcre(source: &str, need: Need) -> Result<Self, PcreError> {
        if source.len() > Self::LONGEST {
            return Err(PcreError::TooLarge);
        }
        let Translated { lead, caseless, cut, rest } = pcre::translate(source, need)?;
        let lead = Lead { bytes: lead.into(), caseless, cut };
        let regex = match rest.as_str() {
            "" if need == Need::Match => None,
            // What is translated is well-formed: only its size can stand in the way.
            rest => Some(build(rest).map_err(|_| PcreError::TooLarge)?),
        };
        Ok(Self { source: source.into(), lead, regex })
    }

    /// An expression that is found where `text` is.
    pub fn quote(text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        for letter in text.chars() {
            // To the engine `\<` and `\>` are borders of words, not signs.
            if letter.is_ascii_punctuation() && !"<>/:-_".contains(letter) {
                out.push('\\');
            }
            out.push(letter);
        }
        out
    }

    /// The text that it was made from.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Whether it matches anywhere in `text`.
    pub fn is_match(&self, text: &str) -> bool {
        let regex = |text: &[u8]| self.regex.as_ref().is_none_or(|regex| regex.is_match(&in_bytes(text)));
        self.lead.cut(text.as_bytes()).is_some_and(regex)
    }

    /// The groups of its first match in `text`; one that took no part is empty.
    pub fn captures(&self, text: &str) -> Option<Vec<Vec<u8>>> {
        let text = text.as_bytes();
        let rest = self.lead.cut(text)?;
        let Some(regex) = &self.regex else { return Some(vec![text[..self.lead.bytes.len()].to_vec()]) };
        let in_engine = in_bytes(rest);
        let captures = regex.captures(&in_engine)?;
        let bytes = |group: &str| group.chars().filter_map(|byte| u8::try_from(byte).ok()).collect::<Vec<u8>>();
        let mut groups: Vec<Vec<u8>> =
            captures.iter().map(|group| group.map(|it| bytes(it.as_str())).unwrap_or_default()).collect();
        if let Some(whole) = groups.first_mut() {
            whole.splice(0..0, text[..text.len() - rest.len()].iter().copied());
        }
        Some(groups)
    }

    /// What every match begins with at the beginning of the text, in lower case; empty where there is nothing of the kind.
    pub(crate) fn lead(&self) -> String {
        let text = String::from_utf8_lossy(&self.lead.bytes);
        // Up to what is certainly text.
        text.split('\u{fffd}').next().unwrap_or_default().to_ascii_lowercase()
    }
}

impl Lead {
    /// What the expression is asked about, where `text` begins with the lead.
    fn cut<'a>(&self, text: &'a [u8]) -> Option<&'a [u8]> {
        let (head, rest) = text.split_at_checked(self.bytes.len())?;
        let same = if self.caseless { head.eq_ignore_ascii_case(&self.bytes) } else { *head == *self.bytes };
        same.then_some(if self.cut { rest } else { text })
    }
}

fn build(expression: &str) -> Result<Regex, regex_lite::Error> {
    RegexBuilder::new(expression).size_limit(PROGRAM_LIMIT).build()
}

/// The engine reads characters: each byte becomes one.
fn in_bytes(text: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(text) {
        Ok(ascii) if ascii.is_ascii() => Cow::Borrowed(ascii),
        _ => Cow::Owned(text.iter().copied().map(char::from).collect()),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_of_two_bytes_is_two() {
        for (source, text, is_match) in
            [("^/..$", "/é", true), ("^/.$", "/é", false), ("^/é$", "/é", true), ("(?i)^/É$", "/é", false)]
        {
            assert_eq!(Pattern::new(source).map(|it| it.is_match(text)), Ok(is_match), "{source} on {text}");
            assert_eq!(Pattern::pcre(source, Need::Match).map(|it| it.is_match(text)), Ok(is_match), "{source}");
        }
        let pattern = Pattern::new("^/(.*)/(x)?(y)$").expect("groups are read");
        assert_eq!(pattern.captures("/é/y"), Some(vec!["/é/y".into(), "é".into(), Vec::new(), b"y".to_vec()]));
    }
}
