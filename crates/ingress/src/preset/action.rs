//! What annotations of AWS Load Balancer Controller say by the name of a backend: `actions.NAME`, which stands in place of
//! the Service that a path names where its port is called `use-annotation`, and `transforms.NAME`, which changes what the
//! backend gets (`pkg/ingress/enhanced_backend_builder.go`, `config_types.go`).

use gatefold_manifest::{Document, Node};
use gatefold_routing::Scheme;
use k8s_openapi::api::networking::v1::{IngressServiceBackend, ServiceBackendPort};

use crate::IngressView;

/// What is done.
#[derive(Debug, Clone)]
pub enum Action {
    /// Requests are sent elsewhere; what is none stays as it is, the port included.
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
    Forward {
        /// The Services.
        groups: Vec<(IngressServiceBackend, u32)>,
        /// How many seconds a client stays with the one that it was sent to, where it does.
        sticky: Option<i64>,
    },
}

/// The key of the annotation that stands in place of a backend; none for a backend that is a Service.
pub fn action_key(service: &IngressServiceBackend) -> Option<String> {
    let port = service.port.as_ref().and_then(|port| port.name.as_deref());
    (port == Some("use-annotation")).then(|| key_of("actions", &service.name))
}

/// The key of the conditions of paths whose backend is called `service`.
pub(super) fn conditions_key(service: &str) -> String {
    key_of("conditions", service)
}

fn key_of(kind: &str, service: &str) -> String {
    format!("alb.ingress.kubernetes.io/{kind}.{service}")
}

/// A member of an object: Go's decoder takes names in any case.
pub(super) fn member<'a>(node: Node<'a>, name: &str) -> Option<Node<'a>> {
    node.entries().find(|(key, _)| key.text().eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

/// The texts in a list.
pub(super) fn texts(node: Node<'_>) -> Vec<String> {
    node.items().map(|item| item.text().to_owned()).collect()
}

/// What the annotation `key` of an Ingress does; none where it is not there, or says what no rule can.
pub fn action(view: &IngressView, key: &str) -> Option<Action> {
    let document = Document::json(view.object.annotation(key)?)?;
    let said = document.root()?;
    match member(said, "type")?.text() {
        "redirect" => redirect(member(said, "redirectConfig")?),
        "fixed-response" => {
            let status = member(member(said, "fixedResponseConfig")?, "statusCode")?;
            Some(Action::Respond(status.text().parse().ok()?))
        }
        "forward" => forward(member(said, "forwardConfig")?),
        _ => None,
    }
}

fn forward(config: Node<'_>) -> Option<Action> {
    let groups: Vec<_> = member(config, "targetGroups")?.items().map(group).collect::<Option<_>>()?;
    let sticky = member(config, "targetGroupStickinessConfig");
    let is_sticky = sticky.and_then(|sticky| member(sticky, "enabled")).and_then(Node::as_bool) == Some(true);
    // An hour, where nothing is said.
    let seconds = sticky.and_then(|sticky| member(sticky, "durationSeconds")).and_then(Node::as_i64).unwrap_or(3600);
    (!groups.is_empty()).then_some(Action::Forward { groups, sticky: is_sticky.then_some(seconds) })
}

/// `#{host}` and the like stand for what the request has.
fn redirect(config: Node<'_>) -> Option<Action> {
    let own = |name: &str, same: &str| {
        let text = member(config, name).map(Node::text).filter(|text| *text != same);
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
    let status = match member(config, "statusCode")?.text() {
        "HTTP_301" => 301,
        "HTTP_302" => 302,
        _ => return None,
    };
    Some(Action::Redirect { status, scheme, host: own("host", "#{host}")?, port, path: own("path", "/#{path}")? })
}

/// A target group that is a Service of the Ingress's namespace.
fn group(node: Node<'_>) -> Option<(IngressServiceBackend, u32)> {
    let name = member(node, "serviceName")?.text().to_owned();
    let port = member(node, "servicePort")?.text();
    let number = port.parse().ok();
    if number.is_some_and(|number| !(1..=65535).contains(&number)) {
        return None;
    }
    let port = ServiceBackendPort { name: number.is_none().then(|| port.to_owned()), number };
    let weight = member(node, "weight").and_then(Node::as_i64).unwrap_or(1);
    // The load balancer's own limit.
    let weight = u32::try_from(weight).ok().filter(|weight| *weight <= 999)?;
    Some((IngressServiceBackend { name, port: Some(port) }, weight))
}

/// What `transforms.NAME` changes of requests: expressions, and what takes the place of what they match.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Transforms {
    /// The annotation's whole key.
    pub key: String,
    /// Of the Host.
    pub host: Option<(String, String)>,
    /// Of the path.
    pub path: Option<(String, String)>,
}

/// The transforms of paths whose backend is called `service`: none where there are none, and an error with the key where
/// they say what no rule can.
///
/// # Errors
/// The key of an annotation that is not read.
pub fn transforms(view: &IngressView, service: &str) -> Result<Option<Transforms>, String> {
    let key = key_of("transforms", service);
    let Some(text) = view.object.annotation(&key) else { return Ok(None) };
    read_transforms(text).map(|read| Some(Transforms { key: key.clone(), ..read })).ok_or(key)
}

fn read_transforms(text: &str) -> Option<Transforms> {
    let document = Document::json(text)?;
    let mut all = Transforms::default();
    for transform in document.root()?.items() {
        let (config, to) = match member(transform, "type")?.text() {
            "host-header-rewrite" => ("hostHeaderRewriteConfig", &mut all.host),
            "url-rewrite" => ("urlRewriteConfig", &mut all.path),
            _ => return None,
        };
        let mut rewrites = member(member(transform, config)?, "rewrites")?.items();
        let rewrite = rewrites.next().filter(|_| rewrites.next().is_none())?;
        // `\/` is a slash to every engine.
        let regex = member(rewrite, "regex")?.text().replace("\\/", "/");
        let replace = member(rewrite, "replace").map(|node| node.text().to_owned()).unwrap_or_default();
        if to.replace((regex, replace)).is_some() {
            return None;
        }
    }
    Some(all)
}
