//! Which parts of a document that no reader takes are broken by themselves, so that the first does not hide the others.
//!
//! Entries of mappings and items of lists are told apart by their indentation and read alone, the broken ones entry by
//! entry again. What is named is proved on the whole document: it reads without all of the parts that are named, and
//! does not with any one of them.

use std::ops::Range;

use crate::{
    build::Builder,
    split::line_start,
    tree::small,
    yaml::{self, Broken},
};

/// How many parts are named, and how deep they are looked for: each costs a reading.
const MOST_FAULTS: usize = 10;
const DEEPEST: u32 = 24;

/// What the parser says of a key without a colon.
const KEY_ALONE: &str = "simple key expect ':'";

/// A part that is broken by itself.
#[derive(Debug)]
pub(crate) struct Fault {
    /// Its bytes, from its first character to the line after it.
    pub(crate) part: Range<usize>,
    /// What the parser says of it.
    pub(crate) words: String,
    /// The byte of the document at which the parser stops.
    pub(crate) at: u32,
}

/// Every broken part of a document.
#[derive(Debug)]
pub(crate) struct Faults {
    /// In the order of the text; at least one.
    pub(crate) faults: Vec<Fault>,
    /// The document with spaces in their place: offsets are the same.
    pub(crate) rest: String,
    /// The tree of that.
    pub(crate) builder: Builder,
}

impl Faults {
    /// The document with the others' places empty, and this fault in it.
    pub(crate) fn only(&self, text: &str, fault: &Fault) -> String {
        let mut kept = self.rest.clone();
        kept.replace_range(fault.part.clone(), &text[fault.part.clone()]);
        kept
    }
}

/// The broken parts of `text`, a document in block style; none where no part is broken by itself or it cannot be proved.
pub(crate) fn faults(text: &str) -> Option<Faults> {
    let first = content(text, 0..text.len())?;
    if text[first..].starts_with(['{', '[', '%']) || text[first..].starts_with("--- ") {
        return None;
    }
    let mut faults = Vec::new();
    search(text, first..text.len(), DEEPEST, &mut faults)?;
    let mut rest = without(text, faults.iter());
    let mut builder = readable(&rest)?;
    if faults.len() > 1 {
        let needed: Vec<bool> = (0..faults.len())
            .map(|kept| {
                let others = faults.iter().enumerate().filter(|(index, _)| *index != kept);
                readable(&without(text, others.map(|(_, fault)| fault))).is_none()
            })
            .collect();
        if needed.contains(&false) {
            let mut needed = needed.into_iter();
            faults.retain(|_| needed.next() == Some(true));
            // What turned out to be sound beside the others has to be so with all of them away.
            rest = without(text, faults.iter());
            builder = readable(&rest)?;
        }
    }
    (!faults.is_empty()).then_some(Faults { faults, rest, builder })
}

/// The tree of a text without mistakes.
pub(crate) fn readable(text: &str) -> Option<Builder> {
    yaml::parse(text).ok().filter(|builder| builder.complex.is_empty())
}

/// Looks for the smallest broken parts of a block. None where there are too many or the block has no clear parts.
fn search(text: &str, block: Range<usize>, depth: u32, found: &mut Vec<Fault>) -> Option<()> {
    let has_keys = !is_item(&text[block.clone()]);
    let parts = parts(text, block)?;
    let has_keys = has_keys && parts.len() > 1;
    for part in parts {
        let column = part.start - line_start(text, part.start);
        let alone = [&" ".repeat(column), &text[part.clone()]].concat();
        let (words, at) = match yaml::parse(&alone) {
            // Alone it is plain text, and beside keys it lacks its colon.
            Ok(builder) if has_keys && builder.is_scalar() => (KEY_ALONE.to_owned(), column),
            Ok(_) => continue,
            Err(Broken::Excess(..)) => return None,
            Err(Broken::Syntax(words, at)) => (words, at as usize),
        };
        let before = found.len();
        let inner = inner(text, &part).filter(|_| depth > 0);
        let searched = inner.and_then(|start| search(text, start..part.end, depth - 1, found));
        if searched.is_none() || found.len() == before {
            found.truncate(before);
            let at = (part.start + at.saturating_sub(column)).min(content_end(text, &part));
            found.push(Fault { part, words, at: small(at) });
        }
        if found.len() > MOST_FAULTS {
            return None;
        }
    }
    Some(())
}

/// The entries or items of a block that begins at the column of its first character.
fn parts(text: &str, block: Range<usize>) -> Option<Vec<Range<usize>>> {
    let column = block.start - line_start(text, block.start);
    let is_list = is_item(&text[block.clone()]);
    let mut starts = vec![block.start];
    let mut at = block.start;
    let mut first = true;
    for line in text[block.clone()].split_inclusive('\n') {
        let (start, line_at) = (line.len() - line.trim_start_matches(' ').len(), at);
        at += line.len();
        let rest = &line[start..];
        // A tab is reported by itself and tells nothing of the level that is meant.
        if std::mem::take(&mut first) || rest.trim().is_empty() || rest.starts_with(['#', '\t']) || start > column {
            continue;
        }
        match (start == column, is_list, is_item(rest)) {
            (false, ..) | (true, true, false) => return None,
            // The list of the key before it.
            (true, false, true) => {}
            _ => starts.push(line_at + start),
        }
    }
    let ends = starts.iter().skip(1).map(|start| line_start(text, *start)).chain([block.end]);
    Some(starts.iter().zip(ends).map(|(start, end)| *start..end).collect())
}

/// Where the block inside an entry or an item begins.
fn inner(text: &str, part: &Range<usize>) -> Option<usize> {
    let line = text[part.clone()].lines().next()?;
    let after = part.start + line.len();
    let column = part.start - line_start(text, part.start);
    let within = |start: usize| {
        let line = line_start(text, start);
        let indentation = start - line;
        let is_plain = text[line..start].bytes().all(|byte| byte == b' ');
        let deep =
            indentation > column || indentation == column && is_item(&text[start..]) && !is_item(&text[part.clone()]);
        (is_plain && deep).then_some(start)
    };
    if is_item(line) {
        let inside = line[1..].trim_start_matches(' ');
        if !inside.is_empty() && !inside.starts_with(['#', '\t', '\r']) {
            return Some(part.start + line.len() - inside.len());
        }
    } else {
        let key = line.find(" #").map_or(line, |comment| &line[..comment]).trim_end();
        key.strip_suffix(':')?;
    }
    within(content(text, after..part.end)?)
}

/// The first character that is neither blank nor in a comment.
fn content(text: &str, range: Range<usize>) -> Option<usize> {
    let mut at = range.start;
    for line in text[range].split_inclusive('\n') {
        let inside = line.trim_start_matches([' ', '\t']);
        if !inside.trim().is_empty() && !inside.starts_with('#') {
            return Some(at + line.len() - inside.len());
        }
        at += line.len();
    }
    None
}

/// Where the last line of a part ends that is neither blank nor a comment.
fn content_end(text: &str, part: &Range<usize>) -> usize {
    let mut at = part.start;
    let mut end = at;
    for line in text[part.clone()].split_inclusive('\n') {
        let inside = line.trim();
        if !inside.is_empty() && !inside.starts_with('#') {
            end = at + line.trim_end().len();
        }
        at += line.len();
    }
    end
}

fn is_item(line: &str) -> bool {
    line.strip_prefix('-').is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\n', '\r', '\t']))
}

/// `text` with spaces in the place of parts; lines stay.
fn without<'a>(text: &str, faults: impl Iterator<Item = &'a Fault>) -> String {
    let mut out = String::with_capacity(text.len());
    for fault in faults {
        out.push_str(&text[out.len()..fault.part.start]);
        for byte in text[fault.part.clone()].bytes() {
            out.push(if matches!(byte, b'\n' | b'\r') { char::from(byte) } else { ' ' });
        }
    }
    out.push_str(&text[out.len()..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A document and the first lines of the parts that are broken.
    #[rustfmt::skip]
    const CASES: &[(&str, &str, &[&str])] = &[
        ("entries of the top",     "a: b: c\nd: 1\ne: \"x\nf: 2\n",                     &["a: b: c", "e: \"x"]),
        ("entries below",          "spec:\n  a: b: c\n  d: 1\n  e: [x\nk: 1\n",         &["a: b: c", "e: [x"]),
        ("items",                  "items:\n- a: 1\n  b: @x\n- c: 2\n- d: %y\nkind: L\n", &["b: @x", "d: %y"]),
        ("items that are indented", "items:\n  - a: @x\n  - b: 1\n",                     &["a: @x"]),
        ("the first of an item",   "l:\n- - a: b: c\n  - d: 1\n",                       &["a: b: c"]),
        ("a whole mapping",        "a:\n  b: 1\n c: 2\nd: e: f\n",                      &["a:", "d: e: f"]),
        ("an anchor elsewhere",    "a: &x 1\nb: *x\nc: d: e\n",                         &["c: d: e"]),
        ("an anchor in what is broken", "a: &x b: c\nb: *x\n",                          &["a: &x b: c", "b: *x"]),
        ("text that looks so",     "a: |\n  b: c: d\ne: f: g\n",                        &["e: f: g"]),
        ("an open list at the end", "a: 1\nb: c: d\nl:\n- x\n",                          &["b: c: d"]),
        ("CRLF",                   "a: b: c\r\nd: 1\r\n",                               &["a: b: c"]),
        ("umlauts",                "ä: ö: ü\nd: 1\nß: @ü\n",                            &["ä: ö: ü", "ß: @ü"]),
        ("a comment between",      "a: b: c\n# d\n\ne: 1\n",                            &["a: b: c"]),
        ("nothing broken alone",   "a: 1\n- b\n c\n",                                   &["a: 1"]),
        ("a key without a space",  "m:\n  name:web\n  b: 1\n  c: @x\n",                 &["name:web", "c: @x"]),
        ("JSON",                   "{\"a\": ]",                                         &[]),
        ("comments only",          "# a\n",                                             &[]),
    ];

    #[test]
    fn each_broken_part_is_found_and_no_other() {
        let mut wrong = Vec::new();
        for (what, text, expected) in CASES {
            let found = faults(text).map_or_else(Vec::new, |found| found.faults);
            let lines: Vec<_> = found.iter().filter_map(|fault| text[fault.part.clone()].lines().next()).collect();
            if lines != *expected {
                wrong.push(format!("{what}: {lines:?}, expected {expected:?}"));
            }
            for fault in found {
                assert!((fault.part.start..=fault.part.end).contains(&(fault.at as usize)), "{what}: {fault:?}");
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn depth_and_number_are_bounded() {
        assert!(faults(&format!("a: b: c\nx: {}", "- ".repeat(20_000))).is_none_or(|found| found.faults.len() <= 2));
        assert!(faults(&"a: b: c\n".repeat(50)).is_none());
    }
}
