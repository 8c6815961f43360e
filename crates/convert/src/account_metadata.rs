//! The ledger's entries for names, labels and annotations, and the findings about annotations.

use std::collections::BTreeSet;

use gatefold_diagnostic::{Args, Code, Diagnostic, ordered};
use gatefold_ingress::{
    IngressView, action_key,
    annotation::{
        Annotation, Annotations, Becomes, CLIENT_CERTIFICATE, EXTERNAL_AUTH, Effect, Meaning, Policy, Reading, Scope,
    },
};
use gatefold_manifest::Node;

use crate::{
    Fate, Target,
    account::{Claim, Page},
    account_services::At,
    annotation::{Goes, NGINX, goes},
    carried,
    extras::Said,
    plan::PathResult,
    report,
    routes::Place,
    rules::Action,
};

/// Objects, and rules of theirs by number.
pub(crate) type Rules = BTreeSet<(usize, usize)>;

impl Page<'_> {
    pub(crate) fn metadata(&mut self, ingress: usize, node: Node<'_>) {
        let books = self.books;
        let routes = &books.routes.of_ingress[ingress];
        self.metadata_entries(node, &mut |page, value, (name, key), field| match name {
            "name" | "namespace" if !routes.is_empty() => {
                let to = routes.iter().map(|route| books.target(*route, &format!("metadata.{name}"))).collect();
                page.leaf(value, &field, Claim::converted(to));
            }
            "labels" if !key.is_empty() => page.label(ingress, value, key, field),
            "annotations" if !key.is_empty() => {
                let object = &page.books.plan.ingresses[ingress].object;
                let claim = page.annotation(At { ingress, object, of_service: false }, value, key, &field);
                page.subtree(value, field, claim);
            }
            _ => page.subtree(value, field, Claim::dropped(Code::GW0729)),
        });
    }

    fn label(&mut self, ingress: usize, value: Node<'_>, key: &str, field: String) {
        let carries = |route: &&usize| self.books.outputs.all[**route].labels.contains(&(key, value.text()));
        let routes = self.books.routes.of_ingress[ingress].iter().filter(carries);
        let to: Vec<_> = routes.map(|route| self.books.target(*route, &format!("metadata.labels[{key}]"))).collect();
        if to.is_empty() {
            self.leave_behind(&field, value);
            self.subtree(value, field, Claim::dropped(Code::GW0729));
        } else {
            self.subtree(value, field, Claim::converted(to));
        }
    }

    fn leave_behind(&mut self, field: &str, value: Node<'_>) {
        self.left_behind.count += 1;
        if self.left_behind.first.is_none() {
            self.left_behind.first = Some((self.object.clone(), field.to_owned(), value.span()));
        }
    }

    pub(crate) fn annotation(&mut self, at: At<'_>, value: Node<'_>, key: &str, field: &str) -> Claim {
        let counted = self.books.counted(at, key);
        let claim = self.fate(at, &counted, value, key, field);
        let is_lost = claim.to.is_empty() && matches!(claim.fate, Fate::Policy | Fate::Dropped);
        let view = &self.books.plan.ingresses[at.ingress];
        let table = view.class.dialect.table();
        let row = table.and_then(|table| table.find(key));
        let books = self.books;
        let mut guards = counted.iter().flat_map(|index| &books.policies.unsaid[*index]);
        let is_named = row.is_some_and(|row| row.meaning == Some(Meaning::Middlewares));
        if is_lost && row.is_some_and(keeps_out) || is_named && guards.any(|of| of == key) {
            self.diagnostics.push(report::access_lost(at.object, key, field, value));
            return Claim { code: Some(Code::GW0768), ..claim };
        }
        claim
    }

    /// What becomes of one that counts in these extras.
    fn fate(&mut self, at: At<'_>, counted: &[usize], value: Node<'_>, key: &str, field: &str) -> Claim {
        let ingress = at.ingress;
        let view = &self.books.plan.ingresses[ingress];
        let finding = |code| {
            report::annotation((at.object, self.books.implementation), code, key, value.text(), field, value.span())
        };
        if let Some(finding) = refused_value(at, view, key, value, field) {
            self.diagnostics.push(finding);
            return Claim::converted(Vec::new());
        }
        if let Some(claim) = self.policy(at, counted, key, value, field) {
            return claim;
        }
        if let Some(mut claim) = self.extra(counted, key) {
            claim.to.extend(self.acted(ingress, key).into_iter().flat_map(|acted| acted.to));
            return claim;
        }
        let row = view.class.dialect.table().and_then(|table| table.find(key));
        if row.is_some_and(|row| row.scope == Scope::Service) && !at.of_service {
            let args = Args::new().with("annotation", key).with("why", "its controller reads it on Services only");
            self.diagnostics.push(report::of_object(Code::GW0769, at.object, field, value.span(), args));
            return Claim::dropped(Code::GW0769);
        }
        let meaning = row.and_then(|row| row.meaning);
        let is_rpc = matches!(meaning, Some(Meaning::BackendProtocol | Meaning::RpcServices | Meaning::AppProtocol));
        let books = self.books;
        if is_rpc && counted.iter().any(|index| books.extras[*index].is_rpc) {
            return self.rpc(at, value, field);
        }
        if meaning == Some(Meaning::Passthrough) && self.books.extras[ingress].passes_tls {
            return self.passthrough(ingress, value, field);
        }
        // Nobody speaks to the Services otherwise than before: their routes redirect, or hand TLS through.
        let tls =
            |index: &usize| books.extras[*index].tls.as_ref().is_some_and(|tls| tls.keys.iter().any(|of| of == key));
        if counted.iter().any(tls) {
            return Claim::converted(Vec::new());
        }
        if let Some(claim) = self.shape(ingress, key) {
            return claim;
        }
        if let Some(claim) = self.acted(ingress, key) {
            return claim;
        }
        let (claim, finding) = match goes(key, value.text(), view.class.dialect) {
            Goes::Class => (Claim::converted(self.class(ingress)), None),
            Goes::Redirect => (self.redirect(ingress, key), None),
            Goes::UpstreamHost => match self.upstream_host(ingress, value.text()) {
                Some(claim) => (claim, None),
                None => (Claim::dropped(Code::GW0701), Some(finding(Code::GW0701))),
            },
            Goes::Default => (Claim::converted(Vec::new()), None),
            Goes::Policy => (policy(Code::GW0703), Some(finding(Code::GW0703))),
            goes @ (Goes::Issuer | Goes::Dns) => {
                let (to, tool) = self.carried(ingress, key, value.text(), goes);
                let lost = if goes == Goes::Issuer { Code::GW0730 } else { Code::GW0785 };
                match to.first() {
                    Some(first) => {
                        let found = report::carried(view, key, tool, first, field, value);
                        (Claim::converted(to), Some(found))
                    }
                    None => (policy(lost), Some(finding(lost))),
                }
            }
            Goes::Unread => (Claim::dropped(Code::GW0769), None),
            Goes::NotYet => (Claim::dropped(Code::GW0701), Some(finding(Code::GW0701))),
            Goes::Snippet => (Claim::dropped(Code::GW0704), Some(finding(Code::GW0704))),
            Goes::Foreign => (Claim::dropped(Code::GW0715), Some(finding(Code::GW0715))),
            Goes::NoEffect => {
                self.leave_behind(field, value);
                (Claim::dropped(Code::GW0729), None)
            }
        };
        self.diagnostics.extend(finding);
        claim
    }

    /// The class of the Gateway, which takes the place of the Ingress's.
    pub(crate) fn class(&self, ingress: usize) -> Vec<Target> {
        let gateway = self.books.parents.gateways[self.books.plan.settings[ingress].group];
        gateway.map(|gateway| self.books.target(gateway, "spec.gatewayClassName")).into_iter().collect()
    }

    /// What became of the action `key`; none where it is none that a path names.
    fn acted(&self, ingress: usize, key: &str) -> Option<Claim> {
        let books = self.books;
        let rules = books.plan.ingresses[ingress].spec.rules.iter().flatten();
        let paths = rules.map(|rule| rule.http.iter().flat_map(|http| &http.paths));
        let mut found = None;
        for (paths, results) in paths.zip(&books.plan.results[ingress].paths) {
            for (path, result) in paths.zip(results) {
                let named = path.backend.service.as_ref().and_then(action_key);
                let (Some(_), PathResult::Kept(location)) = (named.filter(|named| named == key), result) else {
                    continue;
                };
                if let Some(code) = books.plan.locations[*location].backend.lacks() {
                    return Some(Claim::dropped(code));
                }
                let to = books.routes.places[*location].iter().map(|place| {
                    let field = if place.action == Action::Forward { "backendRefs" } else { "filters[0]" };
                    books.target(place.object, &format!("spec.rules[{}].{field}", place.rule))
                });
                found.get_or_insert_with(Vec::new).extend(to);
            }
        }
        found.map(Claim::converted)
    }

    /// The objects that carry an annotation for another tool, and what that tool has to be told.
    fn carried(&self, ingress: usize, key: &str, value: &str, goes: Goes) -> (Vec<Target>, &'static str) {
        let books = self.books;
        let gateway = books.parents.gateways[books.plan.settings[ingress].group];
        let key = carried::renamed(key);
        let objects = books.routes.of_ingress[ingress].iter().copied().chain(gateway);
        let carries = |object: &usize| books.outputs.all[*object].annotations.contains(&(key, value));
        let to = objects.filter(carries).map(|object| books.target(object, &format!("metadata.annotations[{key}]")));
        let tool = match goes {
            Goes::Issuer => "cert-manager (config.enableGatewayAPI: true)",
            _ => "ExternalDNS (--source=gateway-httproute)",
        };
        (to.collect(), tool)
    }

    /// TLS that is handed through: the host's TLSRoute, or nothing where no path is `/`.
    fn passthrough(&mut self, ingress: usize, value: Node<'_>, field: &str) -> Claim {
        let books = self.books;
        let hosts = books.plan.results[ingress].rules.iter().filter_map(|host| host.ok());
        let routes = hosts.filter_map(|host| books.routes.passthrough[host]);
        let to: Vec<_> = routes.map(|object| books.target(object, "spec.rules[0]")).collect();
        if to.is_empty() {
            return Claim::converted(to);
        }
        self.diagnostics.push(report::passthrough(&books.plan.ingresses[ingress], field, value));
        Claim::approximated(to, Code::GW0767)
    }

    /// gRPC: GRPCRoutes say it; for HTTPRoutes the Services have to.
    fn rpc(&mut self, at: At<'_>, value: Node<'_>, field: &str) -> Claim {
        let books = self.books;
        let rules = self.rules_that(at.ingress, Action::Forward);
        if rules.iter().all(|(object, _)| books.routes.rpc.contains(object)) {
            let of = |(object, rule): (usize, usize)| books.target(object, &format!("spec.rules[{rule}]"));
            return Claim::converted(rules.into_iter().map(of).collect());
        }
        self.diagnostics.push(report::speaks_rpc(at.object, field, value));
        policy(Code::GW0766)
    }

    /// A policy that was written for an annotation.
    fn policy(&mut self, at: At<'_>, counted: &[usize], key: &str, value: Node<'_>, field: &str) -> Option<Claim> {
        let books = self.books;
        let said = counted.iter().flat_map(|index| &books.policies.said[*index]);
        let to: Vec<_> = said.filter(|(of, _)| of == key).map(|(_, target)| target.clone()).collect();
        let first = to.first()?;
        // A field of the output says part of it, or a finding says why none does.
        let mut extras = counted.iter().map(|index| &books.extras[*index]);
        if extras.any(|extras| extras.said.iter().any(|said| said.key == key)) {
            return None;
        }
        let mut missed = counted.iter().flat_map(|index| &books.extras[*index].missed);
        if let Some(missed) = missed.find(|missed| missed.key == key) {
            return Some(Claim { fate: Fate::Policy, to, code: Some(missed.code) });
        }
        let finding = report::policy(at.object, books.implementation, key, first, field, value);
        self.diagnostics.push(finding);
        Some(Claim { fate: Fate::Policy, to, code: Some(Code::GW0765) })
    }

    /// What an annotation added to rules, or could not; none where that is not its way.
    fn extra(&self, counted: &[usize], key: &str) -> Option<Claim> {
        let books = self.books;
        let tls = counted.iter().flat_map(|index| &books.tls[*index]);
        let mut tls = tls.filter(|said| said.key == key).peekable();
        if let Some(code) = tls.peek().map(|said| said.code) {
            let fate = if code.is_some() { Fate::Approximated } else { Fate::Converted };
            return Some(Claim { fate, to: tls.map(|said| said.target.clone()).collect(), code });
        }
        let mut missed = counted.iter().flat_map(|index| &books.extras[*index].missed);
        if let Some(missed) = missed.find(|missed| missed.key == key) {
            return Some(Claim::dropped(missed.code));
        }
        let mut found: Option<Claim> = None;
        for &index in counted {
            let Some(said) = books.extras[index].said.iter().find(|said| said.key == key) else { continue };
            let to = if said.field.is_empty() { Vec::new() } else { self.extra_fields(index, said) };
            let claim = found.get_or_insert_with(|| Claim::converted(Vec::new()));
            claim.to.extend(to);
            if said.code.is_some() {
                (claim.fate, claim.code) = (Fate::Approximated, said.code);
            }
        }
        found
    }

    fn extra_fields(&self, index: usize, said: &Said) -> Vec<Target> {
        let action = if said.filter == Some("RequestRedirect") { Action::Elsewhere } else { Action::Forward };
        let books = self.books;
        let is_its = |location: &usize| books.extras_of[*location] == index;
        let locations = books.plan.results[books.extras[index].ingress].locations().filter(is_its);
        let places: Vec<_> = locations.flat_map(|location| &books.routes.places[location]).collect();
        if said.field == "matches" {
            let of = |place: &&Place| {
                books.target(place.object, &format!("spec.rules[{}].matches[{}]", place.rule, place.matching))
            };
            return places.iter().map(of).collect();
        }
        let places = places.into_iter().filter(|place| place.action == action);
        let rules: Rules = ordered(places.map(|place| (place.object, place.rule)));
        let of = |(object, rule)| books.target(object, &format!("spec.rules[{rule}].{}", said.field));
        match said.filter {
            Some(kind) => self.filter_fields(rules, kind, said.field),
            None => rules.into_iter().map(of).collect(),
        }
    }

    /// The filters that say `upstream-vhost`; none where no filter can.
    fn upstream_host(&self, ingress: usize, value: &str) -> Option<Claim> {
        crate::plan::upstream_host(value).filter(|_| self.books.rewrites_host)?;
        Some(Claim::converted(self.filters(self.rules_that(ingress, Action::Forward))))
    }

    /// The rules that an Ingress's own paths and default backend have a part in, where they are such.
    pub(crate) fn rules(&self, ingress: usize, takes: impl Fn(&Place) -> bool) -> Rules {
        let locations = self.books.plan.results[ingress].locations();
        let places = locations.flat_map(|location| &self.books.routes.places[location]);
        ordered(places.filter(|place| takes(place)).map(|place| (place.object, place.rule)))
    }

    /// The same, of the rules that do this.
    fn rules_that(&self, ingress: usize, action: Action) -> Rules {
        self.rules(ingress, |place| place.action == action)
    }

    fn filters(&self, rules: Rules) -> Vec<Target> {
        let of = |(object, rule)| self.books.target(object, &format!("spec.rules[{rule}].filters[0]"));
        rules.into_iter().map(of).collect()
    }

    /// A field of the filters of that type.
    pub(crate) fn filter_fields(&self, rules: Rules, kind: &str, field: &str) -> Vec<Target> {
        let of = |(object, rule): (usize, usize)| {
            let at = self.books.routes.filters[object][rule].iter().position(|it| *it == kind)?;
            Some(self.books.target(object, &format!("spec.rules[{rule}].filters[{at}].{field}")))
        };
        rules.into_iter().filter_map(of).collect()
    }

    pub(crate) fn redirect(&self, ingress: usize, key: &str) -> Claim {
        let books = self.books;
        let mut rules = self.rules_that(ingress, Action::Redirect);
        for host in books.plan.results[ingress].rules.iter().filter_map(|host| host.ok()) {
            if books.plan.hosts[host].owner == ingress {
                rules.extend(&books.routes.root_redirects[host]);
            }
        }
        let to = self.filters(rules);
        let name = key.strip_prefix(NGINX).unwrap_or(key);
        let is_kept = books.plan.settings[ingress].preserve_trailing_slash;
        let asked = books.plan.redirect_status(ingress);
        if name == "preserve-trailing-slash" && !is_kept && !to.is_empty() {
            Claim::approximated(to, Code::GW0713)
        } else if books.output.status(asked) != asked && !to.is_empty() {
            Claim::approximated(to, Code::GW0724)
        } else {
            Claim::converted(to)
        }
    }
}

/// Whether an annotation keeps requests out by itself.
fn keeps_out(row: &Annotation) -> bool {
    let is_own = !matches!(row.effect, Effect::Nothing | Effect::Only(_));
    is_own
        && match row.becomes {
            Becomes::Policy(about) => {
                matches!(
                    about,
                    Policy::AddressList | Policy::BasicAuth | Policy::ClientCertificate | Policy::ExternalAuth
                )
            }
            Becomes::Field(field) => *field == EXTERNAL_AUTH || *field == CLIENT_CERTIFICATE,
            Becomes::Snippet | Becomes::Lost | Becomes::NoTraffic => false,
        }
}

/// What the controller does with a value that it does not take; the output does the same.
fn refused_value(at: At<'_>, view: &IngressView, key: &str, value: Node<'_>, field: &str) -> Option<Diagnostic> {
    let table = view.class.dialect.table()?;
    let row = table.find(key).filter(|row| row.read(value.text().trim()) == Reading::Invalid)?;
    let read = Annotations::new(at.object, table);
    (read.reading(row, value.text()) == Reading::Invalid)
        .then(|| report::annotation_value(at.object, row, key, value, field))
}

fn policy(code: Code) -> Claim {
    Claim { fate: Fate::Policy, to: Vec::new(), code: Some(code) }
}
