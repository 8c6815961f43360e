//! What a parenthesis begins: groups, options, comments.

use super::{Flags, Frame, Lead, PcreError, Translator};

impl<'a> Translator<'a> {
    pub(super) fn push_group(&mut self, written: &str, outer: Flags) {
        self.close_lead();
        self.out.push_str(written);
        let kept = self.kept;
        self.frames.push(Frame { outer, kept, empty: true, always: true, some_empty: false, some_always: false });
    }

    pub(super) fn capture(&mut self) {
        self.groups += 1;
        self.push_group("(", self.flags);
    }

    /// What an opening parenthesis begins.
    pub(super) fn open(&mut self) -> Result<(), PcreError> {
        if self.peek() == Some(b'*') {
            self.settle();
            return match self.text.get(self.at + 1) {
                Some(byte) if byte.is_ascii_alphabetic() || *byte == b':' => {
                    Err(PcreError::NotLinear("a verb or an assertion in words, (*…)"))
                }
                _ => Err(PcreError::Refused("quantifier does not follow a repeatable item")),
            };
        }
        self.at -= 1;
        if self.comment()? {
            return Ok(());
        }
        self.at += 1;
        if !self.eat("?") {
            self.settle();
            self.capture();
            return Ok(());
        }
        self.settle();
        for (start, what) in [
            ("=", "look-ahead"),
            ("!", "look-ahead"),
            ("<=", "look-behind"),
            ("<!", "look-behind"),
            ("<*", "look-behind"),
            ("|", "groups that count anew, (?|…)"),
            ("*", "look-ahead"),
            (">", "an atomic group"),
        ] {
            if self.eat(start) {
                self.not_linear.get_or_insert(what);
                self.push_group("(?:", self.flags);
                return Ok(());
            }
        }
        if self.eat("P<") || self.eat("<") {
            return self.named(b'>');
        }
        if self.eat("'") {
            return self.named(b'\'');
        }
        match self.peek() {
            Some(b'(') => Err(PcreError::NotLinear("a condition")),
            Some(b'R' | b'&' | b'+' | b'0'..=b'9' | b'P') => Err(PcreError::NotLinear("recursion")),
            Some(b'C') => Err(PcreError::NotLinear("a callout")),
            Some(b'-') if self.text.get(self.at + 1).is_some_and(u8::is_ascii_digit) => {
                Err(PcreError::NotLinear("recursion"))
            }
            _ => self.options(),
        }
    }

    /// Reads `(?#…)`, where one stands here.
    pub(super) fn comment(&mut self) -> Result<bool, PcreError> {
        if !self.eat("(?#") {
            return Ok(false);
        }
        self.until(b')').map(|_| true).ok_or(PcreError::Refused("missing ) after (?# comment"))
    }

    pub(super) fn named(&mut self, end: u8) -> Result<(), PcreError> {
        let Some(name) = self.until(end) else { return Err(PcreError::Refused("syntax error in subpattern name")) };
        let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
        if name.first().is_none_or(u8::is_ascii_digit) || !name.iter().all(is_word) || name.len() > 32 {
            return Err(PcreError::Refused("syntax error in subpattern name"));
        }
        if self.names.contains(&name) {
            return Err(PcreError::Refused("two named subpatterns have the same name"));
        }
        self.names.push(name);
        self.capture();
        Ok(())
    }

    /// `(?i)`, `(?s-i:…)`, `(?:…)`.
    pub(super) fn options(&mut self) -> Result<(), PcreError> {
        let (before, mut flags, mut on) = (self.flags, self.flags, true);
        let reset = self.eat("^");
        if reset {
            flags = Flags::default();
        }
        loop {
            match self.next() {
                Some(b'i') => flags.caseless = on,
                Some(b's') => flags.dot_all = on,
                // Lines are one: there is no line feed.
                Some(b'm') => {}
                Some(b'-') if on && !reset => on = false,
                Some(b'x' | b'U' | b'J' | b'n') => return Err(PcreError::NotLinear("the options x, n, J or U")),
                Some(b')') => {
                    // The lead is in one case.
                    if self.lead == Lead::Open && flags.caseless != before.caseless {
                        self.close_lead();
                    }
                    self.flags = flags;
                    return Ok(());
                }
                Some(b':') => {
                    self.push_group("(?:", before);
                    self.flags = flags;
                    return Ok(());
                }
                Some(_) => return Err(PcreError::Refused("unrecognized character after (? or (?-")),
                None => return Err(PcreError::Refused("missing closing parenthesis")),
            }
        }
    }
}
