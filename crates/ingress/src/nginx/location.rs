//! What one location does, in nginx's order: the slash that is missing, 503 where the controller refuses the Ingress's
//! annotations, the preflight of CORS, a fixed redirect, a rewrite that is a redirect, the redirect to https, who may pass,
//! and then the backend or its canary.

use gatefold_diagnostic::{Args, order_by};
use gatefold_routing::{
    FieldMatch, HeaderValue, Need, PathTemplate, Pattern, Reason, RedirectTemplate, Rewrite, Scheme, Step, Template,
    TrailingSlash, ValueMatch,
};

use super::{
    answers::{add_slash, fixed},
    build::Location,
    cors::Part,
    emit::{Act, Emitted},
    rules::{Certified, Compiler, Facts, note},
    settings::{Doubt, Settings, target_pieces},
    target::{can_be_empty, is_url, need, to_url},
};

/// One way through a location: what it asks beside the path, and what happens.
pub(crate) struct Way {
    pub(crate) method: Option<Box<str>>,
    pub(crate) headers: Vec<FieldMatch>,
    pub(crate) template: Template,
    pub(crate) facts: Facts,
}

/// A location on the way through its phases.
#[derive(Clone)]
pub(super) struct At<'a> {
    pub(super) compiler: &'a Compiler<'a>,
    pub(super) location: &'a Location,
    pub(super) emitted: &'a Emitted,
    pub(super) scheme: Scheme,
    /// The annotations that hold here, and those of them that rewrite and redirect.
    pub(super) settings: Option<&'a Settings>,
    pub(super) own: Option<&'a Settings>,
    /// What was asked of the request so far.
    pub(super) guards: Vec<FieldMatch>,
    /// Headers of every answer, sorted.
    pub(super) answer: Vec<HeaderValue>,
    pub(super) notes: Vec<Step>,
}

impl Compiler<'_> {
    /// The ways through a location, the first that takes a request first.
    pub(crate) fn location(&self, location: &Location, emitted: &Emitted, scheme: Scheme) -> Vec<Way> {
        let settings = self.settings(location);
        let mut answer = self.config.common(scheme);
        answer.extend(settings.into_iter().flat_map(|settings| settings.headers.iter().cloned()));
        let at = At {
            compiler: self,
            location,
            emitted,
            scheme,
            settings,
            own: self.model.own(location).map(|(_, settings)| settings),
            guards: Vec::new(),
            answer,
            notes: Vec::new(),
        };
        at.ways()
    }
}

impl<'a> At<'a> {
    pub(super) fn one(&self, template: Template) -> Vec<Way> {
        let usual = self.compiler.config.body_limit;
        let body_limit = self.settings.map_or(usual, |settings| settings.body_limit);
        let origin = || self.compiler.annotated(self.location, "proxy-body-size");
        let limit_origin = if body_limit == usual { None } else { origin().map(Box::new) };
        let facts = Facts {
            body_limit,
            limit_origin,
            too_large: self.too_large(),
            notes: self.notes.clone(),
            access: None,
            is_implicit: self.location.implicit,
        };
        vec![Way { method: None, headers: self.guards.clone(), template, facts }]
    }

    /// The same for those who may pass.
    pub(super) fn guarded(&self, template: Template) -> Vec<Way> {
        let mut ways = self.one(template);
        let access = self.access().map(Box::new);
        for way in &mut ways {
            way.facts.access.clone_from(&access);
        }
        ways
    }

    pub(super) fn doubt(&self, doubt: &Doubt) -> Vec<Way> {
        self.clone().with(doubt.step()).one(doubt.template())
    }

    pub(super) fn with(mut self, note: Step) -> Self {
        self.notes.push(note);
        self
    }

    pub(super) fn respond(&self, status: u16, reason: String) -> Template {
        Template::Respond { status, headers: self.answer.clone(), reason }
    }

    pub(super) fn annotated(&self, key: &str, reason: Reason, args: Args) -> Step {
        note(self.compiler.annotated(self.location, key), reason, args)
    }

    fn ways(self) -> Vec<Way> {
        // nginx adds the slash before it looks at what the location says.
        let in_doubt = self.settings.and_then(|settings| settings.location.as_ref());
        if let Some(doubt) = in_doubt.filter(|_| self.emitted.act == Act::Serve) {
            return self.doubt(doubt);
        }
        if let Some(denied) = self.settings.and_then(|settings| settings.denied.clone()) {
            // Nothing is sent on from here, so no slash is added either.
            if self.emitted.act == Act::AddSlash {
                return Vec::new();
            }
            let reason = denied.text();
            let template = self.respond(503, reason);
            return self.with(denied).one(template);
        }
        if self.emitted.act == Act::AddSlash {
            let args = Args::new().with("path", &*self.emitted.path);
            let relative = self.own.is_some_and(|settings| settings.relative_redirects);
            let template = add_slash(&self.emitted.path, relative, self.answer.clone());
            let told = note(self.location.origin.clone(), Reason::TrailingSlash, args);
            return self.with(told).one(template);
        }
        let Some(cors) = self.settings.and_then(|settings| settings.cors.as_ref()) else { return self.rewrite_phase() };
        let mut ways = Vec::new();
        for (part, guards) in cors.cases() {
            let mut at = Self { guards, ..self.clone() };
            if part != Part::Not {
                at.answer.extend(cors.headers().iter().cloned());
                order_by(&mut at.answer, Ord::cmp);
            }
            let told = |reason| at.annotated("enable-cors", reason, Args::new());
            match part {
                Part::Preflight => {
                    let template = at.respond(204, "enable-cors answers OPTIONS by itself".to_owned());
                    let told = told(Reason::CorsAnswers);
                    let answered = at.with(told).one(template);
                    ways.extend(answered.into_iter().map(|way| Way { method: Some("OPTIONS".into()), ..way }));
                }
                Part::Beside => {
                    let told = told(Reason::CorsBeside);
                    ways.extend(at.with(told).rewrite_phase());
                }
                Part::Not => ways.extend(at.rewrite_phase()),
            }
        }
        ways
    }

    /// Redirects, which come before all that asks who the client is.
    fn rewrite_phase(self) -> Vec<Way> {
        if let Some(redirect) = self.own.and_then(|settings| settings.redirect.as_ref()) {
            let relative = self.own.is_some_and(|settings| settings.relative_redirects);
            let args = Args::new().with("annotation", redirect.annotation).with("url", redirect.url.as_str());
            let told = self.annotated(redirect.annotation, Reason::FixedRedirect, args);
            let template = fixed(redirect, relative, self.answer.clone());
            return self.with(told).one(template);
        }
        if let Some(target) = self.target().filter(|target| is_url(target)) {
            let args = Args::new().with("target", target);
            let told = self.annotated("rewrite-target", Reason::Rewritten, args);
            let to = |rewrite| to_url(rewrite, self.answer.clone());
            let template = self.rewrite(target).map_or_else(|| self.no_rewrite(), to);
            return self.with(told).one(template);
        }
        let wanted = self.wants_https();
        // An empty path is answered with 500 before that, before the default backend and before anybody is kept out.
        let is_first = wanted.is_some() || self.location.upstream.is_none() || self.asks();
        if is_first && self.target().is_some_and(can_be_empty) {
            return self.doubt(&Doubt::not_said("the rewritten path may be empty", self.location.origin.clone()));
        }
        let Some((redirect, told)) = wanted else { return self.content() };
        let redirected = |at: &Self| at.clone().with(told.clone()).one(redirect.clone());
        if self.compiler.config.client != gatefold_routing::ClientHeaders::Believed {
            return if self.scheme == Scheme::Http { redirected(&self) } else { self.content() };
        }
        // The scheme that a proxy tells counts.
        let tells = |value| {
            let mut at = self.clone();
            at.guards.push(FieldMatch { name: "X-Forwarded-Proto".into(), value });
            at
        };
        let mut ways = redirected(&tells(ValueMatch::Exact("http".into())));
        if let Ok(any) = Pattern::new("") {
            ways.extend(tells(ValueMatch::Regex(any)).content());
        }
        ways.extend(if self.scheme == Scheme::Http { redirected(&self) } else { self.content() });
        ways
    }

    /// The rewrite-target, where it rewrites.
    pub(super) fn target(&self) -> Option<&'a str> {
        let target = self.own?.rewrite_target.as_deref()?;
        (target != &*self.emitted.path).then_some(target)
    }

    pub(super) fn rewrite(&self, target: &str) -> Option<Rewrite> {
        let prefix = self.own.and_then(|settings| settings.forwarded_prefix.as_deref());
        let need = if need(target) == Need::Match { prefix.map_or(Need::Match, self::need) } else { Need::Captures };
        let pattern = Pattern::pcre(&format!("(?i){}", self.emitted.path), need).ok()?;
        let told = prefix.and_then(target_pieces).map(|pieces| ("X-Forwarded-Prefix", pieces));
        Some(Rewrite { pattern, target: target_pieces(target)?, told })
    }

    pub(super) fn no_rewrite(&self) -> Template {
        Doubt::not_said("the rewrite is not modelled", self.location.origin.clone()).template()
    }

    /// The redirect to https with its reason, where the location has one (`lua_ingress.lua`).
    fn wants_https(&self) -> Option<(Template, Step)> {
        let (settings, compiler) = (self.own?, self.compiler);
        if compiler.config.no_tls(&self.location.path).is_some() {
            return None;
        }
        let told = if settings.force_ssl_redirect {
            self.annotated("force-ssl-redirect", Reason::SslRedirectForced, Args::new())
        } else {
            if !settings.ssl_redirect || &*compiler.server.host == "_" {
                return None;
            }
            match &compiler.certified {
                Certified::No => return None,
                Certified::Unsure(doubt) => return Some((doubt.template(), doubt.step())),
                Certified::Yes { origin, sibling: None } => {
                    note(Some(origin.clone()), Reason::SslRedirect, Args::new())
                }
                Certified::Yes { origin, sibling: Some(host) } => {
                    let args = Args::new().with("hostname", &**host);
                    note(Some(origin.clone()), Reason::SslRedirectSibling, args)
                }
            }
        };
        let trailing_slash =
            if settings.preserve_trailing_slash { TrailingSlash::Keep } else { TrailingSlash::StripOne };
        let redirect = RedirectTemplate {
            status: compiler.config.redirect_status,
            scheme: Some(Scheme::Https),
            host: None,
            port: settings.port_in_redirects.then_some(compiler.config.flags.ports[1]),
            path: PathTemplate::Keep,
            trailing_slash,
            headers: self.answer.clone(),
        };
        Some((Template::Redirect(redirect), told))
    }

    /// Why a host with a certificate is answered over plain HTTP.
    pub(super) fn plain_note(&self) -> Option<Step> {
        let settings = self.own.filter(|_| self.scheme == Scheme::Http)?;
        let is_certified =
            matches!(self.compiler.certified, Certified::Yes { .. }) && &*self.compiler.server.host != "_";
        let wanted = settings.force_ssl_redirect || settings.ssl_redirect && is_certified;
        if let Some(prefix) = self.compiler.config.no_tls(&self.location.path) {
            return wanted.then(|| note(None, Reason::SslRedirectExempt, Args::new().with("prefix", prefix)));
        }
        let is_off = is_certified && !settings.ssl_redirect && !settings.force_ssl_redirect;
        is_off.then(|| self.annotated("ssl-redirect", Reason::SslRedirectOff, Args::new()))
    }
}
