//! What ingress-nginx makes of Ingresses before it writes nginx's configuration, in as few words as the comparison needs:
//! written from the description of `getBackendServers`, `createServers` and `updateServerLocations`, and sharing nothing
//! with the router.

use std::collections::BTreeMap;

use super::Ingress;

/// A location of a server.
#[derive(Debug, Clone)]
pub struct Location<'a> {
    /// The path as emitted.
    pub path: String,
    /// Whether it is Exact.
    pub exact: bool,
    /// The Ingress whose annotations hold.
    pub owner: Option<&'a Ingress>,
    /// The Service; none for the default backend.
    pub service: Option<&'a str>,
    /// Whether a rule may still take its place.
    default: bool,
    /// Whether it is of a `defaultBackend` without rules: neither redirects nor rewrites.
    pub catch_all: bool,
}

/// A server block.
#[derive(Debug)]
pub struct Server<'a> {
    /// `_` for the default server.
    pub host: &'a str,
    /// In the order of the file.
    pub locations: Vec<Location<'a>>,
    /// Whether it counts as one with a certificate.
    pub certificate: bool,
    /// Further names.
    pub aliases: Vec<&'a str>,
    /// Whether `www.` is redirected here.
    pub www: bool,
}

/// Servers, the default one first, and the canary of each Service that has one.
#[derive(Debug)]
pub struct Plan<'a> {
    /// The servers.
    pub servers: Vec<Server<'a>>,
    /// By the primary's Service: the canary's Service, and the Ingress that says when.
    pub canaries: BTreeMap<&'a str, (&'a str, &'a Ingress)>,
}

impl<'a> Location<'a> {
    /// The target to which its paths are rewritten, before it is known what is emitted.
    fn target(&self) -> Option<&'a str> {
        let target = self.owner.filter(|_| !self.catch_all)?.annotation("rewrite-target")?;
        let fits = target.chars().all(|letter| letter.is_ascii_alphanumeric() || "-._~/:$".contains(letter));
        (fits && !target.is_empty()).then_some(target)
    }

    /// The target, where the emitted path is not that already.
    pub fn rewrite(&self) -> Option<&'a str> {
        self.target().filter(|target| *target != self.path)
    }

    fn is_regex(&self) -> bool {
        self.owner.filter(|_| !self.catch_all).is_some_and(|owner| owner.is_on("use-regex")) || self.rewrite().is_some()
    }
}

impl Server<'_> {
    /// Whether every location is a regular expression.
    pub fn enforces_regex(&self) -> bool {
        self.locations.iter().any(Location::is_regex)
    }
}

fn root<'a>(owner: Option<&'a Ingress>, service: Option<&'a str>) -> Location<'a> {
    Location { path: "/".to_owned(), exact: false, owner, service, default: true, catch_all: false }
}

/// Plans the servers of `ingresses`, in whatever order they come.
pub fn controller(ingresses: &[Ingress]) -> Plan<'_> {
    let mut all: Vec<&Ingress> = ingresses.iter().collect();
    all.sort_by(|a, b| a.created.cmp(&b.created).then_with(|| b.name.cmp(&a.name)));
    let is_canary = |ingress: &Ingress| ingress.is_on("canary");
    // The first Ingress to name a Service says whether and when that is a canary.
    let mut first: BTreeMap<&str, &Ingress> = BTreeMap::new();
    for ingress in &all {
        let paths = ingress.rules.iter().flat_map(|rule| rule.paths.iter().map(|path| path.service));
        for service in ingress.default_backend.into_iter().chain(paths) {
            first.entry(service).or_insert(ingress);
        }
    }
    let empty = |host| Server { host, locations: Vec::new(), certificate: false, aliases: Vec::new(), www: false };
    let mut servers = vec![empty("_")];
    servers[0].locations.push(root(None, None));
    for ingress in all.iter().copied().filter(|ingress| !is_canary(ingress)) {
        if let (true, Some(service), true) =
            (ingress.rules.is_empty(), ingress.default_backend, servers[0].locations[0].default)
        {
            servers[0].locations[0] =
                Location { default: false, catch_all: true, ..root(Some(ingress), Some(service)) };
        }
        for rule in ingress.rules.iter().filter(|rule| !rule.host.is_empty()) {
            let at = servers.iter().position(|server| server.host == rule.host).unwrap_or_else(|| {
                servers.push(empty(rule.host));
                let last = servers.len() - 1;
                servers[last].locations.push(root(Some(ingress), ingress.default_backend));
                last
            });
            let server = &mut servers[at];
            server.certificate |= ingress.tls;
            if server.aliases.is_empty() {
                let list = ingress.annotation("server-alias").unwrap_or_default().split(',');
                server.aliases = list.filter(|alias| !alias.is_empty()).collect();
            }
            server.www |= ingress.is_on("from-to-www-redirect");
        }
    }
    let names: Vec<&str> = servers.iter().map(|server| server.host).collect();
    for server in &mut servers {
        server.aliases.retain(|alias| !names.contains(alias));
    }
    let server_of = |host: &str| names.iter().position(|name| *name == host);
    for ingress in &all {
        for rule in &ingress.rules {
            for path in rule.paths.iter().filter(|path| !is_canary(first[path.service])) {
                let locations = &mut servers[server_of(rule.host).unwrap_or(0)].locations;
                let new = Location {
                    path: if path.path.is_empty() { "/".to_owned() } else { path.path.clone() },
                    exact: path.path_type == "Exact",
                    default: false,
                    ..root(Some(ingress), Some(path.service))
                };
                match locations.iter_mut().find(|there| there.path == new.path) {
                    Some(there) if there.exact != new.exact => locations.push(new),
                    Some(there) if there.default => *there = new,
                    Some(_) => {}
                    None => locations.push(new),
                }
            }
        }
    }
    let mut canaries = BTreeMap::new();
    for ingress in all.iter().copied().filter(|ingress| is_canary(ingress)) {
        for rule in &ingress.rules {
            let Some(server) = server_of(if rule.host.is_empty() { "_" } else { rule.host }) else { continue };
            for path in rule.paths.iter().filter(|path| is_canary(first[path.service])) {
                let fits =
                    |there: &&Location<'_>| there.path == path.path && there.exact == (path.path_type == "Exact");
                let primary = servers[server].locations.iter().find(fits).and_then(|location| location.service);
                if let Some(primary) = primary.filter(|primary| *primary != path.service) {
                    canaries.entry(primary).or_insert((path.service, first[path.service]));
                }
            }
        }
    }
    servers.iter_mut().for_each(split);
    Plan { servers, canaries }
}

/// Sorts locations, and gives a Prefix its two forms.
fn split(server: &mut Server<'_>) {
    let mut sorted = std::mem::take(&mut server.locations);
    sorted.sort_by(|a, b| b.path.cmp(&a.path));
    sorted.sort_by_key(|location| std::cmp::Reverse(location.path.len()));
    let exact: Vec<String> =
        sorted.iter().filter(|location| location.exact).map(|location| location.path.clone()).collect();
    for location in sorted {
        if location.exact || location.path == "/" || location.is_regex() {
            server.locations.push(location);
            continue;
        }
        let (written, slash) = (location.path.clone(), if location.path.ends_with('/') { "" } else { "/" });
        server.locations.push(Location { path: format!("{written}{slash}"), ..location.clone() });
        if !exact.contains(&written) {
            server.locations.push(Location { exact: true, ..location });
        }
    }
}
