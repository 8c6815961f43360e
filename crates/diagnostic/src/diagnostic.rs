//! One finding: a code, its arguments, its place, and how to mend it.

use serde::Serialize;

use crate::{Arg, Args, Code, ObjectRef, Span, render};

/// How bad it is. `Error` only where every conformant controller must refuse or fail the object, or where the input
/// cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// It does not work.
    Error,
    /// It works, though not as one might think.
    Warning,
    /// Worth knowing.
    Info,
}

impl Severity {
    /// `error`, `warning` or `info`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

/// Replaces the text of a span.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TextEdit {
    /// What is replaced; empty to insert.
    pub span: Span,
    /// What stands there afterwards.
    pub text: String,
}

/// A change to the text that is certain to mend the finding, comments and layout kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fix {
    /// What the fix does, as an imperative: a template with the diagnostic's arguments.
    pub title: &'static str,
    /// The edits, which do not overlap.
    pub edits: Vec<TextEdit>,
}

/// One finding. Its words come from the registry: [`Diagnostic::message`] and [`Diagnostic::help`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which finding.
    pub code: Code,
    /// How bad; the registry's, unless the mode of the input changes it.
    pub severity: Severity,
    /// What fills the message's and help's placeholders.
    pub args: Args,
    /// The object concerned; none when the text could not be read as one.
    pub object: Option<ObjectRef>,
    /// The field as a path in Kubernetes' spelling, `spec.rules[0].host`; empty for the whole object.
    pub field: String,
    /// The place in the user's text.
    pub span: Option<Span>,
    /// How to mend it, most likely first.
    pub fixes: Vec<Fix>,
}

impl Diagnostic {
    /// A finding of `code` with the registry's severity and no place yet.
    pub fn new(code: Code, args: Args) -> Self {
        Self {
            code,
            severity: code.facts().severity,
            args,
            object: None,
            field: String::new(),
            span: None,
            fixes: Vec::new(),
        }
    }

    /// The same finding about `object`.
    #[must_use]
    pub fn of(mut self, object: ObjectRef) -> Self {
        self.object = Some(object);
        self
    }

    /// The same finding at a field and its span.
    #[must_use]
    pub fn at(mut self, field: impl Into<String>, span: Option<Span>) -> Self {
        self.field = field.into();
        self.span = span;
        self
    }

    /// The same finding with another severity.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// The same finding with one more argument, such as the name that a fix puts in.
    #[must_use]
    pub fn arg(mut self, name: &'static str, value: impl Into<Arg>) -> Self {
        self.args = self.args.with(name, value);
        self
    }

    /// The same finding with one more fix.
    #[must_use]
    pub fn fix(mut self, title: &'static str, edits: Vec<TextEdit>) -> Self {
        self.fixes.push(Fix { title, edits });
        self
    }

    /// One sentence: what is so, with the names involved.
    pub fn message(&self) -> String {
        render(self.code.facts().message, &self.args)
    }

    /// What to do about it.
    pub fn help(&self) -> String {
        render(self.code.facts().help, &self.args)
    }
}
