//! The engine's memory: an Input and all that was computed from it.

use std::{cell::RefCell, collections::HashMap};

use gatefold_convert::Conversion;
use gatefold_gateway::GatewayRouter;
use gatefold_ingress::{IngressRouter, Ingresses};
use gatefold_manifest::{Bundle, Reader, Reading, Source};
use gatefold_routing::{Assumption, Request, Router as _};

use crate::{
    Report, Routed, Settings,
    flow::flow_view,
    output::{OutputViews, causes},
    places::Texts,
    problems::Findings,
    settings::Chosen,
    summary,
    view::{
        Answer, AskError, Fate, FlowView, InputLine, LedgerRow, LinkView, OutputFormat, OutputLine, OutputPart,
        OutputSize, Page, Problem, Summary, Tie,
    },
};

/// Lives in the page's worker, and in the terminal for one question. Documents that did not change are not read again.
#[derive(Debug, Default)]
pub struct Session {
    reader: Reader,
    sources: Vec<Source>,
    settings: Settings,
    state: Option<State>,
    /// The last output of an input that could be read whole.
    good: Option<(Conversion, Texts)>,
}

/// What was computed from one Input.
#[derive(Debug)]
struct State {
    reading: Reading,
    chosen: Chosen,
    ingresses: Ingresses,
    conversion: Conversion,
    texts: Texts,
    findings: Findings,
    ingress: Option<IngressRouter>,
    gateway: GatewayRouter,
    gateway_bundle: Bundle,
    gateway_is_given: bool,
    views: RefCell<OutputViews>,
}

impl Session {
    /// An empty session.
    pub fn new() -> Self {
        Self::default()
    }
}
