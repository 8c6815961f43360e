//! The registry: one row a code. A new code is a row here and a page in `docs/`; tests hold the two together.

use std::{fmt, str::FromStr};

use serde::Serialize;

use crate::Severity;

/// What the registry knows about a code.
#[derive(Debug, Clone, Copy)]
pub struct CodeFacts {
    /// `GW0203`.
    pub id: &'static str,
    /// A name for people, in kebab case.
    pub name: &'static str,
    /// How bad, unless the mode of the input says otherwise.
    pub severity: Severity,
    /// The message's template.
    pub message: &'static str,
    /// The help's template.
    pub help: &'static str,
    /// The page of documentation, Markdown, with fixed headings.
    pub doc: &'static str,
}

macro_rules! registry {
    ($($id:ident $name:literal $severity:ident $message:literal $help:literal)+) => {
        /// A finding's stable code.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $message] $id,)+
        }

        /// Every code, in order.
        pub static CODES: &[Code] = &[$(Code::$id),+];

        impl Code {
            /// What the registry knows about it.
            pub fn facts(self) -> &'static CodeFacts {
                match self {
                    $(Self::$id => {
                        static FACTS: CodeFacts = CodeFacts {
                            id: stringify!($id),
                            name: $name,
                            severity: Severity::$severity,
                            message: $message,
                            help: $help,
                            doc: include_str!(concat!("../docs/", stringify!($id), ".md")),
                        };
                        &FACTS
                    })+
                }
            }
        }
    };
}

#[rustfmt::skip]
registry! {
    GW0001 "yaml-syntax" Error
        "This document cannot be read: {problem}."
        "Correct this line; the other documents of the file are read all the same."
    GW0102 "missing-required" Error
        "{field} is missing: {target} needs it here."
        "Write {field}; the API server refuses the whole object otherwise."
    GW0103 "wrong-type" Error
        "{field} has the wrong type: {problem}."
        "Write the type that is expected; the API server refuses the whole object otherwise."
    GW0201 "gateway-class-absent" Warning
        "GatewayClass {name} is not in the input; it declares {classes}."
        "Name a GatewayClass that exists, or add this one: no controller serves a Gateway whose class is missing."
    GW0202 "parent-absent" Error
        "{target} is not in the input."
        "Correct the parentRef's name and namespace (left out, it means {namespace}), or add the {kind}: until it exists nothing attaches and no status is written."
    GW0203 "section-name-not-found" Error
        "{target} has no listener {name}; it has {listeners}."
        "Set sectionName to one of these, or leave it out to attach to every listener that takes the route."
    GW0204 "parent-port-not-found" Error
        "{target} does not listen on port {port}; it listens on {ports}."
        "Set port to one of these, or leave it out; sectionName alone picks a listener as well."
    GW0205 "backend-absent" Error
        "{target} is not in the input."
        "Correct the name, or add the object to namespace {namespace}: requests for this backend get 500 until it exists."
    GW0206 "service-port-not-found" Error
        "{target} has no port {port}; it has {ports}."
        "Use a port of the Service itself (spec.ports[].port), not the targetPort of its pods."
    GW0207 "backend-kind-unusual" Warning
        "{kind} of {group} is no Service: only implementations that know this kind send requests to it."
        "Refer to a Service, or to a ServiceImport with group multicluster.x-k8s.io; otherwise check that your implementation documents this kind."
    GW0208 "backend-not-granted" Error
        "{referrer} may not use {target}: no ReferenceGrant in namespace {namespace} allows it."
        "Add a ReferenceGrant in namespace {namespace}, from {kind} in {from} to {to}; whoever owns that namespace has to agree."
    GW0209 "certificate-not-granted" Error
        "{referrer} may not use {target}: no ReferenceGrant in namespace {namespace} allows it."
        "Add a ReferenceGrant in namespace {namespace}, from {kind} in {from} to {to}, or copy the object into namespace {from}."
    GW0210 "certificate-absent" Error
        "{target} is not in the input."
        "Create it, or correct the name and the namespace: what names it has no certificate to work with."
    GW0211 "filter-backend-unusable" Error
        "The {filter} filter cannot use {target}: {cause}"
        "{advice}"
    GW0212 "grant-from-unknown-namespace" Warning
        "This ReferenceGrant trusts namespace {namespace}, which is not in the input."
        "Correct the namespace, or remove the entry: whoever creates a namespace of that name gets this trust."
    GW0213 "grant-unused" Info
        "Nothing in the input needs this ReferenceGrant."
        "Remove it if nothing else in the cluster relies on it: it lets another namespace into {namespace}."
    GW0214 "grant-misplaced" Warning
        "This ReferenceGrant allows nothing: its {part} is {found}, and {expected} would match."
        "Put a grant into the namespace of what is referred to, and spell kinds and groups exactly: Service, Secret and ConfigMap have group \"\"."
    GW0215 "dotted-service-name" Error
        "{name} cannot be the name of a Service: it has dots."
        "Write the Service's name alone, and its namespace in the field of that name; cluster DNS names do not work here."
    GW0216 "external-name-backend" Warning
        "{target} is an ExternalName Service for {host}: implementations may refuse it, and some do."
        "Send requests to a Service with endpoints of its own, or use the kind of backend that your implementation has for hosts outside the cluster."
    GW0217 "no-ready-endpoint" Info
        "{target} has no ready endpoint in the input: requests for it get 503."
        "Check the Service's selector and that its pods are ready; an old EndpointSlice in the input is no harm."
    GW0218 "ingress-backend-absent" Error
        "This Ingress backend leads nowhere: {cause}"
        "Correct the backend, or add what it names; an Ingress reaches Services of its own namespace only. {target} is what it asks for."
    GW0219 "named-port-unresolved" Error
        "Port `{port}` of Service {service} is known by name only, and {why}."
        "Add the Service to the input, or write the port's number in the Ingress; the rule is emitted without a backend until then."
    GW0220 "policy-target-absent" Warning
        "{target} is not in the input, so this policy has no effect."
        "Correct the targetRef; a policy's targets lie in its own namespace."
    GW0221 "ingress-class-absent" Warning
        "IngressClass {name} is not in the input; it declares {classes}."
        "Name an IngressClass that exists, or add this one: no controller serves an Ingress whose class is missing."
    GW0301 "namespace-not-allowed" Error
        "{target} takes no route from namespace {namespace}; its listeners allow {allowed}."
        "Let the listener's allowedRoutes.namespaces name this namespace (from: Selector with its labels, or from: All), or move the route; left out, only the Gateway's own namespace is allowed."
    GW0302 "route-kind-not-allowed" Error
        "{target} takes no {kind}; its listeners take {allowed}."
        "Attach to a listener whose protocol carries a {kind} and whose allowedRoutes.kinds name it, if they name any."
    GW0303 "hostnames-disjoint" Error
        "{target} serves none of the route's hostnames {hostnames}; its listeners serve {allowed}."
        "Give the route a hostname that a listener serves, or a listener one that the route has; *.example.com covers names below example.com and not example.com."
    GW0304 "hostname-not-served" Warning
        "No listener that this route is attached to serves {hostname}; they serve {allowed}."
        "Add a listener for {hostname} or remove it from the route: requests for it are not answered by these rules."
    GW0305 "listener-hostname-conflict" Error
        "Listeners {name} and {other} both serve {hostname} on port {port}."
        "Give one of them another hostname or port, or merge them: conflicting listeners are not served."
    GW0306 "listener-protocol-conflict" Error
        "Listeners {name} ({protocol}) and {other} ({otherProtocol}) cannot share port {port}."
        "Give one of them another port: HTTP, TCP and what speaks TLS need a port each."
    GW0307 "listener-on-two-gateways" Warning
        "{target} has a listener for {hostname} on port {port} too, and both Gateways are of class {class}."
        "Serve a hostname by one Gateway, or make sure that DNS sends it to the one you mean: each Gateway has an address of its own."
    GW0308 "address-wanted-twice" Warning
        "{target} asks for the address {address} too."
        "Ask for different addresses; only one of the Gateways can have it, unless the implementation merges Gateways."
    GW0309 "listener-kind-invalid" Warning
        "Listener {name} cannot take {kind}: its protocol {protocol} does not carry it."
        "Remove the kind from allowedRoutes.kinds, or use a protocol that carries it; the listener reports ResolvedRefs False."
    GW0310 "selector-missing" Warning
        "Listener {name} allows routes by selector and has none, so it takes no route."
        "Write allowedRoutes.namespaces.selector, or use from: Same or from: All."
    GW0311 "listener-set-not-allowed" Error
        "{target} takes no ListenerSet from namespace {namespace}."
        "Let spec.allowedListeners.namespaces of the Gateway name this namespace; left out, it takes no ListenerSet at all."
    GW0312 "listener-without-route" Info
        "Listener {name} has no route attached: every request to it gets 404."
        "Attach a route to it, or remove the listener if nothing needs it."
    GW0313 "route-without-parent" Warning
        "This route names no parent, so it attaches to nothing."
        "Write spec.parentRefs with the Gateway that is to take it."
    GW0314 "status-negative" Info
        "The status in the input says {condition} is {status}: {reason}."
        "Compare this with the findings here; the status is as old as the copy, and its message in the cluster says more."
    GW0315 "address-type-unusual" Warning
        "Addresses of type {type} mean something only to implementations that define it."
        "Use IPAddress or Hostname, or check that your implementation documents this type."
    GW0316 "parent-named-twice" Error
        "Another parentRef already names {target} in the same way."
        "Remove one of them, or tell them apart by sectionName: the API server refuses two that are equal."
    GW0317 "stream-route-shadowed" Warning
        "Listener {name} already has the {kind} {other}, which is older: this one gets no traffic."
        "Give each {kind} a listener of its own; only the oldest gets the connections."
    GW0401 "certificate-missing" Error
        "Listener {name} ends TLS and names no certificate."
        "Write tls.certificateRefs with the Secret that holds the certificate, or tls.options if the implementation finds it by itself."
    GW0402 "certificate-without-termination" Warning
        "Listener {name} passes TLS through, so its certificates are not used."
        "Remove certificateRefs, or set mode: Terminate if the Gateway is to end TLS."
    GW0403 "tls-on-plain-protocol" Error
        "Listener {name} speaks {protocol}, which takes no tls."
        "Remove tls, or set the protocol to HTTPS or TLS."
    GW0404 "secret-without-certificate" Error
        "{target} holds no certificate with its key (tls.crt and tls.key)."
        "Use a Secret of type kubernetes.io/tls with both keys filled."
    GW0501 "all-weights-zero" Warning
        "All backends of this rule have weight 0: every request gets 500."
        "Give at least one backend a weight above 0; weights are relative, and 1 is meant where none is written."
    GW0502 "weight-zero" Info
        "This backend has weight 0 and gets no request."
        "That is the way to keep a backend ready without traffic; raise the weight to send it some."
    GW0503 "rule-without-backend" Warning
        "This rule has neither a backend nor a redirect: its requests get 500."
        "Add a backendRef, or a RequestRedirect filter if the rule is to redirect."
    GW0506 "prefix-replaced-without-prefix" Error
        "ReplacePrefixMatch needs a rule whose only match is one of type PathPrefix."
        "Give the rule exactly one match, of type PathPrefix, or use ReplaceFullPath."
    GW0603 "protocol-unusual" Warning
        "Protocol {protocol} of listener {name} means something only to implementations that define it."
        "Use HTTP, HTTPS, TLS, TCP or UDP, or check that your implementation documents this protocol."
    GW0804 "attached-to-http-and-https" Info
        "Without sectionName this route answers on {plain} in plain text as well as on {secure}."
        "Set sectionName to the HTTPS listener, and let a route with a RequestRedirect filter take the HTTP one."
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.facts().id)
    }
}

impl Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.facts().id)
    }
}

/// No code is called that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownCode(pub String);

impl fmt::Display for UnknownCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there is no code {}; codes look like GW0203", self.0)
    }
}

impl std::error::Error for UnknownCode {}

impl FromStr for Code {
    type Err = UnknownCode;

    /// Reads `GW0203`, in any case, and the name `section-name-not-found`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        CODES
            .iter()
            .copied()
            .find(|code| code.facts().id.eq_ignore_ascii_case(text) || code.facts().name == text)
            .ok_or_else(|| UnknownCode(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_sorted_and_names_unique() {
        let ids: Vec<_> = CODES.iter().map(|code| code.facts().id).collect();
        assert!(ids.is_sorted_by(|a, b| a < b), "codes out of order: {ids:?}");
        let mut names: Vec<_> = CODES.iter().map(|code| code.facts().name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), CODES.len(), "two codes share a name");
    }

    #[test]
    fn every_page_has_its_headings() {
        for code in CODES {
            let facts = code.facts();
            let title = format!("# {} {}\n", facts.id, facts.name);
            assert!(facts.doc.starts_with(&title), "{}: its page must open with {title:?}", facts.id);
            for heading in ["\n## What\n", "\n## Why\n", "\n## How to mend it\n", "\n## In a cluster\n"] {
                assert!(facts.doc.contains(heading), "{}: its page lacks {heading:?}", facts.id);
            }
        }
    }
}
