//! What happens when a rule wins: its filters and backends as a [`Template`].
//!
//! Statuses are those of HTTPRouteRule's `backendRefs`: no backend and no redirect, or only weights of 0, is 500; the
//! share of a reference that is not valid is 500; that of a Service without endpoints 503.

use gatefold_diagnostic::order_by;
use gatefold_manifest::Kind;
use gatefold_routing::{
    Backend, ClientHeaders, Guard, HeaderEdits, Mirror, PathMatch, PathTemplate, RedirectTemplate, Scheme, Template,
    TrailingSlash, WeightedBackend,
};

use crate::{
    BackendNode, ListenerNode, Place, Protocol, Reference, ReferenceState, RouteNode, RuleNode,
    filters::{self, Filters, RedirectFilter},
    flavour::CorsRule,
    matches::Match,
};

/// What a match does on a listener, with a guard for each case, to be asked in order.
pub(crate) fn of_match(
    route: &RouteNode,
    rule: &RuleNode,
    matched: &Match,
    listener: &ListenerNode,
    cors: CorsRule,
) -> Vec<(Guard, Template)> {
    let prefix = match &matched.guard.path {
        PathMatch::Prefix(_) => Some(matched.guard.path.text()),
        PathMatch::Any | PathMatch::Exact(_) | PathMatch::Begin(_) | PathMatch::Regex(_) => None,
    };
    let mut filters = match all_filters(rule, prefix) {
        Ok(filters) => filters,
        Err(reason) => return vec![(matched.guard.clone(), Template::Unknown { reason })],
    };
    let filter = filters.cors.take();
    let template = match filters.unmodelled.take() {
        Some((kind, field)) => {
            Template::Unknown { reason: format!("filter {kind} at {field} of {} is not modelled", route.object.id()) }
        }
        None => http(route, rule, filters, listener),
    };
    let mut cases = filter.map_or_else(Vec::new, |filter| filter.cases(&matched.guard, &template, cors));
    cases.push((matched.guard.clone(), template));
    cases
}

/// The filters of a rule, with those of its backends where all traffic passes the same ones.
fn all_filters(rule: &RuleNode, prefix: Option<&str>) -> Result<Filters, String> {
    let node = |place: &Place| place.object.field(&place.field).map(|node| filters::read(place, node, prefix));
    let own = node(&rule.place).unwrap_or_default();
    let used = rule.backends.iter().filter(|backend| backend.effective_weight() > 0);
    let mut each = used.map(|backend| (backend, node(&backend.reference.place).unwrap_or_default()));
    let Some((_, first)) = each.next() else { return Ok(own) };
    match each.find(|(_, other)| *other != first) {
        Some((backend, _)) => Err(format!(
            "the filters of {} differ from those of the rule's other backends, which is not modelled",
            backend.reference.place.field
        )),
        None => Ok(own.then(first)),
    }
}

fn http(route: &RouteNode, rule: &RuleNode, filters: Filters, listener: &ListenerNode) -> Template {
    if let Some(redirect) = &filters.redirect {
        return Template::Redirect(redirect_template(redirect, &filters, listener));
    }
    if rule.backends.iter().all(|backend| backend.effective_weight() == 0) {
        let why = if rule.backends.is_empty() { "has no backendRefs" } else { "has only weights of 0" };
        return Template::Respond {
            status: 500,
            headers: sorted(&filters.response),
            reason: format!("{} of {} {why}", rule.place.field, route.object.id()),
        };
    }
    let backends = match weights(&rule.backends) {
        Ok(backends) => WeightedBackend::from_weights(backends),
        Err(reason) => return Template::Unknown { reason },
    };
    let mirrors = filters.mirrors.iter().filter_map(|(field, share)| mirror(rule, field, *share)).collect();
    Template::Forward {
        backends,
        path: filters.path.clone().unwrap_or(PathTemplate::Keep),
        host: filters.host(),
        request: filters.request,
        client: ClientHeaders::None,
        response: filters.response,
        mirrors,
    }
}

/// What a TLSRoute, TCPRoute or UDPRoute does with a connection.
pub(crate) fn of_connection(route: &RouteNode) -> Template {
    let Some(rule) = route.rules.first() else {
        return Template::Refuse { reason: format!("{} has no rules", route.object.id()) };
    };
    let used: Vec<_> = rule.backends.iter().filter(|backend| backend.effective_weight() > 0).collect();
    let answers = |backend: &&&BackendNode| status(&backend.reference.state).is_none();
    let answering = used.iter().filter(answers).count();
    if answering == 0 {
        return Template::Refuse {
            reason: format!("{} of {} has no backend that answers", rule.place.field, route.object.id()),
        };
    }
    if answering < used.len() {
        let reason = format!(
            "what becomes of the share of a backend of {} that cannot answer is not specified",
            route.object.id()
        );
        return Template::Unknown { reason };
    }
    match weights(&rule.backends) {
        Ok(backends) => Template::forward(backends),
        Err(reason) => Template::Unknown { reason },
    }
}

fn weights(backends: &[BackendNode]) -> Result<impl Iterator<Item = (Backend, u32)>, String> {
    for BackendNode { reference, .. } in backends.iter().filter(|backend| backend.effective_weight() > 0) {
        let why = match reference.state {
            ReferenceState::ExternalName => "is of type ExternalName, which implementations may refuse",
            ReferenceState::NoAuthority => {
                "has a BackendTLSPolicy without a usable authority; which 5xx it gets is not specified"
            }
            _ => continue,
        };
        return Err(format!("Service {}/{} {why}", reference.namespace, reference.name));
    }
    let entry = |backend: &BackendNode| (self::backend(&backend.reference), backend.effective_weight());
    Ok(backends.iter().map(entry))
}

/// The status of a share whose backend is in this state; none where it answers.
pub(crate) fn status(state: &ReferenceState) -> Option<u16> {
    match state {
        ReferenceState::NoEndpoints => Some(503),
        state if state.is_resolved() => None,
        _ => Some(500),
    }
}

fn backend(reference: &Reference) -> Backend {
    Backend {
        group: reference.group.clone().into_owned(),
        kind: reference.kind.clone().into_owned(),
        namespace: reference.namespace.clone(),
        name: reference.name.clone(),
        port: reference.port,
        share: 0.0,
        status: status(&reference.state),
    }
}

/// A copy; none where its reference is not valid, since nobody gets it then.
fn mirror(rule: &RuleNode, field: &str, share: f64) -> Option<Mirror> {
    let reference = rule.mirrors.iter().find(|reference| reference.place.field == field)?;
    reference.state.is_resolved().then(|| Mirror { backend: Backend { share, status: None, ..backend(reference) } })
}

/// The Location's port: the one written; else none where a scheme is written, since that scheme's own is meant; else the
/// listener's. One that is its scheme's own is left out (HTTPRequestRedirectFilter, `port`).
fn redirect_template(redirect: &RedirectFilter, filters: &Filters, listener: &ListenerNode) -> RedirectTemplate {
    let own = if listener.protocol == Protocol::Https { Scheme::Https } else { Scheme::Http };
    let scheme = redirect.scheme.unwrap_or(own);
    let port = redirect.port.or(match redirect.scheme {
        Some(_) => None,
        None => Some(listener.port),
    });
    let default = if scheme == Scheme::Https { 443 } else { 80 };
    RedirectTemplate {
        status: redirect.status,
        scheme: Some(scheme),
        host: redirect.host.clone(),
        port: port.filter(|&port| port != default),
        path: redirect.path.clone().unwrap_or(PathTemplate::Keep),
        trailing_slash: TrailingSlash::Keep,
        headers: sorted(&filters.response),
    }
}

/// The headers of an answer of the proxy's own.
fn sorted(edits: &HeaderEdits) -> Vec<(String, String)> {
    let mut headers = [edits.set.as_slice(), edits.add.as_slice()].concat();
    order_by(&mut headers, Ord::cmp);
    headers
}

/// Whether a rule of this kind of route speaks HTTP.
pub(crate) fn speaks_http(kind: Kind) -> bool {
    matches!(kind, Kind::HTTPRoute | Kind::GRPCRoute)
}
