//! Cilium: a network policy for the proxy, which knows neither hosts nor routes.

use gatefold_manifest::Yaml;

use super::{Attach, Need, Of, Part, What, map, ranges};

pub(super) fn says<'a>(need: &Need<'a>, _: &Of<'_>) -> Option<Part<'a>> {
    let What::Addresses { allow, deny } = &need.what else { return None };
    let list = |items: &[&'a str]| Yaml::list([map([("fromCIDR", ranges(items))])]);
    let entry = map([("key", "reserved:ingress".into()), ("operator", "Exists".into())]);
    let mut fields = vec![("endpointSelector", map([("matchExpressions", Yaml::list([entry]))]))];
    if !deny.is_empty() {
        fields.push(("ingressDeny", list(deny)));
    }
    // What a policy selects gets nothing that no rule lets in, even where its rules only keep out.
    let anybody = || Yaml::list([map([("fromEntities", Yaml::list(["all"]))])]);
    fields.push(("ingress", if allow.is_empty() { anybody() } else { list(allow) }));
    let note =
        "It holds for every Ingress and Gateway of the cluster: Cilium has no list of addresses for single routes.";
    let (version, kind) = ("cilium.io/v2", "CiliumClusterwideNetworkPolicy");
    Some(Part { version, kind, attach: Attach::Cluster, suffix: "", fields, note: note.to_owned() })
}
