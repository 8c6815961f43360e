//! The engine's memory: an Input and all that was computed from it.

use std::rc::Rc;

use gatefold_manifest::{Kind, Reader, Source};
use gatefold_routing::Request;

use crate::{
    Report, Routed, Settings,
    analysis::Analysis,
    ask,
    flow::flow_view,
    ledger,
    link::link_view,
    output,
    settings::SettingError,
    summary,
    view::{
        Answer, AskError, Fate, FlowView, InputLine, LedgerRow, LinkView, OutputFormat, OutputLine, OutputPart,
        OutputSize, Page, Place, Problem, Summary, Tie,
    },
};

/// Lives in the page's worker, and in the terminal for one question. Documents that did not change are not read again.
#[derive(Debug)]
pub struct Session {
    reader: Reader,
    sources: Vec<Source>,
    settings: Settings,
    analysis: Rc<Analysis>,
    /// The last analysis of an Input that could be read whole. While an edit of it cannot be, what is shown and asked is
    /// this one, all of it, so that no answer is of another text than the output beside it.
    good: Option<Rc<Analysis>>,
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
        let analysis = Rc::new(Analysis::new(&[], reader.read(&[]), &chosen));
        Self { reader, sources: Vec::new(), settings, analysis, good: None }
    }

    /// Replaces the Input and computes what follows from it.
    ///
    /// # Errors
    /// When a setting is none of those there are; the Input stays as it was.
    pub fn set_input(&mut self, sources: Vec<Source>, settings: Settings) -> Result<Summary, SettingError> {
        let chosen = settings.chosen()?;
        let mut analysis = Analysis::new(&sources, self.reader.read(&sources), &chosen);
        if !analysis.broken || !is_edit(&self.sources, &sources) {
            self.good = None;
        }
        if self.good.is_some() {
            analysis.findings.keep_those_of_one_document();
        }
        self.analysis = Rc::new(analysis);
        if !self.analysis.broken {
            self.good = Some(Rc::clone(&self.analysis));
        }
        self.sources = sources;
        self.settings = settings;
        Ok(self.summary())
    }

    /// The analysis that is on the screen.
    fn shown(&self) -> &Analysis {
        self.good.as_ref().unwrap_or(&self.analysis)
    }

    /// Whether lines of what is shown are lines of the present text.
    fn is_stale(&self) -> bool {
        self.good.as_ref().is_some_and(|good| !Rc::ptr_eq(good, &self.analysis))
    }

    /// What the analysis came to.
    pub fn summary(&self) -> Summary {
        summary::summary(&self.sources, &self.analysis, self.shown())
    }

    /// How large a part of the output is in a format.
    pub fn output_size(&self, part: OutputPart, format: OutputFormat) -> OutputSize {
        self.shown().output.view(part, format).size()
    }

    /// `count` lines of the output from line `start` (from 1).
    pub fn output_lines(&self, part: OutputPart, format: OutputFormat, start: u32, count: u32) -> Page<OutputLine> {
        let mut page = output::lines(&self.shown().output, part, format, start, count);
        if self.is_stale() {
            page.rows.iter_mut().for_each(|line| line.from.clear());
        }
        page
    }

    /// The whole text, to copy or download.
    pub fn output_text(&self, part: OutputPart, format: OutputFormat) -> String {
        self.shown().output.view(part, format).text().to_owned()
    }

    /// Each object of a part of the output as a file: its name, which says the order in which to apply them, and its YAML.
    pub fn output_files(&self, part: OutputPart) -> Vec<(String, String)> {
        output::files(&self.shown().output, part)
    }

    /// Threads whose input line lies in `from..=to` of a source, or whose output line lies in the lines `output` of the YAML
    /// of `part`.
    pub fn ties(&self, part: OutputPart, from: InputLine, to: u32, output: (u32, u32)) -> Vec<Tie> {
        if self.is_stale() {
            return Vec::new();
        }
        output::ties(&self.shown().output, part, from, to, output)
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
        Ok(self.route(request).answer(&self.shown().output.texts))
    }

    /// Both sides' decisions on a request.
    pub fn route(&self, request: Request) -> Routed {
        self.shown().route(request)
    }

    /// The rows that a person looks at, of decisions that this session came to.
    pub fn answer(&self, routed: &Routed) -> Answer {
        routed.answer(&self.shown().output.texts)
    }

    /// How traffic splits, for rules whose route, hostname or path contains `filter`; at most `most` rules, among them the
    /// one that is written at `answering`.
    pub fn flow(&self, filter: &str, most: usize, answering: Option<Place>) -> FlowView {
        flow_view(self.shown().gateway.topology(), &self.shown().output.texts, filter, most, answering)
    }

    /// Entries of the ledger whose object, field or code contains `filter`, those with a fate of `fate` only where one is
    /// given.
    pub fn ledger(&self, fate: Option<Fate>, filter: &str, start: usize, count: usize) -> Page<LedgerRow> {
        ledger::page(&self.shown().output, fate, filter, start, count)
    }

    /// The link to this Input.
    pub fn link(&self, request: &str) -> LinkView {
        let secrets = self.analysis.bundle.of_kind(Kind::Secret).count();
        link_view(&self.sources, &self.settings, request, secrets)
    }

    /// Everything at once, for a machine.
    pub fn report(&self) -> Report {
        Report::new(&self.sources, &self.analysis)
    }
}

/// Whether `after` is `before` with some of it changed, and not another Input: most of the text is as it was, at the
/// front and at the back.
fn is_edit(before: &[Source], after: &[Source]) -> bool {
    let bytes = |sources: &[Source]| sources.iter().map(|source| source.text.len()).sum::<usize>();
    let kept: usize = before.iter().zip(after).map(|(before, after)| same_bytes(&before.text, &after.text)).sum();
    kept * 2 >= bytes(before).max(bytes(after))
}

fn same_bytes(a: &str, b: &str) -> usize {
    let front = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a.as_bytes()[front..], &b.as_bytes()[front..]);
    front + a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count()
}

#[cfg(test)]
mod tests;
