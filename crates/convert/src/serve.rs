//! What ingress-nginx's servers add to the plan: which location of which server a path is, further names of hosts, hosts
//! that only send elsewhere, and the places of canaries.

use gatefold_diagnostic::{Code, Diagnostic, Map};
use gatefold_ingress::{Answer, Dialect, annotation::Meaning, meaning};
use gatefold_routing::PcreError;

use crate::{
    Fidelity, expression,
    hostname::is_hostname,
    plan::{Host, IngressResult, PathResult, Plan, Settings},
    report,
};

impl Host {
    /// A host without anything yet.
    pub(crate) fn new(group: usize, name: String, owner: usize) -> Self {
        Self {
            group,
            name,
            owner,
            locations: Vec::new(),
            certificate: None,
            regex: None,
            server: None,
            widened: None,
            aliases: Vec::new(),
            app_root: None,
            www_of: None,
        }
    }
}

/// Hosts that only ingress-nginx's own model has: an Ingress that looks like a canary and is none.
fn further_hosts(plan: &mut Plan<'_>) {
    let known = plan.hosts_by_name();
    let mut further = Vec::new();
    for server in &plan.servers.list {
        let served = server.locations.iter().filter(|location| location.backend.is_some());
        let Some(ingress) = served.filter_map(|location| location.ingress).find(|it| plan.settings[*it].canary) else {
            continue;
        };
        let Settings { group, installation, .. } = plan.settings[ingress];
        if installation == server.installation && !known.contains_key(&(group, server.host)) {
            further.push(Host::new(group, server.host.to_owned(), ingress));
        }
    }
    plan.hosts.extend(further);
}

/// Ties hosts to servers and locations to theirs, and gives canaries their results.
pub(crate) fn serve(plan: &mut Plan<'_>, fidelity: Fidelity, diagnostics: &mut Vec<Diagnostic>) {
    if fidelity == Fidelity::Faithful {
        further_hosts(plan);
    }
    let mut by_field: Map<(usize, &str), (usize, usize)> = Map::new();
    let mut by_host: Map<(usize, &str), usize> = Map::new();
    for (at, server) in plan.servers.list.iter().enumerate() {
        by_host.insert((server.installation, server.host), at);
        for (number, location) in server.locations.iter().enumerate() {
            let (Some(ingress), Some(field)) = (location.ingress, location.field) else { continue };
            let is_own = plan.settings[ingress].installation == server.installation;
            if is_own && location.answer != Answer::AddSlash {
                // Of two, the later has the path as it is written.
                by_field.insert((ingress, field), (at, number));
            }
        }
    }
    let view = |location: &crate::plan::Location| by_field.get(&(location.ingress, &*location.field())).copied();
    plan.views = plan.locations.iter().map(view).collect();
    for host in &mut plan.hosts {
        let Settings { dialect, installation, .. } = plan.settings[host.owner];
        let is_nginx = dialect == Dialect::IngressNginx;
        host.server = by_host.get(&(installation, &*host.name)).copied().filter(|_| is_nginx);
        let Some(server) = host.server.map(|at| &plan.servers.list[at]) else {
            let asked = meaning(&plan.ingresses[host.owner], Meaning::AppRoot)
                .filter(|path| path.starts_with('/') && !path.contains('$'));
            host.app_root = asked.filter(|_| !is_nginx).map(|path| (host.owner, path.to_owned()));
            continue;
        };
        host.aliases =
            server.aliases.iter().filter(|alias| is_hostname(alias)).map(|alias| (*alias).to_owned()).collect();
        host.app_root = server.app_root.map(|(ingress, root)| (ingress, root.to_owned()));
    }
    let is_left_out = |ingress: usize| plan.results[ingress].refused == Some(Code::D7);
    let all = 0..plan.ingresses.len();
    let canaries: Vec<usize> = all.filter(|it| plan.settings[*it].canary && !is_left_out(*it)).collect();
    if canaries.is_empty() {
        return;
    }
    let hosts = plan.hosts_by_name();
    let mut primaries = Map::new();
    for (at, location) in plan.locations.iter().enumerate() {
        primaries.or_insert_with((location.host, &*location.raw), || at);
    }
    let results: Vec<_> =
        canaries.into_iter().map(|ingress| (ingress, canary(plan, &hosts, &primaries, ingress))).collect();
    for (ingress, result) in results {
        let paths = result.iter().flat_map(|result| result.paths.iter().flatten());
        let primary = paths.filter_map(|path| match path {
            PathResult::Canary(primary) => Some(plan.locations[*primary].ingress),
            _ => None,
        });
        // A route's rules are of its own namespace.
        let elsewhere = primary.into_iter().find(|primary| plan.namespace(*primary) != plan.namespace(ingress));
        if let Some(primary) = elsewhere {
            diagnostics.push(report::canary_elsewhere(&plan.ingresses[ingress], &plan.ingresses[primary]));
            plan.results[ingress] = IngressResult { refused: Some(Code::GW0791), ..IngressResult::default() };
            continue;
        }
        match result {
            Some(result) => {
                plan.results[ingress] = result;
                diagnostics.extend(expression::canary_pattern(&plan.ingresses[ingress]).map(|(_, finding)| finding));
            }
            None => match expression::canary_pattern(&plan.ingresses[ingress]) {
                Some((PcreError::NotLinear(_) | PcreError::TooLarge, finding)) => {
                    diagnostics.push(finding);
                    plan.results[ingress] = IngressResult { refused: Some(Code::GW0762), ..IngressResult::default() };
                }
                _ => diagnostics.push(report::canary(&plan.ingresses[ingress])),
            },
        }
    }
}

/// Adds the hosts that `from-to-www-redirect` makes.
pub(crate) fn twins(plan: &mut Plan<'_>) {
    for of in 0..plan.hosts.len() {
        let host = &plan.hosts[of];
        let twin = host.server.and_then(|server| plan.servers.list[server].twin.clone());
        let Some(twin) = twin.filter(|twin| is_hostname(twin)) else { continue };
        let mut twin = Host::new(host.group, twin, host.owner);
        twin.certificate.clone_from(&host.certificate);
        twin.server = host.server;
        twin.www_of = Some(of);
        plan.hosts.push(twin);
    }
}

/// A canary's paths stand where its primary's do; none for a canary that is nobody's. `hosts` are by Gateway and name,
/// `primaries` the first location of each host and path.
fn canary(
    plan: &Plan<'_>,
    hosts: &Map<(usize, &str), usize>,
    primaries: &Map<(usize, &str), usize>,
    ingress: usize,
) -> Option<IngressResult> {
    let view = &plan.ingresses[ingress];
    let mut result = IngressResult::default();
    let mut attached = false;
    for rule in view.spec.rules.iter().flatten() {
        let name = rule.host.as_deref().unwrap_or_default().to_ascii_lowercase();
        let host = hosts.get(&(plan.settings[ingress].group, &*name)).copied();
        result.rules.push(host.ok_or(Code::E6));
        let paths = rule.http.iter().flat_map(|http| &http.paths);
        let of = |path: &k8s_openapi::api::networking::v1::HTTPIngressPath| {
            let raw = path.path.as_deref().filter(|path| !path.is_empty()).unwrap_or("/");
            let primary = host.and_then(|host| primaries.get(&(host, raw)).copied());
            let Some(primary) = primary else { return PathResult::Dropped(Code::E6) };
            let Some(view) = plan.view_of(primary) else { return PathResult::Dropped(Code::E6) };
            match &view.canary {
                Some(canary) if canary.ingress == ingress => PathResult::Canary(primary),
                _ if view.idle_canary == Some(ingress) => PathResult::Dropped(Code::E8),
                Some(_) => PathResult::Dropped(Code::E2),
                None => PathResult::Dropped(Code::E6),
            }
        };
        let paths: Vec<_> = paths.map(of).collect();
        let is_its = |path: &PathResult| matches!(path, PathResult::Canary(_) | PathResult::Dropped(Code::E8));
        attached |= paths.iter().any(is_its);
        result.paths.push(paths);
    }
    attached.then_some(result)
}

impl Plan<'_> {
    /// Whether an Ingress has a rule for this host and path.
    pub(crate) fn names(&self, ingress: usize, host: &str, path: &str) -> bool {
        self.ingresses[ingress].spec.rules.iter().flatten().any(|rule| {
            let is_host = rule.host.as_deref().unwrap_or_default().eq_ignore_ascii_case(host);
            let mut paths = rule.http.iter().flat_map(|http| &http.paths);
            is_host && paths.any(|it| it.path.as_deref().filter(|path| !path.is_empty()).unwrap_or("/") == path)
        })
    }
}
