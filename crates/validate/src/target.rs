//! What a reference means: the object that a mapping of `group`, `kind`, `namespace` and `name` names.

use std::fmt;

use gatefold_manifest::Kind;

use crate::cursor::Cursor;

/// Gateway API's own group.
pub(crate) const GATEWAY_GROUP: &str = "gateway.networking.k8s.io";

/// The kind and group that a reference means where it leaves them out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Default {
    pub(crate) group: &'static str,
    pub(crate) kind: &'static str,
}

/// What a backendRef means by default.
pub(crate) const SERVICE: Default = Default { group: "", kind: "Service" };
/// What a certificateRef means by default.
pub(crate) const SECRET: Default = Default { group: "", kind: "Secret" };
/// What a parentRef means by default.
pub(crate) const GATEWAY: Default = Default { group: GATEWAY_GROUP, kind: "Gateway" };

/// The object that is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Target<'a> {
    pub(crate) group: &'a str,
    pub(crate) kind: &'a str,
    pub(crate) namespace: &'a str,
    pub(crate) name: &'a str,
}

impl<'a> Target<'a> {
    /// Reads the reference at `cursor`; a namespace that is not written is the referrer's own.
    pub(crate) fn read(cursor: &Cursor<'a>, default: Default) -> Self {
        let written = |key, otherwise| cursor.get(key).map_or(otherwise, |value| value.node().text());
        let namespace = cursor.text("namespace");
        Self {
            group: written("group", default.group),
            kind: written("kind", default.kind),
            namespace: if namespace.is_empty() { cursor.object().namespace() } else { namespace },
            name: cursor.text("name"),
        }
    }

    /// Which of the kinds that are known.
    pub(crate) fn known(&self) -> Kind {
        Kind::of(self.group, self.kind)
    }
}

impl fmt::Display for Target<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}/{}", self.kind, self.namespace, self.name)
    }
}
