//! What became of every field and annotation that was read.

use std::{fmt, sync::Arc};

use gatefold_diagnostic::{Code, ObjectRef, Span};
use serde::{Serialize, Serializer, ser::SerializeStruct};

/// What became of one field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Fate {
    /// The output means the same.
    Converted,
    /// The output means nearly the same; the entry's code says what differs.
    Approximated,
    /// Gateway API has no field for it: a policy of the implementation, or another resource, has to say it.
    Policy,
    /// Nothing in the output says it.
    Dropped,
}

impl Fate {
    /// `converted`, `approximated`, `policy` or `dropped`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Converted => "converted",
            Self::Approximated => "approximated",
            Self::Policy => "policy",
            Self::Dropped => "dropped",
        }
    }
}

impl fmt::Display for Fate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A field of the output.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Target {
    /// The object's index in the output; past its end for a policy, which stands beside it.
    #[serde(skip)]
    pub index: usize,
    /// The object as people name it: `HTTPRoute shop/shop-example-com`.
    pub object: Arc<str>,
    /// The field in Kubernetes' spelling.
    pub field: Arc<str>,
}

/// One field of one Ingress.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The Ingress.
    pub object: Arc<ObjectRef>,
    /// The field in Kubernetes' spelling; a key with dots in brackets. Its text is shared by all Ingresses that have it.
    pub field: Arc<str>,
    /// Its value in the text.
    pub span: Span,
    /// What became of it.
    pub fate: Fate,
    /// What the output says instead; empty where nothing has to be said.
    pub to: Vec<Target>,
    /// The finding that explains it, for every fate but converted.
    pub code: Option<Code>,
}

impl Serialize for Entry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut entry = serializer.serialize_struct("Entry", 5)?;
        entry.serialize_field("object", &self.object.to_string())?;
        entry.serialize_field("field", &self.field)?;
        entry.serialize_field("fate", &self.fate)?;
        entry.serialize_field("to", &self.to)?;
        entry.serialize_field("code", &self.code)?;
        entry.end()
    }
}

/// How many fields have each fate; `read` is their sum.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "each is the count of that fate")]
pub struct Totals {
    pub read: usize,
    pub converted: usize,
    pub approximated: usize,
    pub policy: usize,
    pub dropped: usize,
}

/// Every scalar and every empty list or mapping of `spec` and `metadata` of every Ingress, in the order of the objects and
/// of their text; aliases are followed, and of a key written twice the later is what is read.
///
/// Left out, since nobody wrote them to say something: `apiVersion` and `kind`, `status`, what the API server keeps in
/// `metadata` (`creationTimestamp`, `managedFields`, `uid`, …), and `kubectl apply`'s copy of the object in an
/// annotation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ledger {
    /// The entries.
    pub entries: Vec<Entry>,
}

impl Ledger {
    /// The counts.
    pub fn totals(&self) -> Totals {
        let mut totals = Totals { read: self.entries.len(), ..Totals::default() };
        for entry in &self.entries {
            match entry.fate {
                Fate::Converted => totals.converted += 1,
                Fate::Approximated => totals.approximated += 1,
                Fate::Policy => totals.policy += 1,
                Fate::Dropped => totals.dropped += 1,
            }
        }
        totals
    }
}

impl Serialize for Ledger {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut ledger = serializer.serialize_struct("Ledger", 2)?;
        ledger.serialize_field("entries", &self.entries)?;
        ledger.serialize_field("totals", &self.totals())?;
        ledger.end()
    }
}
