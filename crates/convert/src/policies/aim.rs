//! What a policy holds for: routes or their rules, Services, listeners.

use gatefold_diagnostic::order_by;
use gatefold_manifest::Yaml;

use super::{Attach, Of, emit::Emitter, names_rules};
use crate::{
    listeners::ParentKind,
    output::{GROUP, Outputs},
    plan::{Backend, Plan},
    routes::{Routes, rule_name},
    rules::Action,
};

/// A rule that an Ingress has a part in: the route's object, its name, and the rule.
pub(super) struct Place<'o> {
    pub(super) object: usize,
    pub(super) kind: &'o str,
    pub(super) name: &'o str,
    pub(super) rule: usize,
}

/// The rules that send requests of these locations on.
pub(super) fn places<'o>(routes: &Routes, outputs: &'o Outputs<'_>, locations: &[usize]) -> Vec<Place<'o>> {
    let of = locations.iter().flat_map(|index| &routes.places[*index]);
    let forwards = of.filter(|place| place.action == Action::Forward);
    let mut places: Vec<(usize, usize)> = forwards.map(|place| (place.object, place.rule)).collect();
    order_by(&mut places, Ord::cmp);
    places.dedup();
    let place = |(object, rule): (usize, usize)| {
        let title: &'o str = &outputs.all[object].title;
        let (kind, rest) = title.split_once(' ').unwrap_or(("HTTPRoute", title));
        Place { object, kind, name: rest.rsplit_once('/').map_or(rest, |(_, name)| name), rule }
    };
    places.into_iter().map(place).collect()
}

/// The Services that an Ingress's locations send to, each once.
pub(super) fn services<'p>(of: &Of<'p>) -> Vec<&'p str> {
    let mut names: Vec<&str> = Vec::new();
    for index in of.locations {
        if let Backend::Service { name, .. } = &of.plan.locations[*index].backend
            && !names.contains(&&**name)
        {
            names.push(name);
        }
    }
    names
}

impl Emitter<'_, '_> {
    /// References to what a policy of that Ingress holds for; a comment says which routes have rules of other Ingresses
    /// too.
    pub(super) fn aims(
        &self,
        of: &Of<'_>,
        attach: Attach,
        places: &[Place<'_>],
        comment: &mut String,
    ) -> Vec<Yaml<'static>> {
        let plan = self.from.plan;
        match attach {
            Attach::Routes if names_rules(self.from.options.implementation.id) => self.rules(plan, of.ingress, places),
            Attach::Routes | Attach::EachRoute => {
                self.shared(places, comment);
                let mut routes: Vec<_> = places.iter().map(|place| (place.kind, place.name)).collect();
                routes.dedup();
                routes.into_iter().map(|(kind, name)| Yaml::map(reference(kind, name))).collect()
            }
            Attach::Services => {
                let service = |name: &str| {
                    Yaml::map([("group", "core".into()), ("kind", "Service".into()), ("name", name.to_owned().into())])
                };
                services(of).into_iter().map(service).collect()
            }
            Attach::EachHost => {
                let namespace = of.namespace;
                let host = |name: &str| format!("{name}.{namespace}.svc.cluster.local").into();
                services(of).into_iter().map(host).collect()
            }
            Attach::Annotation(_) => services(of).into_iter().map(|name| name.to_owned().into()).collect(),
            Attach::Gateway => {
                vec![Yaml::map(reference("Gateway", &plan.groups[plan.settings[of.ingress].group].name))]
            }
            Attach::Listeners => {
                let mut hosts: Vec<_> = of.locations.iter().map(|index| plan.locations[*index].host).collect();
                hosts.dedup();
                let of = |host: usize| self.parents.https[host].into_iter().chain(self.parents.aliases[host].clone());
                let parents = hosts.into_iter().flat_map(of);
                let listener = |parent: usize| {
                    let parent = &self.parents.all[parent];
                    let kind = if parent.kind == ParentKind::Gateway { "Gateway" } else { "ListenerSet" };
                    let mut entries = reference(kind, &parent.name);
                    entries.push(("sectionName", parent.section.clone().into()));
                    Yaml::map(entries)
                };
                parents.map(listener).collect()
            }
            Attach::Filter | Attach::Cluster | Attach::Nothing => Vec::new(),
        }
    }

    /// The routes, and their rules where other Ingresses have rules there.
    fn rules(&self, plan: &Plan<'_>, ingress: usize, places: &[Place<'_>]) -> Vec<Yaml<'static>> {
        let mut references = Vec::new();
        let mut last = usize::MAX;
        for place in places {
            let name = rule_name(plan, ingress, place.rule).filter(|_| self.sharers[place.object] > 1);
            if name.is_none() && place.object == last {
                continue;
            }
            last = place.object;
            let mut entries = reference(place.kind, place.name);
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
}

/// What a reference names, in one text.
pub(super) fn named(aim: &Yaml<'_>) -> String {
    match aim {
        Yaml::Mapping(entries) => entries.iter().map(|(_, value)| named(value) + " ").collect(),
        Yaml::Text(text) => text.clone().into_owned(),
        Yaml::Plain(_) | Yaml::Integer(_) | Yaml::Sequence(_) => String::new(),
    }
}

fn reference(kind: &str, name: &str) -> Vec<(&'static str, Yaml<'static>)> {
    vec![("group", GROUP.into()), ("kind", kind.to_owned().into()), ("name", name.to_owned().into())]
}
