//! Where the documents of a source begin and end, decided by lines alone so that a broken document hides no other.
//!
//! `---` and `...` at the start of a line end a document whatever stands around them: YAML forbids both inside any
//! value. Objects of JSON one after the other, as `kubectl` takes them, are a document each.

use std::ops::Range;

use crate::json;

/// The bytes of each document of `text`, in order. A piece of blank lines or comments alone is a document too, unless it
/// stands before the first or after the last `---`, where nobody misses it.
pub(crate) fn split(text: &str) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    // Directives such as `%YAML 1.2` belong to the document after their `---`.
    let mut directives = false;
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        let next = at + line.len();
        match marker(line) {
            Some("---") if directives => directives = false,
            Some(marker) => {
                pieces.push(start..at);
                // What follows the marker in its line is content, a comment aside.
                let rest = line[marker.len()..].trim();
                start = if rest.is_empty() || rest.starts_with('#') { next } else { at + marker.len() };
                directives = false;
            }
            None if line.starts_with('%') && is_blank(&text[start..at]) => directives = true,
            None => {}
        }
        at = next;
    }
    pieces.push(start..text.len());
    let first = pieces.iter().position(|piece| !is_blank(&text[piece.clone()]));
    let last = pieces.iter().rposition(|piece| !is_blank(&text[piece.clone()]));
    let (Some(first), Some(last)) = (first, last) else { return Vec::new() };
    pieces[first..=last].iter().flat_map(|piece| split_json(text, piece.clone())).collect()
}

fn marker(line: &str) -> Option<&'static str> {
    let marker = ["---", "..."].into_iter().find(|marker| line.starts_with(marker))?;
    line[3..].chars().next().is_none_or(char::is_whitespace).then_some(marker)
}

/// Whether there is nothing but blank lines and comments.
pub(crate) fn is_blank(text: &str) -> bool {
    text.lines().map(str::trim_start).all(|line| line.is_empty() || line.starts_with('#'))
}

/// Where the line of a byte begins.
pub(crate) fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

/// One object of JSON after the other: as many documents.
fn split_json(text: &str, piece: Range<usize>) -> Vec<Range<usize>> {
    let begins = |at: usize| text[at..piece.end].trim_start().starts_with('{');
    let mut parts = Vec::new();
    let mut start = piece.start;
    while begins(start) {
        let end = json::object_end(&text[start..piece.end]).map(|length| start + length);
        let Some(end) = end.filter(|&end| begins(end)) else { break };
        parts.push(start..end);
        start = end;
    }
    // What follows the last one is the parser's to judge, unless it shows that this was no stream of JSON at all.
    let last = json::object_end(&text[start..piece.end]).map_or(piece.end, |length| start + length);
    if !parts.is_empty() && !is_blank(&text[last..piece.end]) {
        return vec![piece];
    }
    parts.push(start..piece.end);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rustfmt::skip]
    const CASES: &[(&str, &str, &[&str])] = &[
        ("nothing",              "",                              &[]),
        ("comments only",        "# a\n---\n# b\n",               &[]),
        ("one",                  "a: 1\n",                        &["a: 1\n"]),
        ("separators around",    "---\na: 1\n---\n",              &["a: 1\n"]),
        ("two",                  "a: 1\n---\nb: 2",               &["a: 1\n", "b: 2"]),
        ("an empty one between", "a: 1\n---\n---\nb: 2",          &["a: 1\n", "", "b: 2"]),
        ("CRLF",                 "a: 1\r\n---\r\nb: 2",           &["a: 1\r\n", "b: 2"]),
        ("ended by dots",        "a: 1\n...\nb: 2",               &["a: 1\n", "b: 2"]),
        ("a comment after",      "--- # first\na: 1\n",           &["a: 1\n"]),
        ("content after",        "--- {a: 1}\n--- |\n text\n",    &[" {a: 1}\n", " |\n text\n"]),
        ("a longer dash",        "a: 1\n----\nb: 2\n---x\n",      &["a: 1\n----\nb: 2\n---x\n"]),
        ("indented",             "a: |\n  ---\n  b\n",            &["a: |\n  ---\n  b\n"]),
        ("directives",           "%YAML 1.2\n---\na: 1\n---\nb",  &["%YAML 1.2\n---\na: 1\n", "b"]),
        ("byte order mark",      "\u{feff}a: 1\n",                &["a: 1\n"]),
        ("JSON in a row",        "{\"a\":\"}{\"}{\"b\":1}\n{}\n", &["{\"a\":\"}{\"}", "{\"b\":1}", "\n{}\n"]),
        ("JSON and more",        "{\"a\":1} b",                   &["{\"a\":1} b"]),
        ("a template",           "{{ a }}\nb: 1",                 &["{{ a }}\nb: 1"]),
    ];

    #[test]
    fn documents_end_at_lines_of_three_dashes_or_dots() {
        let wrong: Vec<_> = CASES
            .iter()
            .filter_map(|(what, text, expected)| {
                let found: Vec<_> = split(text).into_iter().map(|range| &text[range]).collect();
                (found != *expected).then(|| format!("{what}: {found:?}, expected {expected:?}"))
            })
            .collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
