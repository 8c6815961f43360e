//! The findings of a conversion, one function each: code, arguments and place. Words are the registry's.

use gatefold_diagnostic::{Args, Code, Diagnostic, ObjectRef, Span, excerpt};
use gatefold_ingress::{Dialect, IngressView, Unserved, annotation::Annotation};
use gatefold_manifest::{Node, Object, Presence};
use k8s_openapi::api::networking::v1::IngressBackend;

use crate::{
    Target,
    annotation::NGINX,
    certificate::DEFAULT_SECRET,
    hostname::is_hostname,
    listeners::Listening,
    path::Problem,
    plan::{PathKind, Plan},
};

pub(crate) fn finding(code: Code, view: &IngressView, field: impl Into<String>, span: Span, args: Args) -> Diagnostic {
    of_object(code, &view.object, field, span, args)
}

/// A finding at a field of any object.
pub(crate) fn of_object(code: Code, object: &Object, field: impl Into<String>, span: Span, args: Args) -> Diagnostic {
    Diagnostic::new(code, args).of((**object.id()).clone()).at(field, Some(span))
}

/// What to call a host in a sentence.
fn host_name(host: &str) -> &str {
    if host.is_empty() { "all other hosts" } else { host }
}

/// A host to ask for.
pub(crate) fn example(host: &str) -> String {
    if host.is_empty() { "any.example".to_owned() } else { host.replace('*', "a") }
}

pub(crate) fn canary(view: &IngressView) -> Diagnostic {
    let field = format!("metadata.annotations[{NGINX}canary]");
    let span = view.object.span_of(&field);
    finding(Code::GW0711, view, field, span, Args::new())
}

pub(crate) fn default_backend_unused(plan: &Plan<'_>, ingress: usize, winner: usize, span: Span) -> Diagnostic {
    let winner = &plan.locations[winner];
    let by = plan.ingresses[winner.ingress].object.id();
    let why = format!("{by} serves every path of {}", host_name(&plan.hosts[winner.host].name));
    finding(Code::GW0710, &plan.ingresses[ingress], "spec.defaultBackend", span, Args::new().with("why", why))
}

pub(crate) fn default_backend_without_hosts(view: &IngressView, span: Span) -> Diagnostic {
    let why = "older Ingresses mention all hosts of this one first";
    finding(Code::GW0710, view, "spec.defaultBackend", span, Args::new().with("why", why))
}

pub(crate) fn default_backend_ignored(view: &IngressView, span: Span) -> Diagnostic {
    let why = "the controller of the Ingress does not read it beside rules";
    finding(Code::GW0710, view, "spec.defaultBackend", span, Args::new().with("why", why))
}

pub(crate) fn invalid_host(view: &IngressView, rule: usize, host: &str, span: Span) -> Diagnostic {
    finding(Code::GW0719, view, format!("spec.rules[{rule}].host"), span, Args::new().with("host", host))
}

/// A wildcard that more hosts match than before.
pub(crate) fn wildcard(view: &IngressView, rule: usize, host: &str, span: Span) -> Diagnostic {
    let code = if view.class.dialect == Dialect::IngressNginx { Code::D1 } else { Code::GW0720 };
    let request = format!("GET http://{}/", host.replace('*', "a.b"));
    let args = Args::new().with("host", host).with("request", request);
    finding(code, view, format!("spec.rules[{rule}].host"), span, args)
}

pub(crate) fn rule_without_paths(view: &IngressView, rule: usize, host: &str, span: Span) -> Diagnostic {
    finding(Code::GW0723, view, format!("spec.rules[{rule}]"), span, Args::new().with("host", host_name(host)))
}

pub(crate) fn implementation_specific(plan: &Plan<'_>, ingress: usize) -> Diagnostic {
    let view = &plan.ingresses[ingress];
    let args = Args::new().with("count", plan.results[ingress].implementation_specific);
    let span = view.object.span_of("spec.rules");
    finding(Code::GW0706, view, "spec.rules", span, args)
}

pub(crate) fn path_not_expressible(
    view: &IngressView,
    field: String,
    path: &str,
    problem: Problem,
    span: Span,
) -> Diagnostic {
    finding(Code::GW0718, view, field, span, Args::new().with("path", excerpt(path)).with("why", problem.why()))
}

pub(crate) fn conflict(
    plan: &Plan<'_>,
    ingress: usize,
    field: String,
    path: &str,
    winner: usize,
    span: Span,
) -> Diagnostic {
    let winner = &plan.locations[winner];
    let by = plan.ingresses[winner.ingress].object.id();
    let kind = match winner.kind {
        PathKind::Exact => "Exact",
        PathKind::Prefix | PathKind::Regex => "Prefix",
    };
    let args = Args::new()
        .with("path", format!("{kind} path {path}"))
        .with("host", host_name(&plan.hosts[winner.host].name))
        .with("winner", format!("{by} ({})", winner.field()));
    finding(Code::GW0709, &plan.ingresses[ingress], field, span, args)
}

/// A backend without a Service: another resource, or nothing at all.
pub(crate) fn no_service(view: &IngressView, field: &str, written: &IngressBackend, span: Span) -> (Code, Diagnostic) {
    let (code, args) = match &written.resource {
        Some(resource) => (Code::GW0716, Args::new().with("resource", format!("{} {}", resource.kind, resource.name))),
        None => (Code::GW0735, Args::new().with("why", "it has neither a Service nor a resource")),
    };
    (code, finding(code, view, field, span, args))
}

pub(crate) fn no_backend(view: &IngressView, field: &str, service: &str, span: Span) -> Diagnostic {
    let why = match service {
        "" => "its Service has no name".to_owned(),
        name if is_hostname(name) => format!("the port of Service {name} is left out"),
        name => format!("no Service can be called {name}"),
    };
    finding(Code::GW0735, view, field, span, Args::new().with("why", why))
}

pub(crate) fn named_port(
    view: &IngressView,
    field: &str,
    service: &str,
    port: &str,
    found: Presence<'_>,
    span: Span,
) -> Diagnostic {
    let why = match found {
        Presence::Given(_) => "the Service gives it no number",
        Presence::Assumed | Presence::Missing => "that Service is not in the input",
    };
    let service = format!("{}/{service}", view.object.namespace());
    let args = Args::new().with("port", port).with("service", service).with("why", why);
    finding(Code::GW0219, view, format!("{field}.service.port"), span, args)
}

pub(crate) fn regex_path(plan: &Plan<'_>, location: usize) -> Diagnostic {
    let location = &plan.locations[location];
    let args = Args::new().with("path", &*location.raw);
    finding(Code::GW0705, &plan.ingresses[location.ingress], location.field(), location.span, args)
}

/// A path that another controller compares in its own way.
pub(crate) fn of_path(code: Code, view: &IngressView, field: String, path: &str, span: Span) -> Diagnostic {
    finding(code, view, field, span, Args::new().with("path", path))
}

pub(crate) fn host_not_in_tls(plan: &Plan<'_>, ingress: usize, host: usize, tls: usize, secret: &str) -> Diagnostic {
    let view = &plan.ingresses[ingress];
    let field = format!("spec.tls[{tls}]");
    let span = view.object.span_of(&field);
    let args = Args::new().with("host", &*plan.hosts[host].name).with("secret", secret);
    finding(Code::GW0733, view, field, span, args)
}

pub(crate) fn default_certificate(plan: &Plan<'_>, ingress: usize, host: usize, field: &str) -> Diagnostic {
    let view = &plan.ingresses[ingress];
    let host = &plan.hosts[host];
    let secret = format!("{}/{DEFAULT_SECRET}", plan.groups[host.group].namespace);
    let args = Args::new().with("host", host_name(&host.name)).with("secret", secret);
    finding(Code::GW0721, view, field, view.object.span_of(field), args)
}

pub(crate) fn certificate_unused(
    plan: &Plan<'_>,
    ingress: usize,
    host: usize,
    by: usize,
    secret: &str,
    node: Node<'_>,
    field: &str,
) -> Diagnostic {
    let winner = plan.ingresses[by].object.id();
    let secret = format!("{}/{secret}", winner.namespace);
    let args = Args::new()
        .with("host", host_name(&plan.hosts[host].name))
        .with("winner", winner.to_string())
        .with("secret", secret);
    finding(Code::GW0734, &plan.ingresses[ingress], field, node.span(), args)
}

pub(crate) fn secret_name(view: &IngressView, field: &str, node: Node<'_>) -> Diagnostic {
    finding(Code::GW0736, view, field, node.span(), Args::new().with("value", node.text()))
}

pub(crate) fn tls_host_unused(view: &IngressView, field: String, item: Node<'_>) -> Diagnostic {
    finding(Code::GW0728, view, field, item.span(), Args::new().with("host", item.text()))
}

pub(crate) fn annotation(
    (object, implementation): (&Object, &'static str),
    code: Code,
    key: &str,
    value: &str,
    field: &str,
    span: Span,
) -> Diagnostic {
    let args = Args::new().with("annotation", key);
    let args = match code {
        Code::GW0701 => args.with("value", excerpt(value)),
        Code::GW0703 => args.with("implementation", implementation),
        _ => args,
    };
    of_object(code, object, field, span, args)
}

/// A policy that says what an annotation says.
pub(crate) fn policy(
    object: &Object,
    implementation: &'static str,
    key: &str,
    target: &Target,
    field: &str,
    value: Node<'_>,
) -> Diagnostic {
    let args = Args::new()
        .with("annotation", key)
        .with("implementation", implementation)
        .with("object", &*target.object)
        .with("field", &*target.field);
    of_object(Code::GW0765, object, field, value.span(), args)
}

/// Services that speak gRPC behind HTTPRoutes.
pub(crate) fn speaks_rpc(object: &Object, field: &str, value: Node<'_>) -> Diagnostic {
    of_object(Code::GW0766, object, field, value.span(), Args::new())
}

/// Requests that were kept out and are let in.
pub(crate) fn access_lost(object: &Object, key: &str, field: &str, value: Node<'_>) -> Diagnostic {
    of_object(Code::GW0768, object, field, value.span(), Args::new().with("annotation", key))
}

/// An annotation for another tool that an object of the output carries.
pub(crate) fn carried(
    view: &IngressView,
    key: &str,
    tool: &str,
    to: &Target,
    field: &str,
    value: Node<'_>,
) -> Diagnostic {
    let args = Args::new().with("annotation", key).with("object", &*to.object).with("tool", tool);
    finding(Code::GW0788, view, field, value.span(), args)
}

/// A path that a load balancer answers by itself.
pub(crate) fn answered(view: &IngressView, field: &str, status: u16, span: Span) -> Diagnostic {
    finding(Code::GW0790, view, field, span, Args::new().with("found", status.to_string()))
}

/// An action that is not there, or that no rule can do.
pub(crate) fn untold(view: &IngressView, key: &str, field: &str, span: Span) -> Diagnostic {
    let args = Args::new().with("annotation", key).with("why", "it is not there, or says what no rule can");
    finding(Code::GW0762, view, field, span, args)
}

/// A canary of a primary in another namespace.
pub(crate) fn canary_elsewhere(view: &IngressView, primary: &IngressView) -> Diagnostic {
    let field = format!("metadata.annotations[{NGINX}canary]");
    let span = view.object.span_of(&field);
    finding(Code::GW0791, view, field, span, Args::new().with("target", primary.object.id().to_string()))
}

/// TLS that is handed through.
pub(crate) fn passthrough(view: &IngressView, field: &str, value: Node<'_>) -> Diagnostic {
    finding(Code::GW0767, view, field, value.span(), Args::new())
}

/// A value that the controller does not take.
pub(crate) fn annotation_value(
    object: &Object,
    row: &Annotation,
    key: &str,
    value: Node<'_>,
    field: &str,
) -> Diagnostic {
    let args = Args::new()
        .with("annotation", key)
        .with("value", excerpt(value.text()))
        .with("effect", row.invalid.effect())
        .with("expected", row.form.allowed());
    of_object(Code::GW0760, object, field, value.span(), args)
}

pub(crate) fn left_behind(object: &ObjectRef, field: String, span: Span, count: usize) -> Diagnostic {
    let args = Args::new().with("count", count).with("field", &*field);
    Diagnostic::new(Code::GW0729, args).of(object.clone()).at(field, Some(span))
}

/// An Ingress that nobody serves; none where it is malformed, which its reading says.
pub(crate) fn unserved(object: &Object, why: Unserved) -> Option<Diagnostic> {
    let class = object.field("spec.ingressClassName");
    let name = class.map(Node::text).or_else(|| object.annotation("kubernetes.io/ingress.class")).unwrap_or_default();
    let why = match (why, class) {
        (Unserved::Malformed, _) => return None,
        (Unserved::NoInstallation, _) => format!("no ingress-nginx of the input takes class {name}"),
        (Unserved::NoClass, Some(_)) => format!("there is no IngressClass {name}"),
        (Unserved::NoClass, None) => "it names no class".to_owned(),
    };
    let field = if class.is_some() { "spec.ingressClassName" } else { "spec" };
    let finding = Diagnostic::new(Code::GW0714, Args::new().with("why", why)).of((**object.id()).clone());
    Some(finding.at(field, Some(object.span_of(field))))
}

/// An Ingress that several installations of ingress-nginx take.
pub(crate) fn taken_twice(plan: &Plan<'_>, ingress: usize) -> Option<Diagnostic> {
    let view = &plan.ingresses[ingress];
    let taking = &view.class.installations;
    let names: Vec<_> = taking.iter().map(|number| plan.servers.installations[*number].name.to_owned()).collect();
    let first = names.first().filter(|_| names.len() > 1)?.clone();
    let field = if view.object.field("spec.ingressClassName").is_some() { "spec.ingressClassName" } else { "spec" };
    let args = Args::new().with("controllers", names).with("first", first);
    Some(finding(Code::GW0792, view, field, view.object.span_of(field), args))
}

pub(crate) fn name_clash(plan: &Plan<'_>, ingress: usize, kind: &str, host: &str, name: &str) -> Diagnostic {
    let view = &plan.ingresses[ingress];
    let args = Args::new().with("kind", kind).with("host", host_name(host)).with("name", name);
    finding(Code::GW0717, view, "spec.rules", view.object.span_of("spec.rules"), args)
}

/// A Gateway of the input that has the name of one of the output.
pub(crate) fn gateway_replaced(object: &Object) -> Diagnostic {
    let listeners = object.field("spec.listeners").into_iter().flat_map(Node::items);
    let names: Vec<_> = listeners.filter_map(|item| item.get("name")).map(|name| name.text().to_owned()).collect();
    let what = if names.is_empty() { "its spec".to_owned() } else { format!("its listeners {}", names.join(", ")) };
    name_taken(object, format!("the output has one of that name too, and applying it replaces {what}"))
}

/// A GatewayClass of the input that has the name of the implementation's, and is of another controller.
pub(crate) fn class_taken(object: &Object, name: &str) -> Diagnostic {
    let controller = object.field("spec.controllerName").map(Node::text).unwrap_or_default();
    let controller = if controller.is_empty() { "unknown" } else { controller };
    name_taken(object, format!("its controller is {controller}, so Gateways of the output are of class {name}"))
}

fn name_taken(object: &Object, why: String) -> Diagnostic {
    let args = Args::new().with("object", object.id().to_string()).with("why", why);
    let field = "metadata.name";
    Diagnostic::new(Code::GW0737, args).of((**object.id()).clone()).at(field, Some(object.span_of(field)))
}

pub(crate) fn further_gateway(from: &Listening<'_>, namespace: &str, name: &str, hosts: &[usize]) -> Diagnostic {
    let host = &from.plan.hosts[hosts[0]];
    let view = &from.plan.ingresses[host.owner];
    let args = Args::new()
        .with("gateway", format!("{namespace}/{name}"))
        .with("count", hosts.len())
        .with("host", host_name(&host.name));
    finding(Code::GW0725, view, "spec.tls", view.object.span_of("spec.tls"), args)
}

/// A finding about a host, at the Ingress that first mentions it.
pub(crate) fn of_host(plan: &Plan<'_>, host: usize, code: Code, args: Args) -> Diagnostic {
    let view = &plan.ingresses[plan.hosts[host].owner];
    finding(code, view, "spec", view.object.span_of("spec"), args)
}
