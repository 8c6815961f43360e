//! ReferenceGrants for Services of other namespaces that filters refer to.

use gatefold_gateway::BundleVersion;
use gatefold_manifest::Yaml;

use crate::{
    Role,
    listeners::Listening,
    names::Names,
    output::{GROUP, Identity, Metadata, Outputs},
};

/// Writes one for each pair of namespace and Service.
pub(crate) fn emit(from: &Listening<'_>, outputs: &mut Outputs<'_>, names: &mut Names) {
    let version = if from.options.bundle >= BundleVersion::V1_6 { "v1" } else { "v1beta1" };
    let mut grants: Vec<_> = from.extras.iter().flat_map(|extras| &extras.grants).collect();
    grants.sort_unstable();
    grants.dedup();
    for grant in grants {
        let base = format!("{}-to-{}", grant.from, grant.service);
        let name = names.give(&format!("ReferenceGrant {}", grant.to), &base, "", "");
        let source = Yaml::map([
            ("group", GROUP.into()),
            ("kind", "HTTPRoute".into()),
            ("namespace", grant.from.as_str().into()),
        ]);
        let to = Yaml::map([("group", "".into()), ("kind", "Service".into()), ("name", grant.service.as_str().into())]);
        let spec = Yaml::map([("from", Yaml::list([source])), ("to", Yaml::list([to]))]);
        let comment = format!("Lets routes in {} refer to this Service.", grant.from);
        let identity = Identity { version, kind: "ReferenceGrant", namespace: &grant.to, name: &name.text };
        outputs.push(Role::ApplicationDeveloper, identity, Metadata::default(), spec, comment);
    }
}
