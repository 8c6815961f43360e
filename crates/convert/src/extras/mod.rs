//! What annotations add to the rules of their Ingress besides where requests go: filters and further fields, in words that
//! no dialect owns. Which annotation says what is read in the module of its dialect.

mod asks;
mod cors;
mod fields;
mod foreign;
pub(crate) mod middleware;
mod named;
mod nginx;
mod services;
mod support;

use std::borrow::Cow;

use gatefold_diagnostic::{Args, Code, Diagnostic};
use gatefold_ingress::{
    Dialect, IngressView, Transforms,
    annotation::{Annotations, Field, Meaning, Words},
    replaced_host,
};
use gatefold_manifest::{Bundle, Object, Yaml};

pub(crate) use crate::target::Feature;
use crate::{
    Options,
    plan::{Location, PathKind, Plan},
    policies::{self, Balance, Need, What},
    report,
    rules::{Asking, RedirectTo},
};
pub(crate) use fields::sticky;
pub(crate) use gatefold_ingress::service_url::{ServiceUrl, service_url, split_url};
pub(crate) use named::by_location;
pub(crate) use nginx::key;
pub(crate) use support::Lack;

/// A filter of a rule.
#[derive(Debug)]
pub(crate) struct Filter<'a> {
    /// Its `type`.
    pub(crate) kind: &'static str,
    /// The field with what it says.
    pub(crate) field: &'static str,
    pub(crate) value: Yaml<'a>,
}

/// A header's name and value.
pub(crate) type Header<'a> = (Cow<'a, str>, Cow<'a, str>);

/// What a header modifier does.
#[derive(Debug, Default)]
pub(crate) struct HeaderEdits<'a> {
    pub(crate) set: Vec<Header<'a>>,
    pub(crate) add: Vec<Header<'a>>,
    pub(crate) remove: Vec<Cow<'a, str>>,
}

impl HeaderEdits<'_> {
    pub(super) fn is_empty(&self) -> bool {
        self.set.is_empty() && self.add.is_empty() && self.remove.is_empty()
    }
}

/// What becomes of the path of requests.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum PathChange<'a> {
    /// This takes the place of the matched beginning.
    Prefix(Cow<'a, str>),
    /// This is the whole path.
    Full(Cow<'a, str>),
}

impl PathChange<'_> {
    /// The modifier of an HTTPRoute; a path that is matched whole is replaced whole, for a match that is no prefix takes
    /// no replacement of one.
    pub(crate) fn modifier(&self, kind: PathKind) -> Yaml<'_> {
        let (kind, field, text) = match (self, kind) {
            (Self::Prefix(text), PathKind::Prefix) => ("ReplacePrefixMatch", "replacePrefixMatch", text),
            (Self::Prefix(text) | Self::Full(text), _) => ("ReplaceFullPath", "replaceFullPath", text),
        };
        Yaml::map([("type", kind.into()), (field, (&**text).into())])
    }
}

/// What an annotation became.
#[derive(Debug)]
pub(crate) struct Said {
    /// The annotation's whole key.
    pub(crate) key: String,
    /// The type of the filter that says it; none for a field of the rule.
    pub(crate) filter: Option<&'static str>,
    /// The field in the rule or filter; empty where nothing of its own has to be written.
    pub(crate) field: &'static str,
    /// Why it means only nearly the same.
    pub(crate) code: Option<Code>,
}

/// An annotation that could become a field and did not.
#[derive(Debug)]
pub(crate) struct Missed {
    /// The annotation's whole key.
    pub(crate) key: String,
    pub(crate) code: Code,
}

/// A Service of another namespace that routes refer to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Grant {
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) service: String,
}

/// How Services are spoken to in TLS.
#[derive(Debug)]
pub(crate) struct BackendTls<'a> {
    /// The annotations that say it, whole keys; never empty.
    pub(crate) keys: Vec<String>,
    /// The Services that speak it; all where none is named.
    pub(crate) only: Vec<&'a str>,
    /// The name that a certificate has to have, where it is one.
    pub(crate) name: Option<&'a str>,
    /// The namespace and name of the Secret with authorities.
    pub(crate) secret: Option<(&'a str, &'a str)>,
    /// Whether certificates were verified before.
    pub(crate) verifies: bool,
}

/// What ingress-nginx does by itself, as fields of a rule where the output keeps to behaviour and no annotation says
/// otherwise.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(crate) struct Defaults {
    /// `timeouts`: a backend that stays silent is given up.
    pub(crate) timeouts: bool,
    /// `retry`: a request that reaches no endpoint is tried at others.
    pub(crate) retry: bool,
}

/// What the annotations of one Ingress, or of it and one of its Services, add to each of their rules that has a backend.
#[derive(Debug, Default)]
pub(crate) struct Extras<'a> {
    pub(crate) ingress: usize,
    /// The Service that they are for, where they are not for the Ingress's others, and the object where it is given.
    pub(crate) service: Option<(&'a str, Option<&'a Object>)>,
    /// Those that are for one Service only, by its name and their place among all extras.
    pub(crate) of_services: Vec<(&'a str, usize)>,
    pub(crate) filters: Vec<Filter<'a>>,
    /// Fields of the rule.
    pub(crate) fields: Vec<(&'static str, Yaml<'a>)>,
    /// Headers that backends get, and those that answers have.
    pub(crate) towards: HeaderEdits<'a>,
    pub(crate) back: HeaderEdits<'a>,
    /// Ways in which a request has to be asked besides its path; any where there is none.
    pub(crate) asks: Vec<Asking>,
    /// What becomes of the path.
    pub(crate) path: Option<PathChange<'a>>,
    /// The same for the paths of one Service, by its name.
    pub(crate) rewrites: Vec<(&'a str, &'a str)>,
    /// What stands before the path of each request.
    pub(crate) before: Option<&'a str>,
    /// What expressions change.
    pub(crate) transforms: Option<Transforms>,
    /// The Host that backends get.
    pub(crate) host: Option<&'a str>,
    /// Where all requests are sent, in place of a backend.
    pub(crate) redirect: Option<RedirectTo>,
    pub(crate) grants: Vec<Grant>,
    /// Whether TLS connections for its hosts are handed through.
    pub(crate) passes_tls: bool,
    /// Whether its Services speak gRPC.
    pub(crate) is_rpc: bool,
    /// How its Services are spoken to in TLS, if they are.
    pub(crate) tls: Option<BackendTls<'a>>,
    /// What only a policy can say.
    pub(crate) needs: Vec<Need<'a>>,
    pub(crate) defaults: Defaults,
    pub(crate) said: Vec<Said>,
    pub(crate) missed: Vec<Missed>,
}

impl<'a> Extras<'a> {
    /// What takes the place of the matched beginning of a path, where that is not the same for all paths.
    pub(crate) fn path_of(&self, location: &Location) -> Option<String> {
        let name = location.backend.name();
        let rewrite = self.rewrites.iter().find(|(of, _)| Some(*of) == name).map(|(_, to)| (*to).to_owned());
        let before = self.before.map(|before| format!("{before}{}", location.value.trim_end_matches('/')));
        // What asks for more than a path leaves a path that is compared whole as it is.
        let transforms = self.transforms.as_ref().filter(|_| location.kind == PathKind::Prefix);
        rewrite.or(before).or_else(|| named::path_of(transforms?, &location.value))
    }

    /// The Host that backends get of requests for a host.
    pub(crate) fn host_of(&self, host: &str) -> Option<String> {
        let (regex, replace) = self.transforms.as_ref()?.host.as_ref()?;
        replaced_host(regex, replace, host)
    }

    /// The object that an annotation is written on: the Service's own wins.
    pub(crate) fn written_on(&self, view: &'a IngressView, key: &str) -> &'a Object {
        let service = self.service.and_then(|(_, object)| object).filter(|_| self.is_of_service(key));
        service.unwrap_or(&view.object)
    }

    /// Whether the annotation `key` that is read here is the Service's.
    pub(crate) fn is_of_service(&self, key: &str) -> bool {
        self.service.is_some_and(|(_, object)| object.is_some_and(|object| object.annotation(key).is_some()))
    }

    /// Whether rules are as they would be without, and no policy is for them.
    pub(crate) fn is_empty(&self) -> bool {
        self.filters.is_empty()
            && self.fields.is_empty()
            && self.towards.is_empty()
            && self.back.is_empty()
            && self.path.is_none()
            && self.before.is_none()
            && self.transforms.is_none()
            && self.needs.is_empty()
            && !self.is_rpc
    }
}

/// Reads those of every Ingress that the plan has rules of; after them, those that are for one of its Services.
pub(crate) fn read<'a>(
    bundle: &'a Bundle,
    plan: &Plan<'a>,
    options: &Options,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Extras<'a>> {
    let middlewares = &middleware::all(bundle);
    let mut one = |ingress: usize, service: Option<(&'a str, Option<&'a Object>)>| {
        let view = &plan.ingresses[ingress];
        let extras = Extras { ingress, service, ..Extras::default() };
        let Some(table) = view.class.dialect.table().filter(|_| plan.results[ingress].refused != Some(Code::D7)) else {
            return extras;
        };
        let words = match service {
            Some((_, Some(object))) => Words::of_service(&view.object, object, table),
            _ => Words::new(&view.object, table),
        };
        let service = service.map(|(name, _)| name);
        let passes_tls = view.class.dialect != Dialect::IngressNginx || plan.controller(ingress).passes_tls;
        let diagnostics = &mut *diagnostics;
        let mut writer = Writer { bundle, middlewares, view, service, words, passes_tls, options, extras, diagnostics };
        writer.read();
        writer.extras
    };
    let mut all: Vec<Extras<'a>> = (0..plan.ingresses.len()).map(|ingress| one(ingress, None)).collect();
    for (ingress, view) in plan.ingresses.iter().enumerate() {
        for service in named::services(bundle, options, view) {
            let index = all.len();
            all[ingress].of_services.push((service.0, index));
            all.push(one(ingress, Some(service)));
        }
    }
    all
}

/// Takes what a dialect reads.
pub(crate) struct Writer<'a, 'd> {
    pub(crate) bundle: &'a Bundle,
    middlewares: &'d middleware::Middlewares<'a>,
    pub(crate) view: &'a IngressView,
    /// The Service that is read for, where it is not all.
    pub(crate) service: Option<&'a str>,
    /// What the annotations say.
    words: Words<'a>,
    /// Whether its controller hands TLS through where it is asked to.
    passes_tls: bool,
    pub(crate) options: &'d Options,
    pub(crate) extras: Extras<'a>,
    pub(crate) diagnostics: &'d mut Vec<Diagnostic>,
}

impl<'a> Writer<'a, '_> {
    fn read(&mut self) {
        let is_nginx = self.view.class.dialect == Dialect::IngressNginx;
        let read = Annotations::new(&self.view.object, self.words.table());
        if is_nginx {
            self.extras.defaults = fields::defaults(&self.words, self.options);
        }
        // A canary's own annotations mean nothing: its requests are the primary's.
        if self.service.is_none() && read.is_empty() || is_nginx && read.flag("canary") == Some(true) {
            return;
        }
        cors::read(self);
        if is_nginx {
            nginx::read(self, &read);
        } else {
            foreign::read(self);
            asks::read(self);
            named::read(self);
        }
        if !(is_nginx && nginx::asks_nobody(&read)) {
            services::external_auth(self);
        }
        if is_nginx && read.text("auth-proxy-set-headers").is_some() {
            self.miss_with(&nginx::key("auth-proxy-set-headers"), &nginx::key("auth-url"));
        }
        fields::timeouts(self);
        fields::retries(self);
        fields::session(self);
        services::spoken_to(self);
        let namespace = self.view.object.namespace();
        let own = if is_nginx { policies::words(self.bundle, &read, namespace) } else { Vec::new() };
        for need in policies::of(&self.words).into_iter().chain(own) {
            // Where a field says it there is nothing left for a policy.
            let meaning = match need.what {
                What::Balance(Balance::Cookie(..)) => Some(Meaning::Session),
                What::ExternalAuth { .. } => Some(Meaning::AuthUrl),
                What::Timeouts { connect: None, .. } => Some(Meaning::ReadTimeout),
                _ => None,
            };
            let key = meaning.and_then(|meaning| self.words.get(meaning)).map(|word| word.key);
            if !key.is_some_and(|key| self.extras.said.iter().any(|said| said.key == key)) {
                self.extras.needs.push(need);
            }
        }
    }

    /// An annotation keeps requests out, and is lost.
    pub(crate) fn guard_lost(&mut self, key: &str) {
        self.finding(key, Code::GW0768, Args::new());
    }

    pub(crate) fn filter(&mut self, kind: &'static str, field: &'static str, value: Yaml<'a>) {
        self.extras.filters.push(Filter { kind, field, value });
    }

    /// An annotation means the same as `field` of a filter or of the rule.
    pub(crate) fn same(&mut self, key: impl Into<String>, filter: Option<&'static str>, field: &'static str) {
        self.extras.said.push(Said { key: key.into(), filter, field, code: None });
    }

    /// An annotation means nearly the same; `why` says what differs.
    pub(crate) fn nearly(&mut self, key: &str, filter: Option<&'static str>, field: &'static str, why: &str) {
        self.finding(key, Code::GW0702, Args::new().with("why", why));
        self.nearly_by(key, filter, field, Code::GW0702);
    }

    /// An annotation means nearly the same; the finding that says what differs is another's task.
    pub(crate) fn nearly_by(&mut self, key: &str, filter: Option<&'static str>, field: &'static str, code: Code) {
        self.extras.said.push(Said { key: key.to_owned(), filter, field, code: Some(code) });
    }

    /// An annotation could have become a field; `why` says why it has not.
    pub(crate) fn missed(&mut self, key: &str, why: &str) {
        self.finding(key, Code::GW0762, Args::new().with("why", why));
        self.extras.missed.push(Missed { key: key.to_owned(), code: Code::GW0762 });
    }

    /// An annotation shares the fate of another one that could not become a field, whose finding speaks for both.
    pub(crate) fn miss_with(&mut self, key: &str, other: &str) {
        let code = self.extras.missed.iter().find(|missed| missed.key == other).map(|missed| missed.code);
        self.extras.missed.extend(code.map(|code| Missed { key: key.to_owned(), code }));
    }

    /// Whether a field can be used; where it cannot, says so at the annotation.
    pub(crate) fn can(&mut self, key: &str, feature: Feature, field: &'static Field) -> bool {
        let Some(lack) = support::lack(feature, field, self.options) else { return true };
        let code = match lack {
            Lack::Release(needs) => {
                let args = Args::new()
                    .with("field", format!("{} {}", field.kind, field.path))
                    .with("found", format!("{}@{}", self.options.channel, self.options.bundle))
                    .with("needs", needs);
                self.finding(key, Code::GW0761, args);
                Code::GW0761
            }
            Lack::Implementation => {
                let why = format!("{} does not support {}", self.options.implementation.name, field.path);
                self.finding(key, Code::GW0762, Args::new().with("why", why));
                Code::GW0762
            }
        };
        self.extras.missed.push(Missed { key: key.to_owned(), code });
        false
    }

    /// A finding at an annotation.
    pub(crate) fn finding(&mut self, key: &str, code: Code, args: Args) {
        let field = format!("metadata.annotations[{key}]");
        let object = self.extras.written_on(self.view, key);
        let node = object.annotations().find(|(written, _)| written.text() == key).map(|(_, value)| value.span());
        let span = node.unwrap_or_else(|| object.span_of(&field));
        let args = args.with("annotation", key);
        self.diagnostics.push(report::of_object(code, object, field, span, args));
    }

    /// Says that routes of this Ingress's namespace refer to a Service, which another namespace has to allow.
    pub(crate) fn refers(&mut self, namespace: &str, service: &str) {
        let from = self.view.object.namespace();
        if from != namespace {
            let grant = Grant { from: from.to_owned(), to: namespace.to_owned(), service: service.to_owned() };
            self.extras.grants.push(grant);
        }
    }
}
