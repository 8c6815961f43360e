//! GW0304: a route is attached, and one of its hostnames is nevertheless served by none of the listeners it is attached to.

use std::collections::BTreeSet;

use gatefold_diagnostic::{Args, Code, Diagnostic, ordered};
use gatefold_gateway::{Hostname, RouteNode};

use super::unattached::hostname_of;
use crate::{
    context::{Context, Listener},
    cursor::Cursor,
};

pub(super) fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for route in &context.topology.routes {
        let listeners = attached(context, route);
        // A route that is attached nowhere has findings of its own.
        if listeners.is_empty() || listeners.iter().any(|listener| listener.node.hostname.is_any()) {
            continue;
        }
        let is_unserved = |hostname: &Hostname| {
            listeners.iter().all(|listener| {
                let served = &listener.node.hostname;
                !served.covers(hostname) && !hostname.covers(served)
            })
        };
        if !route.hostnames.iter().any(is_unserved) {
            continue;
        }
        let Some(spec) = Cursor::root(&route.object).get("spec") else { continue };
        for (cursor, hostname) in spec.list("hostnames").zip(&route.hostnames) {
            if is_unserved(hostname) {
                let allowed: BTreeSet<String> = ordered(listeners.iter().map(hostname_of));
                let allowed: Vec<String> = allowed.into_iter().collect();
                let args = Args::new().with("hostname", hostname.to_string()).with("allowed", allowed);
                found.push(cursor.finding(Code::GW0304, args));
            }
        }
    }
}

fn attached<'a>(context: &Context<'a>, route: &RouteNode) -> Vec<Listener<'a>> {
    let attachments = route.parents.iter().flat_map(|parent| &parent.listeners);
    let taken = attachments.filter(|attachment| attachment.hostnames.is_ok());
    taken.map(|attachment| context.listeners[attachment.listener]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{message, rule};

    const WRONG: &str = "kind: HTTPRoute
apiVersion: gateway.networking.k8s.io/v1
metadata: {name: web, namespace: infra}
spec:
  parentRefs: [{name: web}]
  hostnames:
  - a.example.com
  - shop.example.org
  # ^^^^^^^^^^^^^^^^ GW0304 warning
---
kind: Gateway
apiVersion: gateway.networking.k8s.io/v1
metadata: {name: web, namespace: infra}
spec:
  gatewayClassName: eg
  listeners: [{name: http, port: 80, protocol: HTTP, hostname: \"*.example.com\"}]
";

    #[test]
    fn every_hostname_has_a_listener() {
        let fine = WRONG.replace("  # ^^^^^^^^^^^^^^^^ GW0304 warning\n", "");
        let any = fine.replace("80, protocol: HTTP}", "80, protocol: HTTP}, {name: any, port: 8080, protocol: HTTP}");
        let any = any.replace(", hostname: \"*.example.com\"}", "}");
        let other = fine.replace("shop.example.org", "b.example.com");
        rule(&[Code::GW0304], &[&any, &other], &[WRONG], &[]);
        assert_eq!(
            message(Code::GW0304, &fine),
            "spec.hostnames[1]: No listener that this route is attached to serves shop.example.org; they serve *.example.com."
        );
    }
}
