//! From values to text: YAML as `kubectl` prints it, with the trees of what was written, or JSON.
//!
//! Text and trees come out of one pass: output has spans without being read again. Keys keep the order given, lists
//! are not indented below their key, several lines stand after `|`, and every string is quoted that some reader of YAML
//! 1.1 or 1.2 takes for something else (`yes`, `1_000`, `12:30:00`), which `serde_yaml` does not do.

mod json;
mod style;
#[cfg(test)]
mod tests;
mod value;

use std::{borrow::Cow, ops::Range, sync::Arc};

use gatefold_diagnostic::SourceId;

use crate::{
    Bundle, Document, Object,
    build::{self, Builder},
    collect::collect,
    tree::{Shape, Tree, small},
};
pub use json::from_json;
pub use style::push_double;
use style::{Style, literal_header, push_single, style};
pub use value::Yaml;

/// Text, and what it says.
#[derive(Debug, Clone)]
pub struct Written {
    /// What the text is called, such as a file name.
    pub name: Arc<str>,
    /// The documents, `---` between them.
    pub text: Arc<str>,
    /// Its objects, with spans in `text`.
    pub bundle: Bundle,
    /// The bytes of each manifest in `text`, comment included and `---` excluded, in the order given.
    pub ranges: Vec<Range<usize>>,
}

impl Written {
    /// The text of one manifest, by its place in the order given.
    pub fn part(&self, index: usize) -> Option<&str> {
        self.text.get(self.ranges.get(index)?.clone())
    }
}

/// YAML documents, written one at a time so that no object has to be kept. What nests deeper than [`crate::MAX_DEPTH`] is
/// written as `null`: no Kubernetes object does.
#[derive(Debug, Default)]
pub struct Pages {
    text: String,
    parts: Vec<(Range<usize>, Tree)>,
    builder: Builder,
}

impl Pages {
    /// Makes room for about so many bytes, so that a long text is not copied as it grows.
    pub fn reserve(&mut self, bytes: usize) {
        self.text.reserve(bytes);
    }

    /// Writes one more, with lines of comment before it.
    pub fn add(&mut self, comment: &[String], value: &Yaml<'_>) {
        let mut text = std::mem::take(&mut self.text);
        if !text.is_empty() {
            text.push_str("---\n");
        }
        let start = text.len();
        for line in comment.iter().flat_map(|line| line.lines()) {
            push_comment(&mut text, line);
        }
        let mut writer = Writer { text, start, builder: std::mem::take(&mut self.builder) };
        writer.root(value);
        self.text = writer.text;
        self.parts.push((start..self.text.len(), writer.builder.take()));
        self.builder = writer.builder;
    }

    /// All that was written.
    pub fn finish(self, source: SourceId, name: &str) -> Written {
        let text: Arc<str> = self.text.into();
        let mut bundle = Bundle::default();
        let mut ranges = Vec::with_capacity(self.parts.len());
        for (range, tree) in self.parts {
            let (start, end) = (small(range.start), small(range.end));
            let document = Document::new(source, Arc::clone(&text), start, end, tree);
            let document = Arc::new(document);
            collect(&document, &mut |member| bundle.push(Object::new(Arc::new(member), Arc::clone(&document))));
            ranges.push(range);
        }
        Written { name: name.into(), text, bundle, ranges }
    }
}

fn push_comment(text: &mut String, line: &str) {
    text.push('#');
    if !line.is_empty() {
        text.push(' ');
    }
    // A line break of any kind would end the comment.
    text.extend(line.chars().map(|character| if style::is_break(character) { ' ' } else { character }));
    text.push('\n');
}

/// A key longer than this is written after `?`: readers look no further than 1,024 characters for its colon.
const LONG_KEY: usize = 500;

/// Where a value begins: with its line's indentation to write, or in a line that has begun.
#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    NewLine,
    SameLine,
}

struct Writer {
    text: String,
    /// Where the document begins.
    start: usize,
    builder: Builder,
}

impl Writer {
    fn here(&self) -> u32 {
        small(self.text.len() - self.start)
    }

    fn indent(&mut self, by: usize) {
        self.text.extend(std::iter::repeat_n(' ', by));
    }

    fn root(&mut self, value: &Yaml<'_>) {
        match value {
            Yaml::Mapping(entries) if !entries.is_empty() => self.mapping(entries, 0, At::NewLine),
            Yaml::Sequence(items) if !items.is_empty() => self.sequence(items, 0, At::NewLine),
            // A literal of the document itself has its lines indented all the same.
            leaf => self.leaf(leaf, 0),
        }
    }

    fn mapping(&mut self, entries: &[(Cow<'_, str>, Yaml<'_>)], indent: usize, at: At) {
        let start = self.here() + if at == At::NewLine { small(indent) } else { 0 };
        if self.builder.open(Shape::Mapping, start, 0).is_err() {
            return self.cut(indent, at);
        }
        for (position, (key, value)) in entries.iter().enumerate() {
            if position > 0 || at == At::NewLine {
                self.indent(indent);
            }
            self.key(key, indent);
            match value {
                Yaml::Mapping(entries) if !entries.is_empty() => {
                    self.text.push('\n');
                    self.mapping(entries, indent + 2, At::NewLine);
                }
                Yaml::Sequence(items) if !items.is_empty() => {
                    self.text.push('\n');
                    self.sequence(items, indent, At::NewLine);
                }
                leaf => {
                    self.text.push(' ');
                    self.leaf(leaf, indent + 2);
                }
            }
        }
        self.builder.close(&self.text[self.start..], None);
    }

    fn sequence(&mut self, items: &[Yaml<'_>], indent: usize, at: At) {
        let start = self.here() + if at == At::NewLine { small(indent) } else { 0 };
        if self.builder.open(Shape::Sequence, start, 0).is_err() {
            return self.cut(indent, at);
        }
        for (position, item) in items.iter().enumerate() {
            if position > 0 || at == At::NewLine {
                self.indent(indent);
            }
            self.text.push_str("- ");
            match item {
                Yaml::Mapping(entries) if !entries.is_empty() => self.mapping(entries, indent + 2, At::SameLine),
                Yaml::Sequence(items) if !items.is_empty() => self.sequence(items, indent + 2, At::SameLine),
                leaf => self.leaf(leaf, indent + 2),
            }
        }
        self.builder.close(&self.text[self.start..], None);
    }

    fn cut(&mut self, indent: usize, at: At) {
        if at == At::NewLine {
            self.indent(indent + 2);
        }
        self.leaf(&Yaml::NULL, indent);
    }

    fn key(&mut self, key: &str, indent: usize) {
        let long = key.len() > LONG_KEY;
        if long {
            self.text.push_str("? ");
        }
        let style = style(key);
        self.string(key, if style == Style::Literal { Style::Double } else { style });
        if long {
            self.text.push('\n');
            self.indent(indent);
        }
        self.text.push(':');
    }

    /// A value without children, and its line's end.
    fn leaf(&mut self, value: &Yaml<'_>, indent: usize) {
        match value {
            Yaml::Text(text) => match style(text) {
                Style::Literal => return self.literal(text, indent),
                style => self.string(text, style),
            },
            Yaml::Plain(text) => self.plain(text),
            Yaml::Integer(number) => self.plain(&number.to_string()),
            Yaml::Mapping(_) => self.empty(Shape::Mapping, "{}"),
            Yaml::Sequence(_) => self.empty(Shape::Sequence, "[]"),
        }
        self.text.push('\n');
    }

    fn empty(&mut self, shape: Shape, text: &str) {
        let opened = self.builder.open(shape, self.here(), 0);
        if opened.is_err() {
            return self.plain("null");
        }
        self.text.push_str(text);
        let end = self.here();
        self.builder.close(&self.text[self.start..], Some(end));
    }

    fn plain(&mut self, text: &str) {
        let start = self.here();
        self.text.push_str(text);
        let end = self.here();
        self.builder.scalar(Shape::Plain, start..end, build::Value::Here(start, end), 0);
    }

    fn string(&mut self, text: &str, style: Style) {
        let start = self.here();
        let shape = match style {
            Style::Plain => {
                self.text.push_str(text);
                Shape::Plain
            }
            Style::Single => {
                push_single(&mut self.text, text);
                Shape::Text
            }
            Style::Double | Style::Literal => {
                push_double(&mut self.text, text);
                Shape::Text
            }
        };
        let end = self.here();
        // Only escapes make what is written longer than the text and its quotes.
        let quote = u32::from(shape == Shape::Text);
        let value = if (end - start) as usize == text.len() + 2 * quote as usize {
            build::Value::Here(start + quote, end - quote)
        } else {
            build::Value::Elsewhere(text)
        };
        self.builder.scalar(shape, start..end, value, 0);
    }

    fn literal(&mut self, text: &str, indent: usize) {
        // A document's own literal needs some indentation as well.
        let indent = indent.max(2);
        let start = self.here();
        self.text.push_str(&literal_header(text));
        self.text.push('\n');
        let mut end = self.here();
        for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
            if !line.is_empty() {
                self.indent(indent);
                self.text.push_str(line);
                end = small(self.text.trim_end().len() - self.start);
            }
            self.text.push('\n');
        }
        self.builder.scalar(Shape::Text, start..end, build::Value::Elsewhere(text), 0);
    }
}
