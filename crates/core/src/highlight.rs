//! A line of our own YAML or JSON in pieces, for colours. The writer's style is known, so a line tells its own story.

use gatefold_manifest::is_number;

use crate::view::TokenClass;

/// Splits `line` (without its newline). Joined, the pieces are the line. `inside_block` says that the line is content of
/// a `|` block, which is text whatever it looks like.
pub(crate) fn pieces(line: &str, place: LinePlace) -> Vec<(TokenClass, String)> {
    let mut out = Vec::new();
    if place == LinePlace::InBlock {
        push(&mut out, TokenClass::Text, line);
        return out;
    }
    let indent = line.len() - line.trim_start().len();
    push(&mut out, TokenClass::Space, &line[..indent]);
    let mut rest = &line[indent..];
    while let Some(item) = rest.strip_prefix("- ") {
        push(&mut out, TokenClass::Punctuation, "- ");
        rest = item;
    }
    if rest.starts_with('#') {
        push(&mut out, TokenClass::Comment, rest);
        return out;
    }
    if let Some(end) = key_end(rest) {
        push(&mut out, TokenClass::Key, &rest[..end]);
        push(&mut out, TokenClass::Punctuation, &rest[end..=end]);
        rest = &rest[end + 1..];
        let space = rest.len() - rest.trim_start().len();
        push(&mut out, TokenClass::Space, &rest[..space]);
        rest = &rest[space..];
    }
    push(&mut out, value_class(rest.trim_end_matches(',')), rest);
    out
}

/// Where a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LinePlace {
    /// Among keys and values.
    Plain,
    /// In the text of a `|` block.
    InBlock,
}

fn push(out: &mut Vec<(TokenClass, String)>, class: TokenClass, text: &str) {
    if !text.is_empty() {
        out.push((class, text.to_owned()));
    }
}

/// The byte of the colon that ends a key at the start of `text`.
fn key_end(text: &str) -> Option<usize> {
    let quoted = text.strip_prefix('"').and_then(|inner| inner.find('"')).map(|end| end + 2);
    let from = quoted.unwrap_or(0);
    let colon = from + text.get(from..)?.find(':')?;
    let ends = text[colon + 1..].is_empty() || text[colon + 1..].starts_with(' ');
    let is_key =
        quoted.is_some_and(|end| end == colon) || (quoted.is_none() && !text[..colon].contains(['"', '\'', ' ']));
    (ends && is_key).then_some(colon)
}

fn value_class(value: &str) -> TokenClass {
    match value {
        "---" | "{" | "}" | "[" | "]" | "{}" | "[]" | "|" | "|-" | "|+" | "}," | "]," => TokenClass::Punctuation,
        "true" | "false" | "null" => TokenClass::Literal,
        _ if is_number(value) => TokenClass::Literal,
        _ => TokenClass::Text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_join_to_the_line() {
        for line in
            ["  - name: web", "---", "# a: b", "    \"a:b\": \"x: y\"", "port: 80", "  - *.example.com", "", "é: ü"]
        {
            let pieces = pieces(line, LinePlace::Plain);
            assert_eq!(pieces.iter().map(|(_, text)| text.as_str()).collect::<String>(), line);
        }
    }

    #[test]
    fn keys_and_values_are_told_apart() {
        let classes = |line| pieces(line, LinePlace::Plain).into_iter().map(|(class, _)| class).collect::<Vec<_>>();
        use TokenClass::{Key, Literal, Punctuation, Space, Text};
        assert_eq!(classes("  - port: 80"), [Space, Punctuation, Key, Punctuation, Space, Literal]);
        assert_eq!(classes("path: /a:b"), [Key, Punctuation, Space, Text]);
        assert_eq!(classes("- http://a.example.com"), [Punctuation, Text]);
    }
}
