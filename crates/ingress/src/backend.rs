//! What an Ingress's backend is: the Service, its port, and whether it can answer.
//!
//! Ports are found as ingress-nginx's `serviceEndpoints` does: a Service port whose number, target port or name is the one
//! written.

use std::collections::BTreeSet;

use gatefold_diagnostic::Args;
use gatefold_manifest::{Bundle, InputScope, Kind, Node, Presence, Purpose};
use gatefold_routing::{Assumed, Assumption, Backend, Reason};
use k8s_openapi::api::networking::v1::{IngressServiceBackend, ServiceBackendPort};

use crate::nginx::settings::Doubt;

/// A backend with its share still to be set.
#[derive(Debug, Clone)]
pub(crate) struct Resolved {
    pub(crate) backend: Backend,
    /// Why it cannot answer.
    pub(crate) problem: Option<(Reason, Args)>,
    /// Why it cannot be named.
    pub(crate) doubt: Option<Doubt>,
    /// Whether the Service is a name outside the cluster, which not every controller follows.
    pub(crate) is_external: bool,
}

/// Services that are taken to exist, and those that are taken to have endpoints.
#[derive(Debug, Default)]
pub(crate) struct Noted {
    services: BTreeSet<String>,
    endpoints: BTreeSet<String>,
}

impl Resolved {
    /// A name outside the cluster that the controller is told not to follow.
    pub(crate) fn refuse(&mut self) {
        let Backend { namespace, name, status, .. } = &mut self.backend;
        let args = Args::new().with("service", format!("{namespace}/{name}"));
        (self.problem, *status) = (Some((Reason::ExternalNameOff, args)), Some(503));
    }
}

/// Finds backends and notes what had to be assumed.
pub(crate) struct Backends<'a> {
    bundle: &'a Bundle,
    scope: InputScope,
    noted: Noted,
}

impl<'a> Backends<'a> {
    pub(crate) fn new(bundle: &'a Bundle, scope: InputScope) -> Self {
        Self { bundle, scope, noted: Noted::default() }
    }

    /// What was noted.
    pub(crate) fn into_noted(self) -> Noted {
        self.noted
    }

    /// Notes what others noted.
    pub(crate) fn note(&mut self, noted: &mut Noted) {
        self.noted.services.append(&mut noted.services);
        self.noted.endpoints.append(&mut noted.endpoints);
    }

    /// The Service of that name.
    pub(crate) fn service(&self, namespace: &str, name: &str) -> Presence<'a> {
        self.bundle.service(self.scope, Kind::Service, namespace, name)
    }

    /// The Service and port that `service` names in `namespace`.
    pub(crate) fn resolve(&mut self, namespace: &str, service: &IngressServiceBackend) -> Resolved {
        let (number, name) = service.port.as_ref().map_or((None, None), |port| (port.number, port.name.as_deref()));
        let number = number.filter(|number| *number != 0);
        let path = format!("{namespace}/{}", service.name);
        let mut resolved = Resolved {
            backend: Backend {
                group: String::new(),
                kind: "Service".to_owned(),
                namespace: namespace.to_owned(),
                name: service.name.clone(),
                port: number.and_then(|number| u16::try_from(number).ok()),
                share: 1.0,
                status: None,
            },
            problem: None,
            doubt: None,
            is_external: false,
        };
        let wanted = number.map_or_else(|| name.unwrap_or_default().to_owned(), |number| number.to_string());
        match self.service(namespace, &service.name) {
            Presence::Given(object) if object.is_external_name() => {
                resolved.is_external = true;
                let ports = object.field("spec.ports").into_iter().flat_map(Node::items);
                let named = ports.into_iter().find(|port| port.get("name").is_some_and(|it| it.text() == wanted));
                let number = named.and_then(|port| port.get("port")).and_then(Node::as_i64);
                resolved.backend.port = resolved.backend.port.or(number.and_then(|number| u16::try_from(number).ok()));
                if resolved.backend.port.is_none() {
                    let args = Args::new().with("service", path.as_str()).with("port", wanted);
                    resolved.problem = Some((Reason::PortMissing, args.with("ports", Vec::<String>::new())));
                } else if !is_outside(object.field("spec.externalName").map_or("", Node::text)) {
                    resolved.problem = Some((Reason::NoEndpoints, Args::new().with("service", path.as_str())));
                }
            }
            Presence::Given(object) => {
                let ports = object.field("spec.ports");
                let fits = |port: &Node<'_>| {
                    ["port", "targetPort", "name"].iter().any(|key| port.get(key).is_some_and(|it| it.text() == wanted))
                };
                match ports.into_iter().flat_map(Node::items).find(fits) {
                    Some(port) => {
                        resolved.backend.port =
                            port.get("port").and_then(Node::as_i64).and_then(|number| u16::try_from(number).ok());
                        let protocol = port.get("protocol").map_or("TCP", Node::text);
                        if protocol != "TCP" {
                            let args = Args::new().with("service", path.as_str()).with("port", wanted);
                            resolved.problem = Some((Reason::PortProtocol, args.with("protocol", protocol)));
                        }
                    }
                    None => {
                        let known = ports.into_iter().flat_map(Node::items).filter_map(|port| port.get("port"));
                        let known: Vec<String> = known.map(|port| port.text().to_owned()).collect();
                        let args = Args::new().with("service", path.as_str()).with("port", wanted).with("ports", known);
                        resolved.problem = Some((Reason::PortMissing, args));
                    }
                }
            }
            Presence::Assumed => {
                self.noted.services.insert(path.clone());
                if number.is_none() {
                    let why = format!("port {wanted} of Service {path} is a name, and the Service is not in the input");
                    resolved.doubt = Some(Doubt::not_said(why, None));
                }
            }
            Presence::Missing => {
                resolved.problem = Some((Reason::ServiceMissing, Args::new().with("service", path.as_str())));
            }
        }
        match self.bundle.ready_endpoints(namespace, &service.name) {
            Some(false) if resolved.problem.is_none() => {
                resolved.problem = Some((Reason::NoEndpoints, Args::new().with("service", path)));
            }
            None if resolved.problem.is_none() && !resolved.is_external => {
                self.noted.endpoints.insert(path);
            }
            _ => {}
        }
        if resolved.problem.is_some() {
            resolved.backend.status = Some(503);
        }
        resolved
    }

    /// The Secret or ConfigMap of that name.
    pub(crate) fn material(&self, kind: Kind, namespace: &str, name: &str, purpose: Purpose) -> Presence<'a> {
        self.bundle.material(self.scope, kind, namespace, name, purpose)
    }

    /// The first port of a Service, as the controller takes it for backends that are named without one.
    pub(crate) fn resolve_first(&mut self, namespace: &str, name: &str) -> Option<Resolved> {
        let port = match self.service(namespace, name) {
            Presence::Given(object) => {
                object.field("spec.ports").into_iter().flat_map(Node::items).next()?.get("port")?.as_i64()
            }
            Presence::Assumed => None,
            Presence::Missing => return None,
        };
        let number = port.and_then(|port| i32::try_from(port).ok());
        let port = ServiceBackendPort { name: None, number: Some(number.unwrap_or(80)) };
        let mut resolved = self.resolve(namespace, &IngressServiceBackend { name: name.to_owned(), port: Some(port) });
        if number.is_none() {
            resolved.backend.port = None;
        }
        Some(resolved)
    }

    /// What was taken to be so.
    pub(crate) fn assumptions(&self) -> impl Iterator<Item = Assumption> {
        let names = |set: &BTreeSet<String>| set.iter().cloned().collect::<Vec<_>>();
        let services = (!self.noted.services.is_empty()).then(|| {
            let args = Args::new().with("kind", "Service").with("names", names(&self.noted.services));
            Assumption::new(Assumed::Services, args)
        });
        let endpoints = (!self.noted.endpoints.is_empty())
            .then(|| Assumption::new(Assumed::Endpoints, Args::new().with("names", names(&self.noted.endpoints))));
        services.into_iter().chain(endpoints)
    }
}

/// Whether an external name is one that the controller follows: a DNS name or an address, and not the machine itself.
fn is_outside(name: &str) -> bool {
    if let Ok(address) = name.parse::<std::net::IpAddr>() {
        return !address.is_loopback();
    }
    let name = name.strip_suffix('.').unwrap_or(name);
    let is_label = |label: &str| {
        let letters = label.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        !label.is_empty() && letters && !label.starts_with('-') && !label.ends_with('-')
    };
    name != "localhost" && name.split('.').all(is_label)
}
