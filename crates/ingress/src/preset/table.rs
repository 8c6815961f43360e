//! What each controller makes of an Ingress's paths and hosts: one row a controller.
//!
//! Each row was read from the source or the documentation that it names. What could not be verified is left open there, and
//! the router says so.

use gatefold_routing::Scheme;

use super::paths::{self, Read};
use crate::Dialect;

/// Which hosts of a controller are asked for a request, the most exact first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hosts {
    /// The most exact one and no other.
    First,
    /// The next one where the more exact one has no path for the request.
    Next,
    /// The most exact one; whether another is asked where it has no path is left open.
    FirstOrOpen,
    /// All: their rules compete.
    Compete,
}

/// How many labels a `*` stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Star {
    /// Exactly one.
    One,
    /// One or more.
    Any,
    /// One; whether it stands for more is left open.
    Open,
}

/// Which requests an Ingress's `defaultBackend` gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DefaultBackend {
    /// What no rule takes, on every host.
    Everywhere,
    /// The same, of an Ingress without rules; beside rules it is ignored.
    WithoutRules,
    /// What no rule takes, on the hosts of the Ingress.
    OnItsHosts,
    /// Hosts that no rule names.
    OtherHosts,
    /// None.
    Ignored,
    /// Left open where the input has one.
    Open,
}

/// What two rules of one host are to a controller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SameHost {
    /// All paths are the host's.
    Merged,
    /// Of one Ingress the last rule for a host is the only one (GCE's URL map is overwritten).
    LastRule,
    /// The host is the oldest Ingress's, unless a master gives it to its minions.
    Oldest,
}

/// Whose address an Ingress has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Address {
    /// The controller's.
    Shared,
    /// One of its own, unless this annotation names a group. `shared` is the value that means the controller's.
    Own { group: &'static str },
}

/// What answers where nothing matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoMatch {
    /// This status.
    Status(u16, &'static str),
    /// It is left open.
    Open(&'static str),
}

/// What answers over HTTPS for a host that no `spec.tls` names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unlisted {
    /// The same as for the others.
    Served,
    /// It is left open.
    Open,
}

/// The redirect to HTTPS that a controller makes by itself for hosts in `spec.tls`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Secure {
    pub(super) status: u16,
    /// The port that Location names.
    pub(super) port: Option<u16>,
    /// Whether it comes before paths are looked at.
    pub(super) before_paths: bool,
    /// Paths that begin so are left alone.
    pub(super) exempt: &'static str,
    /// Whose TLS asks for it.
    pub(super) by: By,
}

/// Whose `spec.tls` counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    /// The host's.
    Host,
    /// Any of the Ingress's; and an annotation asks for it without.
    Ingress,
}

/// Which paths are one rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rules {
    /// Each its own.
    Paths,
    /// Those of one Ingress, host and backend, in one of the controller's routers.
    Backends,
}

/// One controller.
pub(super) struct Preset {
    pub(super) dialect: Dialect,
    pub(super) read: Read,
    pub(super) hosts: Hosts,
    pub(super) star: Star,
    pub(super) default_backend: DefaultBackend,
    pub(super) same_host: SameHost,
    pub(super) address: Address,
    pub(super) no_match: NoMatch,
    pub(super) unlisted: Unlisted,
    pub(super) secure: Option<Secure>,
    /// How long answers over https of hosts in `spec.tls` tell browsers to keep to it, where they do.
    pub(super) hsts: Option<u32>,
    /// Which paths are one rule to the controller.
    pub(super) rules: Rules,
    /// What is there where no Ingress is served over a scheme.
    pub(super) closed: Option<&'static str>,
    /// Which schemes an Ingress is served over, by its annotations.
    pub(super) schemes: fn(&crate::IngressView) -> Schemes,
}

/// Whether an Ingress is served over a scheme; none where `spec.tls` decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Schemes {
    pub(super) http: bool,
    pub(super) https: Option<bool>,
    /// Whether it is served at ports, too, that are not in the input.
    pub(super) others: bool,
}

impl Schemes {
    pub(super) const BOTH: Self = Self { http: true, https: None, others: false };

    pub(super) fn has(self, scheme: Scheme) -> bool {
        if scheme == Scheme::Https { self.https != Some(false) } else { self.http }
    }
}

const NOT_FOUND: &str = "no rule takes the request";
const SPECIFIED: NoMatch =
    NoMatch::Open("no rule matches, and what answers without a defaultBackend is the controller's own");
const OF_NGINX: Secure = Secure { status: 301, port: Some(443), before_paths: true, exempt: "", by: By::Host };
const OF_HAPROXY: Secure = Secure { status: 302, port: None, before_paths: false, exempt: "", by: By::Ingress };
const OF_CILIUM: Secure = Secure { status: 301, port: None, before_paths: false, exempt: "", by: By::Host };
const OF_HAPROXY_INGRESS: Secure =
    Secure { status: 302, port: None, before_paths: false, exempt: "/.well-known/acme-challenge", by: By::Host };

/// By dialect.
#[rustfmt::skip]
static PRESETS: &[Preset] = &[
    // The Ingress specification (networking.k8s.io/v1) alone.
    Preset { dialect: Dialect::Specification, read: paths::specification, hosts: Hosts::FirstOrOpen, star: Star::One, default_backend: DefaultBackend::Everywhere, same_host: SameHost::Merged, address: Address::Shared, no_match: SPECIFIED, unlisted: Unlisted::Open, secure: None, hsts: None, rules: Rules::Paths, closed: None, schemes: paths::both },
    // traefik/traefik fd5a576: pkg/provider/kubernetes/ingress/kubernetes.go (loadRouter, buildRule), pkg/muxer/http (GetRulePriority, matchers), pkg/muxer/muxer.go (DomainMatchHostExpression).
    Preset { dialect: Dialect::Traefik, read: paths::traefik, hosts: Hosts::Compete, star: Star::One, default_backend: DefaultBackend::WithoutRules, same_host: SameHost::Merged, address: Address::Shared, no_match: NoMatch::Status(404, NOT_FOUND), unlisted: Unlisted::Open, secure: None, hsts: None, rules: Rules::Paths, closed: None, schemes: paths::entry_points },
    // nginx/kubernetes-ingress 0eb3072: internal/configs/ingress.go, version1/nginx.ingress.tmpl, template_helper.go (makePathWithRegex), config_params.go; docs: host and listener collisions.
    Preset { dialect: Dialect::NginxInc, read: paths::nginx_inc, hosts: Hosts::First, star: Star::Any, default_backend: DefaultBackend::OnItsHosts, same_host: SameHost::Oldest, address: Address::Shared, no_match: NoMatch::Open("the host has no path for the request, and what nginx then finds among its files is not in the input"), unlisted: Unlisted::Open, secure: Some(OF_NGINX), hsts: None, rules: Rules::Paths, closed: None, schemes: paths::both },
    // Kong/kubernetes-ingress-controller 1fa68f8: internal/dataplane/translator/subtranslator/ingress_atc.go and ingress.go.
    Preset { dialect: Dialect::Kong, read: paths::kong, hosts: Hosts::Compete, star: Star::Any, default_backend: DefaultBackend::Everywhere, same_host: SameHost::Merged, address: Address::Shared, no_match: NoMatch::Status(404, NOT_FOUND), unlisted: Unlisted::Served, secure: None, hsts: None, rules: Rules::Backends, closed: None, schemes: paths::both },
    // haproxytech/kubernetes-ingress fc12067: pkg/route/route.go, pkg/controller/controller.go, pkg/annotations/ingress/httpsRedirect.go.
    Preset { dialect: Dialect::Haproxy, read: paths::haproxy, hosts: Hosts::First, star: Star::One, default_backend: DefaultBackend::Open, same_host: SameHost::Merged, address: Address::Shared, no_match: NoMatch::Open("no rule matches, and the controller's default backend is not in the input"), unlisted: Unlisted::Open, secure: Some(OF_HAPROXY), hsts: None, rules: Rules::Paths, closed: None, schemes: paths::both },
    // jcmoraisjr/haproxy-ingress 465a51c: docs/content/en/docs/configuration/keys.md (path-type, strict-host, ssl-redirect), pkg/haproxy/types/maps.go.
    Preset { dialect: Dialect::HaproxyIngress, read: paths::haproxy_ingress, hosts: Hosts::Next, star: Star::One, default_backend: DefaultBackend::Open, same_host: SameHost::Merged, address: Address::Shared, no_match: NoMatch::Open("no rule matches, and the controller's default backend is not in the input"), unlisted: Unlisted::Open, secure: Some(OF_HAPROXY_INGRESS), hsts: Some(15_768_000), rules: Rules::Paths, closed: None, schemes: paths::both },
    // kubernetes-sigs/aws-load-balancer-controller 225f445: pkg/ingress/model_build_listener_rules.go, model_build_listener.go, group_loader.go; AWS: rule condition types.
    Preset { dialect: Dialect::AwsAlb, read: paths::alb, hosts: Hosts::Compete, star: Star::Any, default_backend: DefaultBackend::Everywhere, same_host: SameHost::Merged, address: Address::Own { group: "alb.ingress.kubernetes.io/group.name" }, no_match: NoMatch::Status(404, "the listener's default action"), unlisted: Unlisted::Open, secure: None, hsts: None, rules: Rules::Paths, closed: Some("the load balancer does not listen there"), schemes: paths::alb_ports },
    // kubernetes/ingress-gce acbcf5d: pkg/controller/translator/translator.go, pkg/utils/gceurlmap.go, pkg/translator/translator.go; Google Cloud: URL maps match the longest path first.
    Preset { dialect: Dialect::Gce, read: paths::gce, hosts: Hosts::First, star: Star::Open, default_backend: DefaultBackend::Everywhere, same_host: SameHost::LastRule, address: Address::Own { group: "" }, no_match: NoMatch::Status(404, "the cluster's default-http-backend"), unlisted: Unlisted::Open, secure: None, hsts: None, rules: Rules::Paths, closed: None, schemes: paths::both },
    // cilium/cilium: Documentation/network/servicemesh/ingress.rst (path types and precedence, force-https), operator/pkg/model/ingestion/ingress.go.
    Preset { dialect: Dialect::Cilium, read: paths::cilium, hosts: Hosts::First, star: Star::Open, default_backend: DefaultBackend::OtherHosts, same_host: SameHost::Merged, address: Address::Own { group: "ingress.cilium.io/loadbalancer-mode" }, no_match: NoMatch::Status(404, NOT_FOUND), unlisted: Unlisted::Open, secure: Some(OF_CILIUM), hsts: None, rules: Rules::Paths, closed: None, schemes: paths::both },
    // apache/apisix-ingress-controller d510f66: internal/adc/translator/ingress.go; apache/apisix: apisix/http/router/radixtree_host_uri.lua, docs/en/latest/router-radixtree.md.
    Preset { dialect: Dialect::Apisix, read: paths::apisix, hosts: Hosts::Next, star: Star::Any, default_backend: DefaultBackend::Ignored, same_host: SameHost::Merged, address: Address::Shared, no_match: NoMatch::Status(404, NOT_FOUND), unlisted: Unlisted::Open, secure: None, hsts: None, rules: Rules::Paths, closed: None, schemes: paths::both },
];

impl Preset {
    /// The row of a dialect; the specification's where it has none.
    pub(super) fn of(dialect: Dialect) -> &'static Self {
        PRESETS.iter().find(|preset| preset.dialect == dialect).unwrap_or(&PRESETS[0])
    }
}
