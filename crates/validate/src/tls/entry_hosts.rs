//! GW0740: an entry of an Ingress's `spec.tls` names no host.

use gatefold_diagnostic::{Args, Code, Diagnostic};
use gatefold_manifest::Kind;

use crate::context::Context;

pub(super) fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for spec in context.specs(Kind::Ingress) {
        for entry in spec.list("tls") {
            // Without a Secret it says no more than that there is TLS.
            let Some(secret) = entry.get("secretName").filter(|secret| !secret.node().text().is_empty()) else {
                continue;
            };
            match entry.get("hosts") {
                Some(hosts) if hosts.node().is_empty() => found.push(hosts.finding(Code::GW0740, Args::new())),
                Some(_) => {}
                None => found.push(secret.finding(Code::GW0740, Args::new())),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::rule;

    fn text(entry: &str) -> String {
        format!(
            "kind: Ingress
apiVersion: networking.k8s.io/v1
metadata: {{name: web, namespace: shop}}
spec:
  tls:
  - secretName: web-tls
{entry}  rules: [{{host: a.example.com}}]
"
        )
    }

    #[test]
    fn a_certificate_has_hosts_that_it_is_for() {
        let bare = text("    #           ^^^^^^^ GW0740 warning\n");
        let empty = text("    hosts: []\n   #^^^^^ GW0740 warning\n");
        let fine = text("    hosts: [a.example.com]\n");
        let no_secret = text("").replace("secretName: web-tls", "hosts: []");
        rule(&[Code::GW0740], &[&fine, &no_secret], &[&bare, &empty], &[]);
    }
}
