//! Fixes as text edits that keep the rest of the text as it is.

use gatefold_diagnostic::{Span, TextEdit};
use gatefold_manifest::{Node, Object};

/// Replaces a scalar's text, in the quotes that it has.
pub(crate) fn replace(node: Node<'_>, text: &str) -> Vec<TextEdit> {
    let span = node.span();
    let quotes = (span.end - span.start) as usize - node.text().len() == 2;
    let quoted = quotes || !is_plain(text);
    vec![TextEdit { span, text: if quoted { format!("\"{text}\"") } else { text.to_owned() } }]
}

/// Replaces a number.
pub(crate) fn replace_number(node: Node<'_>, number: i64) -> Vec<TextEdit> {
    vec![TextEdit { span: node.span(), text: number.to_string() }]
}

/// Adds a key to a mapping after the value `after`, which is one line long: on the same line where the mapping is written
/// in braces, on a line of its own otherwise.
pub(crate) fn add_key(object: &Object, mapping: Node<'_>, after: Node<'_>, entry: (&str, &str)) -> Vec<TextEdit> {
    let text = object.document().text();
    let start = (mapping.span().start - object.document().start()) as usize;
    let lead = if text[start..].starts_with('{') {
        ", ".to_owned()
    } else {
        let line = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
        format!("\n{}", " ".repeat(start - line))
    };
    let (key, value) = (entry.0, scalar(entry.1));
    vec![TextEdit { span: end_of(after.span()), text: format!("{lead}{key}: {value}") }]
}

/// Whether a name can be written without quotes and still be a string for readers of YAML 1.1.
pub(crate) fn is_plain(text: &str) -> bool {
    const WORDS: &[&str] = &["y", "n", "yes", "no", "on", "off", "true", "false", "null"];
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-./".contains(&byte))
        && !WORDS.contains(&text.to_ascii_lowercase().as_str())
}

/// A name as YAML.
pub(crate) fn scalar(text: &str) -> String {
    if is_plain(text) { text.to_owned() } else { format!("{text:?}") }
}

/// Adds a document after the one that `beside` stands in. None where that one is JSON, which holds one document only.
pub(crate) fn append_document(beside: &Object, document: &str) -> Option<Vec<TextEdit>> {
    let (root, text) = (beside.document().root()?, beside.document().text());
    if text.trim_start().starts_with('{') && is_json(text) {
        return None;
    }
    let mut span = end_of(root.span());
    let at = (span.end - beside.document().start()) as usize;
    let document = document.trim_end();
    let line_begins = at == 0 || text[..at].ends_with('\n');
    let text = if line_begins {
        format!("---\n{document}\n")
    } else {
        // Past a comment that may follow the last value.
        let rest = text[at..].find('\n');
        let skipped = u32::try_from(rest.unwrap_or(text.len() - at)).ok()?;
        (span.start, span.end) = (span.start + skipped, span.end + skipped);
        format!("\n---\n{document}{}", if rest.is_some() { "" } else { "\n" })
    };
    Some(vec![TextEdit { span, text }])
}

/// Whether a text that opens with a brace is JSON to its end, so that nothing may follow.
fn is_json(text: &str) -> bool {
    text.trim_start()[1..].trim_start().starts_with(['"', '}'])
}

fn end_of(span: Span) -> Span {
    Span { start: span.end, ..span }
}
