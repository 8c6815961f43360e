//! Which references into other namespaces ReferenceGrants allow: found by all that a reference says, so that a namespace
//! may hold any number of grants.

use gatefold_diagnostic::{Map, ObjectRef};
use gatefold_manifest::{Bundle, Kind};
use gateway_api::apis::standard::referencegrants::ReferenceGrantSpec;

use crate::fields::{items, text};

/// The grant's namespace; group, kind and namespace of who refers; group, kind and name of what is referred to, which is
/// empty where the grant names none and means all.
type Row<'a> = [&'a str; 7];

/// The ReferenceGrants of a Bundle.
#[derive(Debug, Default)]
pub struct Grants<'a> {
    rows: Map<Row<'a>, Vec<usize>>,
}

impl<'a> Grants<'a> {
    /// Those of `bundle` that the API server would take.
    pub fn new(bundle: &'a Bundle) -> Self {
        let mut rows: Map<Row<'a>, Vec<usize>> = Map::new();
        for (grant, object) in bundle.of_kind(Kind::ReferenceGrant).enumerate() {
            if object.view_at::<ReferenceGrantSpec>("spec").is_err() {
                continue;
            }
            for from in items(object.node(), "spec.from") {
                for to in items(object.node(), "spec.to") {
                    let [group, kind, namespace] = ["group", "kind", "namespace"].map(|key| text(from, key));
                    let [to_group, to_kind, name] = ["group", "kind", "name"].map(|key| text(to, key));
                    let row = [Some(object.namespace()), group, kind, namespace, to_group, to_kind, name];
                    rows.or_default(row.map(Option::unwrap_or_default)).push(grant);
                }
            }
        }
        Self { rows }
    }

    /// The grants, by their place among those of the Bundle, that let `from` refer to the object of this group, kind,
    /// namespace and name.
    pub fn allowing<'s>(
        &'s self,
        from: &'s ObjectRef,
        [group, kind, namespace, name]: [&'s str; 4],
    ) -> impl Iterator<Item = usize> + use<'s, 'a> {
        let of_name = |name: &'s str| -> &'s [usize] {
            let row = [namespace, &from.group, &from.kind, &from.namespace, group, kind, name];
            self.rows.get(&row).map_or(&[], Vec::as_slice)
        };
        let all = if name.is_empty() { &[] } else { of_name("") };
        of_name(name).iter().chain(all).copied()
    }
}
