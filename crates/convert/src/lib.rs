//! Ingress to Gateway API: the objects that take an Ingress's place, what became of every field, and what ties both.
//!
//! Invariant: rules stay with their host, nothing that was read is missing from the [`Ledger`], and the same Input gives
//! the same bytes. This crate decides what to write; how text is written is the manifest crate's.
//!
//! ```
//! use gatefold_convert::{Options, convert};
//! use gatefold_manifest::{Source, read};
//!
//! let text = "apiVersion: networking.k8s.io/v1
//! kind: Ingress
//! metadata: {name: web, namespace: shop}
//! spec:
//!   ingressClassName: nginx
//!   rules:
//!   - host: shop.example.com
//!     http:
//!       paths:
//!       - {path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}
//! ";
//! let reading = read(&[Source { name: "web.yaml".into(), text: text.into() }]);
//! let conversion = convert(&reading.bundle, &Options::default());
//! assert!(conversion.written.text.contains("kind: HTTPRoute"));
//! assert_eq!(conversion.ledger.totals().dropped, 0);
//! ```

mod account;
mod account_metadata;
mod account_services;
mod account_shape;
mod account_spec;
mod action;
mod annotation;
mod backend_tls;
mod carried;
mod certificate;
mod class;
mod expression;
mod extras;
mod fill;
mod filters;
mod grants;
mod groups;
mod hostname;
mod labels;
mod ledger;
mod listeners;
mod meant;
mod names;
mod options;
mod output;
mod passthrough;
mod path;
mod pitfall;
mod plan;
mod policies;
mod report;
mod routes;
mod rpc;
mod rules;
mod serve;
mod shape;
mod standing;
mod target;

use gatefold_diagnostic::{Diagnostic, SourceId, Span, order_by_key};
use gatefold_ingress::{Ingresses, NginxModel};
use gatefold_manifest::{Bundle, Pages, Written};
use serde::Serialize;

pub use ledger::{Entry, Fate, Ledger, Target, Totals};
pub use options::{BadPlacement, Fidelity, Options, Placement};
pub use pitfall::{Kept, PITFALLS, standing};

/// Whose task an object is, in the roles of Gateway API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Role {
    /// GatewayClasses.
    InfrastructureProvider,
    /// Gateways and ListenerSets.
    ClusterOperator,
    /// Routes and grants, in the applications' namespaces.
    ApplicationDeveloper,
}

/// An input line tied to an output line. Which fields they are, the ledger's entry says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// The entry of the ledger, by index.
    pub entry: usize,
    /// Which of the entry's targets, by index.
    pub target: usize,
    /// The value in the Ingress.
    pub input: Span,
    /// The value in the output.
    pub output: Span,
}

/// What came of a Bundle's Ingresses.
#[derive(Debug, Clone)]
pub struct Conversion {
    /// The output: text, and a Bundle whose spans lie in it ([`SourceId::OUTPUT`]).
    pub written: Written,
    /// The role of each object of `written.bundle`, by index.
    pub roles: Vec<Role>,
    /// Where several installations of ingress-nginx have Ingresses: what each is called, and the Gateway in its place, by
    /// index in `written.bundle`.
    pub gateways: Vec<(String, usize)>,
    /// Policies of the chosen implementation for what Gateway API cannot say ([`SourceId::POLICIES`]); to be applied beside
    /// the output, which does without them wherever it is applied.
    pub policies: Written,
    /// What became of every field.
    pub ledger: Ledger,
    /// What is lost or changed on the way, in the order of the text. Problems of an Ingress's shape, which
    /// [`gatefold_ingress::read`] reports, are not repeated here.
    pub diagnostics: Vec<Diagnostic>,
}

/// Converts all Ingresses of `bundle`.
pub fn convert(bundle: &Bundle, options: &Options) -> Conversion {
    let read_options = options.ingress();
    let ingresses = gatefold_ingress::read(bundle, read_options.clone());
    convert_ingresses(bundle, &ingresses, &NginxModel::new(bundle, &ingresses, read_options), options)
}

/// As [`convert`], of Ingresses that were read before, with what ingress-nginx, as it is set up, builds of them.
pub fn convert_ingresses(bundle: &Bundle, ingresses: &Ingresses, model: &NginxModel, options: &Options) -> Conversion {
    // The plan is let go before the objects are made: both together would be the most that is held at any time.
    let Draft { pages, roles, gateways, policies, mut ledger, diagnostics } = draft(bundle, ingresses, model, options);
    ledger.entries.shrink_to_fit();
    let written = pages.finish(SourceId::OUTPUT, "gateway-api.yaml");
    Conversion { written, roles, gateways, policies, ledger, diagnostics }
}

impl Conversion {
    /// Which line is from which, for fields of `spec` and annotations, in the order of the ledger. Looked up when it is asked
    /// for: only who shows both texts beside each other does.
    pub fn links(&self) -> Vec<Link> {
        let objects = self.written.bundle.objects();
        let mut links = Vec::with_capacity(self.ledger.entries.len());
        for (entry, from) in self.ledger.entries.iter().enumerate() {
            if !from.field.starts_with("spec") && !from.field.starts_with("metadata.annotations") {
                continue;
            }
            for (target, to) in from.to.iter().enumerate() {
                if let Some(node) = objects.get(to.index).and_then(|object| object.field(&to.field)) {
                    links.push(Link { entry, target, input: from.span, output: node.span() });
                }
            }
        }
        links.shrink_to_fit();
        links
    }
}

/// A conversion whose text is not closed yet.
struct Draft {
    pages: Pages,
    roles: Vec<Role>,
    gateways: Vec<(String, usize)>,
    policies: Written,
    ledger: Ledger,
    diagnostics: Vec<Diagnostic>,
}

/// About as many bytes are written for an Ingress.
const BYTES_OF_OUTPUT: usize = 2_048;

fn draft(bundle: &Bundle, ingresses: &Ingresses, model: &NginxModel, options: &Options) -> Draft {
    let target = target::Target::of(options.implementation);
    let unserved = ingresses.unserved.iter().filter_map(|(object, why)| report::unserved(object, *why));
    let mut diagnostics: Vec<_> = unserved.collect();
    let plan = plan::plan(bundle, &ingresses.served, model, options, &mut diagnostics);
    diagnostics.extend((0..plan.ingresses.len()).filter_map(|ingress| report::taken_twice(&plan, ingress)));
    let extras = extras::read(bundle, &plan, options, &mut diagnostics);
    let extras_of = extras::by_location(&plan, &extras);
    let mut from = listeners::Listening {
        plan: &plan,
        shapes: Vec::new(),
        rules: Vec::new(),
        options,
        extras: &extras,
        extras_of,
        target,
    };
    from.rules = (0..plan.hosts.len()).map(|host| rules::of_host(&from, host, &mut diagnostics)).collect();
    from.shapes =
        plan.hosts.iter().zip(&from.rules).map(|(host, rules)| shape::shape(&plan, host, rules, &extras)).collect();
    let mut outputs = output::Outputs::default();
    outputs.pages.reserve(plan.ingresses.len() * BYTES_OF_OUTPUT);
    let mut names = names::Names::beside(bundle);
    let parents = listeners::emit(&from, bundle, &mut outputs, &mut names, &mut diagnostics);
    let routes = routes::emit(&from, &parents, &mut outputs, &mut names, &mut diagnostics);
    // They are written, and the ledger still needs room.
    from.rules = Vec::new();
    grants::of_filters(&from, &mut outputs, &mut names);
    standing::report(&from, &parents, &mut diagnostics);
    let tls = backend_tls::emit(&from, bundle, &routes, &mut outputs, &mut names, &mut diagnostics);
    // No further name is given, and there are thousands.
    drop(names);
    let policies = policies::emit(&from, &parents, &routes, &outputs);
    let books = account::Books::new(&from, &routes, &parents, &outputs, (&policies, &tls));
    let ledger = account::account(&books, ingresses, &mut diagnostics);
    pitfall::report(&from, &mut diagnostics);
    order_by_key(&mut diagnostics, |diagnostic| (diagnostic.span, diagnostic.code));
    // Both schemes of a host tell the same.
    diagnostics.dedup();
    let roles = outputs.all.iter().map(|output| output.role).collect();
    let gateways = plan.groups.iter().zip(&parents.gateways).filter_map(|(group, gateway)| {
        Some((plan.servers.installations[group.installation?].name.to_owned(), (*gateway)?))
    });
    let gateways = gateways.collect();
    Draft { pages: outputs.pages, roles, gateways, policies: policies.written, ledger, diagnostics }
}
