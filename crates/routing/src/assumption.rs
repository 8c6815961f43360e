//! What a router took to be so because the input does not say: one row an assumption, with its words.
//!
//! An answer holds only where its assumptions do, so each is listed beside the answers of the router that made it.

use gatefold_diagnostic::{Args, order_by_key, render};
use serde::{Serialize, Serializer, ser::SerializeStruct};

use crate::catalogue::catalogue;

#[rustfmt::skip]
catalogue! {
    /// What is taken to be so.
    Assumed;
    // Classes.
    IngressClass       "ingress-class"        "IngressClass {name} is not in the input; it is taken to exist with controller {controller}, as its name says"
    ClassUnknown       "class-unknown"        "IngressClass {name} is not in the input and its name names no known controller; the Ingress specification's rules are taken to hold"
    NoClass            "no-class"             "Ingress {ingress} names no class; ingress-nginx is taken to serve it, as it does with --watch-ingress-without-class"
    ClassByAnnotations "class-by-annotations" "Ingress {ingress} names no class; {controller} is taken to serve it, as its annotations are that controller's"
    GatewayClass       "gateway-class"        "GatewayClass {name} is not in the input; it is taken to exist with controller {controller}"
    // Backends.
    Services           "services"             "the input holds no {kind}; those that are named are taken to exist: {names}"
    Service            "service"              "{kind} {name} is not in the input and taken to exist"
    ServicePort        "service-port"         "{kind} {name} is not in the input; port {port} is taken to exist"
    Endpoints          "endpoints"            "the input holds no EndpointSlice of these Services; they are taken to have endpoints that answer: {names}"
    // What else is named.
    Certificates       "certificates"         "the input does not hold these TLS Secrets; they are taken to exist and to be valid: {names}"
    Secret             "secret"               "Secret {name} is not in the input and taken to exist"
    ConfigMap          "config-map"           "ConfigMap {name} is not in the input and taken to exist"
    Namespace          "namespace"            "Namespace {name} is not in the input; it is taken to have no labels but its name"
    Credentials        "credentials"         "credentials that a request sends are taken to be in {names}"
    AuthService        "auth-service"        "the authentication service {url} is taken to let requests through"
    ClientCertificate  "client-certificate"  "clients are taken to show the certificate that {ingress} asks for"
    BackendCertificate "backend-certificate" "backends of {ingress} are taken to show a certificate that proxy-ssl-verify takes"
    Firewall           "firewall"            "the firewall of {ingress} is taken to let requests through"
    RateLimit          "rate-limit"          "clients are taken to stay below the limits of {ingress}"
    ErrorPages         "error-pages"         "backends are taken to answer with none of the statuses {codes} of {ingress}"
    // Settings of the controller.
    TlsPassed          "tls-passed"           "the controller is taken to run with --enable-ssl-passthrough, as {ingress} asks for it"
    ControllerKind     "controller-kind"      "controller {controller} of IngressClass {name} is taken to be an ingress-nginx, as its name says"
    ControllerConfig   "controller-config"    "{name} of {controller} is not in the input; its settings are taken to be the defaults{but}"
    ControllerFlags    "controller-flags"     "{controller} is taken to run with its default command line{but}"
    ControllerAddress  "controller-address"   "the controllers have addresses of their own ({controllers}); a request is taken to reach the one whose Ingresses name its host"
    Addresses          "addresses"            "requests are taken to reach the address of {gateway}"
    EntryPort          "entry-port"           "{implementation}'s Service is taken to map port {port} to entry point {entry}"
}

/// One thing taken to be so, with what it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assumption {
    /// What.
    pub id: Assumed,
    /// What fills its words.
    pub args: Args,
}

impl Assumption {
    /// An assumption with its arguments.
    pub fn new(id: Assumed, args: Args) -> Self {
        Self { id, args }
    }

    /// It in words.
    pub fn text(&self) -> String {
        render(self.id.template(), &self.args)
    }

    /// Brings assumptions of several routers into one order, each once: by kind, then by words.
    pub fn merge(lists: impl IntoIterator<Item = Self>) -> Vec<Self> {
        let mut all: Vec<Self> = lists.into_iter().collect();
        order_by_key(&mut all, |assumption| (assumption.id, assumption.text()));
        all.dedup();
        all
    }
}

impl Serialize for Assumption {
    /// `{"id","args","text"}`.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut assumption = serializer.serialize_struct("Assumption", 3)?;
        assumption.serialize_field("id", &self.id)?;
        assumption.serialize_field("args", &self.args)?;
        assumption.serialize_field("text", &self.text())?;
        assumption.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_unique() {
        let mut ids: Vec<_> = Assumed::ALL.iter().map(|row| row.id()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), Assumed::ALL.len());
    }

    #[test]
    fn merging_sorts_and_drops_repetitions() {
        let class =
            |name: &str| Assumption::new(Assumed::IngressClass, Args::new().with("name", name).with("controller", "c"));
        let flags = Assumption::new(Assumed::ControllerFlags, Args::new());
        let merged = Assumption::merge([flags.clone(), class("b"), class("a"), class("b")]);
        assert_eq!(merged, [class("a"), class("b"), flags]);
    }
}
