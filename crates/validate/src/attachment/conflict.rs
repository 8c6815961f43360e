//! GW0305, GW0306: listeners of one Gateway, its ListenerSets included, that cannot stand beside each other. Also GW0603, a
//! protocol of which the specification knows nothing.

use gatefold_diagnostic::{Args, Code, Diagnostic};
use gatefold_gateway::{ListenerProblem, Protocol};

use super::unattached::hostname_of;
use crate::context::{Context, Listener};

pub(super) fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for listener in &context.listeners {
        for problem in &listener.node.problems {
            found.extend(judge(context, listener, problem));
        }
    }
}

fn judge(context: &Context<'_>, listener: &Listener<'_>, problem: &ListenerProblem) -> Option<Diagnostic> {
    let args = Args::new()
        .with("name", &*listener.node.name)
        .with("port", i64::from(listener.node.port))
        .with("protocol", listener.node.protocol.as_str());
    match problem {
        ListenerProblem::HostnameConflict { with } => {
            let args = args.with("other", name_of(context, listener, *with)).with("hostname", hostname_of(listener));
            let at = if listener.node.hostname.is_any() { "port" } else { "hostname" };
            Some(listener.cursor.finding_at(at, Code::GW0305, args))
        }
        ListenerProblem::ProtocolConflict { with } => {
            let protocol = context.listeners[*with].node.protocol.as_str();
            let args = args.with("other", name_of(context, listener, *with)).with("otherProtocol", protocol);
            Some(listener.cursor.finding_at("protocol", Code::GW0306, args))
        }
        ListenerProblem::UnsupportedProtocol => {
            let is_other = matches!(&listener.node.protocol, Protocol::Other(written) if !written.is_empty());
            is_other.then(|| listener.cursor.finding_at("protocol", Code::GW0603, args))
        }
        // GW0309; GW0209, GW0210 and GW0404.
        ListenerProblem::InvalidRouteKind { .. } | ListenerProblem::NoUsableCertificate => None,
    }
}

/// The other listener's name, with its object where that is another one.
fn name_of(context: &Context<'_>, listener: &Listener<'_>, other: usize) -> String {
    let other = &context.listeners[other];
    let (ours, theirs) = (listener.cursor.object(), other.cursor.object());
    if ours.id() == theirs.id() { other.node.name.clone() } else { format!("{} of {}", other.node.name, theirs.id()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{message, rule};

    fn text(second: &str) -> String {
        format!(
            "kind: Gateway
apiVersion: gateway.networking.k8s.io/v1
metadata: {{name: web, namespace: infra}}
spec:
  gatewayClassName: eg
  allowedListeners: {{namespaces: {{from: Same}}}}
  listeners:
  - name: a
    port: 80
    protocol: HTTP
    hostname: a.example.com
{second}"
        )
    }

    fn drawn(text: &str) -> String {
        text.replacen(
            "    hostname: a.example.com\n",
            "    hostname: a.example.com\n    #         ^^^^^^^^^^^^^ GW0305 error\n",
            2,
        )
    }

    #[test]
    fn hostnames_differ_on_a_port() {
        let b = "  - name: b\n    port: 80\n    protocol: HTTP\n    hostname: a.example.com\n";
        let set = "---
kind: ListenerSet
apiVersion: gateway.networking.k8s.io/v1
metadata: {name: more, namespace: infra}
spec:
  parentRef: {name: web}
  listeners:
  - name: b
    port: 80
    protocol: HTTP
    hostname: a.example.com
    #         ^^^^^^^^^^^^^ GW0305 error
";
        rule(
            &[Code::GW0305],
            &[&text(&b.replace("a.example", "b.example")), &text(&b.replace("80", "8080")), &text("")],
            &[&drawn(&text(b)), &text(set)],
            &[],
        );
        assert_eq!(
            message(Code::GW0305, &text(set)),
            "spec.listeners[0].hostname: Listeners b and a of Gateway infra/web both serve a.example.com on port 80."
        );
    }

    #[test]
    fn a_port_speaks_one_protocol() {
        let b = "  - name: b\n    port: 80\n    protocol: TCP\n    #         ^^^ GW0306 error\n";
        let wrong = text(b).replacen("protocol: HTTP\n", "protocol: HTTP\n    #         ^^^^ GW0306 error\n", 1);
        let udp = text("  - name: b\n    port: 80\n    protocol: UDP\n");
        rule(&[Code::GW0306], &[&udp], &[&wrong], &[]);
    }

    #[test]
    fn a_protocol_of_its_own_is_an_implementations() {
        let b = "  - name: b\n    port: 81\n    protocol: example.com/MQTT\n    #         ^^^^^^^^^^^^^^^^ GW0603 warning\n";
        rule(&[Code::GW0603], &[&text("")], &[&text(b)], &[]);
    }
}
