//! From a server to the rules that run: for each scheme an ordered list of guarded templates, and beside each rule what
//! is told of it in a trace.
//!
//! Within a location nginx answers in this order: the slash that is missing, a fixed redirect, the redirect to https, then
//! the backend or its canary.

use gatefold_diagnostic::Args;
use gatefold_routing::{
    FieldMatch, Guard, HeaderEdits, HeaderValue, HostTemplate, LocationTemplate, Need, Origin, PathMatch, PathTemplate,
    Pattern, Piece, Reason, RedirectTemplate, Rewrite, Rule, RuleSet, Scheme, Step, StepResult, Template,
    TrailingSlash, WeightedBackend, escape,
};

use super::{
    build::{Location, Model, Server},
    canary,
    emit::{Act, Emission, Emitted, annotation_key},
    settings::{Doubt, FixedRedirect, Settings, annotation_origin, target_pieces},
    target::{can_be_empty, is_url, need, to_url},
};

/// Requests on these paths are never redirected to https (`no-tls-redirect-locations`).
const ACME: &str = "/.well-known/acme-challenge";

/// What every answer over https carries.
pub(crate) fn hsts(scheme: Scheme) -> Vec<HeaderValue> {
    let header = ("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
    (scheme == Scheme::Https).then(|| (header.0.to_owned(), header.1.to_owned())).into_iter().collect()
}

/// What is told of a rule, and how large a body it takes.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    /// Bytes; 0 for any size.
    pub(crate) body_limit: u64,
    /// What applies when it wins.
    pub(crate) notes: Vec<Step>,
}

/// One server's rules for one scheme.
#[derive(Debug, Default)]
pub(crate) struct Compiled {
    pub(crate) rules: RuleSet,
    pub(crate) facts: Vec<Facts>,
}

/// Whether and why a server counts as one with a certificate.
#[derive(Debug, Clone)]
pub(crate) enum Certified {
    /// No.
    No,
    /// Its own `spec.tls`, or that of the wildcard host that covers it.
    Yes { origin: Origin, sibling: Option<Box<str>> },
    /// It depends on something that is in doubt.
    Unsure(Doubt),
}

/// Compiles one server.
pub(crate) struct Compiler<'a> {
    pub(crate) model: &'a Model,
    pub(crate) server: &'a Server,
    pub(crate) certified: Certified,
}

fn note(origin: Option<Origin>, reason: Reason, args: Args) -> Step {
    Step { origin, result: StepResult::Applied, reason, args }
}

impl Compiler<'_> {
    /// The rules for `scheme`.
    pub(crate) fn compile(&self, emission: &Emission, scheme: Scheme) -> Compiled {
        let mut list = Vec::new();
        if let Some(rule) = self.app_root(emission, scheme) {
            list.push(rule);
        }
        let is_default = &*self.server.host == "_";
        for emitted in &emission.list {
            if is_default
                && emission.regex.is_none()
                && &*emitted.path == "/"
                && emitted.matches == PathMatch::prefix("/")
            {
                list.extend(built_in(scheme));
            }
            let location = &self.server.locations[emitted.location];
            for (guards, template, facts) in self.location(location, emitted, scheme) {
                let guard = Guard { path: emitted.matches.clone(), method: None, headers: guards, query: Vec::new() };
                let origin = location.origin.clone();
                list.push((Rule { guard, template, origin }, facts));
            }
        }
        if is_default && emission.regex.is_some() {
            list.extend(built_in(scheme));
        }
        let (rules, facts): (Vec<_>, Vec<_>) = list.into_iter().unzip();
        Compiled { rules: RuleSet::new(rules), facts }
    }

    /// Why every path of the host is a regular expression.
    pub(crate) fn regex_note(&self, emission: &Emission) -> Option<Step> {
        let (owner, key) = emission.regex?;
        let object = &self.model.objects[owner];
        let key = annotation_key(key);
        let args = Args::new().with("ingress", object.id().to_string()).with("annotation", key.as_str());
        Some(note(Some(annotation_origin(object, &key)), Reason::RegexHost, args))
    }

    fn settings(&self, location: &Location) -> Option<&Settings> {
        location.owner.map(|owner| &self.model.settings[owner])
    }

    /// Where the location's Ingress writes an annotation.
    fn annotated(&self, location: &Location, key: &str) -> Option<Origin> {
        Some(annotation_origin(&self.model.objects[location.owner?], &annotation_key(key)))
    }

    /// `if ($uri = /)` at the server: of two values, the first location's in nginx's order.
    fn app_root(&self, emission: &Emission, scheme: Scheme) -> Option<(Rule, Facts)> {
        let mut in_order = emission.list.iter().map(|emitted| &self.server.locations[emitted.location]);
        let (location, root) = in_order
            .by_ref()
            .filter(|location| !location.catch_all)
            .find_map(|location| Some((location, self.settings(location)?.app_root.clone()?)))?;
        let template = Template::Location(LocationTemplate {
            status: 302,
            pattern: None,
            location: vec![
                Piece::Scheme,
                Piece::Text("://".into()),
                Piece::Authority,
                Piece::Text(root.as_str().into()),
            ],
            headers: hsts(scheme),
        });
        let place = self.annotated(location, "app-root");
        let notes = vec![note(place, Reason::AppRoot, Args::new().with("url", root))];
        let guard = Guard::path(PathMatch::Exact("/".into()));
        Some((Rule { guard, template, origin: location.origin.clone() }, Facts { body_limit: 0, notes }))
    }

    /// What a location does, one rule for each way that its canary decides.
    fn location(
        &self,
        location: &Location,
        emitted: &Emitted,
        scheme: Scheme,
    ) -> Vec<(Vec<FieldMatch>, Template, Facts)> {
        let settings = self.settings(location);
        let body_limit = settings.map_or(1 << 20, |settings| settings.body_limit);
        let one = |template, notes| vec![(Vec::new(), template, Facts { body_limit, notes })];
        if let Some(doubt) = settings.and_then(|settings| settings.location.as_ref()) {
            return one(doubt.template(), vec![doubt.step()]);
        }
        if emitted.act == Act::AddSlash {
            return match settings.filter(|settings| settings.relative_redirects) {
                Some(_) => {
                    let why = "whether relative-redirects changes the redirect to the path's slash is not modelled";
                    let doubt = Doubt::not_said(why, location.origin.clone());
                    one(doubt.template(), vec![doubt.step()])
                }
                None => {
                    let args = Args::new().with("path", &*emitted.path);
                    one(add_slash(&emitted.path, scheme), vec![note(None, Reason::TrailingSlash, args)])
                }
            };
        }
        let own = settings.filter(|_| !location.catch_all);
        if let Some(redirect) = own.and_then(|settings| settings.redirect.as_ref()) {
            let relative = own.is_some_and(|settings| settings.relative_redirects);
            let args = Args::new().with("annotation", redirect.annotation).with("url", redirect.url.as_str());
            let place = self.annotated(location, redirect.annotation);
            return one(fixed(redirect, relative, scheme), vec![note(place, Reason::FixedRedirect, args)]);
        }
        let mut notes = Vec::new();
        let target = own.and_then(|own| own.rewrite_target.as_deref()).filter(|target| *target != &*emitted.path);
        if let Some(target) = target.filter(|target| is_url(target)) {
            let args = Args::new().with("target", target);
            notes.push(note(self.annotated(location, "rewrite-target"), Reason::Rewritten, args));
            return one(to_url(target, emitted, scheme, location), notes);
        }
        let answer = self.to_https(location, own, scheme, &mut notes);
        // An empty path is answered with 500 before that, and before the default backend.
        if target.is_some_and(can_be_empty) && (answer.is_some() || location.upstream.is_none()) {
            let doubt = Doubt::not_said("the rewritten path may be empty", location.origin.clone());
            return one(doubt.template(), vec![doubt.step()]);
        }
        if let Some(answer) = answer {
            return one(answer, notes);
        }
        if let Some(doubt) = settings.and_then(|settings| settings.backend.as_ref()) {
            return one(doubt.template(), vec![doubt.step()]);
        }
        let Some(upstream) = location.upstream.map(|upstream| &self.model.upstreams[upstream]) else {
            notes.push(note(None, Reason::DefaultBackend, Args::new().with("host", &*self.server.host)));
            let reason = "no path of the host matches: the default backend of ingress-nginx answers 404".into();
            return one(Template::Respond { status: 404, headers: hsts(scheme), reason }, notes);
        };
        if let Some(doubt) = &upstream.resolved.doubt {
            return one(doubt.template(), vec![doubt.step()]);
        }
        if let Some(target) =
            own.and_then(|settings| settings.rewrite_target.as_deref()).filter(|it| *it != &*emitted.path)
        {
            let args = Args::new().with("target", target);
            notes.push(note(self.annotated(location, "rewrite-target"), Reason::Rewritten, args));
        }
        if let Some(host) = settings.and_then(|settings| settings.vhost.as_deref()) {
            let args = Args::new().with("host", host);
            notes.push(note(self.annotated(location, "upstream-vhost"), Reason::UpstreamVhost, args));
        }
        let forward = |backends: Vec<WeightedBackend>| self.forward(backends, own, emitted, scheme, location);
        let primary = upstream.resolved.backend.clone();
        if let Some((reason, args)) = &upstream.resolved.problem {
            if settings.is_some_and(|settings| settings.service_upstream) {
                let why = "service-upstream sends to the Service's address although no endpoint is ready";
                let doubt = Doubt::not_said(why, location.origin.clone());
                return one(doubt.template(), vec![doubt.step()]);
            }
            notes.push(note(None, *reason, args.clone()));
            return one(forward(WeightedBackend::from_weights([(primary, 1)])), notes);
        }
        let Some(alternative) = upstream.alternative.map(|alternative| &self.model.upstreams[alternative]) else {
            return one(forward(WeightedBackend::from_weights([(primary, 1)])), notes);
        };
        let canary_settings = &self.model.settings[alternative.first];
        let (Some(canary), None) = (&canary_settings.canary, &canary_settings.host) else {
            let doubt = canary_settings.host.clone();
            let doubt = doubt.unwrap_or_else(|| Doubt::not_said("the canary's settings are not known", None));
            return one(doubt.template(), vec![doubt.step()]);
        };
        if let Some(doubt) = &alternative.resolved.doubt {
            return one(doubt.template(), vec![doubt.step()]);
        }
        if alternative.resolved.problem.is_some() {
            return one(forward(WeightedBackend::from_weights([(primary, 1)])), notes);
        }
        let canary_backend = alternative.resolved.backend.clone();
        let decisions = match canary::decisions(canary) {
            Ok(decisions) => decisions,
            Err(doubt) => return one(doubt.template(), vec![doubt.step()]),
        };
        let with_note = |decision: canary::Decision| {
            let rest = canary.total.saturating_sub(decision.weight);
            let backends = [(primary.clone(), rest), (canary_backend.clone(), decision.weight)];
            let args = Args::new()
                .with("ingress", self.model.objects[alternative.first].id().to_string())
                .with("service", primary.name.as_str())
                .with("how", decision.how);
            let notes = notes.iter().cloned().chain([note(None, Reason::Canary, args)]).collect();
            let backends = WeightedBackend::from_weights(backends);
            (decision.guards, forward(backends), Facts { body_limit, notes })
        };
        decisions.into_iter().map(with_note).collect()
    }

    /// The redirect to https, or why there is none (`lua_ingress.lua`).
    fn to_https(
        &self,
        location: &Location,
        own: Option<&Settings>,
        scheme: Scheme,
        notes: &mut Vec<Step>,
    ) -> Option<Template> {
        let settings = own?;
        if scheme != Scheme::Http {
            return None;
        }
        let wanted = settings.force_ssl_redirect
            || settings.ssl_redirect && !matches!(self.certified, Certified::No) && &*self.server.host != "_";
        if location.path.starts_with(ACME) {
            if wanted {
                notes.push(note(None, Reason::SslRedirectExempt, Args::new().with("prefix", ACME)));
            }
            return None;
        }
        if settings.force_ssl_redirect {
            notes.push(note(self.annotated(location, "force-ssl-redirect"), Reason::SslRedirectForced, Args::new()));
        } else {
            match &self.certified {
                Certified::No => return None,
                _ if &*self.server.host == "_" => return None,
                Certified::Yes { .. } if !settings.ssl_redirect => {
                    notes.push(note(self.annotated(location, "ssl-redirect"), Reason::SslRedirectOff, Args::new()));
                    return None;
                }
                Certified::Unsure(_) if !settings.ssl_redirect => return None,
                Certified::Unsure(doubt) => {
                    notes.push(doubt.step());
                    return Some(doubt.template());
                }
                Certified::Yes { origin, sibling: None } => {
                    notes.push(note(Some(origin.clone()), Reason::SslRedirect, Args::new()));
                }
                Certified::Yes { origin, sibling: Some(host) } => {
                    let args = Args::new().with("hostname", &**host);
                    notes.push(note(Some(origin.clone()), Reason::SslRedirectSibling, args));
                }
            }
        }
        let trailing_slash =
            if settings.preserve_trailing_slash { TrailingSlash::Keep } else { TrailingSlash::StripOne };
        Some(Template::Redirect(RedirectTemplate {
            status: 308,
            scheme: Some(Scheme::Https),
            host: None,
            port: None,
            path: PathTemplate::Keep,
            trailing_slash,
            headers: Vec::new(),
        }))
    }

    /// A forward with everything that the location's Ingress changes on the way.
    fn forward(
        &self,
        backends: Vec<WeightedBackend>,
        own: Option<&Settings>,
        emitted: &Emitted,
        scheme: Scheme,
        location: &Location,
    ) -> Template {
        let mut request = HeaderEdits::default();
        let mut path = PathTemplate::Keep;
        let rewrite =
            own.and_then(|settings| settings.rewrite_target.as_deref()).filter(|target| *target != &*emitted.path);
        if let Some(target) = rewrite {
            let compiled = Pattern::pcre(&format!("(?i){}", emitted.path), need(target)).ok();
            let (Some(pattern), Some(pieces)) = (compiled, target_pieces(target)) else {
                return Doubt::not_said("the rewrite is not modelled", location.origin.clone()).template();
            };
            path = PathTemplate::Rewrite(Box::new(Rewrite { pattern, target: pieces }));
            if let Some(prefix) = own.and_then(|settings| settings.forwarded_prefix.clone()) {
                request.set.push(("X-Forwarded-Prefix".to_owned(), prefix));
            }
        }
        let vhost = self.settings(location).and_then(|settings| settings.vhost.as_deref());
        let host = vhost.map_or(HostTemplate::Keep, |host| HostTemplate::Set(host.into()));
        let response = HeaderEdits { set: hsts(scheme), ..HeaderEdits::default() };
        Template::Forward { backends, path, host, request, response, mirrors: Vec::new() }
    }
}

/// The only rule of a server that sends `twin` to `server`'s host: status 308, the listening port always written, one
/// slash at the end of path and query taken away (`ngx_srv_redirect.lua`).
pub(crate) fn www(server: &Server, twin: &str, scheme: Scheme) -> Compiled {
    let template = Template::Redirect(RedirectTemplate {
        status: 308,
        scheme: Some(scheme),
        host: Some(server.host.clone()),
        port: Some(scheme.default_port()),
        path: PathTemplate::Keep,
        trailing_slash: TrailingSlash::StripOne,
        headers: hsts(scheme),
    });
    let args = Args::new().with("hostname", twin).with("host", &*server.host);
    let notes = vec![note(None, Reason::WwwRedirect, args)];
    let rule = Rule { guard: Guard::path(PathMatch::Any), template, origin: server.origin.clone() };
    Compiled { rules: RuleSet::new(vec![rule]), facts: vec![Facts { body_limit: 0, notes }] }
}

/// nginx's own redirect from `/foo` to the location `/foo/`: 301, the Host's port dropped, the query kept.
fn add_slash(path: &str, scheme: Scheme) -> Template {
    let path = Piece::Text(escape(path).into());
    Template::Location(LocationTemplate {
        status: 301,
        pattern: None,
        location: vec![Piece::Scheme, Piece::Text("://".into()), Piece::Host, path, Piece::Query],
        headers: hsts(scheme),
    })
}

/// `return CODE URL`: codes that are no redirects answer with the URL as their body.
fn fixed(redirect: &FixedRedirect, relative: bool, scheme: Scheme) -> Template {
    let headers = hsts(scheme);
    if !matches!(redirect.status, 301 | 302 | 303 | 307 | 308) {
        let reason = format!("{} with code {} is no redirect for nginx", redirect.annotation, redirect.status);
        return Template::Respond { status: redirect.status, headers, reason };
    }
    let url = Piece::Text(redirect.url.as_str().into());
    let location = if redirect.url.starts_with('/') && !relative {
        vec![Piece::Scheme, Piece::Text("://".into()), Piece::Host, url]
    } else {
        vec![url]
    };
    Template::Location(LocationTemplate { status: redirect.status, pattern: None, location, headers })
}

/// What the default server answers by itself: anything that begins with `/healthz`, and `/nginx_status` for the machine
/// itself only.
fn built_in(scheme: Scheme) -> Vec<(Rule, Facts)> {
    let rule = |path: &str, status: u16| {
        let pattern = Pattern::pcre(&format!("^{path}"), Need::Match).ok()?;
        let reason = format!("the default server of ingress-nginx answers {path} by itself");
        let template = Template::Respond { status, headers: hsts(scheme), reason };
        let notes = vec![note(None, Reason::HealthCheck, Args::new().with("path", path))];
        let guard = Guard::path(PathMatch::Regex(pattern));
        Some((Rule { guard, template, origin: None }, Facts { body_limit: 1 << 20, notes }))
    };
    [rule("/healthz", 200), rule("/nginx_status", 403)].into_iter().flatten().collect()
}
