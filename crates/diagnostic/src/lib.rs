//! What is wrong, where, and what to do about it: [`Diagnostic`], its [`Code`] registry, spans and fixes.
//!
//! Invariant: a stage says *what* it found (a code and typed arguments) and *where* (object, field, span). The words
//! live in the catalogue of this crate and nowhere else, so that a second language is a second table. This crate
//! knows neither YAML nor Kubernetes.

mod code;
mod diagnostic;
mod located;
mod map;
mod message;
mod object;
mod order;
mod pitfalls;
mod placeholder;
mod span;

pub use code::{CODES, Code, CodeFacts, UnknownCode};
pub use diagnostic::{Diagnostic, Fix, Severity, TextEdit};
pub use located::{Located, LocatedEdit, LocatedFix, SourceMap};
pub use map::{Map, Places, Set};
pub use message::{Arg, Args, excerpt, render, render_into};
pub use object::ObjectRef;
pub use order::{order_by, order_by_key, ordered};
pub use placeholder::{PLACEHOLDERS, placeholders};
pub use span::{LineIndex, Position, SourceId, Span};
