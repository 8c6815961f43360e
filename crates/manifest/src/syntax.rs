//! A document that no reader can read: what is wrong with it, where, and whether a fix is certain.
//!
//! The parser stops at its first problem. The parts of the document that are broken by themselves are looked for; where
//! there are none, the rest is read as if the line were empty, so that several problems are reported at once. They are
//! only where the rest proves sound in the end, so that one mistake is never reported twice in other words.

use std::ops::Range;

use gatefold_diagnostic::{Args, Code, Diagnostic, SourceId, Span, TextEdit};

use crate::{
    Document,
    build::{Excess, MAX_DEPTH},
    checks, mend,
    recover::{self, Faults},
    redact::speaks_of_secret,
    split::line_start,
    tree::small,
    yaml::{self, Broken},
};

/// How many problems of one document are looked for, and in how large a one: each costs a reading.
const MOST_PROBLEMS: usize = 10;
const LARGE: usize = 256 * 1024;

/// A span relative to the document; [`crate::read`] moves it to its source.
pub(crate) fn span(start: u32, end: u32) -> Span {
    Span::new(SourceId(0), start, end)
}

/// What is wrong with a document that could not be read.
pub(crate) fn explain(text: &str, broken: &Broken) -> Vec<Diagnostic> {
    if let Some(template) = template(text) {
        return vec![template];
    }
    match broken {
        Broken::Excess(excess, at) => {
            let problem = match excess {
                Excess::Depth => format!("it nests deeper than {MAX_DEPTH} levels"),
                Excess::Aliases => "its aliases unfold to far more than is written".to_owned(),
                Excess::Cycle => "an alias stands inside the value that it means".to_owned(),
            };
            vec![Diagnostic::new(Code::GW0012, Args::new().with("problem", problem)).at("", Some(line_at(text, *at)))]
        }
        Broken::Syntax(words, at) => {
            if text.len() > LARGE {
                return vec![tabs(text, &(0..text.len()), words, *at).unwrap_or_else(|| syntax(text, words, *at))];
            }
            if let Some(faults) = recover::faults(text) {
                return of_parts(text, faults);
            }
            let mut found = vec![of_part(text, text, &(0..text.len()), words, *at)];
            if found[0].code == Code::GW0001 {
                found.extend(further(text, *at));
            }
            found
        }
    }
}

/// What is wrong with each part that is broken by itself, and keys written twice in what is left.
fn of_parts(text: &str, mut faults: Faults) -> Vec<Diagnostic> {
    let mut found: Vec<_> = faults
        .faults
        .iter()
        .map(|fault| of_part(text, &faults.only(text, fault), &fault.part, &fault.words, fault.at))
        .collect();
    let twice = std::mem::take(&mut faults.builder.twice);
    let length = small(faults.rest.len());
    let document = Document::new(SourceId(0), faults.rest.into(), 0, length, faults.builder.finish());
    found.extend(checks::keys_twice(&document, &twice));
    found
}

/// What is wrong with the one broken part of `kept`, which is `text` but for other broken parts, and its fix if one is
/// certain.
fn of_part(text: &str, kept: &str, part: &Range<usize>, words: &str, at: u32) -> Diagnostic {
    tabs(kept, part, words, at).unwrap_or_else(|| {
        let diagnostic = syntax(text, words, at);
        match mend::mend(kept, part.start, at as usize) {
            Some((title, edits)) => diagnostic.fix(title, edits),
            None => diagnostic,
        }
    })
}

/// A template's braces, where YAML cannot be read for them.
pub(crate) fn template(text: &str) -> Option<Diagnostic> {
    let start = text.find("{{")?;
    let length = text[start..].find("}}").map_or(2, |length| length + 2);
    // One line of it is enough to find it.
    let shown = text[start..start + length].lines().next().unwrap_or("{{");
    // A default for a password may stand in it.
    let words = if speaks_of_secret(text) { "{{ … }}" } else { shown };
    let args = Args::new().with("template", words);
    Some(Diagnostic::new(Code::GW0011, args).at("", Some(span(small(start), small(start + shown.len())))))
}

/// A character that no reader of YAML takes, which some copied text has.
pub(crate) fn control_character(text: &str) -> Option<Diagnostic> {
    let forbidden = |byte: u8| byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r') || byte == 0x7f;
    let at = text.bytes().position(forbidden)?;
    let problem = format!("the control character U+{:04X} stands here, which YAML does not allow", text.as_bytes()[at]);
    let place = span(small(at), small(at + 1));
    Some(Diagnostic::new(Code::GW0001, Args::new().with("problem", problem)).at("", Some(place)))
}

fn syntax(text: &str, words: &str, at: u32) -> Diagnostic {
    Diagnostic::new(Code::GW0001, Args::new().with("problem", plain_words(text, words, at)))
        .at("", Some(line_at(text, at)))
}

/// From `at` to the end of its line; the whole line where nothing stands there; the last line for the text's end.
fn line_at(text: &str, at: u32) -> Span {
    let mut at = (at as usize).min(text.len());
    if text[at..].trim().is_empty() {
        at = text.trim_end().len();
    }
    let line_start = line_start(text, at);
    let line_end = text[at..].find('\n').map_or(text.len(), |newline| at + newline);
    let end = line_start + text[line_start..line_end].trim_end().len();
    let first = line_start + (end - line_start - text[line_start..end].trim_start().len());
    let start = if at < end && at > first { at } else { first };
    span(small(start), small(end.max(start)))
}

/// The parser's words as a person would say them; what is not in the table is clear enough.
#[rustfmt::skip]
const WORDS: &[(&str, &str)] = &[
    ("indentation in quoted scalar",   "a quote is opened and not closed before the next key"),
    ("unexpected character",           "text that begins with this character needs quotes"),
    ("illegal placement of ':'",       "a bracket is opened and not closed before the next key"),
    ("expected node content",          "a value is missing here, or a closing bracket does not match the open one"),
    ("expected <document start>",      "a line that begins with `%` needs a line of `---` after it"),
    ("while scanning a plain scalar, found a tab", "the line after this value begins with a tab; YAML takes spaces only"),
    ("did not find expected key",      "this line is indented differently from the keys before it"),
    ("did not find expected '-'",      "this line is indented like the items of a list and does not begin with `- `"),
    ("simple key expect",              "a key without `:` after it"),
    ("unexpected end of stream",       "a quote is opened and not closed"),
    ("unexpected document indicator",  "a quote is opened and not closed before `---`"),
    ("expected ',' or '}'",            "`{` is opened, and neither `,` nor `}` follows the entry"),
    ("expected ',' or ']'",            "`[` is opened, and neither `,` nor `]` follows the item"),
    ("unknown escape character",       "`\\` in double quotes begins an escape that YAML does not know; single quotes take `\\` as it is"),
    ("trailing content after double",  "text follows the closing quote"),
    ("unknown anchor",                 "an alias (`*name`) whose anchor (`&name`) is not in this document; put text that begins with `*` in quotes"),
    ("block sequence entries",         "`- ` stands where no list can begin; begin the list on a line of its own"),
    ("wrongly indented line in block", "a line of the text after `|` or `>` is indented less than the first"),
    ("expected alphabetic or numeric", "text that begins with `*` or `&` needs quotes"),
    ("unexpected eof",                 "the document ends in the middle of a value"),
    ("recursion limit",                "brackets are nested too deep"),
    ("invalid indentation",            "the indentation fits nothing before it"),
    ("misplaced bracket",              "a closing bracket without its opening one"),
];

/// The one problem whose cause depends on the line.
const MISPLACED_COLON: &str = "mapping values are not allowed";

fn plain_words(text: &str, words: &str, at: u32) -> String {
    if words.contains(MISPLACED_COLON) {
        let before = &text[..(at as usize).min(text.len())];
        let second = before.rsplit('\n').next().is_some_and(|line| line.contains(": "));
        return if second {
            "a second `: ` stands in one line; put the value in quotes, or the key on a line of its own"
        } else {
            "a key begins in this line while the value before it has not ended; compare the indentation of the two lines"
        }
        .to_owned();
    }
    WORDS.iter().find(|(part, _)| words.contains(part)).map_or(words, |(_, plain)| plain).to_owned()
}

/// Tabs in the indentation of a part, at or just before the place, where they are what is wrong: the fix is offered when
/// the document can be read with it, and means the same however wide a tab is.
fn tabs(text: &str, part: &Range<usize>, words: &str, at: u32) -> Option<Diagnostic> {
    let at = (at as usize).min(text.len());
    let lines = indented_by_tabs(text, part);
    // The place may be the end of the value before the line.
    let first = lines.iter().rfind(|line| line.start <= at + text[line.end..].find('\n').unwrap_or(0) + line.len())?;
    let place = span(small(first.start), small(first.end));
    let diagnostic = Diagnostic::new(Code::GW0003, Args::new()).at("", Some(place));
    let mut readings = WIDTHS.iter().filter_map(|width| {
        let edits = spaces(text, &lines, width);
        let mut mended = text.to_owned();
        for edit in edits.iter().rev() {
            mended.replace_range(edit.span.start as usize..edit.span.end as usize, &edit.text);
        }
        Some((recover::readable(&mended)?.outline(), edits))
    });
    match readings.next() {
        Some((outline, edits)) if readings.all(|(other, _)| other == outline) => {
            Some(diagnostic.fix("Replace the tabs with spaces", edits))
        }
        Some(_) => Some(diagnostic),
        // Something else is wrong: then it is the tab only where the parser stopped at it.
        None if words.contains("tab") => Some(diagnostic),
        None => (first.start..=first.end).contains(&at).then_some(diagnostic),
    }
}

/// How wide a tab may be meant.
const WIDTHS: [&str; 3] = ["  ", "    ", "        "];

fn spaces(text: &str, lines: &[Range<usize>], width: &str) -> Vec<TextEdit> {
    let edit = |line: &Range<usize>| TextEdit {
        span: span(small(line.start), small(line.end)),
        text: text[line.clone()].replace('\t', width),
    };
    lines.iter().map(edit).collect()
}

/// The indentations that have tabs, but for text after `|` or `>`, in which a tab is as good as any character.
fn indented_by_tabs(text: &str, part: &Range<usize>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut block_text = None;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let rest = line.trim_start_matches([' ', '\t']);
        let indentation = start..start + line.len() - rest.len();
        let deep = line.len() - line.trim_start_matches(' ').len();
        start += line.len();
        if rest.trim().is_empty() || block_text.is_some_and(|outer| deep > outer) {
            continue;
        }
        let header = rest.trim_end().trim_end_matches(['+', '-', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
        let has_text = [": |", ": >", "- |", "- >"].iter().any(|end| header.ends_with(end));
        block_text = (has_text && deep == indentation.len()).then_some(deep);
        if deep < indentation.len() && start > part.start && indentation.start < part.end {
            found.push(indentation);
        }
    }
    found
}

/// The problems after the first one at `at`, if the document is sound without their lines.
fn further(text: &str, at: u32) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut rest = text.to_owned();
    let mut last = line_at(text, at);
    while found.len() < MOST_PROBLEMS {
        blank_line(&mut rest, last);
        match yaml::parse(&rest) {
            Ok(_) => return found,
            // Past the lines taken away both texts are the same; before, places of one need not be any of the other.
            Err(Broken::Syntax(words, at)) if line_at(&rest, at).start > last.end => {
                last = line_at(&rest, at);
                found.push(syntax(&rest, &words, at));
            }
            Err(_) => break,
        }
    }
    Vec::new()
}

/// Puts spaces in the place of a line's text, a comment sign first: offsets stay as they are.
fn blank_line(text: &mut String, place: Span) {
    let start = line_start(text, place.start as usize);
    let end = place.end as usize;
    let blank = " ".repeat(end - start);
    text.replace_range(start..end, &blank);
}
