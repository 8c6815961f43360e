//! The account of a decision: every listener, hostname and match considered, in order, and why it won or lost.
//!
//! Listeners and hostnames whose name does not fit the host are listed while they are few; a Gateway with hundreds would
//! bury the answer under them.

use gatefold_diagnostic::{Args, ObjectRef};
use gatefold_routing::{PathMatch, Reason, Step, StepResult, Template};

use crate::{
    GatewayRouter, Hostname, ListenerNode, ListenerProblem, MethodRule, Place, RouteNode,
    ports::{self, GatewayTable, ListenerTable, Speaks},
    router::{Asked, Pick},
    vhost::{Picked, Vhost},
};

/// Past this many candidates those that do not fit are left out.
const FEW: usize = 16;

/// The steps that led to `pick`.
pub(crate) fn steps(router: &GatewayRouter, asked: &Asked<'_>, pick: &Pick<'_>) -> Vec<Step> {
    let mut steps = Vec::new();
    not_asked(router, asked, &mut steps);
    let tables = pick.port.map_or(&[][..], |port| &port.gateways);
    for table in tables {
        listeners(router, asked, pick, table, &mut steps);
    }
    if let (Some(listener), Some(vhost)) = (pick.listener, pick.vhost) {
        hostnames(router, asked, listener, vhost, pick, &mut steps);
        matches(asked, vhost, pick, router.method_rule(), &mut steps);
    }
    if let Template::Unknown { reason } = pick.template {
        let args = Args::new().with("what", &**reason);
        steps.push(Step { origin: None, result: StepResult::Applied, reason: Reason::Open, args });
    }
    if pick.listener.is_some() && !steps.iter().any(|step| is_match(step) && step.result == StepResult::Won) {
        let nothing = !matches!(pick.template, Template::Unknown { .. });
        if nothing {
            steps.push(Step { origin: None, result: StepResult::Applied, reason: Reason::NoRule, args: Args::new() });
        }
    }
    steps
}

fn is_match(step: &Step) -> bool {
    matches!(step.reason, Reason::PathExact | Reason::PathPrefix | Reason::PathRegex | Reason::RouteTakes)
}

fn step(place: &Place, result: StepResult, reason: Reason, args: Args) -> Step {
    Step { origin: Some(place.origin()), result, reason, args }
}

fn listener_args(node: &ListenerNode) -> Args {
    Args::new().with("listener", &*node.name).with("hostname", node.hostname.to_string())
}

/// Listeners that are not asked: another port, another protocol, out of service.
fn not_asked(router: &GatewayRouter, asked: &Asked<'_>, steps: &mut Vec<Step>) {
    let port = router.port(asked.request);
    let listeners = &router.topology.listeners;
    let served = |index: usize| {
        router.ports.get(&(port, asked.transport)).is_some_and(|table| {
            let mut all = table.gateways.iter().flat_map(|gateway| gateway.listeners.entries());
            all.any(|(_, entry)| entry.listener == index)
        })
    };
    if listeners.len() > FEW {
        return;
    }
    for (index, node) in listeners.iter().enumerate() {
        let args = listener_args(node);
        if node.port != port {
            let args = args.with("port", i64::from(node.port));
            steps.push(step(&node.place, StepResult::Lost, Reason::ListenerPort, args));
        } else if let Some(problem) = node.problems.iter().find(|problem| problem.stops_traffic()) {
            let args = args.with("problem", self::problem(router, problem));
            steps.push(step(&node.place, StepResult::Lost, Reason::ListenerUnserved, args));
        } else if !served(index) {
            let args = args.with("protocol", node.protocol.as_str());
            steps.push(step(&node.place, StepResult::Lost, Reason::ListenerProtocol, args));
        }
    }
}

fn problem(router: &GatewayRouter, problem: &ListenerProblem) -> String {
    let name = |index: usize| {
        let node = &router.topology.listeners[index];
        format!("{} of {}", node.name, node.place.object.id())
    };
    match problem {
        ListenerProblem::HostnameConflict { with } => {
            format!("it has the port and hostname of listener {}", name(*with))
        }
        ListenerProblem::ProtocolConflict { with } => {
            format!("its protocol cannot share the port with listener {}", name(*with))
        }
        ListenerProblem::UnsupportedProtocol => "its protocol is not supported".to_owned(),
        ListenerProblem::NoUsableCertificate => "no certificate of it can be used".to_owned(),
        ListenerProblem::InvalidRouteKind { kind, .. } => format!("it names the kind {kind}"),
    }
}

fn listeners(router: &GatewayRouter, asked: &Asked<'_>, pick: &Pick<'_>, table: &GatewayTable, steps: &mut Vec<Step>) {
    let is_meant = pick.gateway.is_none_or(|meant| meant.gateway == table.gateway);
    let few = table.listeners.entries().count() <= FEW;
    let owner = table.listeners.find(&asked.name).map(|(_, owner)| owner.listener);
    for (hostname, entry) in table.listeners.entries() {
        let node = &router.topology.listeners[entry.listener];
        let args = listener_args(node).with("host", &*asked.name);
        let matching = hostname.matches(&asked.name);
        let (result, reason, args) = match owner {
            _ if !matching && !few => continue,
            _ if !matching => (StepResult::Lost, Reason::HostDiffers, args),
            Some(owner) if owner != entry.listener => {
                let winner = &*router.topology.listeners[owner].name;
                (StepResult::Lost, Reason::ListenerWider, args.with("winner", winner))
            }
            _ if !is_meant => {
                let gateway = router.topology.gateways[table.gateway].object.id().to_string();
                (StepResult::Lost, Reason::GatewayWithoutRoute, args.with("gateway", gateway))
            }
            _ => (StepResult::Won, Reason::ListenerOwns, args),
        };
        steps.push(step(&node.place, result, reason, args));
    }
}

fn hostnames(
    router: &GatewayRouter,
    asked: &Asked<'_>,
    listener: &ListenerTable,
    vhost: &Vhost,
    pick: &Pick<'_>,
    steps: &mut Vec<Step>,
) {
    let winner = match pick.picked {
        Some(Picked::Rule(index, _)) => vhost.rules.rules()[index].origin.as_ref().map(|origin| &*origin.object),
        Some(Picked::Doubtful(index, _)) => Some(&**vhost.doubtful[index].matched.place.object.id()),
        Some(Picked::Unknown(_) | Picked::Nothing) | None => None,
    };
    let name = if listener.speaks == Speaks::Http { &asked.host } else { &asked.name };
    let few = listener.vhosts.entries().count() <= FEW;
    let won = listener.vhosts.entries().find(|(_, it)| std::ptr::eq(*it, vhost)).map(|(hostname, _)| hostname);
    for (hostname, entry) in listener.vhosts.entries() {
        let args = |hostname: &Hostname| Args::new().with("hostname", hostname.to_string()).with("host", &**name);
        let (result, reason, args) = match won {
            _ if std::ptr::eq(entry, vhost) => (StepResult::Won, Reason::HostMatches, args(hostname)),
            Some(won) if hostname.matches(name) => {
                (StepResult::Lost, Reason::HostnameWider, args(hostname).with("winner", won.to_string()))
            }
            _ if few => (StepResult::Lost, Reason::HostDiffers, args(hostname)),
            _ => continue,
        };
        let route = winner.filter(|_| std::ptr::eq(entry, vhost));
        steps.push(step(&hostname_place(router, listener.listener, hostname, route), result, reason, args));
    }
}

/// Where a hostname of a listener is written: on `winner` or else on the first route that brings it; on the listener
/// itself where the route names none.
fn hostname_place(router: &GatewayRouter, listener: usize, hostname: &Hostname, winner: Option<&ObjectRef>) -> Place {
    let brings = |route: &&RouteNode| {
        let mut attached = route.parents.iter().flat_map(|parent| &parent.listeners);
        attached.any(|it| it.listener == listener && it.hostnames.as_ref().is_ok_and(|all| all.contains(hostname)))
    };
    let mut routes = router.topology.routes.iter().filter(brings);
    let route = match winner {
        Some(winner) => routes.find(|route| **route.object.id() == *winner),
        None => routes.next(),
    };
    let written = route.and_then(|route| {
        let written = ports::written(route, hostname);
        let index = route.hostnames.iter().position(|it| *it == written)?;
        Some(Place::new(&route.object, format!("spec.hostnames[{index}]")))
    });
    written.unwrap_or_else(|| router.topology.listeners[listener].place.clone())
}

fn matches(asked: &Asked<'_>, vhost: &Vhost, pick: &Pick<'_>, method: MethodRule, steps: &mut Vec<Step>) {
    let path = asked.request.path_only();
    let winner = match pick.picked {
        Some(Picked::Rule(index, template)) if std::ptr::eq(template, pick.template) => Some(index),
        _ => None,
    };
    let alone = match pick.picked {
        Some(Picked::Doubtful(index, _)) => Some(index),
        _ => None,
    };
    for (index, rule) in vhost.rules.rules().iter().enumerate() {
        let Some(matched) = vhost.matches.get(index) else {
            let (result, reason) = (StepResult::Won, Reason::RouteTakes);
            steps.push(Step { origin: rule.origin.clone(), result, reason, args: Args::new() });
            continue;
        };
        let words = Args::new().with("match", &*matched.words);
        let (result, reason, args) = match (rule.guard.obstacle(path, asked.request), winner) {
            (Some((reason, args)), _) => (StepResult::Lost, reason, args),
            (None, Some(won)) if won == index => {
                let args = words.with("path", rule.guard.path.text());
                (StepResult::Won, how(&rule.guard.path), args)
            }
            (None, Some(won)) => {
                let (_, clause) = vhost.matches[won].precedence.compare(&matched.precedence, method);
                let winner = &*vhost.matches[won].words;
                (StepResult::Lost, Reason::LowerPrecedence, words.with("winner", winner).with("rule", clause.text()))
            }
            (None, None) => (StepResult::Applied, Reason::Candidate, words),
        };
        steps.push(Step { origin: rule.origin.clone(), result, reason, args });
    }
    for (index, doubtful) in vhost.doubtful.iter().enumerate() {
        if let Some((reason, args)) = doubtful.matched.guard.obstacle(path, asked.request) {
            steps.push(step(&doubtful.matched.place, StepResult::Lost, reason, args));
            continue;
        }
        let result = if alone == Some(index) { StepResult::Won } else { StepResult::Applied };
        let reason = if alone == Some(index) { Reason::PathRegex } else { Reason::Doubtful };
        let path = doubtful.matched.guard.path.text();
        let args = Args::new().with("match", &*doubtful.matched.words).with("path", path);
        steps.push(step(&doubtful.matched.place, result, reason, args));
    }
}

fn how(path: &PathMatch) -> Reason {
    match path {
        PathMatch::Exact(_) => Reason::PathExact,
        PathMatch::Prefix(_) | PathMatch::Begin(_) | PathMatch::Any => Reason::PathPrefix,
        PathMatch::Regex(_) => Reason::PathRegex,
    }
}
