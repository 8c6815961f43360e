//! TLS that is handed through (`ssl-passthrough`): a connection whose handshake names the host goes as it is to the
//! Service of the host's `/`, whatever else is said of the host, and before nginx sees it (`tcpproxy.go`).

use gatefold_diagnostic::Args;
use gatefold_routing::{Reason, Request, Scheme, Step, Template};

use super::{
    NginxRouter, Site,
    build::{Model, Server},
    rules::note,
    with_lower,
};

/// Where a host's connections go, and what is told of it.
#[derive(Debug)]
pub(crate) struct Passed {
    pub(crate) template: Template,
    pub(crate) step: Step,
}

/// What becomes of a server's connections; none where nginx ends their TLS: nobody asks for more, or the host's `/` has no
/// Service.
pub(crate) fn compile(model: &Model, server: &Server) -> Option<Passed> {
    let origin = server.passthrough.clone()?;
    let root = server.locations.iter().find(|location| &*location.path == "/")?;
    let resolved = &model.upstreams[root.upstream?].resolved;
    let backend = &resolved.backend;
    let service = format!("{}/{}", backend.namespace, backend.name);
    let template = match (&resolved.doubt, &resolved.problem) {
        (_, Some((Reason::ServiceMissing, _))) => return None,
        (_, Some(_)) => Template::Refuse { reason: format!("nothing answers connections to Service {service}") },
        (Some(doubt), None) => doubt.template(),
        (None, None) => Template::forward([(backend.clone(), 1)]),
    };
    let args = Args::new().with("host", &*server.host).with("service", service);
    Some(Passed { template, step: note(Some(origin), Reason::TlsPassed, args) })
}

impl NginxRouter {
    /// Whether a connection is handed through.
    pub(crate) fn passes(&self, request: &Request) -> bool {
        self.passed(request).is_some()
    }

    /// The server whose connections are handed through and that the handshake names. Its name has to be equal: wildcards
    /// and aliases are not looked at.
    pub(super) fn passed(&self, request: &Request) -> Option<(&Site, &Passed)> {
        if !matches!(request.scheme, Scheme::Https | Scheme::Tls) {
            return None;
        }
        let name = request.sni.as_deref().unwrap_or(&request.host);
        let site = with_lower(name, |name| self.exact.get(name).map(|&index| &self.sites[index]))?;
        Some((site, site.passed.as_ref()?))
    }
}
