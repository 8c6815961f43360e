//! What a conversion cannot keep: each with the pitfall's id as its code, the line, and the request that shows it.

use gatefold_diagnostic::{Args, Code, Diagnostic};
use gatefold_ingress::Dialect;
use gatefold_manifest::Node;

use crate::{
    annotation::NGINX,
    listeners::Listening,
    plan::{Origin, Plan},
    report,
    rules::{Scheme, rewrite::literal_start},
};

/// What a faithful conversion does with a pitfall of the way from ingress-nginx to Gateway API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// There is no difference, with Envoy Gateway.
    Keeps,
    /// Some of it is kept, and the rest reported.
    Part,
    /// It is reported: Gateway API cannot say it.
    Reports,
    /// It is true of every installation of ingress-nginx, whatever an Ingress says.
    Standing,
}

/// Every pitfall.
#[rustfmt::skip]
pub static PITFALLS: &[(Code, Kept)] = &[
    (Code::A1,   Kept::Keeps),
    (Code::A2,   Kept::Keeps),
    (Code::A3,   Kept::Keeps),
    (Code::A4,   Kept::Keeps),
    (Code::A5,   Kept::Keeps),
    (Code::A6,   Kept::Part),
    (Code::A7,   Kept::Keeps),
    (Code::A8,   Kept::Keeps),
    (Code::A9,   Kept::Reports),
    (Code::A10,  Kept::Standing),
    (Code::A11,  Kept::Keeps),
    (Code::A12,  Kept::Keeps),
    (Code::A13,  Kept::Keeps),
    (Code::B1,   Kept::Keeps),
    (Code::B2,   Kept::Part),
    (Code::B3,   Kept::Reports),
    (Code::B3b,  Kept::Part),
    (Code::B4,   Kept::Part),
    (Code::B5,   Kept::Keeps),
    (Code::B6,   Kept::Part),
    (Code::B7,   Kept::Keeps),
    (Code::B8,   Kept::Part),
    (Code::B9,   Kept::Part),
    (Code::C1,   Kept::Part),
    (Code::C2,   Kept::Keeps),
    (Code::C3,   Kept::Keeps),
    (Code::C4,   Kept::Standing),
    (Code::C5,   Kept::Keeps),
    (Code::C6,   Kept::Keeps),
    (Code::C7,   Kept::Part),
    (Code::C8,   Kept::Reports),
    (Code::C9,   Kept::Keeps),
    (Code::D1,   Kept::Keeps),
    (Code::D2,   Kept::Part),
    (Code::D3,   Kept::Keeps),
    (Code::D4,   Kept::Keeps),
    (Code::D5,   Kept::Keeps),
    (Code::D6,   Kept::Standing),
    (Code::D7,   Kept::Keeps),
    (Code::D8,   Kept::Reports),
    (Code::E1,   Kept::Keeps),
    (Code::E2,   Kept::Keeps),
    (Code::E3,   Kept::Keeps),
    (Code::E4,   Kept::Keeps),
    (Code::E5,   Kept::Keeps),
    (Code::E6,   Kept::Keeps),
    (Code::E7,   Kept::Keeps),
    (Code::E8,   Kept::Part),
    (Code::E9,   Kept::Keeps),
    (Code::F1,   Kept::Standing),
    (Code::F2,   Kept::Keeps),
    (Code::F3,   Kept::Standing),
    (Code::F4,   Kept::Standing),
    (Code::F5,   Kept::Keeps),
    (Code::F6,   Kept::Standing),
    (Code::F7,   Kept::Standing),
    (Code::F8,   Kept::Standing),
    (Code::F9,   Kept::Standing),
    (Code::F10,  Kept::Reports),
    (Code::F11,  Kept::Part),
    (Code::F12,  Kept::Reports),
    (Code::F13,  Kept::Standing),
    (Code::F14,  Kept::Reports),
    (Code::F15,  Kept::Part),
    (Code::F16,  Kept::Standing),
    (Code::F17,  Kept::Standing),
    (Code::F18,  Kept::Reports),
    (Code::F19,  Kept::Standing),
];

/// What every conversion of an annotation changes, unless its value is one of those after the code.
#[rustfmt::skip]
static ANNOTATIONS: &[(&str, Code, &str)] = &[
    ("affinity",                  Code::F18, ""),
    ("backend-protocol",          Code::C8,  "HTTP,AUTO_HTTP,GRPC,FCGI"),
    ("cors-allow-origin",         Code::F12, "*"),
    ("custom-http-errors",        Code::F14, ""),
    ("default-backend",           Code::F14, ""),
    ("limit-rpm",                 Code::F10, ""),
    ("limit-rps",                 Code::F10, ""),
    ("permanent-redirect",        Code::B6,  ""),
    ("temporal-redirect",         Code::B6,  ""),
];

/// Findings about whole Ingresses and hosts.
pub(crate) fn report(from: &Listening<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let plan = from.plan;
    for (ingress, view) in plan.ingresses.iter().enumerate() {
        if plan.settings[ingress].dialect != Dialect::IngressNginx || plan.results[ingress].refused.is_some() {
            continue;
        }
        let written = view.object.field("metadata.annotations");
        for (key, code, quiet) in ANNOTATIONS {
            let node = written.and_then(|written| written.get(&format!("{NGINX}{key}")));
            let Some(value) = node.map(|node| node.text().trim()) else { continue };
            let is_quiet = quiet.split(',').any(|it| it.eq_ignore_ascii_case(value));
            if !is_quiet && (*code != Code::F12 || value.contains('*')) {
                let request = shown(plan, ingress, *code);
                diagnostics.push(at(plan, ingress, *code, format!("metadata.annotations[{NGINX}{key}]"), request));
            }
        }
        odd_paths(plan, ingress, diagnostics);
    }
    let mut slash_removed = false;
    for host in &plan.hosts {
        let Some(server) = host.server.map(|server| &plan.servers.list[server]) else { continue };
        let name = if host.name.is_empty() { "any.example" } else { &*host.name };
        if !server.is_loaded && host.www_of.is_none() {
            diagnostics.push(at(plan, host.owner, Code::A9, "spec.rules".to_owned(), format!("GET http://{name}/")));
        }
        if let Some((ingress, _)) = &host.app_root {
            let field = format!("metadata.annotations[{NGINX}app-root]");
            diagnostics.push(at(plan, *ingress, Code::B8, field, format!("GET http://{name}/?a=1")));
        }
        if host.www_of.is_some() {
            let owner = server.locations.iter().filter_map(|location| location.ingress).find(|ingress| {
                plan.ingresses[*ingress].object.annotation(&format!("{NGINX}from-to-www-redirect")).is_some()
            });
            let field = format!("metadata.annotations[{NGINX}from-to-www-redirect]");
            diagnostics.push(at(plan, owner.unwrap_or(host.owner), Code::B9, field, format!("GET http://{name}/y/")));
        }
        let removes = |location: &gatefold_ingress::LocationView| {
            location.to_https && location.ingress.is_some_and(|it| !plan.settings[it].preserve_trailing_slash)
        };
        if !slash_removed && server.locations.iter().any(removes) {
            slash_removed = true;
            diagnostics.push(at(plan, host.owner, Code::C1, "spec.tls".to_owned(), format!("GET http://{name}/a/")));
        }
    }
}

/// Paths that only an older admission let in (`strict-validate-path-type`).
fn odd_paths(plan: &Plan<'_>, ingress: usize, diagnostics: &mut Vec<Diagnostic>) {
    let view = &plan.ingresses[ingress];
    let is_strict = |path: &str| path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-/".contains(&byte));
    for (index, rule) in view.spec.rules.iter().flatten().enumerate() {
        for (number, path) in rule.http.iter().flat_map(|http| &http.paths).enumerate() {
            let written = path.path.as_deref().unwrap_or("/");
            if matches!(&*path.path_type, "Prefix" | "Exact") && !is_strict(written) {
                let field = format!("spec.rules[{index}].http.paths[{number}].path");
                diagnostics.push(at(plan, ingress, Code::D8, field, "kubectl apply".to_owned()));
            }
        }
    }
}

/// A request that is answered otherwise because of an annotation.
fn shown(plan: &Plan<'_>, ingress: usize, code: Code) -> String {
    let rule = plan.ingresses[ingress].spec.rules.iter().flatten().next();
    let host = rule.and_then(|rule| rule.host.as_deref()).unwrap_or("any.example");
    let path = rule.and_then(|rule| rule.http.as_ref()?.paths.first()?.path.as_deref()).unwrap_or("/");
    let path = literal_start(path);
    match code {
        Code::B6 => format!("GET http://{host}{path}?x=1"),
        Code::F12 => format!("GET http://{host}{path} with Origin: https://a.b.example"),
        Code::F10 => format!("one client's GET http://{host}{path} again and again"),
        Code::F18 => format!("GET http://{host}{path} with a cookie from before"),
        _ => format!("GET http://{host}{path}"),
    }
}

fn at(plan: &Plan<'_>, ingress: usize, code: Code, field: String, request: String) -> Diagnostic {
    let object = &plan.ingresses[ingress].object;
    let span = object.field(&field).map_or_else(|| object.span_of("spec"), Node::span);
    let args = Args::new().with("request", request);
    Diagnostic::new(code, args).of((**object.id()).clone()).at(field, Some(span))
}

/// A finding about a location of the plan.
pub(crate) fn of_location(plan: &Plan<'_>, location: usize, code: Code, diagnostics: &mut Vec<Diagnostic>) {
    of_request(plan, location, code, "", diagnostics);
}

fn of_request(plan: &Plan<'_>, location: usize, code: Code, tail: &str, diagnostics: &mut Vec<Diagnostic>) {
    let of = &plan.locations[location];
    let host = report::example(&plan.hosts[of.host].name);
    let path = literal_start(&of.raw);
    let path = match code {
        Code::B2 => format!("{}{tail}", path.to_uppercase()),
        Code::A1 => format!("{}{tail}", path.trim_end_matches('/').to_uppercase()),
        _ => format!("{path}{tail}"),
    };
    let field = match of.origin {
        Origin::Path { .. } => format!("{}.path", of.field()),
        Origin::DefaultBackend => of.field(),
    };
    let args = Args::new().with("request", format!("GET http://{host}{path}"));
    let object = &plan.ingresses[of.ingress].object;
    diagnostics.push(Diagnostic::new(code, args).of((**object.id()).clone()).at(field, Some(of.span)));
}

/// The rewrite of a prefix: its case and what is decoded differ.
pub(crate) fn rewritten_prefix(plan: &Plan<'_>, location: usize, scheme: Scheme, diagnostics: &mut Vec<Diagnostic>) {
    if scheme == Scheme::Http || plan.hosts[plan.locations[location].host].certificate.is_some() {
        of_request(plan, location, Code::B2, "/a%2Fb", diagnostics);
    }
}

/// A rewrite that no field says.
pub(crate) fn general_rewrite(plan: &Plan<'_>, location: usize, scheme: Scheme, diagnostics: &mut Vec<Diagnostic>) {
    let target = plan.view_of(location).and_then(|view| view.rewrite.as_deref()).unwrap_or_default();
    let code = if target.contains("://") { Code::B4 } else { Code::B3 };
    if scheme == Scheme::Http || plan.hosts[plan.locations[location].host].certificate.is_some() {
        of_request(plan, location, code, "", diagnostics);
    }
}

/// A redirect that no filter says.
pub(crate) fn redirect(plan: &Plan<'_>, location: usize, diagnostics: &mut Vec<Diagnostic>) {
    of_request(plan, location, Code::B6, "", diagnostics);
}
