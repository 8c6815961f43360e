//! Repetitions, and what they do to what was read before them.

use super::{Lead, PcreError, Translator};

impl<'a> Translator<'a> {
    /// Repeats what was read last. `most` is none for any number.
    pub(super) fn repeat(&mut self, least: u32, most: Option<u32>, written: &str) -> Result<(), PcreError> {
        let Some(mut atom) = self.atom.take() else {
            return Err(PcreError::Refused("quantifier does not follow a repeatable item"));
        };
        if let Some(start) = atom.lead {
            // The last byte is no longer sure to be there.
            self.lead_bytes.pop();
            self.lead = Lead::Closed(start);
        }
        self.empty_loop |= atom.empty && most.is_none_or(|most| most > 1);
        self.out.push_str(written);
        // PCRE looks past these for what makes it lazy or possessive.
        while self.eat("\\E") || self.eat("\\Q\\E") || self.comment()? {}
        if self.eat("?") {
            self.out.push('?');
        } else if self.eat("+") {
            self.not_linear.get_or_insert("a possessive quantifier");
        }
        atom.empty |= least == 0;
        atom.always |= least == 0;
        let kept = atom.kept;
        self.put(atom.empty, atom.always, kept);
        self.settle();
        Ok(())
    }

    /// What an opening brace begins: `{2}`, `{2,}`, `{2,3}`; it stands for itself otherwise.
    pub(super) fn counter(&mut self) -> Result<(), PcreError> {
        let Some(counter) = self.counter_text() else {
            self.literal(b'{');
            return Ok(());
        };
        if counter.contains([' ', '\t']) || counter.starts_with(',') {
            return Err(PcreError::NotLinear("a repetition that PCRE reads since version 10.43 only"));
        }
        let (least, most) = counter.split_once(',').unwrap_or((counter, counter));
        let number = |text: &str| match text.trim_start_matches('0') {
            "" => Some(0),
            digits if digits.len() > 5 => None,
            digits => digits.parse::<u32>().ok().filter(|&number| number <= 65_535),
        };
        let (Some(least), Some(last)) = (number(least), number(most)) else {
            return Err(PcreError::Refused("number too big in {} quantifier"));
        };
        let most = (!most.is_empty()).then_some(last);
        if most.is_some_and(|most| most < least) {
            return Err(PcreError::Refused("numbers out of order in {} quantifier"));
        }
        self.at += counter.len() + 1;
        self.repeat(least, most, &format!("{{{counter}}}"))
    }

    /// What stands between braces of which the first was read, where that is a repetition to some version of PCRE.
    pub(super) fn counter_text(&self) -> Option<&'a str> {
        let rest = &self.text[self.at..];
        let end = rest.iter().position(|byte| !(byte.is_ascii_digit() || b", \t".contains(byte)))?;
        let text = std::str::from_utf8(&rest[..end]).ok().filter(|_| rest[end] == b'}')?;
        let has_digit = text.bytes().any(|byte| byte.is_ascii_digit());
        (has_digit && text.matches(',').count() < 2).then_some(text)
    }
}
