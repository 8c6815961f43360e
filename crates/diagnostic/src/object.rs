//! Which Kubernetes object something is about.

use std::{borrow::Cow, fmt};

use serde::Serialize;

/// Group, version, kind, namespace and name: how people and `kubectl` name an object.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
pub struct ObjectRef {
    /// API group, empty for the core group. It, the version and the kind are mostly known ones, whose texts are there already:
    /// an input has thousands of objects.
    pub group: Cow<'static, str>,
    /// Version, such as `v1`.
    pub version: Cow<'static, str>,
    /// Kind, such as `Ingress`.
    pub kind: Cow<'static, str>,
    /// Namespace; empty for kinds that have none.
    pub namespace: String,
    /// Name; empty when the document left it out.
    pub name: String,
}

impl ObjectRef {
    /// `group/version`, or `version` alone for the core group.
    pub fn api_version(&self) -> String {
        if self.group.is_empty() { self.version.to_string() } else { format!("{}/{}", self.group, self.version) }
    }

    /// `namespace/name`, or `name` alone where there is no namespace.
    pub fn path(&self) -> String {
        if self.namespace.is_empty() { self.name.clone() } else { format!("{}/{}", self.namespace, self.name) }
    }
}

impl fmt::Display for ObjectRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.kind.is_empty() { "object" } else { &self.kind })?;
        if self.name.is_empty() {
            f.write_str(" without a name")?;
            return if self.namespace.is_empty() { Ok(()) } else { write!(f, " in {}", self.namespace) };
        }
        write!(f, " {}", self.path())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_written_leaves_no_blank() {
        let words = |kind: &str, namespace: &str, name: &str| {
            let (kind, namespace, name) = (kind.to_owned().into(), namespace.to_owned(), name.to_owned());
            ObjectRef { kind, namespace, name, ..ObjectRef::default() }.to_string()
        };
        assert_eq!(words("Ingress", "shop", "web"), "Ingress shop/web");
        assert_eq!(words("GatewayClass", "", "eg"), "GatewayClass eg");
        assert_eq!(words("Ingress", "shop", ""), "Ingress without a name in shop");
        assert_eq!(words("Ingress", "", ""), "Ingress without a name");
        assert_eq!(words("", "", "web"), "object web");
    }
}
