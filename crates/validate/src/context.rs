//! What the rules share: the bundle, its topology, and every reference of every object with its place, found once.

use gatefold_diagnostic::{Map, Severity};
use gatefold_gateway::{ListenerNode, ParentNode, ReferenceState, RouteNode, Topology};
use gatefold_manifest::{Bundle, InputScope, Kind, Presence, Purpose};

use crate::{
    cursor::Cursor,
    grants::Grants,
    names::Names,
    options::ValidateOptions,
    target::{GATEWAY, SECRET, SERVICE, Target},
};

/// What a backend is referred to for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// A rule sends requests there.
    Traffic,
    /// A filter of that type uses it.
    Filter(&'static str),
}

/// A reference to a backend and what came of it.
#[derive(Debug, Clone)]
pub(crate) struct BackendUse<'a> {
    pub(crate) cursor: Cursor<'a>,
    pub(crate) target: Target<'a>,
    pub(crate) role: Role,
    pub(crate) state: ReferenceState,
}

/// A reference to a Secret or a ConfigMap and what came of it.
#[derive(Debug, Clone)]
pub(crate) struct MaterialUse<'a> {
    pub(crate) cursor: Cursor<'a>,
    pub(crate) target: Target<'a>,
    pub(crate) state: ReferenceState,
}

/// A parentRef of a route and what came of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ParentUse<'a> {
    pub(crate) cursor: Cursor<'a>,
    pub(crate) target: Target<'a>,
    pub(crate) route: &'a RouteNode,
    pub(crate) node: &'a ParentNode,
}

/// A listener and where it is written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Listener<'a> {
    pub(crate) cursor: Cursor<'a>,
    pub(crate) node: &'a ListenerNode,
}

/// Everything that a rule may look at.
pub(crate) struct Context<'a> {
    pub(crate) bundle: &'a Bundle,
    pub(crate) topology: &'a Topology,
    pub(crate) scope: InputScope,
    pub(crate) grants: Grants<'a>,
    pub(crate) names: Names<'a>,
    pub(crate) backends: Vec<BackendUse<'a>>,
    pub(crate) materials: Vec<MaterialUse<'a>>,
    pub(crate) parents: Vec<ParentUse<'a>>,
    /// As in the topology, index for index.
    pub(crate) listeners: Vec<Listener<'a>>,
    listeners_of: Map<(Kind, &'a str, &'a str), Vec<usize>>,
}

impl<'a> Context<'a> {
    pub(crate) fn new(bundle: &'a Bundle, topology: &'a Topology, options: &ValidateOptions) -> Self {
        let mut context = Self {
            bundle,
            topology,
            scope: options.scope,
            grants: Grants::new(bundle),
            names: Names::new(bundle),
            backends: Vec::new(),
            materials: Vec::new(),
            parents: Vec::new(),
            listeners: Vec::new(),
            listeners_of: Map::new(),
        };
        for route in &topology.routes {
            context.collect_route(route);
        }
        context.collect_listeners();
        for spec in context.specs(Kind::Gateway) {
            context.collect_gateway(spec);
        }
        for spec in context.specs(Kind::BackendTLSPolicy) {
            context.collect_materials(spec.get("validation"), "caCertificateRefs");
        }
        context
    }

    /// The objects of a kind as cursors at their `spec`.
    pub(crate) fn specs(&self, kind: Kind) -> impl Iterator<Item = Cursor<'a>> + use<'a> {
        self.bundle.of_kind(kind).filter_map(|object| Cursor::root(object).get("spec"))
    }

    /// The listeners of the Gateway or ListenerSet that a parentRef names; none where there is no such object. Those of
    /// a ListenerSet do not belong to its Gateway here.
    pub(crate) fn listeners_of(&self, target: &Target<'_>) -> Vec<Listener<'a>> {
        let key = (target.known(), target.namespace, target.name);
        let indexes = self.listeners_of.get(&key).map_or(&[][..], Vec::as_slice);
        indexes.iter().map(|&index| self.listeners[index]).collect()
    }

    /// How bad an absence is: an error where the object is missing, a warning where it may be in the cluster and the
    /// input holds others of its kind, nothing where the input holds none.
    pub(crate) fn absence(&self, presence: Presence<'_>, kind: Kind) -> Option<Severity> {
        match presence {
            Presence::Given(_) => None,
            Presence::Missing => Some(Severity::Error),
            Presence::Assumed => self.bundle.has(kind).then_some(Severity::Warning),
        }
    }

    /// How bad it is that `namespace` is refused for its labels: where the Namespace is not in the input they are not known.
    pub(crate) fn refusal_by_labels(&self, namespace: &str) -> Severity {
        match self.bundle.service(self.scope, Kind::Namespace, "", namespace) {
            Presence::Assumed => Severity::Warning,
            Presence::Given(_) | Presence::Missing => Severity::Error,
        }
    }

    /// As [`Context::absence`] for a reference that the topology has followed.
    pub(crate) fn absence_of(&self, state: &ReferenceState, kind: Kind) -> Option<Severity> {
        match state {
            ReferenceState::NotFound => Some(Severity::Error),
            ReferenceState::Assumed => self.bundle.has(kind).then_some(Severity::Warning),
            _ => None,
        }
    }

    fn collect_route(&mut self, route: &'a RouteNode) {
        let Some(spec) = Cursor::root(&route.object).get("spec") else { return };
        for (cursor, node) in spec.list("parentRefs").zip(&route.parents) {
            self.parents.push(ParentUse { cursor, target: Target::read(&cursor, GATEWAY), route, node });
        }
        for (rule, node) in spec.list("rules").zip(&route.rules) {
            let mirror = |path: &str| node.mirrors.iter().find(|mirror| mirror.place.field == path);
            let state = |path: &str| mirror(path).map(|mirror| mirror.state.clone());
            self.collect_filters(rule, &state);
            for (cursor, backend) in rule.list("backendRefs").zip(&node.backends) {
                self.push_backend(cursor, Role::Traffic, Some(backend.reference.state.clone()));
                self.collect_filters(cursor, &state);
            }
        }
    }

    fn collect_filters(&mut self, holder: Cursor<'a>, mirrors: &dyn Fn(&str) -> Option<ReferenceState>) {
        for filter in holder.list("filters") {
            if let Some(cursor) = filter.at(&["requestMirror", "backendRef"]) {
                self.push_backend(cursor, Role::Filter("RequestMirror"), mirrors(&cursor.path().to_string()));
            }
            if let Some(cursor) = filter.at(&["externalAuth", "backendRef"]) {
                self.push_backend(cursor, Role::Filter("ExternalAuth"), None);
            }
        }
    }

    /// Notes a backend; where the topology has not followed the reference, its state is found here.
    fn push_backend(&mut self, cursor: Cursor<'a>, role: Role, state: Option<ReferenceState>) {
        let target = Target::read(&cursor, SERVICE);
        let granted = self.grants.allow(cursor.object(), &target);
        let state = state.unwrap_or_else(|| {
            let service = || self.bundle.service(self.scope, target.known(), target.namespace, target.name);
            match target.known() {
                Kind::Service | Kind::ServiceImport if granted => of_presence(service()),
                Kind::Service | Kind::ServiceImport => ReferenceState::NotPermitted,
                _ => ReferenceState::InvalidKind,
            }
        });
        self.backends.push(BackendUse { cursor, target, role, state });
    }

    fn collect_listeners(&mut self) {
        let topology = self.topology;
        let gateways = topology.gateways.iter().map(|gateway| &gateway.object);
        for object in gateways.chain(topology.listener_sets.iter().map(|set| &set.object)) {
            self.listeners_of.or_default((object.kind(), object.namespace(), object.name()));
        }
        let of_one_object =
            |a: &ListenerNode, b: &ListenerNode| (a.gateway, a.listener_set) == (b.gateway, b.listener_set);
        for group in topology.listeners.chunk_by(of_one_object) {
            let object = &group[0].place.object;
            let cursors = Cursor::root(object).get("spec").into_iter().flat_map(|spec| spec.list("listeners"));
            for (cursor, node) in cursors.zip(group) {
                let key = (object.kind(), object.namespace(), object.name());
                self.listeners_of.or_default(key).push(self.listeners.len());
                self.listeners.push(Listener { cursor, node });
                self.collect_listener(cursor, node);
            }
        }
    }

    fn collect_listener(&mut self, listener: Cursor<'a>, node: &'a ListenerNode) {
        let Some(tls) = listener.get("tls") else { return };
        for (cursor, reference) in tls.list("certificateRefs").zip(&node.certificates) {
            self.push_material(cursor, Some(reference.state.clone()));
        }
        self.collect_materials(tls.get("frontendValidation"), "caCertificateRefs");
    }

    fn collect_gateway(&mut self, spec: Cursor<'a>) {
        let Some(tls) = spec.get("tls") else { return };
        if let Some(cursor) = tls.at(&["backend", "clientCertificateRef"]) {
            self.push_material(cursor, None);
        }
        self.collect_materials(tls.at(&["frontend", "default", "validation"]), "caCertificateRefs");
        let ports = tls.get("frontend").into_iter().flat_map(|frontend| frontend.list("perPort"));
        for port in ports {
            self.collect_materials(port.at(&["tls", "validation"]), "caCertificateRefs");
        }
    }

    fn collect_materials(&mut self, holder: Option<Cursor<'a>>, key: &'static str) {
        for cursor in holder.into_iter().flat_map(|holder| holder.list(key)) {
            self.push_material(cursor, None);
        }
    }

    fn push_material(&mut self, cursor: Cursor<'a>, state: Option<ReferenceState>) {
        let target = Target::read(&cursor, SECRET);
        let granted = self.grants.allow(cursor.object(), &target);
        let state = state.unwrap_or_else(|| {
            let (kind, namespace, name) = (target.known(), target.namespace, target.name);
            match kind {
                Kind::Secret | Kind::ConfigMap if !granted => ReferenceState::NotPermitted,
                Kind::Secret => {
                    let purpose = Purpose::Certificate;
                    of_presence(self.bundle.material(self.scope, kind, namespace, name, purpose))
                }
                // As with Services: missing where the input holds some ConfigMaps and not this one.
                Kind::ConfigMap => of_presence(self.bundle.service(self.scope, kind, namespace, name)),
                _ => ReferenceState::InvalidKind,
            }
        });
        self.materials.push(MaterialUse { cursor, target, state });
    }
}

fn of_presence(presence: Presence<'_>) -> ReferenceState {
    match presence {
        Presence::Given(_) => ReferenceState::Valid,
        Presence::Assumed => ReferenceState::Assumed,
        Presence::Missing => ReferenceState::NotFound,
    }
}
