//! What an annotation of AWS Load Balancer Controller does in place of a Service: `actions.NAME`, which a path names by a
//! backend NAME whose port is called `use-annotation` (`pkg/ingress/enhanced_backend_builder.go`, `config_types.go`).

use gatefold_manifest::{Node, Source, read};
use gatefold_routing::Scheme;
use k8s_openapi::api::networking::v1::{IngressServiceBackend, ServiceBackendPort};

use crate::IngressView;

/// What is done.
#[derive(Debug, Clone)]
pub enum Action {
    /// Requests are sent elsewhere; what is none stays as it is.
    Redirect {
        /// The status.
        status: u16,
        /// The scheme.
        scheme: Option<Scheme>,
        /// The host.
        host: Option<String>,
        /// The port.
        port: Option<u16>,
        /// The whole path.
        path: Option<String>,
    },
    /// The load balancer answers with this status.
    Respond(u16),
    /// Requests go to Services, each with its weight.
    Forward(Vec<(IngressServiceBackend, u32)>),
}

/// The key of the annotation that stands in place of a backend; none for a backend that is a Service.
pub fn action_key(service: &IngressServiceBackend) -> Option<String> {
    let port = service.port.as_ref().and_then(|port| port.name.as_deref());
    (port == Some("use-annotation")).then(|| format!("alb.ingress.kubernetes.io/actions.{}", service.name))
}

/// What the annotation `key` of an Ingress does; none where it is not there, or says what no rule can.
pub fn action(view: &IngressView, key: &str) -> Option<Action> {
    let text = view.object.annotation(key)?;
    // It is JSON, which the reader of manifests reads where it is a part of an object.
    let object = format!(
        "{{\"apiVersion\": \"v1\", \"kind\": \"Action\", \"metadata\": {{\"name\": \"a\"}}, \"spec\": {text}}}"
    );
    let reading = read(&[Source { name: key.into(), text: object.into() }]);
    let spec = reading.bundle.objects().first()?.field("spec")?;
    let said = |name: &str| spec.field(name).map(Node::text);
    match said("type")? {
        "redirect" => redirect(spec.get("redirectConfig")?),
        "fixed-response" => Some(Action::Respond(said("fixedResponseConfig.statusCode")?.parse().ok()?)),
        "forward" => {
            let groups = spec.field("forwardConfig.targetGroups")?.items();
            let groups: Vec<_> = groups.map(group).collect::<Option<_>>()?;
            (!groups.is_empty()).then_some(Action::Forward(groups))
        }
        _ => None,
    }
}

/// `#{host}` and the like stand for what the request has.
fn redirect(config: Node<'_>) -> Option<Action> {
    let own = |name: &str, same: &str| {
        let text = config.get(name).map(Node::text).filter(|text| *text != same);
        if text.is_some_and(|text| text.contains("#{")) { None } else { Some(text.map(str::to_owned)) }
    };
    // No rule changes the query.
    own("query", "#{query}")?.is_none().then_some(())?;
    let scheme = match own("protocol", "#{protocol}")?.as_deref() {
        None => None,
        Some("HTTPS") => Some(Scheme::Https),
        Some("HTTP") => Some(Scheme::Http),
        Some(_) => return None,
    };
    let port = match own("port", "#{port}")? {
        None => None,
        Some(port) => Some(port.parse().ok().filter(|port| *port != 0)?),
    };
    let status = match config.get("statusCode")?.text() {
        "HTTP_301" => 301,
        "HTTP_302" => 302,
        _ => return None,
    };
    Some(Action::Redirect { status, scheme, host: own("host", "#{host}")?, port, path: own("path", "/#{path}")? })
}

/// A target group that is a Service of the Ingress's namespace.
fn group(node: Node<'_>) -> Option<(IngressServiceBackend, u32)> {
    let name = node.get("serviceName")?.text().to_owned();
    let port = node.get("servicePort")?.text();
    let number = port.parse().ok();
    if number.is_some_and(|number| !(1..=65535).contains(&number)) {
        return None;
    }
    let port = ServiceBackendPort { name: number.is_none().then(|| port.to_owned()), number };
    let weight = node.get("weight").and_then(Node::as_i64).unwrap_or(1);
    // The load balancer's own limit.
    let weight = u32::try_from(weight).ok().filter(|weight| *weight <= 999)?;
    Some((IngressServiceBackend { name, port: Some(port) }, weight))
}
