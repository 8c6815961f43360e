//! The output as a person looks at it: a part, in a format, line by line.

use std::{collections::HashMap, ops::Range};

use gatefold_convert::{Conversion, Role};
use gatefold_diagnostic::LineIndex;
use gatefold_manifest::to_json;

use crate::{
    highlight::{LinePlace, pieces},
    places::Texts,
    view::{InputLine, OutputFormat, OutputLine, OutputPart, OutputSize, Page},
};

/// Every way to look at one conversion; each is made when it is first asked for.
#[derive(Debug, Default)]
pub(crate) struct OutputViews {
    views: HashMap<(OutputPart, OutputFormat), OutputView>,
}

/// A part of the output in a format.
#[derive(Debug)]
pub(crate) struct OutputView {
    text: String,
    lines: LineIndex,
    objects: usize,
    /// For YAML: where each manifest begins in this text and in the whole output's, in bytes.
    pieces: Vec<(usize, Range<usize>)>,
}

impl OutputViews {
    pub(crate) fn get(&mut self, conversion: &Conversion, part: OutputPart, format: OutputFormat) -> &OutputView {
        self.views.entry((part, format)).or_insert_with(|| OutputView::new(conversion, part, format))
    }
}

fn role_of(part: OutputPart) -> Option<Role> {
    match part {
        OutputPart::All => None,
        OutputPart::InfrastructureProvider => Some(Role::InfrastructureProvider),
        OutputPart::ClusterOperator => Some(Role::ClusterOperator),
        OutputPart::ApplicationDeveloper => Some(Role::ApplicationDeveloper),
    }
}

impl OutputView {
    fn new(conversion: &Conversion, part: OutputPart, format: OutputFormat) -> Self {
        let role = role_of(part);
        let chosen: Vec<usize> = (0..conversion.written.ranges.len())
            .filter(|&index| role.is_none_or(|role| conversion.roles[index] == role))
            .collect();
        let mut pieces = Vec::new();
        let text = match format {
            OutputFormat::Yaml => {
                let mut text = String::new();
                for &index in &chosen {
                    if !text.is_empty() {
                        text.push_str("---\n");
                    }
                    pieces.push((text.len(), conversion.written.ranges[index].clone()));
                    text.push_str(conversion.written.part(index).unwrap_or_default());
                }
                text
            }
            OutputFormat::Json => {
                let manifests: Vec<_> = chosen.iter().map(|&index| conversion.manifests[index].clone()).collect();
                to_json(&manifests)
            }
        };
        let lines = LineIndex::new(&text);
        Self { text, lines, objects: chosen.len(), pieces }
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    pub(crate) fn size(&self) -> OutputSize {
        let lines = if self.text.is_empty() { 0 } else { self.lines.line_count() - u32::from(self.text.ends_with('\n')) };
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
    pub(crate) fn page(&self, start: u32, count: u32, causes: &HashMap<u32, Vec<InputLine>>) -> Page<OutputLine> {
        let total = self.size().lines;
        let start = start.max(1);
        let end = start.saturating_add(count).min(total + 1);
        let mut block = self.block_before(start);
        let rows = (start..end)
            .map(|number| {
                let line = self.line(number);
                let indent = line.len() - line.trim_start().len();
                if block.is_some_and(|at| !line.is_empty() && indent < at) {
                    block = None;
                }
                let place = if block.is_some() { LinePlace::InBlock } else { LinePlace::Plain };
                if block.is_none() && opens_block(line) {
                    block = Some(indent + 1);
                }
                let from = causes.get(&number).cloned().unwrap_or_default();
                OutputLine { number, pieces: pieces(line, place), from }
            })
            .collect();
        Page { total: total as usize, start: start as usize, rows }
    }

    fn line(&self, number: u32) -> &str {
        let start = self.lines.line_start(number) as usize;
        let rest = &self.text[start..];
        rest.split_once('\n').map_or(rest, |(line, _)| line)
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

/// The input lines that caused each line of a view of the YAML.
pub(crate) fn causes(conversion: &Conversion, view: &OutputView, texts: &Texts) -> HashMap<u32, Vec<InputLine>> {
    let mut causes: HashMap<u32, Vec<InputLine>> = HashMap::new();
    for link in &conversion.links {
        let Some(line) = view.line_of(link.to.start) else { continue };
        let Some(from) = texts.input_line(link.from) else { continue };
        let lines = causes.entry(line).or_default();
        if !lines.contains(&from) {
            lines.push(from);
        }
    }
    causes
}
