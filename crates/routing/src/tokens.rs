//! Words of a command line with their places: quotes, backslashes, `$'…'` and continued lines as a POSIX shell and bash
//! read them. Variables, globs and operators are left as they stand.

use crate::RequestError;

/// One word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token {
    /// What the program is given.
    pub(crate) text: String,
    /// The byte of the input at which its text begins, after an opening quote.
    pub(crate) at: usize,
    /// Whether any of it was quoted, so that `|` is a bar and no pipe.
    pub(crate) quoted: bool,
}

/// Splits `input` into words.
pub(crate) fn split(input: &str) -> Result<Vec<Token>, RequestError> {
    let mut words = Words { input, at: 0 };
    let mut tokens = Vec::new();
    while let Some(token) = words.next()? {
        tokens.push(token);
    }
    Ok(tokens)
}

struct Words<'a> {
    input: &'a str,
    at: usize,
}

impl Words<'_> {
    fn peek(&self) -> Option<char> {
        self.input[self.at..].chars().next()
    }

    fn take(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += next.len_utf8();
        Some(next)
    }

    fn take_if(&mut self, text: &str) -> bool {
        let found = self.input[self.at..].starts_with(text);
        self.at += if found { text.len() } else { 0 };
        found
    }

    fn next(&mut self) -> Result<Option<Token>, RequestError> {
        while self.take_if("\\\n") || self.take_if("\\\r\n") || self.peek().is_some_and(char::is_whitespace) {
            if self.peek().is_some_and(char::is_whitespace) {
                self.take();
            }
        }
        let mut token = Token { text: String::new(), at: self.at, quoted: false };
        let Some(_) = self.peek() else { return Ok(None) };
        let rest = &self.input[self.at..];
        token.at += if rest.starts_with("$'") { 2 } else { usize::from(rest.starts_with(['\'', '"'])) };
        while let Some(next) = self.peek().filter(|next| !next.is_whitespace()) {
            let at = self.at;
            if self.take_if("$'") {
                self.ansi(&mut token.text, at)?;
            } else if self.take_if("'") {
                self.single(&mut token.text, at)?;
            } else if self.take_if("\"") {
                self.double(&mut token.text, at)?;
            } else if self.take_if("\\\n") || self.take_if("\\\r\n") {
                continue;
            } else if self.take_if("\\") {
                token.text.extend(self.take());
                token.quoted = true;
                continue;
            } else {
                self.take();
                token.text.push(next);
                continue;
            }
            token.quoted = true;
        }
        Ok(Some(token))
    }

    fn single(&mut self, out: &mut String, at: usize) -> Result<(), RequestError> {
        let rest = &self.input[self.at..];
        let end = rest.find('\'').ok_or_else(|| open_quote('\'', at))?;
        out.push_str(&rest[..end]);
        self.at += end + 1;
        Ok(())
    }

    fn double(&mut self, out: &mut String, at: usize) -> Result<(), RequestError> {
        loop {
            match self.take() {
                None => return Err(open_quote('"', at)),
                Some('"') => return Ok(()),
                Some('\\') => match self.take() {
                    Some(escaped @ ('"' | '\\' | '$' | '`')) => out.push(escaped),
                    Some('\n') => {}
                    Some(other) => out.extend(['\\', other]),
                    None => return Err(open_quote('"', at)),
                },
                Some(other) => out.push(other),
            }
        }
    }

    /// `$'…'` with C escapes, as browsers write it when they copy a request as curl.
    fn ansi(&mut self, out: &mut String, at: usize) -> Result<(), RequestError> {
        let mut bytes = Vec::new();
        loop {
            let next = self.take().ok_or_else(|| open_quote('\'', at))?;
            match next {
                '\'' => break,
                '\\' => self.escape(&mut bytes, at)?,
                other => bytes.extend(other.encode_utf8(&mut [0; 4]).bytes()),
            }
        }
        out.push_str(&String::from_utf8_lossy(&bytes));
        Ok(())
    }

    fn escape(&mut self, bytes: &mut Vec<u8>, at: usize) -> Result<(), RequestError> {
        let next = self.take().ok_or_else(|| open_quote('\'', at))?;
        match next {
            'a' => bytes.push(7),
            'b' => bytes.push(8),
            'e' | 'E' => bytes.push(27),
            'f' => bytes.push(12),
            'n' => bytes.push(b'\n'),
            'r' => bytes.push(b'\r'),
            't' => bytes.push(b'\t'),
            'v' => bytes.push(11),
            'x' => bytes.extend(self.number(16, 2).and_then(|code| u8::try_from(code).ok())),
            'u' | 'U' => {
                let code = self.number(16, if next == 'u' { 4 } else { 8 });
                let letter = code.and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER);
                bytes.extend(letter.encode_utf8(&mut [0; 4]).bytes());
            }
            '0'..='7' => {
                self.at -= 1;
                bytes.extend(self.number(8, 3).and_then(|code| u8::try_from(code & 255).ok()));
            }
            other => bytes.extend(other.encode_utf8(&mut [0; 4]).bytes()),
        }
        Ok(())
    }

    /// Up to `most` digits.
    fn number(&mut self, radix: u32, most: usize) -> Option<u32> {
        let rest = &self.input[self.at..];
        let length = rest.chars().take(most).take_while(|digit| digit.is_digit(radix)).count();
        self.at += length;
        u32::from_str_radix(&rest[..length], radix).ok()
    }
}

fn open_quote(quote: char, at: usize) -> RequestError {
    RequestError::new(at, format!("this {quote} is never closed; write another {quote} where the quoted text ends"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_split_as_bash_does() {
        #[rustfmt::skip]
        let cases: &[(&str, &[&str])] = &[
            ("a  b\tc",                   &["a", "b", "c"]),
            ("'a b'c \"d \\\" e\"",       &["a bc", "d \" e"]),
            ("a \\\n  b\\ c",             &["a", "b c"]),
            ("a \\\r\n b",                &["a", "b"]),
            ("$'it\\'s\\n\\x41\\u00e4'",  &["it's\nAä"]),
            ("''",                        &[""]),
            ("a\\\nb",                    &["ab"]),
            ("  ",                        &[]),
        ];
        for (input, expected) in cases {
            let words: Vec<_> = split(input).expect(input).into_iter().map(|token| token.text).collect();
            assert_eq!(words, *expected, "{input}");
        }
        for input in ["'a", "\"a", "$'a", "\"a\\", "$'\\"] {
            assert_eq!(split(input).expect_err(input).at, 0, "{input}");
        }
    }
}
