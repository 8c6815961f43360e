//! How a line that breaks its document can be mended: by characters put in, never by any taken away.
//!
//! A mend is offered where the document reads with it and no other mend of the table does as much, so that it is certain.
//! Edits only insert: no value of a Secret is in them.

use gatefold_diagnostic::TextEdit;

use crate::{recover::readable, split::line_start, syntax::span, tree::small};

/// What is put in, and at which byte of the line.
type Insertions = Vec<(usize, &'static str)>;
/// Looks at a line and at the next that is not blank.
type Mend = fn(&str, &str) -> Option<Insertions>;

/// The mends and what they do.
#[rustfmt::skip]
static MENDS: &[(&str, Mend)] = &[
    ("Put the value in quotes",      quoted),
    ("Put the value in quotes",      quoted_annotation),
    ("Put a space after the colon",  space_after_colon),
    ("Put a space after the dash",   space_after_dash),
    ("Put a colon after the key",    colon),
    ("Close the quote",              closing_quote),
    ("Close the bracket",            closing_bracket),
];

/// The parser may stop so many lines after the one that is wrong.
const LINES: usize = 8;

/// The one mend of a line of `text` from `from` to the byte `at` that makes the document readable.
pub(crate) fn mend(text: &str, from: usize, at: usize) -> Option<(&'static str, Vec<TextEdit>)> {
    let mut found: Option<(&'static str, Vec<TextEdit>, String)> = None;
    let mut start = line_start(text, at.min(text.trim_end().len()));
    for _ in 0..LINES {
        let line = text[start..].lines().next().unwrap_or_default();
        let next = text[start + line.len()..].lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
        for (title, mend) in MENDS {
            let Some(insertions) = mend(line, next) else { continue };
            let mended = inserted(text, start, &insertions);
            if readable(&mended).is_none() || found.as_ref().is_some_and(|(.., other)| *other == mended) {
                continue;
            }
            if found.is_some() {
                return None;
            }
            let edit = |(at, text): (usize, &'static str)| TextEdit {
                span: span(small(start + at), small(start + at)),
                text: text.to_owned(),
            };
            found = Some((title, insertions.into_iter().map(edit).collect(), mended));
        }
        if start <= from {
            break;
        }
        start = line_start(text, start - 1);
    }
    found.map(|(title, edits, _)| (title, edits))
}

fn inserted(text: &str, start: usize, insertions: &Insertions) -> String {
    let mut out = text.to_owned();
    for (at, what) in insertions.iter().rev() {
        out.insert_str(start + at, what);
    }
    out
}

/// The line after its indentation and the dashes of lists, and where that begins.
fn inside(line: &str) -> (usize, &str) {
    let mut rest = line.trim_start_matches(' ');
    while let Some(item) = rest.strip_prefix("- ") {
        rest = item.trim_start_matches(' ');
    }
    (line.len() - rest.len(), rest)
}

/// The key's length, where the line begins with one that a colon ends.
fn key(inside: &str) -> Option<usize> {
    let is_key = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | '.' | '/');
    let length = inside.find(|letter| !is_key(letter)).unwrap_or(inside.len());
    (inside.starts_with(|letter: char| letter.is_ascii_alphabetic()) && inside[length..].starts_with(':'))
        .then_some(length)
}

/// Where the value of the line begins and ends, a comment not counted.
fn value(line: &str) -> Option<(usize, usize)> {
    let (start, inside) = inside(line);
    let skip = key(inside).map_or(0, |length| length + 1);
    let start = line.len() - line[start + skip..].trim_start_matches(' ').len();
    let end = line[start..].find(" #").map_or(line.len(), |comment| start + comment);
    let end = start + line[start..end].trim_end().len();
    (start < end).then_some((start, end))
}

/// Quotes around what lies between, and what they need inside.
fn quotes(line: &str, start: usize, end: usize) -> Insertions {
    let plain = !line[start..end].contains(['"', '\\']);
    let quote = if plain { "\"" } else { "'" };
    let mut out = vec![(start, quote)];
    if !plain {
        out.extend(line[start..end].match_indices('\'').map(|(at, _)| (start + at, "'")));
    }
    out.push((end, quote));
    out
}

/// `*.example.com`, `*`, `@name`, `%name`, `` `name` ``: such characters begin no plain text. `*name` may be an alias
/// with a slip in it, and braces belong to a template.
fn quoted(line: &str, _next: &str) -> Option<Insertions> {
    let mut out = Insertions::new();
    let mut done = 0;
    for (at, letter) in line.match_indices(['*', '@', '%', '`']) {
        let before = &line[..at];
        let begins = before.ends_with([' ', '[', ',']) && before.trim_end().ends_with([':', '-', '[', ',']);
        let in_flow = before.matches(['[', '{']).count() > before.matches([']', '}']).count();
        let ends = if in_flow { line[at..].find([',', ']', '}']) } else { line[at..].find(" #") };
        let end = ends.map_or(line.len(), |length| at + length);
        let end = at + line[at..end].trim_end().len();
        let means_itself = letter != "*" || matches!(&line[at..end], "*") || line[at..].starts_with("*.");
        if at >= done && begins && means_itself && !before.contains(['"', '\'', '#']) {
            out.extend(quotes(line, at, end));
            done = end;
        }
    }
    (!out.is_empty()).then_some(out)
}

/// An annotation's value is always text, whatever colons stand in it.
fn quoted_annotation(line: &str, _next: &str) -> Option<Insertions> {
    let (_, inside) = inside(line);
    let is_annotation = inside[..key(inside)?].contains('/');
    let (start, end) = value(line)?;
    let text = &line[start..end];
    let is_plain = !text.starts_with(['"', '\'', '[', '{', '|', '>', '&', '*', '!', '%', '@', '#', '?', '-']);
    (is_annotation && is_plain && text.contains(": ")).then(|| quotes(line, start, end))
}

fn space_after_colon(line: &str, _next: &str) -> Option<Insertions> {
    let (start, inside) = inside(line);
    let colon = key(inside)?;
    let after = &inside[colon + 1..];
    (!after.is_empty() && !after.starts_with([' ', '\t', '/', ':'])).then(|| vec![(start + colon + 1, " ")])
}

fn space_after_dash(line: &str, _next: &str) -> Option<Insertions> {
    let start = line.len() - line.trim_start_matches(' ').len();
    let after = line[start..].strip_prefix('-')?;
    let begins = after.starts_with(|letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '"' | '\''));
    begins.then(|| vec![(start + 1, " ")])
}

/// A key alone in its line, and something below it.
fn colon(line: &str, next: &str) -> Option<Insertions> {
    let (start, inside) = inside(line);
    let word = inside.trim_end();
    let is_word = word.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && word.chars().all(|letter| letter.is_ascii_alphanumeric());
    let below = next.len() - next.trim_start_matches(' ').len();
    let has_block = below > start || below == start && next[below..].starts_with("- ");
    (is_word && has_block).then(|| vec![(start + word.len(), ":")])
}

fn closing_quote(line: &str, _next: &str) -> Option<Insertions> {
    let (start, end) = value(line)?;
    let text = &line[start..end];
    let (at, inside) = match text.strip_prefix('[') {
        // In a list the quote ends with its item, which nothing but its bracket tells.
        Some(list) => (list.rfind(['"', '\''])? + 1, list.strip_suffix(']')?),
        None => (0, text),
    };
    let quote = if text[at..].starts_with('"') { "\"" } else { "'" };
    let is_open = text[at..].starts_with(quote) && text.matches(quote).count() % 2 == 1;
    let is_certain = !text.contains('\\') && end == line.trim_end().len() && (at == 0 || !text[at..].contains(','));
    (is_open && is_certain).then(|| vec![(start + inside.len() + usize::from(at > 0), quote)])
}

fn closing_bracket(line: &str, _next: &str) -> Option<Insertions> {
    let (start, end) = value(line)?;
    let text = &line[start..end];
    let mut open = Vec::new();
    for letter in text.chars() {
        match letter {
            '[' => open.push("]"),
            '{' => open.push("}"),
            ']' | '}' => drop(open.pop()),
            '"' | '\'' => return None,
            _ => {}
        }
    }
    let bracket = open.pop().filter(|_| open.is_empty() && text.starts_with(['[', '{']))?;
    Some(vec![(end, bracket)])
}
