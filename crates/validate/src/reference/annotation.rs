//! GW0769: an annotation of ingress-nginx's by its prefix, which the controller does not read.

use gatefold_diagnostic::{Args, Code, Diagnostic};
use gatefold_ingress::annotation::INGRESS_NGINX;
use gatefold_manifest::Kind;

use crate::{context::Context, fix, near::near};

pub(super) fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for object in context.bundle.of_kind(Kind::Ingress) {
        for (key, _) in object.annotations() {
            let Some(name) = INGRESS_NGINX.name(key.text()).filter(|name| INGRESS_NGINX.row(name).is_none()) else {
                continue;
            };
            let field = format!("metadata.annotations[{}]", key.text());
            let finding = Diagnostic::new(
                Code::GW0769,
                Args::new().with("annotation", key.text()).with("why", "ingress-nginx does not read it"),
            )
            .of((**object.id()).clone())
            .at(field, Some(key.span()));
            found.push(match near(name, INGRESS_NGINX.rows.iter().map(|row| row.key)) {
                Some(meant) => {
                    let prefix = &key.text()[..key.text().len() - name.len()];
                    finding
                        .fix("Name {near} instead", fix::replace(key, &format!("{prefix}{meant}")))
                        .arg("near", meant)
                }
                None => finding,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::rule;

    const INGRESS: &str = "kind: Ingress
apiVersion: networking.k8s.io/v1
metadata:
  name: web
  namespace: shop
  annotations:
    nginx.ingress.kubernetes.io/rewrite-tagret: /
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ GW0769 warning
    nginx.ingress.kubernetes.io/ssl-redirect: 'true'
    example.com/rewrite: x
spec: {defaultBackend: {service: {name: web, port: {number: 80}}}}
";

    #[test]
    fn an_annotation_has_to_be_one_that_is_read() {
        let line = "#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ GW0769 warning\n";
        let before = INGRESS.replace(line, "");
        let fixed = before.replace("tagret", "target");
        rule(&[Code::GW0769], &[&fixed], &[INGRESS], &[(&before, &fixed)]);
    }
}
