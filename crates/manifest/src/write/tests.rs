//! What is written is read again as the same, by us and by another reader.

use proptest::prelude::*;
use serde::Deserialize as _;
use serde_yaml::{Mapping, Value};

use super::*;
use crate::{Node, NodeKind, yaml};

fn tree_read(text: &str) -> Tree {
    yaml::parse(text).unwrap_or_else(|broken| panic!("{broken:?} in\n{text}")).finish()
}

/// The value that `kubectl`'s typing gives a node.
fn value_of(node: Node<'_>) -> Value {
    match node.kind() {
        NodeKind::Null => Value::Null,
        NodeKind::Bool => Value::Bool(node.as_bool().unwrap()),
        NodeKind::Integer => Value::Number(node.as_i64().unwrap().into()),
        NodeKind::Float => Value::Number(node.as_f64().unwrap().into()),
        NodeKind::String => Value::String(node.text().to_owned()),
        NodeKind::Sequence => Value::Sequence(node.items().map(value_of).collect()),
        NodeKind::Mapping => Value::Mapping(
            node.entries().map(|(key, value)| (Value::String(key.text().to_owned()), value_of(value))).collect(),
        ),
    }
}

fn yaml_of(value: &Value) -> Yaml<'_> {
    match value {
        Value::Null => Yaml::NULL,
        Value::Bool(truth) => Yaml::Plain(truth.to_string().into()),
        Value::Number(number) => Yaml::Plain(number.to_string().into()),
        Value::String(text) => text.as_str().into(),
        Value::Sequence(items) => Yaml::list(items.iter().map(yaml_of)),
        Value::Mapping(entries) => {
            Yaml::map(entries.iter().map(|(key, value)| (key.as_str().expect("a text"), yaml_of(value))))
        }
        Value::Tagged(_) => panic!("{value:?} has a tag"),
    }
}

/// Values with the comment before each.
fn write(values: &[(&str, &Value)]) -> Written {
    let mut pages = Pages::default();
    for (comment, value) in values {
        pages.add(&[(*comment).to_owned()], &yaml_of(value));
    }
    pages.finish(SourceId::OUTPUT, "out.yaml")
}

fn check(value: &Value) {
    let written = write(&[("made: by a test", value)]);
    let mut writer = Writer { text: String::new(), start: 0, builder: Builder::default() };
    writer.root(&yaml_of(value));
    let made = writer.builder.finish();
    assert_eq!(made, tree_read(&writer.text), "trees differ for\n{}", writer.text);
    let document = Document::new(
        SourceId::OUTPUT,
        writer.text.as_str().into(),
        0,
        small(writer.text.len()),
        tree_read(&writer.text),
    );
    assert_eq!(&value_of(document.root().unwrap()), value, "we read otherwise\n{}", writer.text);
    let other: Value = serde_yaml::from_str(&written.text).unwrap_or_else(|e| panic!("{e}:\n{}", written.text));
    assert_eq!(&other, value, "serde_yaml reads otherwise\n{}", written.text);
    let json: Value = serde_yaml::from_str(&yaml_of(value).to_json()).unwrap();
    assert_eq!(&json, value);
}

fn text() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "yes",
        "on",
        "1_000",
        "0x1f",
        "1e3",
        "12:30:00",
        "2024-01-02",
        "~",
        "",
        " a",
        "a ",
        "*.example.com",
        "a: b",
        "a #b",
        "- a",
        "---",
        "...",
        "--- a",
        "key:",
        "'",
        "\"",
        "a\\b",
        "a'b",
        "%a",
        "@a",
        "`",
        "[a]",
        "{a}",
        "a\nb",
        "a\n\nb\n",
        "a\n\n",
        " a\nb",
        "a\n  b\n",
        "\na",
        "\n",
        "a\tb",
        "\ta",
        "\u{85}",
        "\u{2028}",
        "\u{feff}x",
        "ü: x",
        "日本",
        "?",
        "? a",
        ":",
        ": a",
        "-",
        "-a",
        "<<",
        "=",
        "null",
        "0o17",
        "017",
        "a\r\nb",
        "a \nb",
        "a\n \nb",
        "!a",
        "&a",
        "|",
        ">",
        "#",
        ",a",
        "x\u{0}y",
        ".",
        ".5",
        "+",
        "0.0.0.0/0",
        "a\n\tb",
        "\u{1F600}",
        "a\n# b\n",
        "a\n---\nb",
    ])
    .prop_map(str::to_owned);
    prop_oneof![words, ".{0,12}", "[ -~\n]{0,20}", "[a-z0-9.:_-]{0,12}"]
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(|number| Value::Number(number.into())),
        (-1000_i32..1000).prop_map(|number| Value::Number((f64::from(number) + 0.25).into())),
        text().prop_map(Value::String),
    ];
    leaf.prop_recursive(5, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::Sequence),
            prop::collection::vec((text().prop_map(Value::String), inner), 0..5)
                .prop_map(|entries| Value::Mapping(entries.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn written_values_are_read_again_with_the_same_tree(value in value()) {
        check(&value);
    }

    #[test]
    fn written_strings_are_read_again(text in text()) {
        let mut mapping = Mapping::new();
        mapping.insert(Value::String(text.clone()), Value::String(text.clone()));
        check(&Value::Sequence(vec![Value::String(text), Value::Mapping(mapping)]));
    }
}

#[test]
fn objects_look_as_kubectl_prints_them() {
    let source = "apiVersion: v1
kind: ConfigMap
metadata:
  name: app
  annotations:
    example.com/enabled: \"yes\"
    example.com/hosts: '*.example.com'
    example.com/snippet: |
      add_header a b;
      add_header c d;
data: {}
items:
- - 1
  - \"1\"
- name: a
  ports:
  - 80
- null
";
    let value = Value::deserialize(serde_yaml::Deserializer::from_str(source)).unwrap();
    let mut pages = Pages::default();
    pages.add(&[], &yaml_of(&value));
    assert_eq!(&*pages.finish(SourceId::OUTPUT, "out.yaml").text, source);
}

#[test]
fn parts_and_spans_point_into_the_whole_text() {
    let service = |name: &str| {
        serde_yaml::from_str(&format!("apiVersion: v1\nkind: Service\nmetadata: {{name: {name}}}")).unwrap()
    };
    let written = write(&[("about a\nsecond line", &service("a")), ("about b\nsecond line", &service("b"))]);
    assert_eq!(written.part(1).unwrap().lines().next(), Some("# about b"));
    let b = written.bundle.get(crate::Kind::Service, "default", "b").unwrap();
    let span = b.field("metadata.name").unwrap().span();
    assert_eq!(&written.text[span.start as usize..span.end as usize], "b");
    assert_eq!(span.source, SourceId::OUTPUT);
}

#[test]
fn a_value_of_any_depth_is_written() {
    let deep = (0..1000).fold(Yaml::NULL, |inner, _| Yaml::list([inner]));
    let mut pages = Pages::default();
    pages.add(&[], &deep);
    let written = pages.finish(SourceId::OUTPUT, "deep");
    assert!(yaml::parse(&written.text).is_ok());
}
