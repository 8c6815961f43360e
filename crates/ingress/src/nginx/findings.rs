//! What is wrong with what the controller builds: a configuration that nginx refuses, ports that HTTP cannot reach, and
//! paths that its webhook would not let in.

use std::collections::BTreeSet;

use gatefold_diagnostic::{Args, Code, Diagnostic, render};
use gatefold_manifest::{Node, Object};
use gatefold_routing::{Origin, Reason};

use super::{
    build::{Model, origin},
    config::Config,
    emit::Conflict,
};
use crate::annotation::consists;

fn at(diagnostic: Diagnostic, origin: Option<&Origin>) -> Diagnostic {
    match origin {
        Some(origin) => diagnostic.of((*origin.object).clone()).at(&*origin.field, origin.span),
        None => diagnostic,
    }
}

/// GW0750: nginx refuses the whole configuration, for every host.
pub(crate) fn conflict(conflict: &Conflict) -> Diagnostic {
    let why = render("{why}", &conflict.doubt.args);
    let other = match &conflict.other {
        Some(other) => format!("{} at {}", other.object, other.field),
        None => "no other place".to_owned(),
    };
    let args = Args::new().with("why", why).with("other", other);
    at(Diagnostic::new(Code::GW0750, args), conflict.doubt.origin.as_ref())
}

/// GW0752: paths with letters that the admission webhook takes of the type ImplementationSpecific only. Objects that are
/// in the cluster already are not looked at again.
pub(crate) fn unplain_paths(objects: &[Object], config: &Config) -> Vec<Diagnostic> {
    let mut all = Vec::new();
    for object in objects.iter().filter(|_| config.strict_paths) {
        for (at, rule) in object.field("spec.rules").into_iter().flat_map(Node::items).enumerate() {
            for (number, path) in rule.field("http.paths").into_iter().flat_map(Node::items).enumerate() {
                let text = path.get("path").map_or("", Node::text);
                let kind = path.get("pathType").map_or("", Node::text);
                let is_plain = text.is_empty() || text.starts_with('/') && consists(text, "._-/");
                if is_plain || kind == "ImplementationSpecific" {
                    continue;
                }
                let field = format!("spec.rules[{at}].http.paths[{number}].path");
                let origin = origin(object, field, path.get("path"));
                let args = Args::new().with("path", text).with("type", kind);
                all.push(self::at(Diagnostic::new(Code::GW0752, args), Some(&origin)));
            }
        }
    }
    all
}

/// GW0751: paths to a Service port that does not speak TCP.
pub(crate) fn unreachable_ports(model: &Model) -> Vec<Diagnostic> {
    let mut seen = BTreeSet::new();
    let mut all = Vec::new();
    for location in model.servers.iter().flat_map(|server| &server.locations) {
        let problem = location.upstream.and_then(|upstream| model.upstreams[upstream].resolved.problem.as_ref());
        let (Some((Reason::PortProtocol, args)), Some(origin)) = (problem, &location.origin) else { continue };
        if seen.insert((origin.object.to_string(), origin.field.clone())) {
            all.push(at(Diagnostic::new(Code::GW0751, args.clone()), Some(origin)));
        }
    }
    all
}
