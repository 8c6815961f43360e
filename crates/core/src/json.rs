//! Objects as `kubectl get -o json` prints them: two spaces a level, keys in the order of the alphabet.
//!
//! Written from the nodes: a tree of values in between, with its way of writing numbers, is a dozen kilobytes of the page.

use std::collections::BTreeMap;

use gatefold_diagnostic::ordered;
use gatefold_manifest::{Node, NodeKind, json_number, push_double};

/// One object, or a `List` of several.
pub(crate) fn text(objects: &[Node<'_>]) -> String {
    let mut out = String::new();
    match objects {
        [] => return out,
        [one] => push(&mut out, *one, 0),
        several => {
            out.push_str("{\n  \"apiVersion\": \"v1\",\n  \"items\": ");
            push_all(&mut out, '[', ']', 1, several.iter(), |out, object| push(out, *object, 2));
            out.push_str(",\n  \"kind\": \"List\"\n}");
        }
    }
    out.push('\n');
    out
}

fn push(out: &mut String, node: Node<'_>, level: usize) {
    match node.kind() {
        NodeKind::Mapping => {
            let entries: BTreeMap<&str, Node<'_>> = ordered(node.entries().map(|(key, value)| (key.text(), value)));
            push_all(out, '{', '}', level, entries.iter(), |out, (key, value)| {
                push_double(out, key);
                out.push_str(": ");
                push(out, *value, level + 1);
            });
        }
        NodeKind::Sequence => push_all(out, '[', ']', level, node.items(), |out, item| push(out, item, level + 1)),
        NodeKind::String => push_double(out, node.text()),
        _ => out.push_str(&plain(node)),
    }
}

fn push_all<T>(
    out: &mut String,
    open: char,
    close: char,
    level: usize,
    items: impl Iterator<Item = T>,
    mut one: impl FnMut(&mut String, T),
) {
    out.push(open);
    let mut is_empty = true;
    for item in items {
        out.push_str(if is_empty { "\n" } else { ",\n" });
        is_empty = false;
        indent(out, level + 1);
        one(out, item);
    }
    if !is_empty {
        out.push('\n');
        indent(out, level);
    }
    out.push(close);
}

fn indent(out: &mut String, level: usize) {
    out.extend(std::iter::repeat_n("  ", level));
}

/// Null, a boolean or a number; what is no number in JSON (`.inf`) is null.
fn plain(node: Node<'_>) -> String {
    let whole = || match node.kind() {
        NodeKind::Integer => node.as_i64().map(|number| number.to_string()).or_else(|| large(node.text())),
        _ => None,
    };
    let number = || node.as_f64().filter(|number| number.is_finite()).map(json_number);
    let truth = node.as_bool().map(|truth| truth.to_string());
    truth.or_else(whole).or_else(number).unwrap_or_else(|| "null".to_owned())
}

/// A whole number past those with a sign.
fn large(text: &str) -> Option<String> {
    text.parse::<u64>().ok().map(|number| number.to_string())
}

#[cfg(test)]
mod tests {
    use gatefold_manifest::{Source, read};
    use serde_json::Value;

    #[test]
    fn the_text_is_that_of_the_values() {
        let object = |name: &str| {
            format!(
                "apiVersion: v1\nkind: Service\nmetadata: {{name: {name}, labels: {{}}, annotations: {{z: \"a\\n\\\"b\\\\\", a: \"1\"}}}}\n\
                 spec: {{ports: [{{port: 80}}, {{port: -1}}, {{port: 18446744073709551615}}], ratios: [0.5, 2e-5, 1.5e-6, 1e15, 1e16, -1.25e17, 1e300, -0.0, 3.0, .inf], none: ~, on: true, list: []}}\n"
            )
        };
        for names in [&["a"][..], &["a", "b"]] {
            let text: Vec<String> = names.iter().map(|name| object(name)).collect();
            let reading = read(&[Source { name: "-".into(), text: text.join("---\n").into() }]);
            let objects = reading.bundle.objects();
            let mut values: Vec<Value> = objects.iter().map(|object| object.view().expect("any value")).collect();
            let value = match values.len() {
                1 => values.remove(0),
                _ => serde_json::json!({"apiVersion": "v1", "kind": "List", "items": values}),
            };
            let nodes: Vec<_> = objects.iter().map(gatefold_manifest::Object::node).collect();
            assert_eq!(super::text(&nodes), serde_json::to_string_pretty(&value).expect("values are written") + "\n");
        }
    }
}
