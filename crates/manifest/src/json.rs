//! From JSON to a tree: what YAML readers refuse in JSON (tabs, `\ud83d\ude00`) is fine here, as it is for `kubectl`.

use crate::{
    build::{Builder, Value},
    tree::{Shape, small},
    yaml::Broken,
};

/// Where the object that `text` begins with ends, by its braces alone; none when it does not end.
pub(crate) fn object_end(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut in_string = false;
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => depth += 1,
            b'}' | b']' if !in_string => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

/// Whether a document is written as JSON: an object whose first key is quoted.
pub(crate) fn looks_like_json(text: &str) -> bool {
    text.trim_start()
        .strip_prefix('{')
        .map(str::trim_start)
        .is_some_and(|inside| inside.starts_with('"') || inside.starts_with('}'))
}

/// Reads the one JSON value that `text` holds.
pub(crate) fn parse(text: &str) -> Result<Builder, Broken> {
    let mut parser = Parser { text, at: 0, builder: Builder::default() };
    parser.blank();
    parser.value()?;
    parser.blank();
    if parser.at < text.len() {
        return Err(parser.expected("nothing more after the JSON value"));
    }
    Ok(parser.builder)
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    builder: Builder,
}

impl Parser<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn blank(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn expected(&self, what: &str) -> Broken {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let found = rest.chars().next().map_or("the end of the text".to_owned(), |found| format!("`{found}`"));
        Broken::Syntax(format!("expected {what}, found {found}"), small(self.at))
    }

    /// Not recursive in the text's depth beyond what the builder opens.
    fn value(&mut self) -> Result<(), Broken> {
        match self.peek() {
            Some(b'{') => self.collection(Shape::Mapping, b'}'),
            Some(b'[') => self.collection(Shape::Sequence, b']'),
            Some(b'"') => self.string(),
            Some(b'-' | b'0'..=b'9' | b't' | b'f' | b'n') => self.plain(),
            _ => Err(self.expected("a JSON value")),
        }
    }

    fn collection(&mut self, shape: Shape, closing: u8) -> Result<(), Broken> {
        let start = small(self.at);
        self.builder.open(shape, start, 0).map_err(|excess| Broken::Excess(excess, start))?;
        self.at += 1;
        self.blank();
        if self.peek() == Some(closing) {
            return self.close();
        }
        loop {
            if shape == Shape::Mapping {
                if self.peek() != Some(b'"') {
                    return Err(self.expected("a key in double quotes"));
                }
                self.string()?;
                self.blank();
                if self.peek() != Some(b':') {
                    return Err(self.expected("`:` after the key"));
                }
                self.at += 1;
                self.blank();
            }
            self.value()?;
            self.blank();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(byte) if byte == closing => return self.close(),
                _ => return Err(self.expected(if shape == Shape::Mapping { "`,` or `}`" } else { "`,` or `]`" })),
            }
            self.blank();
        }
    }

    fn close(&mut self) -> Result<(), Broken> {
        self.at += 1;
        self.builder.close(self.text, Some(small(self.at)));
        Ok(())
    }

    fn plain(&mut self) -> Result<(), Broken> {
        let start = self.at;
        while matches!(self.peek(), Some(b'-' | b'+' | b'.' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z')) {
            self.at += 1;
        }
        let word = &self.text[start..self.at];
        if !matches!(word, "true" | "false" | "null") && !is_number(word) {
            self.at = start;
            return Err(self.expected("a number, `true`, `false`, `null` or text in double quotes"));
        }
        let (from, to) = (small(start), small(self.at));
        self.builder.scalar(Shape::Plain, from..to, Value::Here(from, to), 0);
        Ok(())
    }

    fn string(&mut self) -> Result<(), Broken> {
        let start = self.at;
        self.at += 1;
        let mut has_escapes = false;
        loop {
            match self.peek() {
                None => {
                    self.at = start;
                    return Err(Broken::Syntax(
                        "the text that begins here has no closing quote".to_owned(),
                        small(start),
                    ));
                }
                Some(b'"') => break,
                Some(b'\\') => {
                    has_escapes = true;
                    // The escaped character may be of several bytes; none of those is a quote.
                    self.at += 2;
                }
                Some(0..=0x1f) => return Err(self.expected("text without line breaks, tabs or control characters")),
                Some(_) => self.at += 1,
            }
        }
        self.at += 1;
        let (from, to) = (small(start), small(self.at));
        if has_escapes {
            let text = unescape(&self.text[start + 1..self.at - 1])
                .ok_or_else(|| Broken::Syntax("this text has an escape that JSON does not know".to_owned(), from))?;
            self.builder.scalar(Shape::Text, from..to, Value::Elsewhere(&text), 0);
        } else {
            self.builder.scalar(Shape::Text, from..to, Value::Here(from + 1, to - 1), 0);
        }
        Ok(())
    }
}

/// A string's text, of what stands between its quotes; none where JSON does not know an escape (RFC 8259, section 7).
fn unescape(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((plain, escape)) = rest.split_once('\\') {
        out.push_str(plain);
        let mut letters = escape.chars();
        out.push(match letters.next()? {
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => {
                let (character, after) = utf16(letters.as_str())?;
                letters = after.chars();
                character
            }
            same @ ('"' | '\\' | '/') => same,
            _ => return None,
        });
        rest = letters.as_str();
    }
    out.push_str(rest);
    Some(out)
}

/// The character of the four hexadecimal digits at the start, or of two such units, and what comes after.
fn utf16(text: &str) -> Option<(char, &str)> {
    let unit = |text: &str| {
        let digits = text.get(..4).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
        u16::from_str_radix(digits, 16).ok()
    };
    let units = [Some(unit(text)?), text.get(4..6).filter(|mark| *mark == "\\u").and_then(|_| unit(&text[6..]))];
    let character = char::decode_utf16(units.into_iter().flatten()).next()?.ok()?;
    Some((character, &text[if character.len_utf16() == 2 { 10 } else { 4 }..]))
}

/// `-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?`
fn is_number(word: &str) -> bool {
    let unsigned = word.strip_prefix('-').unwrap_or(word);
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && digits(fraction)
        && digits(exponent.strip_prefix(['-', '+']).unwrap_or(exponent))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_read_with_tabs_and_surrogates() {
        let text = "{\n\t\"a\": [1, -2.5e3, true, null],\n\t\"b\": \"\\ud83d\\ude00 \\/\"\n}";
        let tree = parse(text).expect("it is JSON").finish();
        assert_eq!(&*tree.pool, "😀 /");
        assert_eq!(tree.nodes.len(), 9);
    }

    #[test]
    fn what_is_not_json_is_said_with_its_place() {
        for (text, at) in [
            ("{\"a\": 01}", 6),
            ("{\"a\" 1}", 5),
            ("{\"a\": \"b}", 6),
            ("[1 2]", 3),
            ("{\"a\":1,}", 7),
            ("{}x", 2),
            ("\"\\", 0),
        ] {
            let place = match parse(text) {
                Err(Broken::Syntax(_, place)) => Some(place),
                _ => None,
            };
            assert_eq!(place, Some(at), "{text}");
        }
    }
}
