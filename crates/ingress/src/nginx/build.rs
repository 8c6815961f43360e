//! From Ingresses to servers and their locations, as ingress-nginx's `getBackendServers`, `createUpstreams` and
//! `createServers` do: oldest Ingress first, the first to say something is heard.

use gatefold_diagnostic::Map;
use std::{borrow::Cow, sync::Arc};

use gatefold_manifest::{Node, Object};
use gatefold_routing::Origin;
use k8s_openapi::api::networking::v1::IngressBackend;

use super::{
    config::Config,
    settings::{Doubt, Reader, Settings, annotation_origin},
    tls::ClientCertificate,
};
use crate::{
    IngressView,
    backend::{Backends, Resolved},
    read::paths,
};

/// How a path was written; ImplementationSpecific and a missing type are Prefix (`SetDefaultNGINXPathType`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PathKind {
    Exact,
    Prefix,
}

/// A location before nginx's own form of it.
#[derive(Debug, Clone)]
pub(crate) struct Location {
    pub(crate) path: Box<str>,
    pub(crate) kind: PathKind,
    /// The Ingress whose annotations hold here; none on the default server until somebody takes it.
    pub(crate) owner: Option<usize>,
    /// Whether it is the `/` that every server has until a rule takes it.
    pub(crate) implicit: bool,
    /// The upstream; none for the default backend.
    pub(crate) upstream: Option<usize>,
    pub(crate) origin: Option<Origin>,
    /// Whether it is the default server's `/` from a `defaultBackend`: redirects and rewrites do not hold there.
    pub(crate) catch_all: bool,
}

/// A service:port of a namespace, as written.
#[derive(Debug, Clone)]
pub(crate) struct Upstream {
    pub(crate) resolved: Resolved,
    /// The Ingress that names it first.
    pub(crate) first: usize,
    /// Whether that is a canary, so that it serves no location.
    pub(crate) no_server: bool,
    /// The upstream that takes a share of its requests.
    pub(crate) alternative: Option<usize>,
    /// The cookie that keeps a client at one endpoint, and where it is asked for: the last path that wants one names it.
    pub(crate) session_cookie: Option<(String, Origin)>,
}

/// What answers for one host.
#[derive(Debug, Clone)]
pub(crate) struct Server {
    /// `_` for the default server.
    pub(crate) host: Box<str>,
    pub(crate) origin: Option<Origin>,
    pub(crate) locations: Vec<Location>,
    /// The `spec.tls` that gives it a certificate.
    pub(crate) tls: Option<Origin>,
    /// Names that it has besides.
    pub(crate) aliases: Vec<(String, Origin)>,
    /// What asks that TLS be handed through.
    pub(crate) passthrough: Option<Origin>,
    /// The Ingress that wants `www.` redirected.
    pub(crate) from_to_www: Option<usize>,
    /// What clients have to show.
    pub(crate) certificate: Option<Box<ClientCertificate>>,
    pub(crate) doubt: Option<Doubt>,
}

/// Everything that the controller builds before it writes nginx's configuration.
#[derive(Debug, Default)]
pub(crate) struct Model {
    /// The default server is the first.
    pub(crate) servers: Vec<Server>,
    pub(crate) by_host: Map<Box<str>, usize>,
    pub(crate) upstreams: Vec<Upstream>,
    /// The Ingresses in order, and what their annotations say.
    pub(crate) objects: Vec<Object>,
    pub(crate) settings: Vec<Settings>,
    /// The Service of `--default-backend-service`.
    pub(crate) default_backend: Option<Resolved>,
}

/// Where `field` of `object` stands, its node known.
pub(crate) fn origin(object: &Object, field: String, node: Option<Node<'_>>) -> Origin {
    let span = node.map_or_else(|| object.span_of(&field), Node::span);
    Origin { object: Arc::clone(object.id()), field: field.into(), span: Some(span) }
}

/// One path of an Ingress, flattened.
pub(super) struct WrittenPath<'a> {
    pub(super) host: Box<str>,
    pub(super) path: &'a str,
    pub(super) kind: PathKind,
    pub(super) backend: &'a IngressBackend,
    origin: Origin,
}

/// The host of a rule as servers are called.
pub(crate) fn host_name(host: Option<&str>) -> Box<str> {
    match host {
        Some(host) if !host.is_empty() => host.to_ascii_lowercase().into(),
        _ => "_".into(),
    }
}

fn written_paths(view: &IngressView) -> Vec<WrittenPath<'_>> {
    let mut all = Vec::new();
    for (at, (rule, node)) in view.rules().enumerate() {
        for (number, (path, node)) in paths(rule, node).enumerate() {
            let field = format!("spec.rules[{at}].http.paths[{number}]");
            all.push(WrittenPath {
                host: host_name(rule.host.as_deref()),
                path: path.path.as_deref().filter(|path| !path.is_empty()).unwrap_or("/"),
                kind: if path.path_type == "Exact" { PathKind::Exact } else { PathKind::Prefix },
                backend: &path.backend,
                origin: origin(&view.object, field, node),
            });
        }
    }
    all
}

/// Builds the model from Ingresses in the controller's order.
pub(crate) fn build(views: &[&IngressView], config: &Config, backends: &mut Backends<'_>) -> Model {
    let mut reader = Reader { config, backends };
    let settings = views.iter().map(|view| reader.read(&view.object)).collect();
    let default = config.flags.default_backend.as_ref();
    // Without an endpoint the controller's own answers in its place (`getDefaultUpstream`).
    let default_backend = default
        .and_then(|(namespace, name)| backends.resolve_first(namespace, name))
        .filter(|resolved| resolved.problem.is_none());
    let objects = views.iter().map(|view| view.object.clone()).collect();
    let mut model = Model { settings, objects, default_backend, ..Model::default() };
    // Most Ingresses have a host and a Service of their own.
    model.servers.reserve(views.len() + 1);
    model.upstreams.reserve(views.len());
    model.by_host = Map::with_capacity(views.len() + 1);
    model.servers.push(Server::new("_", None));
    model.by_host.insert("_".into(), 0);
    model.servers[0].locations.push(Location::root(None, None));
    let written: Vec<_> = views.iter().map(|view| written_paths(view)).collect();
    let mut names = Map::with_capacity(views.len());
    model.create_upstreams(views, &written, config, backends, &mut names);
    model.create_servers(views, &names, config);
    model.fill(views, &written, &names);
    model.merge_canaries(views, &written, &names);
    model.take_certificates(&written);
    model.take_doubts(views);
    model.fit();
    model
}

/// A Service and its port by namespace and as written.
pub(super) type UpstreamName<'a> = (&'a str, &'a str, Cow<'a, str>);

/// Which upstream each is.
pub(super) type Names<'a> = Map<UpstreamName<'a>, usize>;

pub(super) fn upstream_name<'a>(namespace: &'a str, backend: &'a IngressBackend) -> Option<UpstreamName<'a>> {
    let service = backend.service.as_ref()?;
    let port = service.port.as_ref();
    let name = port.and_then(|port| port.name.as_deref()).filter(|name| !name.is_empty()).map(Cow::Borrowed);
    let port = name.or_else(|| port?.number.map(|number| number.to_string().into())).unwrap_or_default();
    Some((namespace, &service.name, port))
}

impl Server {
    fn new(host: &str, origin: Option<Origin>) -> Self {
        let (locations, aliases) = (Vec::new(), Vec::new());
        let host = host.into();
        let (tls, from_to_www, certificate, passthrough, doubt) = (None, None, None, None, None);
        Self { host, origin, locations, tls, aliases, from_to_www, certificate, passthrough, doubt }
    }
}

impl Location {
    fn root(owner: Option<usize>, upstream: Option<usize>) -> Self {
        let (path, kind) = ("/".into(), PathKind::Prefix);
        Self { path, kind, owner, implicit: true, upstream, origin: None, catch_all: false }
    }
}

impl Model {
    /// The Ingress whose rewrites and redirects hold at a location, and what its annotations say.
    pub(crate) fn own(&self, location: &Location) -> Option<(usize, &Settings)> {
        let owner = location.owner.filter(|_| !location.catch_all)?;
        Some((owner, &self.settings[owner]))
    }

    /// The other one of `www.` and a server's host, where `from-to-www-redirect` sends it here and no Ingress has it
    /// (`buildRedirects`).
    pub(crate) fn twin(&self, server: &Server) -> Option<String> {
        let host = &*server.host;
        server.from_to_www.filter(|_| host != "_" && !host.starts_with("*."))?;
        let twin = host.strip_prefix("www.").map_or_else(|| format!("www.{host}"), str::to_owned);
        (!self.by_host.contains_key(twin.as_str())).then_some(twin)
    }

    /// Whether an Ingress is a canary.
    pub(crate) fn is_canary(&self, ingress: usize) -> bool {
        self.settings[ingress].canary.is_some()
    }

    fn create_upstreams<'a>(
        &mut self,
        views: &[&'a IngressView],
        written: &[Vec<WrittenPath<'a>>],
        config: &Config,
        backends: &mut Backends<'_>,
        names: &mut Names<'a>,
    ) {
        for (index, view) in views.iter().enumerate() {
            let default = view.spec.default_backend.iter();
            for backend in default.chain(written[index].iter().map(|path| path.backend)) {
                let Some(name) = upstream_name(view.object.namespace(), backend) else { continue };
                let Some(service) = &backend.service else { continue };
                names.or_insert_with(name, || {
                    let mut resolved = backends.resolve(view.object.namespace(), service);
                    if resolved.is_external && !config.flags.external_names {
                        resolved.refuse();
                    }
                    let no_server = self.settings[index].canary.is_some();
                    self.upstreams.push(Upstream {
                        resolved,
                        first: index,
                        no_server,
                        alternative: None,
                        session_cookie: None,
                    });
                    self.upstreams.len() - 1
                });
            }
        }
    }

    fn create_servers(&mut self, views: &[&IngressView], names: &Names<'_>, config: &Config) {
        for (index, view) in views.iter().enumerate() {
            if self.is_canary(index) {
                continue;
            }
            let namespace = view.object.namespace();
            let default = view.spec.default_backend.as_ref();
            let upstream = default.and_then(|backend| names.get(&upstream_name(namespace, backend)?).copied());
            let rules: Vec<_> = view.rules().collect();
            let from_default = default.map(|_| origin(&view.object, "spec.defaultBackend".to_owned(), None));
            if rules.is_empty() && upstream.is_some() && self.servers[0].locations[0].implicit {
                let root = &mut self.servers[0].locations[0];
                (root.owner, root.upstream, root.origin) = (Some(index), upstream, from_default.clone());
                (root.implicit, root.catch_all) = (false, true);
            }
            let tls = view.spec.tls.as_ref().filter(|tls| !tls.is_empty());
            let tls = tls.map(|_| origin(&view.object, "spec.tls".to_owned(), None));
            for (at, (rule, node)) in rules.into_iter().enumerate() {
                let host = host_name(rule.host.as_deref());
                let server = *self.by_host.or_insert_with(host.clone(), || {
                    let node = node.and_then(|rule| rule.get("host"));
                    let place = origin(&view.object, format!("spec.rules[{at}].host"), node);
                    let mut server = Server::new(&host, Some(place.clone()));
                    let mut root = Location::root(Some(index), upstream);
                    root.origin = upstream.and(from_default.clone());
                    server.locations.push(root);
                    self.servers.push(server);
                    self.servers.len() - 1
                });
                let server = &mut self.servers[server];
                if server.tls.is_none() {
                    server.tls.clone_from(&tls);
                }
                let settings = &self.settings[index];
                if server.aliases.is_empty() && !settings.aliases.is_empty() && server.host.as_ref() != "_" {
                    let place = annotation_origin(&view.object, &config.whole_key("server-alias"));
                    server.aliases = settings.aliases.iter().map(|alias| (alias.clone(), place.clone())).collect();
                }
                if settings.passthrough && server.passthrough.is_none() {
                    let key = config.whole_key("ssl-passthrough");
                    server.passthrough = Some(annotation_origin(&view.object, &key));
                }
                if settings.from_to_www && server.from_to_www.is_none() {
                    server.from_to_www = Some(index);
                }
            }
        }
    }

    /// Lets go of the room that lists have grown into: the model is kept while all else is made from it.
    fn fit(&mut self) {
        self.servers.shrink_to_fit();
        self.upstreams.shrink_to_fit();
        self.servers.iter_mut().for_each(|server| server.locations.shrink_to_fit());
    }

    fn server_of(&self, host: &str) -> usize {
        self.by_host.get(host).copied().unwrap_or(0)
    }

    fn fill(&mut self, views: &[&IngressView], written: &[Vec<WrittenPath<'_>>], names: &Names<'_>) {
        // The first location of a server with a given path: only that one is compared.
        let mut first: Map<(usize, &str), usize> = Map::new();
        for (index, view) in views.iter().enumerate() {
            for path in &written[index] {
                let Some(name) = upstream_name(view.object.namespace(), path.backend) else { continue };
                let Some(&upstream) = names.get(&name) else { continue };
                if self.upstreams[upstream].no_server {
                    continue;
                }
                if let Some(cookie) = &self.settings[index].session_cookie {
                    self.upstreams[upstream].session_cookie = Some(cookie.clone());
                }
                let server = self.server_of(&path.host);
                let location = Location {
                    path: path.path.into(),
                    kind: path.kind,
                    owner: Some(index),
                    implicit: false,
                    upstream: Some(upstream),
                    origin: Some(path.origin.clone()),
                    catch_all: false,
                };
                let locations = &mut self.servers[server].locations;
                let there = if path.path == "/" { Some(0) } else { first.get(&(server, path.path)).copied() };
                match there {
                    Some(at) if locations[at].kind != path.kind => locations.push(location),
                    Some(at) if locations[at].implicit => locations[at] = location,
                    Some(_) => {}
                    None => {
                        first.insert((server, path.path), locations.len());
                        locations.push(location);
                    }
                }
            }
        }
    }

    /// The first Ingress with a path of a host says what clients have to show, unless a Secret of one cannot be used: then
    /// nobody comes in.
    fn take_certificates(&mut self, written: &[Vec<WrittenPath<'_>>]) {
        for (settings, written) in self.settings.iter().zip(written) {
            let Some(certificate) = &settings.certificate else { continue };
            for path in written {
                let server = self.by_host.get(&path.host).copied().unwrap_or(0);
                let there = &mut self.servers[server].certificate;
                if there.as_ref().is_none_or(|there| !there.is_closed() && certificate.is_closed()) {
                    *there = Some(certificate.clone());
                }
            }
        }
    }

    /// What is in doubt about an Ingress as a whole is in doubt for its hosts.
    fn take_doubts(&mut self, views: &[&IngressView]) {
        for (index, view) in views.iter().enumerate() {
            let Some(doubt) = self.settings[index].host.clone() else { continue };
            let rules = view.spec.rules.iter().flatten();
            let mut hosts: Vec<Box<str>> = rules.map(|rule| host_name(rule.host.as_deref())).collect();
            if hosts.is_empty() || view.spec.default_backend.is_some() && hosts.iter().any(|host| &**host == "_") {
                hosts.push("_".into());
            }
            for host in hosts {
                let server = self.server_of(&host);
                // A host that only a canary names falls to the default server, with or without this Ingress.
                if self.by_host.contains_key(&host) {
                    self.servers[server].doubt.get_or_insert_with(|| doubt.clone());
                }
            }
        }
    }
}
