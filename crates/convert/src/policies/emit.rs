//! The objects: one for each Ingress and kind, since an implementation takes one policy of a kind for a route.

use gatefold_diagnostic::{Map, SourceId};
use gatefold_manifest::{Pages, Written, Yaml};

use super::{
    Attach, Of, Part, SAYS, WITHOUT_SPEC, adds_up,
    aim::{Place, named, places, services},
    says_key,
};
use crate::{
    Target,
    listeners::{Listening, Parents},
    names::Names,
    output::Outputs,
    routes::Routes,
};

/// All policies.
#[derive(Debug)]
pub(crate) struct Policies {
    pub(crate) written: Written,
    /// As the extras: annotations by their whole keys, and the field that says each.
    pub(crate) said: Vec<Vec<(String, Target)>>,
    /// As the extras: annotations that keep requests out and that no policy was found for.
    pub(crate) unsaid: Vec<Vec<String>>,
}

/// A policy that stands.
struct Held<'a> {
    /// Its kind, namespace and name.
    title: String,
    fields: Vec<(&'static str, Yaml<'a>)>,
}

pub(super) struct Emitter<'a, 'b> {
    pub(super) from: &'b Listening<'a>,
    pub(super) parents: &'b Parents,
    pub(super) routes: &'b Routes,
    pages: Pages,
    /// How many Ingresses have a part in an object.
    pub(super) sharers: Vec<usize>,
    names: Names,
    /// By kind, namespace and what the reference names: where an implementation takes one of a kind for it, no other may, and
    /// where it takes several no other may have a field of its.
    held: Map<String, Vec<Held<'a>>>,
}

/// A policy before it is written.
struct Draft<'a> {
    part: Part<'a>,
    /// What a person has to know or to do.
    notes: Vec<String>,
    /// The annotations that it is for, and the field that says each.
    keys: Vec<(String, String)>,
}

/// Writes what the chosen implementation has policies for.
pub(crate) fn emit(from: &Listening<'_>, parents: &Parents, routes: &Routes, outputs: &Outputs<'_>) -> Policies {
    let mut sharers = vec![0; outputs.all.len()];
    for object in routes.of_ingress.iter().flatten() {
        sharers[*object] += 1;
    }
    let plan = from.plan;
    let mut said: Vec<_> = from.extras.iter().map(|_| Vec::new()).collect();
    let (names, held) = (Names::default(), Map::new());
    let mut emitter = Emitter { from, parents, routes, pages: Pages::default(), sharers, names, held };
    let mut unsaid = said.iter().map(|_| Vec::new()).collect::<Vec<Vec<String>>>();
    let says = SAYS.iter().find(|(id, _)| *id == from.options.implementation.id).map(|(_, says)| *says);
    let says = says.unwrap_or_default();
    for (index, extras) in from.extras.iter().enumerate().filter(|(_, extras)| !extras.needs.is_empty()) {
        let ingress = extras.ingress;
        let locations = emitter.locations(index);
        let places = places(routes, outputs, &locations);
        if places.is_empty() {
            continue;
        }
        let beside = emitter.name(index, "Backend", plan.namespace(ingress), "auth", "");
        let of = Of {
            plan,
            ingress,
            extras: index,
            locations: &locations,
            namespace: plan.namespace(ingress),
            name: plan.ingresses[ingress].object.name(),
            fidelity: from.options.fidelity,
            beside: &beside,
        };
        let guards = extras.needs.iter().filter(|need| need.what.keeps_out());
        let lost = guards.filter(|need| !says.iter().any(|says| says(need, &of).is_some()));
        unsaid[index].extend(lost.flat_map(|need| need.keys.iter().cloned()));
        let mut drafts: Vec<Draft<'_>> = Vec::new();
        for (need, says) in extras.needs.iter().flat_map(|need| says.iter().map(move |says| (need, says))) {
            let Some(mut part) = says(need, &of) else { continue };
            let field = part.fields.last().map_or("", |(field, _)| *field);
            let field = if WITHOUT_SPEC.contains(&part.kind) { field.to_owned() } else { format!("spec.{field}") };
            let keys = need.keys.iter().filter(|key| says_key(part.kind, key)).map(|key| (key.clone(), field.clone()));
            let note = std::mem::take(&mut part.note);
            let same = drafts.iter_mut().find(|of| of.part.kind == part.kind && of.part.suffix == part.suffix);
            match same {
                Some(draft) => {
                    merge(&mut draft.part.fields, part.fields);
                    draft.keys.extend(keys);
                    if !draft.notes.contains(&note) {
                        draft.notes.push(note);
                    }
                }
                None => drafts.push(Draft { keys: keys.collect(), part, notes: vec![note] }),
            }
        }
        for Draft { part, notes, keys } in drafts {
            let Some(object) = emitter.object(&of, &places, &part, &notes) else { continue };
            let target =
                |field: String| Target { index: usize::MAX, object: object.as_str().into(), field: field.into() };
            said[index].extend(keys.into_iter().map(|(key, field)| (key, target(field))));
        }
    }
    Policies { written: emitter.pages.finish(SourceId::POLICIES, "policies.yaml"), said, unsaid }
}

impl<'a> Emitter<'a, '_> {
    /// The locations that the extras hold for and that have a rule.
    fn locations(&self, extras: usize) -> Vec<usize> {
        let all = self.from.plan.results[self.from.extras[extras].ingress].locations();
        let mut all: Vec<usize> = all.filter(|index| self.from.extras_of[*index] == extras).collect();
        all.sort_unstable();
        all.dedup();
        all.retain(|index| !self.routes.places[*index].is_empty());
        all
    }

    /// A name for an object of an Ingress, or of it and one of its Services; outside of the Ingress's namespace it says that namespace too.
    fn name(&mut self, extras: usize, kind: &str, namespace: &str, suffix: &str, more: &str) -> String {
        let plan = self.from.plan;
        let (ingress, service) = (self.from.extras[extras].ingress, self.from.extras[extras].service);
        let name = plan.ingresses[ingress].object.name();
        let name = service.map_or_else(|| name.to_owned(), |(service, _)| format!("{name}-{service}"));
        let own = plan.namespace(ingress);
        let base = if namespace == own { format!("{name}{more}") } else { format!("{own}-{name}{more}") };
        let suffix = if suffix.is_empty() { String::new() } else { format!("-{suffix}") };
        let identity = format!("{own}/{name}{more}");
        self.names.give(&format!("{kind} {namespace}"), &base, &suffix, &identity).text
    }

    /// Writes a policy, or several where it holds for one object each. What it is called, or the first of several; none
    /// where it has nothing to hold for.
    fn object(&mut self, of: &Of<'_>, places: &[Place<'_>], part: &Part<'a>, notes: &[String]) -> Option<String> {
        let plan = self.from.plan;
        let namespace = match part.attach {
            Attach::Gateway | Attach::Listeners => &*plan.groups[plan.settings[of.ingress].group].namespace,
            Attach::Cluster => "",
            _ => of.namespace,
        };
        let mut comment = format!("From Ingress {}.", plan.ingresses[of.ingress].object.id().path());
        for note in notes.iter().filter(|note| !note.is_empty()) {
            comment.push('\n');
            comment.push_str(note);
        }
        let aims = self.aims(of, part.attach, places, &mut comment);
        let is_alone = matches!(part.attach, Attach::Gateway | Attach::Cluster | Attach::Filter | Attach::Nothing);
        if aims.is_empty() && !is_alone {
            return None;
        }
        let mut title = None;
        let (mut open, mut shut) = (Vec::new(), Vec::new());
        for aim in aims {
            let key = format!("{} {namespace} {}", part.kind, named(&aim));
            let says = |held: &&Held<'_>| part.fields.iter().all(|field| held.fields.contains(field));
            let is_in_way = |held: &&Held<'_>| {
                !adds_up(part.version)
                    || held.fields.iter().any(|(of, _)| part.fields.iter().any(|(name, _)| name == of))
            };
            let held = self.held.get(&key).filter(|_| !is_alone).map_or(&[][..], Vec::as_slice);
            match (held.iter().find(says), held.iter().find(is_in_way)) {
                (Some(held), _) => title = title.or_else(|| Some(held.title.clone())),
                (None, Some(held)) => shut.push(held.title.clone()),
                (None, None) => open.push((key, aim)),
            }
        }
        if open.is_empty() && !is_alone {
            return title;
        }
        if !shut.is_empty() {
            comment.push_str(&format!("\nIt does not hold where {} does.", shut.join(", ")));
        }
        let each = match part.attach {
            Attach::EachRoute => "targetRef",
            Attach::EachHost => "host",
            _ => "",
        };
        let groups: Vec<Vec<_>> =
            if each.is_empty() { vec![open] } else { open.into_iter().map(|aim| vec![aim]).collect() };
        let many = groups.len() > 1;
        for (number, group) in (1..).zip(groups) {
            let more = if many { format!("-{number}") } else { String::new() };
            let name = match part.attach {
                Attach::Nothing => of.beside.to_owned(),
                _ => self.name(of.extras, part.kind, namespace, part.suffix, &more),
            };
            let slash = if namespace.is_empty() { "" } else { "/" };
            let own = format!("{} {namespace}{slash}{name}", part.kind);
            let (keys, aims): (Vec<_>, Vec<_>) = group.into_iter().unzip();
            let attach = match part.attach {
                Attach::EachRoute | Attach::EachHost => aims.into_iter().map(|aim| (each, aim)).collect(),
                Attach::Routes | Attach::Services | Attach::Gateway | Attach::Listeners => {
                    vec![("targetRefs", Yaml::list(aims))]
                }
                Attach::Filter | Attach::Annotation(_) | Attach::Cluster | Attach::Nothing => Vec::new(),
            };
            let mut comment = comment.clone();
            self.use_it(part.attach, (part, &name), places, of, &mut comment);
            self.push((namespace, &name), part, attach, &comment);
            for key in keys.into_iter().filter(|_| !is_alone) {
                self.held.or_default(key).push(Held { title: own.clone(), fields: part.fields.clone() });
            }
            title.get_or_insert(own);
        }
        title
    }

    /// Says what a person has to add where no field of the policy names what it is for.
    fn use_it(
        &self,
        attach: Attach,
        (part, name): (&Part<'_>, &str),
        places: &[Place<'_>],
        of: &Of<'_>,
        comment: &mut String,
    ) {
        match attach {
            Attach::Filter => {
                let group = part.version.split('/').next().unwrap_or_default();
                let rules: Vec<_> =
                    places.iter().map(|place| format!("{} of {} {}", place.rule + 1, place.kind, place.name)).collect();
                comment.push_str(&format!(
                    "\nTo use it, add this filter to rule {}:\n- type: ExtensionRef\n  extensionRef: {{group: {group}, kind: {}, name: {name}}}",
                    rules.join(", "),
                    part.kind
                ));
            }
            Attach::Annotation(key) => {
                let services = services(of).join(", ");
                comment.push_str(&format!("\nTo use it, annotate Service {services} with {key}: {name}"));
            }
            _ => {}
        }
    }

    fn push(
        &mut self,
        (namespace, name): (&str, &str),
        part: &Part<'_>,
        attach: Vec<(&'static str, Yaml<'_>)>,
        comment: &str,
    ) {
        let mut metadata = vec![("name", name.into())];
        if !namespace.is_empty() {
            metadata.push(("namespace", namespace.into()));
        }
        let mut object =
            vec![("apiVersion", part.version.into()), ("kind", part.kind.into()), ("metadata", Yaml::map(metadata))];
        let fields = attach.into_iter().chain(part.fields.iter().cloned());
        if WITHOUT_SPEC.contains(&part.kind) {
            object.extend(fields);
        } else {
            object.push(("spec", Yaml::map(fields)));
        }
        self.pages.add(&[comment.to_owned()], &Yaml::map(object));
    }
}

/// Adds fields; what both say in mappings stands together, and so do the lines of one context of nginx, of which a
/// SnippetsFilter has one each.
fn merge<'y>(fields: &mut Vec<(&'static str, Yaml<'y>)>, more: Vec<(&'static str, Yaml<'y>)>) {
    for (name, value) in more {
        match (fields.iter_mut().find(|(of, _)| *of == name), value) {
            (Some((_, Yaml::Mapping(there))), Yaml::Mapping(value)) => there.extend(value),
            (Some((_, Yaml::Sequence(there))), Yaml::Sequence(items)) => {
                for item in items {
                    match there.iter_mut().find_map(|of| following(of, &item)) {
                        Some((text, line)) => *text = format!("{text}\n{line}").into(),
                        None => there.push(item),
                    }
                }
            }
            (_, value) => fields.push((name, value)),
        }
    }
}

/// The text of a snippet, and what follows it of another one for the same context.
fn following<'s, 'y>(of: &'s mut Yaml<'y>, item: &'s Yaml<'y>) -> Option<(&'s mut std::borrow::Cow<'y, str>, &'s str)> {
    let (Yaml::Mapping(of), Yaml::Mapping(item)) = (of, item) else { return None };
    match (&mut of[..], &item[..]) {
        ([(_, context), (_, Yaml::Text(text))], [(_, other), (_, Yaml::Text(line))]) if context == other => {
            Some((text, line))
        }
        _ => None,
    }
}
