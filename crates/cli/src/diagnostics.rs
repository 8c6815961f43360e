//! Findings for a person: what is wrong, drawn at its place, and what to do about it.

use std::{collections::BTreeMap, fmt::Write as _};

use gatefold_core::{Session, Source, view::Problem};

use crate::{
    output::{Ink, Style, visible},
    snippet, text_of,
};

/// All findings of a session.
pub(crate) fn all(session: &Session) -> Vec<Problem> {
    session.problems(0, usize::MAX).rows
}

/// How many findings of one code are drawn where findings are not what was asked for.
const OF_A_CODE: usize = 3;

/// The first findings of each code, and how many more there are: a large dump has the same one hundreds of times.
pub(crate) fn draw_some(ink: Ink, session: &Session, sources: &[Source], problems: &[Problem]) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut first = Vec::new();
    for problem in problems {
        let count = counts.entry(&problem.code).or_default();
        *count += 1;
        if *count <= OF_A_CODE {
            first.push(problem.clone());
        }
    }
    let mut out = draw(ink, session, sources, &first);
    let more = counts.iter().filter(|(_, count)| **count > OF_A_CODE);
    let more: Vec<String> = more.map(|(code, count)| format!("{} more {code}", count - OF_A_CODE)).collect();
    if !more.is_empty() {
        let _ = writeln!(out, "and {}; `gatefold validate` lists them all\n", more.join(", "));
    }
    out
}

/// Each finding with its place drawn.
pub(crate) fn draw(ink: Ink, session: &Session, sources: &[Source], problems: &[Problem]) -> String {
    let mut out = String::new();
    let output = text_of::Output::new(session);
    // What a terminal prints ends up in logs, so no line of a Secret is drawn as it is written.
    let sources: Vec<Source> = sources.iter().map(Source::redacted).collect();
    for problem in problems {
        let style = style(&problem.severity);
        let head = format!("{}[{}]", problem.severity, problem.code);
        let _ = writeln!(out, "{}: {}", ink.paint(style, head), ink.paint(Style::Strong, visible(&problem.message)));
        if let Some(place) = problem.place {
            let (name, text) = output.text(&sources, place);
            out.push_str(&snippet::draw(ink, style, name, text, place));
        }
        if !problem.object.is_empty() {
            let field = if problem.field.is_empty() { String::new() } else { format!(" {}", problem.field) };
            let _ = writeln!(out, "   = in {}", visible(&format!("{}{field}", problem.object)));
        }
        if !problem.help.is_empty() {
            let _ = writeln!(out, "   = help: {}", visible(&problem.help));
        }
        for fix in &problem.fixes {
            let _ = writeln!(out, "   = fix: {}", visible(&fix.title));
        }
        out.push('\n');
    }
    out
}

/// `2 errors, 1 warning`; empty for none.
pub(crate) fn count(problems: &[Problem]) -> String {
    let counts = [("error", "errors"), ("warning", "warnings"), ("info", "notes")].map(|(severity, many)| {
        let count = problems.iter().filter(|problem| problem.severity == severity).count();
        let one = many.trim_end_matches('s');
        (count, if count == 1 { one } else { many })
    });
    let parts = counts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}"));
    parts.collect::<Vec<_>>().join(", ")
}

fn style(severity: &str) -> Style {
    match severity {
        "error" => Style::Differs,
        "warning" => Style::Warning,
        _ => Style::Gateway,
    }
}
