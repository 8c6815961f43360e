//! nginx's own form of a server's locations, in the order in which nginx chooses (`updateServerLocations`,
//! `buildLocation`): exact locations, then the longest prefix, or, where any location of the host is a regular expression,
//! all of them as such in the order of the file.

use gatefold_diagnostic::{Args, Set, order_by, order_by_key};
use gatefold_routing::{Fidelity, Need, NormalPath, Origin, PathMatch, Pattern, PcreError, Reason};

use super::{
    build::{Location, Model, PathKind, Server},
    settings::Doubt,
};

/// What an emitted location does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Act {
    /// What the location says.
    Serve,
    /// It sends the path without its last slash to the one with it.
    AddSlash,
}

/// A location as nginx sees it.
#[derive(Debug, Clone)]
pub(crate) struct Emitted {
    /// Which location of the server it is from.
    pub(crate) location: usize,
    /// The path as emitted.
    pub(crate) path: Box<str>,
    pub(crate) matches: PathMatch,
    pub(crate) act: Act,
}

/// All locations of a server in nginx's order.
#[derive(Debug)]
pub(crate) struct Emission {
    pub(crate) list: Vec<Emitted>,
    /// The Ingress and annotation that make every path a regular expression.
    pub(crate) regex: Option<(usize, &'static str)>,
    /// Why nothing can be said of this server.
    pub(crate) doubt: Option<Doubt>,
}

/// Why nginx does not load a configuration.
#[derive(Debug)]
pub(crate) struct Conflict {
    pub(crate) doubt: Doubt,
    /// The other place that it is about.
    pub(crate) other: Option<Origin>,
}

/// A location string as the controller emits it, before nginx sorts it.
struct Line<'a> {
    location: usize,
    path: String,
    exact: bool,
    from: &'a Location,
}

/// Emits a server, or tells why nginx would not load it.
pub(crate) fn emit(model: &Model, server: &Server) -> Result<Emission, Box<Conflict>> {
    let lines = lines(model, server);
    let regex = lines.iter().find_map(|line| regex_cause(model, line.from, &line.path));
    if regex.is_some() { emit_regex(server, &lines, regex) } else { emit_plain(server, &lines) }
}

/// The annotation by which a path of a location makes its host one of regular expressions (`enforceRegexModifier`).
fn regex_cause(model: &Model, from: &Location, path: &str) -> Option<(usize, &'static str)> {
    let (owner, settings) = model.own(from)?;
    if settings.use_regex {
        return Some((owner, "use-regex"));
    }
    let target = settings.rewrite_target.as_deref()?;
    (target != path).then_some((owner, "rewrite-target"))
}

fn lines<'a>(model: &Model, server: &'a Server) -> Vec<Line<'a>> {
    let mut sorted: Vec<(usize, &Location)> = server.locations.iter().enumerate().collect();
    order_by(&mut sorted, |(_, a), (_, b)| b.path.len().cmp(&a.path.len()).then_with(|| b.path.cmp(&a.path)));
    let exact = server.locations.iter().filter(|location| location.kind == PathKind::Exact);
    let exact: Set<&str> = Set::of(exact.map(|location| &*location.path));
    let mut lines = Vec::with_capacity(sorted.len() * 2);
    for (index, from) in sorted {
        let mut push = |path: &str, exact| lines.push(Line { location: index, path: path.to_owned(), exact, from });
        if from.kind == PathKind::Exact {
            push(&from.path, true);
        } else if &*from.path == "/" || regex_cause(model, from, &from.path).is_some() {
            push(&from.path, false);
        } else {
            let path = from.path.strip_suffix('/').unwrap_or(&from.path);
            push(&format!("{path}/"), false);
            if !exact.contains_key(&*from.path) {
                push(&from.path, true);
            }
        }
    }
    lines
}

fn emit_plain(server: &Server, lines: &[Line<'_>]) -> Result<Emission, Box<Conflict>> {
    let mut seen = Set::new();
    if let Some(twice) = lines.iter().find(|line| !seen.add((line.exact, &*line.path))) {
        let first = lines.iter().find(|line| line.exact == twice.exact && line.path == twice.path);
        let why = format!("two locations of host {} are {}", server.host, twice.path);
        return Err(refused(twice.from, first.and_then(|line| line.from.origin.clone()), why));
    }
    let emitted = |line: &Line<'_>, matches, act| {
        let (location, path) = (line.location, line.path.as_str().into());
        Emitted { location, path, matches, act }
    };
    let exact = lines.iter().filter(|line| line.exact);
    let mut list: Vec<Emitted> =
        exact.map(|line| emitted(line, PathMatch::Exact(line.path.as_str().into()), Act::Serve)).collect();
    for line in lines.iter().filter(|line| line.path.len() > 1) {
        let Some(bare) = line.path.strip_suffix('/').filter(|bare| !seen.contains_key(&(true, *bare))) else {
            continue;
        };
        // A prefix and an exact location of one path are one node for nginx, the exact one first.
        if line.exact || !seen.contains_key(&(true, &*line.path)) {
            list.push(emitted(line, PathMatch::Exact(bare.into()), Act::AddSlash));
        }
    }
    let mut prefixes: Vec<&Line<'_>> = lines.iter().filter(|line| !line.exact).collect();
    order_by_key(&mut prefixes, |line| std::cmp::Reverse(line.path.len()));
    list.extend(prefixes.into_iter().map(|line| emitted(line, PathMatch::prefix(&line.path), Act::Serve)));
    Ok(Emission { list, regex: None, doubt: None })
}

fn emit_regex(
    server: &Server,
    lines: &[Line<'_>],
    regex: Option<(usize, &'static str)>,
) -> Result<Emission, Box<Conflict>> {
    let mut list = Vec::with_capacity(lines.len());
    let mut doubt = None;
    for line in lines {
        match Pattern::pcre(&format!("(?i)^{}", line.path), Need::Match) {
            Ok(pattern) => list.push(Emitted {
                location: line.location,
                path: line.path.as_str().into(),
                matches: PathMatch::Regex(pattern),
                act: Act::Serve,
            }),
            Err(PcreError::Refused(problem)) => {
                let why = format!("path {} is no regular expression: {problem}", line.path);
                return Err(refused(line.from, None, why));
            }
            Err(error) => {
                let part = part_to_blame(error);
                let why = format!("the regular expression {} has a part that is not run here, {part}", line.path);
                doubt.get_or_insert(Doubt::not_said(why, line.from.origin.clone().or(server.origin.clone())));
            }
        }
    }
    Ok(Emission { list, regex, doubt })
}

/// What of an expression keeps it from being run.
pub(crate) fn part_to_blame(error: PcreError) -> &'static str {
    match error {
        PcreError::Refused(problem) | PcreError::NotLinear(problem) => problem,
        PcreError::TooLarge => "more than its size allows",
    }
}

fn refused(location: &Location, other: Option<Origin>, why: String) -> Box<Conflict> {
    let args = Args::new().with("why", why);
    let doubt = Doubt { origin: location.origin.clone(), reason: Reason::ConfigRefused, args };
    Box::new(Conflict { doubt, other })
}

/// Whether a path is one on which both engines surely agree: text, and without a line's end, before which PCRE's `$`
/// matches too.
pub(crate) fn is_certain(path: &NormalPath<'_>) -> bool {
    path.fidelity == Fidelity::Exact && !path.path.contains('\n')
}
