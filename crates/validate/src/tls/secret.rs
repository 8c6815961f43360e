//! GW0404: the Secret of a certificateRef is there and holds no certificate with its key.

use gatefold_diagnostic::{Args, Code, Diagnostic};
use gatefold_gateway::ReferenceState;

use crate::context::Context;

pub(super) fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for material in context.materials.iter().filter(|material| material.state == ReferenceState::Unusable) {
        let args = Args::new().with("target", material.target.to_string());
        found.push(material.cursor.finding_at("name", Code::GW0404, args));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::rule;

    const WRONG: &str = "kind: Gateway
apiVersion: gateway.networking.k8s.io/v1
metadata: {name: web, namespace: infra}
spec:
  gatewayClassName: eg
  listeners:
  - name: https
    port: 443
    protocol: HTTPS
    tls:
      certificateRefs:
      - name: web
        #     ^^^ GW0404 error
---
{kind: Secret, apiVersion: v1, metadata: {name: web, namespace: infra}, data: {cert: QQ==, key: QQ==}}
";

    #[test]
    fn a_secret_holds_both_keys() {
        let fine = WRONG.replace("        #     ^^^ GW0404 error\n", "");
        let fine = fine.replace("{cert: QQ==, key: QQ==}", "{tls.crt: QQ==, tls.key: QQ==}");
        rule(&[Code::GW0404], &[&fine], &[WRONG], &[]);
    }
}
