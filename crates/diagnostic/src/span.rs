//! Places in a text: byte spans for the machine, lines and columns for people.

use serde::Serialize;

/// Which of an Input's texts a span lies in: its index in the order given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct SourceId(pub u32);

impl SourceId {
    /// Text that Gatefold wrote, which is none of the Input's.
    pub const OUTPUT: Self = Self(u32::MAX);
    /// Text of policies that Gatefold wrote beside its output.
    pub const POLICIES: Self = Self(u32::MAX - 1);
}

/// A half-open range of bytes in one source, always on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Span {
    /// The text that the range lies in.
    pub source: SourceId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span of `start..end` in `source`.
    pub fn new(source: SourceId, start: u32, end: u32) -> Self {
        Self { source, start, end }
    }
}

/// A line and a column, both counted from 1; columns count characters, as editors show them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Character in the line, from 1.
    pub column: u32,
}

/// Where the lines of one text begin, to turn byte offsets into positions without a scan each.
#[derive(Debug, Clone)]
pub struct LineIndex {
    starts: Vec<u32>,
}

impl LineIndex {
    /// Scans `text` once. Offsets past 4 GiB are not supported; readers refuse such texts long before.
    pub fn new(text: &str) -> Self {
        let mut starts = vec![0];
        let newlines = text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n');
        starts.extend(newlines.map(|(at, _)| u32::try_from(at + 1).unwrap_or(u32::MAX)));
        Self { starts }
    }

    /// How many lines the text has; an empty text has one.
    pub fn line_count(&self) -> u32 {
        u32::try_from(self.starts.len()).unwrap_or(u32::MAX)
    }

    /// The line, from 1, that byte `offset` lies in.
    pub fn line(&self, offset: u32) -> u32 {
        u32::try_from(self.starts.partition_point(|&start| start <= offset)).unwrap_or(u32::MAX)
    }

    /// The byte at which `line` (from 1) begins; the last line's for lines past the end.
    pub fn line_start(&self, line: u32) -> u32 {
        let index = (line.max(1) - 1) as usize;
        self.starts[index.min(self.starts.len() - 1)]
    }

    /// The position of byte `offset` in `text`, which must be the text that the index was made from.
    pub fn position(&self, text: &str, offset: u32) -> Position {
        let line = self.line(offset);
        let start = self.line_start(line) as usize;
        let end = (offset as usize).clamp(start, text.len());
        let before = text.get(start..end).unwrap_or_default();
        let column = u32::try_from(before.chars().count() + 1).unwrap_or(u32::MAX);
        Position { line, column }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_not_bytes() {
        let text = "a: ü\nb: x\n";
        let index = LineIndex::new(text);
        assert_eq!(index.position(text, 5), Position { line: 1, column: 5 });
        assert_eq!(index.position(text, 6), Position { line: 2, column: 1 });
        assert_eq!(index.line_count(), 3);
    }
}
