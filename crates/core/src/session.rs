//! The engine's memory: an Input and all that was computed from it.

use gatefold_manifest::Source;

use crate::{
    Settings,
    view::{
        Answer, AskError, FlowView, InputLine, LedgerRow, LinkView, OutputFormat, OutputLine, OutputPart, OutputSize,
        Page, Problem, Summary, Tie,
    },
};

/// Lives in the page's worker, and in the terminal for one question. Documents that did not change are not read again.
#[derive(Debug, Default)]
pub struct Session {
    sources: Vec<Source>,
    settings: Settings,
}

impl Session {
    /// An empty session.
    pub fn new() -> Self {
        Self::default()
    }

    /// Replaces the Input and computes what follows from it.
    pub fn set_input(&mut self, sources: Vec<Source>, settings: Settings) -> Summary {
        self.sources = sources;
        self.settings = settings;
        self.summary()
    }

    /// What the analysis came to.
    pub fn summary(&self) -> Summary {
        Summary::default()
    }

    /// How large a part of the output is in a format.
    pub fn output_size(&self, _part: OutputPart, _format: OutputFormat) -> OutputSize {
        OutputSize::default()
    }

    /// `count` lines of the output from line `start` (from 1).
    pub fn output_lines(&self, _part: OutputPart, _format: OutputFormat, start: u32, _count: u32) -> Page<OutputLine> {
        Page { total: 0, start: start as usize, rows: Vec::new() }
    }

    /// The whole text, to copy or download.
    pub fn output_text(&self, _part: OutputPart, _format: OutputFormat) -> String {
        String::new()
    }

    /// Threads whose input line lies in `from..=to` of a source, or whose output line lies in `output_from..=output_to` of
    /// the YAML of `part`.
    pub fn ties(&self, _part: OutputPart, _from: InputLine, _to: u32, _output: (u32, u32)) -> Vec<Tie> {
        Vec::new()
    }

    /// Findings, worst first in the order of the input; those in the output last.
    pub fn problems(&self, start: usize, _count: usize) -> Page<Problem> {
        Page { total: 0, start, rows: Vec::new() }
    }

    /// The first `most` findings that have a place in one source, in the order of its text: the editor's markers.
    pub fn markers(&self, _source: u32, _most: usize) -> Vec<Problem> {
        Vec::new()
    }

    /// Asks both sides. Reads `GET https://host/path`, the same with header lines below it (`name: value`), and a pasted
    /// curl command.
    ///
    /// # Errors
    /// When the text is no request.
    pub fn ask(&self, _text: &str) -> Result<Answer, AskError> {
        Err(AskError { message: String::new(), at: 0 })
    }

    /// How traffic splits, for rules whose route, hostname or path contains `filter`; at most `most` rules.
    pub fn flow(&self, _filter: &str, _most: usize) -> FlowView {
        FlowView::default()
    }

    /// Entries of the ledger, those with a fate of `fate` only where one is given.
    pub fn ledger(&self, _fate: Option<crate::view::Fate>, start: usize, _count: usize) -> Page<LedgerRow> {
        Page { total: 0, start, rows: Vec::new() }
    }

    /// The link to this Input.
    pub fn link(&self, request: &str) -> LinkView {
        crate::link_view(&self.sources, &self.settings, request)
    }

    /// The sources without Secret values: what may be kept in the browser.
    pub fn draft(&self) -> Vec<(String, String)> {
        Vec::new()
    }
}
