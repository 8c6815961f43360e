//! Regular expressions as nginx reads them, PCRE over bytes, rewritten for the linear engine.
//!
//! What PCRE refuses is refused; what takes backtracking to answer is told apart and never run as something else. The rows
//! were tried on PCRE2 10.42. Subjects have no line feed: PCRE's `$` and `\Z` match before one at the end too.

mod class;
mod escape;
mod group;
mod repeat;

use std::fmt::Write as _;

use self::class::ByteSet;

/// Why an expression of PCRE is not run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PcreError {
    /// PCRE refuses it, so nginx does not load a configuration with it; with PCRE's reason.
    Refused(&'static str),
    /// PCRE takes it, and no linear engine surely answers the same; with the part that is to blame.
    NotLinear(&'static str),
    /// It is larger than what is run here.
    TooLarge,
}

/// What an expression is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Whether it matches.
    Match,
    /// What its groups capture, too.
    Captures,
}

/// An expression in the engine's syntax.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Translated {
    /// The bytes that every match begins with, at the beginning of the text; lower case where `caseless`.
    pub(crate) lead: Vec<u8>,
    /// Whether the lead is compared in any case.
    pub(crate) caseless: bool,
    /// Whether `rest` is asked of what follows the lead, not of the whole text.
    pub(crate) cut: bool,
    /// What is asked besides the lead. Empty where nothing is.
    pub(crate) rest: String,
}

/// Options that a group can change for itself.
#[derive(Debug, Clone, Copy, Default)]
struct Flags {
    caseless: bool,
    dot_all: bool,
}

/// A thing that can be repeated.
#[derive(Debug, Clone, Copy)]
struct Atom {
    /// Whether it can match no byte.
    empty: bool,
    /// Whether it can do so anywhere.
    always: bool,
    /// What of the output had to be kept before it came.
    kept: usize,
    /// Where its text begins, if it is the last byte of the lead.
    lead: Option<usize>,
}

/// A group that is open, and what is known of its alternatives.
#[derive(Debug, Clone, Copy)]
struct Frame {
    outer: Flags,
    kept: usize,
    /// Of the alternative that is read.
    empty: bool,
    always: bool,
    /// Of those before.
    some_empty: bool,
    some_always: bool,
}

/// Where the lead stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lead {
    /// Nothing was read.
    Start,
    /// After `^`, nothing but bytes.
    Open,
    /// Something else came; the lead's end in the output.
    Closed(usize),
    /// There is none.
    Void,
}

struct Translator<'a> {
    text: &'a [u8],
    at: usize,
    out: String,
    flags: Flags,
    frames: Vec<Frame>,
    atom: Option<Atom>,
    groups: usize,
    names: Vec<&'a [u8]>,
    /// The highest group that is referred to.
    referred: usize,
    not_linear: Option<&'static str>,
    /// Whether something that can match nothing is repeated.
    empty_loop: bool,
    /// Whether something looks at what stands before it.
    looks_back: bool,
    /// The output up to here is needed to tell whether it matches.
    kept: usize,
    lead: Lead,
    lead_bytes: Vec<u8>,
    lead_caseless: bool,
}

/// Rewrites `text`.
///
/// # Errors
/// See [`PcreError`].
pub(crate) fn translate(text: &str, need: Need) -> Result<Translated, PcreError> {
    let frame =
        Frame { outer: Flags::default(), kept: 0, empty: true, always: true, some_empty: false, some_always: false };
    let mut all = Translator {
        text: text.as_bytes(),
        at: 0,
        out: String::with_capacity(text.len() * 2),
        flags: Flags::default(),
        frames: vec![frame],
        atom: None,
        groups: 0,
        names: Vec::new(),
        referred: 0,
        not_linear: None,
        empty_loop: false,
        looks_back: false,
        kept: 0,
        lead: Lead::Start,
        lead_bytes: Vec::new(),
        lead_caseless: false,
    };
    all.read()?;
    all.finish(need)
}

impl<'a> Translator<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        Some(byte)
    }

    fn eat(&mut self, expected: &str) -> bool {
        let found = self.text[self.at..].starts_with(expected.as_bytes());
        self.at += if found { expected.len() } else { 0 };
        found
    }

    /// What stands up to `end`, which is read too.
    fn until(&mut self, end: u8) -> Option<&'a [u8]> {
        let rest = &self.text[self.at..];
        let length = rest.iter().position(|&byte| byte == end)?;
        self.at += length + 1;
        Some(&rest[..length])
    }

    fn read(&mut self) -> Result<(), PcreError> {
        while let Some(byte) = self.next() {
            match byte {
                b'\\' => self.escape()?,
                b'[' => {
                    let set = self.class()?;
                    self.set(&set);
                }
                b'(' => self.open()?,
                b')' => self.close()?,
                b'|' => self.alternative(),
                b'^' => self.assertion("\\A"),
                b'$' => self.assertion("\\z"),
                b'.' => {
                    let set = if self.flags.dot_all { ByteSet::FULL } else { ByteSet::of(b'\n').negated() };
                    self.set(&set);
                }
                b'*' => self.repeat(0, None, "*")?,
                b'+' => self.repeat(1, None, "+")?,
                b'?' => self.repeat(0, Some(1), "?")?,
                b'{' => self.counter()?,
                literal => self.literal(literal),
            }
        }
        Ok(())
    }

    fn finish(mut self, need: Need) -> Result<Translated, PcreError> {
        if self.frames.len() > 1 {
            return Err(PcreError::Refused("missing closing parenthesis"));
        }
        if self.referred > self.groups {
            return Err(PcreError::Refused("reference to non-existent subpattern"));
        }
        if let Some(what) = self.not_linear {
            return Err(PcreError::NotLinear(what));
        }
        if need == Need::Captures && self.empty_loop && self.groups > 0 {
            return Err(PcreError::NotLinear("what groups capture where something that can match nothing is repeated"));
        }
        if need == Need::Match {
            self.out.truncate(self.kept);
        }
        let (lead, caseless) = (self.lead_bytes, self.lead_caseless);
        let end = match self.lead {
            Lead::Open => self.out.len(),
            Lead::Closed(end) => end.min(self.out.len()),
            Lead::Start | Lead::Void => {
                return Ok(Translated { lead: Vec::new(), caseless, cut: false, rest: self.out });
            }
        };
        // Something that looks back has to see the lead.
        let cut = !self.looks_back;
        let asked = if cut { &self.out[end..] } else { &self.out };
        let rest = if asked.is_empty() { String::new() } else { format!("\\A{asked}") };
        Ok(Translated { lead, caseless, cut, rest })
    }

    fn frame(&mut self) -> &mut Frame {
        let last = self.frames.len() - 1;
        &mut self.frames[last]
    }

    /// Counts what was read last as part of its alternative: it is not repeated.
    fn settle(&mut self) {
        if let Some(atom) = self.atom.take() {
            let frame = self.frame();
            frame.empty &= atom.empty;
            frame.always &= atom.always;
        }
    }

    /// Takes note of an atom whose text is written.
    fn put(&mut self, empty: bool, always: bool, kept: usize) {
        if self.frames.len() == 1 {
            self.kept = if always { kept } else { self.out.len() };
        }
        self.atom = Some(Atom { empty, always, kept, lead: None });
    }

    fn close_lead(&mut self) {
        self.lead = match self.lead {
            Lead::Start => Lead::Void,
            Lead::Open => Lead::Closed(self.out.len()),
            other => other,
        };
    }

    fn literal(&mut self, byte: u8) {
        self.settle();
        let kept = self.kept;
        if self.lead == Lead::Start {
            self.lead = Lead::Void;
        }
        let lead = (self.lead == Lead::Open).then_some(self.out.len());
        if lead.is_some() {
            self.lead_caseless = self.flags.caseless;
            self.lead_bytes.push(if self.flags.caseless { byte.to_ascii_lowercase() } else { byte });
        }
        if self.flags.caseless && byte.is_ascii_alphabetic() {
            let (upper, lower) = (byte.to_ascii_uppercase(), byte.to_ascii_lowercase());
            self.out.extend(['[', char::from(upper), char::from(lower), ']']);
        } else {
            write_byte(&mut self.out, byte);
        }
        self.put(false, false, kept);
        if let Some(atom) = &mut self.atom {
            atom.lead = lead;
        }
    }

    fn set(&mut self, set: &ByteSet) {
        self.settle();
        self.close_lead();
        let kept = self.kept;
        set.write(&mut self.out);
        self.put(false, false, kept);
    }

    /// Something that matches no byte and cannot be repeated.
    fn assertion(&mut self, written: &str) {
        self.settle();
        self.frame().always = false;
        if written == "\\A" && self.lead == Lead::Start && self.frames.len() == 1 {
            self.lead = Lead::Open;
            self.kept = self.out.len();
            return;
        }
        self.close_lead();
        self.looks_back |= written != "\\z";
        self.out.push_str(written);
        if self.frames.len() == 1 {
            self.kept = self.out.len();
        }
    }

    fn alternative(&mut self) {
        self.settle();
        if self.frames.len() == 1 {
            // The anchor was of the first alternative only.
            if matches!(self.lead, Lead::Open | Lead::Closed(_)) {
                self.out.insert_str(0, "\\A");
            }
            self.lead = Lead::Void;
        }
        let frame = self.frame();
        (frame.some_empty, frame.some_always) = (frame.some_empty | frame.empty, frame.some_always | frame.always);
        (frame.empty, frame.always) = (true, true);
        self.out.push('|');
        if self.frames.len() == 1 {
            self.kept = self.out.len();
        }
    }

    fn close(&mut self) -> Result<(), PcreError> {
        self.settle();
        if self.frames.len() == 1 {
            return Err(PcreError::Refused("unmatched closing parenthesis"));
        }
        let Some(frame) = self.frames.pop() else { return Ok(()) };
        self.flags = frame.outer;
        self.out.push(')');
        self.put(frame.empty | frame.some_empty, frame.always | frame.some_always, frame.kept);
        Ok(())
    }
}

/// Writes one byte as the engine's literal.
fn write_byte(out: &mut String, byte: u8) {
    if byte.is_ascii_alphanumeric() || byte == b'/' || byte == b'_' {
        out.push(char::from(byte));
    } else {
        // Writing to a String cannot fail.
        let _ = write!(out, "\\x{byte:02X}");
    }
}

#[cfg(test)]
mod tests;
