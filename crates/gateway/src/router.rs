//! Where Gateway API sends a request: [`GatewayRouter`].
//!
//! Of the listeners on the request's port the one with the most specific hostname owns it (listener isolation), of that
//! listener's hostnames the most specific, of its matches the first in precedence. Where the specification leaves a
//! choice and the flavour says nothing, the outcome is unknown and names it. Time-outs and retries change no route.
//!
//! A request does not say which Gateway's address it reaches. Where several listen on its port, the one that has routes
//! for its host is meant; several that answer differently leave the outcome unknown, unless the options name one.

use std::borrow::Cow;

use gatefold_manifest::{Bundle, InputScope};
use gatefold_routing::{Assumption, Choice, Decision, Request, Router, Template};

use crate::{
    FallThrough, Flavour, GatewayOptions, MethodRule, Topology, assume, attach,
    host_index::host_name,
    ports::{self, GatewayTable, ListenerTable, PortTable, Ports, Speaks, Transport},
    trace,
    vhost::{Picked, Vhost},
};

/// The Gateway API side of a Bundle, compiled.
#[derive(Debug)]
pub struct GatewayRouter {
    pub(crate) topology: Topology,
    pub(crate) ports: Ports,
    /// Ports that clients ask, and the listeners' ports that a Service maps them to.
    entries: Vec<(u16, u16)>,
    flavour: Flavour,
    standing: Standing,
    assumptions: Vec<Assumption>,
}

/// Answers that depend on no rule.
#[derive(Debug)]
struct Standing {
    nothing_listens: Template,
    speaks_tls: Template,
    speaks_plain: Template,
    server_name: Template,
    no_listener: Template,
    no_route: Template,
    no_rule: Template,
    misdirected: Template,
    path: Template,
}

/// How far a request came, and what became of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pick<'a> {
    pub(crate) template: &'a Template,
    pub(crate) port: Option<&'a PortTable>,
    pub(crate) gateway: Option<&'a GatewayTable>,
    pub(crate) listener: Option<&'a ListenerTable>,
    pub(crate) vhost: Option<&'a Vhost>,
    pub(crate) picked: Option<Picked<'a>>,
}

/// A request with the names that listeners and routes compare.
pub(crate) struct Asked<'r> {
    pub(crate) request: &'r Request,
    pub(crate) transport: Transport,
    /// By which a listener is chosen: the server name in TLS, the host elsewhere.
    pub(crate) name: Cow<'r, str>,
    pub(crate) host: Cow<'r, str>,
}

impl<'r> Asked<'r> {
    pub(crate) fn new(request: &'r Request) -> Self {
        let transport = Transport::of(request.scheme);
        let host = host_name(&request.host);
        let name = match request.sni.as_deref() {
            Some(sni) if transport == Transport::Tls => host_name(sni),
            _ => host.clone(),
        };
        Self { request, transport, name, host }
    }
}

impl GatewayRouter {
    /// Compiles the Gateways and routes of `bundle`.
    pub fn new(bundle: &Bundle, options: &GatewayOptions) -> Self {
        let topology = attach(bundle, options);
        let ports = ports::compile(&topology, options);
        let entries = ports::entries(&ports, options);
        let assumptions = assume::list(bundle, &topology, options, &entries);
        let standing = Standing::new(&topology, options);
        Self { topology, ports, entries, flavour: options.flavour, standing, assumptions }
    }

    /// What hangs on what.
    pub fn topology(&self) -> &Topology {
        &self.topology
    }

    /// What was taken to be so.
    pub fn assumptions(&self) -> &[Assumption] {
        &self.assumptions
    }

    /// The listeners' port that the request reaches.
    pub(crate) fn port(&self, request: &Request) -> u16 {
        let asked = request.effective_port();
        self.entries.iter().find(|(port, _)| *port == asked).map_or(asked, |(_, entry)| *entry)
    }

    pub(crate) fn method_rule(&self) -> MethodRule {
        self.flavour.facts().method
    }

    pub(crate) fn pick<'a>(&'a self, asked: &Asked<'_>) -> Pick<'a> {
        let number = self.port(asked.request);
        let start = |template| Pick { template, port: None, gateway: None, listener: None, vhost: None, picked: None };
        let Some(port) = self.ports.get(&(number, asked.transport)) else {
            let has = |transport| self.ports.contains_key(&(number, transport));
            return start(match asked.transport {
                Transport::Plain if has(Transport::Tls) => &self.standing.speaks_tls,
                Transport::Tls if has(Transport::Plain) => &self.standing.speaks_plain,
                _ => &self.standing.nothing_listens,
            });
        };
        let owners = port.owners(&asked.name);
        let start = Pick { port: Some(port), ..start(&self.standing.nothing_listens) };
        let Some(owners) = owners else {
            // One Gateway, or none of several with a route: the first with a listener for the name says so.
            let listens = |table: &&GatewayTable| table.listeners.find(&asked.name).is_some();
            let table = port.gateways.iter().find(listens).or(port.gateways.first());
            return table.map_or(start, |table| self.ask(table, asked, start));
        };
        let mut picks = owners.gateways.iter().map(|&place| self.ask(&port.gateways[place], asked, start));
        let Some(first) = picks.next() else { return start };
        if picks.any(|other| other.template != first.template) {
            return Pick { template: &owners.unknown, ..start };
        }
        first
    }

    fn ask<'a>(&'a self, table: &'a GatewayTable, asked: &Asked<'_>, start: Pick<'a>) -> Pick<'a> {
        let standing = &self.standing;
        let pick = Pick { gateway: Some(table), ..start };
        let Some((_, listener)) = table.listeners.find(&asked.name) else {
            let template =
                if asked.transport == Transport::Tls { &standing.server_name } else { &standing.no_listener };
            return Pick { template, ..pick };
        };
        let pick = Pick { listener: Some(listener), ..pick };
        if let Some(closed) = &listener.closed {
            return Pick { template: closed, ..pick };
        }
        if listener.speaks == Speaks::Connections {
            let Some((_, vhost)) = listener.vhosts.find(&asked.name) else {
                return Pick { template: &standing.no_route, ..pick };
            };
            return standing.finish(vhost, asked, pick);
        }
        if asked.name != asked.host {
            let own = table.listeners.find(&asked.host).map(|(_, own)| own.listener);
            if own != Some(listener.listener) {
                return Pick { template: &standing.misdirected, ..pick };
            }
        }
        let mut vhosts = listener.vhosts.matching(&asked.host).map(|(_, vhost)| vhost);
        let Some(vhost) = vhosts.next() else { return Pick { template: &standing.no_rule, ..pick } };
        if !is_plain(asked.request.path_only(), self.flavour) {
            return Pick { template: &standing.path, ..pick };
        }
        let first = standing.finish(vhost, asked, pick);
        if !matches!(first.picked, Some(Picked::Nothing)) || self.flavour.facts().fall_through == FallThrough::Never {
            return first;
        }
        let answers = |vhost: &Vhost| !matches!(vhost.pick(asked.request.path_only(), asked.request), Picked::Nothing);
        if vhosts.any(answers) { Pick { template: &listener.falls_through, ..first } } else { first }
    }
}

impl Router for GatewayRouter {
    fn choose<'a>(&'a self, request: &Request) -> Choice<'a> {
        Choice { template: self.pick(&Asked::new(request)).template }
    }

    fn decide(&self, request: &Request) -> Decision {
        let asked = Asked::new(request);
        let pick = self.pick(&asked);
        let outcome = Choice { template: pick.template }.outcome(request);
        Decision { outcome, trace: trace::steps(self, &asked, &pick) }
    }
}

impl Standing {
    fn new(topology: &Topology, options: &GatewayOptions) -> Self {
        let refuse = |reason: &str| Template::Refuse { reason: reason.to_owned() };
        let respond = |reason: &str| Template::Respond { status: 404, headers: Vec::new(), reason: reason.to_owned() };
        let unknown = |reason: String| Template::Unknown { reason };
        let absent = ports::route_without_gateway(topology).filter(|_| options.scope != InputScope::Whole);
        let nothing_listens = absent.map(|(route, parent)| {
            let gateway = format!("Gateway {}/{}", parent.namespace, parent.name);
            unknown(format!("{} is attached to {gateway}, which is not in the input", route.object.id()))
        });
        let none = if topology.gateways.is_empty() { "there is no Gateway" } else { "no listener on that port" };
        Self {
            nothing_listens: nothing_listens.unwrap_or_else(|| refuse(none)),
            speaks_tls: refuse("the listeners on that port speak TLS"),
            speaks_plain: refuse("the listeners on that port do not speak TLS"),
            server_name: refuse("no listener on that port has a hostname for the server name"),
            no_route: refuse("no route of the listener takes the connection"),
            no_listener: respond("no listener on that port has a hostname for the host"),
            no_rule: respond("no rule matches"),
            misdirected: unknown(
                "the host belongs to another listener than the server name; 421 is recommended and not required"
                    .to_owned(),
            ),
            path: unknown(format!(
                "the path has empty or dot segments or characters that a proxy may decode, and what flavour {} makes of them is not modelled",
                options.flavour.name()
            )),
        }
    }

    fn finish<'a>(&'a self, vhost: &'a Vhost, asked: &Asked<'_>, pick: Pick<'a>) -> Pick<'a> {
        let picked = vhost.pick(asked.request.path_only(), asked.request);
        let template = match picked {
            Picked::Rule(_, template) | Picked::Doubtful(_, template) | Picked::Unknown(template) => template,
            Picked::Nothing => &self.no_rule,
        };
        Pick { template, vhost: Some(vhost), picked: Some(picked), ..pick }
    }
}

/// Whether every normalisation leaves the path as it is: no empty segment, no `.` or `..`, no backslash, and nothing
/// percent-encoded that some proxy decodes before it compares: unreserved characters and slashes, and with others than Envoy
/// the percent sign itself.
fn is_plain(path: &str, flavour: Flavour) -> bool {
    let bytes = path.as_bytes();
    let at = |index: usize| bytes.get(index).copied();
    let hex = |index: usize| at(index).and_then(|byte| char::from(byte).to_digit(16));
    bytes.iter().enumerate().all(|(index, byte)| match byte {
        b'\\' => false,
        b'/' => {
            let segment = &bytes[index + 1..];
            let end = segment.iter().position(|&it| it == b'/').unwrap_or(segment.len());
            !(matches!(&segment[..end], b"." | b"..") || end == 0 && !segment.is_empty())
        }
        b'%' => match (hex(index + 1), hex(index + 2)) {
            (Some(high), Some(low)) => {
                let decoded = char::from_u32(high * 16 + low).unwrap_or_default();
                !(decoded.is_ascii_alphanumeric() || matches!(decoded, '-' | '.' | '_' | '~' | '/' | '\\' | '\0'))
                    && (decoded != '%' || flavour.is_envoy())
            }
            _ => false,
        },
        _ => true,
    })
}

#[cfg(test)]
mod tests {
    use super::{Flavour, is_plain};

    #[test]
    fn paths_that_a_proxy_may_rewrite_are_not_plain() {
        for path in ["/", "/foo", "/foo/", "/a.b/..c", "/a%20b", "/%c3%a9", ""] {
            assert!(is_plain(path, Flavour::Spec), "{path}");
        }
        assert!(is_plain("/a%2520b", Flavour::EnvoyGateway));
        for path in ["//", "/a//b", "/./a", "/a/..", "/a%2Fb", "/%61", "/a\\b", "/%zz", "/a%2e", "/a%2520b"] {
            assert!(!is_plain(path, Flavour::Spec), "{path}");
        }
    }
}
