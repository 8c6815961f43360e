//! ingress-nginx's servers as others may read them: hosts, locations in nginx's order, and what each does. The router runs
//! the same model, so what is written from here and what is routed cannot differ.

use gatefold_routing::{PathMatch, ValueMatch};

use super::{
    accept::Refused,
    build::{Location, Server},
    canary, certified,
    emit::{Act, Emission},
    model::{Installation, NginxModel},
    rules::Certified,
    settings::Settings,
};

/// All servers of all installations.
#[derive(Debug)]
pub struct Servers<'m> {
    /// Of each installation the default server is the first.
    pub list: Vec<ServerView<'m>>,
    /// Ingresses that the controller does not take at all, each by its place among those that are served, with the field
    /// that keeps it out where one does.
    pub left_out: Vec<(usize, Option<&'m str>)>,
    /// By installation.
    pub installations: Vec<InstallationView<'m>>,
}

/// An installation of ingress-nginx.
#[derive(Debug)]
pub struct InstallationView<'m> {
    /// What it is called: its controller class, with its Deployment where another goes by the same.
    pub name: &'m str,
    /// A word for it that no other has; empty where it is the only one.
    pub label: &'m str,
    /// Whether TLS is handed through where an Ingress asks for it.
    pub passes_tls: bool,
    /// What holds for an Ingress that does not say.
    pub defaults: Defaults,
    /// `no-tls-redirect-locations`: paths that begin so are not redirected to https.
    pub no_tls: &'m [String],
}

/// What the controller's ConfigMap says for every Ingress that has no annotation of its own for it.
#[derive(Debug, Clone, Copy)]
pub struct Defaults {
    /// `ssl-redirect`.
    pub ssl_redirect: bool,
    /// `force-ssl-redirect`.
    pub force_ssl_redirect: bool,
    /// `preserve-trailing-slash`.
    pub preserve_trailing_slash: bool,
    /// `http-redirect-code`.
    pub redirect_status: u16,
    /// `hsts`.
    pub hsts: bool,
    /// Seconds for which a backend may be silent where no annotation says otherwise.
    pub read_timeout: u32,
    /// How often a request that reaches no endpoint is tried again where no annotation says otherwise.
    pub retries: u32,
}

/// What answers for one host.
#[derive(Debug)]
pub struct ServerView<'m> {
    /// The installation that it is a server of.
    pub installation: usize,
    /// The host; empty for the default server.
    pub host: &'m str,
    /// Names that it has besides.
    pub aliases: Vec<&'m str>,
    /// `www.` and the host, or the host without it, where that is sent here (`from-to-www-redirect`).
    pub twin: Option<String>,
    /// Where `/` is sent, and the Ingress that says so.
    pub app_root: Option<(usize, &'m str)>,
    /// Whether all paths are regular expressions.
    pub is_regex: bool,
    /// Whether nginx would load it: where it would not, it has no locations.
    pub is_loaded: bool,
    /// In nginx's order: the first that matches wins.
    pub locations: Vec<LocationView<'m>>,
}

/// How a location's path is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PathForm {
    /// Equality.
    Exact,
    /// Equality up to a segment's end.
    Prefix,
    /// A regular expression, in any case, anchored at its start.
    Regex,
}

/// What a location answers, before any redirect to https.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer<'m> {
    /// A redirect to the path with a slash.
    AddSlash,
    /// A redirect to an address, with its status.
    Redirect(u16, &'m str),
    /// The backend; 404 where there is none.
    Serve,
}

/// A Service and its port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceView<'m> {
    /// Its namespace.
    pub namespace: &'m str,
    /// Its name.
    pub name: &'m str,
    /// The port; none where the input does not tell its number.
    pub port: Option<u16>,
}

/// One location.
#[derive(Debug)]
pub struct LocationView<'m> {
    /// The Ingress whose annotations hold, by its place among the Ingresses that are served.
    pub ingress: Option<usize>,
    /// The field of an Ingress that it is from; none for what a server has by itself.
    pub field: Option<&'m str>,
    /// The path as nginx has it.
    pub path: &'m str,
    /// How it is compared.
    pub form: PathForm,
    /// What is answered.
    pub answer: Answer<'m>,
    /// Whether plain HTTP is sent to https, unless the answer is a redirect anyway.
    pub to_https: bool,
    /// What the path becomes.
    pub rewrite: Option<&'m str>,
    /// The backend; none for the default backend, which answers 404.
    pub backend: Option<ServiceView<'m>>,
    /// The canary of the backend.
    pub canary: Option<CanaryView<'m>>,
    /// The Ingress of a canary that has no endpoints, so that the backend gets all.
    pub idle_canary: Option<usize>,
}

/// A canary that has endpoints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CanaryView<'m> {
    /// The Ingress that makes it one.
    pub ingress: usize,
    /// Where its share goes.
    pub backend: ServiceView<'m>,
    /// In the order in which they are asked; the last has no condition.
    pub cases: Vec<CanaryCase>,
    /// Of which `weight` is a part.
    pub total: u32,
}

/// One way to decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CanaryCase {
    /// The header and what its value must be.
    pub header: Option<(String, Wanted)>,
    /// The canary's part.
    pub weight: u32,
}

/// What a header's value must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// Equal to it.
    Exact(String),
    /// Somewhere a match of this.
    Pattern(String),
}

impl NginxModel {
    /// Its servers.
    pub fn servers(&self) -> Servers<'_> {
        let mut all = Servers { list: Vec::new(), left_out: Vec::new(), installations: Vec::new() };
        for (number, built) in self.installations.iter().enumerate() {
            for (server, emission) in built.model.servers.iter().zip(&built.emissions) {
                all.list.push(built.server(number, server, emission.as_ref().ok()));
            }
            // Another installation may take what this one leaves out.
            let is_own = |(ingress, _): &(usize, _)| self.homes[*ingress] == Some(number);
            all.left_out.extend(built.refused.iter().map(Refused::place).filter(is_own));
            let flags = &built.config.flags;
            all.installations.push(InstallationView {
                name: &flags.name,
                label: &flags.label,
                passes_tls: flags.hands_tls_through(),
                defaults: built.defaults(),
                no_tls: &built.config.no_tls,
            });
        }
        all
    }
}

impl Installation {
    fn defaults(&self) -> Defaults {
        let config = &self.config;
        Defaults {
            ssl_redirect: config.ssl_redirect,
            force_ssl_redirect: config.force_ssl_redirect,
            preserve_trailing_slash: config.preserve_trailing_slash,
            redirect_status: config.redirect_status,
            hsts: config.has_hsts(),
            read_timeout: config.read_timeout,
            retries: config.retries,
        }
    }

    fn server<'m>(&'m self, installation: usize, server: &'m Server, emission: Option<&'m Emission>) -> ServerView<'m> {
        let is_default = &*server.host == "_";
        let is_free = |name: &str| !self.model.by_host.contains_key(name);
        let aliases = server.aliases.iter().map(|(alias, _)| &**alias).filter(|alias| is_free(alias)).collect();
        let twin = self.model.twin(server);
        let host = if is_default { "" } else { &*server.host };
        let (app_root, locations) = (None, Vec::new());
        let mut view =
            ServerView { installation, host, aliases, twin, app_root, is_regex: false, is_loaded: true, locations };
        let Some(emission) = emission else { return ServerView { is_loaded: false, ..view } };
        view.is_regex = emission.regex.is_some();
        view.locations.reserve_exact(emission.list.len());
        let has_certificate = !is_default && !matches!(certified(&self.model, server), Certified::No);
        for emitted in &emission.list {
            let location = &server.locations[emitted.location];
            let own = self.model.own(location);
            if let (Some((owner, settings)), None) = (own, view.app_root) {
                view.app_root = settings.app_root.as_deref().map(|root| (self.places[owner], root));
            }
            let settings = own.map(|(_, settings)| settings);
            let to_https = settings
                .is_some_and(|settings| settings.force_ssl_redirect || settings.ssl_redirect && has_certificate);
            let answer = match (emitted.act, settings.and_then(|settings| settings.redirect.as_ref())) {
                (Act::AddSlash, _) => Answer::AddSlash,
                (Act::Serve, Some(redirect)) => Answer::Redirect(redirect.status, &redirect.url),
                (Act::Serve, None) => Answer::Serve,
            };
            let form = match emitted.matches {
                PathMatch::Exact(_) => PathForm::Exact,
                PathMatch::Regex(_) => PathForm::Regex,
                PathMatch::Prefix(_) | PathMatch::Begin(_) | PathMatch::Any => PathForm::Prefix,
            };
            let path = match &emitted.matches {
                PathMatch::Exact(path) => &**path,
                _ => &*emitted.path,
            };
            let rewrite = settings.and_then(|settings| settings.rewrite_target.as_deref());
            view.locations.push(LocationView {
                ingress: location.owner.map(|owner| self.places[owner]),
                field: location.origin.as_ref().map(|origin| &*origin.field),
                form,
                answer,
                to_https: to_https && self.config.no_tls(&location.path).is_none(),
                rewrite: rewrite.filter(|target| **target != *emitted.path),
                backend: location.upstream.map(|upstream| self.service(upstream)),
                canary: self.canary(location),
                idle_canary: self.idle_canary(location),
                path,
            });
        }
        view
    }

    fn service(&self, upstream: usize) -> ServiceView<'_> {
        let backend = &self.model.upstreams[upstream].resolved.backend;
        ServiceView { namespace: &backend.namespace, name: &backend.name, port: backend.port }
    }

    /// The Ingress of the canary of a location's upstream, where it has no endpoint to send to.
    fn idle_canary(&self, location: &Location) -> Option<usize> {
        let upstream = &self.model.upstreams[self.model.upstreams[location.upstream?].alternative?];
        upstream.resolved.problem.is_some().then(|| self.places[upstream.first])
    }

    /// The canary of a location's upstream: none where its settings are not taken or it has no endpoint to send to.
    fn canary(&self, location: &Location) -> Option<CanaryView<'_>> {
        let primary = &self.model.upstreams[location.upstream?];
        let alternative = primary.alternative?;
        let upstream = &self.model.upstreams[alternative];
        let settings: &Settings = &self.model.settings[upstream.first];
        let canary = settings.canary.as_ref().filter(|_| settings.host.is_none())?;
        if upstream.resolved.problem.is_some() || primary.resolved.problem.is_some() {
            return None;
        }
        let cases = canary::decisions(canary).ok()?;
        let case = |decision: canary::Decision| CanaryCase {
            header: decision.guards.into_iter().next().map(|guard| {
                let wanted = match &guard.value {
                    ValueMatch::Exact(value) => Wanted::Exact(value.to_string()),
                    ValueMatch::Regex(pattern) => Wanted::Pattern(pattern.source().to_owned()),
                };
                (guard.name.to_string(), wanted)
            }),
            weight: decision.weight,
        };
        Some(CanaryView {
            ingress: self.places[upstream.first],
            backend: self.service(alternative),
            cases: cases.into_iter().map(case).collect(),
            total: canary.total,
        })
    }
}
