//! What each implementation of Gateway API is called: a row each, read in its documentation or source.

/// Who writes the GatewayClass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClassOwner {
    /// A person does, so the conversion emits it.
    Person,
    /// The installation brings it, so the conversion leaves it out.
    Installation,
}

/// Where a reference to parameters is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum On {
    /// `spec.parametersRef` of the GatewayClass.
    GatewayClass,
    /// `spec.infrastructure.parametersRef` of the Gateway.
    Infrastructure,
}

/// The kind of object that holds an implementation's own settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameters {
    /// Where it is referred to.
    pub on: On,
    /// Its API group; empty for the core group.
    pub group: &'static str,
    /// Its kind.
    pub kind: &'static str,
}

/// The ports of the listeners for HTTP and HTTPS.
///
/// Where they are not 80 and 443, the implementation listens behind a Service that maps 80 and 443 to them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntryPorts {
    /// The port of a listener for plain HTTP.
    pub http: u16,
    /// The port of a listener for HTTPS.
    pub https: u16,
}

impl EntryPorts {
    /// The ports that clients use.
    pub const USUAL: Self = Self { http: 80, https: 443 };

    /// Each port that clients use and the listener's port behind it, where the two differ.
    pub fn mapped(self) -> impl Iterator<Item = (u16, u16)> {
        let pairs = [(Self::USUAL.http, self.http), (Self::USUAL.https, self.https)];
        pairs.into_iter().filter(|(asked, entry)| asked != entry)
    }
}

/// One implementation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Implementation {
    /// How `--implementation` names it.
    pub id: &'static str,
    /// How people name it.
    pub name: &'static str,
    /// `spec.controllerName` of its GatewayClass.
    pub controller_name: &'static str,
    /// The usual name of its GatewayClass.
    pub class_name: &'static str,
    /// Who writes the GatewayClass.
    pub class_owner: ClassOwner,
    /// Annotations that its GatewayClass needs.
    pub class_annotations: &'static [(&'static str, &'static str)],
    /// The ports that its listeners have to have, as it is usually installed.
    pub ports: EntryPorts,
    /// Kinds of parameters it takes, and where.
    pub parameters: &'static [Parameters],
    /// Which of the router's flavours it follows.
    pub flavour: &'static str,
    /// Its name in the conformance reports; none where it has published none.
    pub conformance: Option<&'static str>,
    /// What a person has to know before using it; empty for nothing.
    pub note: &'static str,
}

const fn parameters(on: On, group: &'static str, kind: &'static str) -> Parameters {
    Parameters { on, group, kind }
}

/// The one chosen where nothing is said.
pub const DEFAULT_IMPLEMENTATION: &str = "envoy-gateway";

impl Implementation {
    /// The implementation of that id.
    pub fn by_id(id: &str) -> Option<&'static Self> {
        IMPLEMENTATIONS.iter().find(|implementation| implementation.id == id)
    }
}

/// All that are known, the default first.
#[rustfmt::skip]
pub static IMPLEMENTATIONS: &[Implementation] = &[
    Implementation {
        id: "envoy-gateway",
        name: "Envoy Gateway",
        controller_name: "gateway.envoyproxy.io/gatewayclass-controller",
        class_name: "eg",
        class_owner: ClassOwner::Person,
        class_annotations: &[],
        ports: EntryPorts::USUAL,
        parameters: &[parameters(On::GatewayClass, "gateway.envoyproxy.io", "EnvoyProxy"), parameters(On::Infrastructure, "gateway.envoyproxy.io", "EnvoyProxy")],
        flavour: "envoy",
        conformance: Some("envoy-gateway"),
        note: "",
    },
    Implementation {
        id: "istio",
        name: "Istio",
        controller_name: "istio.io/gateway-controller",
        class_name: "istio",
        class_owner: ClassOwner::Installation,
        class_annotations: &[],
        ports: EntryPorts::USUAL,
        parameters: &[parameters(On::Infrastructure, "", "ConfigMap")],
        flavour: "envoy",
        conformance: Some("istio-istio"),
        note: "",
    },
    Implementation {
        id: "cilium",
        name: "Cilium",
        controller_name: "io.cilium/gateway-controller",
        class_name: "cilium",
        class_owner: ClassOwner::Installation,
        class_annotations: &[],
        ports: EntryPorts::USUAL,
        parameters: &[parameters(On::GatewayClass, "cilium.io", "CiliumGatewayClassConfig")],
        flavour: "envoy",
        conformance: Some("cilium"),
        note: "",
    },
    Implementation {
        id: "nginx-gateway-fabric",
        name: "NGINX Gateway Fabric",
        controller_name: "gateway.nginx.org/nginx-gateway-controller",
        class_name: "nginx",
        class_owner: ClassOwner::Installation,
        class_annotations: &[],
        ports: EntryPorts::USUAL,
        parameters: &[parameters(On::GatewayClass, "gateway.nginx.org", "NginxProxy"), parameters(On::Infrastructure, "gateway.nginx.org", "NginxProxy")],
        flavour: "nginx",
        conformance: Some("nginx-nginx-gateway-fabric"),
        note: "",
    },
    Implementation {
        id: "kong-operator",
        name: "Kong Operator",
        controller_name: "konghq.com/gateway-operator",
        class_name: "kong",
        class_owner: ClassOwner::Person,
        class_annotations: &[],
        ports: EntryPorts::USUAL,
        parameters: &[parameters(On::GatewayClass, "gateway-operator.konghq.com", "GatewayConfiguration")],
        flavour: "kong",
        conformance: Some("kong-operator"),
        note: "",
    },
    Implementation {
        id: "kong-ingress-controller",
        name: "Kong Ingress Controller",
        controller_name: "konghq.com/kic-gateway-controller",
        class_name: "kong",
        class_owner: ClassOwner::Person,
        class_annotations: &[("konghq.com/gatewayclass-unmanaged", "true")],
        ports: EntryPorts::USUAL,
        parameters: &[],
        flavour: "kong",
        conformance: Some("kong-kubernetes-ingress-controller"),
        note: "",
    },
    Implementation {
        id: "traefik",
        name: "Traefik",
        controller_name: "traefik.io/gateway-controller",
        class_name: "traefik",
        class_owner: ClassOwner::Installation,
        class_annotations: &[],
        ports: EntryPorts { http: 8000, https: 8443 },
        parameters: &[],
        flavour: "traefik",
        conformance: Some("traefik-traefik"),
        note: "a listener's port must be the port of one of Traefik's entry points: 8000 and 8443 with its Helm chart's defaults, not 80 and 443",
    },
    Implementation {
        id: "aws-load-balancer-controller",
        name: "AWS Load Balancer Controller (ALB)",
        controller_name: "gateway.k8s.aws/alb",
        class_name: "aws-alb",
        class_owner: ClassOwner::Person,
        class_annotations: &[],
        ports: EntryPorts::USUAL,
        parameters: &[parameters(On::GatewayClass, "gateway.k8s.aws", "LoadBalancerConfiguration"), parameters(On::Infrastructure, "gateway.k8s.aws", "LoadBalancerConfiguration")],
        flavour: "alb",
        conformance: Some("aws-load-balancer-controller"),
        note: "certificates come from LoadBalancerConfiguration or from discovery by host name, not from a listener's certificateRefs; gateway.k8s.aws/nlb is the class for TCPRoute, UDPRoute, TLSRoute",
    },
    Implementation {
        id: "azure-application-gateway-for-containers",
        name: "Azure Application Gateway for Containers",
        controller_name: "alb.networking.azure.io/alb-controller",
        class_name: "azure-alb-external",
        class_owner: ClassOwner::Installation,
        class_annotations: &[],
        ports: EntryPorts::USUAL,
        parameters: &[],
        flavour: "azure",
        conformance: Some("azure-application-gateway-for-containers"),
        note: "",
    },
    Implementation {
        id: "gke-gateway",
        name: "GKE Gateway",
        controller_name: "networking.gke.io/gateway",
        class_name: "gke-l7-global-external-managed",
        class_owner: ClassOwner::Installation,
        class_annotations: &[],
        ports: EntryPorts::USUAL,
        parameters: &[],
        flavour: "gke",
        conformance: Some("gke-gateway"),
        note: "classes are installed by GKE: gke-l7-regional-external-managed, gke-l7-rilb, gke-l7-gxlb and others",
    },
    Implementation {
        id: "kgateway",
        name: "kgateway",
        controller_name: "kgateway.dev/kgateway",
        class_name: "kgateway",
        class_owner: ClassOwner::Installation,
        class_annotations: &[],
        ports: EntryPorts::USUAL,
        parameters: &[parameters(On::GatewayClass, "gateway.kgateway.dev", "GatewayParameters"), parameters(On::Infrastructure, "gateway.kgateway.dev", "GatewayParameters")],
        flavour: "envoy",
        conformance: Some("kgateway"),
        note: "",
    },
    Implementation {
        id: "agentgateway",
        name: "agentgateway",
        controller_name: "agentgateway.dev/agentgateway",
        class_name: "agentgateway",
        class_owner: ClassOwner::Installation,
        class_annotations: &[],
        ports: EntryPorts::USUAL,
        parameters: &[parameters(On::Infrastructure, "agentgateway.dev", "AgentgatewayParameters")],
        flavour: "agentgateway",
        conformance: Some("agentgateway-agentgateway"),
        note: "",
    },
    Implementation {
        id: "contour",
        name: "Contour",
        controller_name: "projectcontour.io/gateway-controller",
        class_name: "contour",
        class_owner: ClassOwner::Person,
        class_annotations: &[],
        ports: EntryPorts::USUAL,
        parameters: &[parameters(On::GatewayClass, "projectcontour.io", "ContourDeployment")],
        flavour: "envoy",
        conformance: Some("projectcontour-contour"),
        note: "",
    },
    Implementation {
        id: "apisix",
        name: "Apache APISIX",
        controller_name: "apisix.apache.org/apisix-ingress-controller",
        class_name: "apisix",
        class_owner: ClassOwner::Person,
        class_annotations: &[],
        ports: EntryPorts::USUAL,
        parameters: &[parameters(On::Infrastructure, "apisix.apache.org", "GatewayProxy")],
        flavour: "apisix",
        conformance: None,
        note: "",
    },
];
