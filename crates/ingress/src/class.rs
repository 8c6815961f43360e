//! Which controller an Ingress is for.
//!
//! ingress-nginx decides as `store.GetIngressClass` does: `spec.ingressClassName`, else the annotation
//! `kubernetes.io/ingress.class`, else nobody unless it runs with `--watch-ingress-without-class`. An IngressClass that
//! no object declares is taken to exist with the controller that its name says.

use gatefold_manifest::{Bundle, InputScope, Kind, Node, Object, Presence};

use crate::annotation::{
    APISIX, AWS_ALB, CILIUM, GCE, HAPROXY, HAPROXY_INGRESS, INGRESS_NGINX, KONG, NGINX_INC, PREFIX, TRAEFIK, Table,
};
use crate::{nginx::flags::Flags, options::IngressOptions};

/// The annotation that named a class before `spec.ingressClassName` existed.
pub(crate) const CLASS_ANNOTATION: &str = "kubernetes.io/ingress.class";

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
    controller("ingress-controllers.konghq.com/kong",         &["kong"],                                  Dialect::Kong,           &["konghq.com/", "configuration.konghq.com"], Some(&KONG)),
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
    /// An IngressClass of the input.
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
}

/// What the whole input says of classes, looked up once.
pub(crate) struct Classes<'a> {
    bundle: &'a Bundle,
    scope: InputScope,
    /// The command line of ingress-nginx, where it is in the input.
    flags: Option<Flags>,
    /// Whether it serves Ingresses without a class, where the input says or it was chosen.
    without_class: Option<bool>,
    /// The IngressClass that the API server writes into an Ingress that names none.
    default: Option<&'a str>,
    /// Whether any Ingress names a class. Beside such a one, an Ingress without is one that nobody serves; where none
    /// does, they are taken to be served.
    are_named: bool,
}

impl<'a> Classes<'a> {
    pub(crate) fn new(bundle: &'a Bundle, options: &IngressOptions) -> Self {
        let flags = Flags::read(bundle, &options.nginx);
        let is_said = flags.from.is_some() || options.nginx.value("--watch-ingress-without-class").is_some();
        let is_default =
            |class: &&Object| class.annotation("ingressclass.kubernetes.io/is-default-class") == Some("true");
        Self {
            bundle,
            scope: options.scope,
            without_class: is_said.then_some(flags.without_class),
            flags: Some(flags).filter(|flags| flags.from.is_some()),
            default: bundle.of_kind(Kind::IngressClass).find(is_default).map(Object::name),
            are_named: bundle.of_kind(Kind::Ingress).any(|ingress| written_class(ingress).is_some()),
        }
    }

    /// The class that `ingress` asks for; none where nobody serves it. Where a name says nothing about a controller,
    /// ingress-nginx annotations on the object say it is that one's.
    pub(crate) fn of(&self, ingress: &Object) -> Option<IngressClassChoice> {
        let is_ignored = self.flags.as_ref().is_some_and(|flags| flags.ignores_class_name);
        let annotation = || ingress.annotation(CLASS_ANNOTATION).filter(|name| !name.is_empty());
        let written = if is_ignored { annotation() } else { written_class(ingress) };
        let Some(name) = written.or(self.default) else {
            let seen = by_annotations(ingress).filter(|seen| seen.dialect != Dialect::IngressNginx);
            let (controller, dialect, source) = match seen {
                Some(seen) => (seen.controller, seen.dialect, ClassSource::Annotations),
                None => (NGINX, Dialect::IngressNginx, ClassSource::NoClass),
            };
            let is_served = self.without_class.unwrap_or(self.scope != InputScope::Whole && !self.are_named);
            return is_served.then(|| IngressClassChoice {
                name: String::new(),
                controller: controller.to_owned(),
                dialect,
                source,
            });
        };
        let (controller, source) = match self.bundle.class(self.scope, Kind::IngressClass, name) {
            Presence::Given(class) => {
                (class.field("spec.controller").map(Node::text).unwrap_or_default().to_owned(), ClassSource::Declared)
            }
            Presence::Assumed => (controller_by_name(name, ingress).to_owned(), ClassSource::AssumedByName),
            // The annotation is compared with the controller's `--ingress-class` as a text: it needs no IngressClass.
            Presence::Missing if ingress.field("spec.ingressClassName").is_none() => {
                (controller_by_name(name, ingress).to_owned(), ClassSource::AssumedByName)
            }
            Presence::Missing => return None,
        };
        let controller = self.by_flags(ingress, name, source, controller)?;
        let dialect = Controller::named(&controller).map_or(Dialect::Specification, |known| known.dialect);
        Some(IngressClassChoice { name: name.to_owned(), controller, dialect, source })
    }

    /// The controller, where the command line of ingress-nginx says more of it than names do; none where that controller
    /// alone could have served the class and does not (`store.GetIngressClass`).
    fn by_flags(&self, ingress: &Object, name: &str, source: ClassSource, found: String) -> Option<String> {
        let Some(flags) = &self.flags else { return Some(found) };
        let is_field = ingress.field("spec.ingressClassName").is_some();
        let is_own = match source {
            ClassSource::Declared if is_field => {
                found == flags.controller_class || flags.class_by_name && name == flags.ingress_class
            }
            _ => name == flags.ingress_class,
        };
        match (is_own, &*found) {
            (true, _) => Some(NGINX.to_owned()),
            (false, NGINX) => None,
            (false, _) => Some(found),
        }
    }
}

fn written_class(ingress: &Object) -> Option<&str> {
    let field = ingress.field("spec.ingressClassName").map(Node::text);
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
