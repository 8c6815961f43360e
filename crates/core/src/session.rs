//! The engine's memory: an Input and all that was computed from it.

use std::rc::Rc;

use gatefold_manifest::{Kind, Reader, Source, redacted};
use gatefold_routing::Request;

use crate::{
    Report, Routed, Settings,
    analysis::{Analysis, Output},
    ask,
    flow::flow_view,
    ledger,
    link::link_view,
    output,
    settings::SettingError,
    summary,
    view::{
        Answer, AskError, Fate, FlowView, InputLine, LedgerRow, LinkView, OutputFormat, OutputLine, OutputPart,
        OutputSize, Page, Problem, Summary, Tie,
    },
};

/// Lives in the page's worker, and in the terminal for one question. Documents that did not change are not read again.
#[derive(Debug)]
pub struct Session {
    reader: Reader,
    sources: Vec<Source>,
    settings: Settings,
    analysis: Analysis,
    /// The last output of an Input that could be read whole; shown while the present one cannot.
    good: Option<Rc<Output>>,
}

impl Default for Session {
    fn default() -> Self {
        Self::new()
    }
}

impl Session {
    /// A session of an empty Input.
    pub fn new() -> Self {
        let settings = Settings::default();
        let chosen = settings.chosen().expect("the default settings are among those there are: a test asks");
        let mut reader = Reader::default();
        let analysis = Analysis::new(&[], reader.read(&[]), &chosen);
        Self { reader, sources: Vec::new(), settings, analysis, good: None }
    }

    /// Replaces the Input and computes what follows from it.
    ///
    /// # Errors
    /// When a setting is none of those there are; the Input stays as it was.
    pub fn set_input(&mut self, sources: Vec<Source>, settings: Settings) -> Result<Summary, SettingError> {
        let chosen = settings.chosen()?;
        self.analysis = Analysis::new(&sources, self.reader.read(&sources), &chosen);
        if !self.analysis.broken {
            self.good = Some(Rc::clone(&self.analysis.output));
        }
        self.sources = sources;
        self.settings = settings;
        Ok(self.summary())
    }

    /// The output that is on the screen.
    fn shown(&self) -> &Output {
        match &self.good {
            Some(good) if self.analysis.broken => good,
            _ => &self.analysis.output,
        }
    }

    /// What the analysis came to.
    pub fn summary(&self) -> Summary {
        summary::summary(&self.sources, &self.analysis, self.shown())
    }

    /// How large a part of the output is in a format.
    pub fn output_size(&self, part: OutputPart, format: OutputFormat) -> OutputSize {
        self.shown().view(part, format).size()
    }

    /// `count` lines of the output from line `start` (from 1).
    pub fn output_lines(&self, part: OutputPart, format: OutputFormat, start: u32, count: u32) -> Page<OutputLine> {
        output::lines(self.shown(), part, format, start, count)
    }

    /// The whole text, to copy or download.
    pub fn output_text(&self, part: OutputPart, format: OutputFormat) -> String {
        self.shown().view(part, format).text().to_owned()
    }

    /// Threads whose input line lies in `from..=to` of a source, or whose output line lies in the lines `output` of the YAML
    /// of `part`.
    pub fn ties(&self, part: OutputPart, from: InputLine, to: u32, output: (u32, u32)) -> Vec<Tie> {
        output::ties(self.shown(), part, from, to, output)
    }

    /// Findings, worst first in the order of the input; those in the output last.
    pub fn problems(&self, start: usize, count: usize) -> Page<Problem> {
        self.analysis.findings.page(&self.analysis.output.texts, start, count)
    }

    /// The first `most` findings that have a place in one source, in the order of its text: the editor's markers.
    pub fn markers(&self, source: u32, most: usize) -> Vec<Problem> {
        self.analysis.findings.markers(&self.analysis.output.texts, source, most)
    }

    /// Asks both sides. Reads `GET https://host/path`, the same with header lines below it (`name: value`), and a pasted
    /// curl command.
    ///
    /// # Errors
    /// When the text is no request.
    pub fn ask(&self, text: &str) -> Result<Answer, AskError> {
        let request = ask::parse(text)?;
        Ok(self.route(request).answer(&self.analysis.output.texts))
    }

    /// Both sides' decisions on a request.
    pub fn route(&self, request: Request) -> Routed {
        self.analysis.route(request)
    }

    /// The rows that a person looks at, of decisions that this session came to.
    pub fn answer(&self, routed: &Routed) -> Answer {
        routed.answer(&self.analysis.output.texts)
    }

    /// How traffic splits, for rules whose route, hostname or path contains `filter`; at most `most` rules.
    pub fn flow(&self, filter: &str, most: usize) -> FlowView {
        flow_view(self.analysis.gateway.topology(), &self.analysis.output.texts, filter, most)
    }

    /// Entries of the ledger, those with a fate of `fate` only where one is given.
    pub fn ledger(&self, fate: Option<Fate>, start: usize, count: usize) -> Page<LedgerRow> {
        ledger::page(self.shown(), fate, start, count)
    }

    /// The link to this Input.
    pub fn link(&self, request: &str) -> LinkView {
        let secrets = self.analysis.bundle.of_kind(Kind::Secret).count();
        link_view(&self.sources, &self.settings, request, secrets)
    }

    /// Names and texts of the sources without Secret values: what may be kept in the browser.
    pub fn draft(&self) -> Vec<(String, String)> {
        let clean = |source: &Source| (source.name.to_string(), redacted(&source.text).into_owned());
        self.sources.iter().map(clean).collect()
    }

    /// Everything at once, for a machine.
    pub fn report(&self) -> Report {
        Report::new(&self.sources, &self.analysis)
    }
}
