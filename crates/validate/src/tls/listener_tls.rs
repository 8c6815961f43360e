//! GW0401, GW0402, GW0403: a listener's `tls` and its protocol go together.
//!
//! The API server refuses `tls` on HTTP, TCP and UDP, and a terminating `tls` without certificates or options.

use gatefold_diagnostic::{Args, Code, Diagnostic, Severity};
use gatefold_gateway::{Protocol, TlsMode};

use crate::context::{Context, Listener};

pub(super) fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    found.extend(context.listeners.iter().filter_map(judge));
}

fn judge(listener: &Listener<'_>) -> Option<Diagnostic> {
    let (cursor, node) = (listener.cursor, listener.node);
    let args = Args::new().with("name", &*node.name).with("protocol", node.protocol.as_str());
    let tls = cursor.get("tls");
    let certificates = tls.and_then(|tls| tls.get("certificateRefs"));
    match (node.tls, &node.protocol) {
        (None, Protocol::Http | Protocol::Tcp | Protocol::Udp) => Some(tls?.finding(Code::GW0403, args)),
        (None, _) => None,
        (Some(TlsMode::Passthrough), _) => {
            certificates.filter(|list| !list.node().is_empty()).map(|list| list.finding(Code::GW0402, args))
        }
        (Some(TlsMode::Terminate), _) => {
            let options = tls.and_then(|tls| tls.get("options")).is_some_and(|options| !options.node().is_empty());
            (node.certificates.is_empty() && !options).then(|| match tls {
                Some(tls) => tls.finding(Code::GW0401, args),
                // Taken by the API server; a few implementations find a certificate by themselves.
                None => cursor.finding_at("protocol", Code::GW0401, args).severity(Severity::Warning),
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::rule;

    fn text(listener: &str) -> String {
        format!(
            "kind: Gateway
apiVersion: gateway.networking.k8s.io/v1
metadata: {{name: web, namespace: infra}}
spec:
  gatewayClassName: eg
  listeners:
  - name: a
    port: 443
{listener}"
        )
    }

    #[test]
    fn what_ends_tls_has_a_certificate() {
        let bare = text("    protocol: HTTPS\n    #         ^^^^^ GW0401 warning\n");
        let empty = text("    protocol: TLS\n    tls:\n   #^^^ GW0401 error\n      certificateRefs: []\n");
        let options = text("    protocol: HTTPS\n    tls: {options: {example.com/cert: x}}\n");
        let passthrough = text("    protocol: TLS\n    tls: {mode: Passthrough}\n");
        let fine = text("    protocol: HTTPS\n    tls: {certificateRefs: [{name: web}]}\n");
        rule(&[Code::GW0401], &[&options, &passthrough, &fine], &[&bare, &empty], &[]);
    }

    #[test]
    fn a_passed_through_listener_needs_none() {
        let wrong = text(
            "    protocol: TLS\n    tls:\n      mode: Passthrough\n      certificateRefs: [{name: web}]\n     #^^^^^^^^^^^^^^^ GW0402 warning\n",
        );
        let fine = text("    protocol: TLS\n    tls:\n      mode: Terminate\n      certificateRefs: [{name: web}]\n");
        rule(&[Code::GW0402], &[&fine], &[&wrong], &[]);
    }

    #[test]
    fn a_plain_protocol_takes_no_tls() {
        let wrong = text("    protocol: HTTP\n    tls: {certificateRefs: [{name: web}]}\n   #^^^ GW0403 error\n");
        rule(&[Code::GW0403], &[&text("    protocol: HTTP\n")], &[&wrong], &[]);
    }
}
