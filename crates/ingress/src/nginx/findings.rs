//! What is wrong with what the controller builds: a configuration that nginx refuses, and ports that HTTP cannot reach.

use std::collections::BTreeSet;

use gatefold_diagnostic::{Args, Code, Diagnostic, render};
use gatefold_routing::{Origin, Reason};

use super::{build::Model, emit::Conflict};

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
