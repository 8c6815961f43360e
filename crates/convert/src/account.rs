//! The ledger's walk: every leaf of every Ingress gets exactly one entry, and what has no rule here counts as dropped.

use std::{cell::RefCell, sync::Arc};

use gatefold_diagnostic::{Code, Diagnostic, Map, ObjectRef, Set, Span, order_by};
use gatefold_ingress::{Ingresses, Unserved};
use gatefold_manifest::{Node, NodeKind, Object};

use crate::{
    Entry, Fate, Ledger, Target,
    backend_tls::Said,
    certificate::Certificate,
    extras::Extras,
    listeners::{Listening, Parents},
    output::Outputs,
    plan::Plan,
    policies::Policies,
    routes::Routes,
    shape::Shape,
    target::{self, Certificates, Feature},
};

/// Fields of `metadata` that the API server writes.
static SERVERS: &[&str] = &[
    "creationTimestamp",
    "deletionGracePeriodSeconds",
    "deletionTimestamp",
    "generation",
    "managedFields",
    "resourceVersion",
    "selfLink",
    "uid",
];

/// `kubectl apply`'s copy of the object.
const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// About as many leaves an Ingress has.
const LEAVES: usize = 16;

/// What the walk looks things up in.
pub(crate) struct Books<'a> {
    pub(crate) plan: &'a Plan<'a>,
    pub(crate) routes: &'a Routes,
    pub(crate) parents: &'a Parents,
    pub(crate) outputs: &'a Outputs<'a>,
    /// What annotations add: by Ingress, then what is for one of its Services.
    pub(crate) extras: &'a [Extras<'a>],
    /// By location: which of the extras hold for it.
    pub(crate) extras_of: &'a [usize],
    pub(crate) shapes: &'a [Shape],
    /// Policies for what the output cannot say.
    pub(crate) policies: &'a Policies,
    /// What annotations became in BackendTLSPolicies, as the extras.
    pub(crate) tls: &'a [Vec<Said>],
    /// What people call the implementation.
    pub(crate) implementation: &'static str,
    /// What the implementation makes of fields.
    pub(crate) output: &'static target::Target,
    pub(crate) rewrites_host: bool,
    /// Whether certificateRefs have an effect.
    pub(crate) reads_certificates: bool,
    /// Hosts by Gateway and name.
    pub(crate) hosts: Map<(usize, &'a str), usize>,
    /// By Ingress: the first host whose `/` it sends elsewhere.
    pub(crate) app_roots: Map<usize, usize>,
    /// By host: the one that only sends to it.
    pub(crate) twins: Map<usize, usize>,
    /// Routes of hosts that have further names.
    pub(crate) with_aliases: Set<usize>,
    /// By Ingress: which of its TLS entries serve which hosts, in order.
    pub(crate) certificates: Vec<Vec<(usize, usize)>>,
    /// Fields that were named so far: thousands of Ingresses have the same few, so each is kept once.
    fields: RefCell<Set<Arc<str>>>,
}

impl<'a> Books<'a> {
    pub(crate) fn new(
        from: &'a Listening<'a>,
        routes: &'a Routes,
        parents: &'a Parents,
        outputs: &'a Outputs<'a>,
        (policies, tls): (&'a Policies, &'a [Vec<Said>]),
    ) -> Self {
        let plan = from.plan;
        let implementation = from.options.implementation.name;
        let rewrites_host = !from.target.lacks(Feature::HostRewrite);
        let reads_certificates = from.target.certificates == Certificates::Listener;
        let mut certificates: Vec<_> = plan.ingresses.iter().map(|_| Vec::new()).collect();
        for (index, host) in plan.hosts.iter().enumerate() {
            if let Some(Certificate::Secret { ingress, tls, .. }) = &host.certificate {
                certificates[*ingress].push((*tls, index));
            }
        }
        for uses in &mut certificates {
            order_by(uses, Ord::cmp);
        }
        let (mut app_roots, mut twins) = (Map::new(), Map::new());
        for (index, host) in plan.hosts.iter().enumerate() {
            if let Some((ingress, _)) = host.app_root {
                app_roots.or_insert_with(ingress, || index);
            }
            twins.extend(host.www_of.map(|of| (of, index)));
        }
        let with_aliases = routes.of_host.iter().zip(&plan.hosts).filter(|(_, host)| !host.aliases.is_empty());
        let with_aliases = Set::of(with_aliases.flat_map(|(objects, _)| objects).copied());
        Self {
            plan,
            routes,
            parents,
            outputs,
            extras: from.extras,
            extras_of: &from.extras_of,
            shapes: &from.shapes,
            policies,
            tls,
            implementation,
            output: from.target,
            rewrites_host,
            reads_certificates,
            hosts: plan.hosts_by_name(),
            app_roots,
            twins,
            with_aliases,
            certificates,
            fields: RefCell::default(),
        }
    }

    pub(crate) fn target(&self, index: usize, field: &str) -> Target {
        Target { index, object: Arc::clone(&self.outputs.all[index].title), field: self.field(field) }
    }

    fn field(&self, text: &str) -> Arc<str> {
        let mut fields = self.fields.borrow_mut();
        if let Some(field) = fields.key(text) {
            return Arc::clone(field);
        }
        let field = Arc::<str>::from(text);
        fields.add(Arc::clone(&field));
        field
    }
}

/// What became of a field.
#[derive(Debug, Clone)]
pub(crate) struct Claim {
    pub(crate) fate: Fate,
    pub(crate) to: Vec<Target>,
    pub(crate) code: Option<Code>,
}

impl Claim {
    pub(crate) fn converted(to: Vec<Target>) -> Self {
        Self { fate: Fate::Converted, to, code: None }
    }

    pub(crate) fn approximated(to: Vec<Target>, code: Code) -> Self {
        Self { fate: Fate::Approximated, to, code: Some(code) }
    }

    pub(crate) fn dropped(code: Code) -> Self {
        Self { fate: Fate::Dropped, to: Vec::new(), code: Some(code) }
    }
}

/// The entries of one Ingress.
pub(crate) struct Page<'a> {
    pub(crate) books: &'a Books<'a>,
    pub(crate) object: Arc<ObjectRef>,
    pub(crate) entries: &'a mut Vec<Entry>,
    pub(crate) diagnostics: &'a mut Vec<Diagnostic>,
    /// Labels and annotations that are left behind without harm.
    pub(crate) left_behind: &'a mut LeftBehind,
}

/// What is called for a field of `metadata`: the page, the value, names, and the field.
type EnterMetadata<'f, P> = &'f mut dyn FnMut(&mut P, Node<'_>, (&str, &str), String);

/// How many labels and annotations are left behind, and where the first is.
#[derive(Debug, Default)]
pub(crate) struct LeftBehind {
    pub(crate) count: usize,
    pub(crate) first: Option<(Arc<ObjectRef>, String, Span)>,
}

/// Accounts for all Ingresses.
pub(crate) fn account(books: &Books<'_>, ingresses: &Ingresses, diagnostics: &mut Vec<Diagnostic>) -> Ledger {
    let mut ledger = Ledger::default();
    // Growing step by step would copy what is the largest list of all again and again.
    ledger.entries.reserve((books.plan.ingresses.len() + ingresses.unserved.len()) * LEAVES);
    let mut left_behind = LeftBehind::default();
    let mut page = |object: &Object, served: Option<usize>, refused: Option<Code>| {
        let mut page = Page {
            books,
            object: Arc::clone(object.id()),
            entries: &mut ledger.entries,
            diagnostics: &mut *diagnostics,
            left_behind: &mut left_behind,
        };
        for (key, value) in object.node().entries() {
            match (key.text(), served, refused) {
                ("apiVersion" | "kind" | "status", _, _) => {}
                ("metadata", Some(ingress), None) => page.metadata(ingress, value),
                ("metadata", _, refused) => page.refused_metadata(value, refused.unwrap_or(Code::GW0732)),
                ("spec", Some(ingress), None) => page.spec(ingress, value),
                (key, _, refused) => {
                    page.subtree(value, key.to_owned(), Claim::dropped(refused.unwrap_or(Code::GW0732)));
                }
            }
        }
    };
    for (ingress, view) in books.plan.ingresses.iter().enumerate() {
        page(&view.object, Some(ingress), books.plan.results[ingress].refused);
    }
    for (object, why) in &ingresses.unserved {
        let code = match why {
            Unserved::NoClass | Unserved::NoInstallation => Code::GW0714,
            Unserved::Malformed => Code::GW0103,
        };
        page(object, None, Some(code));
    }
    for service in books.services() {
        let mut page = Page {
            books,
            object: Arc::clone(service.id()),
            entries: &mut ledger.entries,
            diagnostics: &mut *diagnostics,
            left_behind: &mut left_behind,
        };
        page.service(service);
    }
    if let Some((object, field, span)) = left_behind.first {
        diagnostics.push(crate::report::left_behind(&object, field, span, left_behind.count));
    }
    ledger
}

impl Page<'_> {
    /// One entry.
    pub(crate) fn leaf(&mut self, node: Node<'_>, field: &str, mut claim: Claim) {
        // Most have one target, and there are as many entries as fields in the input.
        claim.to.shrink_to_fit();
        self.entries.push(Entry {
            object: Arc::clone(&self.object),
            field: self.books.field(field),
            span: node.span(),
            fate: claim.fate,
            to: claim.to,
            code: claim.code,
        });
    }

    /// The same claim for every leaf at and below `node`.
    pub(crate) fn subtree(&mut self, node: Node<'_>, field: String, claim: Claim) {
        if matches!(node.kind(), NodeKind::Mapping | NodeKind::Sequence) {
            self.each_leaf(node, field, &mut |page, node, field| page.leaf(node, &field, claim.clone()));
        } else {
            self.leaf(node, &field, claim);
        }
    }

    /// Calls `enter` for every leaf at and below `node` with its field.
    pub(crate) fn each_leaf(
        &mut self,
        node: Node<'_>,
        field: String,
        enter: &mut dyn FnMut(&mut Self, Node<'_>, String),
    ) {
        if node.is_empty() {
            return enter(self, node, field);
        }
        match node.kind() {
            NodeKind::Mapping => {
                for (key, value) in node.entries() {
                    self.each_leaf(value, join(&field, key.text()), enter);
                }
            }
            NodeKind::Sequence => {
                for (index, item) in node.items().enumerate() {
                    self.each_leaf(item, format!("{field}[{index}]"), enter);
                }
            }
            NodeKind::Null | NodeKind::Bool | NodeKind::Integer | NodeKind::Float | NodeKind::String => {
                enter(self, node, field);
            }
        }
    }

    fn refused_metadata(&mut self, node: Node<'_>, code: Code) {
        let claim = Claim::dropped(code);
        self.metadata_entries(node, &mut |page, value, _, field| page.subtree(value, field, claim.clone()));
    }

    /// Calls `enter` for every field of `metadata` that somebody wrote: with the name of the field, or of the label's or
    /// annotation's mapping.
    pub(crate) fn metadata_entries(&mut self, node: Node<'_>, enter: EnterMetadata<'_, Self>) {
        if node.is_empty() {
            return self.leaf(node, "metadata", Claim::dropped(Code::GW0729));
        }
        for (key, value) in node.entries() {
            match key.text() {
                name if SERVERS.contains(&name) => {}
                name @ ("labels" | "annotations") if value.kind() == NodeKind::Mapping && !value.is_empty() => {
                    for (inner, value) in value.entries() {
                        if name != "annotations" || inner.text() != LAST_APPLIED {
                            enter(self, value, (name, inner.text()), format!("metadata.{name}[{}]", inner.text()));
                        }
                    }
                }
                name => enter(self, value, (name, ""), join("metadata", name)),
            }
        }
    }
}

/// A field below another, keys with dots and the like in brackets.
pub(crate) fn join(field: &str, key: &str) -> String {
    let is_plain =
        !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    if is_plain { [field, ".", key].concat() } else { [field, "[", key, "]"].concat() }
}
