//! ReferenceGrants for what listeners and filters refer to in other namespaces: Secrets and Services.

use std::collections::BTreeMap;

use gatefold_diagnostic::{Diagnostic, order_by};
use gatefold_gateway::BundleVersion;
use gatefold_manifest::Yaml;

use crate::{
    Role,
    listeners::{Listening, ParentKind},
    names::Names,
    output::{GROUP, Identity, Metadata, Outputs},
    report,
};

/// What a grant holds (`maxItems` of `spec.to`).
const MAX_GRANTED: usize = 16;

/// Secrets of a namespace that listeners of a kind elsewhere use: (their namespace, kind, Gateway's namespace and
/// name), each with a host that it is for.
pub(crate) type OfListeners = BTreeMap<(String, ParentKind, String, String), BTreeMap<String, usize>>;

/// Writes one for each namespace of Secrets: to the listeners' kind in the Gateway's namespace, for those Secrets only.
pub(crate) fn of_listeners(
    from: &Listening<'_>,
    grants: OfListeners,
    outputs: &mut Outputs<'_>,
    names: &mut Names,
    diagnostics: &mut Vec<Diagnostic>,
) {
    for ((namespace, kind, parent_namespace, parent), secrets) in grants {
        let secrets: Vec<_> = secrets.into_iter().collect();
        for (number, some) in (1..).zip(secrets.chunks(MAX_GRANTED)) {
            let suffix = if number == 1 { "-certificates".to_owned() } else { format!("-certificates-{number}") };
            let name = names.give(&format!("ReferenceGrant {namespace}"), &parent, &suffix, &format!("{kind:?}"));
            if name.clash {
                let host = &from.plan.hosts[some[0].1];
                let kind = "ReferenceGrant";
                diagnostics.push(report::name_clash(from.plan, host.owner, kind, &host.name, &name.text));
            }
            let comment = format!("Lets listeners in {parent_namespace} use these certificates.");
            let trusted = (&*format!("{kind:?}"), &*parent_namespace);
            let secrets = ("Secret", some.iter().map(|(name, _)| &**name));
            write(from, (&namespace, &name.text), trusted, secrets, comment, outputs);
        }
    }
}

/// Writes one for each pair of namespace and Service that filters refer to.
pub(crate) fn of_filters(from: &Listening<'_>, outputs: &mut Outputs<'_>, names: &mut Names) {
    let mut grants: Vec<_> = from.extras.iter().flat_map(|extras| &extras.grants).collect();
    order_by(&mut grants, Ord::cmp);
    grants.dedup();
    for grant in grants {
        let base = format!("{}-to-{}", grant.from, grant.service);
        let name = names.give(&format!("ReferenceGrant {}", grant.to), &base, "", "");
        let comment = format!("Lets routes in {} refer to this Service.", grant.from);
        let service = ("Service", [&*grant.service].into_iter());
        write(from, (&grant.to, &name.text), ("HTTPRoute", &grant.from), service, comment, outputs);
    }
}

/// Writes one, from a kind of Gateway API in the namespace that is trusted to objects of a core kind by their names.
fn write<'n>(
    from: &Listening<'_>,
    (namespace, name): (&str, &str),
    (kind, trusted): (&str, &str),
    (to, names): (&str, impl Iterator<Item = &'n str>),
    comment: String,
    outputs: &mut Outputs<'_>,
) {
    let version = if from.options.bundle >= BundleVersion::V1_6 { "v1" } else { "v1beta1" };
    let source = Yaml::map([("group", GROUP.into()), ("kind", kind.into()), ("namespace", trusted.into())]);
    let one = |name: &'n str| Yaml::map([("group", "".into()), ("kind", to.into()), ("name", name.into())]);
    let spec = Yaml::map([("from", Yaml::list([source])), ("to", Yaml::list(names.map(one)))]);
    let identity = Identity { version, kind: "ReferenceGrant", namespace, name };
    outputs.push(Role::ApplicationDeveloper, identity, Metadata::default(), spec, comment);
}
