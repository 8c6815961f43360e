//! The ledger's entries for rules, backends and TLS.

use gatefold_diagnostic::{Code, order_by};
use gatefold_ingress::Dialect;
use gatefold_manifest::Node;

use crate::{
    Target,
    account::{Claim, Page, join},
    certificate::{Certificate, is_secret_name},
    plan::{Host, PathResult},
    report, rpc,
    rules::Action,
};

impl Page<'_> {
    pub(crate) fn spec(&mut self, ingress: usize, node: Node<'_>) {
        if node.is_empty() {
            return self.leaf(node, "spec", Claim::dropped(Code::GW0732));
        }
        for (key, value) in node.entries() {
            match key.text() {
                "ingressClassName" => {
                    let claim = Claim::converted(self.class(ingress));
                    self.subtree(value, "spec.ingressClassName".to_owned(), claim);
                }
                "defaultBackend" => self.default_backend(ingress, value),
                name @ ("rules" | "tls") if !value.is_empty() => {
                    for (index, item) in value.items().enumerate() {
                        match name {
                            "rules" => self.rule(ingress, index, item),
                            _ => self.tls(ingress, index, item),
                        }
                    }
                }
                // An empty list says nothing.
                name @ ("rules" | "tls") => self.leaf(value, &format!("spec.{name}"), Claim::converted(Vec::new())),
                name => self.subtree(value, join("spec", name), Claim::dropped(Code::GW0732)),
            }
        }
    }

    fn default_backend(&mut self, ingress: usize, node: Node<'_>) {
        let field = "spec.defaultBackend".to_owned();
        let books = self.books;
        match &books.plan.results[ingress].default_backend {
            Some(PathResult::KeptOn(locations)) => self.backend(locations, node, field),
            Some(PathResult::Kept(location)) => self.backend(&[*location], node, field),
            Some(PathResult::Canary(location)) => self.backend(&[*location], node, field),
            Some(PathResult::Lost { .. }) => self.subtree(node, field, Claim::dropped(Code::GW0709)),
            Some(PathResult::Dropped(code)) => self.subtree(node, field, Claim::dropped(*code)),
            None => self.subtree(node, field, Claim::dropped(Code::GW0732)),
        }
    }

    fn rule(&mut self, ingress: usize, index: usize, node: Node<'_>) {
        let field = format!("spec.rules[{index}]");
        let books = self.books;
        let Some(host) = books.plan.results[ingress].rules.get(index).copied() else {
            return self.subtree(node, field, Claim::dropped(Code::GW0732));
        };
        if node.is_empty() {
            return self.leaf(node, &field, Claim::dropped(Code::GW0723));
        }
        for (key, value) in node.entries() {
            match key.text() {
                "host" => {
                    let claim = self.host(ingress, index, host);
                    self.subtree(value, format!("{field}.host"), claim);
                }
                "http" if !value.is_empty() => {
                    for (inner, paths) in value.entries() {
                        if inner.text() != "paths" {
                            self.subtree(
                                paths,
                                join(&format!("{field}.http"), inner.text()),
                                Claim::dropped(Code::GW0732),
                            );
                        } else if paths.is_empty() {
                            self.leaf(paths, &format!("{field}.http.paths"), Claim::dropped(Code::GW0723));
                        }
                        if inner.text() == "paths" {
                            for (at, item) in paths.items().enumerate() {
                                self.path(ingress, (index, at), item);
                            }
                        }
                    }
                }
                "http" => self.leaf(value, &format!("{field}.http"), Claim::dropped(Code::GW0723)),
                name => self.subtree(value, join(&field, name), Claim::dropped(Code::GW0732)),
            }
        }
    }

    fn host(&self, ingress: usize, rule: usize, host: Result<usize, Code>) -> Claim {
        let books = self.books;
        let host = match host {
            Ok(host) => host,
            Err(code) => return Claim::dropped(code),
        };
        let Host { name, widened, .. } = &books.plan.hosts[host];
        if name.is_empty() {
            return Claim::converted(Vec::new());
        }
        let routes = self.routes_of_rule(ingress, rule, host);
        let mut to: Vec<_> = routes.into_iter().map(|route| books.target(route, "spec.hostnames[0]")).collect();
        to.extend(self.listener(host, "hostname"));
        if to.is_empty() {
            Claim::dropped(Code::GW0723)
        } else if let Some(code) = widened {
            Claim::approximated(to, *code)
        } else {
            Claim::converted(to)
        }
    }

    /// The routes of a host that a rule speaks about: those in which its paths stand, or the paths that took their places,
    /// and those that are for all paths; the first where there is none of these. A host that thousands of Ingresses share has
    /// hundreds of routes, of which an Ingress has a part in few.
    fn routes_of_rule(&self, ingress: usize, rule: usize, host: usize) -> Vec<usize> {
        let routes = self.books.routes;
        let paths = self.books.plan.results[ingress].paths.get(rule).into_iter().flatten();
        let places = paths.filter_map(PathResult::decided_at).flat_map(|location| &routes.places[location]);
        let of_all = routes.root_redirects[host].iter().map(|(object, _)| *object).chain(routes.passthrough[host]);
        let mut objects: Vec<usize> = places.map(|place| place.object).chain(of_all).collect();
        order_by(&mut objects, Ord::cmp);
        objects.dedup();
        if objects.is_empty() {
            objects.extend(routes.of_host[host].first());
        }
        objects
    }

    /// A field of the HTTPS listener of a host.
    fn listener(&self, host: usize, field: &str) -> Option<Target> {
        let passes = self.books.shapes[host].passthrough.is_some();
        if passes && field.starts_with("tls.certificateRefs") {
            return None;
        }
        let parent = &self.books.parents.all[self.books.parents.https[host]?];
        Some(self.books.target(parent.object, &format!("spec.listeners[{}].{field}", parent.listener)))
    }

    fn path(&mut self, ingress: usize, (rule, at): (usize, usize), node: Node<'_>) {
        let books = self.books;
        let field = format!("spec.rules[{rule}].http.paths[{at}]");
        let result = books.plan.results[ingress].paths.get(rule).and_then(|paths| paths.get(at));
        let locations = match result {
            Some(PathResult::Canary(location)) => return self.canary_path(*location, node, &field),
            Some(PathResult::Kept(location)) => std::slice::from_ref(location),
            Some(PathResult::KeptOn(locations)) => locations,
            Some(PathResult::Lost { .. }) => return self.subtree(node, field, Claim::dropped(Code::GW0709)),
            Some(PathResult::Dropped(code)) => return self.subtree(node, field, Claim::dropped(*code)),
            None => return self.subtree(node, field, Claim::dropped(Code::GW0732)),
        };
        let Some(here) = locations.first().map(|location| &books.plan.locations[*location]) else {
            return self.subtree(node, field, Claim::dropped(Code::GW0719));
        };
        if let Some(code) = here.dropped {
            return self.subtree(node, field, Claim::dropped(code));
        }
        if node.is_empty() {
            return self.leaf(node, &field, Claim::dropped(Code::GW0732));
        }
        let matches = |tail: &str| -> Vec<Target> {
            let of = |place: &crate::routes::Place| {
                let field = match books.routes.rpc.contains(&place.object) {
                    true => rpc::field(here, place.rule, place.matching),
                    false => format!("spec.rules[{}].matches[{}].path.{tail}", place.rule, place.matching),
                };
                books.target(place.object, &field)
            };
            locations.iter().flat_map(|location| &books.routes.places[*location]).map(of).collect()
        };
        let dialect = books.plan.settings[ingress].dialect;
        for (key, value) in node.entries() {
            let field = join(&field, key.text());
            let claim = match key.text() {
                "path" => match here.changed {
                    Some(code) => Claim::approximated(matches("value"), code),
                    None => Claim::converted(matches("value")),
                },
                "pathType" => match (value.text(), here.changed) {
                    (_, Some(code)) => Claim::approximated(matches("type"), code),
                    ("Exact" | "Prefix", None) => Claim::converted(matches("type")),
                    // What it means is ingress-nginx's own, and known; elsewhere it is a guess.
                    _ if dialect == Dialect::IngressNginx => {
                        Claim { code: Some(Code::GW0706), ..Claim::converted(matches("type")) }
                    }
                    _ if here.is_known => Claim::converted(matches("type")),
                    _ => Claim::approximated(matches("type"), Code::GW0706),
                },
                "backend" => {
                    self.backend(locations, value, field);
                    continue;
                }
                _ => Claim::dropped(Code::GW0732),
            };
            self.subtree(value, field, claim);
        }
    }

    /// A canary's path: its matches are the primary's, its backend stands beside the primary's.
    fn canary_path(&mut self, location: usize, node: Node<'_>, field: &str) {
        let books = self.books;
        let places = &books.routes.places[location];
        for (key, value) in node.entries() {
            let field = join(field, key.text());
            let matches = |tail: &str| -> Vec<Target> {
                let of = |place: &crate::routes::Place| {
                    let (rule, at) = (place.rule, place.matching);
                    books.target(place.object, &format!("spec.rules[{rule}].matches[{at}].path.{tail}"))
                };
                places.iter().map(of).collect()
            };
            let claim = match key.text() {
                "path" => Claim::converted(matches("value")),
                "pathType" => Claim::converted(matches("type")),
                "backend" => {
                    let mut to: Vec<_> = places
                        .iter()
                        .filter_map(|place| Some((place.object, place.rule, place.canary?)))
                        .map(|(object, rule, at)| {
                            books.target(object, &format!("spec.rules[{rule}].backendRefs[{at}].name"))
                        })
                        .collect();
                    to.dedup_by(|a, b| a.index == b.index && a.field == b.field);
                    Claim::converted(to)
                }
                _ => Claim::dropped(Code::GW0732),
            };
            self.subtree(value, field, claim);
        }
    }

    fn backend(&mut self, locations: &[usize], node: Node<'_>, field: String) {
        let books = self.books;
        let refs = |tail: &str| -> Vec<Target> {
            let mut rules: Vec<_> = locations
                .iter()
                .flat_map(|location| &books.routes.places[*location])
                .filter(|place| place.action == Action::Forward)
                .filter_map(|place| Some((place.object, place.rule, place.own?)))
                .collect();
            rules.dedup();
            let of = |(object, rule, at): (usize, usize, usize)| {
                books.target(object, &format!("spec.rules[{rule}].backendRefs[{at}].{tail}"))
            };
            rules.into_iter().map(of).collect()
        };
        // All locations of one field have the same backend.
        let lacks = locations.first().and_then(|location| books.plan.locations[*location].backend.lacks());
        let service = join(&field, "service");
        self.each_leaf(node, field, &mut |page, leaf, field| {
            let claim = match field.strip_prefix(&*service) {
                Some(".name" | ".port.name" | ".port.number" | ".port" | "") if let Some(code) = lacks => {
                    Claim::dropped(code)
                }
                Some(".name" | "") => Claim::converted(refs("name")),
                Some(".port.name" | ".port.number" | ".port") => Claim::converted(refs("port")),
                _ => Claim::dropped(Code::GW0732),
            };
            page.leaf(leaf, &field, claim);
        });
    }

    fn tls(&mut self, ingress: usize, index: usize, node: Node<'_>) {
        let field = format!("spec.tls[{index}]");
        if node.is_empty() {
            let hosts = books_hosts(self, ingress, None);
            let claim = self.certificates(&hosts);
            return self.leaf(node, &field, claim);
        }
        for (key, value) in node.entries() {
            let field = join(&field, key.text());
            match key.text() {
                "hosts" if !value.is_empty() => {
                    for (at, item) in value.items().enumerate() {
                        let claim = self.tls_host(ingress, index, item, &field, at);
                        self.subtree(item, format!("{field}[{at}]"), claim);
                    }
                }
                "hosts" => self.leaf(value, &field, Claim::converted(Vec::new())),
                "secretName" => {
                    let claim = self.secret(ingress, index, value, &field);
                    self.subtree(value, field, claim);
                }
                _ => self.subtree(value, field, Claim::dropped(Code::GW0732)),
            }
        }
    }

    fn certificates(&self, hosts: &[usize]) -> Claim {
        let listeners = hosts.iter().filter_map(|host| self.listener(*host, "tls.certificateRefs[0].name"));
        let to: Vec<_> = listeners.collect();
        match (to.is_empty(), self.books.reads_certificates) {
            (true, _) => Claim::dropped(Code::GW0728),
            (false, true) => Claim::converted(to),
            (false, false) => Claim::approximated(to, Code::GW0726),
        }
    }

    fn tls_host(&mut self, ingress: usize, index: usize, item: Node<'_>, field: &str, at: usize) -> Claim {
        let books = self.books;
        let name = item.text().to_ascii_lowercase();
        let group = books.plan.settings[ingress].group;
        let own = books.hosts.get(&(group, &*name)).and_then(|host| self.listener(*host, "hostname"));
        let to: Vec<_> = match own {
            Some(target) => vec![target],
            None => {
                let covers = |host: &usize| {
                    let host = &books.plan.hosts[*host].name;
                    let rest = host.split_once('.').map(|(_, rest)| rest);
                    host.is_empty() || (name.strip_prefix("*.").is_some() && name.strip_prefix("*.") == rest)
                };
                let hosts = books_hosts(self, ingress, Some(index)).into_iter().filter(covers);
                hosts.filter_map(|host| self.listener(host, "tls.certificateRefs[0]")).collect()
            }
        };
        if to.is_empty() {
            let view = &books.plan.ingresses[ingress];
            self.diagnostics.push(report::tls_host_unused(view, format!("{field}[{at}]"), item));
            Claim::dropped(Code::GW0728)
        } else {
            Claim::converted(to)
        }
    }

    fn secret(&mut self, ingress: usize, index: usize, node: Node<'_>, field: &str) -> Claim {
        let books = self.books;
        if !node.text().is_empty() && !is_secret_name(node.text()) {
            let view = &books.plan.ingresses[ingress];
            self.diagnostics.push(report::secret_name(view, field, node));
            return Claim::dropped(Code::GW0736);
        }
        let hosts = books_hosts(self, ingress, Some(index));
        if !hosts.is_empty() {
            return self.certificates(&hosts);
        }
        let view = &books.plan.ingresses[ingress];
        let group = books.plan.settings[ingress].group;
        let entry = view.spec.tls.as_ref().and_then(|tls| tls.get(index));
        let listed = entry.and_then(|entry| entry.hosts.as_ref()).into_iter().flatten();
        let hosts = listed.filter_map(|host| books.hosts.get(&(group, &*host.to_ascii_lowercase())).copied());
        let mut same = Vec::new();
        for host in hosts {
            match &books.plan.hosts[host].certificate {
                Some(Certificate::Secret { ingress: by, name, .. }) => {
                    if name == node.text() && books.plan.namespace(*by) == books.plan.namespace(ingress) {
                        same.push(host);
                    } else {
                        self.diagnostics
                            .push(report::certificate_unused(books.plan, ingress, host, *by, name, node, field));
                        return Claim::dropped(Code::GW0734);
                    }
                }
                Some(Certificate::Default) | None => {}
            }
        }
        self.certificates(&same)
    }
}

/// The hosts that the TLS entries of an Ingress serve: those of one entry, or of all.
fn books_hosts(page: &Page<'_>, ingress: usize, index: Option<usize>) -> Vec<usize> {
    let uses = &page.books.certificates[ingress];
    let of = |index: usize| uses.partition_point(|(tls, _)| *tls < index);
    let range = index.map_or(0..uses.len(), |index| of(index)..of(index + 1));
    uses[range].iter().map(|(_, host)| *host).collect()
}
