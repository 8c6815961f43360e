//! What the output will say, before any of it is written: hosts, who serves which path of them, certificates, redirects.
//!
//! The rules are ingress-nginx's where an Ingress is for it (a host belongs to the Ingress that first mentions it, the
//! oldest Ingress wins a path) and the Ingress specification's elsewhere, which leaves conflicts open: there too the
//! oldest wins, as in Gateway API.

use gatefold_diagnostic::{Code, Diagnostic, Map, Span};
use gatefold_ingress::{
    CanaryView, Dialect, IngressView, InstallationView, LocationView, NginxModel, Servers, SslRedirect,
    annotation::{Annotations, INGRESS_NGINX, Meaning},
    is_entry_point, meaning, served_over, ssl_redirect,
};
use gatefold_manifest::Bundle;

use crate::{
    Options,
    certificate::{self, Certificate},
    extras::middleware,
    fill,
    groups::{Group, Groups},
    hostname,
    rules::RedirectTo,
    serve,
};

/// How a location's path is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum PathKind {
    Exact,
    Prefix,
    /// A regular expression, which is the location's value.
    Regex,
}

/// Which field of the Ingress a location is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    Path { rule: usize, path: usize },
    DefaultBackend,
}

/// Where a location sends requests.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Backend {
    Service {
        name: String,
        port: i32,
    },
    /// The Service's port has a name that could not be looked up: the rule stays, without a backend, so that its requests
    /// fail instead of going to a shorter path's backend.
    Unresolved,
    /// The Service has no port of that name: the rule stays likewise. Validation says so (GW0218).
    NoPort {
        name: String,
        port: String,
    },
    /// Several Services, each with its weight.
    Split(Vec<(Backend, u32)>),
    /// Requests are sent there in place of a backend.
    Elsewhere(RedirectTo),
    /// What an action does in place of a Service is nothing that a rule says, which the finding tells: the rule stays likewise.
    Untold(Code),
}

impl Backend {
    /// The Service's name, where the port is known.
    pub(crate) fn name(&self) -> Option<&str> {
        if let Self::Service { name, .. } = self { Some(name) } else { None }
    }

    /// Why there is nothing to send requests to, where there is not.
    pub(crate) fn lacks(&self) -> Option<Code> {
        match self {
            Self::Service { .. } | Self::Split(_) | Self::Elsewhere(_) => None,
            Self::Untold(code) => Some(*code),
            Self::Unresolved => Some(Code::GW0219),
            Self::NoPort { .. } => Some(Code::GW0218),
        }
    }
}

/// A path of a host that is served.
#[derive(Debug)]
pub(crate) struct Location {
    pub(crate) host: usize,
    pub(crate) ingress: usize,
    pub(crate) origin: Origin,
    pub(crate) kind: PathKind,
    /// As the Ingress writes it.
    pub(crate) raw: String,
    /// As a match writes it.
    pub(crate) value: String,
    pub(crate) backend: Backend,
    /// The item of `paths`, or `defaultBackend`.
    pub(crate) span: Span,
    /// Whether it is known what its controller makes of the `pathType`.
    pub(crate) is_known: bool,
    /// Set where a request on the border of the path is answered otherwise: the code says which.
    pub(crate) changed: Option<Code>,
    /// Set where it is not emitted after all.
    pub(crate) dropped: Option<Code>,
}

impl Location {
    /// The field that it is from, in Kubernetes' spelling.
    pub(crate) fn field(&self) -> String {
        match self.origin {
            Origin::Path { rule, path } => format!("spec.rules[{rule}].http.paths[{path}]"),
            Origin::DefaultBackend => "spec.defaultBackend".to_owned(),
        }
    }

    pub(crate) fn is_root(&self) -> bool {
        self.kind == PathKind::Prefix && self.value == "/"
    }
}

/// A host of one Gateway; the empty name is every host that no other covers.
#[derive(Debug)]
pub(crate) struct Host {
    pub(crate) group: usize,
    pub(crate) name: String,
    /// The Ingress that first mentions it, whose settings hold for paths that nobody serves.
    pub(crate) owner: usize,
    pub(crate) locations: Vec<usize>,
    pub(crate) certificate: Option<Certificate>,
    /// The Ingress that makes ingress-nginx read all paths of the host as regular expressions.
    pub(crate) regex: Option<usize>,
    /// ingress-nginx's server for it.
    pub(crate) server: Option<usize>,
    /// Set where it is a wildcard that more names match than before: the code says so.
    pub(crate) widened: Option<Code>,
    /// Names that it has besides.
    pub(crate) aliases: Vec<String>,
    /// Where `/` is sent, and the Ingress that says so.
    pub(crate) app_root: Option<(usize, String)>,
    /// The host that requests for this one are sent to.
    pub(crate) www_of: Option<usize>,
}

/// What became of one path, or of a default backend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PathResult {
    /// It is this location.
    Kept(usize),
    /// It is one on each of these hosts.
    KeptOn(Vec<usize>),
    /// It takes part in what becomes of another Ingress's location.
    Canary(usize),
    /// Another has its place.
    Lost { to: usize },
    /// Nothing came of it.
    Dropped(Code),
}

impl PathResult {
    /// The one location whose rule decides about its requests, its own or another's.
    pub(crate) fn decided_at(&self) -> Option<usize> {
        match self {
            Self::Kept(location) | Self::Canary(location) | Self::Lost { to: location } => Some(*location),
            Self::KeptOn(_) | Self::Dropped(_) => None,
        }
    }

    /// The locations that it is.
    fn locations(&self) -> &[usize] {
        match self {
            Self::Kept(location) => std::slice::from_ref(location),
            Self::KeptOn(locations) => locations,
            Self::Canary(_) | Self::Lost { .. } | Self::Dropped(_) => &[],
        }
    }
}

/// What became of one Ingress, rule by rule.
#[derive(Debug, Default)]
pub(crate) struct IngressResult {
    /// Set where nothing of it is converted.
    pub(crate) refused: Option<Code>,
    /// The host of each rule; the code where it is none.
    pub(crate) rules: Vec<Result<usize, Code>>,
    pub(crate) paths: Vec<Vec<PathResult>>,
    pub(crate) default_backend: Option<PathResult>,
    pub(crate) implementation_specific: usize,
}

impl IngressResult {
    /// The locations that are the Ingress's own: its paths', then its default backend's.
    pub(crate) fn locations(&self) -> impl Iterator<Item = usize> {
        self.paths.iter().flatten().chain(&self.default_backend).flat_map(PathResult::locations).copied()
    }
}

/// Settings of one Ingress that the plan asks for often.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) dialect: Dialect,
    /// The installation of ingress-nginx that it follows; the first for another controller's.
    pub(crate) installation: usize,
    pub(crate) group: usize,
    pub(crate) ssl_redirect: bool,
    pub(crate) force_ssl_redirect: bool,
    pub(crate) preserve_trailing_slash: bool,
    pub(crate) canary: bool,
    pub(crate) use_regex: bool,
    /// Where ingress-nginx takes it.
    pub(crate) rewrite_target: Option<String>,
    /// The Host that the backend gets.
    pub(crate) upstream_host: Option<String>,
    /// Whether its paths are served over plain HTTP, and over https; none there where a certificate decides.
    pub(crate) http: bool,
    pub(crate) https: Option<bool>,
    /// The redirect to https that another controller than ingress-nginx makes.
    pub(crate) ssl: Option<SslRedirect>,
}

/// All of it.
#[derive(Debug)]
pub(crate) struct Plan<'a> {
    pub(crate) ingresses: &'a [IngressView],
    pub(crate) settings: Vec<Settings>,
    pub(crate) results: Vec<IngressResult>,
    pub(crate) groups: Vec<Group>,
    pub(crate) hosts: Vec<Host>,
    pub(crate) locations: Vec<Location>,
    /// What ingress-nginx makes of its Ingresses.
    pub(crate) servers: Servers<'a>,
    /// By location: its server, and its place among the server's.
    pub(crate) views: Vec<Option<(usize, usize)>>,
}

/// Plans the conversion of `ingresses`, which are in the order in which conflicts are decided.
pub(crate) fn plan<'a>(
    bundle: &Bundle,
    ingresses: &'a [IngressView],
    model: &'a NginxModel,
    options: &Options,
    diagnostics: &mut Vec<Diagnostic>,
) -> Plan<'a> {
    let servers = model.servers();
    let mut groups = Groups::new(&options.placement, ingresses);
    let mut settings: Vec<_> = ingresses.iter().map(|view| settings(view, &servers, &mut groups)).collect();
    let middlewares = middleware::all(bundle);
    for (settings, view) in settings.iter_mut().zip(ingresses).filter(|_| !middlewares.is_empty()) {
        settings.ssl = settings.ssl.or_else(|| middleware::to_https(&middlewares, view));
    }
    let results = ingresses.iter().map(|_| IngressResult::default()).collect();
    let mut plan = Plan {
        ingresses,
        settings,
        results,
        groups: groups.all,
        hosts: Vec::new(),
        locations: Vec::new(),
        servers,
        views: Vec::new(),
    };
    fill::fill(&mut plan, bundle, options, diagnostics);
    serve::serve(&mut plan, options.fidelity, diagnostics);
    certificate::choose(&mut plan, diagnostics);
    serve::twins(&mut plan);
    plan
}

impl Plan<'_> {
    /// Whether ingress-nginx would send a plain HTTP request for this path of the host to HTTPS.
    pub(crate) fn redirects(&self, host: &Host, ingress: usize, path: &str) -> bool {
        let settings = &self.settings[ingress];
        let certain = !host.name.is_empty() && host.certificate.is_some();
        if settings.dialect != Dialect::IngressNginx {
            let is_exempt = |ssl: &SslRedirect| !ssl.exempt.is_empty() && path.starts_with(ssl.exempt);
            return settings.ssl.is_some_and(|ssl| !is_exempt(&ssl) && (ssl.is_forced || certain));
        }
        !self.controller(ingress).no_tls.iter().any(|prefix| path.starts_with(prefix))
            && (settings.force_ssl_redirect || (settings.ssl_redirect && certain))
    }

    /// The status of that redirect, as the Ingress's controller answers.
    pub(crate) fn redirect_status(&self, ingress: usize) -> u16 {
        self.settings[ingress].ssl.map_or(self.controller(ingress).defaults.redirect_status, |ssl| ssl.status)
    }

    /// Whether answers over HTTPS carry `Strict-Transport-Security`, as ingress-nginx's do.
    pub(crate) fn has_hsts(&self, ingress: usize) -> bool {
        self.settings[ingress].dialect == Dialect::IngressNginx && self.controller(ingress).defaults.hsts
    }

    /// The installation of ingress-nginx that an Ingress is for.
    pub(crate) fn controller(&self, ingress: usize) -> &InstallationView<'_> {
        &self.servers.installations[self.settings[ingress].installation]
    }

    /// The location of ingress-nginx that this one is; of two, the one with the path as it is written.
    pub(crate) fn view_of(&self, location: usize) -> Option<&LocationView<'_>> {
        let (server, at) = (*self.views.get(location)?)?;
        Some(&self.servers.list[server].locations[at])
    }

    /// The canary of a location.
    pub(crate) fn canary_of(&self, location: usize) -> Option<&CanaryView<'_>> {
        self.view_of(location)?.canary.as_ref()
    }

    /// Hosts by Gateway and name.
    pub(crate) fn hosts_by_name(&self) -> Map<(usize, &str), usize> {
        self.hosts.iter().enumerate().map(|(at, host)| ((host.group, &*host.name), at)).collect()
    }

    /// The namespace of an Ingress.
    pub(crate) fn namespace(&self, ingress: usize) -> &str {
        self.ingresses[ingress].object.namespace()
    }
}

fn settings(view: &IngressView, servers: &Servers<'_>, groups: &mut Groups) -> Settings {
    let dialect = view.class.dialect;
    let own = view.class.installations.first().copied();
    let installation = own.unwrap_or_default();
    let defaults = servers.installations[installation].defaults;
    let mut settings = Settings {
        dialect,
        installation,
        group: groups.of(view.object.namespace(), own, servers),
        ssl_redirect: defaults.ssl_redirect,
        force_ssl_redirect: defaults.force_ssl_redirect,
        preserve_trailing_slash: defaults.preserve_trailing_slash,
        canary: false,
        use_regex: false,
        rewrite_target: None,
        upstream_host: None,
        http: true,
        https: None,
        ssl: None,
    };
    if dialect != Dialect::IngressNginx {
        settings.ssl = ssl_redirect(view);
        // Elsewhere a load balancer's own certificate decides, which no Secret holds.
        if dialect == Dialect::Traefik && is_known(view) {
            (settings.http, settings.https) = served_over(view);
        }
        settings.upstream_host = meaning(view, Meaning::UpstreamHost).and_then(upstream_host);
        return settings;
    }
    let read = Annotations::new(&view.object, &INGRESS_NGINX);
    if !read.is_empty() {
        let is_set = |name: &str| read.flag(name) == Some(true);
        settings.ssl_redirect = read.flag("ssl-redirect").unwrap_or(defaults.ssl_redirect);
        settings.force_ssl_redirect = read.flag("force-ssl-redirect").unwrap_or(defaults.force_ssl_redirect);
        settings.preserve_trailing_slash =
            read.flag("preserve-trailing-slash").unwrap_or(defaults.preserve_trailing_slash);
        settings.canary = is_set("canary");
        settings.use_regex = is_set("use-regex");
        settings.upstream_host = read.written("upstream-vhost").and_then(upstream_host);
        settings.rewrite_target = read.text("rewrite-target").map(str::to_owned);
    }
    settings
}

/// Whether an Ingress names an entry point that Traefik's chart has.
fn is_known(view: &IngressView) -> bool {
    meaning(view, Meaning::EntryPoints).unwrap_or("web").split(',').any(|name| is_entry_point(name.trim()))
}

/// A value of `upstream-vhost` that a URLRewrite filter takes; nginx also takes variables and ports.
pub(crate) fn upstream_host(value: &str) -> Option<String> {
    let name = value.trim();
    hostname::is_one_host(name).then(|| name.to_owned())
}
