//! How the rules are tested: YAML with the expected finding drawn under the line that it concerns.
//!
//! ```yaml
//!     sectionName: htps
//!     #            ^^^^ GW0203 error
//! ```
//! Every finding of the codes under test, and every error of any code, has to be drawn; what is drawn has to be found.

use std::fmt::Write;

use gatefold_diagnostic::{Code, Diagnostic, LineIndex, Severity, placeholders};
use gatefold_manifest::{Bundle, Source, read};

use crate::{ValidateOptions, validate};

/// Reads one text, which must be readable.
pub(crate) fn bundle(text: &str) -> Bundle {
    let reading = read(&[Source { name: "test.yaml".into(), text: text.into() }]);
    let broken = reading.diagnostics.iter().any(|one| one.severity == Severity::Error);
    assert!(!broken, "the test's own text is broken: {:?}\n{text}", reading.diagnostics);
    reading.bundle
}

/// Checks every text of `cases`, with the options for all of them.
pub(crate) fn check(codes: &[Code], options: &ValidateOptions, cases: &[&str]) {
    let mut failures = String::new();
    for text in cases {
        let found = validate(&bundle(text), options);
        found.iter().for_each(assert_filled);
        let (mut drawn, mut seen) = (drawings(text), sightings(text, &found, codes));
        drawn.sort();
        seen.sort();
        if drawn != seen {
            let list: Vec<_> =
                found.iter().map(|one| format!("{} {} {}", one.code, one.field, one.message())).collect();
            let _ = writeln!(failures, "drawn {drawn:#?}\nfound {seen:#?}\nall {list:#?}\nin\n{text}\n");
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

/// Each text of `fine` gives no finding of `codes` and no error at all; each of `wrong` gives what is drawn in it; and each
/// pair of `fixed` is a text and what its first fix makes of it, which is then free of `codes` and of errors.
pub(crate) fn rule(codes: &[Code], fine: &[&str], wrong: &[&str], fixed: &[(&str, &str)]) {
    let options = ValidateOptions::default();
    for text in fine {
        assert!(drawings(text).is_empty(), "a fine text has nothing drawn:\n{text}");
    }
    for text in wrong {
        assert!(!drawings(text).is_empty(), "a wrong text has something drawn:\n{text}");
    }
    check(codes, &options, fine);
    check(codes, &options, wrong);
    for (before, after) in fixed {
        let found = validate(&bundle(before), &options);
        let repaired = found.iter().filter(|one| codes.contains(&one.code)).find_map(|one| one.fixes.first());
        let repaired = apply(before, &repaired.expect("a fix").edits);
        assert_eq!(repaired, *after);
        check(codes, &options, &[after]);
    }
}

/// Every placeholder of a finding's words has its argument.
fn assert_filled(one: &Diagnostic) {
    let facts = one.code.facts();
    let titles = one.fixes.iter().map(|fix| fix.title);
    for name in titles.chain([facts.message, facts.help]).flat_map(placeholders) {
        assert!(one.args.get(name).is_some(), "{}: nothing fills {{{name}}}", one.code);
    }
}

/// `text` with the edits made.
pub(crate) fn apply(text: &str, edits: &[gatefold_diagnostic::TextEdit]) -> String {
    let mut edits: Vec<_> = edits.iter().collect();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.span.start));
    edits.iter().fold(text.to_owned(), |mut text, edit| {
        text.replace_range(edit.span.start as usize..edit.span.end as usize, &edit.text);
        text
    })
}

/// The message of the first finding of `code`.
pub(crate) fn message(code: Code, text: &str) -> String {
    let found = validate(&bundle(text), &ValidateOptions::default());
    let one = found.iter().find(|one| one.code == code).expect("a finding");
    format!("{}: {}", one.field, one.message())
}

/// Line, the first column and the last: as editors count.
type Drawing = (u32, u32, u32, String);

fn drawings(text: &str) -> Vec<Drawing> {
    let mut drawn = Vec::new();
    let mut above = 0;
    for (line, content) in (1..).zip(text.lines()) {
        let comment = content.trim_start().strip_prefix('#').map(str::trim_start);
        match comment.filter(|comment| comment.starts_with('^')) {
            Some(comment) => {
                let column = content.find('^').unwrap() + 1;
                let (carets, what) = comment.split_once(' ').expect("a code after the carets");
                let end = column + carets.len();
                drawn.push((above, column.try_into().unwrap(), end.try_into().unwrap(), what.trim().to_owned()));
            }
            None => above = line,
        }
    }
    drawn
}

fn sightings(text: &str, found: &[Diagnostic], codes: &[Code]) -> Vec<Drawing> {
    let index = LineIndex::new(text);
    let shown = |one: &&Diagnostic| codes.contains(&one.code) || one.severity == Severity::Error;
    let see = |one: &Diagnostic| {
        let span = one.span.expect("every finding of this crate has a place");
        let (start, end) = (index.position(text, span.start), index.position(text, span.end));
        (start.line, start.column, end.column, format!("{} {}", one.code, one.severity.as_str()))
    };
    found.iter().filter(shown).map(see).collect()
}
