//! What the suites of this crate share: reading, and the rules that hold for every conversion whatever its input.

#![allow(dead_code, reason = "each suite uses a part")]

use std::collections::HashSet;

use gatefold_convert::{Conversion, Options, convert};
use gatefold_manifest::{Kind, Node, NodeKind, Object, Source, read};

pub(crate) fn converted(text: &str, options: &Options) -> Conversion {
    let reading = read(&[Source { name: "input.yaml".into(), text: text.into() }]);
    convert(&reading.bundle, options)
}

/// The leaves that the ledger has to account for, counted by a walk of its own.
pub(crate) fn leaves(object: &Object) -> usize {
    const SERVERS: [&str; 8] = [
        "creationTimestamp",
        "deletionGracePeriodSeconds",
        "deletionTimestamp",
        "generation",
        "managedFields",
        "resourceVersion",
        "selfLink",
        "uid",
    ];
    fn count(node: Node<'_>) -> usize {
        match node.kind() {
            NodeKind::Mapping if !node.is_empty() => node.entries().map(|(_, value)| count(value)).sum(),
            NodeKind::Sequence if !node.is_empty() => node.items().map(count).sum(),
            _ => 1,
        }
    }
    let mut total = 0;
    for (key, value) in object.node().entries() {
        total += match key.text() {
            "apiVersion" | "kind" | "status" => 0,
            "metadata" if !value.is_empty() => value
                .entries()
                .filter(|(key, _)| !SERVERS.contains(&key.text()))
                .map(|(key, value)| {
                    let last = "kubectl.kubernetes.io/last-applied-configuration";
                    let applied =
                        key.text() == "annotations" && value.kind() == NodeKind::Mapping && value.get(last).is_some();
                    count(value) - usize::from(applied)
                })
                .sum(),
            _ => count(value),
        };
    }
    total
}

/// Everything that is wrong with a conversion by the rules that always hold.
pub(crate) fn broken_rules(text: &str, conversion: &Conversion) -> Vec<String> {
    let mut broken = Vec::new();
    let reading = read(&[Source { name: "input.yaml".into(), text: text.into() }]);
    let totals = conversion.ledger.totals();
    let expected: usize = reading.bundle.of_kind(Kind::Ingress).map(leaves).sum();
    let of_ingresses = conversion.ledger.entries.iter().filter(|entry| entry.object.kind == "Ingress").count();
    if of_ingresses != expected {
        broken.push(format!("the ledger has {of_ingresses} entries of {expected} leaves"));
    }
    let mut annotations = HashSet::new();
    for entry in conversion.ledger.entries.iter().filter(|entry| entry.object.kind != "Ingress") {
        let object = reading.bundle.objects().iter().find(|object| object.id() == &entry.object);
        let is_there = object.is_some_and(|object| object.field(&entry.field).is_some());
        if !is_there || entry.object.kind != "Service" || !annotations.insert((entry.object.path(), &entry.field)) {
            broken.push(format!("the ledger has {} {}", entry.object, entry.field));
        }
    }
    if totals.converted + totals.approximated + totals.policy + totals.dropped != totals.read {
        broken.push(format!("the sums disagree: {totals:?}"));
    }
    for entry in &conversion.ledger.entries {
        if entry.fate != gatefold_convert::Fate::Converted && entry.code.is_none() {
            broken.push(format!("{} {} is {} without a code", entry.object, entry.field, entry.fate));
        }
    }
    let objects = conversion.written.bundle.objects();
    if conversion.roles.len() != objects.len() {
        broken.push(format!("{} roles for {} objects", conversion.roles.len(), objects.len()));
    }
    for entry in &conversion.ledger.entries {
        for to in &entry.to {
            // Past the output's end: one of the policies, by its name.
            let policy = || conversion.policies.bundle.objects().iter().find(|one| one.id().to_string() == *to.object);
            let object = objects.get(to.index).or_else(policy);
            if object.is_none_or(|object| object.field(&to.field).is_none()) {
                broken.push(format!(
                    "{} {} points at {} {}, which is not there",
                    entry.object, entry.field, to.object, to.field
                ));
            }
        }
    }
    let mut seen = HashSet::new();
    for object in objects {
        if !seen.insert((object.kind(), object.namespace().to_owned(), object.name().to_owned())) {
            broken.push(format!("two of {}", object.id()));
        }
        let name = object.name();
        let is_label = name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        if !is_label || name.is_empty() || name.len() > 63 || name.starts_with('-') || name.ends_with('-') {
            broken.push(format!("{} has no valid name", object.id()));
        }
        match object.kind() {
            Kind::HTTPRoute => broken_route(object, text.contains("/server-alias:"), &mut broken),
            Kind::Gateway | Kind::ListenerSet => broken_listeners(object, &mut broken),
            _ => {}
        }
    }
    broken_parents(conversion, &mut broken);
    for diagnostic in &conversion.diagnostics {
        broken.extend(unfilled(diagnostic).iter().map(|name| format!("{} lacks {name}", diagnostic.code)));
    }
    broken
}

/// Placeholders of a finding's message and help that have no argument.
fn unfilled(diagnostic: &gatefold_diagnostic::Diagnostic) -> Vec<&'static str> {
    let facts = diagnostic.code.facts();
    let placeholders = [facts.message, facts.help].into_iter().flat_map(|template| template.split('{').skip(1));
    let names = placeholders.filter_map(|rest| rest.split_once('}')).map(|(name, _)| name);
    names.filter(|name| diagnostic.args.get(name).is_none()).collect()
}

fn items<'a>(object: &'a Object, field: &str) -> Vec<Node<'a>> {
    object.field(field).into_iter().flat_map(Node::items).collect()
}

fn broken_route(route: &Object, has_aliases: bool, broken: &mut Vec<String>) {
    if items(route, "spec.hostnames").len() > 1 && !has_aliases {
        broken.push(format!("{} has two hosts", route.id()));
    }
    let rules = items(route, "spec.rules");
    let matches: Vec<usize> = rules.iter().map(|rule| rule.get("matches").map_or(0, Node::len)).collect();
    if !(1..=16).contains(&rules.len())
        || matches.iter().sum::<usize>() > 128
        || matches.iter().any(|n| !(1..=64).contains(n))
    {
        broken.push(format!("{} has {} rules with {matches:?} matches", route.id(), rules.len()));
    }
}

fn broken_listeners(object: &Object, broken: &mut Vec<String>) {
    let listeners = items(object, "spec.listeners");
    let mut names = HashSet::new();
    let mut places = HashSet::new();
    for listener in &listeners {
        let text = |field: &str| listener.field(field).map(Node::text).unwrap_or_default();
        if !names.insert(text("name")) || text("name").len() > 253 {
            broken.push(format!("{} has two listeners {}", object.id(), text("name")));
        }
        if !places.insert((text("port"), text("hostname"))) {
            broken.push(format!("{} has two listeners for {}", object.id(), text("hostname")));
        }
        if text("protocol") == "HTTPS" && listener.field("tls.certificateRefs").is_none_or(Node::is_empty) {
            broken.push(format!("{} has a listener without certificate", object.id()));
        }
    }
    if !(1..=64).contains(&listeners.len()) {
        broken.push(format!("{} has {} listeners", object.id(), listeners.len()));
    }
}

/// Every parentRef names a listener that is there and lets the route's namespace in, and no two matches of a listener's
/// host are equal.
fn broken_parents(conversion: &Conversion, broken: &mut Vec<String>) {
    let bundle = &conversion.written.bundle;
    let mut matches = HashSet::new();
    for route in bundle.of_kind(Kind::HTTPRoute) {
        let host = route.field("spec.hostnames[0]").map(Node::text).unwrap_or_default();
        for parent in items(route, "spec.parentRefs") {
            let text = |field: &str| parent.field(field).map(Node::text).unwrap_or_default();
            let kind = if text("kind") == "ListenerSet" { Kind::ListenerSet } else { Kind::Gateway };
            let namespace = if text("namespace").is_empty() { route.namespace() } else { text("namespace") };
            let listeners = bundle.get(kind, namespace, text("name")).map(|object| items(object, "spec.listeners"));
            let section = text("sectionName");
            let found = listeners
                .into_iter()
                .flatten()
                .find(|listener| listener.get("name").is_some_and(|name| name.text() == section));
            let Some(listener) = found else {
                broken.push(format!(
                    "{} attaches to {section} of {namespace}/{}, which is not there",
                    route.id(),
                    text("name")
                ));
                continue;
            };
            let from = listener.field("allowedRoutes.namespaces.from").map(Node::text).unwrap_or_default();
            let label = "allowedRoutes.namespaces.selector.matchLabels[kubernetes.io/metadata.name]";
            let values = "allowedRoutes.namespaces.selector.matchExpressions[0].values";
            let mut selected = listener.field(values).into_iter().flat_map(Node::items).map(Node::text);
            let allowed = match from {
                "Same" => route.namespace() == namespace,
                _ => {
                    listener.field(label).is_some_and(|only| only.text() == route.namespace())
                        || selected.any(|one| one == route.namespace())
                }
            };
            if !allowed {
                broken.push(format!("{} is not let in by {section}", route.id()));
            }
            for rule in items(route, "spec.rules") {
                for one in rule.get("matches").into_iter().flat_map(Node::items) {
                    let path = |field: &str| one.field(field).map(Node::text).unwrap_or_default().to_owned();
                    let value = match &*path("path.type") {
                        "PathPrefix" => path("path.value").trim_end_matches('/').to_owned() + "/*",
                        _ => path("path.value"),
                    };
                    let value = format!("{value} {}", path("method"));
                    // A canary's branches have the path of the rule that they come before.
                    let headers = one.get("headers").into_iter().flat_map(Node::items);
                    let fields = |header: Node<'_>| {
                        ["name", "type", "value"]
                            .map(|field| header.get(field).map(Node::text).unwrap_or_default().to_owned())
                    };
                    let headers: Vec<_> = headers.map(fields).collect();
                    if !matches.insert((
                        namespace.to_owned(),
                        text("name").to_owned(),
                        section.to_owned(),
                        host.to_owned(),
                        value.clone(),
                        headers,
                    )) {
                        broken.push(format!("{section} has {value} of {host:?} twice"));
                    }
                }
            }
        }
    }
}
