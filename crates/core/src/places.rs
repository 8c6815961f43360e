//! From byte spans to the lines and columns that an editor and a terminal show.

use std::sync::Arc;

use gatefold_diagnostic::{LineIndex, SourceId, Span};
use gatefold_manifest::Source;

use crate::view::{InputLine, Place};

/// The texts that spans lie in: the input's sources, and the output.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    sources: Vec<Text>,
    output: Text,
}

#[derive(Debug, Clone)]
struct Text {
    text: Arc<str>,
    lines: LineIndex,
}

impl Default for Text {
    fn default() -> Self {
        Self::new(&Arc::from(""))
    }
}

impl Text {
    fn new(text: &Arc<str>) -> Self {
        Self { text: Arc::clone(text), lines: LineIndex::new(text) }
    }

    /// Line and column of a byte; columns count UTF-16 code units, as a browser's editor does.
    fn position(&self, offset: u32) -> (u32, u32) {
        let line = self.lines.line(offset);
        let start = self.lines.line_start(line) as usize;
        let before = self.text.get(start..(offset as usize).clamp(start, self.text.len())).unwrap_or_default();
        let units = before.chars().map(char::len_utf16).sum::<usize>() + 1;
        (line, u32::try_from(units).unwrap_or(u32::MAX))
    }
}

impl Texts {
    pub(crate) fn new(sources: &[Source], output: &Arc<str>) -> Self {
        let sources = sources.iter().map(|source| Text::new(&source.text)).collect();
        Self { sources, output: Text::new(output) }
    }

    fn get(&self, source: SourceId) -> Option<&Text> {
        if source == SourceId::OUTPUT { Some(&self.output) } else { self.sources.get(source.0 as usize) }
    }

    /// The place of a span; none for a source that is not there.
    pub(crate) fn place(&self, span: Span) -> Option<Place> {
        let text = self.get(span.source)?;
        let (line, column) = text.position(span.start);
        let (end_line, end_column) = text.position(span.end);
        let source = (span.source != SourceId::OUTPUT).then_some(span.source.0);
        Some(Place { source, line, column, end_line, end_column })
    }

    /// The line of a span that lies in the input.
    pub(crate) fn input_line(&self, span: Span) -> Option<InputLine> {
        let line = self.sources.get(span.source.0 as usize)?.lines.line(span.start);
        Some(InputLine { source: span.source.0, line })
    }

    /// How many lines a source has.
    pub(crate) fn line_count(&self, source: usize) -> u32 {
        self.sources.get(source).map_or(0, |text| text.lines.line_count())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_utf16_units() {
        let source = Source { name: "a".into(), text: "x: 😀 y\n".into() };
        let texts = Texts::new(&[source], &Arc::from(""));
        let place = texts.place(Span::new(SourceId(0), 8, 9)).expect("a place");
        assert_eq!((place.line, place.column, place.end_column), (1, 7, 8));
    }
}
