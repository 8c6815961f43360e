//! The ledger's entries for annotations that say where traffic goes: rewrites, redirects, names and canaries.

use gatefold_diagnostic::Code;
use gatefold_ingress::{Dialect, annotation::Meaning};

use crate::{
    Target,
    account::{Claim, Page},
    annotation::NGINX,
    plan::PathResult,
    rules::{
        Action,
        rewrite::{Rewriting, rewriting},
    },
};

impl Page<'_> {
    /// What an annotation became that shapes routes: their paths, redirects, names and canaries. None for the others.
    pub(crate) fn shape(&self, ingress: usize, key: &str) -> Option<Claim> {
        let dialect = self.books.plan.ingresses[ingress].class.dialect;
        let Some(name) = key.strip_prefix(NGINX) else {
            let meaning = dialect.table()?.find(key)?.meaning?;
            return match meaning {
                Meaning::AppRoot => {
                    let host = *self.books.app_roots.get(&ingress)?;
                    Some(Claim::converted(self.first_rules(Some(host), Code::B8).to))
                }
                Meaning::HostAliases => Some(Claim::converted(self.aliases(ingress))),
                _ => None,
            };
        };
        if dialect != Dialect::IngressNginx {
            return None;
        }
        let claim = match name {
            "rewrite-target" => self.rewrite(ingress),
            "server-alias" => {
                let own = |object: &&usize| self.books.with_aliases.contains_key(*object);
                let routes = self.books.routes.of_ingress[ingress].iter().filter(own);
                Claim::converted(routes.map(|object| self.books.target(*object, "spec.hostnames[1]")).collect())
            }
            "app-root" => self.first_rules(self.books.app_roots.get(&ingress).copied(), Code::B8),
            "from-to-www-redirect" => {
                let hosts = self.books.plan.results[ingress].rules.iter().flatten();
                self.first_rules(hosts.filter_map(|host| self.books.twins.get(host)).min().copied(), Code::B9)
            }
            "use-regex" => Claim::converted(Vec::new()),
            "preserve-trailing-slash" => self.redirect(ingress, key),
            "permanent-redirect" | "permanent-redirect-code" | "temporal-redirect" | "temporal-redirect-code" => {
                let to = self.redirects(ingress);
                if to.is_empty() { Claim::converted(to) } else { Claim::approximated(to, Code::B6) }
            }
            name if name.starts_with("canary") => Claim::converted(self.canary(ingress)),
            _ => return None,
        };
        Some(claim)
    }

    /// The routes of hosts that no rule of the Ingress names and its paths are on.
    fn aliases(&self, ingress: usize) -> Vec<Target> {
        let books = self.books;
        let result = &books.plan.results[ingress];
        let mut hosts: Vec<usize> = result.locations().map(|location| books.plan.locations[location].host).collect();
        hosts.sort_unstable();
        hosts.dedup();
        hosts.retain(|host| !result.rules.contains(&Ok(*host)) && !books.plan.hosts[*host].name.is_empty());
        let routes = hosts.iter().flat_map(|host| &books.routes.of_host[*host]);
        routes.map(|object| books.target(*object, "spec.hostnames[0]")).collect()
    }

    /// The first rules of a host's routes, where the redirect stands that is for all of it.
    fn first_rules(&self, host: Option<usize>, code: Code) -> Claim {
        let routes = host.map(|host| &self.books.routes.of_host[host][..]).unwrap_or_default();
        let field = "spec.rules[0].filters[0].requestRedirect";
        let to: Vec<_> = routes.iter().map(|object| self.books.target(*object, field)).collect();
        if to.is_empty() { Claim::converted(to) } else { Claim::approximated(to, code) }
    }

    /// The redirects to an address that an Ingress's paths are.
    fn redirects(&self, ingress: usize) -> Vec<Target> {
        let rules = self.rules(ingress, |place| place.action == Action::Elsewhere);
        self.filter_fields(rules, "RequestRedirect", "requestRedirect")
    }

    fn rewrite(&self, ingress: usize) -> Claim {
        let books = self.books;
        // The same filter may say the Host alone.
        let rules = self.rules(ingress, |place| place.action == Action::Forward && place.rewrites);
        let mut to = self.filter_fields(rules, "URLRewrite", "urlRewrite.path");
        to.extend(self.redirects(ingress));
        let is_general = |at: usize| {
            let target = books.plan.view_of(at).and_then(|view| view.rewrite);
            target.is_some_and(|it| rewriting(&books.plan.locations[at].raw, it) == Rewriting::General)
        };
        match (books.plan.results[ingress].locations().any(is_general), to.is_empty()) {
            (true, true) => Claim::dropped(Code::B3),
            (true, false) => Claim::approximated(to, Code::B3),
            (false, _) => Claim::converted(to),
        }
    }

    /// Where a canary stands: beside its primary.
    fn canary(&self, ingress: usize) -> Vec<Target> {
        let books = self.books;
        let mut to: Vec<Target> = Vec::new();
        for path in books.plan.results[ingress].paths.iter().flatten() {
            let PathResult::Canary(location) = path else { continue };
            for place in &books.routes.places[*location] {
                let Some(at) = place.canary else { continue };
                let field = format!("spec.rules[{}].backendRefs[{at}]", place.rule);
                if !to.iter().any(|target| target.index == place.object && *target.field == *field) {
                    to.push(books.target(place.object, &field));
                }
            }
        }
        to
    }
}
