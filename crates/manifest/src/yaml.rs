//! From the text of one YAML document to its tree, over the events of `saphyr-parser`.

use saphyr_parser::{Event, Parser, ScalarStyle, Tag};

use crate::{
    build::{Builder, Excess, MERGE, Value},
    split::line_start,
    tree::{Shape, small},
};

/// Why a document has no tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Broken {
    /// The parser's words and the byte at which it stopped.
    Syntax(String, u32),
    /// A limit, and the byte at which it was passed.
    Excess(Excess, u32),
}

/// Reads the one document that `text` holds.
pub(crate) fn parse(text: &str) -> Result<Builder, Broken> {
    let mut builder = Builder::for_text(text);
    let mut cursor = Cursor::new(text);
    let mut documents = 0;
    for event in Parser::new_from_str(text) {
        let (event, span) =
            event.map_err(|error| Broken::Syntax(error.info().to_owned(), cursor.byte(error.marker().index())))?;
        let start = cursor.byte(span.start.index());
        let end = if span.is_empty() { start } else { cursor.byte(span.end.index()) };
        let excess = |excess| Broken::Excess(excess, start);
        match event {
            Event::Scalar(value, style, anchor, tag) => {
                scalar(&mut builder, text, start, end, &value, style, tag.as_deref(), anchor);
            }
            Event::MappingStart(anchor, _) => builder.open(Shape::Mapping, start, anchor).map_err(excess)?,
            Event::SequenceStart(anchor, _) => {
                let start = if span.is_empty() && builder.expects_value() { first_dash(text, start) } else { start };
                builder.open(Shape::Sequence, start, anchor).map_err(excess)?;
            }
            Event::Alias(anchor) => builder.alias(start..end, anchor).map_err(excess)?,
            // A block ends with an empty span at whatever comes next, `}` and `]` are where they are.
            Event::MappingEnd | Event::SequenceEnd => builder.close(text, (start < end).then_some(end)),
            Event::DocumentStart(_) => {
                documents += 1;
                if documents > 1 {
                    return Err(Broken::Syntax("a second document begins here".to_owned(), start));
                }
            }
            Event::DocumentEnd | Event::StreamStart | Event::StreamEnd | Event::Nothing => {}
        }
    }
    Ok(builder)
}

/// Of a list that is not indented below its key the parser tells the place after the first dash.
fn first_dash(text: &str, start: u32) -> u32 {
    let before = text.get(..start as usize).unwrap_or_default().trim_end();
    let line = line_start(before, before.len());
    if before[line..].trim_start() == "-" { small(before.len() - 1) } else { start }
}

#[allow(clippy::too_many_arguments, reason = "the parts of one event")]
fn scalar(
    builder: &mut Builder,
    text: &str,
    start: u32,
    end: u32,
    value: &str,
    style: ScalarStyle,
    tag: Option<&Tag>,
    anchor: usize,
) {
    let shape = shape(style, tag);
    let slice = |from: u32, to: u32| text.get(from as usize..to as usize);
    // The parser says `~` for it, at a place that may cover what follows.
    let is_absent = style == ScalarStyle::Plain && (start >= end || value == "~" && slice(start, end) != Some("~"));
    let (start, end) = match style {
        ScalarStyle::Literal | ScalarStyle::Folded => {
            // The parser tells where the lines are; the value begins with its indicator.
            let indicator = if style == ScalarStyle::Literal { '|' } else { '>' };
            let between = builder.last_end().min(start);
            let header = slice(between, start).and_then(|header| header.find(indicator));
            let start = header.map_or(start, |at| between + small(at));
            (start, start + slice(start, end).map_or(0, |written| small(written.trim_end().len())))
        }
        // Nothing is written: the place after the key's colon or the dash serves best.
        ScalarStyle::Plain if is_absent => {
            let before = text.get(..start as usize).map_or(0, |before| before.trim_end().len());
            let at = small(before).max(builder.last_end().min(start));
            (at, at)
        }
        _ => (start, end),
    };
    let here = match style {
        ScalarStyle::Plain if is_absent => Some((start, end)),
        ScalarStyle::Plain => (slice(start, end) == Some(value)).then_some((start, end)),
        ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted if end >= start + 2 => {
            (slice(start + 1, end - 1) == Some(value)).then_some((start + 1, end - 1))
        }
        _ => None,
    };
    if shape == Shape::Plain && value == MERGE && builder.expects_key() {
        builder.merges();
    }
    let value = here.map_or(Value::Elsewhere(value), |(from, to)| Value::Here(from, to));
    builder.scalar(shape, start..end, value, anchor);
}

fn shape(style: ScalarStyle, tag: Option<&Tag>) -> Shape {
    let typed = tag.filter(|tag| tag.is_yaml_core_schema()).map(|tag| tag.suffix.as_str());
    match (style, tag, typed) {
        (_, _, Some("int" | "float" | "bool" | "null" | "merge")) | (ScalarStyle::Plain, None, _) => Shape::Plain,
        _ => Shape::Text,
    }
}

/// Turns the parser's character offsets into bytes. Events come in the order of the text, so a step from the last place
/// is short; ASCII needs none.
struct Cursor<'a> {
    text: &'a str,
    ascii: bool,
    characters: usize,
    bytes: usize,
}

impl<'a> Cursor<'a> {
    fn new(text: &'a str) -> Self {
        Self { text, ascii: text.is_ascii(), characters: 0, bytes: 0 }
    }

    fn byte(&mut self, characters: usize) -> u32 {
        if self.ascii {
            return small(characters.min(self.text.len()));
        }
        while self.characters < characters {
            let Some(next) = self.text[self.bytes..].chars().next() else { break };
            self.bytes += next.len_utf8();
            self.characters += 1;
        }
        while self.characters > characters {
            let Some(last) = self.text[..self.bytes].chars().next_back() else { break };
            self.bytes -= last.len_utf8();
            self.characters -= 1;
        }
        small(self.bytes)
    }
}
