//! Whether a reference into another namespace is allowed by a ReferenceGrant there, and which grants are of use.

use std::{cell::RefCell, collections::HashMap};

use gatefold_manifest::{Bundle, Kind, Object};

use crate::{cursor::Cursor, target::Target};

struct Entry<'a> {
    from: (&'a str, &'a str),
    to: (&'a str, &'a str, &'a str),
    grant: usize,
}

/// All ReferenceGrants, found by the namespace that they stand in and the one that they trust.
pub(crate) struct Grants<'a> {
    objects: Vec<&'a Object>,
    entries: HashMap<(&'a str, &'a str), Vec<Entry<'a>>>,
    used: RefCell<Vec<bool>>,
}

impl<'a> Grants<'a> {
    pub(crate) fn new(bundle: &'a Bundle) -> Self {
        let objects: Vec<_> = bundle.of_kind(Kind::ReferenceGrant).collect();
        let mut entries: HashMap<_, Vec<_>> = HashMap::new();
        for (grant, object) in objects.iter().enumerate() {
            let Some(spec) = Cursor::root(object).get("spec") else { continue };
            for from in spec.list("from") {
                let key = (object.namespace(), from.text("namespace"));
                let from = (from.text("group"), from.text("kind"));
                let to = |to: Cursor<'a>| (to.text("group"), to.text("kind"), to.text("name"));
                let row = spec.list("to").map(|item| Entry { from, to: to(item), grant });
                entries.entry(key).or_default().extend(row);
            }
        }
        let used = RefCell::new(vec![false; objects.len()]);
        Self { objects, entries, used }
    }

    /// Whether `referrer` may refer to `target`; the grants that say so are noted as used.
    pub(crate) fn allow(&self, referrer: &Object, target: &Target<'_>) -> bool {
        if target.namespace == referrer.namespace() {
            return true;
        }
        let from = (&*referrer.id().group, &*referrer.id().kind);
        let rows = self.entries.get(&(target.namespace, referrer.namespace())).map_or(&[][..], Vec::as_slice);
        let mut allowed = false;
        for row in rows {
            let (group, kind, name) = row.to;
            let named = name.is_empty() || name == target.name;
            if row.from == from && (group, kind) == (target.group, target.kind) && named {
                self.used.borrow_mut()[row.grant] = true;
                allowed = true;
            }
        }
        allowed
    }

    /// Every grant, and whether anything used it so far.
    pub(crate) fn all(&self) -> Vec<(&'a Object, bool)> {
        self.objects.iter().copied().zip(self.used.borrow().iter().copied()).collect()
    }
}
