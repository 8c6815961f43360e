//! How a string is written so that every reader of YAML, 1.1 or 1.2, reads the same string.

use crate::scalar::is_ambiguous;

/// A way of writing a string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// As it is.
    Plain,
    /// Between `'`.
    Single,
    /// Between `"`, with escapes where needed.
    Double,
    /// As lines after `|`.
    Literal,
}

/// The way of writing `text`, where `Literal` is for values only.
pub(super) fn style(text: &str) -> Style {
    if is_ambiguous(text) {
        // As kubectl prints them: `"true"`, `"80"`.
        return Style::Double;
    }
    let bytes = text.as_bytes();
    // Names, hosts, paths and kinds, which is nearly everything, need no closer look.
    let is_mild = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'.' | b'_' | b'-');
    if bytes[0].is_ascii_alphabetic() && bytes.iter().all(is_mild) {
        return Style::Plain;
    }
    if text.chars().any(must_escape) {
        return if is_literal(text) { Style::Literal } else { Style::Double };
    }
    // Nothing but spaces and printable characters from here on.
    let syntax = bytes.first().is_some_and(|&first| starts_syntax(first, bytes.get(1).copied()))
        || bytes.first() == Some(&b' ')
        || matches!(bytes.last(), Some(b' ' | b':'))
        || text.contains(": ")
        || text.contains(" #")
        || text.starts_with("---")
        || text.starts_with("...");
    if syntax { Style::Single } else { Style::Plain }
}

fn starts_syntax(first: u8, second: Option<u8>) -> bool {
    match first {
        b'-' | b'?' | b':' => second.is_none_or(|second| matches!(second, b' ' | b',' | b'[' | b']' | b'{' | b'}')),
        b',' | b'[' | b']' | b'{' | b'}' | b'#' | b'&' | b'*' | b'!' | b'|' | b'>' | b'\'' | b'"' | b'%' | b'@'
        | b'`' => true,
        _ => false,
    }
}

/// Characters that some reader takes for a line break or refuses.
fn must_escape(character: char) -> bool {
    matches!(character,
        '\0'..='\x1f' | '\x7f'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// Whether lines after `|` hold the text: several lines of printable text that begin with some text.
fn is_literal(text: &str) -> bool {
    let body = text.trim_end_matches('\n');
    text.contains('\n')
        && !body.is_empty()
        && !body.starts_with('\n')
        && body.lines().all(|line| !line.starts_with('\t'))
        && body.lines().any(|line| !line.trim().is_empty())
        && body.lines().next().is_some_and(|line| !line.trim().is_empty())
        && !body.chars().any(|character| character != '\n' && character != '\t' && must_escape(character))
}

/// What stands after `|`.
pub(super) fn literal_header(text: &str) -> String {
    let indent = if text.starts_with(' ') { "2" } else { "" };
    let end = if text.ends_with("\n\n") {
        "+"
    } else if text.ends_with('\n') {
        ""
    } else {
        "-"
    };
    format!("|{indent}{end}")
}

/// `text` between `"` as YAML and JSON both read it.
pub fn push_double(out: &mut String, text: &str) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            _ if must_escape(character) => {
                use std::fmt::Write as _;
                // Writing to a String does not fail.
                let _ = write!(out, "\\u{:04X}", u32::from(character));
            }
            _ => out.push(character),
        }
    }
    out.push('"');
}

/// `text` between `'`.
pub(super) fn push_single(out: &mut String, text: &str) {
    out.push('\'');
    for character in text.chars() {
        if character == '\'' {
            out.push('\'');
        }
        out.push(character);
    }
    out.push('\'');
}

/// Whether a comment cannot hold the character.
pub(super) fn is_break(character: char) -> bool {
    must_escape(character) && character != '\t'
}
