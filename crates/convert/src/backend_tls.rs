//! BackendTLSPolicies for Services that are spoken to in TLS.
//!
//! A policy always verifies, and controllers do so only where they are asked to: whose certificate is nobody's but its own
//! has to be given an authority before traffic is moved.

use std::collections::HashMap;

use gatefold_diagnostic::{Args, Code, Diagnostic};
use gatefold_gateway::BundleVersion;
use gatefold_manifest::{Bundle, Kind, Node, Yaml};

use crate::{
    Role, Target,
    extras::{BackendTls, Extras},
    listeners::Listening,
    names::Names,
    output::{Identity, Metadata, Outputs},
    plan::Backend,
    report,
    routes::Routes,
};

/// Implementations that take authorities from a Secret too; a ConfigMap they all take.
static READ_SECRETS: &[&str] = &["envoy-gateway", "istio", "nginx-gateway-fabric"];

/// What an annotation became: the policy's field, and why it means only nearly the same.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) key: String,
    pub(crate) target: Target,
    pub(crate) code: Option<Code>,
}

/// Writes one policy for each Service and port; gives what annotations became, as the extras.
pub(crate) fn emit(
    from: &Listening<'_>,
    bundle: &Bundle,
    routes: &Routes,
    outputs: &mut Outputs<'_>,
    names: &mut Names,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Vec<Said>> {
    let mut all: Vec<Vec<Said>> = from.extras.iter().map(|_| Vec::new()).collect();
    // Who speaks TLS to which port, and the object; the first Ingress decides for all.
    let mut done: HashMap<(&str, &str, i32), usize> = HashMap::new();
    for (index, extras) in from.extras.iter().enumerate() {
        let (Some(tls), ingress) = (&extras.tls, extras.ingress) else { continue };
        let namespace = from.plan.namespace(ingress);
        let speaks = |service: &str| tls.only.is_empty() || tls.only.contains(&service);
        for (service, port) in services(from, routes, index).into_iter().filter(|(service, _)| speaks(service)) {
            let whole = (namespace, service, port);
            let object = match done.get(&whole) {
                Some(object) => *object,
                None => {
                    let object = policy(from, bundle, whole, tls, outputs, names);
                    done.insert(whole, object);
                    diagnostics.push(finding(from, extras, tls, service));
                    object
                }
            };
            let title = &outputs.all[object].title;
            let target = |field: &str| Target { index: object, object: title.clone(), field: field.into() };
            for (key, field, is_same) in fields(tls) {
                let code = (!is_same).then_some(Code::GW0763);
                all[index].push(Said { key: key.to_owned(), target: target(field), code });
            }
        }
    }
    all
}

/// The Services and ports of the rules that extras hold for, each once.
fn services<'p>(from: &Listening<'p>, routes: &Routes, extras: usize) -> Vec<(&'p str, i32)> {
    let mut found: Vec<(&str, i32)> = Vec::new();
    let all = from.plan.results[from.extras[extras].ingress].locations();
    for index in all.filter(|index| from.extras_of[*index] == extras) {
        if let Backend::Service { name, port } = &from.plan.locations[index].backend
            && !routes.places[index].is_empty()
            && !found.contains(&(name, *port))
        {
            found.push((name, *port));
        }
    }
    found
}

fn policy(
    from: &Listening<'_>,
    bundle: &Bundle,
    (namespace, service, port): (&str, &str, i32),
    tls: &BackendTls<'_>,
    outputs: &mut Outputs<'_>,
    names: &mut Names,
) -> usize {
    let mut target = vec![("group", "".into()), ("kind", "Service".into()), ("name", service.into())];
    // One port of several, if it has a name to be called by.
    let ports = bundle.get(Kind::Service, namespace, service).and_then(|object| object.field("spec.ports"));
    let ports: Vec<Node<'_>> = ports.into_iter().flat_map(Node::items).collect();
    let of_port = |node: &&Node<'_>| node.get("port").and_then(Node::as_i64) == Some(port.into());
    let section = ports.iter().find(of_port).and_then(|node| node.get("name")).filter(|_| ports.len() > 1);
    target.extend(section.map(|name| ("sectionName", name.text().into())));
    let (mut validation, mut notes) = (Vec::new(), Vec::new());
    if section.is_none() && ports.len() != 1 {
        notes.push("It holds for every port of the Service; sectionName would name one of them.".to_owned());
    }
    let secret = tls.secret.filter(|(of, _)| *of == namespace).map(|(_, name)| name);
    match secret {
        Some(name) => {
            let kind = if READ_SECRETS.contains(&from.options.implementation.id) { "Secret" } else { "ConfigMap" };
            if kind == "ConfigMap" {
                notes.push(format!(
                    "Copy ca.crt of Secret {name} into a ConfigMap of that name: {kind}s are what is read."
                ));
            }
            let reference = Yaml::map([("group", "".into()), ("kind", kind.into()), ("name", name.into())]);
            validation.push(("caCertificateRefs", Yaml::list([reference])));
            notes.push(format!(
                "A client certificate, if Secret {name} has one for that, belongs into spec.tls.backend.clientCertificateRef of the \
                 Gateway."
            ));
        }
        None => {
            validation.push(("wellKnownCACertificates", "System".into()));
            notes.push(
                "Certificates of an authority of your own need caCertificateRefs, with a ConfigMap that holds its ca.crt."
                    .to_owned(),
            );
        }
    }
    let hostname = match tls.name {
        Some(name) => name.to_owned(),
        None => format!("{service}.{namespace}.svc.cluster.local"),
    };
    validation.push(("hostname", hostname.into()));
    let version = if from.options.bundle >= BundleVersion::V1_4 { "v1" } else { "v1alpha3" };
    let suffix = if section.is_some() { format!("-{port}") } else { String::new() };
    let name = names.give(&format!("BackendTLSPolicy {namespace}"), service, &suffix, &format!("{service} {port}"));
    let spec = Yaml::map([("targetRefs", Yaml::list([Yaml::map(target)])), ("validation", Yaml::map(validation))]);
    let mut comment = format!("Service {service} is spoken to in TLS, and its certificate is verified.");
    for note in notes {
        comment.push('\n');
        comment.push_str(&note);
    }
    let identity = Identity { version, kind: "BackendTLSPolicy", namespace, name: &name.text };
    outputs.push(Role::ApplicationDeveloper, identity, Metadata::default(), spec, comment)
}

/// What says each of the annotations, and whether it means the same.
fn fields<'t>(tls: &'t BackendTls<'_>) -> Vec<(&'t str, &'static str, bool)> {
    let of = |key: &'t String| {
        let name = key.rsplit('/').next().unwrap_or_default();
        let (field, is_same) = match name {
            "proxy-ssl-name" => ("spec.validation.hostname", tls.name.is_some()),
            "proxy-ssl-secret" => ("spec.validation", false),
            "proxy-ssl-verify" => ("spec.validation", tls.verifies),
            "proxy-ssl-server-name" => ("spec.validation.hostname", true),
            _ => ("spec.validation", tls.verifies),
        };
        (&**key, field, is_same)
    };
    tls.keys.iter().map(of).collect()
}

fn finding(from: &Listening<'_>, extras: &Extras<'_>, tls: &BackendTls<'_>, service: &str) -> Diagnostic {
    let view = &from.plan.ingresses[extras.ingress];
    let field = format!("metadata.annotations[{}]", tls.keys[0]);
    let object = extras.written_on(view, &tls.keys[0]);
    let span = object.span_of(&field);
    let why = if tls.verifies { "as it was before" } else { "which the controller did not do" };
    let args = Args::new().with("service", format!("{}/{service}", view.object.namespace())).with("why", why);
    report::of_object(Code::GW0763, object, field, span, args)
}
