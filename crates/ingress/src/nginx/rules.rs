//! From a server to the rules that run: for each scheme an ordered list of guarded templates, and beside each rule what
//! is told of it in a trace.

use gatefold_diagnostic::Args;
use gatefold_routing::{
    Guard, LocationTemplate, Origin, PathMatch, Piece, Reason, Request, Rule, RuleSet, Scheme, Step, StepResult,
    Template,
};

use super::{
    access::Access,
    answers::built_in,
    build::{Location, Model, Server},
    config::Config,
    emit::Emission,
    location::Way,
    settings::{Doubt, Settings, annotation_origin, target_pieces},
};

/// What is told of a rule, and how large a body it takes.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    /// Bytes; 0 for any size.
    pub(crate) body_limit: u64,
    /// Where that is written, unless the controller's settings say it.
    pub(crate) limit_origin: Option<Box<Origin>>,
    /// What answers in the place of 413.
    pub(crate) too_large: Option<Box<Template>>,
    /// Who may pass.
    pub(crate) access: Option<Box<Access>>,
    /// Whether it is the `/` that the controller adds.
    pub(crate) is_implicit: bool,
    /// What applies when it wins.
    pub(crate) notes: Vec<Step>,
}

impl Facts {
    /// Whether the body is larger than what is taken.
    pub(crate) fn is_too_large(&self, request: &Request) -> bool {
        self.body_limit != 0 && request.body_size > self.body_limit
    }
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
    pub(crate) config: &'a Config,
}

pub(crate) fn note(origin: Option<Origin>, reason: Reason, args: Args) -> Step {
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
                list.extend(built_in(self.config, scheme));
            }
            let location = &self.server.locations[emitted.location];
            for Way { method, headers, template, facts } in self.location(location, emitted, scheme) {
                let guard = Guard { path: emitted.matches.clone(), method, headers, query: Vec::new() };
                let origin = location.origin.clone();
                list.push((Rule { guard, template, origin }, facts));
            }
        }
        if is_default && emission.regex.is_some() {
            list.extend(built_in(self.config, scheme));
        }
        let (rules, facts): (Vec<_>, Vec<_>) = list.into_iter().unzip();
        Compiled { rules: RuleSet::new(rules), facts }
    }

    /// Why every path of the host is a regular expression.
    pub(crate) fn regex_note(&self, emission: &Emission) -> Option<Step> {
        let (owner, key) = emission.regex?;
        let object = &self.model.objects[owner];
        let key = self.config.whole_key(key);
        let args = Args::new().with("ingress", object.id().to_string()).with("annotation", key.as_str());
        Some(note(Some(annotation_origin(object, &key)), Reason::RegexHost, args))
    }

    pub(crate) fn settings(&self, location: &Location) -> Option<&Settings> {
        location.owner.map(|owner| &self.model.settings[owner])
    }

    /// Where the location's Ingress writes an annotation.
    pub(crate) fn annotated(&self, location: &Location, key: &str) -> Option<Origin> {
        Some(annotation_origin(&self.model.objects[location.owner?], &self.config.whole_key(key)))
    }

    /// `if ($uri = /)` at the server: of two values, the first location's in nginx's order.
    fn app_root(&self, emission: &Emission, scheme: Scheme) -> Option<(Rule, Facts)> {
        let mut in_order = emission.list.iter().map(|emitted| &self.server.locations[emitted.location]);
        let (location, root) =
            in_order.find_map(|location| Some((location, self.model.own(location)?.1.app_root.clone()?)))?;
        // Groups would be those of the host's own expression.
        let pieces = target_pieces(&root).filter(|all| !all.iter().any(|one| matches!(one, Piece::Capture(_))));
        let template = match pieces {
            Some(pieces) => {
                let mut location = vec![Piece::Scheme, Piece::Text("://".into()), Piece::Authority];
                location.extend(pieces);
                let headers = self.config.common(scheme);
                Template::Location(LocationTemplate { status: 302, pattern: None, location, headers })
            }
            None => {
                let why = format!("app-root {root} has a variable that is not modelled");
                Doubt::not_said(why, location.origin.clone()).template()
            }
        };
        let place = self.annotated(location, "app-root");
        let notes = vec![note(place, Reason::AppRoot, Args::new().with("url", root))];
        let guard = Guard::path(PathMatch::Exact("/".into()));
        Some((Rule { guard, template, origin: location.origin.clone() }, Facts { notes, ..Facts::default() }))
    }
}
