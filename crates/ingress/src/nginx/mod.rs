//! How ingress-nginx (v1.15.1) routes: its servers and locations built once, then asked.
//!
//! Its ConfigMap and command line count where they are in the input; what is not modelled makes the outcome unknown for what
//! it can touch, a setting of the ConfigMap for everything.

mod accept;
mod access;
mod address;
mod alternative;
mod answers;
mod auth;
mod build;
mod canary;
pub(crate) mod config;
mod content;
mod cors;
mod emit;
mod findings;
pub(crate) mod flags;
mod location;
pub(crate) mod model;
mod passthrough;
mod rules;
pub(crate) mod settings;
mod target;
mod tls;
mod trace;
pub(crate) mod view;

use std::collections::HashMap;

use gatefold_diagnostic::{Diagnostic, order_by};
use gatefold_routing::{Assumption, Choice, Origin, Request, Rule, Scheme, Step, Template, normalise};

pub(crate) use self::build::origin;
use self::{
    accept::Refused,
    access::Verdict,
    build::{Model, Server},
    config::Config,
    emit::Emission,
    model::Installation,
    passthrough::Passed,
    rules::{Certified, Compiled, Compiler, Facts},
    settings::{Doubt, annotation_origin},
    tls::Gate,
};
use crate::AuthAnswer;

/// Names by their hash; the hasher mixes well and is seeded once.
type Names<T> = HashMap<Box<str>, T, foldhash::fast::FixedState>;

/// A compiled server.
#[derive(Debug)]
struct Site {
    host: Box<str>,
    origin: Option<Origin>,
    http: Compiled,
    https: Compiled,
    /// Why its paths are regular expressions, where they are.
    regex: Option<Step>,
    /// What clients have to show.
    gate: Option<Box<Gate>>,
    doubt: Option<(Doubt, Template)>,
    /// Where its connections go, where TLS does not end here.
    passed: Option<Passed>,
    /// What gives it further names.
    alias: Option<Origin>,
}

/// How a host's name found its server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Found {
    Equal,
    Alias,
    Wildcard,
    Default,
}

/// What is open where a host is an alias, because its certificate is not looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    Nothing,
    /// Whether a redirect to https happens.
    Redirects,
    /// Whether there is one.
    Everything,
}

/// ingress-nginx with its Ingresses.
#[derive(Debug)]
pub(crate) struct NginxRouter {
    sites: Vec<Site>,
    exact: Names<usize>,
    aliases: Names<(usize, Open)>,
    /// `*.example.com` by `example.com`, one label only.
    wildcards: Names<usize>,
    /// Aliases `*.example.com` by `example.com`, any depth.
    deep: Names<(usize, Open)>,
    /// Why nothing can be said of any request.
    whole: Option<(Doubt, Template)>,
    /// Ingresses that the controller leaves out.
    refused: Vec<Refused>,
    config: Config,
    auth: AuthAnswer,
    findings: Vec<Diagnostic>,
    assumptions: Vec<Assumption>,
    bad_request: [Template; 2],
    too_large: [Template; 2],
    unsure_alias: Template,
    unsure_path: Template,
    rejected: Template,
}

/// What a request comes down to.
struct Selected<'a> {
    site: &'a Site,
    found: Found,
    rule: Option<(usize, &'a Rule, &'a Facts)>,
    template: &'a Template,
    /// What the access phase made of it.
    verdict: Option<Verdict>,
    /// Why it does not come in at all.
    stopped: Option<&'a str>,
}

impl NginxRouter {
    /// Compiles the router of an installation.
    pub(crate) fn new(built: Installation, auth: AuthAnswer) -> Self {
        let Installation { config, refused, model, emissions, .. } = built;
        let mut router = Self::empty(config, auth);
        router.refused = refused;
        router.assumptions = model.settings.iter().flat_map(|settings| settings.assumed.iter().cloned()).collect();
        router.whole = router.config.doubt.clone().map(Doubt::with_template);
        router.findings = findings::unreachable_ports(&model);
        router.findings.extend(findings::unplain_paths(&model.objects, &router.config));
        for (server, emission) in model.servers.iter().zip(emissions) {
            match emission {
                Ok(emission) => router.sites.push(Site::compile(&model, server, &emission, &router.config)),
                Err(conflict) => {
                    router.findings.push(findings::conflict(&conflict));
                    router.whole.get_or_insert(conflict.doubt.with_template());
                    router.sites.push(Site::silent(server));
                }
            }
        }
        router.name_servers(&model);
        router.add_www(&model);
        router
    }

    fn empty(config: Config, auth: AuthAnswer) -> Self {
        let respond = |status: u16, reason: &str| {
            [Scheme::Http, Scheme::Https].map(|scheme| Template::Respond {
                status,
                headers: config.common(scheme),
                reason: reason.to_owned(),
            })
        };
        let unknown = |why: &str| Doubt::not_said(why, None).template();
        Self {
            sites: Vec::new(),
            exact: Names::default(),
            aliases: Names::default(),
            wildcards: Names::default(),
            deep: Names::default(),
            whole: None,
            refused: Vec::new(),
            auth,
            findings: Vec::new(),
            assumptions: Vec::new(),
            bad_request: respond(400, "the path cannot be decoded or leads above the root"),
            too_large: respond(413, "the body is larger than client_max_body_size"),
            unsure_alias: unknown(
                "whether the certificate covers the alias is not looked at, and the redirect to https depends on it",
            ),
            rejected: Template::Refuse {
                reason: "ssl-reject-handshake refuses TLS for a host that the controller does not have".to_owned(),
            },
            unsure_path: unknown("the path has bytes on which regular expressions are not sure to agree"),
            config,
        }
    }

    fn name_servers(&mut self, model: &Model) {
        for (index, server) in model.servers.iter().enumerate() {
            match server.host.strip_prefix("*.") {
                Some(suffix) => self.wildcards.insert(suffix.into(), index),
                None => self.exact.insert(server.host.clone(), index),
            };
        }
        // Of two servers with one alias the first of the file has it, and hosts stand there in order.
        let mut in_file: Vec<(usize, &Server)> = model.servers.iter().enumerate().collect();
        order_by(&mut in_file, |(_, a), (_, b)| a.host.cmp(&b.host));
        for (index, server) in in_file {
            // Where the host has a certificate, only one that covers the alias makes it redirect.
            let open = match certified(model, server) {
                Certified::No => Open::Nothing,
                _ => Open::Redirects,
            };
            for (alias, _) in server.aliases.iter().filter(|(alias, _)| !model.by_host.contains_key(alias.as_str())) {
                match alias.strip_prefix("*.") {
                    Some(suffix) => self.deep.entry(suffix.into()).or_insert((index, open)),
                    // The wildcard host that covers the alias may have a certificate that its server lacks.
                    None if covering(model, alias).is_some_and(|host| host.tls.is_some()) => {
                        self.aliases.entry(alias.as_str().into()).or_insert((index, Open::Everything))
                    }
                    None => self.aliases.entry(alias.as_str().into()).or_insert((index, open)),
                };
            }
        }
    }

    /// Servers that only send `www.` to the host without it, or the other way round (`from-to-www-redirect`).
    fn add_www(&mut self, model: &Model) {
        for server in &model.servers {
            let Some(twin) = model.twin(server) else { continue };
            self.exact.insert(twin.as_str().into(), self.sites.len());
            let key = self.config.whole_key("from-to-www-redirect");
            let origin = server.from_to_www.map(|owner| annotation_origin(&model.objects[owner], &key));
            self.sites.push(Site::www(&self.config, server, &twin, origin.as_ref()));
        }
    }

    /// Whether a host of the controller, and not only its default server, answers for `host`.
    pub(crate) fn knows(&self, host: &str) -> bool {
        with_lower(host, |host| self.server(host)).1 != Found::Default
    }

    /// Whether rules without a host or a `defaultBackend` alone answer for what no host does.
    pub(crate) fn has_catch_all(&self) -> bool {
        let default = &self.sites[0];
        default.doubt.is_some() || default.http.rules.rules().iter().any(|rule| rule.origin.is_some())
    }

    fn server(&self, host: &str) -> (usize, Found, Open) {
        if let Some(&index) = self.exact.get(host).filter(|_| host != "_") {
            return (index, Found::Equal, Open::Nothing);
        }
        if let Some(&(index, open)) = self.aliases.get(host) {
            return (index, Found::Alias, open);
        }
        let mut rest = host;
        while let Some((_, parent)) = rest.split_once('.').filter(|_| !self.deep.is_empty()) {
            if let Some(&(index, open)) = self.deep.get(parent) {
                return (index, Found::Alias, open);
            }
            rest = parent;
        }
        let one_label = host.split_once('.').filter(|(label, _)| is_word(label));
        match one_label.and_then(|(_, suffix)| self.wildcards.get(suffix)) {
            Some(&index) => (index, Found::Wildcard, Open::Nothing),
            None => (0, Found::Default, Open::Nothing),
        }
    }

    fn select(&self, request: &Request) -> Selected<'_> {
        if let Some((site, passed)) = self.passed(request).filter(|_| self.whole.is_none()) {
            let (found, template) = (Found::Equal, &passed.template);
            return Selected { site, found, rule: None, template, verdict: None, stopped: None };
        }
        let (index, found, open) = with_lower(&request.host, |host| self.server(host));
        let site = &self.sites[index];
        let whole = |template| Selected { site, found, rule: None, template, verdict: None, stopped: None };
        if let Some((_, template)) = self.whole.as_ref().or(site.doubt.as_ref()) {
            return whole(template);
        }
        if self.config.rejects_handshake && self.is_rejected(request) {
            return whole(&self.rejected);
        }
        let gate = site.gate.as_ref();
        if let Some((template, why)) = gate.and_then(|gate| gate.answer(request, self.handshake(request), self.auth)) {
            return Selected { stopped: Some(why), ..whole(template) };
        }
        let is_https = usize::from(request.scheme == Scheme::Https);
        let Some(normal) = normalise(&request.path) else { return whole(&self.bad_request[is_https]) };
        if site.regex.is_some() && !emit::is_certain(&normal) {
            return whole(&self.unsure_path);
        }
        let compiled = site.compiled(request.scheme);
        let Some(index) = compiled.rules.first_match(&normal.path, request) else {
            return whole(&self.bad_request[is_https]);
        };
        let (rule, facts) = (&compiled.rules.rules()[index], &compiled.facts[index]);
        let mut template = &rule.template;
        let mut verdict = None;
        if facts.is_too_large(request) {
            template = facts.too_large.as_deref().unwrap_or(&self.too_large[is_https]);
        } else if open == Open::Redirects && matches!(template, Template::Redirect(_))
            || open == Open::Everything && request.scheme == Scheme::Http
        {
            template = &self.unsure_alias;
        } else if let Some(access) = &facts.access {
            let found = access.verdict(request, &self.config, self.auth);
            template = access.answer(&found).unwrap_or(template);
            verdict = Some(found);
        }
        Selected { site, found, rule: Some((index, rule, facts)), template, verdict, stopped: None }
    }

    /// What was taken to be so of what its Ingresses name.
    pub(crate) fn assumptions(&self) -> &[Assumption] {
        &self.assumptions
    }

    /// What its configuration has that nobody can serve.
    pub(crate) fn findings(&self) -> &[Diagnostic] {
        &self.findings
    }

    /// Its settings.
    pub(crate) fn config(&self) -> &Config {
        &self.config
    }

    pub(crate) fn choose(&self, request: &Request) -> Choice<'_> {
        Choice { template: self.select(request).template }
    }
}

impl Site {
    fn compile(model: &Model, server: &Server, emission: &Emission, config: &Config) -> Self {
        let compiler = Compiler { model, server, certified: certified(model, server), config };
        let doubt = server.doubt.clone().or_else(|| emission.doubt.clone());
        Self {
            http: compiler.compile(emission, Scheme::Http),
            https: compiler.compile(emission, Scheme::Https),
            regex: compiler.regex_note(emission),
            doubt: doubt.map(Doubt::with_template),
            passed: passthrough::compile(model, server),
            gate: server.certificate.as_ref().map(|certificate| Box::new(Gate::new(certificate, config))),
            ..Self::silent(server)
        }
    }

    /// A server without rules.
    fn silent(server: &Server) -> Self {
        let (host, origin) = (server.host.clone(), server.origin.clone());
        let (http, https) = (Compiled::default(), Compiled::default());
        let alias = server.aliases.first().map(|(_, origin)| origin.clone());
        Self { host, origin, http, https, regex: None, gate: None, doubt: None, passed: None, alias }
    }

    fn www(config: &Config, server: &Server, twin: &str, origin: Option<&Origin>) -> Self {
        let doubt = server.doubt.clone().map(Doubt::with_template);
        let compiled = |scheme| answers::www(config, server, twin, scheme, origin);
        Self {
            host: twin.into(),
            http: compiled(Scheme::Http),
            https: compiled(Scheme::Https),
            doubt,
            ..Self::silent(server)
        }
    }

    fn compiled(&self, scheme: Scheme) -> &Compiled {
        if scheme == Scheme::Https { &self.https } else { &self.http }
    }
}

/// Whether a server counts as one with a certificate: its own `spec.tls`, or that of the wildcard that covers it.
fn certified(model: &Model, server: &Server) -> Certified {
    if let Some(origin) = &server.tls {
        return Certified::Yes { origin: origin.clone(), sibling: None };
    }
    match covering(model, &server.host) {
        Some(Server { doubt: Some(doubt), .. }) => Certified::Unsure(doubt.clone()),
        Some(Server { tls: Some(origin), host, .. }) => {
            Certified::Yes { origin: origin.clone(), sibling: Some(host.clone()) }
        }
        _ => Certified::No,
    }
}

/// The wildcard host that covers a name.
fn covering<'a>(model: &'a Model, host: &str) -> Option<&'a Server> {
    let (_, parent) = host.split_once('.')?;
    model.by_host.get(format!("*.{parent}").as_str()).map(|&index| &model.servers[index])
}

/// A label as nginx's `[\w-]+` takes it.
fn is_word(label: &str) -> bool {
    !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
}

/// Calls `then` with the host in lower case and without a dot at its end; allocates only where there are capitals.
pub(crate) fn with_lower<T>(host: &str, then: impl FnOnce(&str) -> T) -> T {
    let host = host.strip_suffix('.').unwrap_or(host);
    if host.bytes().any(|byte| byte.is_ascii_uppercase()) { then(&host.to_ascii_lowercase()) } else { then(host) }
}
