//! What a match of an HTTPRoute or a GRPCRoute asks of a request: a guard, its place in the order, and its words.
//!
//! A match whose regular expression this flavour's dialect leaves open keeps the rest of its guard, so that it is known
//! which requests it could take.

use gatefold_manifest::{Kind, Node};
use gatefold_routing::{FieldMatch, Guard, PathMatch, Pattern, ValueMatch};

use crate::{
    Place, RegexRule, RouteNode,
    fields::{items, text},
    precedence::{PathRank, Precedence, Seniority},
    re2,
};

/// What is not known about a match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Doubt {
    /// How its regular expression is read: the text.
    Dialect(String),
    /// Where its path stands among others: the text.
    Rank(String),
    /// The flavour does not take its regular expression: the text and why.
    Refused(String, String),
}

/// A match.
#[derive(Debug, Clone)]
pub(crate) struct Match {
    pub(crate) place: Place,
    pub(crate) guard: Guard,
    pub(crate) precedence: Precedence,
    pub(crate) doubt: Option<Doubt>,
    /// In words, for people.
    pub(crate) words: String,
}

/// All matches of a route's rule; a rule without any takes every request.
pub(crate) fn of_rule(route: &RouteNode, rule: usize, seniority: &Seniority, regex: RegexRule) -> Vec<Match> {
    let place = &route.rules[rule].place;
    let entries: Vec<Node<'_>> =
        place.object.field(&place.field).into_iter().flat_map(|node| items(node, "matches")).collect();
    let start = |place: Place, entry: usize| {
        let precedence = Precedence {
            path: PathRank::Prefix,
            path_length: 0,
            rpc_length: 0,
            method: false,
            headers: 0,
            exact_headers: 0,
            query: 0,
            seniority: seniority.clone(),
            rule,
            entry,
        };
        Match { place, guard: Guard::path(PathMatch::prefix("/")), precedence, doubt: None, words: String::new() }
    };
    if entries.is_empty() {
        return vec![Match { words: "every request".to_owned(), ..start(place.clone(), 0) }];
    }
    let read = |(entry, node): (usize, Node<'_>)| {
        let mut matched = start(place.below(&format!("matches[{entry}]")), entry);
        let mut words = Vec::new();
        match route.kind {
            Kind::GRPCRoute => rpc(node, regex, &mut matched, &mut words),
            _ => path_and_method(node, regex, &mut matched, &mut words),
        }
        fields(node, regex, &mut matched, &mut words);
        matched.words = words.join(", ");
        matched
    };
    entries.into_iter().enumerate().map(read).collect()
}

impl Match {
    /// Compiles a regular expression, or keeps in mind why not.
    fn regex(&mut self, written: &str, rule: RegexRule) -> Option<Pattern> {
        match rule {
            RegexRule::Open => self.doubt = Some(Doubt::Dialect(written.to_owned())),
            RegexRule::Re2 | RegexRule::Re2BeforePrefix => match re2::full_match(written) {
                Ok(pattern) => return Some(pattern),
                Err(error) => self.doubt = Some(Doubt::Refused(written.to_owned(), error.message)),
            },
        }
        None
    }

    fn path_regex(&mut self, written: &str, rule: RegexRule) {
        self.precedence.path = PathRank::Regex;
        self.guard.path = match self.regex(written, rule) {
            Some(pattern) => PathMatch::Regex(pattern),
            None if rule == RegexRule::Open => at_least(written),
            None => PathMatch::Any,
        };
        if rule == RegexRule::Re2 && self.doubt.is_none() {
            self.doubt = Some(Doubt::Rank(written.to_owned()));
        }
    }
}

/// The paths that a regular expression may match in some dialect: whether anchored or not and in whatever case, they hold
/// the plain text that it begins with. Without alternatives, that is, and up to the first sign that may mean something or
/// be compared decoded.
fn at_least(written: &str) -> PathMatch {
    let body = written.strip_prefix('^').unwrap_or(written);
    let is_plain = |it: char| it.is_ascii_alphanumeric() || matches!(it, '/' | '-' | '_');
    let end = body.find(|it| !is_plain(it)).unwrap_or(body.len());
    let (literal, rest) = body.split_at(end);
    // What is repeated may be absent.
    let sure = literal.len().saturating_sub(usize::from(rest.starts_with(['*', '?', '+', '{'])));
    let literal = &literal[..sure];
    if literal.is_empty() || written.contains('|') {
        return PathMatch::Any;
    }
    Pattern::new(&format!("(?i){literal}")).map_or(PathMatch::Any, PathMatch::Regex)
}

fn path_and_method(node: Node<'_>, regex: RegexRule, matched: &mut Match, words: &mut Vec<String>) {
    let value = node.field("path").and_then(|path| text(path, "value")).unwrap_or("/");
    let kind = node.field("path").and_then(|path| text(path, "type")).unwrap_or("PathPrefix");
    words.push(format!("{kind} {value}"));
    match kind {
        "Exact" => {
            matched.guard.path = PathMatch::Exact(value.into());
            matched.precedence.path = PathRank::Exact;
            matched.precedence.path_length = value.len();
        }
        "RegularExpression" => {
            matched.path_regex(value, regex);
            matched.precedence.path_length = value.len();
        }
        _ => {
            matched.guard.path = PathMatch::prefix(value);
            matched.precedence.path_length = value.strip_suffix('/').unwrap_or(value).len();
        }
    }
    if let Some(method) = text(node, "method") {
        words.push(format!("method {method}"));
        matched.guard.method = Some(method.into());
        matched.precedence.method = true;
    }
}

/// A gRPC method is the path `/service/method`.
fn rpc(node: Node<'_>, regex: RegexRule, matched: &mut Match, words: &mut Vec<String>) {
    let Some(method) = node.field("method") else {
        words.push("every method".to_owned());
        return;
    };
    let of = |field: &str| text(method, field).filter(|value| !value.is_empty());
    let (service, name) = (of("service"), of("method"));
    words.push(format!("method {}/{}", service.unwrap_or("*"), name.unwrap_or("*")));
    matched.precedence.path_length = service.map_or(0, str::len);
    matched.precedence.rpc_length = name.map_or(0, str::len);
    if text(method, "type") == Some("RegularExpression") {
        let any = "[^/]+";
        matched.path_regex(&format!("/{}/{}", service.unwrap_or(any), name.unwrap_or(any)), regex);
        return;
    }
    match (service, name) {
        (Some(service), Some(name)) => {
            matched.guard.path = PathMatch::Exact(format!("/{service}/{name}").into());
            matched.precedence.path = PathRank::Exact;
        }
        (Some(service), None) => matched.guard.path = PathMatch::prefix(&format!("/{service}/")),
        (None, Some(name)) => {
            let literal: String =
                name.chars().flat_map(|it| (!it.is_alphanumeric()).then_some('\\').into_iter().chain([it])).collect();
            if let Ok(pattern) = Pattern::new(&format!("^/[^/]+/{literal}$")) {
                matched.guard.path = PathMatch::Regex(pattern);
            }
        }
        (None, None) => {}
    }
}

/// Header and query parameter matches. Of several with one name only the first counts; header names compare in any case.
fn fields(node: Node<'_>, regex: RegexRule, matched: &mut Match, words: &mut Vec<String>) {
    for header in items(node, "headers") {
        let name = text(header, "name").unwrap_or_default();
        if matched.guard.headers.iter().any(|field| field.name.eq_ignore_ascii_case(name)) {
            continue;
        }
        let value = value(header, regex, matched);
        words.push(format!("header {name}={}", text(header, "value").unwrap_or_default()));
        matched.precedence.headers += 1;
        matched.precedence.exact_headers += usize::from(matches!(value, ValueMatch::Exact(_)));
        matched.guard.headers.push(FieldMatch { name: name.into(), value });
    }
    for parameter in items(node, "queryParams") {
        let name = text(parameter, "name").unwrap_or_default();
        if matched.guard.query.iter().any(|field| &*field.name == name) {
            continue;
        }
        let value = value(parameter, regex, matched);
        words.push(format!("query parameter {name}={}", text(parameter, "value").unwrap_or_default()));
        matched.precedence.query += 1;
        matched.guard.query.push(FieldMatch { name: name.into(), value });
    }
}

fn value(node: Node<'_>, regex: RegexRule, matched: &mut Match) -> ValueMatch {
    let written = text(node, "value").unwrap_or_default();
    if text(node, "type") != Some("RegularExpression") {
        return ValueMatch::Exact(written.into());
    }
    // What is left open still asks that the field is there: the empty expression matches every value.
    let pattern = matched.regex(written, regex).or_else(|| Pattern::new("").ok());
    pattern.map_or_else(|| ValueMatch::Exact(written.into()), ValueMatch::Regex)
}
