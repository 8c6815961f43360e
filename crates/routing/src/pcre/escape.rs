//! What follows a backslash.

use super::{
    PcreError, Translator,
    class::{ByteSet, escape_set},
};

const TOO_LARGE: PcreError = PcreError::Refused("character code point value in \\x{} or \\o{} is too large");

impl Translator<'_> {
    /// What follows a backslash outside of classes.
    pub(super) fn escape(&mut self) -> Result<(), PcreError> {
        let Some(escape) = self.peek() else { return Err(PcreError::Refused("\\ at end of pattern")) };
        if let Some(set) = escape_set(escape) {
            self.at += 1;
            self.set(&set);
            return Ok(());
        }
        match escape {
            b'1'..=b'9' => return self.reference(),
            b'Q' => {
                self.at += 1;
                self.quoted();
            }
            b'E' => self.at += 1,
            b'b' | b'B' => self.bare_assertion(if escape == b'b' { "\\b" } else { "\\B" }),
            b'A' => self.bare_assertion("\\A"),
            b'z' | b'Z' => self.bare_assertion("\\z"),
            b'G' | b'K' => {
                self.not_linear.get_or_insert(if escape == b'G' { "\\G" } else { "\\K" });
                self.bare_assertion("\\A");
            }
            b'X' => {
                self.not_linear.get_or_insert("\\X");
                self.one_of(&ByteSet::FULL);
            }
            b'R' => self.one_of(&ByteSet::where_(|byte| matches!(byte, 10..=13 | 0x85))),
            b'C' => self.one_of(&ByteSet::FULL),
            b'N' => {
                self.one_of(&ByteSet::of(b'\n').negated());
                if self.eat("{") {
                    if self.counter_text().is_none() {
                        return Err(PcreError::Refused("PCRE2 does not support \\N{name}"));
                    }
                    self.at -= 1;
                }
            }
            b'g' | b'k' => return Err(PcreError::NotLinear("a back-reference")),
            b'p' | b'P' => {
                let set = self.property()?;
                self.set(&set);
            }
            _ => {
                let byte = self.class_byte()?;
                self.literal(byte);
            }
        }
        Ok(())
    }

    fn bare_assertion(&mut self, written: &str) {
        self.at += 1;
        self.assertion(written);
    }

    fn one_of(&mut self, set: &ByteSet) {
        self.at += 1;
        self.set(set);
    }

    /// `\p{L}` or `\pL` from its letter on: some set of bytes, it is not said which.
    pub(super) fn property(&mut self) -> Result<ByteSet, PcreError> {
        self.at += 1;
        let is_whole = match self.next() {
            Some(b'{') => self.until(b'}').is_some_and(|name| !name.is_empty()),
            other => other.is_some_and(|letter| letter.is_ascii_alphabetic()),
        };
        self.not_linear.get_or_insert("a Unicode property");
        if is_whole { Ok(ByteSet::FULL) } else { Err(PcreError::Refused("malformed \\P or \\p sequence")) }
    }

    /// `\Q…\E`, without its beginning.
    fn quoted(&mut self) {
        while self.peek().is_some() && !self.eat("\\E") {
            if let Some(byte) = self.next() {
                self.literal(byte);
            }
        }
    }

    /// `\1`: a reference to a group, or an octal number where there is no such group yet.
    fn reference(&mut self) -> Result<(), PcreError> {
        let digits: &[u8] = &self.text[self.at..];
        let length = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let number = digits[..length]
            .iter()
            .fold(0_usize, |sum, digit| sum.saturating_mul(10).saturating_add(usize::from(digit - b'0')));
        if number < 10 || digits[0] >= b'8' || number <= self.groups {
            self.at += length;
            self.referred = self.referred.max(number);
            self.not_linear.get_or_insert("a back-reference");
            self.one_of(&ByteSet::FULL);
            self.at -= 1;
            return Ok(());
        }
        let byte = self.class_byte()?;
        self.literal(byte);
        Ok(())
    }

    /// An escape that stands for one byte; the backslash was read.
    pub(super) fn class_byte(&mut self) -> Result<u8, PcreError> {
        let Some(escape) = self.next() else { return Err(PcreError::Refused("\\ at end of pattern")) };
        Ok(match escape {
            b'a' => 7,
            b'e' => 27,
            b'f' => 12,
            b'n' => 10,
            b'r' => 13,
            b't' => 9,
            b'0'..=b'7' => {
                self.at -= 1;
                let value = self.number(8, 3);
                u8::try_from(value).map_err(|_| PcreError::Refused("octal value is greater than \\377"))?
            }
            b'8' | b'9' => escape,
            b'c' => match self.next() {
                None => return Err(PcreError::Refused("\\c at end of pattern")),
                Some(letter @ b' '..=b'~') => letter.to_ascii_uppercase() ^ 0x40,
                Some(_) => return Err(PcreError::Refused("\\c must be followed by a printable ASCII character")),
            },
            b'x' if self.eat("{") => self.braced(16)?,
            b'x' => u8::try_from(self.number(16, 2)).map_err(|_| TOO_LARGE)?,
            b'o' if self.eat("{") => self.braced(8)?,
            b'o' => return Err(PcreError::Refused("missing opening brace after \\o")),
            b'g' => escape,
            letter if letter.is_ascii_alphanumeric() => {
                return Err(PcreError::Refused("unrecognized character follows \\"));
            }
            other => other,
        })
    }

    /// Up to `most` digits.
    fn number(&mut self, base: u32, most: usize) -> u32 {
        let mut value = 0_u32;
        for _ in 0..most {
            let Some(digit) = self.peek().and_then(|byte| char::from(byte).to_digit(base)) else { break };
            value = value.saturating_mul(base).saturating_add(digit);
            self.at += 1;
        }
        value
    }

    fn braced(&mut self, base: u32) -> Result<u8, PcreError> {
        if self.peek().is_some_and(|byte| byte == b' ' || byte == b'\t') {
            return Err(PcreError::NotLinear("a code point that PCRE reads since version 10.43 only"));
        }
        let start = self.at;
        let value = self.number(base, usize::MAX);
        if self.at == start {
            return Err(PcreError::Refused("digits missing in \\x{} or \\o{}"));
        }
        if !self.eat("}") {
            return Err(PcreError::Refused("closing brace missing in \\x{} or \\o{}"));
        }
        u8::try_from(value).map_err(|_| TOO_LARGE)
    }
}
