//! Objects as `kubectl get -o json` prints them: two spaces a level, keys in the order of the alphabet.
//!
//! Written from the nodes: a tree of values in between, with its way of writing numbers, is a dozen kilobytes of the page.

use std::collections::BTreeMap;

use gatefold_diagnostic::ordered;
use gatefold_manifest::{Node, NodeKind, push_double};

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
    let number = || match node.kind() {
        NodeKind::Integer => node.as_i64().map(|number| number.to_string()).or_else(|| large(node.text())),
        NodeKind::Float => node.as_f64().filter(|number| number.is_finite()).map(|_| float(node.text())),
        _ => None,
    };
    let truth = node.as_bool().map(|truth| truth.to_string());
    truth.or_else(number).unwrap_or_else(|| "null".to_owned())
}

/// A float with the digits that it is written with, in JSON's form: no `_` in it and no `+` before it, one zero where there
/// would be none or several, a point only before digits.
fn float(text: &str) -> String {
    let text = text.replace('_', "");
    let unsigned = text.trim_start_matches(['-', '+']);
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, ""));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let behind = |mark: &str, digits: &str| if digits.is_empty() { String::new() } else { format!("{mark}{digits}") };
    let sign = if text.starts_with('-') { "-" } else { "" };
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    format!("{sign}{whole}{}{}", behind(".", fraction), behind("e", exponent))
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
    fn floats_keep_their_digits_and_are_json() {
        for (text, json) in [
            ("0.5", "0.5"),
            (".5", "0.5"),
            ("-.5e-3", "-0.5e-3"),
            ("+1_0.25", "10.25"),
            ("007.50", "7.50"),
            ("1e300", "1e300"),
            ("1.E+300", "1e+300"),
            ("99999999999999999999", "99999999999999999999"),
        ] {
            assert_eq!(super::float(text), json);
            let plain: f64 = text.replace('_', "").parse().expect("a float");
            assert_eq!(serde_json::from_str::<f64>(json).ok(), Some(plain), "{json}");
        }
    }

    #[test]
    fn the_text_is_that_of_the_values() {
        let object = |name: &str| {
            format!(
                "apiVersion: v1\nkind: Service\nmetadata: {{name: {name}, labels: {{}}, annotations: {{z: \"a\\n\\\"b\\\\\", a: \"1\"}}}}\n\
                 spec: {{ports: [{{port: 80}}, {{port: -1}}, {{port: 18446744073709551615}}], ratios: [0.5, -12.75, 1e15, 1e16, -1.25e17, -0.0, 3.0, .inf], none: ~, on: true, list: []}}\n"
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
