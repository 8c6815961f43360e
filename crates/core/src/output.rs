//! The output as a person looks at it: a part, in a format, line by line.

use std::{ops::Range, rc::Rc};

use gatefold_convert::{Conversion, Fidelity, Options, Role, convert};
use gatefold_diagnostic::{LineIndex, Map, order_by_key};
use gatefold_manifest::{Object, Written};
use serde_json::Value;

use crate::{
    analysis::Output,
    diff::{Own, diff},
    highlight::{LinePlace, pieces},
    json,
    view::{Change, Fate, InputLine, OutputFormat, OutputLine, OutputPart, OutputSize, Page, Tie},
};

/// Every way to look at one conversion; each is made when it is first asked for.
#[derive(Debug, Default)]
pub(crate) struct OutputViews {
    views: Map<(OutputPart, OutputFormat), Rc<OutputView>>,
}

/// A part of the output in a format.
#[derive(Debug)]
pub(crate) struct OutputView {
    text: String,
    lines: LineIndex,
    objects: usize,
    /// For YAML: where each manifest begins in this text and in the whole output's, in bytes; for a difference, each line.
    pieces: Vec<(usize, Range<usize>)>,
    is_diff: bool,
}

impl OutputViews {
    pub(crate) fn get(&mut self, output: &Output, part: OutputPart, format: OutputFormat) -> Rc<OutputView> {
        let make = || match part {
            OutputPart::Diff => OutputView::of_fidelities(output),
            part => OutputView::new(&output.conversion, part, format),
        };
        Rc::clone(self.views.or_insert_with((part, format), || Rc::new(make())))
    }
}

fn role_of(part: OutputPart) -> Option<Role> {
    match part {
        OutputPart::All | OutputPart::Policies | OutputPart::Diff => None,
        OutputPart::InfrastructureProvider => Some(Role::InfrastructureProvider),
        OutputPart::ClusterOperator => Some(Role::ClusterOperator),
        OutputPart::ApplicationDeveloper => Some(Role::ApplicationDeveloper),
    }
}

/// What a part is of, and which of its objects are the part.
fn chosen(conversion: &Conversion, part: OutputPart) -> (&Written, Vec<usize>) {
    let role = role_of(part);
    let written = if part == OutputPart::Policies { &conversion.policies } else { &conversion.written };
    let is_part = |index: &usize| role.is_none_or(|role| conversion.roles.get(*index) == Some(&role));
    (written, (0..written.ranges.len()).filter(is_part).collect())
}

impl OutputView {
    fn new(conversion: &Conversion, part: OutputPart, format: OutputFormat) -> Self {
        let is_beside = part == OutputPart::Policies;
        let (written, chosen) = chosen(conversion, part);
        let mut pieces = Vec::new();
        let text = match format {
            OutputFormat::Yaml => {
                let mut text = String::new();
                for &index in &chosen {
                    if !text.is_empty() {
                        text.push_str("---\n");
                    }
                    // Threads lead to the output only.
                    if !is_beside {
                        pieces.push((text.len(), written.ranges[index].clone()));
                    }
                    text.push_str(written.part(index).unwrap_or_default());
                }
                text
            }
            OutputFormat::Json => {
                let objects = written.bundle.objects();
                let nodes: Vec<_> = chosen.iter().filter_map(|&index| objects.get(index).map(Object::node)).collect();
                json::text(&nodes)
            }
        };
        let lines = LineIndex::new(&text);
        Self { text, lines, objects: chosen.len(), pieces, is_diff: false }
    }

    /// The difference between the output as it is and as the other fidelity has it, which is computed for this.
    fn of_fidelities(output: &Output) -> Self {
        let own = &output.conversion.written;
        let other = |fidelity| convert(&output.input, &Options { fidelity, ..output.options.clone() }).written;
        let (text, pieces) = match output.options.fidelity {
            Fidelity::Idiomatic => diff(own, &other(Fidelity::Faithful), Own::Before),
            Fidelity::Faithful => diff(&other(Fidelity::Idiomatic), own, Own::After),
        };
        let lines = LineIndex::new(&text);
        Self { text, lines, objects: 0, pieces, is_diff: true }
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    pub(crate) fn size(&self) -> OutputSize {
        let lines =
            if self.text.is_empty() { 0 } else { self.lines.line_count() - u32::from(self.text.ends_with('\n')) };
        OutputSize { lines, bytes: self.text.len(), objects: self.objects }
    }

    /// The line of this view that byte `offset` of the whole output stands in; none where it is not part of it.
    pub(crate) fn line_of(&self, offset: u32) -> Option<u32> {
        let offset = offset as usize;
        let after = self.pieces.partition_point(|(_, range)| range.start <= offset);
        let (start, range) = self.pieces.get(after.checked_sub(1)?)?;
        let here = range.contains(&offset).then(|| start + offset - range.start)?;
        Some(self.lines.line(u32::try_from(here).ok()?))
    }

    /// `count` lines from line `start`; `causes` tells the input lines of each.
    pub(crate) fn page(&self, start: u32, count: u32, causes: &Map<u32, Vec<InputLine>>) -> Page<OutputLine> {
        let total = self.size().lines;
        let start = start.max(1);
        let end = start.saturating_add(count).min(total + 1);
        let mut block = if self.is_diff { None } else { self.block_before(start) };
        let rows = (start..end)
            .map(|number| {
                let (change, line) = self.marked(number);
                let indent = line.len() - line.trim_start().len();
                if block.is_some_and(|at| !line.is_empty() && indent < at) {
                    block = None;
                }
                let place = if block.is_some() { LinePlace::InBlock } else { LinePlace::Plain };
                // What is left out between the lines of a difference may have ended a block.
                if block.is_none() && opens_block(line) && !self.is_diff {
                    block = Some(indent + 1);
                }
                let from = causes.get(&number).cloned().unwrap_or_default();
                OutputLine { number, pieces: pieces(line, place), from, change }
            })
            .collect();
        Page { total: total as usize, start: start as usize, rows }
    }

    fn line(&self, number: u32) -> &str {
        let start = self.lines.line_start(number) as usize;
        let rest = &self.text[start..];
        rest.split_once('\n').map_or(rest, |(line, _)| line)
    }

    /// A line without the mark that a difference puts before it.
    fn marked(&self, number: u32) -> (Change, &str) {
        let line = self.line(number);
        let change = match line.as_bytes().first().filter(|_| self.is_diff) {
            None => return (Change::None, line),
            Some(b'-') => Change::Idiomatic,
            Some(b'+') => Change::Faithful,
            Some(b'@') => return (Change::Object, line.trim_start_matches("@@ ")),
            Some(_) => Change::None,
        };
        (change, &line[1..])
    }

    /// The least indentation of the `|` block that line `start` is in, found by looking back to a line that is not.
    fn block_before(&self, start: u32) -> Option<usize> {
        let mut least = usize::MAX;
        for number in (1..start).rev() {
            let line = self.line(number);
            if line.is_empty() {
                continue;
            }
            let indent = line.len() - line.trim_start().len();
            if indent >= least {
                continue;
            }
            least = indent;
            if opens_block(line) {
                return Some(indent + 1);
            }
            if indent == 0 {
                return None;
            }
        }
        None
    }
}

fn opens_block(line: &str) -> bool {
    [": |", ": |-", ": |+"].iter().any(|end| line.ends_with(end))
}

/// An object as JSON.
pub(crate) fn json_value(object: &Object) -> Option<Value> {
    object.view().ok()
}

/// Lines of a part with the input lines that caused them.
pub(crate) fn lines(
    output: &Output,
    part: OutputPart,
    format: OutputFormat,
    start: u32,
    count: u32,
) -> Page<OutputLine> {
    let view = output.view(part, format);
    let causes = match format {
        OutputFormat::Yaml => causes(output, &view, start..start.saturating_add(count)),
        OutputFormat::Json => Map::new(),
    };
    view.page(start, count, &causes)
}

/// The input lines that caused each of some lines of a view of the YAML.
fn causes(output: &Output, view: &OutputView, shown: Range<u32>) -> Map<u32, Vec<InputLine>> {
    let mut causes: Map<u32, Vec<InputLine>> = Map::new();
    for link in output.links() {
        let line = view.line_of(link.output.start).filter(|line| shown.contains(line));
        let (Some(line), Some(from)) = (line, output.texts.input_line(link.input)) else { continue };
        let lines = causes.or_default(line);
        if !lines.contains(&from) {
            lines.push(from);
        }
    }
    for lines in causes.values_mut() {
        order_by_key(lines, |line| *line);
    }
    causes
}

/// Each object of a part as a file, `01-gatewayclass-nginx.yaml`, in the order of the output.
pub(crate) fn files(output: &Output, part: OutputPart) -> Vec<(String, String)> {
    let (written, chosen) = chosen(&output.conversion, part);
    let files = chosen.into_iter().enumerate().map(|(place, index)| {
        let id = written.bundle.objects()[index].id();
        let name = format!("{:02}-{}-{}.yaml", place + 1, id.kind, id.path().replace('/', "-")).to_ascii_lowercase();
        (name, written.part(index).unwrap_or_default().to_owned())
    });
    files.collect()
}

/// Threads that begin or end in what is visible, those that end in the air among them.
pub(crate) fn ties(output: &Output, part: OutputPart, from: InputLine, to: u32, visible: (u32, u32)) -> Vec<Tie> {
    let view = output.view(part, OutputFormat::Yaml);
    let entries = &output.conversion.ledger.entries;
    let in_view = |input: InputLine| input.source == from.source && (from.line..=to).contains(&input.line);
    let mut ties = Vec::new();
    for link in output.links() {
        let Some(input) = output.texts.input_line(link.input) else { continue };
        let Some(line) = view.line_of(link.output.start) else { continue };
        if in_view(input) || (visible.0..=visible.1).contains(&line) {
            ties.push(Tie { input, output: Some(line), fate: entries[link.entry].fate.into() });
        }
    }
    for entry in entries.iter().filter(|entry| entry.to.is_empty() && Fate::from(entry.fate) != Fate::Converted) {
        if let Some(input) = output.texts.input_line(entry.span).filter(|&input| in_view(input)) {
            ties.push(Tie { input, output: None, fate: entry.fate.into() });
        }
    }
    order_by_key(&mut ties, |tie| (tie.input, tie.output, tie.fate));
    ties.dedup();
    ties
}
