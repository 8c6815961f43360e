//! A compiled regular expression with the text that it was made from.

use std::{
    error::Error as _,
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use regex_automata::{
    nfa::thompson::{
        self,
        pikevm::{Cache, PikeVM},
    },
    util::{captures::Captures, syntax},
};

/// A regular expression over bytes. Equal when written the same.
#[derive(Clone)]
pub struct Pattern {
    source: Box<str>,
    engine: PikeVM,
    /// Its working memory, so that a match allocates nothing.
    memory: Arc<Mutex<Cache>>,
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
        let engine = PikeVM::builder()
            .syntax(syntax::Config::new().unicode(false).utf8(false))
            .thompson(thompson::Config::new().utf8(false).nfa_size_limit(Some(PROGRAM_LIMIT)))
            .build(source)
            .map_err(|error| PatternError {
                // What is wrong with the syntax is said by the error's source.
                message: error.source().map_or_else(|| error.to_string(), ToString::to_string),
            })?;
        let memory = Arc::new(Mutex::new(engine.create_cache()));
        Ok(Self { source: source.into(), engine, memory })
    }

    /// The text that it was made from.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Whether it matches anywhere in `text`.
    pub fn is_match(&self, text: &str) -> bool {
        self.engine.is_match(&mut self.memory.lock().unwrap_or_else(PoisonError::into_inner), text)
    }

    /// The groups of its first match in `text`.
    pub(crate) fn captures(&self, text: &str) -> Option<Captures> {
        let mut captures = self.engine.create_captures();
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        self.engine.captures(&mut memory, text, &mut captures);
        captures.is_match().then_some(captures)
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
