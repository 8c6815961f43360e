//! An ordered list of guarded templates: the first rule whose guard accepts the request decides.
//!
//! The order is the caller's, and it is the whole truth; the index by path only finds the first match without
//! walking the list.

use std::collections::HashMap;

use gatefold_diagnostic::{Args, order_by};

use crate::{Origin, Pattern, Reason, Request, Template};

/// What a rule asks of a path. Paths are compared as the caller hands them in, normalised or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PathMatch {
    /// Nothing.
    Any,
    /// Equality.
    Exact(Box<str>),
    /// Equality up to a segment's end; kept without a trailing slash, so `/` is kept as the empty text.
    Prefix(Box<str>),
    /// The same beginning, letter by letter, whatever the segments.
    Begin(Box<str>),
    /// A match anywhere; anchors are in the pattern.
    Regex(Pattern),
}

impl PathMatch {
    /// The prefix `path`, whose trailing slash does not count (Ingress and Gateway API agree on that).
    pub fn prefix(path: &str) -> Self {
        Self::Prefix(path.strip_suffix('/').unwrap_or(path).into())
    }

    /// The path as it was written, for people.
    pub fn text(&self) -> &str {
        match self {
            Self::Any => "*",
            Self::Prefix(path) if path.is_empty() => "/",
            Self::Exact(path) | Self::Prefix(path) | Self::Begin(path) => path,
            Self::Regex(pattern) => pattern.source(),
        }
    }

    /// Whether `path` is matched.
    pub fn accepts(&self, path: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Exact(exact) => path == &**exact,
            Self::Prefix(prefix) => {
                path.strip_prefix(&**prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            }
            Self::Begin(begin) => path.starts_with(&**begin),
            Self::Regex(pattern) => pattern.is_match(path),
        }
    }
}

/// What a rule asks of a header's or query parameter's value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ValueMatch {
    /// Equality, case-sensitive.
    Exact(Box<str>),
    /// A match anywhere; anchors are in the pattern.
    Regex(Pattern),
}

impl ValueMatch {
    fn accepts(&self, value: &str) -> bool {
        match self {
            Self::Exact(exact) => value == &**exact,
            Self::Regex(pattern) => pattern.is_match(value),
        }
    }

    fn text(&self) -> &str {
        match self {
            Self::Exact(exact) => exact,
            Self::Regex(pattern) => pattern.source(),
        }
    }
}

/// A header or query parameter and what its value must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldMatch {
    /// Name; headers compare in any case, query parameters exactly.
    pub name: Box<str>,
    /// What the value must be.
    pub value: ValueMatch,
}

/// A conjunction: everything that is named must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guard {
    /// Of the path.
    pub path: PathMatch,
    /// Of the method; none for any.
    pub method: Option<Box<str>>,
    /// Of headers.
    pub headers: Vec<FieldMatch>,
    /// Of query parameters.
    pub query: Vec<FieldMatch>,
}

impl Guard {
    /// A guard on the path alone.
    pub fn path(path: PathMatch) -> Self {
        Self { path, method: None, headers: Vec::new(), query: Vec::new() }
    }

    /// Whether the request passes; `path` is the request's path in the form that this side compares.
    pub fn accepts(&self, path: &str, request: &Request) -> bool {
        self.path.accepts(path) && self.accepts_rest(request)
    }

    /// What holds a request back, first obstacle first; none when it passes.
    pub fn obstacle(&self, path: &str, request: &Request) -> Option<(Reason, Args)> {
        if !self.path.accepts(path) {
            return Some((Reason::PathDiffers, Args::new().with("path", self.path.text())));
        }
        if let Some(method) = self.method.as_deref().filter(|method| **method != *request.method) {
            return Some((Reason::MethodDiffers, Args::new().with("method", method)));
        }
        let blamed = |field: &FieldMatch| Args::new().with("name", &*field.name).with("value", field.value.text());
        if let Some(field) = self.headers.iter().find(|field| !header_matches(field, request)) {
            // A pattern without text takes any value.
            let reason = if field.value.text().is_empty() { Reason::HeaderAbsent } else { Reason::HeaderDiffers };
            return Some((reason, blamed(field)));
        }
        let field = self.query.iter().find(|field| !query_matches(field, request))?;
        Some((Reason::QueryDiffers, blamed(field)))
    }

    fn accepts_rest(&self, request: &Request) -> bool {
        self.method.as_deref().is_none_or(|method| method == request.method)
            && self.headers.iter().all(|field| header_matches(field, request))
            && self.query.iter().all(|field| query_matches(field, request))
    }
}

fn header_matches(field: &FieldMatch, request: &Request) -> bool {
    // A request keeps its Host apart from its headers.
    if field.name.eq_ignore_ascii_case("host") {
        return field.value.accepts(&request.authority());
    }
    request.header(&field.name).is_some_and(|value| field.value.accepts(value))
}

fn query_matches(field: &FieldMatch, request: &Request) -> bool {
    let mut pairs =
        request.query().unwrap_or_default().split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    pairs.find(|(name, _)| *name == &*field.name).is_some_and(|(_, value)| field.value.accepts(value))
}

/// A guard, what happens when it accepts, and where it was written.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// When.
    pub guard: Guard,
    /// What.
    pub template: Template,
    /// Where it was written; none for what the controller adds by itself.
    pub origin: Option<Origin>,
}

/// Rules by a path's hash. The hasher mixes well and is seeded once: SipHash took most of a lookup's time.
type ByPath = HashMap<Box<str>, Vec<u32>, foldhash::fast::FixedState>;

/// Rules in order of precedence.
#[derive(Debug, Clone, Default)]
pub struct RuleSet {
    rules: Vec<Rule>,
    exact: ByPath,
    prefix: ByPath,
    /// Beginnings, and regular expressions by the text that their matches begin with, in lower case.
    leads: ByPath,
    /// How long those texts are, longest first, each length once.
    lead_lengths: Vec<usize>,
    /// Rules that the path alone cannot find: any path, and what may begin with anything.
    scan: Vec<u32>,
}

/// No more of a path is put into lower case to look for a regular expression.
const LONGEST_LEAD: usize = 128;

impl RuleSet {
    /// Takes rules in order of precedence, the strongest first.
    pub fn new(rules: Vec<Rule>) -> Self {
        let mut set = Self::default();
        for (index, rule) in (0_u32..).zip(&rules) {
            match &rule.guard.path {
                PathMatch::Exact(path) => set.exact.entry(path.clone()).or_default().push(index),
                PathMatch::Prefix(path) => set.prefix.entry(path.clone()).or_default().push(index),
                PathMatch::Any => set.scan.push(index),
                PathMatch::Begin(begin) => set.add_lead(begin.to_ascii_lowercase(), index),
                PathMatch::Regex(pattern) => set.add_lead(pattern.lead(), index),
            }
        }
        order_by(&mut set.lead_lengths, |a, b| b.cmp(a));
        set.lead_lengths.dedup();
        set.rules = rules;
        set
    }

    /// Adds a rule whose paths all begin with `lead`, in whatever case.
    fn add_lead(&mut self, mut lead: String, index: u32) {
        lead.truncate(lead.floor_char_boundary(LONGEST_LEAD));
        if lead.is_empty() {
            self.scan.push(index);
            return;
        }
        self.lead_lengths.push(lead.len());
        self.leads.entry(lead.into()).or_default().push(index);
    }

    /// The rules, strongest first.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The first rule that accepts the request, by its place in [`RuleSet::rules`]. Does not allocate.
    pub fn first_match(&self, path: &str, request: &Request) -> Option<usize> {
        // What is found by the whole path or by a prefix matches; elsewhere the path is asked too.
        let rest = |guard: &Guard| guard.accepts_rest(request);
        let whole = |guard: &Guard| guard.accepts(path, request);
        let mut best = u32::MAX;
        if let Some(list) = self.exact.get(path) {
            best = self.first_of(list, best, rest);
        }
        let mut end = path.len();
        loop {
            if let Some(list) = self.prefix.get(&path[..end]) {
                best = self.first_of(list, best, rest);
            }
            match path[..end].rfind('/') {
                Some(slash) => end = slash,
                None => break,
            }
        }
        let mut buffer = [0; LONGEST_LEAD];
        let folded = if self.leads.is_empty() { "" } else { fold(path, &mut buffer) };
        for &length in &self.lead_lengths {
            if let Some(list) = folded.get(..length).and_then(|head| self.leads.get(head)) {
                best = self.first_of(list, best, whole);
            }
        }
        best = self.first_of(&self.scan, best, whole);
        (best != u32::MAX).then_some(best as usize)
    }

    /// The first of `list` before `limit` whose guard `accepts`; `limit` where none does.
    fn first_of(&self, list: &[u32], limit: u32, accepts: impl Fn(&Guard) -> bool) -> u32 {
        let mut before = list.iter().copied().take_while(|&index| index < limit);
        before.find(|&index| accepts(&self.rules[index as usize].guard)).unwrap_or(limit)
    }
}

/// The beginning of `path` in lower case.
fn fold<'a>(path: &str, buffer: &'a mut [u8; LONGEST_LEAD]) -> &'a str {
    let head = &path[..path.floor_char_boundary(LONGEST_LEAD)];
    let folded = &mut buffer[..head.len()];
    folded.copy_from_slice(head.as_bytes());
    folded.make_ascii_lowercase();
    std::str::from_utf8(folded).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Need, Scheme};

    #[test]
    fn the_index_finds_what_walking_finds() {
        let patterns = [
            "^/é/b",
            "(?i)^/Api/V1(/|$)(.*)",
            "^/api/v1?",
            "(?i)^/api",
            "^/a|/zz",
            "(?i)^/a{0,2}b",
            "^/foo$",
            "(?i)^/foo",
            "^/[a-z]+/x",
            "(?i)^/",
            "(?-i)^/Q",
            "(?i)^/ab\\b",
        ];
        let paths = [
            "/",
            "/é/b",
            "/É/b",
            "/api/v1",
            "/API/v",
            "/api/v12/x",
            "/zz",
            "/x/zz",
            "/b",
            "/aab",
            "/foo",
            "/FOO",
            "/fooo",
            "/q",
            "/Q",
            "/ab",
            "/abc",
            "/ab/x",
            "/qq/x",
            "",
        ];
        let long = format!("/{}", "é".repeat(LONGEST_LEAD));
        let regex = |source| PathMatch::Regex(Pattern::pcre(source, Need::Match).expect("it is linear"));
        let begin = |begin: &str| PathMatch::Begin(begin.into());
        let mut matches: Vec<PathMatch> = patterns.into_iter().map(regex).collect();
        matches.extend(["", "/", "/Foo", "/foo", "/ab/", "/É", &long].map(begin));
        // Every rotation and its reverse, so that each stands before each other.
        for turn in 0..matches.len() * 2 {
            let mut order = matches.clone();
            order.rotate_left(turn % matches.len());
            if turn >= matches.len() {
                order.reverse();
            }
            let rule = |path: &PathMatch| Rule {
                guard: Guard::path(path.clone()),
                template: Template::Refuse { reason: String::new() },
                origin: None,
            };
            let set = RuleSet::new(order.iter().map(rule).collect());
            for path in paths.into_iter().chain([long.as_str()]) {
                let request = Request::get(Scheme::Http, "h", path);
                let walked = set.rules().iter().position(|rule| rule.guard.accepts(path, &request));
                assert_eq!(set.first_match(path, &request), walked, "{path} among {order:?}");
            }
        }
    }
}
