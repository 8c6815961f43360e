//! Traefik's middlewares, which say in objects of their own what other controllers say in annotations.

use std::collections::HashMap;

use gatefold_ingress::annotation::{REQUEST_HEADERS, RESPONSE_HEADERS};
use gatefold_manifest::{Bundle, Node, Object};

use super::{Feature, PathChange, Writer, foreign};

/// Middlewares by the name that annotations give them, without `@kubernetescrd`; of two the first.
pub(super) type Middlewares<'a> = HashMap<String, &'a Object>;

/// Those of the input.
pub(super) fn all(bundle: &Bundle) -> Middlewares<'_> {
    let mut all = Middlewares::new();
    for object in bundle.objects().iter().filter(|object| object.id().kind == "Middleware") {
        all.entry(format!("{}-{}", object.namespace(), object.name())).or_insert(object);
    }
    all
}

/// Reads those that the annotation `key` names: `namespace-name@kubernetescrd`, with commas between.
pub(super) fn read(writer: &mut Writer<'_, '_>, key: &str, text: &str) {
    for name in text.split(',').map(str::trim).filter(|name| !name.is_empty()) {
        let found = name.strip_suffix("@kubernetescrd").and_then(|name| writer.middlewares.get(name).copied());
        let Some(object) = found else {
            return writer.missed(key, &format!("middleware {name} is not in the input"));
        };
        let spec = object.field("spec").into_iter().flat_map(Node::entries);
        for (kind, node) in spec {
            if let Err(why) = one(writer, key, kind.text(), node) {
                return writer.missed(key, &format!("middleware {name}: {why}"));
            }
        }
    }
}

fn one<'a>(writer: &mut Writer<'a, '_>, key: &str, kind: &str, node: Node<'a>) -> Result<(), String> {
    let text = |name: &str| node.get(name).map(Node::text).unwrap_or_default();
    match kind {
        "stripPrefix" => {
            let prefixes: Vec<_> = node.field("prefixes").into_iter().flat_map(Node::items).map(Node::text).collect();
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
        "headers" => {
            for (field, feature, has) in [
                ("customRequestHeaders", Feature::Core, &REQUEST_HEADERS),
                ("customResponseHeaders", Feature::ResponseHeaders, &RESPONSE_HEADERS),
            ] {
                let Some(map) = node.get(field) else { continue };
                if map.entries().any(|(_, value)| value.text().is_empty()) {
                    return Err("it takes headers away".to_owned());
                }
                if !writer.can(key, feature, has) {
                    return Ok(());
                }
                let pairs = map.entries().map(|(name, value)| (name.text().into(), value.text().into()));
                if field == "customRequestHeaders" {
                    writer.extras.request_headers.extend(pairs);
                    writer.same(key, Some("RequestHeaderModifier"), "requestHeaderModifier.set");
                } else {
                    writer.extras.response_headers.extend(pairs);
                    writer.same(key, Some("ResponseHeaderModifier"), "responseHeaderModifier.set");
                }
            }
            let rest = node.entries().map(|(name, _)| name.text());
            let mut rest = rest.filter(|name| !matches!(*name, "customRequestHeaders" | "customResponseHeaders"));
            if let Some(other) = rest.next() {
                return Err(format!("headers.{other} has no field"));
            }
        }
        other => return Err(format!("{other} is not one that a filter says")),
    }
    Ok(())
}

/// The paths of the Ingress without the slash at their end, each once.
fn paths<'a>(writer: &Writer<'a, '_>) -> Vec<&'a str> {
    let rules = writer.view.spec.rules.iter().flatten();
    let paths = rules.flat_map(|rule| rule.http.iter().flat_map(|http| &http.paths));
    let mut all: Vec<_> = paths.map(|path| path.path.as_deref().unwrap_or("/").trim_end_matches('/')).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// What takes the place of `path` where an expression says no more than that: `^/path(/|$)(.*)` and `/x/$2`, `^/path/(.*)`
/// and `/x/$1`.
fn replaced_prefix(regex: &str, replacement: &str, path: &str) -> Option<String> {
    let tail = regex.strip_prefix('^').unwrap_or(regex).strip_prefix(path)?;
    let group = match tail.strip_suffix('$').unwrap_or(tail) {
        "(/|$)(.*)" => "$2",
        "/(.*)" => "$1",
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
