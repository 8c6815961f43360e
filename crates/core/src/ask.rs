//! One request asked of both sides.

use gatefold_routing::{Assumption, Decision, Request, Step, StepResult, Verdict, to_curl};
use serde::Serialize;

use crate::{
    describe,
    places::Texts,
    view::{Answer, AskError, SideAnswer, TraceRow},
};

/// Both sides' decisions on one request: a line of `gatefold route --format json`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Routed {
    /// The request.
    pub request: Request,
    /// The Ingress side; none without Ingress objects.
    pub ingress: Option<Decision>,
    /// The Gateway API side.
    pub gateway: Decision,
    /// Whether they end the same; unknown where a side is missing.
    pub verdict: Verdict,
    /// What was taken to be so.
    pub assumptions: Vec<Assumption>,
}

impl Routed {
    pub(crate) fn new(
        request: Request,
        mut ingress: Option<Decision>,
        mut gateway: Decision,
        assumptions: Vec<Assumption>,
    ) -> Self {
        for decision in ingress.iter_mut().chain([&mut gateway]) {
            decision.trace = told_once(std::mem::take(&mut decision.trace));
        }
        let verdict =
            ingress.as_ref().map_or(Verdict::Unknown, |ingress| Verdict::of(&ingress.outcome, &gateway.outcome));
        Self { request, ingress, gateway, verdict, assumptions }
    }

    /// How the two outcomes part, in words; empty when they are the same or a side is missing.
    pub fn difference(&self) -> String {
        match (&self.ingress, self.verdict) {
            (Some(ingress), Verdict::Different) => describe::difference(&ingress.outcome, &self.gateway.outcome),
            _ => String::new(),
        }
    }

    /// The rows that a person looks at.
    pub(crate) fn answer(&self, texts: &Texts) -> Answer {
        let side = |decision: &Decision| side_answer(decision, &self.request, texts);
        Answer {
            request: one_line(&self.request),
            headers: self.request.headers.clone(),
            curl: to_curl(&self.request),
            ingress: self.ingress.as_ref().map(side),
            gateway: Some(side(&self.gateway)),
            verdict: self.ingress.is_some().then(|| verdict_name(self.verdict).to_owned()),
            difference: self.difference(),
            assumptions: self.assumptions.iter().map(Assumption::text).collect(),
        }
    }
}

/// Without what was said before. A path is compiled for its text and for what lies below it, and for each method or origin
/// that it answers apart: what holds for all of them alike is one candidate to a person.
fn told_once(trace: Vec<Step>) -> Vec<Step> {
    let mut told = Vec::with_capacity(trace.len());
    for step in trace {
        if !told.contains(&step) {
            told.push(step);
        }
    }
    told
}

/// `same`, `different` or `unknown`.
pub(crate) fn verdict_name(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Same => "same",
        Verdict::Different => "different",
        Verdict::Unknown => "unknown",
    }
}

fn side_answer(decision: &Decision, request: &Request, texts: &Texts) -> SideAnswer {
    let decided = decision.trace.iter().rev().find(|step| step.result == StepResult::Won);
    let own = describe::reason(&decision.outcome).map(str::to_owned);
    SideAnswer {
        kind: describe::kind(&decision.outcome).to_owned(),
        title: describe::title(&decision.outcome),
        reason: own.or_else(|| decided.map(Step::text)).unwrap_or_default(),
        facts: describe::facts(&decision.outcome, request),
        trace: decision.trace.iter().map(|step| trace_row(step, texts)).collect(),
    }
}

fn trace_row(step: &Step, texts: &Texts) -> TraceRow {
    let result = match step.result {
        StepResult::Won => "won",
        StepResult::Lost => "lost",
        StepResult::Applied => "applied",
    };
    let candidate = step.origin.as_ref().map(|origin| format!("{} {}", origin.object, origin.field));
    TraceRow {
        result: result.to_owned(),
        candidate: candidate.map(|text| text.trim_end().to_owned()).unwrap_or_default(),
        text: step.text(),
        place: step.origin.as_ref().and_then(|origin| texts.place(origin.span?)),
    }
}

/// `GET https://host:port/path`.
fn one_line(request: &Request) -> String {
    let port = request.port.map(|port| format!(":{port}")).unwrap_or_default();
    format!("{} {}://{}{port}{}", request.method, request.scheme.name(), request.host, request.path)
}

/// Reads what stands in the address bar: a curl command, or a request line with header lines below it.
pub(crate) fn parse(text: &str) -> Result<Request, AskError> {
    if text.trim_start().starts_with("curl") {
        return Request::parse_curl(text).map_err(|error| ask_error(text, error.at, error.message));
    }
    let (line, headers) = text.split_once('\n').unwrap_or((text, ""));
    let mut request = Request::parse(line).map_err(|error| ask_error(text, error.at, error.message))?;
    let mut at = line.len() + 1;
    for header in headers.split('\n') {
        if !header.trim().is_empty() {
            let (name, value) = header
                .split_once(':')
                .ok_or_else(|| ask_error(text, at, format!("{} is no header; write `name: value`", header.trim())))?;
            request.headers.push((name.trim().to_owned(), value.trim().to_owned()));
        }
        at += header.len() + 1;
    }
    Ok(request)
}

fn ask_error(text: &str, at: usize, message: String) -> AskError {
    AskError { message, at: text.char_indices().take_while(|(byte, _)| *byte < at).count() }
}
