//! Fixes as text edits that keep the rest of the text as it is.

use gatefold_diagnostic::{Span, TextEdit};
use gatefold_manifest::{Node, Object};

/// Replaces a scalar's text, in the quotes that it has.
pub(crate) fn replace(node: Node<'_>, text: &str) -> Vec<TextEdit> {
    let span = node.span();
    let quotes = (span.end - span.start) as usize == node.text().len() + 2;
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
    if is_json(text) {
        return None;
    }
    let mut span = end_of(root.span());
    let at = (span.end - beside.document().start()) as usize;
    let document = document.trim_end();
    let (before, after) = (text.get(..at)?, text.get(at..)?);
    let line_begins = at == 0 || before.ends_with('\n');
    let text = if line_begins {
        format!("---\n{document}\n")
    } else {
        // Past a comment that may follow the last value.
        let rest = after.find('\n');
        let skipped = u32::try_from(rest.unwrap_or(after.len())).ok()?;
        (span.start, span.end) = (span.start + skipped, span.end + skipped);
        format!("\n---\n{document}{}", if rest.is_some() { "" } else { "\n" })
    };
    Some(vec![TextEdit { span, text }])
}

/// Whether a text is JSON to its end, so that nothing may follow.
fn is_json(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    text.strip_prefix('{').is_some_and(|inside| inside.trim_start().starts_with(['"', '}']))
}

fn end_of(span: Span) -> Span {
    Span { start: span.end, ..span }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{apply, bundle};

    const HEAD: &str = "kind: HTTPRoute\napiVersion: gateway.networking.k8s.io/v1\nmetadata: {name: web}\n";

    #[test]
    fn a_document_is_added_after_the_one_beside_it() {
        let json = "{\"kind\": \"Service\", \"apiVersion\": \"v1\", \"metadata\": {\"name\": \"a\"}}\n";
        #[rustfmt::skip]
        let cases = [
            ("at the end",             format!("{HEAD}spec: {{}}"),                Some(format!("{HEAD}spec: {{}}\n---\na: 1\n"))),
            ("after a newline",        format!("{HEAD}spec: {{}}\n"),              Some(format!("{HEAD}spec: {{}}\n---\na: 1\n"))),
            ("after a comment",        format!("{HEAD}spec: {{}} # none\n"),       Some(format!("{HEAD}spec: {{}} # none\n---\na: 1\n"))),
            ("before the next one",    format!("{HEAD}spec: {{}}\n---\n{HEAD}"),   Some(format!("{HEAD}spec: {{}}\n---\na: 1\n---\n{HEAD}"))),
            ("not after JSON",         json.to_owned(),                           None),
            ("nor after JSON and BOM", format!("\u{feff}{json}"),                 None),
        ];
        for (what, text, expected) in cases {
            let bundle = bundle(&text);
            let edits = append_document(&bundle.objects()[0], "a: 1\n");
            assert_eq!(edits.map(|edits| apply(&text, &edits)), expected, "{what}");
        }
    }

    #[test]
    fn a_name_keeps_its_quotes_and_gets_those_that_it_needs() {
        #[rustfmt::skip]
        let cases = [
            ("wbe",           "web", "web"),
            ("\"wbe\"",       "web", "\"web\""),
            ("'wbe'",         "web", "\"web\""),
            ("wbe",           "on",  "\"on\""),
            ("wbe",           "12",  "\"12\""),
            ("|-\n    wbe",   "web", "web"),
        ];
        for (written, name, expected) in cases {
            let text = format!("{HEAD}spec:\n  a: {written}\n");
            let bundle = bundle(&text);
            let edits = replace(bundle.objects()[0].field("spec.a").unwrap(), name);
            assert!(edits.iter().all(|edit| edit.text == expected), "{written}: {edits:?}");
        }
        let alias = format!("{HEAD}spec: {{a: &a a-long-name, b: *a}}\n");
        let bundle = bundle(&alias);
        assert_eq!(replace(bundle.objects()[0].field("spec.b").unwrap(), "web")[0].text, "web");
    }
}
