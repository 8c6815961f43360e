//! Which Ingresses the controller takes into its store at all: it leaves out those with an annotation that is too risky or
//! has a value that its parser refuses, and those that try to reach its own files.

use gatefold_diagnostic::Args;
use gatefold_manifest::Node;
use gatefold_routing::{Reason, Step, StepResult};

use super::{build::host_name, config::Config, settings::annotation_origin};
use crate::{IngressView, annotation::Invalid};

/// An Ingress that is left out.
#[derive(Debug)]
pub(crate) struct Refused {
    /// Its place among the Ingresses that are served.
    pub(crate) place: usize,
    /// As servers are called.
    pub(crate) hosts: Vec<Box<str>>,
    pub(crate) step: Step,
}

impl Refused {
    /// Its place, and the field that keeps it out where one does.
    pub(crate) fn place(&self) -> (usize, Option<&str>) {
        (self.place, self.step.origin.as_ref().map(|origin| &*origin.field))
    }
}

/// Parts of hosts and paths that would reach the controller's own files (`inspector/rules.go`).
static HARMFUL: &[&str] = &[
    "/etc/passwd",
    "/etc/shadow",
    "/etc/group",
    "/etc/nginx",
    "/etc/ingress-controller",
    "/var/run/secrets",
    "_by_lua",
];

/// The places of those that are taken, and those that are left out.
pub(crate) fn sift(views: &[&IngressView], config: &Config) -> (Vec<usize>, Vec<Refused>) {
    let mut refused = Vec::new();
    let mut taken = Vec::new();
    for (place, view) in views.iter().enumerate() {
        match judge(view, config) {
            None => taken.push(place),
            Some(step) => {
                let rules = view.spec.rules.iter().flatten();
                let mut hosts: Vec<Box<str>> = rules.map(|rule| host_name(rule.host.as_deref())).collect();
                if hosts.is_empty() {
                    hosts.push("_".into());
                }
                refused.push(Refused { place, hosts, step });
            }
        }
    }
    (taken, refused)
}

fn judge(view: &IngressView, config: &Config) -> Option<Step> {
    let object = &view.object;
    let step = |origin, why: String| {
        let args = Args::new().with("ingress", object.id().to_string()).with("why", why);
        Some(Step { origin, result: StepResult::Lost, reason: Reason::IngressDropped, args })
    };
    if !config.flags.catch_all && view.spec.default_backend.is_some() {
        return step(None, "it has a defaultBackend, and the controller runs with --disable-catch-all".to_owned());
    }
    if !config.flags.watches(object.namespace()) {
        return step(None, format!("the controller watches namespace {} only", config.flags.namespace));
    }
    if let Some(refusal) =
        config.annotations(object).refusal(config.risk).filter(|refusal| refusal.effect == Invalid::Dropped)
    {
        let is_risky = refusal.row.risk > config.risk;
        let origin = Some(annotation_origin(object, refusal.key));
        if is_risky {
            let risk = format!("{:?}", refusal.row.risk);
            let why =
                format!("annotation {} has risk {risk}, and annotations-risk-level is {:?}", refusal.key, config.risk);
            return step(origin, why);
        }
        if config.flags.validates {
            return step(origin, format!("annotation {} is not {}", refusal.key, refusal.row.form.allowed()));
        }
    }
    let harmful = view.object.field("spec.rules").filter(|_| config.flags.inspects).and_then(harmful)?;
    step(None, format!("{harmful} could reach files of the controller"))
}

/// A host or path that is harmful.
fn harmful(rules: Node<'_>) -> Option<String> {
    let is_harmful = |text: &str| {
        let directive = |word: &str| text.find(word).is_some_and(|at| text[at..].contains(';'));
        HARMFUL.iter().any(|part| text.contains(part)) || directive("alias") || directive("root")
    };
    let texts = rules.items().flat_map(|rule| {
        let paths = rule.field("http.paths").into_iter().flat_map(Node::items).filter_map(|path| path.get("path"));
        rule.get("host").into_iter().chain(paths).map(Node::text)
    });
    texts.filter(|text| is_harmful(text)).map(str::to_owned).next()
}
