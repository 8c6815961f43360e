//! A request, what a side does with it, and why: [`Request`], [`Outcome`], [`Trace`](Decision), the [`Router`] trait,
//! and the compiled form ([`RuleSet`], [`Template`]) that both routers run and that parity reads.
//!
//! Invariant: nothing here knows what an Ingress or an HTTPRoute is. Both sides compile to the same form, so that a
//! comparison of outcomes is `==` and what is proven about the form is what runs.

mod assumption;
mod catalogue;
mod client;
mod curl;
mod outcome;
mod parse;
mod pattern;
mod pcre;
mod reason;
mod request;
mod rewrite;
mod router;
mod rules;
mod template;
mod tokens;
mod uri;
mod url;

pub use assumption::{Assumed, Assumption};
pub use client::ClientHeaders;
pub use curl::to_curl;
pub use outcome::{Backend, Forward, HeaderValue, Mirror, Outcome, Redirect, Respond, Response, Upstream};
pub use pattern::{Pattern, PatternError};
pub use pcre::{Need, PcreError};
pub use reason::Reason;
pub use request::{Request, RequestError, Scheme};
pub use rewrite::{LocationTemplate, Piece, Rewrite};
pub use router::{Decision, Origin, Router, Step, StepResult, Verdict};
pub use rules::{FieldMatch, Guard, PathMatch, Rule, RuleSet, ValueMatch};
pub use template::{
    Choice, HeaderEdits, HostTemplate, PathTemplate, REQUEST_ORIGIN, RedirectTemplate, Template, TrailingSlash,
    WeightedBackend,
};
pub use uri::{Fidelity, NormalPath, escape, normalise};
