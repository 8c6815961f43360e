//! GW0314: the status that came along with an object holds a condition that says something is wrong.

use gatefold_diagnostic::{Args, Code, Diagnostic};
use gatefold_manifest::Kind;

use crate::{context::Context, cursor::Cursor};

/// Conditions and the status that is bad news.
#[rustfmt::skip]
static BAD: &[(&str, &str)] = &[
    ("Accepted",     "False"),
    ("Programmed",   "False"),
    ("ResolvedRefs", "False"),
    ("Conflicted",   "True"),
];

/// Reasons that pass by themselves.
static PASSING: &[&str] = &["Pending", "AddressNotAssigned"];

/// What has such a status.
#[rustfmt::skip]
static HOLDERS: &[Kind] = &[
    Kind::GatewayClass, Kind::Gateway, Kind::ListenerSet,
    Kind::HTTPRoute, Kind::GRPCRoute, Kind::TLSRoute, Kind::TCPRoute, Kind::UDPRoute,
];

pub(super) fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let objects = context.bundle.objects().iter();
    for object in objects.filter(|object| HOLDERS.contains(&object.kind())) {
        let Some(status) = Cursor::root(object).get("status") else { continue };
        let below = status.list("listeners").chain(status.list("parents"));
        let conditions = std::iter::once(status).chain(below).flat_map(|holder| holder.list("conditions"));
        found.extend(conditions.filter_map(judge));
    }
}

fn judge(condition: Cursor<'_>) -> Option<Diagnostic> {
    let (kind, status, reason) = (condition.text("type"), condition.text("status"), condition.text("reason"));
    let is_bad = BAD.contains(&(kind, status)) && !PASSING.contains(&reason);
    let args = || Args::new().with("condition", kind).with("status", status).with("reason", reason);
    is_bad.then(|| condition.finding_at("status", Code::GW0314, args()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::rule;

    const WRONG: &str = "kind: HTTPRoute
apiVersion: gateway.networking.k8s.io/v1
metadata: {name: web, namespace: infra}
spec: {parentRefs: [{name: web}]}
status:
  parents:
  - conditions:
    - type: ResolvedRefs
      status: \"False\"
      #       ^^^^^^^ GW0314 info
      reason: BackendNotFound
";

    #[test]
    fn a_status_that_came_along_is_read() {
        let fine = WRONG.replace("      #       ^^^^^^^ GW0314 info\n", "");
        let good = fine.replace("\"False\"", "\"True\"");
        let pending = fine.replace("BackendNotFound", "Pending");
        rule(&[Code::GW0314], &[&good, &pending], &[WRONG], &[]);
    }
}
