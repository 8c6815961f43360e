//! What an Ingress's annotations say, read once: values that the model uses, and doubts where it has none.

use std::sync::Arc;

use gatefold_diagnostic::{Args, order_by, render};
use gatefold_manifest::Object;
use gatefold_routing::{Assumed, Assumption, Backend, HeaderValue, Origin, Piece, Reason, Step, StepResult, Template};

use super::{
    auth::{self, Auth},
    config::Config,
    cors::Cors,
    tls::{self, ClientCertificate},
};
use crate::{
    annotation::{Annotations, Effect, Invalid, Reading, consists},
    backend::{Backends, Resolved},
    network::Network,
    service_url::{service_url, split_url},
};

/// Why an outcome cannot be said.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Doubt {
    /// Where it is written.
    pub(crate) origin: Option<Origin>,
    /// Why, for the trace and for the outcome.
    pub(crate) reason: Reason,
    pub(crate) args: Args,
}

impl Doubt {
    pub(crate) fn not_said(why: impl Into<String>, origin: Option<Origin>) -> Self {
        Self { origin, reason: Reason::NotSaid, args: Args::new().with("why", why.into()) }
    }

    /// An annotation that the model has no answer for.
    pub(crate) fn not_modelled(object: &Object, key: &str) -> Self {
        let args = Args::new().with("annotation", key).with("ingress", object.id().to_string());
        Self { origin: Some(annotation_origin(object, key)), reason: Reason::NotModelled, args }
    }

    /// It, and what is answered.
    pub(crate) fn with_template(self) -> (Self, Template) {
        let template = self.template();
        (self, template)
    }

    pub(crate) fn template(&self) -> Template {
        Template::Unknown { reason: render(self.reason.template(), &self.args) }
    }

    pub(crate) fn step(&self) -> Step {
        Step { origin: self.origin.clone(), result: StepResult::Applied, reason: self.reason, args: self.args.clone() }
    }
}

/// A redirect to a fixed URL.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FixedRedirect {
    pub(crate) status: u16,
    pub(crate) url: String,
    /// The annotation's key.
    pub(crate) annotation: &'static str,
}

/// What a canary Ingress says about which requests it takes.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Canary {
    pub(crate) header: Option<String>,
    pub(crate) header_value: Option<String>,
    pub(crate) header_pattern: Option<String>,
    pub(crate) cookie: Option<String>,
    pub(crate) weight: u32,
    pub(crate) total: u32,
}

/// What is needed to read an Ingress's annotations.
pub(crate) struct Reader<'c, 'b> {
    pub(crate) config: &'c Config,
    pub(crate) backends: &'c mut Backends<'b>,
}

/// Settings of one Ingress. What few Ingresses have, and is large, stands apart: there is one of these for each.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(crate) ssl_redirect: bool,
    pub(crate) force_ssl_redirect: bool,
    pub(crate) preserve_trailing_slash: bool,
    pub(crate) relative_redirects: bool,
    pub(crate) port_in_redirects: bool,
    pub(crate) from_to_www: bool,
    /// Whether TLS for its hosts is handed through.
    pub(crate) passthrough: bool,
    pub(crate) use_regex: bool,
    pub(crate) service_upstream: bool,
    /// Whether one of address and credentials is enough (`satisfy: any`).
    pub(crate) any_suffices: bool,
    pub(crate) rewrite_target: Option<String>,
    pub(crate) app_root: Option<String>,
    pub(crate) redirect: Option<FixedRedirect>,
    pub(crate) vhost: Option<String>,
    pub(crate) forwarded_prefix: Option<String>,
    pub(crate) aliases: Vec<String>,
    pub(crate) canary: Option<Canary>,
    pub(crate) cors: Option<Box<Cors>>,
    pub(crate) allow: Vec<Network>,
    pub(crate) deny: Vec<Network>,
    pub(crate) auth: Vec<Auth>,
    /// Whether a firewall looks at requests (`enable-modsecurity`).
    pub(crate) firewall: bool,
    /// What clients of its hosts have to show.
    pub(crate) certificate: Option<Box<ClientCertificate>>,
    /// Annotations that rewrite headers of what backends answer, each with the header.
    pub(crate) edits: Vec<(&'static str, &'static str)>,
    /// Headers of `custom-headers`, sorted.
    pub(crate) headers: Vec<HeaderValue>,
    /// The ConfigMap that they are in.
    pub(crate) headers_from: String,
    /// Statuses in whose place pages are shown; none where the controller's settings say which.
    pub(crate) error_codes: Option<Vec<u16>>,
    /// Whether they are looked for in what backends answer.
    pub(crate) intercepts: bool,
    /// The Service of `default-backend`.
    pub(crate) error_backend: Option<Box<Resolved>>,
    /// Who gets a copy, and the URL as written.
    pub(crate) mirror: Option<Box<(Backend, String)>>,
    /// The name of the cookie that keeps a client at an endpoint, and where it is asked for.
    pub(crate) session_cookie: Option<(String, Origin)>,
    /// Bytes of a body that are taken; 0 for all.
    pub(crate) body_limit: u64,
    /// Why its paths answer 503.
    pub(crate) denied: Option<Step>,
    /// What keeps from saying what happens past the redirects, to a request of its paths, to its hosts.
    pub(crate) backend: Option<Doubt>,
    pub(crate) location: Option<Doubt>,
    pub(crate) host: Option<Doubt>,
    /// What was taken to be so.
    pub(crate) assumed: Vec<Assumption>,
}

/// What rewrites an answer's headers on its way back, and which header that is.
static EDITS: &[(&str, &str)] =
    &[("proxy-cookie-domain", "Set-Cookie"), ("proxy-cookie-path", "Set-Cookie"), ("proxy-redirect-from", "Location")];

/// Where an annotation is written.
pub(crate) fn annotation_origin(object: &Object, key: &str) -> Origin {
    let field = format!("metadata.annotations[{key}]");
    Origin { object: Arc::clone(object.id()), span: Some(object.span_of(&field)), field: field.into() }
}

impl Reader<'_, '_> {
    /// Reads the annotations of `object`.
    pub(crate) fn read(&mut self, object: &Object) -> Settings {
        let config = self.config;
        let read = config.annotations(object);
        let flag = |key: &str, default: bool| read.flag(key).unwrap_or(default);
        let networks = |key: &str, default: &[Network]| match read.text(key) {
            Some(list) => Network::list(list),
            None => default.to_vec(),
        };
        let text = |key: &str| read.text(key).map(str::to_owned);
        let codes = |list: &str| list.split(',').filter_map(|code| code.trim().parse().ok()).collect();
        let session = (read.text("affinity") == Some("cookie"))
            .then(|| text("session-cookie-name").unwrap_or_else(|| "INGRESSCOOKIE".to_owned()))
            .map(|name| (name, annotation_origin(object, &config.whole_key("affinity"))));
        let mut settings = Settings {
            ssl_redirect: flag("ssl-redirect", config.ssl_redirect),
            force_ssl_redirect: flag("force-ssl-redirect", config.force_ssl_redirect),
            preserve_trailing_slash: flag("preserve-trailing-slash", config.preserve_trailing_slash),
            relative_redirects: flag("relative-redirects", config.relative_redirects),
            port_in_redirects: flag("use-port-in-redirects", config.port_in_redirects),
            from_to_www: flag("from-to-www-redirect", false),
            passthrough: flag("ssl-passthrough", false) && config.flags.hands_tls_through(),
            use_regex: flag("use-regex", false),
            service_upstream: flag("service-upstream", false),
            any_suffices: read.text("satisfy") == Some("any"),
            rewrite_target: text("rewrite-target"),
            app_root: text("app-root").filter(|root| root.starts_with('/')),
            redirect: redirect(&read),
            vhost: text("upstream-vhost"),
            forwarded_prefix: text("x-forwarded-prefix"),
            aliases: aliases(&read),
            canary: canary(&read),
            cors: Cors::read(&read).map(Box::new),
            allow: networks("allowlist-source-range", &config.allow),
            deny: networks("denylist-source-range", &config.deny),
            auth: Vec::new(),
            firewall: flag("enable-modsecurity", config.firewall),
            certificate: None,
            edits: EDITS.iter().filter(|(key, _)| read.set(key).is_some()).copied().collect(),
            headers: Vec::new(),
            headers_from: String::new(),
            error_codes: read.text("custom-http-errors").map(codes),
            intercepts: read.flag("disable-proxy-intercept-errors") != Some(true),
            error_backend: None,
            mirror: read.text("mirror-target").map(|url| Box::new((mirror(url), url.to_owned()))),
            session_cookie: session,
            body_limit: read.bytes("proxy-body-size").unwrap_or(config.body_limit),
            denied: None,
            backend: None,
            location: None,
            host: None,
            assumed: Vec::new(),
        };
        if config.flags.validates {
            let refusal = read.refusal(config.risk).filter(|refusal| refusal.effect == Invalid::Denied);
            if let Some(refusal) = refusal {
                let why = format!("annotation {} is not {}", refusal.key, refusal.row.form.allowed());
                settings.deny(object, refusal.key, &why);
            }
        }
        // What TLS asks holds for the whole host, whoever asks.
        tls::read(self, object, &read, &mut settings);
        if settings.canary.is_none() {
            self.outside(object, &read, &mut settings);
        }
        self.doubts(object, &read, &mut settings);
        settings
    }

    /// What is written in other objects, or answers outside the cluster.
    fn outside(&mut self, object: &Object, read: &Annotations<'_>, settings: &mut Settings) {
        auth::read(self, object, read, settings);
        auth::towards_backends(self, object, read, settings);
        if let Some(name) = read.text("custom-headers") {
            match auth::headers(self, object, name) {
                Ok(headers) => (settings.headers, settings.headers_from) = (headers, name.to_owned()),
                Err(why) => settings.deny(object, &self.config.whole_key("custom-headers"), &why),
            }
        }
        settings.error_backend = read
            .text("default-backend")
            .and_then(|name| self.backends.resolve_first(object.namespace(), name))
            .filter(|resolved| resolved.problem.is_none())
            .map(Box::new);
        let ingress = || Args::new().with("ingress", object.id().to_string());
        if settings.passthrough && self.config.flags.passthrough.is_none() {
            settings.assumed.push(Assumption::new(Assumed::TlsPassed, ingress()));
        }
        if ["limit-rps", "limit-rpm", "limit-connections"].iter().any(|key| read.number(key).is_some_and(|n| n > 0)) {
            settings.assumed.push(Assumption::new(Assumed::RateLimit, ingress()));
        }
        if settings.firewall {
            settings.assumed.push(Assumption::new(Assumed::Firewall, ingress()));
        }
        let codes = settings.error_codes.as_ref().unwrap_or(&self.config.error_codes);
        if !codes.is_empty() {
            let codes: Vec<String> = codes.iter().map(u16::to_string).collect();
            settings.assumed.push(Assumption::new(Assumed::ErrorPages, ingress().with("codes", codes)));
        }
    }

    fn doubts(&self, object: &Object, read: &Annotations<'_>, settings: &mut Settings) {
        for (key, value, row) in read.rows() {
            if read.reading(row, value.text()) != Reading::Set {
                continue;
            }
            let effect = match row.effect {
                Effect::Modelled => self.unmodelled_value(row.key, value.text().trim(), settings),
                Effect::Nothing | Effect::Only(_) => None,
                // Snippets are blanked unless the controller is told to take them.
                _ if row.key.ends_with("-snippet") && !self.config.snippets => None,
                effect => Some(effect),
            };
            let slot = match effect {
                None => continue,
                Some(Effect::Backend) => &mut settings.backend,
                Some(Effect::Location) => &mut settings.location,
                Some(_) => &mut settings.host,
            };
            // Of a canary's annotations only those count that touch the whole host.
            if slot.is_none() && (settings.canary.is_none() || effect == Some(Effect::Host)) {
                *slot = Some(Doubt::not_modelled(object, key));
            }
        }
    }

    /// Values that the model has no answer for, of annotations that it has.
    fn unmodelled_value(&self, key: &str, value: &str, settings: &Settings) -> Option<Effect> {
        match key {
            "rewrite-target" if target_pieces(value).is_none() => Some(Effect::Location),
            "upstream-vhost" if value.contains('$') => Some(Effect::Backend),
            "server-alias" if settings.aliases.iter().any(|alias| !is_plain_alias(alias)) => Some(Effect::Host),
            // A FastCGI backend sees parameters instead of a path and headers.
            "backend-protocol" if value.eq_ignore_ascii_case("FCGI") => Some(Effect::Backend),
            _ => None,
        }
    }
}

impl Settings {
    /// Makes the paths answer 503; the first reason is told.
    pub(crate) fn deny(&mut self, object: &Object, key: &str, why: &str) {
        let args = Args::new().with("ingress", object.id().to_string()).with("why", why);
        let origin = Some(annotation_origin(object, key));
        self.denied.get_or_insert(Step { origin, result: StepResult::Applied, reason: Reason::Denied, args });
    }
}

/// `temporal-redirect`, else `permanent-redirect`; codes out of range fall back.
fn redirect(read: &Annotations<'_>) -> Option<FixedRedirect> {
    let code = |key: &str, last: i64, otherwise: u16| {
        let code = read.number(key).filter(|code| (300..=last).contains(code));
        code.and_then(|code| u16::try_from(code).ok()).unwrap_or(otherwise)
    };
    let redirect = |annotation, status| {
        let url = read.text(annotation)?.to_owned();
        Some(FixedRedirect { status, url, annotation })
    };
    if read.text("temporal-redirect").is_some() {
        return redirect("temporal-redirect", code("temporal-redirect-code", 307, 302))
            .filter(|redirect| redirect.url.starts_with("http://") || redirect.url.starts_with("https://"));
    }
    redirect("permanent-redirect", code("permanent-redirect-code", 308, 301))
}

fn aliases(read: &Annotations<'_>) -> Vec<String> {
    let mut aliases: Vec<String> = read.list("server-alias").map(str::to_ascii_lowercase).collect();
    order_by(&mut aliases, Ord::cmp);
    aliases.dedup();
    aliases
}

fn canary(read: &Annotations<'_>) -> Option<Canary> {
    let name = |key: &str| read.text(key).map(str::to_owned);
    let number = |key: &str| read.number(key).and_then(|number| u32::try_from(number).ok());
    read.flag("canary").filter(|on| *on).map(|_| Canary {
        header: name("canary-by-header"),
        header_value: name("canary-by-header-value"),
        header_pattern: name("canary-by-header-pattern"),
        cookie: name("canary-by-cookie"),
        weight: number("canary-weight").unwrap_or(0),
        total: number("canary-weight-total").unwrap_or(100).max(100),
    })
}

/// Who gets a copy: a Service where the address is one's name in the cluster, else a host.
fn mirror(url: &str) -> Backend {
    let text = str::to_owned;
    let (kind, namespace, name, port) = match service_url(url) {
        Some(to) => ("Service", to.namespace, text(to.service), Some(to.port)),
        None => match split_url(url) {
            Some((_, host, port, _)) => ("Host", "", text(host), Some(port)),
            None => ("Host", "", text(url), None),
        },
    };
    Backend { group: text(""), kind: text(kind), namespace: text(namespace), name, port, share: 1.0, status: None }
}

/// A rewrite target in pieces; none where it has a variable that is not modelled.
pub(crate) fn target_pieces(target: &str) -> Option<Vec<Piece>> {
    let mut parts = target.split('$');
    let text = |text: &str| (!text.is_empty()).then(|| Piece::Text(text.into()));
    let mut pieces: Vec<Piece> = text(parts.next().unwrap_or_default()).into_iter().collect();
    for part in parts {
        let digit = part.chars().next().and_then(|first| first.to_digit(10)).filter(|&digit| digit > 0);
        let length = match digit {
            Some(_) => 1,
            None => part.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_').unwrap_or(part.len()),
        };
        pieces.push(match (digit, &part[..length]) {
            (Some(digit), _) => Piece::Capture(digit as usize),
            (None, "host") => Piece::Host,
            (None, "http_host") => Piece::Authority,
            (None, "scheme") => Piece::Scheme,
            (None, "uri") => Piece::Path,
            _ => return None,
        });
        pieces.extend(text(&part[length..]));
    }
    Some(pieces)
}

/// A name or `*.name`; regular expressions are not modelled.
fn is_plain_alias(alias: &str) -> bool {
    let name = alias.strip_prefix("*.").unwrap_or(alias);
    consists(name, "-._")
}
