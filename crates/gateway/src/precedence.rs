//! Which of two matches comes first: [`Precedence`], the summary of a match that has the order.
//!
//! The order is that of HTTPRouteRule and GRPCRouteRule in the API reference: path, method, headers, query parameters,
//! then the older route, then namespace and name, then the order in the route. Where an implementation is known to differ
//! its flavour says so.

use std::{cmp::Ordering, sync::Arc};

use crate::MethodRule;

/// How a match asks for a path, the strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum PathRank {
    Exact,
    Regex,
    Prefix,
}

/// What of a route decides between matches that are equal: the older, then the alphabet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Seniority {
    pub(crate) created: Arc<str>,
    pub(crate) path: Arc<str>,
}

/// How a match asks, as far as it counts for its place.
#[derive(Debug, Clone)]
pub(crate) struct Precedence {
    pub(crate) path: PathRank,
    /// Characters of the path; of a gRPC service.
    pub(crate) path_length: usize,
    /// Characters of a gRPC method; 0 for HTTP.
    pub(crate) rpc_length: usize,
    pub(crate) method: bool,
    pub(crate) headers: usize,
    pub(crate) exact_headers: usize,
    pub(crate) query: usize,
    pub(crate) seniority: Seniority,
    pub(crate) rule: usize,
    pub(crate) entry: usize,
}

/// The clause that tells two matches apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Clause {
    PathKind,
    PathLength,
    Method,
    Headers,
    Query,
    Age,
    Name,
    RuleOrder,
}

impl Clause {
    /// In words, as the winner is described.
    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::PathKind => "an exact path before a regular expression before a prefix",
            Self::PathLength => "the longer path",
            Self::Method => "a match on the method",
            Self::Headers => "more header matches",
            Self::Query => "more query parameter matches",
            Self::Age => "the older route",
            Self::Name => "the route whose namespace and name come first in the alphabet",
            Self::RuleOrder => "the earlier rule of the route",
        }
    }
}

impl Precedence {
    /// `Less` where this one comes first, and the clause that says so.
    pub(crate) fn compare(&self, other: &Self, rule: MethodRule) -> (Ordering, Clause) {
        let more = |a: usize, b: usize| b.cmp(&a);
        let counted = |it: &Self| it.headers + usize::from(it.method && rule == MethodRule::AsHeader);
        let exact = |it: &Self| it.exact_headers + usize::from(it.method);
        let method = match rule {
            MethodRule::BeforeHeaders => other.method.cmp(&self.method),
            MethodRule::AsHeader => Ordering::Equal,
        };
        let exact_headers = match rule {
            MethodRule::BeforeHeaders => Ordering::Equal,
            MethodRule::AsHeader => more(exact(self), exact(other)),
        };
        #[rustfmt::skip]
        let clauses = [
            (self.path.cmp(&other.path),                               Clause::PathKind),
            (more(self.path_length, other.path_length),                Clause::PathLength),
            (more(self.rpc_length, other.rpc_length),                  Clause::PathLength),
            (method,                                                   Clause::Method),
            (more(counted(self), counted(other)),                      Clause::Headers),
            (exact_headers,                                            Clause::Headers),
            (more(self.query, other.query),                            Clause::Query),
            (self.seniority.created.cmp(&other.seniority.created),     Clause::Age),
            (self.seniority.path.cmp(&other.seniority.path),           Clause::Name),
            ((self.rule, self.entry).cmp(&(other.rule, other.entry)),  Clause::RuleOrder),
        ];
        let decided = clauses.into_iter().find(|(order, _)| order.is_ne());
        decided.unwrap_or((Ordering::Equal, Clause::RuleOrder))
    }
}
