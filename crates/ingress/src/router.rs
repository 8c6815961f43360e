//! What the Ingress side does with a request.
//!
//! Ingresses of different controllers, and of different installations of ingress-nginx, are different entry points with
//! different addresses. Where the input has several, the one whose Ingresses name the request's host is asked; where several
//! name it, or none does and several would answer, the outcome is what all of them answer, or unknown where they differ.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    sync::Arc,
};

use gatefold_diagnostic::{Args, Diagnostic, order_by, render};
use gatefold_manifest::Bundle;
use gatefold_routing::{
    Assumed, Assumption, Choice, Decision, Reason, Request, Router, Scheme, Step, StepResult, Template,
};

use crate::{
    ClassSource, Dialect, IngressOptions, IngressView, Ingresses, NginxModel,
    backend::Backends,
    class::{Controller, NGINX},
    nginx::{NginxRouter, config::Config},
    preset::{self, PresetRouter},
};

/// The Ingress side. Built once from the Ingresses of a Bundle, then asked.
#[derive(Debug)]
pub struct IngressRouter {
    sides: Vec<Side>,
    assumptions: Vec<Assumption>,
    unclear: Template,
    not_http: Template,
    unserved: Template,
}

/// One controller.
#[derive(Debug)]
struct Side {
    name: Arc<str>,
    rules: Rules,
    /// What is answered in its place where other controllers are there and its own is not known.
    stranger: Option<Template>,
}

#[derive(Debug)]
enum Rules {
    Nginx(Box<NginxRouter>),
    Preset(Box<PresetRouter>),
}

/// How a side came to be asked.
enum Asked<'a> {
    Only(&'a Side),
    Chosen(&'a Side),
    /// Of several that may be meant, which all answer the same.
    Agreed(&'a Side),
    Unclear,
    Nobody,
    NotHttp,
}

impl IngressRouter {
    /// Compiles what `ingresses` serve; Services and endpoints are looked up in `bundle`, what is absent there means what
    /// the scope of `options` says. An [`InputScope`](gatefold_manifest::InputScope) alone leaves the rest at its defaults.
    pub fn new(bundle: &Bundle, ingresses: &Ingresses, options: impl Into<IngressOptions>) -> Self {
        let options = options.into();
        Self::of(bundle, ingresses, NginxModel::new(bundle, ingresses, options.clone()), &options)
    }

    /// As [`Self::new`], with the model of ingress-nginx that was built of these Ingresses before, with these options.
    pub fn of(bundle: &Bundle, ingresses: &Ingresses, model: NginxModel, options: &IngressOptions) -> Self {
        let mut backends = Backends::new(bundle, options.scope);
        let only = options.controller.as_ref();
        let mut sides = Vec::new();
        for mut built in model.installations {
            let flags = &built.config.flags;
            let is_asked = match only {
                Some(only) => *only == flags.name || *only == flags.controller_class,
                None => !built.places.is_empty() || !built.refused.is_empty(),
            };
            if is_asked {
                backends.note(&mut built.noted);
                let (name, router) = (flags.name.as_str().into(), NginxRouter::new(built, options.auth));
                sides.push(Side { name, rules: Rules::Nginx(Box::new(router)), stranger: None });
            }
        }
        let mut groups: Vec<(String, Vec<&IngressView>)> = Vec::new();
        let mut places: BTreeMap<String, usize> = BTreeMap::new();
        for view in ingresses.served.iter().filter(|view| view.class.dialect != Dialect::IngressNginx) {
            let class = &view.class;
            let controller = if class.controller.is_empty() { &class.name } else { &class.controller };
            let address = preset::address(view);
            if only.is_some_and(|only| only != controller) {
                continue;
            }
            let name = if address.is_empty() { controller.clone() } else { format!("{controller} ({address})") };
            match places.entry(name.clone()) {
                Entry::Occupied(at) => groups[*at.get()].1.push(view),
                Entry::Vacant(free) => {
                    free.insert(groups.len());
                    groups.push((name, vec![view]));
                }
            }
        }
        let is_known = |only: &&String| Controller::named(only).is_some_and(|it| it.dialect != Dialect::IngressNginx);
        groups.extend(only.filter(|only| groups.is_empty() && is_known(only)).map(|only| (only.clone(), Vec::new())));
        let several = sides.len() + groups.len() > 1;
        sides.extend(groups.iter().map(|(name, views)| Side::preset(name, views, &mut backends, several)));
        order_by(&mut sides, |a, b| a.name.cmp(&b.name));
        let unclear = Args::new().with("controllers", names(&sides));
        let mut assumptions = class_assumptions(ingresses);
        assumptions.extend(backends.assumptions());
        assumptions.extend(controller_assumptions(&sides));
        Self {
            sides,
            assumptions: Assumption::merge(assumptions),
            unclear: Template::Unknown { reason: render(Reason::ControllerUnclear.template(), &unclear) },
            not_http: Template::Refuse { reason: "an Ingress serves HTTP and HTTPS only".to_owned() },
            unserved: Template::Unknown {
                reason: "no Ingress of the input names a class that a controller serves".to_owned(),
            },
        }
    }

    /// What is wrong with what a controller builds of its Ingresses.
    pub fn findings(&self) -> impl Iterator<Item = &Diagnostic> {
        self.nginx().flat_map(NginxRouter::findings)
    }

    fn nginx(&self) -> impl Iterator<Item = &NginxRouter> {
        self.sides.iter().filter_map(|side| match &side.rules {
            Rules::Nginx(router) => Some(&**router),
            Rules::Preset(_) => None,
        })
    }

    /// What was taken to be so because the input does not say.
    pub fn assumptions(&self) -> &[Assumption] {
        &self.assumptions
    }

    fn asked(&self, request: &Request) -> Asked<'_> {
        let is_http = matches!(request.scheme, Scheme::Http | Scheme::Https);
        if !is_http && !self.nginx().any(|router| router.passes(request)) {
            return Asked::NotHttp;
        }
        match self.sides.as_slice() {
            [] => Asked::Nobody,
            [side] => Asked::Only(side),
            sides => {
                // Those whose Ingresses name the host, else those that answer for every other.
                let meant = [Side::knows, |side: &Side, _: &str| side.has_catch_all(), |_: &Side, _: &str| true];
                let meant = meant.into_iter().find_map(|is_meant| {
                    let mut meant = sides.iter().filter(move |side| is_meant(side, &request.host));
                    Some((meant.next()?, meant))
                });
                let Some((first, mut others)) = meant else { return Asked::Nobody };
                let Some(other) = others.next() else { return Asked::Chosen(first) };
                let template = first.choose(request).template;
                let agrees = |side: &Side| side.choose(request).template == template;
                if agrees(other) && others.all(agrees) { Asked::Agreed(first) } else { Asked::Unclear }
            }
        }
    }

    fn answer<'a>(&'a self, asked: &Asked<'a>, request: &Request) -> Choice<'a> {
        match asked {
            Asked::Only(side) | Asked::Chosen(side) | Asked::Agreed(side) => side.choose(request),
            Asked::Unclear => Choice { template: &self.unclear },
            Asked::Nobody => Choice { template: &self.unserved },
            Asked::NotHttp => Choice { template: &self.not_http },
        }
    }
}

impl Router for IngressRouter {
    fn choose<'a>(&'a self, request: &Request) -> Choice<'a> {
        self.answer(&self.asked(request), request)
    }

    fn decide(&self, request: &Request) -> Decision {
        let asked = self.asked(request);
        let outcome = self.answer(&asked, request).outcome(request);
        let mut trace = Vec::new();
        let mut told = |reason, args: Args| {
            let args = args.with("host", request.host.as_str());
            trace.push(Step { origin: None, result: StepResult::Applied, reason, args });
        };
        match asked {
            Asked::Only(side) => trace.extend(side.trace(request)),
            Asked::Chosen(side) => {
                told(Reason::ControllerChosen, Args::new().with("controller", &*side.name));
                trace.extend(side.trace(request));
            }
            Asked::Agreed(side) => {
                let first = Args::new().with("controller", &*side.name).with("controllers", names(&self.sides));
                told(Reason::ControllersAgree, first);
                trace.extend(side.trace(request));
            }
            Asked::Unclear => told(Reason::ControllerUnclear, Args::new().with("controllers", names(&self.sides))),
            Asked::Nobody | Asked::NotHttp => {}
        }
        Decision { outcome, trace }
    }
}

impl Side {
    /// One of a controller other than ingress-nginx.
    fn preset(name: &str, views: &[&IngressView], backends: &mut Backends<'_>, several: bool) -> Self {
        let alone = || Controller::named(name).map(|known| known.dialect);
        let dialect = views.first().map(|view| view.class.dialect).or_else(alone).unwrap_or(Dialect::Specification);
        let rules = Rules::Preset(Box::new(PresetRouter::new(views, backends)));
        let is_stranger = !views.is_empty()
            && views.iter().all(|view| view.class.source == ClassSource::AssumedByName)
            && dialect == Dialect::Specification
            && views.iter().all(|view| Controller::named(&view.class.controller).is_none());
        let stranger = (several && is_stranger).then(|| Template::Unknown {
            reason: format!(
                "class {name} names no controller that is known, and no IngressClass of that name is in the input"
            ),
        });
        Self { name: name.into(), rules, stranger }
    }

    fn knows(&self, host: &str) -> bool {
        match &self.rules {
            Rules::Nginx(router) => router.knows(host),
            Rules::Preset(router) => router.knows(host),
        }
    }

    fn has_catch_all(&self) -> bool {
        match &self.rules {
            Rules::Nginx(router) => router.has_catch_all(),
            Rules::Preset(router) => router.has_catch_all(),
        }
    }

    fn choose(&self, request: &Request) -> Choice<'_> {
        match (&self.stranger, &self.rules) {
            (Some(template), _) => Choice { template },
            (None, Rules::Nginx(router)) => router.choose(request),
            (None, Rules::Preset(router)) => router.choose(request),
        }
    }

    fn trace(&self, request: &Request) -> Vec<Step> {
        match (&self.stranger, &self.rules) {
            (Some(Template::Unknown { reason }), _) => vec![Step {
                origin: None,
                result: StepResult::Applied,
                reason: Reason::NotSaid,
                args: Args::new().with("why", reason.as_str()),
            }],
            (_, Rules::Nginx(router)) => router.trace(request),
            (_, Rules::Preset(router)) => router.trace(request),
        }
    }
}

/// What the sides are called.
fn names(sides: &[Side]) -> Vec<String> {
    sides.iter().map(|side| side.name.to_string()).collect()
}

/// What was taken of classes.
fn class_assumptions(ingresses: &Ingresses) -> Vec<Assumption> {
    let of = |view: &IngressView| {
        let class = &view.class;
        let name = Args::new().with("name", class.name.as_str());
        match class.source {
            // An installation of the input says itself what it is.
            ClassSource::Declared => {
                let is_said =
                    |place: &usize| ingresses.installations[*place].from.is_some() || class.controller == NGINX;
                let taken = class.installations.first().filter(|place| !is_said(place));
                taken.map(|_| {
                    Assumption::new(Assumed::ControllerKind, name.with("controller", class.controller.as_str()))
                })
            }
            ClassSource::AssumedByName if class.controller.is_empty() => {
                Some(Assumption::new(Assumed::ClassUnknown, name))
            }
            ClassSource::AssumedByName => {
                Some(Assumption::new(Assumed::IngressClass, name.with("controller", class.controller.as_str())))
            }
            ClassSource::Annotations => {
                let ingress = Args::new().with("ingress", view.object.id().path());
                let args = ingress.with("controller", class.controller.as_str());
                Some(Assumption::new(Assumed::ClassByAnnotations, args))
            }
            ClassSource::NoClass => {
                let ingress = Args::new().with("ingress", view.object.id().path());
                Some(Assumption::new(Assumed::NoClass, ingress))
            }
        }
    };
    ingresses.served.iter().filter_map(of).collect()
}

/// What was chosen beside the defaults, of the settings that begin with `own` and not with `other`.
fn but(config: &Config, own: &str, other: &str) -> String {
    let of_these = |key: &str| key.starts_with(own) && (other.is_empty() || !key.starts_with(other));
    let chosen = config.chosen.settings.iter().filter(|(key, _)| of_these(key));
    let words: Vec<_> = chosen.map(|(key, value)| format!("{key} {value}")).collect();
    if words.is_empty() { String::new() } else { format!(", but for {}", words.join(", ")) }
}

fn controller_assumptions(sides: &[Side]) -> Vec<Assumption> {
    let mut all = Vec::new();
    for side in sides {
        let Rules::Nginx(router) = &side.rules else { continue };
        all.extend(router.assumptions().iter().cloned());
        let config = router.config();
        let controller = if config.flags.label.is_empty() {
            "the controller".to_owned()
        } else {
            format!("controller {}", side.name)
        };
        let of = || Args::new().with("controller", controller.as_str());
        if config.flags.from.is_none() {
            all.push(Assumption::new(Assumed::ControllerFlags, of().with("but", but(config, "--", ""))));
        }
        if !config.is_given {
            let name =
                config.name.as_ref().map_or_else(|| "the ConfigMap".to_owned(), |name| format!("ConfigMap {name}"));
            all.push(Assumption::new(
                Assumed::ControllerConfig,
                of().with("name", name).with("but", but(config, "", "--")),
            ));
        }
    }
    if sides.len() > 1 {
        all.push(Assumption::new(Assumed::ControllerAddress, Args::new().with("controllers", names(sides))));
    }
    all
}
