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
        "{count} aliases of anchors stand in this document."
        "Nothing to do: a cluster keeps the values they stand for, so the aliases are gone after kubectl apply."
    GW0009 "list-flattened" Info
        "This {kind} of {count} objects is read as {count} objects."
        "Nothing to do: output has one document for each object."
    GW0010 "kind-ignored" Info
        "{count} objects are of kinds that have no part in routing: {kinds}."
        "Nothing to do: they stay as they are and are not converted."
    GW0011 "template-not-rendered" Error
        "This document is a template, not YAML yet: {template} is still to be filled in."
        "Render the chart first and paste what comes out: helm template RELEASE CHART -f values.yaml."
    GW0012 "past-limit" Error
        "This is past what Gatefold reads: {problem}."
        "Give less at a time; kubectl get ingress -A -o yaml has all that a conversion needs."
    GW0103 "wrong-type" Error
        "{field} has the wrong type: {problem}."
        "Write the type that is expected; the API server refuses the whole object otherwise."
    GW0111 "ingress-version-removed" Error
        "{kind} in {apiVersion} was removed in Kubernetes 1.22; it is read as networking.k8s.io/v1."
        "Write it as networking.k8s.io/v1: kubectl convert -f FILE --output-version networking.k8s.io/v1."
    GW0219 "named-port-unresolved" Error
        "Port `{port}` of Service {service} is known by name only, and {why}."
        "Add the Service to the input, or write the port's number in the Ingress; the rule is emitted without a backend until then."
    GW0601 "feature-unsupported" Warning
        "The conversion needs {feature}, which {implementation} reports as unsupported."
        "Check the release that you run, choose another implementation, or use a policy of {implementation}."
    GW0602 "feature-unknown" Warning
        "The conversion needs {feature}; whether {implementation} has it is not known."
        "Look for {feature} in the status of the GatewayClass before you rely on it."
    GW0701 "annotation-not-converted" Warning
        "Annotation {annotation} is not converted: {value}."
        "Check what the annotation did for this Ingress; until then the routes behave as if it were not there."
    GW0703 "needs-policy" Warning
        "Annotation {annotation} needs a policy of the implementation: Gateway API has no field for it."
        "Write the policy of {implementation} that does the same before traffic is moved, above all for authentication and access lists."
    GW0704 "snippet" Error
        "Annotation {annotation} is configuration text for nginx and cannot be converted."
        "Find out what the text does and say it with filters or a policy. By default the controller refuses an Ingress with a snippet altogether."
    GW0705 "regex-path" Warning
        "Path {path} is a regular expression to ingress-nginx and is not converted."
        "Write the match by hand; a RegularExpression match depends on the implementation's dialect and anchoring."
    GW0706 "implementation-specific" Info
        "pathType ImplementationSpecific is converted as Prefix (paths: {count})."
        "Write Prefix or Exact in the Ingress to say what is meant."
    GW0707 "trailing-slash" Warning
        "Path {path} ends in a slash: ingress-nginx redirected {request} to it, and Gateway API {now}."
        "If the redirect matters, add an Exact match for the path without its slash, with a RequestRedirect filter."
    GW0709 "path-conflict" Warning
        "{path} of host {host} is served by {winner} already, so this one is not emitted."
        "Remove one of the two, or give one of them another path."
    GW0710 "default-backend-unused" Info
        "The defaultBackend answers no request: {why}."
        "Nothing to do, unless it was meant to answer every host: then give it an Ingress without rules."
    GW0711 "canary-not-merged" Warning
        "This Ingress is a canary and is not converted: as a route of its own it would take all of the traffic."
        "Add its Service to the primary's rule as a second backendRef with a weight, or as a rule with a header match."
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
        "Nothing to do; the name stays as long as both hosts are there."
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
        "{implementation} is not known to send status 308, so redirects to HTTPS use 301."
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
        "No rule of the Ingress is for {host}, so its TLS entry has no effect."
        "Remove the entry, or add a rule for the host."
    GW0729 "metadata-not-carried" Info
        "Labels, annotations or other metadata stay behind that no controller reads for traffic (fields: {count}; first {field})."
        "Nothing to do. Copy those that people or other tools need."
    GW0730 "certificate-issuer" Warning
        "Annotation {annotation} asks cert-manager for a certificate; nothing in the output does."
        "Write a Certificate for the Secret before the Ingress is deleted: cert-manager deletes what it made for the Ingress with it and stops renewing."
    GW0731 "regex-host" Warning
        "ingress-nginx reads all paths of {host} as regular expressions, because of {annotation} on {ingress}; they are converted as plain paths."
        "Compare requests that differ in case, or go on after the path."
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
