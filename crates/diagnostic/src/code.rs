//! The registry: one row a code. A new code is a row here and a page in `docs/`; tests hold the two together. The rows of
//! pitfalls stand in `pitfalls.rs`.

use std::{fmt, str::FromStr};

use serde::Serialize;

use crate::{Severity, pitfalls::with_pitfalls};

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
                        };
                        &FACTS
                    })+
                }
            }

            /// The page of documentation, Markdown, with fixed headings. Not among the facts, so that a program that shows
            /// no page does not carry them all.
            pub fn page(self) -> &'static str {
                match self {
                    $(Self::$id => include_str!(concat!("../docs/", stringify!($id), ".md")),)+
                }
            }
        }
    };
}

#[rustfmt::skip]
with_pitfalls! { registry!
    GW0001 "yaml-syntax" Error
        "This document cannot be read: {problem}."
        "Correct this line, or the one above it: a quote or a bracket left open shows late."
    GW0002 "duplicate-key" Error
        "{key} is written twice in one mapping; kubectl takes the last."
        "Remove one of the two: strict readers refuse the document, others drop the first without a word."
    GW0003 "tab-indentation" Error
        "This line is indented with a tab; YAML takes spaces only."
        "Replace the tabs at the start of lines with spaces."
    GW0004 "not-an-object" Error
        "This document is no Kubernetes object: {problem}."
        "Add what is missing, or leave the document out; a cluster takes only objects with apiVersion and kind."
    GW0005 "unknown-kind" Error
        "There is no {kind} in {apiVersion}."
        "Write {expected}."
    GW0006 "duplicate-object" Warning
        "{object} is in the input more than once; the first counts here."
        "Remove all but one: a cluster holds one object of a name, the one applied last."
    GW0007 "empty-document" Info
        "This document holds no object and is skipped."
        "Remove its --- line, or take the # away from what is meant to count."
    GW0008 "alias-used" Info
        "Aliases of anchors stand in this document (aliases: {count})."
        "Nothing to do: a cluster keeps the values they stand for, so the aliases are gone after kubectl apply."
    GW0009 "list-flattened" Info
        "This {kind} is read as the objects in it (objects: {count})."
        "Nothing to do: output has one document for each object."
    GW0010 "kind-ignored" Info
        "Some objects are of kinds that have no part in routing: {kinds} (objects: {count})."
        "Nothing to do: they stay as they are and are not converted."
    GW0011 "template-not-rendered" Error
        "This document is a template, not YAML yet: {template} is still to be filled in."
        "Render the chart first and paste what comes out: helm template RELEASE CHART -f values.yaml."
    GW0012 "past-limit" Error
        "This is past what Gatefold reads: {problem}."
        "Give less at a time; kubectl get ingress -A -o yaml has all that a conversion needs."
    GW0102 "missing-required" Error
        "{field} is missing: {target} needs it here."
        "Write {field}; the API server refuses the whole object otherwise."
    GW0103 "wrong-type" Error
        "{field} has the wrong type: {problem}."
        "Write the type that is expected; the API server refuses the whole object otherwise."
    GW0111 "ingress-version-removed" Error
        "{kind} in {apiVersion} was removed in Kubernetes 1.22; it is read as networking.k8s.io/v1."
        "Write it as networking.k8s.io/v1: kubectl convert -f FILE --output-version networking.k8s.io/v1."
    GW0113 "route-expression" Warning
        "The regular expression {value} is not run: {problem}."
        "Write it in the syntax of RE2, without what looks around or back, and smaller; gateways of Envoy refuse the rule otherwise, and here nothing is said of its requests."
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
    GW0601 "feature-unsupported" Warning
        "The conversion needs {feature}, which {implementation} reports as unsupported."
        "Check the release that you run, choose another implementation, or use a policy of {implementation}."
    GW0602 "feature-unknown" Warning
        "The conversion needs {feature}; whether {implementation} has it is not known."
        "Look for {feature} in the status of the GatewayClass before you rely on it."
    GW0603 "protocol-unusual" Warning
        "Protocol {protocol} of listener {name} means something only to implementations that define it."
        "Use HTTP, HTTPS, TLS, TCP or UDP, or check that your implementation documents this protocol."
    GW0701 "annotation-not-converted" Warning
        "Annotation {annotation} is not converted: {value}."
        "Check what the annotation did for this Ingress; until then the routes behave as if it were not there."
    GW0702 "changed-meaning" Warning
        "Annotation {annotation} is converted, and means nearly the same: {why}."
        "See whether the difference matters to clients of this Ingress before traffic is moved."
    GW0703 "needs-policy" Warning
        "Annotation {annotation} needs a policy of the implementation: Gateway API has no field for it."
        "Write the policy of {implementation} that does the same before traffic is moved, above all for authentication and access lists."
    GW0704 "snippet" Error
        "Annotation {annotation} is configuration text for nginx and cannot be converted."
        "Find out what the text does and say it with filters or a policy. By default the controller refuses an Ingress with a snippet altogether."
    GW0705 "regex-path" Warning
        "Path {path} is a regular expression, and implementations differ in dialect and in which match comes first."
        "Compare the requests that matter on both sides."
    GW0706 "implementation-specific" Info
        "pathType ImplementationSpecific is converted as Prefix (paths: {count})."
        "Write Prefix or Exact in the Ingress to say what is meant."
    GW0709 "path-conflict" Warning
        "{path} of host {host} is served by {winner} already, so this one is not emitted."
        "Remove one of the two, or give one of them another path."
    GW0710 "default-backend-unused" Info
        "The defaultBackend answers no request: {why}."
        "Nothing to do, unless it was meant to answer every host: then give it an Ingress without rules."
    GW0711 "canary-not-merged" Warning
        "This Ingress is a canary without effect: no path of it is the canary of a primary."
        "Write the same host, path and pathType as the primary, of whose Service it has to be the first canary."
    GW0713 "https-redirect" Info
        "Plain HTTP is redirected to HTTPS with status {status}, as ingress-nginx does for hosts with TLS (hosts: {count})."
        "Nothing to do. A slash at the end of the address, which ingress-nginx removes, is kept."
    GW0714 "class-unknown" Warning
        "No controller serves this Ingress ({why}), so it is not converted."
        "Set spec.ingressClassName to the class of the controller that is meant."
    GW0715 "misplaced-annotation" Info
        "Annotation {annotation} is for another controller than this Ingress's and had no effect."
        "Remove it, or set the class of the controller that reads it."
    GW0716 "resource-backend" Error
        "The backend is the resource {resource}, which is not converted."
        "Serve the content by a Service, or use the implementation's own kind of backend."
    GW0717 "names-clash" Warning
        "The {kind} for {host} is called {name}, since its plain name is taken."
        "Nothing to do; the name stays as long as the plain one is taken."
    GW0718 "path-not-expressible" Error
        "Path {path} has no match in Gateway API, because {why}."
        "Correct the path; no request reached it."
    GW0719 "invalid-host" Error
        "{host} is not a host that an Ingress or a route can have."
        "Write a DNS name in lower case, `*.` before it at most; no port, no address, no placeholder."
    GW0720 "wildcard-depth" Warning
        "{host} matches one label in an Ingress and any number in Gateway API: {request} is answered now."
        "If deeper names must stay unanswered, list the hosts one by one, or match the Host header by a regular expression."
    GW0721 "default-certificate" Warning
        "No Secret holds the certificate of {host}: the controller used its default one. The listener names Secret {secret}."
        "Create the Secret in the Gateway's namespace from the certificate that the controller was started with, or name one of your own."
    GW0722 "no-https-listener" Info
        "No listener answers HTTPS for hosts without TLS (hosts: {count}; first {host})."
        "Nothing to do, unless clients use HTTPS with the controller's default certificate, or with one of a load balancer before it."
    GW0723 "rule-without-paths" Info
        "The rule for {host} has no paths, so nothing is emitted for it but what holds for the whole host."
        "Remove the rule, or add paths."
    GW0724 "redirect-status" Warning
        "{implementation} is not known to send status 308 or 307, so redirects to HTTPS use 301 or 302."
        "Let clients that send anything but GET use HTTPS at once."
    GW0725 "further-gateway" Warning
        "Gateway {gateway} takes the hosts for which there is no room (hosts: {count}; first {host}): it usually gets another address."
        "Point the DNS names of these hosts at the further Gateway's address, or share listeners by a wildcard certificate."
    GW0726 "certificates-elsewhere" Warning
        "{implementation} does not take certificates from a listener's certificateRefs."
        "Import the certificates where it looks for them: {note}."
    GW0727 "host-on-two-gateways" Warning
        "{host} has Ingresses in {namespaces}, and each namespace gets a Gateway of its own: one address cannot serve all of its paths."
        "Use one shared Gateway, or bring the host's Ingresses into one namespace."
    GW0728 "tls-host-unused" Info
        "No rule of the Ingress is served over HTTPS for {host}, so its TLS entry has no effect."
        "Remove the entry, or add a rule for the host."
    GW0729 "metadata-not-carried" Info
        "Labels, annotations or other metadata stay behind that no controller reads for traffic (fields: {count}; first {field})."
        "Nothing to do. Copy those that people or other tools need."
    GW0730 "certificate-issuer" Warning
        "Annotation {annotation} asks cert-manager for a certificate; nothing in the output does."
        "Write a Certificate for the Secret before the Ingress is deleted: cert-manager deletes what it made for the Ingress with it and stops renewing."
    GW0732 "field-not-converted" Info
        "Field {field} is not part of an Ingress and is not converted."
        "Remove it, or check its spelling."
    GW0733 "host-not-in-tls" Warning
        "{host} is in no tls.hosts of the Ingress; its listener uses Secret {secret} all the same."
        "Check that the certificate covers {host}, and list the host in spec.tls."
    GW0734 "certificate-unused" Warning
        "{host} has its certificate from {winner} (Secret {secret}), so this Secret is not used."
        "Remove the entry, or use one Secret for the host."
    GW0735 "no-backend" Error
        "The backend names nothing to send requests to: {why}."
        "Write service.name and service.port of the Service that is meant."
    GW0736 "secret-name" Error
        "No Secret can be called {value}, so this entry of spec.tls has no certificate."
        "Write the name of a Secret in the Ingress's own namespace, without the namespace."
    GW0737 "name-taken" Warning
        "{object} is in the input already: {why}."
        "Compare the two before you apply the output; another Gateway can be chosen by its namespace and name."
    GW0740 "tls-without-hosts" Warning
        "This TLS entry names no host, so it is for every host or for none: controllers differ."
        "List under hosts the names that the certificate is for."
    GW0750 "configuration-refused" Error
        "ingress-nginx cannot load its configuration: {why}; the other place is {other}."
        "Remove one of the two, or write the path as a regular expression that closes; until then no change of any Ingress takes effect."
    GW0751 "port-not-tcp" Error
        "Port {port} of Service {service} speaks {protocol}, so requests for this path get 503."
        "Name a port of the Service that speaks TCP."
    GW0752 "path-not-plain" Info
        "Path {path} has letters that ingress-nginx's admission webhook does not let in with pathType {type}."
        "Write pathType: ImplementationSpecific, or strict-validate-path-type: \"false\" in the controller's ConfigMap."
    GW0760 "annotation-value" Warning
        "The controller does not take {value} for annotation {annotation}, so {effect}."
        "Write {expected}."
    GW0761 "not-in-release" Warning
        "Annotation {annotation} could become {field}, which {found} does not have."
        "Convert for {needs} if the cluster has its CRDs, or use a policy of the implementation."
    GW0762 "annotation-not-expressible" Warning
        "Annotation {annotation} is not converted: {why}."
        "Check what the annotation did for this Ingress; until then the routes behave as if it were not there."
    GW0763 "backend-verified" Warning
        "The certificate of Service {service} is verified from now on, {why}."
        "Name the authority that signed it in the BackendTLSPolicy, and the name that it has; else requests end in 502 or 503."
    GW0764 "cors-any-origin" Warning
        "With {annotation} every origin may read answers with the user's cookies: ingress-nginx sends * with credentials, which browsers refuse, and the filter names the origin that asks, which they take."
        "Name the origins in cors-allow-origin, or set cors-allow-credentials to false."
    GW0765 "policy-written" Info
        "Annotation {annotation} became {field} of {object}, a policy that only {implementation} reads."
        "Apply the policies together with the output, above all those for authentication and access lists; read the comment in each first."
    GW0766 "speaks-grpc" Warning
        "The Services of this Ingress speak gRPC, and an HTTPRoute speaks HTTP/1.1 to them until they say so."
        "Set appProtocol: kubernetes.io/h2c on their ports. A GRPCRoute would do without; it needs a host of its own, with paths of services and methods only."
    GW0767 "tls-passthrough" Info
        "TLS for the hosts of this Ingress is handed through to the backend of /, as ingress-nginx does where it runs with --enable-ssl-passthrough."
        "Where the controller runs without that argument the annotation does nothing: remove it, and convert again."
    GW0768 "access-lost" Error
        "Annotation {annotation} keeps requests out, and neither the output nor a policy beside it does: everybody gets in."
        "Put something that does the same before the routes ahead of moving traffic, or leave this Ingress where it is."
    GW0769 "annotation-unread" Warning
        "Annotation {annotation} has no effect: {why}."
        "Correct its name, or remove it; earlier releases of the controller may have read it."
    GW0780 "regex-not-linear" Warning
        "What the path {path} matches cannot be said: it has {found}, which takes an engine that backtracks."
        "Write it without; an engine that does not backtrack, such as Envoy's, refuses it as well."
    GW0781 "regex-refused" Error
        "The path {path} is no regular expression: {problem}. nginx refuses the controller's whole configuration and keeps the last one that it took."
        "Mend the expression, or put a backslash before what is meant as it stands."
    GW0782 "regex-too-large" Warning
        "What the path {path} matches cannot be said: the expression is larger than what is run here."
        "Count less in it, or divide it among several paths."
    GW0785 "dns-annotation" Warning
        "Annotation {annotation} is for ExternalDNS and is not carried over: Ingresses of one Gateway or route say different things, or nothing reads it there."
        "Write target on a Gateway of its own for these hosts, all others on their HTTPRoutes."
    GW0786 "prefix-by-letters" Warning
        "The controller compares {path} letter by letter or with the slash at its end, and the match goes by segments: requests at the border of the path are answered otherwise."
        "Ask for the path with a letter more and with a slash more; add a match for each name that was served so."
    GW0787 "pattern-path" Warning
        "Path {path} is a regular expression to its controller; it is not converted."
        "Write a match of type RegularExpression for the implementation's dialect, or prefixes and exact paths."
    GW0788 "annotation-carried" Info
        "Annotation {annotation} is carried over to {object}, where {tool} reads it."
        "Let the tool watch Gateway API before the Ingress goes."
    GW0790 "answered-by-itself" Warning
        "The load balancer answers this path with {found} by itself, which no field of Gateway API says; the rule stays without a backend."
        "Write the implementation's own filter that answers, or a backend that does; until then gateways answer 500."
    GW0791 "canary-elsewhere" Warning
        "This canary is in another namespace than its primary, {target}: its Service takes part in no rule."
        "Write the Service with its namespace and weight into the primary's HTTPRoute, and a ReferenceGrant beside the Service."
    GW0792 "taken-twice" Warning
        "Several controllers take this Ingress ({controllers}); it is converted as {first} serves it."
        "Give each ingress-nginx a --controller-class and an --ingress-class of its own, and each IngressClass the controller that is meant."
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
        write!(f, "there is no code {}; codes look like GW0203, those of pitfalls like B3", self.0)
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
            assert!(code.page().starts_with(&title), "{}: its page must open with {title:?}", facts.id);
            for heading in ["\n## What\n", "\n## Why\n", "\n## How to mend it\n", "\n## In a cluster\n"] {
                assert!(code.page().contains(heading), "{}: its page lacks {heading:?}", facts.id);
            }
        }
    }
}
