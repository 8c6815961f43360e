//! What the comment over a route says.

use super::{Action, Rule, Writer};
use crate::plan::Backend;

impl Writer<'_, '_> {
    /// Why rules have no `backendRefs`, each reason once.
    fn without_backend(&self, ingress: usize, rules: &[&Rule]) -> Vec<String> {
        // A route's Ingresses are all of its namespace, and so are their Services.
        let namespace = self.from.plan.namespace(ingress);
        let mut reasons = Vec::new();
        for rule in rules.iter().filter(|rule| rule.deed.action == Action::Forward) {
            let why = match rule.deed.backend() {
                Some(Backend::Service { .. } | Backend::Split(_) | Backend::Elsewhere(_)) => continue,
                Some(Backend::Untold(_)) => "no field says what its action does".to_owned(),
                None => "no filter says its redirect".to_owned(),
                Some(Backend::Unresolved) => "its Service's port is known by name only".to_owned(),
                Some(Backend::NoPort { name, port }) => {
                    // A line break in the text would end the comment.
                    format!("Service {namespace}/{name} has no port called {}", port.escape_debug())
                }
            };
            if !reasons.contains(&why) {
                reasons.push(why);
            }
        }
        reasons
    }

    /// The comment over a route: whose it is, and what a reader would wonder about.
    pub(super) fn comment(&mut self, sources: &[usize], rules: &[&Rule]) -> String {
        const NAMED: usize = 5;
        let names: Vec<_> =
            sources.iter().take(NAMED).map(|index| self.from.plan.ingresses[*index].object.id().path()).collect();
        let mut comment = format!("From Ingress {}", names.join(", "));
        if sources.len() > NAMED {
            comment.push_str(&format!(" and {} more", sources.len() - NAMED));
        }
        comment.push('.');
        if rules.iter().all(|rule| rule.deed.action == Action::Redirect) {
            comment.push_str(" Plain HTTP is sent to HTTPS.");
        }
        for why in self.without_backend(sources[0], rules) {
            comment.push_str(&format!("\nA rule without backendRefs answers 500: {why}."));
        }
        if !self.has_explained_hsts && rules.iter().any(|rule| rule.deed.has_hsts) {
            self.has_explained_hsts = true;
            comment.push_str(
                "\nIngress-nginx adds Strict-Transport-Security to every answer over HTTPS; the filter keeps that, here and\n\
                 in the routes below. Drop it where the application sends the header itself.",
            );
        }
        comment
    }
}
