//! What a conversion cannot keep: each with the pitfall's id as its code, the line, and the request that shows it.

mod hosts;
mod paths;
mod sample;

use gatefold_diagnostic::{Args, Code, Diagnostic};
use gatefold_ingress::{
    Dialect,
    annotation::{INGRESS_NGINX, Reading},
};
use gatefold_manifest::Node;

pub(crate) use paths::{general_rewrite, of_location, of_text, redirect, rewritten_prefix};

use crate::{annotation::NGINX, listeners::Listening, plan::Plan, report};

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

/// What differs on every way from ingress-nginx, whatever the Ingresses say: no conversion reports it.
pub fn standing() -> impl Iterator<Item = Code> {
    PITFALLS.iter().filter(|(_, kept)| *kept == Kept::Standing).map(|(code, _)| *code)
}

/// What every conversion of an annotation changes that is set, unless its value is one of those after the code.
#[rustfmt::skip]
static ANNOTATIONS: &[(&str, Code, &str)] = &[
    ("affinity",                  Code::F18, ""),
    ("auth-type",                 Code::F15, "digest"),
    ("backend-protocol",          Code::C8,  "AUTO_HTTP,GRPC,FCGI"),
    ("cors-allow-origin",         Code::F12, "*"),
    ("custom-http-errors",        Code::F14, ""),
    ("default-backend",           Code::F14, ""),
    ("enable-cors",               Code::C7,  ""),
    ("enable-cors",               Code::F11, ""),
    ("enable-cors",               Code::F12, ""),
    ("limit-rpm",                 Code::F10, ""),
    ("limit-rps",                 Code::F10, ""),
    ("permanent-redirect",        Code::B6,  ""),
    ("temporal-redirect",         Code::B6,  ""),
];

/// All findings.
pub(crate) fn report(from: &Listening<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let plan = from.plan;
    for (ingress, field) in &plan.servers.left_out {
        let field = field.unwrap_or("spec");
        diagnostics.push(at(plan, *ingress, Code::D7, field.to_owned(), Shown::of(plan, *ingress).get("")));
    }
    for ingress in 0..plan.ingresses.len() {
        if plan.settings[ingress].dialect == Dialect::IngressNginx && plan.results[ingress].refused.is_none() {
            annotations(from, ingress, diagnostics);
            odd_paths(plan, ingress, diagnostics);
        }
    }
    hosts::report(from, diagnostics);
    paths::report(from, diagnostics);
}

fn annotations(from: &Listening<'_>, ingress: usize, diagnostics: &mut Vec<Diagnostic>) {
    let plan = from.plan;
    let has_cors = from.extras[ingress].filters.iter().any(|filter| filter.kind == "CORS");
    let written = plan.ingresses[ingress].object.field("metadata.annotations");
    for (key, code, quiet) in ANNOTATIONS {
        let node = written.and_then(|written| written.get(&format!("{NGINX}{key}")));
        let Some(value) = node.map(|node| node.text().trim()) else { continue };
        let is_set = INGRESS_NGINX.row(key).is_some_and(|row| row.read(value) == Reading::Set);
        let is_moot = matches!(code, Code::F11 | Code::F12) && !has_cors;
        let is_quiet = is_moot || quiet.split(',').any(|it| it.eq_ignore_ascii_case(value));
        let Some(request) = shown(plan, ingress, (*key, *code), value).filter(|_| is_set && !is_quiet) else {
            continue;
        };
        diagnostics.push(at(plan, ingress, *code, format!("metadata.annotations[{NGINX}{key}]"), request));
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

/// Where an Ingress's first path is asked for.
struct Shown {
    host: String,
    path: String,
    /// Whether plain HTTP for it is sent to HTTPS.
    is_secure: bool,
}

impl Shown {
    fn of(plan: &Plan<'_>, ingress: usize) -> Self {
        let rule = plan.ingresses[ingress].spec.rules.iter().flatten().next();
        let host = report::example(rule.and_then(|rule| rule.host.as_deref()).unwrap_or_default());
        let path = rule.and_then(|rule| rule.http.as_ref()?.paths.first()?.path.as_deref()).unwrap_or("/");
        let of = plan.results[ingress].rules.first().and_then(|host| host.as_ref().ok()).copied();
        let is_secure = of.is_some_and(|host| plan.redirects(&plan.hosts[host], ingress, path));
        Self { host, path: paths::asked(plan, of, path), is_secure }
    }

    /// A request for it, with more after its path.
    fn get(&self, more: &str) -> String {
        let scheme = if self.is_secure { "https" } else { "http" };
        format!("GET {scheme}://{}{}{more}", self.host, self.path)
    }
}

/// A request that is answered otherwise because of an annotation; none where its value makes no difference.
fn shown(plan: &Plan<'_>, ingress: usize, (key, code): (&str, Code), value: &str) -> Option<String> {
    let shown = Shown::of(plan, ingress);
    let origin = |origin: &str| shown.get(&format!(" -H 'Origin: {origin}'"));
    Some(match (code, key) {
        (Code::B6, _) => format!("GET http://{}{}?x=1", shown.host, shown.path),
        (Code::C7, _) if !shown.is_secure => return None,
        (Code::C7, _) => format!("OPTIONS http://{}{} -H 'Origin: https://a.example'", shown.host, shown.path),
        (Code::F12, "cors-allow-origin") => {
            origin(&value.split(',').find(|it| it.contains('*'))?.trim().replace('*', "a.b"))
        }
        (Code::F12, _) => shown.get("").replacen("GET", "OPTIONS", 1),
        (Code::F15, _) => shown.get(" -H 'Authorization: Basic YTpi'"),
        (Code::F18, _) => shown.get(" -H 'Cookie: INGRESSCOOKIE=before'"),
        _ => shown.get(""),
    })
}

fn at(plan: &Plan<'_>, ingress: usize, code: Code, field: String, request: String) -> Diagnostic {
    let object = &plan.ingresses[ingress].object;
    let span = object.field(&field).map_or_else(|| object.span_of("spec"), Node::span);
    let args = Args::new().with("request", request);
    Diagnostic::new(code, args).of((**object.id()).clone()).at(field, Some(span))
}
