//! `gatefold route`: one request, or many, asked of both sides.

use std::fmt::Write as _;

use gatefold_core::{
    Request, Session, Source,
    view::{Answer, SideAnswer, TraceRow},
};

use crate::{
    Answered,
    args::{self, Format},
    failure::Failure,
    input,
    output::{self, Ink, Style, visible},
    snippet, text_of,
};

pub(crate) fn run(args: &args::Route, format: Format) -> Result<Answered, Failure> {
    let from_stdin = |path: &std::path::Path| path.as_os_str() == "-";
    if args.requests.as_deref().is_some_and(from_stdin) && args.input.file.iter().any(|path| from_stdin(path)) {
        return Err(Failure::new("-f - and --requests - both want standard input: give one of them a file"));
    }
    let sources = input::gather(&args.input.file)?;
    let requests = match &args.requests {
        Some(path) if from_stdin(path) => read_lines("standard input", &input::read_stdin()?)?,
        Some(path) => read_lines(&path.display().to_string(), &input::read_file(path)?)?,
        None => vec![read(&args.request, &args.header)?],
    };
    let mut session = Session::new();
    let summary = session.set_input(sources.clone(), args.settings())?;
    input::must_be_readable(&summary)?;
    for request in requests {
        let routed = session.route(request);
        match (format, args.requests.is_some()) {
            (Format::Json, true) => output::print_json_line(&routed)?,
            (Format::Json, false) => output::print_json(&routed)?,
            (Format::Text, true) => output::print(&line(&session.answer(&routed)))?,
            (Format::Text, false) => {
                let ink = Ink::of(&std::io::stdout());
                output::print(&draw(ink, &session, &sources, &session.answer(&routed)))?;
            }
        }
    }
    Ok(Answered::Fine)
}

/// Reads the request of the command line. Words that the shell has split are put together again.
fn read(words: &[String], headers: &[String]) -> Result<Request, Failure> {
    let text = match words {
        [text] => text.clone(),
        words => words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" "),
    };
    let mut request = Request::parse(&text).map_err(|problem| {
        let lead = " ".repeat(text.get(..problem.at).unwrap_or_default().chars().count());
        let shown = if text.contains('\n') { String::new() } else { format!("\n  {text}\n  {lead}^") };
        Failure::new(format!("this is no request: {problem}{shown}"))
    })?;
    for header in headers {
        request.add_header_line(header).map_err(|problem| Failure::new(format!("-H {header:?}: {problem}")))?;
    }
    Ok(request)
}

/// A word as a shell reads it.
fn quoted(word: &str) -> String {
    let is_plain = |char: char| char.is_alphanumeric() || "-_./:=,@%+".contains(char);
    if word.chars().all(is_plain) { word.to_owned() } else { format!("'{}'", word.replace('\'', r"'\''")) }
}

/// Reads requests as JSON lines; blank lines count for nothing. Every line that is none is named.
fn read_lines(name: &str, text: &str) -> Result<Vec<Request>, Failure> {
    let mut requests = Vec::new();
    let mut problems = Vec::new();
    for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        match Request::from_json(line) {
            Ok(request) => requests.push(request),
            Err(problem) => problems.push(format!("{name}:{number}: {problem}")),
        }
    }
    if problems.is_empty() { Ok(requests) } else { Err(Failure::new(problems.join("\n  "))) }
}

/// How a verdict is written for a person.
#[rustfmt::skip]
const VERDICTS: &[(&str, &str, Style)] = &[
    ("same",      "SAME",       Style::Strong),
    ("different", "DIFFERENT",  Style::Differs),
    ("unknown",   "CAN'T TELL", Style::Warning),
];

fn verdict(answer: &Answer) -> (&'static str, Style) {
    let known = VERDICTS.iter().find(|(name, ..)| Some(*name) == answer.verdict.as_deref());
    known.map_or(("ONE SIDE", Style::Strong), |(_, words, style)| (words, *style))
}

/// The two sides, their names and inks.
fn sides(answer: &Answer) -> [(&'static str, Style, Option<&SideAnswer>); 2] {
    [("Ingress", Style::Ingress, answer.ingress.as_ref()), ("Gateway API", Style::Gateway, answer.gateway.as_ref())]
}

fn title(side: Option<&SideAnswer>) -> String {
    side.map_or_else(|| "nothing of it in the input".to_owned(), |side| visible(&side.title))
}

/// One request of many on one line.
fn line(answer: &Answer) -> String {
    let (words, _) = verdict(answer);
    let [ingress, gateway] = sides(answer).map(|(.., side)| title(side));
    format!("{words:<10}  {}  Ingress: {ingress}  Gateway API: {gateway}\n", visible(&answer.request))
}

/// The request, the verdict, each side's outcome, and why.
fn draw(ink: Ink, session: &Session, sources: &[Source], answer: &Answer) -> String {
    let mut out = String::new();
    let (words, style) = verdict(answer);
    let _ = writeln!(out, "{}\n", ink.paint(Style::Strong, visible(&answer.request)));
    let colon = if answer.difference.is_empty() { "" } else { ": " };
    let _ = writeln!(out, "{}{colon}{}\n", ink.paint(style, words), visible(&answer.difference));

    let width = sides(answer).map(|(.., side)| title(side).chars().count()).into_iter().max().unwrap_or(0);
    for (name, style, side) in sides(answer) {
        let reason = side.map(|side| visible(&side.reason)).unwrap_or_default();
        let row = format!("{:<width$}  {reason}", title(side));
        let _ = writeln!(out, "{}  {}", ink.paint(style, format!("{name:<11}")), row.trim_end());
        for (fact, value) in side.into_iter().flat_map(|side| &side.facts) {
            let _ = writeln!(out, "             {} {}", ink.paint(Style::Faint, format!("{fact}:")), visible(value));
        }
    }

    let output = text_of::Output::new(session);
    for (name, style, side) in sides(answer) {
        let Some(side) = side.filter(|side| !side.trace.is_empty()) else { continue };
        let _ = writeln!(out, "\n{}", ink.paint(style, format!("Why {name}")));
        for TraceRow { result, candidate, text, place } in &side.trace {
            let place = place.map(|place| {
                let (name, text) = output.text(sources, place);
                snippet::location(name, text, place)
            });
            let head = [visible(candidate), place.unwrap_or_default()].join("  ");
            let (first, second) = if candidate.is_empty() { (text, "") } else { (&head, text.as_str()) };
            let _ = writeln!(out, "  {result:<7}  {}", visible(first).trim_end());
            if !second.is_empty() {
                let _ = writeln!(out, "           {}", visible(second));
            }
        }
    }
    if !answer.assumptions.is_empty() {
        let _ = writeln!(out, "\n{}", ink.paint(Style::Faint, "Taken to be so"));
        for assumption in &answer.assumptions {
            let _ = writeln!(out, "  {}", visible(assumption));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_shell_become_one_line_again() {
        let words = ["curl", "-X", "PUT", "http://h/a?b=c&d", "it's"].map(str::to_owned);
        let line: Vec<String> = words.iter().map(|word| quoted(word)).collect();
        assert_eq!(line.join(" "), r"curl -X PUT 'http://h/a?b=c&d' 'it'\''s'");
    }

    #[test]
    fn every_line_that_is_no_request_is_named() {
        let text = "{\"host\":\"h\",\"path\":\"/\"}\n\nnope\n{\"host\":\"h\"}\n";
        let message = read_lines("r.jsonl", text).map_err(|failure| failure.to_string()).expect_err("two are none");
        assert!(message.contains("r.jsonl:3:") && message.contains("r.jsonl:4:"), "{message}");
    }
}
