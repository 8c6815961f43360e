//! Which controller an Ingress is for.
//!
//! ingress-nginx decides as `store.GetIngressClass` does: `spec.ingressClassName`, else the annotation
//! `kubernetes.io/ingress.class`, else nobody unless it runs with `--watch-ingress-without-class`. Each installation of it
//! that is in the input decides for itself: several may take one Ingress, or none. An IngressClass that no object declares
//! is taken to exist with the controller that its name says.

use gatefold_manifest::{Bundle, InputScope, Kind, Node, Object, Presence};

use crate::annotation::{
    APISIX, AWS_ALB, CILIUM, GCE, HAPROXY, HAPROXY_INGRESS, INGRESS_NGINX, KONG, NGINX_INC, PREFIX, TRAEFIK, Table,
};
use crate::{Unserved, annotation::parse_bool, nginx::flags::Flags, options::IngressOptions};

/// The annotation that named a class before `spec.ingressClassName` existed.
pub(crate) const CLASS_ANNOTATION: &str = "kubernetes.io/ingress.class";

/// The field that names it since.
const CLASS_FIELD: &str = "spec.ingressClassName";

/// Whose rules decide what an Ingress means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// ingress-nginx of the Kubernetes project.
    IngressNginx,
    /// Traefik.
    Traefik,
    /// The controller of NGINX Inc. (nginx.org).
    NginxInc,
    /// Kong.
    Kong,
    /// HAProxy's own controller (haproxy.org).
    Haproxy,
    /// HAProxy Ingress (haproxy-ingress.github.io).
    HaproxyIngress,
    /// AWS Load Balancer Controller.
    AwsAlb,
    /// GKE's own controller.
    Gce,
    /// Cilium.
    Cilium,
    /// Apache APISIX.
    Apisix,
    /// A controller of which only the Ingress specification's rules are known here.
    Specification,
}

impl Dialect {
    /// The annotations of its controller; none where only the specification's rules are known.
    pub fn table(self) -> Option<&'static Table> {
        CONTROLLERS.iter().find(|known| known.dialect == self)?.table
    }
}

/// A controller and the names it goes by.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Controller {
    /// The value of an IngressClass's `spec.controller`.
    pub(crate) controller: &'static str,
    /// Names that its classes usually have.
    pub(crate) class_names: &'static [&'static str],
    /// Whose rules it follows.
    pub(crate) dialect: Dialect,
    /// How the keys of its annotations begin; what stands first is its own, what other controllers have as well is last.
    pub(crate) annotations: &'static [&'static str],
    /// Its annotations one by one, where they are known.
    pub(crate) table: Option<&'static Table>,
}

/// Controllers that are known by name.
#[rustfmt::skip]
pub(crate) static CONTROLLERS: &[Controller] = &[
    controller(NGINX,                                         &["nginx"],                                 Dialect::IngressNginx,   &[PREFIX],                        Some(&INGRESS_NGINX)),
    controller("nginx.org/ingress-controller",                &["nginx-org", "nginx-plus", "nginx"],      Dialect::NginxInc,       &["nginx.org/", "nginx.com/", "appprotect.f5.com/", "appprotectdos.f5.com/"], Some(&NGINX_INC)),
    controller("traefik.io/ingress-controller",               &["traefik"],                               Dialect::Traefik,        &["traefik.ingress.kubernetes.io/", "ingress.kubernetes.io/"], Some(&TRAEFIK)),
    // Kong's oldest annotation is its group's name alone.
    controller("ingress-controllers.konghq.com/kong",         &["kong"],                                  Dialect::Kong,           &["konghq.com/", "configuration.konghq.com", "ingress.kubernetes.io/"], Some(&KONG)),
    controller("haproxy.org/ingress-controller",              &["haproxy"],                               Dialect::Haproxy,        &["haproxy.org/", "haproxy.com/", "ingress.kubernetes.io/"], Some(&HAPROXY)),
    controller("haproxy-ingress.github.io/controller",        &["haproxy-ingress", "haproxy"],            Dialect::HaproxyIngress, &["haproxy-ingress.github.io/", "ingress.kubernetes.io/"], Some(&HAPROXY_INGRESS)),
    controller("ingress.k8s.aws/alb",                         &["alb"],                                   Dialect::AwsAlb,         &["alb.ingress.kubernetes.io/"], Some(&AWS_ALB)),
    controller("k8s.io/gce",                                  &["gce", "gce-internal", "gce-regional-external"], Dialect::Gce,     &["networking.gke.io/", "ingress.gcp.kubernetes.io/", "kubernetes.io/ingress.", "cloud.google.com/"], Some(&GCE)),
    controller("cilium.io/ingress-controller",                &["cilium"],                                Dialect::Cilium,         &["ingress.cilium.io/"], Some(&CILIUM)),
    controller("apisix.apache.org/apisix-ingress-controller", &["apisix"],                                Dialect::Apisix,         &["k8s.apisix.apache.org/"], Some(&APISIX)),
    controller("azure/application-gateway",                   &["azure-application-gateway"],             Dialect::Specification,  &["appgw.ingress.kubernetes.io/"], None),
    controller("istio.io/ingress-controller",                 &["istio"],                                 Dialect::Specification,  &["istio.io/", "networking.istio.io/"], None),
    controller("projectcontour.io/ingress-controller",        &["contour"],                               Dialect::Specification,  &["projectcontour.io/", "contour.heptio.com/", "ingress.kubernetes.io/"], None),
];

pub(crate) const NGINX: &str = "k8s.io/ingress-nginx";

const fn controller(
    controller: &'static str,
    class_names: &'static [&'static str],
    dialect: Dialect,
    annotations: &'static [&'static str],
    table: Option<&'static Table>,
) -> Controller {
    Controller { controller, class_names, dialect, annotations, table }
}

impl Controller {
    /// The one that an IngressClass's `spec.controller` names, where it is in [`CONTROLLERS`].
    pub(crate) fn named(controller: &str) -> Option<&'static Self> {
        CONTROLLERS.iter().find(|known| known.controller == controller)
    }
}

/// What says that a class is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClassSource {
    /// An IngressClass of the input, or the command line of the controller.
    Declared,
    /// Its name only: an assumption.
    AssumedByName,
    /// Neither field nor annotation: taken as ingress-nginx run with `--watch-ingress-without-class`, an assumption.
    NoClass,
    /// Neither of them, but annotations that only one controller has: an assumption.
    Annotations,
}

/// The class of an Ingress and whose rules follow from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IngressClassChoice {
    /// The class's name; empty where the Ingress names none.
    pub name: String,
    /// The controller as `spec.controller` names it; empty where the name says nothing.
    pub controller: String,
    /// Whose rules.
    pub dialect: Dialect,
    /// How that is known.
    pub source: ClassSource,
    /// The installations of ingress-nginx that take it, by their place among those of the input; none where another
    /// controller does. A conversion follows the first.
    pub installations: Vec<usize>,
}

/// What the whole input says of classes, looked up once.
pub(crate) struct Classes<'a> {
    bundle: &'a Bundle,
    scope: InputScope,
    /// Those of ingress-nginx in the input.
    installations: &'a [Flags],
    /// Whether Ingresses without a class are served, where that was chosen.
    without_class: Option<bool>,
    /// The IngressClass that the API server writes into an Ingress that names none.
    default: Option<&'a str>,
    /// Whether any Ingress names a class. Beside such a one, an Ingress without is one that nobody serves; where none
    /// does, they are taken to be served.
    are_named: bool,
}

impl<'a> Classes<'a> {
    pub(crate) fn new(bundle: &'a Bundle, installations: &'a [Flags], options: &IngressOptions) -> Self {
        let is_default =
            |class: &&Object| class.annotation("ingressclass.kubernetes.io/is-default-class") == Some("true");
        Self {
            bundle,
            scope: options.scope,
            installations,
            without_class: options.nginx.value("--watch-ingress-without-class").and_then(parse_bool),
            default: bundle.of_kind(Kind::IngressClass).find(is_default).map(Object::name),
            are_named: bundle.of_kind(Kind::Ingress).any(|ingress| written_class(ingress).is_some()),
        }
    }

    /// The class that `ingress` asks for, and who takes it. Where a name says nothing about a controller, ingress-nginx
    /// annotations on the object say it is that one's.
    ///
    /// # Errors
    /// Why nobody serves it.
    pub(crate) fn of(&self, ingress: &Object) -> Result<IngressClassChoice, Unserved> {
        let installations = self.takers(ingress);
        let taken = installations.first().map(|first| &*self.installations[*first].controller_class);
        let choice = |name: &str, controller: &str, dialect, source| {
            let (name, controller) = (name.to_owned(), controller.to_owned());
            Ok(IngressClassChoice { name, controller, dialect, source, installations: Vec::new() })
        };
        let by_nginx = |name: &str, controller: &str, source| {
            let choice = choice(name, controller, Dialect::IngressNginx, source)?;
            Ok(IngressClassChoice { installations: installations.clone(), ..choice })
        };
        let Some(name) = written_class(ingress).or(self.default) else {
            let is_open = self.scope != InputScope::Whole && !self.are_named;
            let seen = by_annotations(ingress).filter(|seen| seen.dialect != Dialect::IngressNginx);
            return match (seen, taken) {
                // Annotations of another controller say whose rules are meant, whoever watches such Ingresses besides.
                (Some(seen), _) if taken.is_some() || self.without_class.unwrap_or(is_open) => {
                    choice("", seen.controller, seen.dialect, ClassSource::Annotations)
                }
                (None, Some(controller)) => by_nginx("", controller, ClassSource::Declared),
                (None, None) if self.installations.is_empty() && self.without_class.unwrap_or(is_open) => {
                    by_nginx("", NGINX, ClassSource::NoClass)
                }
                _ => Err(Unserved::NoClass),
            };
        };
        let is_field = ingress.field(CLASS_FIELD).is_some();
        let (controller, source) = match self.bundle.class(self.scope, Kind::IngressClass, name) {
            Presence::Given(class) => (controller_of(class), ClassSource::Declared),
            // The annotation is compared with the controller's `--ingress-class` as a text: it needs no IngressClass.
            Presence::Assumed | Presence::Missing if !is_field && taken.is_some() => (NGINX, ClassSource::Declared),
            Presence::Missing if is_field && taken.is_none() => return Err(Unserved::NoClass),
            _ => (controller_by_name(name, ingress), ClassSource::AssumedByName),
        };
        match (taken, dialect_of(controller)) {
            (Some(controller), _) => by_nginx(name, controller, source),
            // The installations that are in the input are all that there are, as it is with other kinds.
            (None, Dialect::IngressNginx) if !self.installations.is_empty() && self.scope != InputScope::Part => {
                Err(Unserved::NoInstallation)
            }
            (None, dialect) => choice(name, controller, dialect, source),
        }
    }

    /// The installations of ingress-nginx that take an Ingress; where some watch its namespace, those.
    fn takers(&self, ingress: &Object) -> Vec<usize> {
        let places = |takes: &dyn Fn(&Flags) -> bool| -> Vec<usize> {
            (0..self.installations.len()).filter(|place| takes(&self.installations[*place])).collect()
        };
        let mut all = places(&|flags| self.takes(flags, ingress));
        if all.is_empty()
            && let Some(name) = ingress.field(CLASS_FIELD).map(Node::text)
            && let Presence::Assumed = self.bundle.class(self.scope, Kind::IngressClass, name)
        {
            // It is taken to exist with the controller that its name says, so it is that one's.
            let controller = controller_by_name(name, ingress);
            all = places(&|flags| !flags.ignores_class_name && flags.controller_class == controller);
        }
        let watches = |place: &usize| self.installations[*place].watches(ingress.namespace());
        if all.iter().any(watches) {
            all.retain(watches);
        }
        all
    }

    /// Whether one takes it by its class (`store.GetIngressClass`). The API server writes the default class into the field.
    fn takes(&self, flags: &Flags, ingress: &Object) -> bool {
        let annotation = ingress.annotation(CLASS_ANNOTATION).filter(|name| !name.is_empty());
        let field = ingress.field(CLASS_FIELD).map(Node::text).filter(|name| !name.is_empty());
        let field = field.or(self.default.filter(|_| annotation.is_none())).filter(|_| !flags.ignores_class_name);
        match (field, annotation) {
            (Some(name), _) => match self.bundle.class(self.scope, Kind::IngressClass, name) {
                Presence::Given(class) => {
                    controller_of(class) == flags.controller_class || flags.class_by_name && name == flags.ingress_class
                }
                // Which controller the class has is not known; those who install one give both the same name.
                Presence::Assumed => name == flags.ingress_class,
                Presence::Missing => false,
            },
            (None, Some(name)) => name == flags.ingress_class,
            (None, None) => flags.without_class,
        }
    }
}

fn controller_of(class: &Object) -> &str {
    class.field("spec.controller").map(Node::text).unwrap_or_default()
}

/// Whose rules a controller follows. ingress-nginx goes by any name that its `--controller-class` says, and those who
/// install a second one leave its name in there, as its documentation does; other controllers have one name each.
fn dialect_of(controller: &str) -> Dialect {
    match Controller::named(controller) {
        Some(known) => known.dialect,
        None if controller.contains("nginx") => Dialect::IngressNginx,
        None => Dialect::Specification,
    }
}

fn written_class(ingress: &Object) -> Option<&str> {
    let field = ingress.field(CLASS_FIELD).map(Node::text);
    field.or_else(|| ingress.annotation(CLASS_ANNOTATION)).filter(|name| !name.is_empty())
}

/// The controller that a class's name and the annotations of the Ingress say: of several that use the name the one whose
/// annotations are there, else the first.
fn controller_by_name(name: &str, ingress: &Object) -> &'static str {
    let named = || CONTROLLERS.iter().filter(|known| known.class_names.contains(&name));
    let seen = by_annotations(ingress);
    match named().next() {
        Some(first) => seen.filter(|seen| seen.class_names.contains(&name)).unwrap_or(first).controller,
        None if seen.is_some() => seen.map_or("", |seen| seen.controller),
        None if name.contains("nginx") => NGINX,
        None => "",
    }
}

/// The only controller whose own annotations the Ingress has.
fn by_annotations(ingress: &Object) -> Option<&'static Controller> {
    let has = |prefix: &str| ingress.annotations().any(|(key, _)| key.text().starts_with(prefix));
    let mut seen = CONTROLLERS.iter().filter(|known| known.annotations.first().is_some_and(|prefix| has(prefix)));
    seen.next().filter(|_| seen.next().is_none())
}
