//! The objects: one for each Ingress and kind, since an implementation takes one policy of a kind for a route.

use gatefold_diagnostic::SourceId;
use gatefold_manifest::{Pages, Written, Yaml};

use super::{Attach, Of, Part, SAYS, WITHOUT_SPEC, names_rules, says_key};
use crate::{
    Target,
    listeners::{Listening, ParentKind, Parents},
    output::{GROUP, Outputs},
    plan::{Backend, PathKind},
    routes::{Routes, rule_name},
    rules::Action,
};

/// All policies.
#[derive(Debug)]
pub(crate) struct Policies {
    pub(crate) written: Written,
    /// By Ingress: annotations by their whole keys, and the field that says each.
    pub(crate) said: Vec<Vec<(String, Target)>>,
    /// By Ingress: annotations that keep requests out and that no policy was found for.
    pub(crate) unsaid: Vec<Vec<String>>,
}

/// A rule that an Ingress has a part in: the route's object, its name, and the rule.
struct Place<'o> {
    object: usize,
    kind: &'o str,
    name: &'o str,
    rule: usize,
}

struct Emitter<'a, 'b> {
    from: &'b Listening<'a>,
    parents: &'b Parents,
    routes: &'b Routes,
    outputs: &'b Outputs<'a>,
    pages: Pages,
    /// How many Ingresses have a part in an object.
    sharers: Vec<usize>,
}

/// Writes what the chosen implementation has policies for.
pub(crate) fn emit(from: &Listening<'_>, parents: &Parents, routes: &Routes, outputs: &Outputs<'_>) -> Policies {
    let mut sharers = vec![0; outputs.all.len()];
    for object in routes.of_ingress.iter().flatten() {
        sharers[*object] += 1;
    }
    let mut said: Vec<_> = from.plan.ingresses.iter().map(|_| Vec::new()).collect();
    let mut emitter = Emitter { from, parents, routes, outputs, pages: Pages::default(), sharers };
    let mut unsaid = said.iter().map(|_| Vec::new()).collect::<Vec<Vec<String>>>();
    let says = SAYS.iter().find(|(id, _)| *id == from.options.implementation.id).map(|(_, says)| *says);
    let says = says.unwrap_or_default();
    for (ingress, extras) in from.extras.iter().enumerate().filter(|(_, extras)| !extras.needs.is_empty()) {
        let locations = emitter.locations(ingress);
        let places = emitter.places(&locations);
        if places.is_empty() {
            continue;
        }
        let of = emitter.of(ingress, &locations);
        let guards = extras.needs.iter().filter(|need| need.what.keeps_out());
        let lost = guards.filter(|need| !says.iter().any(|says| says(need, &of).is_some()));
        unsaid[ingress].extend(lost.flat_map(|need| need.keys.iter().cloned()));
        let mut objects: Vec<(Part<'_>, Vec<String>)> = Vec::new();
        for (need, says) in extras.needs.iter().flat_map(|need| says.iter().map(move |says| (need, says))) {
            let Some(part) = says(need, &of) else { continue };
            let on_https = |index: &usize| parents.https[from.plan.locations[*index].host].is_some();
            let is_for_nothing = match part.attach {
                Attach::Listeners => !locations.iter().any(on_https),
                Attach::Services | Attach::EachHost | Attach::Annotation(_) => emitter.services(&locations).is_empty(),
                _ => false,
            };
            if is_for_nothing {
                continue;
            }
            let field = part.fields.last().map_or("", |(field, _)| *field);
            let field = if WITHOUT_SPEC.contains(&part.kind) { field.to_owned() } else { format!("spec.{field}") };
            let object = format!("{} {}", part.kind, emitter.title(ingress, &part, &locations, &places));
            let target = Target { index: usize::MAX, object: object.into(), field };
            let keys = need.keys.iter().filter(|key| says_key(part.kind, key));
            said[ingress].extend(keys.map(|key| (key.clone(), target.clone())));
            let same = objects.iter_mut().find(|(of, _)| of.kind == part.kind && of.suffix == part.suffix);
            match same {
                Some((object, notes)) => {
                    merge(&mut object.fields, part.fields);
                    if !notes.contains(&part.note) {
                        notes.push(part.note);
                    }
                }
                None => {
                    let note = part.note.clone();
                    objects.push((part, vec![note]));
                }
            }
        }
        for (part, notes) in objects {
            emitter.object(ingress, &locations, &places, part, &notes);
        }
    }
    Policies { written: emitter.pages.finish(SourceId::POLICIES, "policies.yaml"), said, unsaid }
}

impl<'a, 'b> Emitter<'a, 'b> {
    /// The locations that are the Ingress's own and have a rule.
    fn locations(&self, ingress: usize) -> Vec<usize> {
        let mut all: Vec<usize> = self.from.plan.results[ingress].locations().collect();
        all.sort_unstable();
        all.dedup();
        all.retain(|index| !self.routes.places[*index].is_empty());
        all
    }

    fn places(&self, locations: &[usize]) -> Vec<Place<'b>> {
        let of = locations.iter().flat_map(|index| &self.routes.places[*index]);
        let forwards = of.filter(|place| place.action == Action::Forward);
        let mut places: Vec<(usize, usize)> = forwards.map(|place| (place.object, place.rule)).collect();
        places.sort_unstable();
        places.dedup();
        let place = |(object, rule): (usize, usize)| {
            let title: &'b str = &self.outputs.all[object].title;
            let (kind, rest) = title.split_once(' ').unwrap_or(("HTTPRoute", title));
            Place { object, kind, name: rest.rsplit_once('/').map_or(rest, |(_, name)| name), rule }
        };
        places.into_iter().map(place).collect()
    }

    fn of(&self, ingress: usize, locations: &[usize]) -> Of<'b> {
        let plan = self.from.plan;
        let (mut hosts, mut paths): (Vec<&str>, Vec<(&str, bool)>) = (Vec::new(), Vec::new());
        for location in locations.iter().map(|index| &plan.locations[*index]) {
            let host = &*plan.hosts[location.host].name;
            if !host.is_empty() && !hosts.contains(&host) {
                hosts.push(host);
            }
            let path = (&*location.value, location.kind == PathKind::Prefix);
            if !paths.contains(&path) {
                paths.push(path);
            }
        }
        Of { namespace: plan.namespace(ingress), name: plan.ingresses[ingress].object.name(), hosts, paths }
    }

    /// The namespace and name of an object.
    fn identity(&self, ingress: usize, part: &Part<'_>) -> (&'b str, String) {
        let plan = self.from.plan;
        let (namespace, name) = (plan.namespace(ingress), plan.ingresses[ingress].object.name());
        let suffixed = |name: &str| match part.suffix {
            "" => name.to_owned(),
            suffix => format!("{name}-{suffix}"),
        };
        match part.attach {
            Attach::Gateway | Attach::Listeners => {
                let group = &plan.groups[plan.settings[ingress].group];
                (&group.namespace, suffixed(&format!("{namespace}-{name}")))
            }
            Attach::Cluster => ("", suffixed(&format!("{namespace}-{name}"))),
            _ => (namespace, suffixed(name)),
        }
    }

    /// What the ledger calls the object, or the first of several.
    fn title(&self, ingress: usize, part: &Part<'_>, locations: &[usize], places: &[Place<'_>]) -> String {
        let (namespace, name) = self.identity(ingress, part);
        let slash = if namespace.is_empty() { "" } else { "/" };
        let services = self.services(locations);
        let first = match part.attach {
            Attach::EachRoute if routes(places).len() > 1 => "-1".to_owned(),
            Attach::EachHost if services.len() > 1 => format!("-{}", services[0]),
            _ => String::new(),
        };
        format!("{namespace}{slash}{name}{first}")
    }

    fn object(&mut self, ingress: usize, locations: &[usize], places: &[Place<'_>], part: Part<'a>, notes: &[String]) {
        let (namespace, name) = self.identity(ingress, &part);
        let mut comment = format!("From Ingress {}.", self.from.plan.ingresses[ingress].object.id().path());
        for note in notes.iter().filter(|note| !note.is_empty()) {
            comment.push('\n');
            comment.push_str(note);
        }
        let services = self.services(locations);
        match part.attach {
            Attach::Routes => {
                let references: Vec<_> = self.references(ingress, places, &mut comment);
                self.push((namespace, &name), part, vec![("targetRefs", Yaml::list(references))], &comment);
            }
            Attach::EachRoute => {
                self.shared(places, &mut comment);
                let routes = routes(places);
                let many = routes.len() > 1;
                for (number, route) in (1..).zip(&routes) {
                    let name = if many { format!("{name}-{number}") } else { name.clone() };
                    let fields = part.fields.clone();
                    let one = Part { fields, note: String::new(), ..part };
                    self.push((namespace, &name), one, vec![("targetRef", reference(route.0, route.1))], &comment);
                }
            }
            Attach::Services => {
                let references = services.iter().map(|service| {
                    Yaml::map([
                        ("group", "core".into()),
                        ("kind", "Service".into()),
                        ("name", (*service).to_owned().into()),
                    ])
                });
                let references = Yaml::list(references.collect::<Vec<_>>());
                self.push((namespace, &name), part, vec![("targetRefs", references)], &comment);
            }
            Attach::EachHost => {
                let many = services.len() > 1;
                for service in services {
                    let name = if many { format!("{name}-{service}") } else { name.clone() };
                    let host = format!("{service}.{namespace}.svc.cluster.local");
                    let one = Part { fields: part.fields.clone(), note: String::new(), ..part };
                    self.push((namespace, &name), one, vec![("host", host.into())], &comment);
                }
            }
            Attach::Gateway => {
                let group = &self.from.plan.groups[self.from.plan.settings[ingress].group];
                let references = Yaml::list([reference("Gateway", &group.name)]);
                self.push((namespace, &name), part, vec![("targetRefs", references)], &comment);
            }
            Attach::Listeners => {
                let mut hosts: Vec<_> = locations.iter().map(|index| self.from.plan.locations[*index].host).collect();
                hosts.dedup();
                let parents = hosts.into_iter().filter_map(|host| self.parents.https[host]);
                let reference = |parent: usize| {
                    let parent = &self.parents.all[parent];
                    let kind = if parent.kind == ParentKind::Gateway { "Gateway" } else { "ListenerSet" };
                    let mut entries = entries(kind, &parent.name);
                    entries.push(("sectionName", parent.section.clone().into()));
                    Yaml::map(entries)
                };
                let references = Yaml::list(parents.map(reference));
                self.push((namespace, &name), part, vec![("targetRefs", references)], &comment);
            }
            Attach::Filter => {
                let group = part.version.split('/').next().unwrap_or_default();
                let rules: Vec<_> =
                    places.iter().map(|place| format!("{} of {} {}", place.rule + 1, place.kind, place.name)).collect();
                comment.push_str(&format!(
                    "\nTo use it, add this filter to rule {}:\n- type: ExtensionRef\n  extensionRef: {{group: {group}, kind: {}, name: {name}}}",
                    rules.join(", "),
                    part.kind
                ));
                self.push((namespace, &name), part, Vec::new(), &comment);
            }
            Attach::Annotation(key) => {
                comment.push_str(&format!("\nTo use it, annotate Service {} with {key}: {name}", services.join(", ")));
                self.push((namespace, &name), part, Vec::new(), &comment);
            }
            Attach::Cluster | Attach::Nothing => self.push((namespace, &name), part, Vec::new(), &comment),
        }
    }

    /// The Services that locations send to, each once.
    fn services(&self, locations: &[usize]) -> Vec<&'b str> {
        let mut names: Vec<&str> = Vec::new();
        for index in locations {
            if let Backend::Service { name, .. } = &self.from.plan.locations[*index].backend
                && !names.contains(&&**name)
            {
                names.push(name);
            }
        }
        names
    }

    /// References to routes, and to their rules where other Ingresses have rules there.
    fn references(&self, ingress: usize, places: &[Place<'_>], comment: &mut String) -> Vec<Yaml<'a>> {
        if !names_rules(self.from.options.implementation.id) {
            self.shared(places, comment);
            return routes(places).iter().map(|(kind, name)| reference(kind, name)).collect();
        }
        let mut references = Vec::new();
        let mut last = usize::MAX;
        for place in places {
            let name = rule_name(self.from.plan, ingress, place.rule).filter(|_| self.sharers[place.object] > 1);
            if name.is_none() && place.object == last {
                continue;
            }
            last = place.object;
            let mut entries = entries(place.kind, place.name);
            entries.extend(name.map(|name| ("sectionName", name.into())));
            references.push(Yaml::map(entries));
        }
        references
    }

    /// Says which routes have rules of other Ingresses too.
    fn shared(&self, places: &[Place<'_>], comment: &mut String) {
        let mut shared: Vec<_> =
            places.iter().filter(|place| self.sharers[place.object] > 1).map(|place| place.name).collect();
        shared.dedup();
        if !shared.is_empty() {
            comment.push_str(&format!("\nIt also holds for rules of other Ingresses in {}.", shared.join(", ")));
        }
    }

    fn push(
        &mut self,
        (namespace, name): (&str, &str),
        part: Part<'_>,
        attach: Vec<(&'static str, Yaml<'_>)>,
        comment: &str,
    ) {
        let mut metadata = vec![("name", name.into())];
        if !namespace.is_empty() {
            metadata.push(("namespace", namespace.into()));
        }
        let mut object =
            vec![("apiVersion", part.version.into()), ("kind", part.kind.into()), ("metadata", Yaml::map(metadata))];
        let fields = attach.into_iter().chain(part.fields);
        if WITHOUT_SPEC.contains(&part.kind) {
            object.extend(fields);
        } else {
            object.push(("spec", Yaml::map(fields)));
        }
        self.pages.add(&[comment.to_owned()], &Yaml::map(object));
    }
}

/// Adds fields; what both say in mappings stands together.
fn merge<'y>(fields: &mut Vec<(&'static str, Yaml<'y>)>, more: Vec<(&'static str, Yaml<'y>)>) {
    for (name, value) in more {
        match (fields.iter_mut().find(|(of, _)| *of == name), value) {
            (Some((_, Yaml::Mapping(there))), Yaml::Mapping(value)) => there.extend(value),
            (_, value) => fields.push((name, value)),
        }
    }
}

fn entries<'y>(kind: &str, name: &str) -> Vec<(&'static str, Yaml<'y>)> {
    vec![("group", GROUP.into()), ("kind", kind.to_owned().into()), ("name", name.to_owned().into())]
}

fn reference<'y>(kind: &str, name: &str) -> Yaml<'y> {
    Yaml::map(entries(kind, name))
}

/// The kinds and names of the routes, each once.
fn routes<'o>(places: &[Place<'o>]) -> Vec<(&'o str, &'o str)> {
    let mut names: Vec<_> = places.iter().map(|place| (place.kind, place.name)).collect();
    names.dedup();
    names
}
