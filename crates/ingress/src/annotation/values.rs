//! What the annotations of one Ingress say, read as its controller reads them.

use gatefold_manifest::{Node, Object};

use super::{Annotation, Effect, Invalid, Reading, Risk, Table, parse_bool, parse_size};

/// The annotations of one Ingress: values that the controller does not take count as not written.
#[derive(Debug, Clone)]
pub struct Annotations<'a> {
    table: &'static Table,
    /// Whole keys, names without the prefix, and values: of a name with two prefixes, the table's first comes last.
    written: Vec<(&'a str, &'a str, Node<'a>)>,
}

/// Why the controller does not serve an Ingress as written.
#[derive(Debug, Clone, Copy)]
pub struct Refusal<'a> {
    /// The annotation's whole key.
    pub key: &'a str,
    /// Its value.
    pub value: Node<'a>,
    /// Its row.
    pub row: &'static Annotation,
    /// [`Invalid::Dropped`] or [`Invalid::Denied`].
    pub effect: Invalid,
}

impl<'a> Annotations<'a> {
    /// Those of `object` that have one of the table's prefixes.
    pub fn new(object: &'a Object, table: &'static Table) -> Self {
        let mut written = Vec::new();
        for prefix in table.prefixes.iter().rev() {
            written.extend(beginning(object, prefix));
        }
        Self { table, written }
    }

    /// Those of `object` whose keys begin with a prefix that the controller was given.
    pub fn under(object: &'a Object, table: &'static Table, prefix: &str) -> Self {
        Self { table, written: beginning(object, prefix) }
    }

    /// Whether nothing of the table's is written.
    pub fn is_empty(&self) -> bool {
        self.written.is_empty()
    }

    /// Its table.
    pub fn table(&self) -> &'static Table {
        self.table
    }

    /// A value as written, trimmed; none where it is blank. The key is without its prefix.
    pub fn written(&self, name: &str) -> Option<&'a str> {
        let one = |name: &str| {
            // Of a key that is written twice the later counts.
            let written = self.written.iter().rev().find(|(_, of, _)| *of == name);
            written.map(|(.., value)| value.text().trim()).filter(|value| !value.is_empty())
        };
        one(name).or_else(|| {
            let mut aliases = self.table.aliases.iter().filter(|(_, of)| *of == name);
            aliases.find_map(|(alias, _)| one(alias))
        })
    }

    /// A value that the controller takes.
    pub fn text(&self, name: &str) -> Option<&'a str> {
        // Most are not written: their rows need not be looked for.
        let value = self.written(name)?;
        self.table.row(name)?.form.takes(value).then_some(value)
    }

    /// A value that the controller takes and that changes something.
    pub fn set(&self, name: &str) -> Option<&'a str> {
        let value = self.written(name)?;
        (self.table.row(name)?.read(value) == Reading::Set).then_some(value)
    }

    /// As [`Self::text`], as a truth value.
    pub fn flag(&self, name: &str) -> Option<bool> {
        self.text(name).and_then(parse_bool)
    }

    /// As [`Self::text`], as a number.
    pub fn number(&self, name: &str) -> Option<i64> {
        self.text(name)?.parse().ok()
    }

    /// As [`Self::text`], as a number of bytes.
    pub fn bytes(&self, name: &str) -> Option<u64> {
        self.text(name).and_then(parse_size)
    }

    /// The items of a list, without blank ones.
    pub fn list(&self, name: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        let items = self.text(name).unwrap_or_default().split(',').map(str::trim);
        items.filter(|item| !item.is_empty())
    }

    /// The annotations that the table has, in the order of the text: key, value and row.
    pub fn rows(&self) -> impl Iterator<Item = (&'a str, Node<'a>, &'static Annotation)> {
        self.written.iter().filter_map(|(key, name, value)| Some((*key, *value, self.table.row(name)?)))
    }

    /// What the controller makes of one value: what a row says of values that it does not take holds only where the
    /// annotation that it belongs to is set.
    pub fn reading(&self, row: &Annotation, value: &str) -> Reading {
        let value = value.trim();
        match row.effect {
            _ if value.is_empty() => Reading::Quiet,
            Effect::Only(other) if self.set(other).is_none() => Reading::Quiet,
            _ => row.read(value),
        }
    }

    /// Why the whole Ingress is left out, or else why its paths answer 503; the first of its annotations that says so.
    /// `limit` is the highest risk that the controller takes, [`Risk::High`] unless it was told otherwise.
    pub fn refusal(&self, limit: Risk) -> Option<Refusal<'a>> {
        let mut denied = None;
        for (key, value, row) in self.rows() {
            let effect = match self.reading(row, value.text()) {
                _ if row.risk > limit && !value.text().trim().is_empty() => Invalid::Dropped,
                Reading::Invalid => row.invalid,
                Reading::Set | Reading::Quiet => continue,
            };
            let refusal = Refusal { key, value, row, effect };
            match effect {
                Invalid::Dropped => return Some(refusal),
                Invalid::Denied => denied = denied.or(Some(refusal)),
                Invalid::Ignored | Invalid::Without => {}
            }
        }
        denied
    }
}

/// Annotations whose keys begin with `prefix`: whole key, name, value.
fn beginning<'a>(object: &'a Object, prefix: &str) -> Vec<(&'a str, &'a str, Node<'a>)> {
    let of = |(key, value): (Node<'a>, Node<'a>)| Some((key.text(), key.text().strip_prefix(prefix)?, value));
    object.annotations().filter_map(of).collect()
}
