//! Text that may be shown, stored or sent: without the values of Secrets.
//!
//! In doubt a value is taken out. In a document with a Secret only `apiVersion`, `kind`, `metadata`, `type` and
//! `immutable` of the Secret keep their values, `kubectl`'s copy of the object in an annotation goes, and so do comments.
//! In a document that cannot be read and speaks of a Secret, only lines with those keys stay. Lines keep their numbers.

use std::{borrow::Cow, ops::Range, sync::Arc};

use gatefold_diagnostic::{SourceId, order_by_key};

use crate::{
    Document, Node, NodeKind, Object, Source, collect::list_items, json::looks_like_json, parsed, split::split,
    tree::small,
};

/// What stands in the place of a value.
pub const REDACTED: &str = "REDACTED";

/// Keys of a Secret whose values are no secret.
const OPEN_KEYS: &[&str] = &["apiVersion", "kind", "metadata", "type", "immutable"];

/// Keys that may stay in a document that cannot be read.
const OPEN_LINES: &[&str] = &["apiVersion", "kind", "metadata", "name", "namespace", "type", "immutable", "labels"];

/// `text` with every value of a Secret in it replaced by `REDACTED`, all lines in their places. Texts without Secrets
/// come back as they are.
pub fn redacted(text: &str) -> Cow<'_, str> {
    if !may_hold_secret(text) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut copied = 0;
    for range in split(text) {
        let part = &text[range.clone()];
        if !may_hold_secret(part) {
            continue;
        }
        let open = match parsed::tree(part) {
            Ok(builder) => {
                let tree = builder.finish();
                let document = Document::new(SourceId(0), part.into(), 0, small(part.len()), tree);
                without_values(&document)
            }
            Err(_) => speaks_of_secret(part).then(|| without_lines(part)),
        };
        if let Some(open) = open {
            out.push_str(&text[copied..range.start]);
            out.push_str(&open);
            copied = range.end;
        }
    }
    out.push_str(&text[copied..]);
    Cow::Owned(out)
}

impl Source {
    /// The same source as it may be stored or sent: [`redacted`].
    #[must_use]
    pub fn redacted(&self) -> Self {
        let text = match redacted(&self.text) {
            Cow::Borrowed(_) => Arc::clone(&self.text),
            Cow::Owned(text) => text.into(),
        };
        Self { name: Arc::clone(&self.name), text }
    }
}

impl Document {
    /// The document's text as it may be shown: [`redacted`].
    pub fn redacted_text(&self) -> Cow<'_, str> {
        redacted(self.text())
    }
}

impl Object {
    /// Whether it is a Secret: then its values are for certificate facts only and never for output.
    pub fn is_secret(&self) -> bool {
        is_secret(self.node())
    }
}

/// Whether it is worth looking closer: the word `Secret`, or a key that has a Secret's values.
fn may_hold_secret(text: &str) -> bool {
    has_data_key(text) || words_secret(text).next().is_some()
}

fn has_data_key(text: &str) -> bool {
    ["\ndata:", " data:", "\"data\"", "stringData"].iter().any(|key| text.contains(key)) || text.starts_with("data:")
}

/// Where the word stands alone, in any capitals, or as `SecretList`: not in `secretName` and not in `my-secret`.
fn words_secret(text: &str) -> impl Iterator<Item = usize> {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let bytes = text.as_bytes();
    bytes.iter().enumerate().filter(|(_, byte)| matches!(byte, b's' | b'S')).filter_map(move |(at, _)| {
        let word = bytes.get(at..at + 6)?;
        let rest = bytes.get(at + 6..)?;
        let rest = if rest.get(..4).is_some_and(|list| list.eq_ignore_ascii_case(b"list")) { &rest[4..] } else { rest };
        let alone = (at == 0 || !is_part(bytes[at - 1])) && rest.first().is_none_or(|&next| !is_part(next));
        (word.eq_ignore_ascii_case(b"secret") && alone).then_some(at)
    })
}

/// Whether the text of a document that cannot be read names the kind, or has a Secret's values under another kind than
/// the one that may have such keys.
pub(crate) fn speaks_of_secret(text: &str) -> bool {
    let is_kind = |at: usize| {
        let before = text[..at].trim_end_matches([' ', '\t', '\r', '\n', '"', '\'', ':']);
        before.len() < at && before.ends_with("kind")
    };
    words_secret(text).any(is_kind) || has_data_key(text) && !text.contains("ConfigMap")
}

/// Whether a mapping is a Secret, or two objects run into one of which one is a Secret.
fn is_secret(node: Node<'_>) -> bool {
    node.written_entries().any(|(key, value)| {
        let text = value.text().trim();
        key.text() == "kind" && (text.eq_ignore_ascii_case("secret") || text.eq_ignore_ascii_case("secretlist"))
    })
}

/// Whether a mapping has a Secret's values under a kind that is none, or none yet.
fn is_nearly_secret(node: Node<'_>) -> bool {
    let has = |name: &str| node.written_entries().any(|(key, _)| key.text() == name);
    has("stringData") || has("data") && node.get("kind").is_none_or(|kind| kind.text() != "ConfigMap")
}

/// The document's text without the values of its Secrets; none where it has none.
fn without_values(document: &Document) -> Option<String> {
    let root = document.root()?;
    let mut closed: Vec<Range<usize>> = Vec::new();
    let mut found = false;
    let items = list_items(root);
    for object in items.into_iter().flat_map(Node::items).chain([root]) {
        if is_nearly_secret(object) {
            found = true;
            close(object, &mut closed);
        }
    }
    // Templates and operators nest whole objects: a Secret is one wherever it stands.
    let mut open = vec![root];
    while let Some(node) = open.pop() {
        found |= is_secret(node);
        if is_secret(node) && (node.get("items").is_none() || is_nearly_secret(node)) {
            close(node, &mut closed);
        } else if is_secret(node) {
            node.get("items").into_iter().flat_map(Node::items).for_each(|item| close(item, &mut closed));
        }
        open.extend(node.written_entries().map(|(_, value)| value));
        open.extend(node.items());
    }
    if !found {
        return None;
    }
    if !looks_like_json(document.text()) {
        comments(document, &mut closed);
    }
    Some(replace(document.text(), closed))
}

/// Takes the values out of one Secret.
fn close(secret: Node<'_>, closed: &mut Vec<Range<usize>>) {
    for (key, value) in secret.written_entries() {
        match key.text() {
            // `kubectl` and others keep a copy of the object as JSON in an annotation.
            "metadata" => leaves(value, &|text| text.contains('{') || text.contains("data"), closed),
            open if OPEN_KEYS.contains(&open) => {}
            _ => leaves(value, &|_| true, closed),
        }
    }
}

/// The places of the scalars below that are to be closed: where an alias stands and where its value does.
fn leaves(node: Node<'_>, is_closed: &dyn Fn(&str) -> bool, out: &mut Vec<Range<usize>>) {
    match node.kind() {
        NodeKind::Mapping => node.written_entries().for_each(|(key, value)| {
            // Where a value's quote or colon is astray, the value is read as a key.
            if !key.text().bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._/".contains(&byte)) {
                leaves(key, is_closed, out);
            }
            leaves(value, is_closed, out);
        }),
        NodeKind::Sequence => node.items().for_each(|item| leaves(item, is_closed, out)),
        _ if is_closed(node.text()) => {
            for place in [node.span(), node.meant().span()] {
                out.push(place.start as usize..place.end as usize);
            }
        }
        _ => {}
    }
}

/// The comments between the scalars of a document.
fn comments(document: &Document, out: &mut Vec<Range<usize>>) {
    let text = document.text();
    let mut at = 0;
    for scalar in document.tree().scalar_places().chain(std::iter::once(text.len()..text.len())) {
        let gap = at.min(scalar.start)..scalar.start;
        let mut from = gap.start;
        while let Some(found) = text[from..gap.end].find('#') {
            let start = from + found;
            let end = text[start..].find('\n').map_or(text.len(), |newline| start + newline).min(gap.end);
            if text[..start].chars().next_back().is_none_or(char::is_whitespace) && start + 1 < end {
                out.push(start + 1..end);
            }
            from = end.max(start + 1);
        }
        at = at.max(scalar.end);
    }
}

/// `text` with the ranges replaced: comments lose their words, values become `REDACTED`, and lines stay.
fn replace(text: &str, mut closed: Vec<Range<usize>>) -> String {
    order_by_key(&mut closed, |range| (range.start, range.end));
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for range in closed {
        if range.start < at || range.is_empty() {
            continue;
        }
        out.push_str(&text[at..range.start]);
        let is_comment = out.ends_with('#');
        if is_comment {
            out.push(' ');
        }
        out.push_str(if looks_like_json(text) { "\"REDACTED\"" } else { REDACTED });
        out.extend(text[range.clone()].chars().filter(|&character| character == '\n'));
        at = range.end;
    }
    out.push_str(&text[at..]);
    out
}

/// The lines of a document that nobody can read, all but the harmless ones redacted.
fn without_lines(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut past_data = false;
    for line in text.split_inclusive('\n') {
        let content = line.trim();
        let key = content.strip_prefix("- ").unwrap_or(content).split(':').next().unwrap_or_default();
        let key = key.trim_matches([' ', '"', '\'']);
        past_data |= matches!(key, "data" | "stringData");
        let comment = line.find('#').unwrap_or(line.len());
        // One value a line: what stands in braces is another's.
        let is_plain = !line[..comment].contains([',', '{', '[']);
        if content.is_empty() || !past_data && is_plain && OPEN_LINES.contains(&key) {
            out.push_str(&line[..comment]);
            if comment < line.len() {
                out.push_str("# REDACTED");
                out.push_str(&line[line.trim_end().len()..]);
            }
            continue;
        }
        let indentation = line.len() - line.trim_start().len();
        out.push_str(&line[..indentation]);
        out.push_str("# REDACTED");
        out.push_str(&line[line.trim_end().len()..]);
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SECRET: &str = "apiVersion: v1
kind: Secret # hunter2 was the old one
metadata:
  name: a
  annotations:
    kubectl.kubernetes.io/last-applied-configuration: |
      {\"kind\":\"Secret\",\"data\":{\"a\":\"hunter2\"}}
    note: stays
type: Opaque
data:
  a: hunter2 # hunter2
  b: |
    hunter2
    hunter2

  c: \"hunter2\"
  d: &x hunter2
  e: *x
stringData: {f: 'hunter2', g: \"\\nhunter2\"}
hunter: hunter2
";

    #[test]
    fn values_go_and_lines_stay() {
        let text = format!("{SECRET}---\nkind: Ingress\nspec: 1 # stays\n");
        let open = redacted(&text);
        assert!(!open.contains("hunter2"), "{open}");
        assert_eq!(open.lines().count(), text.lines().count());
        for kept in ["name: a\n", "note: stays", "type: Opaque", "spec: 1 # stays", "a: REDACTED", "e: REDACTED"] {
            assert!(open.contains(kept), "{kept:?} is gone from\n{open}");
        }
    }

    #[test]
    fn secrets_are_found_in_any_dress() {
        #[rustfmt::skip]
        let dresses = [
            "{\"kind\": \"Secret\", \"data\": {\"a\": \"hunter2\"}}",
            "{\"kind\": \"List\", \"items\": [{\"kind\": \"Secret\",\n \"data\": {\"a\": \"hunter2\"}}]}",
            "kind: SecretList\nitems:\n- data: {a: hunter2}\n",
            "kind: List\nitems:\n- kind: Secret\n  data:\n    a: hunter2\n",
            "kind: Secret\ndata: {a: hunter2}\nkind: Ingress\n",
            "kind: Template\nobjects:\n- kind: Secret\n  data: {a: hunter2}\n",
            "data:\n  a: hunter2\nkind: Sec",
            "kind: Secret\npassword: hunter2\n",
            "kind: Secret\ndata:\n\ta: hunter2\n",
            "kind: 'Secret'\n name: a\ndata:\n  name: hunter2\n",
            "data:\n  a: hunter2\n b: c: d\n",
            "base: &b {a: hunter2}\nkind: Secret\ndata:\n  <<: *b\n",
        ];
        for text in dresses {
            let open = redacted(text);
            assert!(!open.contains("hunter2"), "{text}\nbecame\n{open}");
            assert_eq!(open.lines().count(), text.lines().count(), "{text}\nbecame\n{open}");
        }
    }

    #[test]
    fn sources_and_documents_are_redacted_alike() {
        let source = Source { name: "a.yaml".into(), text: SECRET.into() };
        let reading = crate::read(std::slice::from_ref(&source));
        let document = reading.bundle.objects()[0].document();
        assert_eq!(document.redacted_text(), redacted(SECRET));
        assert_eq!(*source.redacted().text, *redacted(SECRET));
        assert!(!format!("{source:?} {:?}", reading.bundle).contains("hunter2"), "a debug print shows a value");
    }

    #[test]
    fn other_objects_stay_as_they_are() {
        for text in [
            "kind: Ingress\nspec:\n  tls:\n  - secretName: my-secret # a\n",
            "kind: ConfigMap\ndata:\n  a: b # c\n",
            "kind: Ingress\nspec: a: b\nsecretName: x\n",
        ] {
            assert_eq!(redacted(text), text);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_secret_cut_short_or_changed_anywhere_shows_nothing(
            cut in 0..SECRET.len(), at in 0..SECRET.len(), stray in "[ \t\n:{}\"'#*&-]{0,2}"
        ) {
            let kind = SECRET.find("metadata").unwrap();
            let mut text = SECRET.to_owned();
            text.insert_str(at.max(kind), &stray);
            text.truncate(cut.max(kind));
            let open = redacted(&text);
            // A stray character may split the word itself, which is then no value any more.
            prop_assert!(!open.contains("hunter2"), "{text}\nbecame\n{open}");
        }
    }
}
