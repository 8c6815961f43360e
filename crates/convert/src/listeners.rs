//! GatewayClass, Gateways, ListenerSets and ReferenceGrants: who listens for which host, with which certificate, and
//! which namespaces may attach.
//!
//! One listener takes plain HTTP for all hosts; each host with a certificate has its own for HTTPS, so that on 443 no
//! route of another host answers it. A Gateway holds 64 listeners; what comes after goes to ListenerSets, or to further
//! Gateways where the release or the implementation has none.

use std::collections::BTreeSet;

use gatefold_diagnostic::Diagnostic;
use gatefold_gateway::{BundleVersion, ClassOwner};
use gatefold_manifest::{Bundle, Kind, Yaml};

use crate::{
    Fidelity, Options, Placement, Role, carried,
    certificate::{Certificate, DEFAULT_SECRET},
    class,
    extras::Extras,
    grants::{self, OfListeners},
    names::Names,
    output::{GROUP, Identity, Metadata, Outputs},
    plan::Plan,
    report,
    rules::{HostRules, Side},
    shape::{Http, Shape},
    target::{Feature, Target},
};

const MAX_LISTENERS: usize = 64;
/// A route names 32 listeners, two of which are the host's own.
const MAX_ALIASES: usize = 30;

/// A kind that has listeners.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ParentKind {
    Gateway,
    ListenerSet,
}

/// One listener, as a route names it.
#[derive(Debug)]
pub(crate) struct Parent {
    pub(crate) kind: ParentKind,
    pub(crate) namespace: String,
    pub(crate) name: String,
    pub(crate) section: String,
    /// Where it stands in the output.
    pub(crate) object: usize,
    pub(crate) listener: usize,
}

/// The listeners of every host.
#[derive(Debug)]
pub(crate) struct Parents {
    pub(crate) all: Vec<Parent>,
    pub(crate) http: Vec<Option<usize>>,
    pub(crate) https: Vec<Option<usize>>,
    /// By host: those of its [`aliases`].
    pub(crate) aliases: Vec<Vec<usize>>,
    /// The Gateway of each group, where it has one.
    pub(crate) gateways: Vec<Option<usize>>,
}

/// What all of it is written from.
pub(crate) struct Listening<'a> {
    pub(crate) plan: &'a Plan<'a>,
    /// By host.
    pub(crate) shapes: Vec<Shape>,
    /// By host.
    pub(crate) rules: Vec<HostRules<'a>>,
    pub(crate) options: &'a Options,
    /// What annotations add: by Ingress, then what is for one of its Services.
    pub(crate) extras: &'a [Extras<'a>],
    /// By location: which of the extras hold for it.
    pub(crate) extras_of: Vec<usize>,
    pub(crate) target: &'static Target,
}

/// The further names of a host that have a listener each: ingress-nginx answers them with the certificate of the host,
/// whatever names it has.
pub(crate) fn aliases<'p>(from: &Listening<'p>, host: usize) -> &'p [String] {
    let (plan, shape) = (from.plan, &from.shapes[host]);
    let of = &plan.hosts[host];
    let has_them = from.options.fidelity == Fidelity::Faithful
        && of.certificate.is_some()
        && shape.has_https
        && shape.passthrough.is_none();
    if has_them { &of.aliases[..of.aliases.len().min(MAX_ALIASES)] } else { &[] }
}

/// Writes everything that listens.
pub(crate) fn emit<'a>(
    from: &Listening<'a>,
    bundle: &Bundle,
    outputs: &mut Outputs<'a>,
    names: &mut Names,
    diagnostics: &mut Vec<Diagnostic>,
) -> Parents {
    let hosts = from.plan.hosts.len();
    let mut parents = Parents {
        all: Vec::new(),
        http: vec![None; hosts],
        https: vec![None; hosts],
        aliases: vec![Vec::new(); hosts],
        gateways: Vec::new(),
    };
    let mut by_group: Vec<Vec<usize>> = from.plan.groups.iter().map(|_| Vec::new()).collect();
    for (index, host) in from.plan.hosts.iter().enumerate() {
        if from.shapes[index].http != Http::Nothing || from.shapes[index].has_https {
            by_group[host.group].push(index);
        }
    }
    let is_empty = by_group.iter().all(Vec::is_empty);
    let class = class::name(from, bundle, (&mut *outputs, &mut *names), is_empty, diagnostics);
    for (group, _) in from.plan.groups.iter().zip(&by_group).filter(|(_, hosts)| !hosts.is_empty()) {
        diagnostics.extend(bundle.get(Kind::Gateway, &group.namespace, &group.name).map(report::gateway_replaced));
    }
    let mut grants = OfListeners::new();
    for (group, hosts) in by_group.iter().enumerate() {
        parents.gateways.push(None);
        if !hosts.is_empty() {
            let mut writer =
                Writer { from, group, class: &class, outputs, names, parents: &mut parents, grants: &mut grants };
            writer.group(hosts, diagnostics);
        }
    }
    grants::of_listeners(from, grants, outputs, names, diagnostics);
    parents
}

struct Writer<'a, 'b> {
    from: &'b Listening<'a>,
    group: usize,
    class: &'b str,
    outputs: &'b mut Outputs<'a>,
    names: &'b mut Names,
    parents: &'b mut Parents,
    grants: &'b mut OfListeners,
}

impl<'a> Writer<'a, '_> {
    fn group(&mut self, hosts: &[usize], diagnostics: &mut Vec<Diagnostic>) {
        let group = &self.from.plan.groups[self.group];
        let (https, plain): (Vec<usize>, Vec<usize>) =
            hosts.iter().partition(|host| self.from.shapes[**host].has_https);
        let has_sets = self.from.options.bundle >= BundleVersion::V1_5 && !self.from.target.lacks(Feature::ListenerSet);
        let (first, mut rest) = https.split_at(self.fitting(&https, MAX_LISTENERS - 1));
        let overflow = !rest.is_empty();
        let on_http: Vec<usize> = if has_sets { hosts.to_vec() } else { plain.iter().chain(first).copied().collect() };
        self.gateway(&group.name, &on_http, first, has_sets && overflow, diagnostics);
        let mut number = 2;
        while !rest.is_empty() {
            let (hosts, more) = rest.split_at(self.fitting(rest, MAX_LISTENERS - usize::from(!has_sets)));
            if has_sets {
                let name = self.further("ListenerSet", number, hosts[0], diagnostics);
                self.listener_set(&name, hosts, diagnostics);
            } else {
                let name = self.further("Gateway", number, hosts[0], diagnostics);
                diagnostics.push(report::further_gateway(self.from, &group.namespace, &name, hosts));
                self.gateway(&name, hosts, hosts, false, diagnostics);
            }
            (rest, number) = (more, number + 1);
        }
    }

    /// How many of the hosts have their listeners among so many.
    fn fitting(&self, hosts: &[usize], most: usize) -> usize {
        let mut listeners = 0;
        let fits = |host: &&usize| {
            listeners += 1 + aliases(self.from, **host).len();
            listeners <= most
        };
        hosts.iter().take_while(fits).count()
    }

    fn further(&mut self, kind: &str, number: u32, host: usize, diagnostics: &mut Vec<Diagnostic>) -> String {
        let group = &self.from.plan.groups[self.group];
        let scope = format!("{kind} {}", group.namespace);
        let name = self.names.give(&scope, &group.name, &format!("-{number}"), &group.name);
        if name.clash {
            let host = &self.from.plan.hosts[host];
            diagnostics.push(report::name_clash(self.from.plan, host.owner, kind, &host.name, &name.text));
        }
        name.text
    }

    fn gateway(
        &mut self,
        name: &str,
        on_http: &[usize],
        on_https: &[usize],
        has_sets: bool,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        let group = &self.from.plan.groups[self.group];
        let object = self.outputs.next();
        let kind = ParentKind::Gateway;
        let mut namespaces = BTreeSet::new();
        for &host in on_http.iter().filter(|host| self.from.shapes[**host].http != Http::Nothing) {
            namespaces.extend(namespaces_of(&self.from.rules[host].http));
            self.parents.http[host] = Some(self.parents.all.len());
        }
        let http = Yaml::map([
            ("name", "http".into()),
            ("protocol", "HTTP".into()),
            ("port", self.from.options.implementation.ports.http.into()),
            ("allowedRoutes", allowed(&namespaces, &group.namespace)),
        ]);
        self.parents.all.push(Parent {
            kind,
            namespace: group.namespace.clone(),
            name: name.to_owned(),
            section: "http".to_owned(),
            object,
            listener: 0,
        });
        let mut listeners = vec![http];
        self.https(kind, name, on_https, object, &mut listeners, diagnostics);
        let mut spec = vec![("gatewayClassName", self.class.into())];
        if has_sets {
            spec.push(("allowedListeners", Yaml::map([("namespaces", Yaml::map([("from", "Same".into())]))])));
        }
        spec.push(("listeners", Yaml::list(listeners)));
        let comment = self.comment(name);
        let identity = Identity { version: "v1", kind: "Gateway", namespace: &group.namespace, name };
        let metadata = Metadata { annotations: carried::of_gateway(self.from.plan, self.group), ..Metadata::default() };
        self.outputs.push(Role::ClusterOperator, identity, metadata, Yaml::map(spec), comment);
        self.parents.gateways[self.group].get_or_insert(object);
    }

    fn comment(&self, name: &str) -> String {
        let implementation = self.from.options.implementation;
        let group = &self.from.plan.groups[self.group];
        let mut comment = match (&self.from.options.placement, name == group.name) {
            (_, false) => {
                "A further Gateway: one holds 64 listeners. It usually gets an address of its own.".to_owned()
            }
            (Placement::Shared { .. }, true) if group.installation.is_some() => {
                "The Gateway that all hosts of one controller share.".to_owned()
            }
            (Placement::Shared { .. }, true) => "The Gateway that all hosts share.".to_owned(),
            (Placement::PerNamespace { .. }, true) => "The Gateway of this namespace.".to_owned(),
        };
        if let Some(number) = group.installation {
            let controller = self.from.plan.servers.installations[number].name;
            comment.push_str(&format!(
                "\nIt takes the place of {controller}: its address has to be as that one's is, inside a network or open."
            ));
        }
        if implementation.class_owner == ClassOwner::Installation && self.class == implementation.class_name {
            comment.push_str(&format!("\nIts GatewayClass comes with the installation of {}.", implementation.name));
        }
        if !implementation.note.is_empty() {
            comment.push_str(&format!("\nNote: {}.", implementation.note));
        }
        comment
    }

    fn listener_set(&mut self, name: &str, hosts: &[usize], diagnostics: &mut Vec<Diagnostic>) {
        let group = &self.from.plan.groups[self.group];
        let object = self.outputs.next();
        let mut listeners = Vec::with_capacity(hosts.len());
        self.https(ParentKind::ListenerSet, name, hosts, object, &mut listeners, diagnostics);
        let parent =
            Yaml::map([("group", GROUP.into()), ("kind", "Gateway".into()), ("name", group.name.as_str().into())]);
        let spec = Yaml::map([("parentRef", parent), ("listeners", Yaml::list(listeners))]);
        let comment = "More listeners of the same Gateway, which holds 64 itself.".to_owned();
        let identity = Identity { version: "v1", kind: "ListenerSet", namespace: &group.namespace, name };
        // cert-manager reads a ListenerSet by itself.
        let metadata = Metadata { annotations: carried::of_gateway(self.from.plan, self.group), ..Metadata::default() };
        self.outputs.push(Role::ClusterOperator, identity, metadata, spec, comment);
    }

    fn https(
        &mut self,
        kind: ParentKind,
        name: &str,
        hosts: &[usize],
        object: usize,
        listeners: &mut Vec<Yaml<'a>>,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        let namespace = &self.from.plan.groups[self.group].namespace;
        for &index in hosts {
            let host = &self.from.plan.hosts[index];
            let scope = format!("{kind:?} {namespace}/{name}");
            let passthrough = self.from.shapes[index].passthrough;
            let prefix = if passthrough.is_some() { "tls-" } else { "https-" };
            let mut namespaces = BTreeSet::new();
            match passthrough {
                Some(location) => {
                    let plan = self.from.plan;
                    namespaces.insert(plan.namespace(plan.locations[location].ingress));
                }
                None => namespaces.extend(namespaces_of(&self.from.rules[index].https)),
            }
            let passes = passthrough.is_some();
            let names = [&host.name].into_iter().chain(aliases(self.from, index));
            for (number, hostname) in names.enumerate() {
                let section = self.names.of_host(&scope, prefix, hostname, "");
                if section.clash {
                    let clash = report::name_clash(self.from.plan, host.owner, "listener", hostname, &section.text);
                    diagnostics.push(clash);
                }
                let mut listener = Vec::with_capacity(6);
                listener.push(("name", section.text.clone().into()));
                if !hostname.is_empty() {
                    listener.push(("hostname", hostname.as_str().into()));
                }
                listener.push(("protocol", if passes { "TLS" } else { "HTTPS" }.into()));
                listener.push(("port", self.from.options.implementation.ports.https.into()));
                let tls =
                    if passes { Yaml::map([("mode", "Passthrough".into())]) } else { self.tls(kind, name, index) };
                listener.push(("tls", tls));
                listener.push(("allowedRoutes", allowed(&namespaces, namespace)));
                let parent = self.parents.all.len();
                match number {
                    0 => self.parents.https[index] = Some(parent),
                    _ => self.parents.aliases[index].push(parent),
                }
                self.parents.all.push(Parent {
                    kind,
                    namespace: namespace.clone(),
                    name: name.to_owned(),
                    section: section.text,
                    object,
                    listener: listeners.len(),
                });
                listeners.push(Yaml::map(listener));
            }
        }
    }

    fn tls(&mut self, kind: ParentKind, name: &str, index: usize) -> Yaml<'a> {
        let host = &self.from.plan.hosts[index];
        let own = &self.from.plan.groups[self.group].namespace;
        let reference = match &host.certificate {
            Some(Certificate::Secret { ingress, name: secret, .. }) => {
                let namespace = self.from.plan.namespace(*ingress);
                if namespace == own {
                    Yaml::map([("name", secret.as_str().into())])
                } else {
                    let key = (namespace.to_owned(), kind, own.clone(), name.to_owned());
                    self.grants.entry(key).or_default().entry(secret.clone()).or_insert(index);
                    Yaml::map([("name", secret.as_str().into()), ("namespace", namespace.into())])
                }
            }
            Some(Certificate::Default) | None => Yaml::map([("name", DEFAULT_SECRET.into())]),
        };
        Yaml::map([("mode", "Terminate".into()), ("certificateRefs", Yaml::list([reference]))])
    }
}

/// The namespaces whose routes attach.
fn namespaces_of<'a>(side: &Side<'a>) -> impl Iterator<Item = &'a str> {
    side.iter().map(|(namespace, _)| *namespace)
}

/// `allowedRoutes` for exactly these namespaces.
fn allowed<'n>(namespaces: &BTreeSet<&'n str>, own: &str) -> Yaml<'n> {
    let label = "kubernetes.io/metadata.name";
    if namespaces.iter().all(|namespace| *namespace == own) {
        return Yaml::map([("namespaces", Yaml::map([("from", "Same".into())]))]);
    }
    let selector = if namespaces.len() == 1 {
        let labels = namespaces.iter().map(|namespace| (label, (*namespace).into()));
        Yaml::map([("matchLabels", Yaml::map(labels))])
    } else {
        let expression = Yaml::map([
            ("key", label.into()),
            ("operator", "In".into()),
            ("values", Yaml::list(namespaces.iter().copied())),
        ]);
        Yaml::map([("matchExpressions", Yaml::list([expression]))])
    };
    Yaml::map([("namespaces", Yaml::map([("from", "Selector".into()), ("selector", selector)]))])
}
