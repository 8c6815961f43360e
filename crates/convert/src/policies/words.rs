//! What ingress-nginx's own annotations ask for that no other controller has a word for.

use gatefold_ingress::annotation::{Annotations, Form, Reading};
use gatefold_manifest::{Bundle, Kind, Node};

use super::{Need, What};
use crate::extras::key;

/// Those that a policy of some implementation says in a field or a line of its own.
static OWN: &[&str] = &[
    "auth-tls-pass-certificate-to-upstream",
    "client-body-buffer-size",
    "enable-access-log",
    "limit-rate",
    "limit-rate-after",
    "proxy-cookie-domain",
    "proxy-cookie-path",
    "proxy-next-upstream-timeout",
    "proxy-request-buffering",
    "proxy-ssl-ciphers",
    "proxy-ssl-protocols",
    "satisfy",
    "ssl-ciphers",
    "ssl-prefer-server-ciphers",
];

/// What the annotations `read` ask for.
pub(crate) fn words<'a>(bundle: &'a Bundle, read: &Annotations<'a>, namespace: &str) -> Vec<Need<'a>> {
    let written =
        |names: &[&str]| names.iter().filter(|name| read.text(name).is_some()).map(|name| key(name)).collect();
    let mut needs: Vec<_> = OWN
        .iter()
        .filter_map(|name| {
            let (row, text) = (read.table().row(name)?, read.written(name)?);
            if read.reading(row, text) != Reading::Set {
                return None;
            }
            // nginx has other words for truth than Go.
            let flag = read.flag(name).filter(|_| row.form == Form::Bool);
            let text = flag.map_or(text, |is_on| ["off", "on"][usize::from(is_on)]);
            Some(Need { keys: vec![key(name)], what: What::Word(name, text) })
        })
        .collect();
    if read.flag("enable-opentelemetry") == Some(true) {
        let trusts = read.flag("opentelemetry-trust-incoming-span") != Some(false);
        let what = What::Tracing { name: read.text("opentelemetry-operation-name"), trusts };
        let keys = ["enable-opentelemetry", "opentelemetry-operation-name", "opentelemetry-trust-incoming-span"];
        needs.push(Need { keys: written(&keys), what });
    }
    if let (Some(statuses), Some(service)) = (read.text("custom-http-errors"), read.text("default-backend")) {
        // The controller takes the first port.
        let object = bundle.get(Kind::Service, namespace, service);
        let port = object.and_then(|object| object.field("spec.ports[0].port")).and_then(Node::as_i64);
        needs.extend(port.map(|port| {
            let statuses = statuses.split(',').map(str::trim).collect();
            Need {
                keys: written(&["custom-http-errors", "default-backend"]),
                what: What::ErrorPages { statuses, service, port },
            }
        }));
    }
    needs
}
