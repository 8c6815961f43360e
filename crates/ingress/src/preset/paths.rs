//! How each controller compares a path and which of several that match it takes: one function a controller, named like it.
//!
//! A written path becomes one or more comparisons, each with a rank; the smallest rank wins, and of equal ranks with other
//! backends nobody knows which does.

use gatefold_routing::{PathMatch, Pattern};

use super::{
    asks::{strength, wildcards},
    table::Schemes,
};
use crate::{IngressView, annotation::Annotations};

/// The smaller is asked first.
pub(super) type Rank = [u32; 3];

/// `pathType`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Exact,
    Prefix,
    Specific,
}

impl Kind {
    pub(super) fn of(path_type: &str) -> Self {
        match path_type {
            "Exact" => Self::Exact,
            "Prefix" => Self::Prefix,
            _ => Self::Specific,
        }
    }
}

/// A path as an Ingress writes it.
pub(super) struct Written<'a> {
    pub(super) view: &'a IngressView,
    pub(super) host: &'a str,
    /// Empty where none is written.
    pub(super) path: &'a str,
    pub(super) kind: Kind,
    /// Its Ingress among all by namespace and name, its rule, its place there, and how many paths came before in all.
    pub(super) ingress: usize,
    pub(super) rule: usize,
    pub(super) at: usize,
    pub(super) before: usize,
}

/// How it is compared.
pub(super) struct Compared {
    pub(super) matches: PathMatch,
    pub(super) rank: Rank,
    /// The rank that another version or setting of the controller gives it; which it is, is not in the input.
    pub(super) other: Rank,
    /// Why it cannot be said whether a request that is matched is really meant.
    pub(super) doubt: Option<&'static str>,
}

/// Reads a path.
pub(super) type Read = fn(&Written<'_>) -> Vec<Compared>;

fn is(matches: PathMatch, rank: Rank) -> Compared {
    Compared { matches, rank, other: rank, doubt: None }
}

fn open(rank: Rank, why: &'static str) -> Compared {
    Compared { matches: PathMatch::Any, rank, other: rank, doubt: Some(why) }
}

/// Longer comes first.
fn longer(length: usize) -> u32 {
    u32::MAX - small(length)
}

fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn exact(path: &str) -> PathMatch {
    PathMatch::Exact(path.into())
}

fn begin(path: &str) -> PathMatch {
    PathMatch::Begin(path.into())
}

pub(super) const REGEX: &str = "the path is a regular expression of a dialect that is not compared here";

/// A regular expression that all engines read alike.
pub(super) fn common(text: &str) -> Option<Pattern> {
    // A backslash before a sign makes it stand for itself everywhere.
    let plain = text.replace("\\.", "");
    let is_common =
        text.is_ascii() && !plain.contains("(?") && !plain.contains(['\\', '{', '&']) && !plain.contains("++");
    Pattern::new(text).ok().filter(|_| is_common)
}

/// The same between other texts, or a doubt.
fn regex(before: &str, text: &str, after: &str, rank: Rank) -> Compared {
    let pattern = common(text).and_then(|_| Pattern::new(&format!("{before}{text}{after}")).ok());
    pattern.map_or_else(|| open(rank, REGEX), |pattern| is(PathMatch::Regex(pattern), rank))
}

/// Exact paths first, then what only the controller knows, then the longest prefix.
pub(super) fn specification(written: &Written<'_>) -> Vec<Compared> {
    let path = if written.path.is_empty() { "/" } else { written.path };
    let length = longer(path.trim_end_matches('/').len());
    vec![match written.kind {
        Kind::Exact => is(exact(path), [0, length, 0]),
        Kind::Specific => open([1, length, 0], "what pathType ImplementationSpecific matches is the controller's own"),
        Kind::Prefix => is(PathMatch::prefix(path), [2, length, 0]),
    }]
}

/// The longest rule as Traefik writes it, unless `router.priority` says otherwise. A prefix goes letter by letter (the
/// option `strictPrefixMatching` is off by default), and since its rule is six letters longer it wins over an equal exact
/// path.
pub(super) fn traefik(written: &Written<'_>) -> Vec<Compared> {
    let annotations = Annotations::new(&written.view.object, &crate::annotation::TRAEFIK);
    let path = written.path;
    let matcher = match written.kind {
        Kind::Exact => "Path",
        Kind::Prefix => "PathPrefix",
        Kind::Specific => annotations.text("router.pathmatcher").unwrap_or("PathPrefix"),
    };
    let host = if written.host.is_empty() { 0 } else { "Host(``)".len() + written.host.len() };
    let own = if path.is_empty() { 0 } else { matcher.len() + "(``)".len() + path.len() };
    let between = if host > 0 && own > 0 { " && ".len() } else { 0 };
    let length = i64::try_from(host + between + own).unwrap_or(i64::MAX);
    let priority = annotations.number("router.priority").filter(|priority| *priority != 0).unwrap_or(length);
    // Priorities are numbers of 64 bits; those that people write fit in 31 with their sign.
    let rank = [
        u32::try_from(i64::from(i32::MAX) - priority.clamp(-i64::from(i32::MAX), i64::from(i32::MAX))).unwrap_or(0),
        0,
        0,
    ];
    if !path.is_ascii() || path.contains(['"', '\\']) {
        return vec![open(rank, "how long the rule is depends on how Traefik writes letters outside of ASCII")];
    }
    vec![match matcher {
        _ if path.is_empty() => is(PathMatch::Any, rank),
        "Path" => is(exact(path), rank),
        "PathRegexp" => regex("", path, "", rank),
        _ => is(begin(path), rank),
    }]
}

/// nginx's own order: an equal path, then regular expressions as written, then the longest beginning. A prefix goes letter
/// by letter.
pub(super) fn nginx_inc(written: &Written<'_>) -> Vec<Compared> {
    let annotations = Annotations::new(&written.view.object, &crate::annotation::NGINX_INC);
    let path = if written.path.is_empty() { "/" } else { written.path };
    let order = small(written.before);
    vec![match (annotations.text("path-regex"), written.kind) {
        (Some("exact"), Kind::Prefix | Kind::Specific) => is(exact(path), [0, 0, 0]),
        (Some(_), Kind::Exact) => {
            open([0, 0, 0], "path-regex and pathType Exact together make a location that nginx reads otherwise")
        }
        (Some("case_insensitive"), _) => regex("(?i)^", path, "", [1, order, 0]),
        (Some(_), _) => regex("^", path, "", [1, order, 0]),
        (None, Kind::Exact) => is(exact(path), [0, 0, 0]),
        (None, _) => is(begin(path), [2, longer(path.len()), 0]),
    }]
}

/// Kong counts what a route asks for, then takes plain hosts, regular expressions (which Exact and Prefix are to it) and
/// the longest path. Paths of one backend are one route, which is as strong as the strongest of them in Kong's router of
/// expressions; the other rank says that.
pub(super) fn kong(written: &Written<'_>) -> Vec<Compared> {
    let flat = flatten(if written.path.is_empty() { "/" } else { written.path });
    let has_host = !written.host.is_empty();
    let (further, headers) = strength(written.view);
    let fields =
        ((further + u32::from(has_host)) << 9) + (headers << 1) + u32::from(has_host && !written.host.starts_with('*'));
    let rank = |is_regex: bool, length: usize| [u32::MAX - fields, u32::from(!is_regex), longer(length)];
    vec![match written.kind {
        Kind::Exact => {
            let path = format!("/{}", flat.trim_start_matches('/'));
            // As a regular expression it has a dollar more.
            Compared { other: rank(true, path.len()), ..is(exact(&path), rank(true, path.len() + 1)) }
        }
        Kind::Prefix => {
            let base = flat.trim_matches('/');
            let length = if base.is_empty() { 1 } else { base.len() + 2 };
            let other = rank(true, length);
            Compared { other, ..is(PathMatch::prefix(&format!("/{base}")), rank(!base.is_empty(), length)) }
        }
        Kind::Specific => match flat.strip_prefix("/~") {
            Some("") => is(begin("/"), rank(true, 0)),
            Some(text) => regex(if text.starts_with('^') { "" } else { "^" }, text, "", rank(true, text.len())),
            None => is(begin(&flat), rank(false, flat.len())),
        },
    }]
}

fn flatten(path: &str) -> String {
    let mut flat = String::with_capacity(path.len());
    for letter in path.chars() {
        if letter != '/' || !flat.ends_with('/') {
            flat.push(letter);
        }
    }
    flat
}

/// Three maps in turn: exact paths, prefixes that are the whole path, and beginnings of which the longest is taken. A path
/// of type ImplementationSpecific goes letter by letter.
pub(super) fn haproxy(written: &Written<'_>) -> Vec<Compared> {
    let path = written.path;
    let stem = path.strip_suffix('/').unwrap_or(path);
    let below = |text: &str| is(begin(text), [2, longer(text.len()), 0]);
    match written.kind {
        Kind::Exact => vec![is(exact(path), [0, 0, 0])],
        _ if stem.is_empty() => vec![below("/")],
        Kind::Prefix => vec![is(exact(stem), [1, 0, 0]), below(&format!("{stem}/"))],
        Kind::Specific => vec![is(exact(stem), [1, 0, 0]), below(stem)],
    }
}

/// Longer paths first, whatever their type; of equal ones exact, prefix, begin. Regular expressions come last.
pub(super) fn haproxy_ingress(written: &Written<'_>) -> Vec<Compared> {
    let annotations = Annotations::new(&written.view.object, &crate::annotation::HAPROXY_INGRESS);
    let path = if written.path.is_empty() { "/" } else { written.path };
    let kind = match written.kind {
        Kind::Exact => "exact".to_owned(),
        Kind::Prefix => "prefix".to_owned(),
        Kind::Specific => annotations.text("path-type").unwrap_or("begin").to_ascii_lowercase(),
    };
    let rank = |class| [0, longer(path.trim_end_matches('/').len()), class];
    vec![match &*kind {
        "exact" => is(exact(path), rank(0)),
        "prefix" => is(PathMatch::prefix(path), rank(1)),
        "regex" => regex("^", path, "", [1, longer(path.len()), 0]),
        _ if path == "/" => is(begin("/"), rank(2)),
        _ => match Pattern::new(&format!("(?i)^{}", Pattern::quote(path))) {
            Ok(pattern) => is(PathMatch::Regex(pattern), rank(2)),
            Err(_) => open(rank(2), REGEX),
        },
    }]
}

/// One list: by the group's order, the Ingress's name, the rule, and in it exact paths, longer prefixes, the others as
/// written. Paths of type ImplementationSpecific are patterns in which `*` and `?` stand for letters.
pub(super) fn alb(written: &Written<'_>) -> Vec<Compared> {
    let annotations = Annotations::new(&written.view.object, &crate::annotation::AWS_ALB);
    let path = written.path;
    let order = annotations.number("group.order").unwrap_or(0).clamp(-1000, 1000) + 1000;
    let place = match written.kind {
        Kind::Exact => small(written.at),
        Kind::Prefix => (1 << 28) + ((4095 - small(path.len().min(4095))) << 12) + small(written.at.min(4095)),
        Kind::Specific => (1 << 29) + small(written.at),
    };
    let ingress = (small(written.ingress.min((1 << 20) - 1)) << 12) + small(written.rule.min(4095));
    let rank = [u32::try_from(order).unwrap_or(0), ingress, place];
    let has_wildcard = path.contains(['*', '?']);
    vec![match written.kind {
        Kind::Exact | Kind::Prefix if has_wildcard => open(
            [0, 0, 0],
            "the controller refuses a wildcard in a path that is Exact or Prefix, and keeps what it had before",
        ),
        Kind::Exact => is(exact(path), rank),
        Kind::Prefix => is(PathMatch::prefix(path), rank),
        Kind::Specific if annotations.flag("use-regex-path-match") == Some(true) => {
            regex("", path.strip_prefix('/').unwrap_or(path), "", rank)
        }
        Kind::Specific if path.is_empty() => is(PathMatch::Any, rank),
        Kind::Specific => glob(path, rank),
    }]
}

/// A pattern in which `*` stands for any letters and `?` for one.
pub(super) fn glob(path: &str, rank: Rank) -> Compared {
    if !path.contains(['*', '?']) {
        return is(exact(path), rank);
    }
    if let Some(stem) = path.strip_suffix('*').filter(|stem| !stem.contains(['*', '?'])) {
        return is(begin(stem), rank);
    }
    match Pattern::new(&format!("^{}$", wildcards(path))) {
        Ok(pattern) => is(PathMatch::Regex(pattern), rank),
        Err(_) => open(rank, REGEX),
    }
}

/// The longest path wins; a star is taken at the end only.
pub(super) fn gce(written: &Written<'_>) -> Vec<Compared> {
    let path = if written.path.is_empty() { "/*" } else { written.path };
    let whole = |path: &str| is(exact(path), [longer(path.len()), 0, 0]);
    let below = |stem: &str| is(begin(stem), [longer(stem.len()), 0, 0]);
    match (written.kind, path.strip_suffix("/*")) {
        (Kind::Specific, Some(stem)) if !stem.contains('*') => vec![below(&format!("{stem}/"))],
        _ if path.contains('*') => {
            vec![open([0, 0, 0], "a star elsewhere than at the end is refused by the load balancer")]
        }
        (Kind::Prefix, _) => {
            let stem = path.strip_suffix('/').unwrap_or(path);
            let root = below(&format!("{stem}/"));
            if stem.is_empty() { vec![root] } else { vec![whole(stem), root] }
        }
        _ => vec![whole(path)],
    }
}

/// Exact, then regular expressions (which paths of type ImplementationSpecific are, whole), then prefixes, `/` last; in each
/// the longest first.
pub(super) fn cilium(written: &Written<'_>) -> Vec<Compared> {
    let path = if written.path.is_empty() { "/" } else { written.path };
    vec![match written.kind {
        Kind::Exact => is(exact(path), [0, longer(path.len()), 0]),
        Kind::Specific => regex("^(?:", path, ")$", [1, longer(path.len()), 0]),
        Kind::Prefix if path == "/" => is(PathMatch::prefix("/"), [3, 0, 0]),
        Kind::Prefix => is(PathMatch::prefix(path), [2, longer(path.trim_end_matches('/').len()), 0]),
    }]
}

/// An equal path, then the longest beginning. A prefix that ends with a slash does not match the path without it, and
/// ImplementationSpecific is equality unless `use-regex` is there.
pub(super) fn apisix(written: &Written<'_>) -> Vec<Compared> {
    let annotations = Annotations::new(&written.view.object, &crate::annotation::APISIX);
    let path = written.path;
    let below = |stem: &str| is(begin(stem), [1, longer(stem.len()), 0]);
    let whole = |path: &str| match path.strip_suffix('*') {
        Some(stem) => below(stem),
        None => is(exact(path), [0, 0, 0]),
    };
    match written.kind {
        Kind::Specific if annotations.flag("use-regex") == Some(true) => vec![regex("", path, "", [1, longer(1), 0])],
        Kind::Prefix => vec![whole(path), below(&format!("{}/", path.strip_suffix('/').unwrap_or(path)))],
        Kind::Exact | Kind::Specific => vec![whole(path)],
    }
}

/// Both schemes.
pub(super) fn both(_: &IngressView) -> Schemes {
    Schemes::BOTH
}

/// Whether an entry point is one that Traefik's chart has: for ports 80 and 443.
pub fn is_entry_point(name: &str) -> bool {
    ["web", "websecure"].iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// Traefik's entry points by the names that its chart gives them; `router.tls` leaves only https.
pub(super) fn entry_points(view: &IngressView) -> Schemes {
    let annotations = Annotations::new(&view.object, &crate::annotation::TRAEFIK);
    let is_tls = annotations.flag("router.tls") == Some(true);
    let mut named = annotations.list("router.entrypoints").peekable();
    let names_any = named.peek().is_some();
    let names: Vec<&str> = named.collect();
    let has = |name| !names_any || names.iter().any(|written| written.eq_ignore_ascii_case(name));
    let others = names.iter().any(|name| !is_entry_point(name));
    let https = match (has("websecure"), is_tls || (names_any && has("websecure"))) {
        (false, _) => Some(false),
        (true, true) => Some(true),
        (true, false) => None,
    };
    Schemes { http: has("web") && !is_tls, https, others }
}

/// The ports that the load balancer listens on: those of `listen-ports`, else 443 with a certificate and 80 without.
pub(super) fn alb_ports(view: &IngressView) -> Schemes {
    let annotations = Annotations::new(&view.object, &crate::annotation::AWS_ALB);
    match annotations.written("listen-ports") {
        Some(ports) => {
            let plain: String = ports.chars().filter(|letter| !letter.is_whitespace()).collect();
            Schemes {
                http: plain.contains("\"HTTP\":80}"),
                https: Some(plain.contains("\"HTTPS\":443}")),
                others: false,
            }
        }
        None => {
            let has_certificate = annotations.written("certificate-arn").is_some();
            Schemes { http: !has_certificate, https: Some(has_certificate), others: false }
        }
    }
}
