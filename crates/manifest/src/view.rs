//! Typed views: a serde `Deserializer` over a spanned tree that remembers the field at which it failed.

use std::fmt;

use serde::{
    Deserializer,
    de::{self, DeserializeOwned, DeserializeSeed, MapAccess, SeqAccess, Visitor, value::StrDeserializer},
    forward_to_deserialize_any,
};

use crate::{Node, NodeKind};

/// Why a tree does not fit a type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ViewError {
    /// One clause in serde's words: `invalid type: string "80", expected i32`.
    pub message: String,
    /// The field at which it fails, below the node that was viewed, in Kubernetes' spelling.
    pub field: String,
}

impl fmt::Display for ViewError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.message)
    }
}

impl std::error::Error for ViewError {}

impl de::Error for ViewError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self { message: message.to_string(), field: String::new() }
    }
}

impl ViewError {
    fn below(mut self, step: &str) -> Self {
        if !self.field.is_empty() && !self.field.starts_with('[') {
            self.field.insert(0, '.');
        }
        self.field.insert_str(0, step);
        self
    }
}

pub(crate) fn view<T: DeserializeOwned>(node: Node<'_>) -> Result<T, ViewError> {
    T::deserialize(Viewer(node))
}

struct Viewer<'a>(Node<'a>);

impl<'de> Deserializer<'de> for Viewer<'de> {
    type Error = ViewError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ViewError> {
        let node = self.0;
        match node.kind() {
            NodeKind::Null => visitor.visit_unit(),
            NodeKind::Bool => visitor.visit_bool(node.as_bool().unwrap_or_default()),
            NodeKind::Integer => visitor.visit_i64(node.as_i64().unwrap_or_default()),
            NodeKind::Float => visitor.visit_f64(node.as_f64().unwrap_or_default()),
            NodeKind::String => visitor.visit_borrowed_str(node.text()),
            NodeKind::Sequence => visitor.visit_seq(Items(Box::new(node.items()), 0)),
            NodeKind::Mapping => visitor.visit_map(Entries(Box::new(node.entries()), None)),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ViewError> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
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
        StrDeserializer::new(self.0.text()).deserialize_enum(name, variants, visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ViewError> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct identifier
    }
}

struct Items<'a>(Box<dyn Iterator<Item = Node<'a>> + 'a>, usize);

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = ViewError;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, ViewError> {
        let Some(node) = self.0.next() else { return Ok(None) };
        let index = self.1;
        self.1 += 1;
        seed.deserialize(Viewer(node)).map(Some).map_err(|error| error.below(&format!("[{index}]")))
    }
}

struct Entries<'a>(Box<dyn Iterator<Item = (Node<'a>, Node<'a>)> + 'a>, Option<(Node<'a>, Node<'a>)>);

impl<'de> MapAccess<'de> for Entries<'de> {
    type Error = ViewError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, ViewError> {
        self.1 = self.0.next();
        let Some((key, _)) = self.1 else { return Ok(None) };
        seed.deserialize(StrDeserializer::new(key.text())).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, ViewError> {
        let Some((key, value)) = self.1 else { return Err(de::Error::custom("a value without a key")) };
        seed.deserialize(Viewer(value)).map_err(|error| error.below(key.text()))
    }
}
