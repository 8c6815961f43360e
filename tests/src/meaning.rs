//! What Gateway API objects mean, whatever they are called and however they are cut: one text for each thing that they say,
//! so that two outputs can be compared.

use std::collections::BTreeSet;

use gatefold_gateway::{GatewayOptions, Hostname, ListenerNode, Topology, attach};
use gatefold_manifest::Bundle;
use serde_json::{Value, json};

use crate::facts::items;

/// `80 HTTP foo.example.com` for each host that a listener answers for: its own, or those of its routes.
pub fn listeners(bundle: &Bundle) -> BTreeSet<String> {
    let topology = attach(bundle, &GatewayOptions::default());
    let named =
        |listener: &ListenerNode, host: &Hostname| format!("{} {} {host}", listener.port, listener.protocol.as_str());
    let mut all = BTreeSet::new();
    for (index, listener) in topology.listeners.iter().enumerate() {
        let of_routes = attached(&topology, index).map(|host| named(listener, host));
        match listener.hostname == Hostname::any() {
            true => all.extend(of_routes),
            false => all.extend([named(listener, &listener.hostname)]),
        }
    }
    all
}

/// The hosts of the routes on a listener.
fn attached(topology: &Topology, listener: usize) -> impl Iterator<Item = &Hostname> {
    let attachments = topology.routes.iter().flat_map(|route| &route.parents).flat_map(|parent| &parent.listeners);
    let here = attachments.filter(move |attachment| attachment.listener == listener);
    here.filter_map(|attachment| attachment.hostnames.as_ref().ok()).flatten()
}

/// `HTTPRoute foo.example.com PathPrefix /: filters → backends` for each host and match of the routes.
pub fn routes(objects: &[Value]) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for route in objects.iter().filter(|object| text(&object["kind"]).ends_with("Route")) {
        let any = json!("*");
        let hosts: Vec<&Value> = or_one(&route["spec"]["hostnames"], &any);
        for rule in items(&route["spec"]["rules"]) {
            let done = format!("{} → {}", join(filters(rule)), backends(rule));
            for matched in or_one(&rule["matches"], &Value::Null) {
                let asked = if route["kind"] == "HTTPRoute" { self::matched(matched) } else { matched.to_string() };
                all.extend(hosts.iter().map(|host| format!("{} {} {asked}: {done}", text(&route["kind"]), text(host))));
            }
        }
    }
    all
}

/// What each match of the routes' rules asks for: `PathPrefix /`, and what else there is.
pub fn matches(objects: &[Value]) -> BTreeSet<String> {
    let all = rules(objects).flat_map(|rule| items(&rule["matches"]));
    all.map(matched).collect()
}

/// One match. No path is a prefix of every path.
pub fn matched(matched: &Value) -> String {
    let path = &matched["path"];
    let kind = path["type"].as_str().unwrap_or("PathPrefix");
    let mut parts = vec![format!("{kind} {}", path["value"].as_str().unwrap_or("/"))];
    parts.extend(matched["method"].as_str().map(|method| format!("method {method}")));
    for list in ["headers", "queryParams"] {
        let mut all: Vec<String> = items(&matched[list]).map(|it| format!("{list} {it}")).collect();
        all.sort();
        parts.extend(all);
    }
    parts.join(" ")
}

/// The rules of all routes.
pub fn rules(objects: &[Value]) -> impl Iterator<Item = &Value> {
    let routes = objects.iter().filter(|object| text(&object["kind"]).ends_with("Route"));
    routes.flat_map(|route| items(&route["spec"]["rules"]))
}

/// Each thing that the filters of a rule do: a header, an origin, a redirect as a whole.
pub fn filters(rule: &Value) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for filter in items(&rule["filters"]) {
        let kind = text(&filter["type"]);
        // The one member beside the type.
        let body = filter.as_object().into_iter().flatten().find(|(name, _)| *name != "type").map(|(_, body)| body);
        let body = body.unwrap_or(&Value::Null);
        match kind {
            "RequestHeaderModifier" | "ResponseHeaderModifier" | "CORS" => {
                for (name, value) in body.as_object().into_iter().flatten() {
                    match value.as_array() {
                        Some(list) => all.extend(list.iter().map(|item| format!("{kind} {name} {item}"))),
                        None => all.extend([format!("{kind} {name} {value}")]),
                    }
                }
            }
            _ => all.extend([format!("{kind} {body}")]),
        }
    }
    all
}

/// Backends with the share of each.
fn backends(rule: &Value) -> String {
    let weight = |backend: &Value| backend["weight"].as_f64().unwrap_or(1.0);
    let total: f64 = items(&rule["backendRefs"]).map(weight).sum();
    let named = |backend: &Value| {
        let kind = backend["kind"].as_str().unwrap_or("Service");
        let share = if total > 0.0 { weight(backend) / total } else { 0.0 };
        format!("{kind} {}:{} {share:.3}", text(&backend["name"]), backend["port"])
    };
    join(items(&rule["backendRefs"]).map(named).collect())
}

/// `Service name: hostname, ca` for each target of a BackendTLSPolicy.
pub fn policies(objects: &[Value]) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for policy in objects.iter().filter(|object| object["kind"] == "BackendTLSPolicy") {
        let validation = &policy["spec"]["validation"];
        let authority = |it: &Value| format!("{}/{}", text(&it["kind"]), text(&it["name"]));
        let authorities = join(items(&validation["caCertificateRefs"]).map(authority).collect());
        let target = |it: &Value| {
            format!("{} {}: {}, {authorities}", text(&it["kind"]), text(&it["name"]), text(&validation["hostname"]))
        };
        all.extend(items(&policy["spec"]["targetRefs"]).map(target));
    }
    all
}

fn join(parts: BTreeSet<String>) -> String {
    parts.into_iter().collect::<Vec<_>>().join(", ")
}

/// The items of a list, and `otherwise` for a list that is left out.
fn or_one<'a>(list: &'a Value, otherwise: &'a Value) -> Vec<&'a Value> {
    let all: Vec<_> = items(list).collect();
    if all.is_empty() { vec![otherwise] } else { all }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
