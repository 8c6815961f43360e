//! TLS that is handed through: a host whose connections go to one backend as they are, by the name in their handshake.
//!
//! ingress-nginx sends them to the backend of `/`, whatever else the host serves; plain HTTP keeps its rules.

use gatefold_gateway::BundleVersion;
use gatefold_manifest::Yaml;

use crate::{
    Role, carried,
    extras::Extras,
    labels::labels,
    listeners::Listening,
    names::Names,
    output::{Identity, Metadata, Outputs},
    plan::{Backend, Host, Plan},
    routes::Routes,
    shape::live,
};

/// The location that connections for the host go to, where they are handed through.
pub(crate) fn root(plan: &Plan<'_>, host: &Host, extras: &[Extras<'_>]) -> Option<usize> {
    let asks = live(plan, host).any(|(_, location)| extras[location.ingress].passes_tls);
    let mut roots = live(plan, host).filter(|(_, location)| location.is_root());
    roots.next().filter(|_| asks && !host.name.is_empty()).map(|(index, _)| index)
}

/// Writes the TLSRoute of a host whose connections go to the backend of a location.
pub(crate) fn emit<'a>(
    from: &Listening<'a>,
    (index, location): (usize, usize),
    parents: Yaml<'_>,
    (outputs, names): (&mut Outputs<'a>, &mut Names),
    routes: &mut Routes,
) {
    let plan = from.plan;
    let (host, ingress) = (&plan.hosts[index], plan.locations[location].ingress);
    let namespace = plan.namespace(ingress);
    let name = names.of_host(&format!("TLSRoute {namespace}"), "", &host.name, "");
    let mut rule = Vec::new();
    if let Backend::Service { name, port } = &plan.locations[location].backend {
        let backend = Yaml::map([("name", name.as_str().into()), ("port", (*port).into())]);
        rule.push(("backendRefs", Yaml::list([backend])));
    }
    let spec = Yaml::map([
        ("parentRefs", parents),
        ("hostnames", Yaml::list([&*host.name])),
        ("rules", Yaml::list([Yaml::map(rule)])),
    ]);
    let source = plan.ingresses[ingress].object.id().path();
    let comment = format!("From Ingress {source}. TLS is handed through to the backend of /.");
    let version = if from.options.bundle >= BundleVersion::V1_5 { "v1" } else { "v1alpha2" };
    let identity = Identity { version, kind: "TLSRoute", namespace, name: &name.text };
    let metadata = Metadata { labels: labels(plan, &[ingress]), annotations: carried::of_route(plan, &[ingress]) };
    let object = outputs.push(Role::ApplicationDeveloper, identity, metadata, spec, comment);
    routes.passthrough[index] = Some(object);
    routes.of_host[index].push(object);
    routes.of_ingress[ingress].push(object);
}
