//! What the state is made of.

use std::rc::Rc;

use gatefold_core::view::{Answer, AskError, LinkView, OutputFormat, OutputLine, OutputPart, OutputSize, Page};

use super::ROWS;
use crate::protocol::TabId;

/// A source's tab.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tab {
    /// Which.
    pub(crate) id: TabId,
    /// Its name.
    pub(crate) name: String,
}

/// What one side or both say.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) enum Asked {
    /// Not yet.
    #[default]
    Nothing,
    /// This.
    Answer(Rc<Answer>),
    /// The text is no request.
    NoRequest(AskError),
}

/// Characters of an outcome that are seen on every page but a phone's.
const SEEN: usize = 24;

impl Asked {
    /// Whether the sides differ while their outcomes look alike as far as there is room for them: the difference is then
    /// said in words.
    pub(crate) fn is_subtle(&self) -> bool {
        let Self::Answer(answer) = self else { return false };
        let titles =
            answer.ingress.as_ref().zip(answer.gateway.as_ref()).map(|(one, other)| (&one.title, &other.title));
        answer.verdict.as_deref() == Some("different")
            && titles.is_some_and(|(one, other)| one.chars().take(SEEN).eq(other.chars().take(SEEN)))
    }
}

/// The address bar.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Request {
    /// `GET https://host/path`, or a curl command.
    pub(crate) line: String,
    /// `name: value` lines.
    pub(crate) headers: String,
    /// Whether the person wrote it; otherwise a better suggestion may replace it.
    pub(crate) is_touched: bool,
    /// Whether the area for headers is open.
    pub(crate) is_open: bool,
}

impl Request {
    /// As the engine reads it.
    pub(crate) fn text(&self) -> String {
        let headers = self.headers.trim();
        if headers.is_empty() { self.line.clone() } else { format!("{}\n{headers}", self.line) }
    }

    /// Another request in place of the one that was there, whose headers go, too. One that was pasted as several lines, a
    /// curl command with its backslashes, becomes one.
    pub(super) fn paste(&mut self, text: &str) {
        let text = text.replace("\\\r\n", " ").replace("\\\n", " ");
        self.line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        self.headers.clear();
    }

    /// From the text of a link or a draft.
    pub(crate) fn from_text(text: &str, is_touched: bool) -> Self {
        let (line, headers) = text.split_once('\n').unwrap_or((text, ""));
        let headers = headers.to_owned();
        Self { line: line.to_owned(), is_open: !headers.is_empty(), headers, is_touched }
    }
}

/// The output as it is looked at.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Output {
    /// Whose part.
    pub(crate) part: OutputPart,
    /// YAML or JSON.
    pub(crate) format: OutputFormat,
    /// How large it is.
    pub(crate) size: OutputSize,
    /// The lines that are here.
    pub(crate) lines: Rc<Vec<OutputLine>>,
    /// First and last line that is visible.
    pub(crate) visible: (u32, u32),
}

impl Output {
    /// YAML or JSON; a difference is neither, and there is one of it.
    pub(crate) fn notation(&self) -> OutputFormat {
        if self.part == OutputPart::Diff { OutputFormat::Yaml } else { self.format }
    }
}

/// The two ends of what is pointed at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lit {
    /// A line of the source that is shown.
    Input(u32),
    /// A line of the output.
    Output(u32),
}

/// What is in the foreground where only one thing has room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Pane {
    /// The input.
    #[default]
    Input,
    /// The output.
    Output,
    /// What the shelf shows.
    Shelf,
}

/// A tab of the shelf.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Bench {
    /// Findings.
    Problems,
    /// Why each side answered as it did.
    #[default]
    Trace,
    /// How traffic splits.
    Traffic,
    /// What became of every field.
    Ledger,
}

impl Bench {
    /// All, in their order.
    pub(crate) const ALL: [Self; 4] = [Self::Problems, Self::Trace, Self::Traffic, Self::Ledger];

    /// Its name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Problems => "Problems",
            Self::Trace => "Trace",
            Self::Traffic => "Traffic",
            Self::Ledger => "Ledger",
        }
    }
}

/// What the input is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Writing {
    /// A textarea until the editor is here.
    #[default]
    Waiting,
    /// The editor.
    Editor,
    /// A textarea, because the person wants it.
    Plain,
    /// A textarea, because the editor could not be loaded.
    NoEditor,
}

/// How the engine is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Engine {
    /// It has not answered yet.
    #[default]
    Starting,
    /// It waits for questions.
    Ready,
    /// It reads the input.
    Busy,
    /// It reads the input for longer than one likes to wait.
    Slow,
    /// It stopped twice on the same input, and waits for the next edit.
    Stopped,
}

/// Why the engine cannot go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Failure {
    /// It failed on what it was asked.
    Crashed,
    /// A part of it could not be fetched.
    Missing,
}

impl Engine {
    /// Whether what is shown is of an older input than the one that is being read.
    pub(crate) fn is_reading(self) -> bool {
        matches!(self, Self::Busy | Self::Slow)
    }
}

/// The link to what is shown.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) enum Link {
    /// None was made.
    #[default]
    None,
    /// It is being made; and then copied, where `Ctrl+S` asked for it.
    Wanted { then_copy: bool },
    /// This; `is_stale` after an edit, `is_copied` once it is on the clipboard.
    Made { view: Rc<LinkView>, is_stale: bool, is_copied: bool },
}

/// A dialog.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialog {
    /// The link.
    Share,
    /// The keys.
    Keys,
    /// A place for a curl command.
    Curl,
    /// The page of a finding's code.
    Page,
}

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// A sentence to the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Notice {
    /// What is so.
    pub(crate) text: String,
    /// Whether it is bad news.
    pub(crate) is_alarm: bool,
}

/// A list of which the first rows are here.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Rows<T> {
    /// How many there are.
    pub(crate) total: usize,
    /// The rows.
    pub(crate) rows: Rc<Vec<T>>,
    /// How many were asked for.
    pub(crate) wanted: usize,
}

impl<T> Default for Rows<T> {
    fn default() -> Self {
        Self { total: 0, rows: Rc::default(), wanted: ROWS }
    }
}

impl<T> Rows<T> {
    pub(super) fn take(&mut self, page: Page<T>) {
        self.total = page.total;
        self.rows = Rc::new(page.rows);
    }
}
