//! Rules that do what ingress-nginx does, from its own servers and locations: their order, what leaks from one Ingress to
//! the paths of others, host-wide regular expressions, and canaries where their primary is.

use gatefold_diagnostic::{Code, Diagnostic, Map};
use gatefold_gateway::Flavour;
use gatefold_ingress::{Answer, CanaryView, LocationView, PathForm, ServerView};

use super::{
    Action, Collector, Deed, Matching, PathTo, RedirectTo, Scheme, ValueMatch,
    canary::cases,
    has_hsts,
    order::{Entry, Starts, expression, keep_order, start},
    rewrite::{Rewriting, is_literal, rewriting},
    root,
};
use crate::{
    listeners::Listening,
    path, pitfall,
    plan::{Backend, PathKind, Plan},
};

/// One location's part in the output.
struct Block<'a> {
    from: &'a LocationView<'a>,
    deed: Deed,
    matching: Matching,
    canary: Option<&'a CanaryView<'a>>,
}

pub(super) fn rules(
    from: &Listening<'_>,
    index: usize,
    scheme: Scheme,
    collector: &mut Collector<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let plan = from.plan;
    let host = &plan.hosts[index];
    let Some(server) = host.server.map(|server| &plan.servers.list[server]) else { return };
    let mut blocks = blocks(from, index, server, scheme, diagnostics);
    shorten(&mut blocks);
    if server.is_regex {
        expressions(plan, &mut blocks, diagnostics);
    }
    shorten(&mut blocks);
    if let Some((ingress, path)) = server.app_root {
        let deed =
            Deed { has_hsts: has_hsts(from, ingress, scheme), ..Deed::elsewhere(RedirectTo::to_path(path, 302)) };
        blocks.retain(|block| block.matching.kind != PathKind::Exact || block.matching.path != "/");
        let matching = Matching { kind: PathKind::Exact, ..root(ingress) };
        add(collector, from, &host.name, deed, matching, None);
    }
    for Block { deed, matching, canary, .. } in blocks {
        add(collector, from, &host.name, deed, matching, canary);
    }
}

/// Adds a location's matches, those of a wildcard for names with one label more only.
fn add(
    collector: &mut Collector<'_>,
    from: &Listening<'_>,
    host: &str,
    deed: Deed,
    mut matching: Matching,
    canary: Option<&CanaryView<'_>>,
) {
    let is_envoy = Flavour::of(from.options.implementation).is_envoy();
    if let Some(suffix) = host.strip_prefix("*.").filter(|_| is_envoy) {
        let value = format!("(?i)[a-z0-9_-]+\\.{}(:[0-9]+)?", suffix.replace('.', "\\."));
        matching.headers.push(ValueMatch { name: "Host".to_owned(), is_regex: true, value });
    }
    cases(collector, from.plan, deed, matching, canary);
}

/// The locations that a gateway has to know: what nobody serves is left out, since it answers 404 by itself.
fn blocks<'a>(
    from: &Listening<'a>,
    index: usize,
    server: &'a ServerView<'a>,
    scheme: Scheme,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Block<'a>> {
    let plan = from.plan;
    let host = &plan.hosts[index];
    let known: Map<(usize, String), usize> =
        host.locations.iter().map(|at| ((plan.locations[*at].ingress, plan.locations[*at].field()), *at)).collect();
    let mut blocks = Vec::new();
    for view in &server.locations {
        let Some(ingress) = view.ingress.filter(|ingress| plan.settings[*ingress].group == host.group) else {
            continue;
        };
        let location = view.field.and_then(|field| known.get(&(ingress, field.to_owned())).copied());
        let Some(deed) = deed(from, (ingress, location), view, scheme, diagnostics) else { continue };
        let (kind, path) = match view.form {
            PathForm::Regex => (PathKind::Regex, view.path.to_owned()),
            PathForm::Exact => (PathKind::Exact, view.path.to_owned()),
            PathForm::Prefix if view.path == "/" => (PathKind::Prefix, "/".to_owned()),
            PathForm::Prefix => (PathKind::Prefix, path::prefix_key(view.path).to_owned()),
        };
        let path = match kind {
            PathKind::Regex => path,
            PathKind::Exact | PathKind::Prefix => match path::value(&path, plan.settings[ingress].dialect) {
                Ok(path) => path,
                Err(_) => continue,
            },
        };
        let matching = Matching { ingress, location, kind, path, method: None, headers: Vec::new(), query: Vec::new() };
        blocks.push(Block { from: view, deed, matching, canary: view.canary.as_ref() });
    }
    blocks
}

fn deed(
    from: &Listening<'_>,
    (ingress, location): (usize, Option<usize>),
    view: &LocationView<'_>,
    scheme: Scheme,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Deed> {
    let plan = from.plan;
    let has_hsts = has_hsts(from, ingress, scheme);
    let elsewhere = |to| Deed { has_hsts, ..Deed::elsewhere(to) };
    match &view.answer {
        Answer::AddSlash => {
            return Some(elsewhere(RedirectTo::to_path(
                &path::value(&with_slash(view.path), plan.settings[ingress].dialect).ok()?,
                301,
            )));
        }
        Answer::Redirect(status, url) => match RedirectTo::to_url(url, *status) {
            Some(to) => return Some(elsewhere(to)),
            None => {
                if let Some(location) = location {
                    pitfall::redirect(plan, location, diagnostics);
                }
                return Some(Deed { has_hsts, ..Deed::bare(Action::Forward) });
            }
        },
        Answer::Serve => {}
    }
    if scheme == Scheme::Http && view.to_https {
        return Some(Deed::to_https(plan.redirect_status(ingress)));
    }
    let service = view.backend.as_ref()?;
    let backend = match location.map(|location| plan.locations[location].backend.clone()) {
        Some(backend) => backend,
        None => service.port.map_or(Backend::Unresolved, |port| Backend::Service {
            name: service.name.to_owned(),
            port: i32::from(port),
        }),
    };
    let mut deed = Deed::forward(from, ingress, ingress, backend, scheme);
    if let Some(target) = view.rewrite {
        match rewriting(view.path, target) {
            Rewriting::Keep => {}
            Rewriting::Full(path) => deed.path = Some(PathTo::Full(path)),
            Rewriting::Prefix { to, .. } => {
                deed.path = Some(PathTo::Prefix(to));
                location.into_iter().for_each(|at| pitfall::rewritten_prefix(plan, at, scheme, diagnostics));
            }
            Rewriting::Redirect(url) => return RedirectTo::to_url(&url, 302).map(elsewhere),
            Rewriting::General => {
                location.into_iter().for_each(|at| pitfall::general_rewrite(plan, at, scheme, diagnostics));
            }
        }
    }
    Some(deed)
}

fn with_slash(path: &str) -> String {
    if path.ends_with('/') { path.to_owned() } else { format!("{path}/") }
}

/// What [`Starts`] of prefixes hold: it is asked for any of them.
const PREFIX: usize = 0;
const OTHER: usize = 1;

/// Makes expressions of the paths of a host in regex mode. `ReplacePrefixMatch` needs a PathPrefix, which comes after all
/// expressions: what nginx tries later then has to be a prefix too.
fn expressions(plan: &Plan<'_>, blocks: &mut [Block<'_>], diagnostics: &mut Vec<Diagnostic>) {
    let mut deeds: Map<Deed, usize> = Map::new();
    let starts: Vec<String> = blocks.iter().map(|block| start(block.from.path)).collect();
    // Whatever they do.
    let mut prefixes = Starts::default();
    let mut entries = Vec::with_capacity(blocks.len());
    for (block, start) in blocks.iter_mut().zip(&starts) {
        let written = block.from.path;
        let count = deeds.len();
        let deed = *deeds.or_insert_with(block.deed.clone(), || count);
        let deed = if block.canary.is_some() { usize::MAX - entries.len() } else { deed };
        let text = match (&block.deed.path, block.from.rewrite) {
            (Some(PathTo::Prefix(_)), Some(target)) => {
                if let Rewriting::Prefix { prefix, .. } = rewriting(written, target) {
                    (block.matching.kind, block.matching.path) = (PathKind::Prefix, prefix);
                }
                prefixes.add(start, 1, PREFIX);
                String::new()
            }
            _ if written == "/" => {
                block.matching.kind = PathKind::Prefix;
                String::new()
            }
            _ if is_literal(written) && prefixes.longest(start, OTHER) > 0 => {
                (block.matching.kind, block.matching.path) = (PathKind::Prefix, path::prefix_key(written).to_owned());
                block
                    .matching
                    .location
                    .into_iter()
                    .for_each(|at| pitfall::of_location(plan, at, Code::A1, diagnostics));
                prefixes.add(start, 1, PREFIX);
                String::new()
            }
            _ => expression(written),
        };
        entries.push(Entry { start, text, deed });
    }
    keep_order(&mut entries);
    let texts: Vec<String> = entries.into_iter().map(|entry| entry.text).collect();
    for (block, text) in blocks.iter_mut().zip(texts).filter(|(_, text)| !text.is_empty()) {
        block.matching.path = text;
    }
}

/// Leaves out what another match says as well: the exact copy of a prefix, the longer of two neighbours that do the same,
/// and redirects to https before the one of all paths.
fn shorten(blocks: &mut Vec<Block<'_>>) {
    let same = |a: &Block<'_>, b: &Block<'_>| a.deed == b.deed && a.canary == b.canary;
    // Of several for one path the first wins.
    let mut prefixes: Map<&str, usize> = Map::new();
    for (at, block) in blocks.iter().enumerate().filter(|(_, block)| block.matching.kind == PathKind::Prefix) {
        prefixes.or_insert_with(&block.matching.path, || at);
    }
    let is_copy = |(at, here): (usize, &Block<'_>)| {
        let prefix = prefixes.get(&*here.matching.path).copied();
        match here.matching.kind {
            PathKind::Exact => prefix.is_some_and(|prefix| same(here, &blocks[prefix])),
            PathKind::Regex => blocks.get(at + 1).is_some_and(|next| {
                next.matching.kind == PathKind::Regex
                    && here.from.path.strip_suffix('/') == Some(next.from.path)
                    && same(here, next)
            }),
            PathKind::Prefix => prefix != Some(at),
        }
    };
    let copies: Vec<bool> = blocks.iter().enumerate().map(is_copy).collect();
    let mut copies = copies.into_iter();
    blocks.retain(|_| copies.next() != Some(true));
    let redirects = |block: Option<&Block<'_>>| block.is_some_and(|block| block.deed.action == Action::Redirect);
    let is_root = |block: &Block<'_>| block.matching.kind == PathKind::Prefix && block.matching.path == "/";
    if blocks.last().is_some_and(is_root) && redirects(blocks.last()) {
        let root = blocks.pop();
        while redirects(blocks.last()) {
            blocks.pop();
        }
        blocks.extend(root);
    }
}
