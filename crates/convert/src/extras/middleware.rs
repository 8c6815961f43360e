//! Traefik's middlewares, which say in objects of their own what other controllers say in annotations.

use gatefold_diagnostic::{Args, Code, Map, order_by};
use gatefold_ingress::{
    IngressView, SslRedirect,
    annotation::{Meaning, RETRY},
    meaning,
};
use gatefold_manifest::{Bundle, Node, Object};

use super::{Feature, HeaderEdits, PathChange, Writer, cors, fields, foreign, services};
use crate::{
    policies::{self, Cors, Need, What},
    rules::RedirectTo,
};

/// Middlewares by the name that annotations give them, without `@kubernetescrd`; of two the first.
pub(crate) type Middlewares<'a> = Map<String, &'a Object>;

/// Those of the input.
pub(crate) fn all(bundle: &Bundle) -> Middlewares<'_> {
    let mut all = Middlewares::new();
    for object in bundle.objects().iter().filter(|object| object.id().kind == "Middleware") {
        all.or_insert_with(format!("{}-{}", object.namespace(), object.name()), || object);
    }
    all
}

/// How deep chains of chains are followed.
const DEPTH: usize = 8;

/// Kinds that keep requests out.
static GUARDS: &[&str] = &["basicAuth", "digestAuth", "forwardAuth", "ipAllowList", "ipWhiteList"];

/// Headers of answers that have a field of their own: the field, the header, and the value, which is the field's own where
/// there is none (`pkg/middlewares/headers`).
#[rustfmt::skip]
static ANSWERS: &[(&str, &str, &str)] = &[
    ("browserXssFilter",                "X-XSS-Protection",                    "1; mode=block"),
    ("contentSecurityPolicy",           "Content-Security-Policy",             ""),
    ("contentSecurityPolicyReportOnly", "Content-Security-Policy-Report-Only", ""),
    ("contentTypeNosniff",              "X-Content-Type-Options",              "nosniff"),
    ("customBrowserXSSValue",           "X-XSS-Protection",                    ""),
    ("customFrameOptionsValue",         "X-Frame-Options",                     ""),
    ("frameDeny",                       "X-Frame-Options",                     "DENY"),
    ("permissionsPolicy",               "Permissions-Policy",                  ""),
    ("referrerPolicy",                  "Referrer-Policy",                     ""),
];

/// Those that `text` names: `namespace-name@kubernetescrd`, with commas between; the name beside what there is.
fn named<'t, 'a>(middlewares: &Middlewares<'a>, text: &'t str) -> impl Iterator<Item = (&'t str, Option<&'a Object>)> {
    let names = text.split(',').map(str::trim).filter(|name| !name.is_empty());
    names.map(|name| (name, name.strip_suffix("@kubernetescrd").and_then(|name| middlewares.get(name).copied())))
}

/// The redirect to https that the middlewares of an Ingress ask for.
pub(crate) fn to_https(middlewares: &Middlewares<'_>, view: &IngressView) -> Option<SslRedirect> {
    let text = meaning(view, Meaning::Middlewares)?;
    let mut all = named(middlewares, text).filter_map(|(_, object)| object?.field("spec.redirectScheme"));
    let to = all.find(|to| is_https(*to))?;
    let status = if to.get("permanent").map(Node::text) == Some("true") { 301 } else { 302 };
    Some(SslRedirect { status, is_forced: true, exempt: "" })
}

fn is_https(to: Node<'_>) -> bool {
    let port = to.get("port").map_or("443", Node::text);
    to.get("scheme").map(Node::text) == Some("https") && port == "443"
}

/// Reads those that the annotation `key` names.
pub(super) fn read(writer: &mut Writer<'_, '_>, key: &str, text: &str) {
    let mut failed = Vec::new();
    let all: Vec<_> = named(writer.middlewares, text).collect();
    for (name, found) in all {
        match found {
            Some(object) => object_of(writer, key, object, DEPTH, &mut failed),
            None => failed.push(format!("middleware {name} is not in the input")),
        }
    }
    if failed.is_empty() {
        return;
    }
    let why = failed.join("; ");
    if writer.extras.said.iter().any(|said| said.key == key) {
        writer.nearly(key, None, "", &why);
    } else if !writer.extras.missed.iter().any(|missed| missed.key == key) {
        writer.missed(key, &why);
    }
}

fn object_of<'a>(writer: &mut Writer<'a, '_>, key: &str, object: &'a Object, depth: usize, failed: &mut Vec<String>) {
    for (kind, node) in object.field("spec").into_iter().flat_map(Node::entries) {
        let kind = kind.text();
        if kind == "chain" {
            for link in node.field("middlewares").into_iter().flat_map(Node::items) {
                let name = link.get("name").map(Node::text).unwrap_or_default();
                let namespace = link.get("namespace").map_or(object.namespace(), Node::text);
                match writer.middlewares.get(&format!("{namespace}-{name}")).copied().filter(|_| depth > 0) {
                    Some(object) => object_of(writer, key, object, depth - 1, failed),
                    None => failed.push(format!("middleware {namespace}/{name} is not in the input")),
                }
            }
        } else if let Err(why) = one(writer, key, kind, node) {
            failed.push(format!("middleware {}: {why}", object.name()));
            if GUARDS.contains(&kind) {
                writer.finding(key, Code::GW0768, Args::new());
            }
        }
    }
}

fn one<'a>(writer: &mut Writer<'a, '_>, key: &str, kind: &str, node: Node<'a>) -> Result<(), String> {
    let text = |name: &str| node.get(name).map(Node::text).unwrap_or_default();
    let number = |name: &str| node.get(name).and_then(Node::as_i64);
    match kind {
        "addPrefix" => {
            let of_paths = paths(writer);
            let before = match (&writer.extras.path, &of_paths[..]) {
                (Some(PathChange::Prefix(before)), _) => before.trim_end_matches('/').to_owned(),
                (None, [path]) => (*path).to_owned(),
                _ => return Err("it is for more than one path".to_owned()),
            };
            let prefix = text("prefix").trim_end_matches('/');
            writer.extras.path = None;
            foreign::path(writer, key, PathChange::Prefix(format!("{prefix}{before}").into()));
        }
        "stripPrefix" => {
            let prefixes = texts(node, "prefixes");
            let of_paths = paths(writer);
            let all = prefixes.iter().all(|prefix| of_paths.contains(&prefix.trim_end_matches('/')));
            if prefixes.is_empty() || !all || prefixes.len() != of_paths.len() {
                return Err("the prefixes that it strips are not the paths of the Ingress".to_owned());
            }
            foreign::path(writer, key, PathChange::Prefix("/".into()));
        }
        "replacePath" => foreign::path(writer, key, PathChange::Full(text("path").into())),
        "replacePathRegex" => {
            let of_paths = paths(writer);
            let [path] = of_paths[..] else { return Err("its expression is for more than one path".to_owned()) };
            let head = replaced_prefix(text("regex"), text("replacement"), path);
            let head = head.ok_or("no filter can put parts of the path together")?;
            foreign::path(writer, key, PathChange::Prefix(head.into()));
        }
        "headers" => return headers(writer, key, node),
        // The plan of redirects has read it.
        "redirectScheme" if is_https(node) => writer.same(key, None, ""),
        "redirectRegex" if matches!(text("regex"), ".*" | "^.*" | "^.*$" | "(.*)" | "^(.*)$") => {
            let status = if text("permanent") == "true" { 301 } else { 302 };
            let to = RedirectTo::to_url(text("replacement"), status);
            writer.extras.redirect = Some(to.ok_or("no filter can put parts of the URL together")?);
            writer.same(key, Some("RequestRedirect"), "requestRedirect");
        }
        "retry" => {
            if !writer.can(key, Feature::Retry, &RETRY) {
                return Ok(());
            }
            let codes = texts(node, "status").iter().filter_map(|code| code.parse().ok()).collect();
            // It counts the first time too.
            if fields::retry(writer, key, number("attempts").unwrap_or(1).max(1) - 1, codes) {
                let why =
                    "Traefik tries again only what no backend has seen, and the field whatever the implementation does";
                writer.nearly(key, None, "retry", why);
            }
        }
        "forwardAuth" => {
            let headers = texts(node, "authResponseHeaders");
            if !services::auth_filter(writer, key, text("address"), headers.clone(), &[]) {
                need(writer, key, policies::external_auth(text("address"), headers));
            }
        }
        "ipAllowList" | "ipWhiteList" if node.get("ipStrategy").is_none() => {
            need(writer, key, What::Addresses { allow: texts(node, "sourceRange"), deny: Vec::new() });
        }
        "basicAuth" | "digestAuth" => {
            let realm = node.get("realm").map_or("traefik", Node::text);
            need(writer, key, What::Passwords { secret: text("secret"), realm, is_digest: kind == "digestAuth" });
        }
        "rateLimit" if node.get("sourceCriterion").is_none() => {
            let average = number("average").unwrap_or(0);
            if average <= 0 {
                // Traefik takes it for no limit.
                writer.same(key, None, "");
                return Ok(());
            }
            let burst = (number("burst").unwrap_or(1) / average).max(1);
            let (second, minute) = match node.get("period").map_or("1s", Node::text) {
                "1s" | "1" => (Some(average), None),
                "1m" | "60s" | "60" => (None, Some(average)),
                _ => return Err("no policy counts for that long".to_owned()),
            };
            need(writer, key, What::RateLimit { second, minute, burst });
        }
        "buffering" => match number("maxRequestBodyBytes").filter(|size| *size > 0) {
            Some(size) => need(writer, key, What::BodySize(size)),
            None => return Err("nothing says how much is kept in memory".to_owned()),
        },
        other => return Err(format!("{other} is not one that a filter says")),
    }
    Ok(())
}

/// What only a policy says.
fn need<'a>(writer: &mut Writer<'a, '_>, key: &str, what: What<'a>) {
    writer.extras.needs.push(Need { keys: vec![key.to_owned()], what });
}

/// The texts in a list.
fn texts<'a>(node: Node<'a>, field: &str) -> Vec<&'a str> {
    node.get(field).into_iter().flat_map(Node::items).map(Node::text).collect()
}

fn headers<'a>(writer: &mut Writer<'a, '_>, key: &str, node: Node<'a>) -> Result<(), String> {
    let mut others = Vec::new();
    let mut fixed = HeaderEdits::default();
    for (field, value) in node.entries() {
        match field.text() {
            name @ ("customRequestHeaders" | "customResponseHeaders") => {
                let mut edits = HeaderEdits::default();
                for (name, value) in value.entries() {
                    match value.text() {
                        _ if name.text().eq_ignore_ascii_case("host") => others.push("Host"),
                        "" => edits.remove.push(name.text().into()),
                        value => edits.set.push((name.text().into(), value.into())),
                    }
                }
                let (is_back, field) = match name {
                    "customRequestHeaders" => (false, "requestHeaderModifier"),
                    _ => (true, "responseHeaderModifier"),
                };
                if !edits.is_empty() {
                    foreign::modify(writer, key, edits, is_back, (field, None));
                }
            }
            name if name.starts_with("accessControl") || name == "addVaryHeader" => {}
            name => match ANSWERS.iter().find(|(of, ..)| *of == name) {
                // An empty text is as good as none.
                Some((_, _, "")) if value.text().is_empty() => {}
                Some((_, header, "")) => fixed.set.push(((*header).into(), value.text().into())),
                Some((_, header, value_of)) if value.text() == "true" => {
                    fixed.set.push(((*header).into(), (*value_of).into()));
                }
                Some(_) => {}
                None => others.push(name),
            },
        }
    }
    if !fixed.set.is_empty() {
        foreign::modify(writer, key, fixed, true, ("responseHeaderModifier.set", None));
    }
    if node.get("accessControlAllowOriginListRegex").is_some() {
        others.push("accessControlAllowOriginListRegex");
    }
    let origins = texts(node, "accessControlAllowOriginList");
    if !origins.is_empty() {
        let is_true = |name: &str| node.get(name).map(Node::text) == Some("true");
        let cors = Cors {
            origins,
            methods: texts(node, "accessControlAllowMethods"),
            headers: texts(node, "accessControlAllowHeaders"),
            expose: texts(node, "accessControlExposeHeaders"),
            credentials: is_true("accessControlAllowCredentials"),
            max_age: node.get("accessControlMaxAge").and_then(Node::as_i64).unwrap_or(5).max(1),
        };
        if cors::filter(writer, key, cors, Vec::new) {
            writer.same(key, Some("CORS"), "cors");
        }
    }
    match &others[..] {
        [] => Ok(()),
        [other] => Err(format!("headers.{other} has no field")),
        all => Err(format!("headers.{} have no field", all.join(", headers."))),
    }
}

/// The paths of the Ingress without the slash at their end, each once.
fn paths<'a>(writer: &Writer<'a, '_>) -> Vec<&'a str> {
    let rules = writer.view.spec.rules.iter().flatten();
    let paths = rules.flat_map(|rule| rule.http.iter().flat_map(|http| &http.paths));
    let mut all: Vec<_> = paths.map(|path| path.path.as_deref().unwrap_or("/").trim_end_matches('/')).collect();
    order_by(&mut all, Ord::cmp);
    all.dedup();
    all
}

/// What takes the place of `path` where an expression says no more than that: `^/path(/|$)(.*)` and `/x/$2`, `^/path/(.*)`
/// and `/x/$1`.
pub(super) fn replaced_prefix(regex: &str, replacement: &str, path: &str) -> Option<String> {
    let tail = regex.strip_prefix('^').unwrap_or(regex).strip_prefix(path)?;
    let group = match tail.strip_suffix('$').unwrap_or(tail) {
        "(/|$)(.*)" => "$2",
        "/(.*)" | "/(.+)" => "$1",
        "(.*)" if !path.is_empty() => return (replacement == "$1").then(|| "/".to_owned()),
        _ => return None,
    };
    let head = replacement.replace("${2}", "$2").replace("${1}", "$1");
    let head = head.strip_suffix(group)?.to_owned();
    (head.ends_with('/') && !head.contains('$'))
        .then(|| if head.len() > 1 { head.trim_end_matches('/').to_owned() } else { head })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expression_that_only_replaces_the_beginning_is_one() {
        for (regex, replacement, expected) in [
            ("^/api(/|$)(.*)", "/$2", Some("/")),
            ("^/api(/|$)(.*)$", "/inner/$2", Some("/inner")),
            ("/api/(.*)", "/${1}", Some("/")),
            ("^/api(.*)", "$1", Some("/")),
            ("^/api/(.*)", "/x-$1", None),
            ("^/other/(.*)", "/$1", None),
            ("^/api/(v[0-9])/(.*)", "/$2", None),
        ] {
            assert_eq!(replaced_prefix(regex, replacement, "/api").as_deref(), expected, "{regex}");
        }
    }
}
