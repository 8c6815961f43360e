//! GW0214: a ReferenceGrant that can never match what it was written for: it names a kind or a group that does not exist, or
//! it stands in the namespace of what refers instead of what is referred to.

use gatefold_diagnostic::{Args, Code, Diagnostic, Map};
use gatefold_gateway::ReferenceState;
use gatefold_manifest::Kind;

use crate::{
    context::Context,
    cursor::Cursor,
    fix,
    target::{GATEWAY_GROUP, Target},
};

/// Kinds that a grant is written for, with their groups.
#[rustfmt::skip]
static FROM: &[(&str, &str)] = &[
    ("HTTPRoute",   GATEWAY_GROUP),
    ("GRPCRoute",   GATEWAY_GROUP),
    ("TLSRoute",    GATEWAY_GROUP),
    ("TCPRoute",    GATEWAY_GROUP),
    ("UDPRoute",    GATEWAY_GROUP),
    ("Gateway",     GATEWAY_GROUP),
    ("ListenerSet", GATEWAY_GROUP),
];

#[rustfmt::skip]
static TO: &[(&str, &str)] = &[
    ("Service",       ""),
    ("Secret",        ""),
    ("ConfigMap",     ""),
    ("ServiceImport", "multicluster.x-k8s.io"),
];

pub(super) fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let refused = refused(context);
    for object in context.bundle.of_kind(Kind::ReferenceGrant) {
        let Some(spec) = Cursor::root(object).get("spec") else { continue };
        for (list, kinds) in [("from", FROM), ("to", TO)] {
            found.extend(spec.list(list).filter_map(|entry| misspelled(entry, kinds)));
        }
        for from in spec.list("from") {
            let key = (from.text("kind"), from.text("namespace"));
            let Some(target) = refused.get(&key).filter(|_| from.text("namespace") == object.namespace()) else {
                continue;
            };
            let Some(namespace) = Cursor::root(object).at(&["metadata", "namespace"]) else { continue };
            let args = args("namespace", object.namespace(), target.namespace);
            let edits = fix::replace(namespace.node(), target.namespace);
            found.push(namespace.finding(Code::GW0214, args).fix("Put it in namespace {expected}", edits));
            break;
        }
    }
}

/// The references that no grant allows, by the kind and namespace of what refers; one for each.
fn refused<'a>(context: &Context<'a>) -> Map<(&'a str, &'a str), Target<'a>> {
    let backends = context.backends.iter().map(|backend| (backend.cursor, backend.target, &backend.state));
    let materials = context.materials.iter().map(|material| (material.cursor, material.target, &material.state));
    let mut refused = Map::new();
    for (cursor, target, state) in backends.chain(materials) {
        let referrer = cursor.object();
        if *state == ReferenceState::NotPermitted {
            refused.or_insert_with((&*referrer.id().kind, referrer.namespace()), || target);
        }
    }
    refused
}

fn misspelled(entry: Cursor<'_>, kinds: &[(&'static str, &'static str)]) -> Option<Diagnostic> {
    let kind = entry.get("kind")?;
    let written = kind.node().text();
    let (expected, group) = kinds.iter().find(|(known, _)| known.eq_ignore_ascii_case(written))?;
    if *expected != written {
        let finding = kind.finding(Code::GW0214, args("kind", written, expected));
        return Some(finding.fix("Spell it {expected}", fix::replace(kind.node(), expected)));
    }
    // A kind of that name may exist in a group of somebody else; in the core group or in Gateway API's own it does not.
    let written = entry.text("group");
    let foreign = !written.is_empty() && written != GATEWAY_GROUP;
    if written == *group || (foreign && !written.starts_with("networking.k8s.io")) {
        return None;
    }
    let quoted = |group: &str| if group.is_empty() { "\"\"".to_owned() } else { group.to_owned() };
    let finding = entry.finding_at("group", Code::GW0214, args("group", &quoted(written), &quoted(group)));
    Some(match entry.get("group") {
        Some(node) => finding.fix("Write group {expected}", fix::replace(node.node(), group)),
        None => finding,
    })
}

fn args(part: &str, found: &str, expected: &str) -> Args {
    Args::new().with("part", part).with("found", found).with("expected", expected)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{message, rule};

    fn text(namespace: &str, from: &str, to: &str) -> String {
        format!(
            "kind: HTTPRoute
apiVersion: gateway.networking.k8s.io/v1
metadata: {{name: web, namespace: shop}}
spec: {{rules: [{{backendRefs: [{{name: api, namespace: pay, port: 80}}]}}]}}
---
kind: ReferenceGrant
apiVersion: gateway.networking.k8s.io/v1
metadata:
  name: web
  namespace: {namespace}
spec:
  from:
  - group: gateway.networking.k8s.io
    kind: {from}
    namespace: shop
  to:
  - kind: Service
    group: {to}
"
        )
    }

    /// The same with the reference that stays refused drawn.
    fn refused(text: &str) -> String {
        let lines = "\n#                                                    ^^^ GW0208 error\n---";
        text.replacen("\n---", lines, 1)
    }

    #[test]
    fn a_grant_stands_where_it_can_match() {
        let fine = text("pay", "HTTPRoute", "\"\"");
        let place = text("shop\n  #          ^^^^ GW0214 warning", "HTTPRoute", "\"\"");
        let kind = text("pay", "HttpRoute\n    #     ^^^^^^^^^ GW0214 warning", "\"\"");
        let group =
            text("pay", "HTTPRoute", "gateway.networking.k8s.io\n    #      ^^^^^^^^^^^^^^^^^^^^^^^^^ GW0214 warning");
        rule(
            &[Code::GW0214],
            &[&fine],
            &[&refused(&place), &refused(&kind), &refused(&group)],
            &[
                (&text("shop", "HTTPRoute", "\"\""), &fine),
                (&text("pay", "httproute", "\"\""), &fine),
                (&text("pay", "HTTPRoute", "gateway.networking.k8s.io"), &fine),
            ],
        );
        assert_eq!(
            message(Code::GW0214, &place),
            "metadata.namespace: This ReferenceGrant allows nothing: its namespace is shop, and pay would match."
        );
    }
}
