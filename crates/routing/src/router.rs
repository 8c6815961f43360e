//! What a router is, and the account that it gives of itself.

use std::sync::Arc;

use gatefold_diagnostic::{Args, ObjectRef, Span, render};
use serde::{Serialize, Serializer, ser::SerializeStruct};

use crate::{Choice, Outcome, Reason, Request};

/// Where a rule was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Origin {
    /// The object that says so.
    pub object: Arc<ObjectRef>,
    /// The field, in Kubernetes' spelling.
    pub field: Box<str>,
    /// Its place in the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
}

/// How a candidate fared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum StepResult {
    /// It decided the outcome.
    Won,
    /// It was considered and did not.
    Lost,
    /// It changed what happens without being a candidate: a filter, an assumption.
    Applied,
}

/// One thing considered on the way, in the order in which the router considers it.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The rule or object considered; none for what the controller does by itself.
    pub origin: Option<Origin>,
    /// How it fared.
    pub result: StepResult,
    /// Why.
    pub reason: Reason,
    /// What fills the reason's words.
    pub args: Args,
}

impl Step {
    /// The reason in words.
    pub fn text(&self) -> String {
        render(self.reason.template(), &self.args)
    }
}

impl Serialize for Step {
    /// `{"object","field","span","result","reason","args","text"}`, the first three where there is an origin.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut step = serializer.serialize_struct("Step", 7)?;
        if let Some(origin) = &self.origin {
            step.serialize_field("object", &*origin.object)?;
            step.serialize_field("field", &origin.field)?;
            step.serialize_field("span", &origin.span)?;
        }
        step.serialize_field("result", &self.result)?;
        step.serialize_field("reason", &self.reason)?;
        step.serialize_field("args", &self.args)?;
        step.serialize_field("text", &self.text())?;
        step.end()
    }
}

/// What a router does with a request, and why.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Decision {
    /// What becomes of it.
    pub outcome: Outcome,
    /// Everything considered, in order.
    pub trace: Vec<Step>,
}

/// One side. Built once from a Bundle, then asked many times.
pub trait Router {
    /// What becomes of the request, without a trace and without allocating in the common case.
    fn choose<'a>(&'a self, request: &Request) -> Choice<'a>;

    /// The same with its trace: `decide(r).outcome == choose(r).outcome(r)` always.
    fn decide(&self, request: &Request) -> Decision;

    /// What becomes of the request, without a trace.
    fn route(&self, request: &Request) -> Outcome {
        self.choose(request).outcome(request)
    }
}

/// Whether a request ends the same on both sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It does.
    Same,
    /// It does not.
    Different,
    /// One side cannot say.
    Unknown,
}

impl Verdict {
    /// Compares two outcomes; unknown where either is.
    pub fn of(a: &Outcome, b: &Outcome) -> Self {
        match (a, b) {
            (Outcome::Unknown { .. }, _) | (_, Outcome::Unknown { .. }) => Self::Unknown,
            _ if a.same_as(b) => Self::Same,
            _ => Self::Different,
        }
    }
}
