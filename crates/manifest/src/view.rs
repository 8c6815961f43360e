//! Typed views: a serde `Deserializer` over a spanned tree that remembers the field at which it failed.
//!
//! Errors say what a person wrote and what is expected there. All of an object's errors are found by viewing it again
//! without the fields that have failed so far.

use std::fmt;

use serde::{
    Deserializer,
    de::{
        self, DeserializeOwned, DeserializeSeed, Expected, MapAccess, SeqAccess, Unexpected, Visitor,
        value::StrDeserializer,
    },
    forward_to_deserialize_any,
};

use crate::{Node, NodeKind, node, scalar::Scalar};

/// How many errors of one object are looked for: each costs a view.
const MOST_ERRORS: usize = 50;

/// How much of a text an error repeats.
const SHOWN: usize = 40;

/// Why a tree does not fit a type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ViewError {
    /// One clause: `expected a whole number, found the string "80"`.
    pub message: String,
    /// The field at which it fails, below the node that was viewed, in Kubernetes' spelling.
    pub field: String,
    /// Whether the clause still lacks what was found, which the node tells better than serde does.
    lacks_found: bool,
    /// The node that failed.
    node: Option<u32>,
    /// The field that its node lacks.
    missing: Option<&'static str>,
}

impl fmt::Display for ViewError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.field.is_empty() { f.write_str(&self.message) } else { write!(f, "{}: {}", self.field, self.message) }
    }
}

impl std::error::Error for ViewError {}

impl de::Error for ViewError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self { message: message.to_string(), field: String::new(), lacks_found: false, node: None, missing: None }
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self { lacks_found: true, ..Self::custom(format_args!("expected {}", wanted(&expected.to_string()))) }
    }

    fn invalid_value(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::invalid_type(unexpected, expected)
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        Self { lacks_found: true, ..Self::custom(format_args!("expected one of {}", expected.join(", "))) }
    }

    fn missing_field(field: &'static str) -> Self {
        Self { missing: Some(field), ..Self::custom(format_args!("the field {field} is missing")) }
    }
}

impl ViewError {
    /// The same for a node that stands at `path`.
    pub(crate) fn in_field(self, path: &str) -> Self {
        self.below(format_args!("{path}"))
    }

    fn below(mut self, step: fmt::Arguments<'_>) -> Self {
        let dot = if self.field.is_empty() || self.field.starts_with('[') { "" } else { "." };
        self.field.insert_str(0, dot);
        self.field.insert_str(0, &step.to_string());
        self
    }

    /// Completes the error at the node where it happened, the innermost.
    fn at(mut self, viewer: &Viewer<'_>) -> Self {
        if self.node.is_none() {
            self.node = Some(viewer.node.index());
            if self.lacks_found {
                self.message.push_str(", found ");
                self.message.push_str(&found(viewer));
            }
        }
        self
    }
}

/// What serde calls a type, as a person would.
fn wanted(expected: &str) -> String {
    let first = expected.chars().next().unwrap_or_default();
    match expected {
        "i8" | "i16" | "i32" | "i64" | "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number".to_owned(),
        "f32" | "f64" => "a number".to_owned(),
        "a sequence" => "a list".to_owned(),
        "a map" => "a mapping".to_owned(),
        "IntOrString" => "a number or a string".to_owned(),
        "Time" | "MicroTime" => "a time such as 2024-01-02T03:04:05Z".to_owned(),
        "Quantity" => "a quantity such as 100m".to_owned(),
        _ if expected.starts_with("struct ") || first.is_ascii_uppercase() => "a mapping".to_owned(),
        _ => expected.to_owned(),
    }
}

/// What stands there.
fn found(viewer: &Viewer<'_>) -> String {
    let node = viewer.node;
    let text = node.text();
    if viewer.values == Values::Hidden {
        return node.kind().name().to_owned();
    }
    let short = text.char_indices().nth(SHOWN).map_or(text.to_owned(), |(end, _)| format!("{}…", &text[..end]));
    match (node.kind(), node.plain()) {
        (NodeKind::String, _) => format!("the string {short:?}"),
        (NodeKind::Bool, _) if !matches!(text, "true" | "false") => {
            format!("{short}, which is a boolean unless it is in quotes")
        }
        (NodeKind::Bool, _) => format!("the boolean {short}"),
        (_, Some(Scalar::Integer(number))) if number.to_string() != text => {
            format!("{short}, which is the number {number} unless it is in quotes")
        }
        (NodeKind::Integer | NodeKind::Float, _) => format!("the number {short}"),
        (NodeKind::Null, _) => "nothing".to_owned(),
        (kind, _) => kind.name().to_owned(),
    }
}

/// Whether errors may repeat values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Values {
    /// They may.
    Shown,
    /// They may not: the object is a Secret.
    Hidden,
}

/// Views `node`, with its first error.
pub(crate) fn view<T: DeserializeOwned>(node: Node<'_>, values: Values) -> Result<T, ViewError> {
    T::deserialize(Viewer { node, values, without: &[] })
}

/// Views `node`, with all its errors.
pub(crate) fn view_all<T: DeserializeOwned>(node: Node<'_>, values: Values) -> Result<T, Vec<ViewError>> {
    let mut errors: Vec<ViewError> = Vec::new();
    let mut without = Vec::new();
    loop {
        let error = match T::deserialize(Viewer { node, values, without: &without }) {
            Ok(value) if errors.is_empty() => return Ok(value),
            Ok(_) => return Err(errors),
            Err(error) => error,
        };
        let Some(failed) = error.node.filter(|failed| !without.contains(failed)) else {
            errors.push(error);
            return Err(errors);
        };
        without.push(failed);
        // A field that was taken away for its own error is not missing; what it stood in goes as well.
        let taken_away = error
            .missing
            .is_some_and(|field| node.sibling(failed).get(field).is_some_and(|value| without.contains(&value.index())));
        if !taken_away {
            errors.push(error);
        }
        if errors.len() >= MOST_ERRORS || failed == node.index() {
            return Err(errors);
        }
    }
}

struct Viewer<'a> {
    node: Node<'a>,
    values: Values,
    /// Nodes that count as not written.
    without: &'a [u32],
}

impl<'a> Viewer<'a> {
    fn of(&self, node: Node<'a>) -> Self {
        Self { node, ..*self }
    }
}

impl<'de> Deserializer<'de> for Viewer<'de> {
    type Error = ViewError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ViewError> {
        let node = self.node;
        let result = match node.kind() {
            NodeKind::Sequence => visitor.visit_seq(Items { items: node.items(), index: 0, viewer: &self }),
            NodeKind::Mapping => visitor.visit_map(Entries { entries: node.entries(), entry: None, viewer: &self }),
            _ => match node.plain() {
                Some(Scalar::Null) => visitor.visit_unit(),
                Some(Scalar::Bool(value)) => visitor.visit_bool(value),
                Some(Scalar::Integer(number)) => visitor.visit_i64(number),
                Some(Scalar::Unsigned(number)) => visitor.visit_u64(number),
                Some(Scalar::Float(number)) => visitor.visit_f64(number),
                Some(Scalar::String) | None => visitor.visit_borrowed_str(node.text()),
            },
        };
        result.map_err(|error: ViewError| error.at(&self))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ViewError> {
        if self.node.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, ViewError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ViewError> {
        StrDeserializer::new(self.node.text())
            .deserialize_enum(name, variants, visitor)
            .map_err(|error: ViewError| error.at(&self))
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ViewError> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct identifier
    }
}

struct Items<'a, 'v> {
    items: node::Items<'a>,
    index: usize,
    viewer: &'v Viewer<'a>,
}

impl<'de> SeqAccess<'de> for Items<'de, '_> {
    type Error = ViewError;

    fn size_hint(&self) -> Option<usize> {
        Some(self.viewer.node.len().saturating_sub(self.index))
    }

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, ViewError> {
        for node in self.items.by_ref() {
            let index = self.index;
            self.index += 1;
            if !self.viewer.without.contains(&node.index()) {
                let value = seed.deserialize(self.viewer.of(node));
                return value.map(Some).map_err(|error| error.below(format_args!("[{index}]")));
            }
        }
        Ok(None)
    }
}

struct Entries<'a, 'v> {
    entries: node::Entries<'a>,
    entry: Option<(Node<'a>, Node<'a>)>,
    viewer: &'v Viewer<'a>,
}

impl<'de> MapAccess<'de> for Entries<'de, '_> {
    type Error = ViewError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, ViewError> {
        let without = self.viewer.without;
        self.entry = self.entries.by_ref().find(|(_, value)| !without.contains(&value.index()));
        let Some((key, _)) = self.entry else { return Ok(None) };
        seed.deserialize(StrDeserializer::new(key.text())).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, ViewError> {
        let Some((key, value)) = self.entry else { return Err(de::Error::custom("a value without a key")) };
        let key = key.text();
        seed.deserialize(self.viewer.of(value)).map_err(|error| {
            // As in field paths: a key with dots stands in brackets.
            if key.contains(['.', '[', ']']) {
                error.below(format_args!("[{key}]"))
            } else {
                error.below(format_args!("{key}"))
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use k8s_openapi::api::{core::v1::Secret, networking::v1::Ingress};

    use crate::{Source, read};

    const TEXT: &str = "apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: web
  annotations:
    example.com/a: yes
    example.com/b: 0x10
spec:
  ingressClassName: [nginx]
  rules:
  - host: a.example.com
    http:
      paths:
      - path: /
        pathType: Prefix
        backend: {service: {name: web, port: {number: \"80\"}}}
      - pathType: Prefix
        backend: web
";

    #[test]
    fn every_wrong_type_is_said_with_its_field() {
        let reading = read(&[Source { name: "-".into(), text: TEXT.into() }]);
        let object = &reading.bundle.objects()[0];
        let errors = object.view_all::<Ingress>().expect_err("five fields are wrong");
        let errors: Vec<_> = errors.iter().map(ToString::to_string).collect();
        assert_eq!(
            errors,
            [
                "metadata.annotations[example.com/a]: expected a string, found yes, which is a boolean unless it is in quotes",
                "metadata.annotations[example.com/b]: expected a string, found 0x10, which is the number 16 unless it is in \
             quotes",
                "spec.ingressClassName: expected a string, found a list",
                "spec.rules[0].http.paths[0].backend.service.port.number: expected a whole number, found the string \"80\"",
                "spec.rules[0].http.paths[1].backend: expected a mapping, found the string \"web\"",
            ]
        );
        assert_eq!(object.view::<Ingress>().expect_err("the first of them").to_string(), errors[0]);
    }

    #[test]
    fn errors_of_a_secret_repeat_no_value() {
        let text = "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata: hunter2\n";
        let reading = read(&[Source { name: "-".into(), text: text.into() }]);
        let error = reading.bundle.objects()[0].view::<Secret>().expect_err("data is a mapping");
        assert_eq!(error.to_string(), "data: expected a mapping, found a string");
    }
}
