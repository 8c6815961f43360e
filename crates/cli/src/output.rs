//! Writes answers: to standard output or standard error, in colour on a terminal only.

use std::{
    fmt::{self, Display},
    io::{self, IsTerminal, Write},
};

use serde::Serialize;

use crate::failure::Failure;

/// How a piece of text looks on a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// What matters most.
    Strong,
    /// What matters least.
    Faint,
    /// The Ingress side's ink: ochre.
    Ingress,
    /// The Gateway side's ink: blue.
    Gateway,
    /// The two sides differ, or an error.
    Differs,
    /// A warning.
    Warning,
}

impl Style {
    fn code(self) -> &'static str {
        match self {
            Self::Strong => "1",
            Self::Faint => "2",
            Self::Ingress => "33",
            Self::Gateway => "34",
            Self::Differs => "1;31",
            Self::Warning => "1;33",
        }
    }
}

/// Whether a stream takes colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ink {
    /// It does.
    Colours,
    /// It does not: a file, a pipe, `NO_COLOR`, a terminal that says it is dumb.
    Plain,
}

impl Ink {
    /// What `stream` takes.
    pub(crate) fn of(stream: &impl IsTerminal) -> Self {
        let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let is_dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        if stream.is_terminal() && !is_set("NO_COLOR") && !is_dumb { Self::Colours } else { Self::Plain }
    }

    /// `text` in that style.
    pub(crate) fn paint<T: Display>(self, style: Style, text: T) -> Painted<T> {
        Painted { ink: self, style, text }
    }
}

/// A text and how it looks.
pub(crate) struct Painted<T> {
    ink: Ink,
    style: Style,
    text: T,
}

impl<T: Display> Display for Painted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.ink {
            Ink::Colours => write!(f, "\u{1b}[{}m{}\u{1b}[0m", self.style.code(), self.text),
            Ink::Plain => self.text.fmt(f),
        }
    }
}

/// Writes to standard output. A reader that has gone away (`| head`) is no failure.
///
/// # Errors
/// When it cannot be written, as on a full disk.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    finish(io::stdout().lock().write_all(text.as_bytes()))
}

/// Writes to standard error.
pub(crate) fn note(text: &str) {
    // There is no place left to report to.
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// Writes one JSON value, indented, and a newline.
///
/// # Errors
/// As [`print`].
pub(crate) fn print_json<T: Serialize + ?Sized>(value: &T) -> Result<(), Failure> {
    let json = serde_json::to_string_pretty(value).map_err(|problem| Failure::new(problem.to_string()))?;
    print(&(json + "\n"))
}

/// Writes one JSON value on a line of its own.
///
/// # Errors
/// As [`print`].
pub(crate) fn print_json_line<T: Serialize + ?Sized>(value: &T) -> Result<(), Failure> {
    let json = serde_json::to_string(value).map_err(|problem| Failure::new(problem.to_string()))?;
    print(&(json + "\n"))
}

fn finish(written: io::Result<()>) -> Result<(), Failure> {
    match written {
        Err(problem) if problem.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::new(format!("standard output: {problem}")))
        }
        _ => Ok(()),
    }
}

/// `text` as it may be shown on a terminal: control characters, which could move the cursor or worse, as visible ones.
pub(crate) fn visible(text: &str) -> String {
    let shown = |char: char| match char {
        '\n' | '\t' => char,
        '\u{0}'..='\u{1f}' => char::from_u32(0x2400 + u32::from(char)).unwrap_or('\u{fffd}'),
        '\u{7f}'..='\u{9f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        _ => char,
    };
    text.chars().map(shown).collect()
}

/// `text` for standard output: as it is for a pipe, visible on a terminal.
pub(crate) fn for_stdout(text: &str) -> std::borrow::Cow<'_, str> {
    if io::stdout().is_terminal() { visible(text).into() } else { text.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_of_a_terminal_are_made_visible() {
        assert_eq!(visible("a\u{1b}[2Jb\tc\n"), "a\u{241b}[2Jb\tc\n");
    }

    #[test]
    fn plain_ink_leaves_no_trace() {
        assert_eq!(Ink::Plain.paint(Style::Strong, "text").to_string(), "text");
        assert_eq!(Ink::Colours.paint(Style::Strong, "text").to_string(), "\u{1b}[1mtext\u{1b}[0m");
    }
}
