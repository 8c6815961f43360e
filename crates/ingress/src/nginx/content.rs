//! What answers a request that was not sent elsewhere: who may pass, and then the backend, its canary, or what stands in for
//! them.

use gatefold_diagnostic::Args;
use gatefold_routing::{
    Backend, HeaderEdits, HostTemplate, Mirror, PathTemplate, Pattern, Piece, Reason, Rewrite, Step, Template,
    WeightedBackend,
};

use super::{
    access::{self, Access},
    auth::Auth,
    build::Upstream,
    canary,
    location::{At, Way},
    rules::note,
    settings::{Doubt, Settings, annotation_origin},
};

impl At<'_> {
    /// What answers those who were not sent elsewhere.
    pub(super) fn content(mut self) -> Vec<Way> {
        self.notes.extend(self.plain_note());
        if let Some(doubt) = self.settings.and_then(|settings| settings.backend.as_ref()) {
            return self.doubt(doubt);
        }
        let Some(upstream) = self.location.upstream.map(|upstream| &self.compiler.model.upstreams[upstream]) else {
            return self.default_backend();
        };
        if let Some(doubt) = &upstream.resolved.doubt {
            return self.doubt(doubt);
        }
        self.told_on_the_way(upstream);
        let primary = upstream.resolved.backend.clone();
        if let Some((reason, args)) = &upstream.resolved.problem {
            let told = note(self.location.origin.clone(), *reason, args.clone());
            return self.without_endpoints(upstream, told);
        }
        match upstream.alternative.map(|alternative| &self.compiler.model.upstreams[alternative]) {
            Some(alternative) => self.canaried(upstream, alternative),
            None => self.guarded(self.forward(WeightedBackend::from_weights([(primary, 1)]))),
        }
    }

    fn told_on_the_way(&mut self, upstream: &Upstream) {
        let mut told = Vec::new();
        if let Some(target) = self.target() {
            told.push(self.annotated("rewrite-target", Reason::Rewritten, Args::new().with("target", target)));
        }
        if let Some(settings) = self.settings {
            if let Some(host) = &settings.vhost {
                told.push(self.annotated(
                    "upstream-vhost",
                    Reason::UpstreamVhost,
                    Args::new().with("host", host.as_str()),
                ));
            }
            if !settings.headers.is_empty() {
                let args = Args::new().with("config", format!("ConfigMap {}", settings.headers_from));
                told.push(self.annotated("custom-headers", Reason::CustomHeaders, args));
            }
            for (key, header) in &settings.edits {
                let args = Args::new().with("annotation", *key).with("header", *header);
                told.push(self.annotated(key, Reason::AnswerEdited, args));
            }
            if let Some((_, url)) = settings.mirror.as_deref() {
                told.push(self.annotated("mirror-target", Reason::Mirrored, Args::new().with("url", url.as_str())));
            }
        }
        if let Some((cookie, origin)) = &upstream.session_cookie {
            let args =
                Args::new().with("cookie", cookie.as_str()).with("service", upstream.resolved.backend.name.as_str());
            told.push(note(Some(origin.clone()), Reason::SessionCookie, args));
        }
        self.notes.extend(told);
    }

    /// What no path of the host takes.
    fn default_backend(self) -> Vec<Way> {
        let host = match &*self.compiler.server.host {
            "_" => "all other hosts".to_owned(),
            host => format!("host {host}"),
        };
        let host = Args::new().with("host", host);
        let origin = self.location.origin.as_ref().or(self.compiler.server.origin.as_ref()).cloned();
        let told = |reason, args| note(origin.clone(), reason, args);
        if let Some(resolved) = &self.compiler.model.default_backend {
            let answers = || (Reason::DefaultBackend, host.with("status", "as it likes"));
            let (reason, args) = resolved.problem.clone().unwrap_or_else(answers);
            let template = self.forward(WeightedBackend::from_weights([(resolved.backend.clone(), 1)]));
            let told = told(reason, args);
            return self.with(told).guarded(template);
        }
        let told = told(Reason::DefaultBackend, host.with("status", "404"));
        // Its answer is one like any backend's: a page may take its place.
        if self.is_paged(404) && self.settings.is_none_or(|settings| settings.intercepts) {
            let mut page = self.error_answer(404, None);
            // The copy is sent before it answers.
            if let Template::Forward { mirrors, .. } = &mut page {
                *mirrors = self.mirrors();
            }
            return self.with(told).guarded(page);
        }
        let template = self
            .respond(404, "no path of the host matches: the default backend of ingress-nginx answers 404".to_owned());
        self.with(told).guarded(template)
    }

    /// Whether a page takes the place of answers with `status`: one that the Ingress lists in `custom-http-errors`, or one
    /// that the controller's settings list, unless the location has an `error_page` of its own, as that of `auth-signin`:
    /// nginx inherits none then.
    fn is_paged(&self, status: u16) -> bool {
        let own = self.settings.and_then(|settings| settings.error_codes.as_deref());
        own.unwrap_or(if self.signs_in() { &[] } else { &self.compiler.config.error_codes }).contains(&status)
    }

    /// Whether those without credentials are sent to sign in.
    fn signs_in(&self) -> bool {
        let signs_in = |auth: &Auth| matches!(auth, Auth::Service { signin: Some(_), .. });
        self.settings.is_some_and(|settings| settings.auth.iter().any(signs_in)) && !self.is_open()
    }

    /// What answers in the place of a status: for those that the Ingress lists the Service of its `default-backend`, else
    /// the controller's; none where the controller's own answers 404 (`CUSTOM_ERRORS` of `nginx.tmpl`, a location of its
    /// own without the headers that the Ingress's has).
    fn error_page(&self, status: u16, failed: Option<&Backend>) -> Option<Template> {
        let lists = self.settings.filter(|settings| settings.error_codes.is_some());
        let own = lists.and_then(|settings| settings.error_backend.as_deref());
        let page = own.or(self.compiler.model.default_backend.as_ref())?;
        let mut template = Template::forward([(page.backend.clone(), 1)]);
        if let Template::Forward { path, client, response, .. } = &mut template {
            // `rewrite (.*) / break`
            let (pattern, target) = (Pattern::new("").ok()?, vec![Piece::Text("/".into())]);
            *path = PathTemplate::Rewrite(Box::new(Rewrite { pattern, target, told: None }));
            *client = self.compiler.config.client;
            response.set = self.compiler.config.common(self.scheme);
        }
        self.tell_error(&mut template, status, failed);
        Some(template)
    }

    /// The page, or the 404 of the controller's own default backend.
    fn error_answer(&self, status: u16, failed: Option<&Backend>) -> Template {
        self.error_page(status, failed).unwrap_or_else(|| Template::Respond {
            status: 404,
            headers: self.compiler.config.common(self.scheme),
            reason: format!("the default backend of ingress-nginx answers in the place of {status}"),
        })
    }

    /// Tells what answers in the place of a backend what went wrong.
    fn tell_error(&self, template: &mut Template, status: u16, failed: Option<&Backend>) {
        let Template::Forward { request, .. } = template else { return };
        let mut tell = |name: &str, value: String| request.set.push((name.to_owned(), value));
        tell("X-Code", status.to_string());
        if let Some(owner) = self.location.owner {
            let ingress = self.compiler.model.objects[owner].id();
            tell("X-Ingress-Name", ingress.name.clone());
            tell("X-Namespace", ingress.namespace.clone());
        }
        if let Some(failed) = failed {
            tell("X-Service-Name", failed.name.clone());
            tell("X-Service-Port", failed.port.map(|port| port.to_string()).unwrap_or_default());
        }
    }

    /// A Service without endpoints: `default-backend` stands in for it, else 503 is answered before anybody is asked who
    /// they are.
    fn without_endpoints(self, upstream: &Upstream, told: Step) -> Vec<Way> {
        if self.settings.is_some_and(|settings| settings.service_upstream) {
            let why = "service-upstream sends to the Service's address although no endpoint is ready";
            return self.doubt(&Doubt::not_said(why, self.location.origin.clone()));
        }
        let stand_in = self.settings.and_then(|settings| settings.error_backend.as_deref());
        if let (Some(stand_in), Some(owner)) = (stand_in, self.location.owner) {
            let ingress = self.compiler.model.objects[owner].id();
            let args = Args::new().with("ingress", ingress.to_string()).with("service", stand_in.backend.name.as_str());
            let replaced = self.annotated("default-backend", Reason::ErrorBackend, args);
            let mut template = self.forward(WeightedBackend::from_weights([(stand_in.backend.clone(), 1)]));
            self.tell_error(&mut template, 503, Some(&upstream.resolved.backend));
            return self.with(told).with(replaced).guarded(template);
        }
        if self.is_paged(503) {
            let template = self.error_answer(503, Some(&upstream.resolved.backend));
            return self.with(told).one(template);
        }
        let mut template = self.forward(WeightedBackend::from_weights([(upstream.resolved.backend.clone(), 1)]));
        if let Template::Forward { mirrors, .. } = &mut template {
            // It is answered before a copy is sent.
            mirrors.clear();
        }
        self.with(told).one(template)
    }

    fn canaried(self, upstream: &Upstream, alternative: &Upstream) -> Vec<Way> {
        let model = self.compiler.model;
        let primary = upstream.resolved.backend.clone();
        let settings = &model.settings[alternative.first];
        let (Some(canary), None) = (&settings.canary, &settings.host) else {
            let doubt = settings.host.clone();
            return self.doubt(&doubt.unwrap_or_else(|| Doubt::not_said("the canary's settings are not known", None)));
        };
        if let Some(doubt) = &alternative.resolved.doubt {
            return self.doubt(doubt);
        }
        if alternative.resolved.problem.is_some() {
            return self.guarded(self.forward(WeightedBackend::from_weights([(primary, 1)])));
        }
        let decisions = match canary::decisions(canary) {
            Ok(decisions) => decisions,
            Err(doubt) => return self.doubt(&doubt),
        };
        let mut ways = Vec::new();
        if let Some((cookie, _)) = &upstream.session_cookie
            && let Some(guard) = canary::has_cookie(cookie)
        {
            let mut at = self.clone();
            at.guards.push(guard);
            let why = format!("cookie {cookie} says whether the client was at the canary before");
            ways.extend(at.doubt(&Doubt::not_said(why, None)));
        }
        for decision in decisions {
            let rest = canary.total.saturating_sub(decision.weight);
            let backends = [(primary.clone(), rest), (alternative.resolved.backend.clone(), decision.weight)];
            let args = Args::new()
                .with("ingress", model.objects[alternative.first].id().to_string())
                .with("service", primary.name.as_str())
                .with("how", decision.how);
            let key = self.compiler.config.whole_key("canary");
            let origin = annotation_origin(&model.objects[alternative.first], &key);
            let mut at = self.clone().with(note(Some(origin), Reason::Canary, args));
            at.guards.extend(decision.guards);
            ways.extend(at.guarded(at.forward(WeightedBackend::from_weights(backends))));
        }
        ways
    }

    /// What the location's Ingress asks of those who come this far; none where it asks nothing.
    pub(super) fn access(&self) -> Option<Access> {
        let settings = self.settings.filter(|settings| settings.firewall || self.asks())?;
        let auth = if self.is_open() { Vec::new() } else { settings.auth.clone() };
        let lists = if settings.deny.is_empty() { "allowlist-source-range" } else { "denylist-source-range" };
        let place = |key| self.compiler.annotated(self.location, key);
        let lists_origin = place(lists);
        let paged = |status: u16| self.error_answer(status, self.own_backend());
        let forbidden = match self.is_paged(403) {
            true => paged(403),
            false => self.respond(403, "the client's address is not let in".to_owned()),
        };
        let mut unauthorised = access::unauthorised(&auth, &self.answer);
        // Of two pages for one status nginx takes the first, which is that to sign in.
        if self.is_paged(401) && !self.signs_in() {
            unauthorised.fill(paged(401));
        }
        // The settings' pages take the place of the service's own 401 too, and what they answer counts as its verdict
        // (kubernetes/ingress-nginx#12876).
        let is_service = |auth: &Auth| matches!(auth, Auth::Service { .. });
        if self.compiler.config.error_codes.contains(&401) && auth.iter().any(is_service) {
            let why = "the default backend answers in the place of the authentication service: custom-http-errors of the \
                       controller lists 401";
            let asked =
                auth.iter().zip(&mut unauthorised).filter(|(auth, _)| settings.any_suffices || is_service(auth));
            asked.for_each(|(_, answer)| *answer = Doubt::not_said(why, None).template());
        }
        let auth_origins = auth.iter().map(|auth| place(auth.annotation())).collect();
        let unsaid = access::address_unknown(lists, lists_origin.clone()).template();
        let firewall = settings.firewall.then(|| {
            let args = Args::new().with("annotation", "enable-modsecurity");
            let refuses = self.annotated("enable-modsecurity", Reason::FirewallRefuses, args);
            (refuses, self.respond(403, "the firewall is taken to refuse the request".to_owned()))
        });
        Some(Access {
            firewall,
            deny: settings.deny.clone(),
            allow: settings.allow.clone(),
            lists,
            any_suffices: settings.any_suffices,
            auth,
            lists_origin,
            auth_origins,
            forbidden,
            unauthorised,
            unsaid,
        })
    }

    /// Whether the location's Ingress asks anything of those who come this far.
    pub(super) fn asks(&self) -> bool {
        self.settings.is_some_and(|settings| {
            let has_lists = !settings.deny.is_empty() || !settings.allow.is_empty();
            has_lists || !settings.auth.is_empty() && !self.is_open()
        })
    }

    /// Whether no credentials are asked for here.
    fn is_open(&self) -> bool {
        self.compiler.config.is_open(&self.location.path)
    }

    /// A forward with everything that the location's Ingress changes on the way.
    fn forward(&self, backends: Vec<WeightedBackend>) -> Template {
        let config = self.compiler.config;
        let mut request = HeaderEdits { set: config.towards.clone(), ..HeaderEdits::default() };
        let mut path = PathTemplate::Keep;
        if let Some(target) = self.target() {
            let Some(rewrite) = self.rewrite(target) else { return self.no_rewrite() };
            path = PathTemplate::Rewrite(Box::new(rewrite));
        }
        let vhost = self.settings.and_then(|settings| settings.vhost.as_deref());
        let has_password = |settings: &Settings| settings.auth.iter().any(|auth| matches!(auth, Auth::Password { .. }));
        if self.settings.is_some_and(has_password) && !self.is_open() {
            request.remove.push("Authorization".to_owned());
        }
        Template::Forward {
            backends,
            path,
            host: vhost.map_or(HostTemplate::Keep, |host| HostTemplate::Set(host.into())),
            request,
            client: config.client,
            response: HeaderEdits { set: self.answer.clone(), ..HeaderEdits::default() },
            mirrors: self.mirrors(),
        }
    }

    fn mirrors(&self) -> Vec<Mirror> {
        let mirror = self.settings.and_then(|settings| settings.mirror.as_deref());
        mirror.into_iter().map(|(backend, _)| Mirror { backend: backend.clone() }).collect()
    }

    /// What answers a body that is too large, where that is not nginx's own 413.
    pub(super) fn too_large(&self) -> Option<Box<Template>> {
        self.is_paged(413).then(|| Box::new(self.error_answer(413, self.own_backend())))
    }

    /// The backend of the location's own Service.
    fn own_backend(&self) -> Option<&Backend> {
        self.location.upstream.map(|upstream| &self.compiler.model.upstreams[upstream].resolved.backend)
    }
}
