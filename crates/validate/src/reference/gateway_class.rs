//! GW0201: a Gateway names a GatewayClass that is not there. An input without any GatewayClass is taken to rely on one that
//! the installation brought.

use gatefold_diagnostic::{Args, Code, Diagnostic};
use gatefold_manifest::{Kind, Object};

use crate::{context::Context, cursor::Cursor, fix, near::near};

pub(super) fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let known: Vec<&str> = context.bundle.of_kind(Kind::GatewayClass).map(Object::name).collect();
    for spec in context.specs(Kind::Gateway) {
        if let Some(class) = spec.get("gatewayClassName") {
            found.extend(judge(context, class, Kind::GatewayClass, Code::GW0201, &known));
        }
    }
}

/// The finding at `class`, where no class of that kind has its name.
pub(super) fn judge(
    context: &Context<'_>,
    class: Cursor<'_>,
    kind: Kind,
    code: Code,
    known: &[&str],
) -> Option<Diagnostic> {
    let name = class.node().text();
    let severity = context.absence(context.bundle.class(context.scope, kind, name), kind)?;
    let classes: Vec<String> = known.iter().map(|&name| name.to_owned()).collect();
    let finding = class.finding(code, Args::new().with("name", name).with("classes", classes)).severity(severity);
    Some(match near(name, known.iter().copied()) {
        Some(meant) => finding.fix("Name {near} instead", fix::replace(class.node(), meant)).arg("near", meant),
        None => finding,
    })
}

#[cfg(test)]
mod tests {
    use gatefold_manifest::InputScope;

    use super::*;
    use crate::{
        ValidateOptions,
        testing::{check, message, rule},
    };

    const GATEWAY: &str = "kind: Gateway
apiVersion: gateway.networking.k8s.io/v1
metadata: {name: web, namespace: infra}
spec:
  gatewayClassName: prodction
  #                 ^^^^^^^^^ GW0201 warning
  listeners: [{name: http, port: 80, protocol: HTTP}]
---
{kind: GatewayClass, apiVersion: gateway.networking.k8s.io/v1, metadata: {name: production}, spec: {controllerName: a.b/c}}
";

    #[test]
    fn a_class_has_to_be_there() {
        let before = GATEWAY.replace("  #                 ^^^^^^^^^ GW0201 warning\n", "");
        let fixed = before.replace("prodction", "production");
        let alone = before.split("---").next().unwrap();
        rule(&[Code::GW0201], &[&fixed, alone], &[GATEWAY], &[(&before, &fixed)]);
        let whole = ValidateOptions { scope: InputScope::Whole };
        let drawn = GATEWAY.split("---").next().unwrap().replace("warning", "error");
        check(&[Code::GW0201], &whole, &[&drawn]);
        assert_eq!(
            message(Code::GW0201, GATEWAY),
            "spec.gatewayClassName: GatewayClass prodction is not in the input; it declares production."
        );
    }
}
