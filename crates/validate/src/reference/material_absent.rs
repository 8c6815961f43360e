//! GW0210: the Secret or ConfigMap that a listener or a policy names is not there.

use gatefold_diagnostic::{Args, Code, Diagnostic, Severity};

use crate::{context::Context, cursor::Cursor, fix, target::Target};

pub(super) fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for material in &context.materials {
        let Some(name) = material.cursor.get("name") else { continue };
        if let Some(severity) = context.absence_of(&material.state, material.target.known()) {
            found.push(finding(context, name, &material.target, severity));
        }
    }
}

/// The finding at the `name` of what is not there.
pub(super) fn finding(context: &Context<'_>, name: Cursor<'_>, target: &Target<'_>, severity: Severity) -> Diagnostic {
    let kind = target.known();
    let finding = name.finding(Code::GW0210, Args::new().with("target", target.to_string())).severity(severity);
    let meant = context.names.near(kind, target.namespace, target.name);
    match meant {
        Some(meant) => finding.fix("Name {near} instead", fix::replace(name.node(), meant)).arg("near", meant),
        None => finding,
    }
}

#[cfg(test)]
mod tests {
    use gatefold_manifest::InputScope;

    use super::*;
    use crate::{
        ValidateOptions,
        testing::{check, rule},
    };

    const POLICY: &str = "kind: BackendTLSPolicy
apiVersion: gateway.networking.k8s.io/v1
metadata: {name: api, namespace: shop}
spec:
  targetRefs: [{group: \"\", kind: Service, name: api}]
  validation:
    hostname: api.example.com
    caCertificateRefs:
    - kind: ConfigMap
      group: \"\"
      name: ca-bundel
      #     ^^^^^^^^^ GW0210 error
---
{kind: ConfigMap, apiVersion: v1, metadata: {name: ca-bundle, namespace: shop}}
";
    const LISTENER: &str = "kind: Gateway
apiVersion: gateway.networking.k8s.io/v1
metadata: {name: web, namespace: shop}
spec:
  listeners:
  - {name: https, port: 443, protocol: HTTPS, tls: {certificateRefs: [{name: web-tls}]}}
";

    #[test]
    fn a_ca_has_to_be_there() {
        let before = POLICY.replace("      #     ^^^^^^^^^ GW0210 error\n", "");
        let fixed = before.replace("bundel", "bundle");
        rule(&[Code::GW0210], &[&fixed, LISTENER], &[POLICY], &[(&before, &fixed)]);
    }

    #[test]
    fn a_certificate_is_taken_to_exist_unless_the_input_is_whole() {
        let drawn = LISTENER.replace(
            "]}}\n",
            "]}}\n#                                                                            ^^^^^^^ GW0210 error\n",
        );
        check(&[Code::GW0210], &ValidateOptions { scope: InputScope::Whole }, &[&drawn]);
        let others = format!(
            "{}---\n{{kind: Secret, apiVersion: v1, metadata: {{name: x, namespace: y}}}}\n",
            drawn.replace("error", "warning")
        );
        check(&[Code::GW0210], &ValidateOptions::default(), &[&others]);
    }
}
