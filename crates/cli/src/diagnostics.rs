//! Findings for a person: what is wrong, drawn at its place, and what to do about it.

use std::fmt::Write as _;

use gatefold_core::{Session, Source, view::Problem};

use crate::{
    output::{Ink, Style, visible},
    snippet, text_of,
};

/// All findings of a session.
pub(crate) fn all(session: &Session) -> Vec<Problem> {
    session.problems(0, usize::MAX).rows
}

/// Each finding with its place drawn, and a last line that counts them.
pub(crate) fn draw(ink: Ink, session: &Session, sources: &[Source], problems: &[Problem]) -> String {
    let mut out = String::new();
    let output = text_of::Output::new(session);
    for problem in problems {
        let style = style(&problem.severity);
        let head = format!("{}[{}]", problem.severity, problem.code);
        let _ = writeln!(out, "{}: {}", ink.paint(style, head), ink.paint(Style::Strong, visible(&problem.message)));
        if let Some(place) = problem.place {
            let (name, text) = output.text(sources, place);
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
