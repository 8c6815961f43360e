//! Decides what the engine is asked for: what is on the screen, a little beyond it, and nothing that is out of sight.

use gatefold_core::view::{InputLine, OutputFormat, Place};

use super::{Asked, Bench, Effect, Link, SPARE_LINES, State};
use crate::protocol::Ask;

impl State {
    pub(super) fn restart_output(&mut self, out: &mut Vec<Effect>) {
        self.output.lines = Default::default();
        self.output.visible = (1, self.output.visible.1.saturating_sub(self.output.visible.0).max(SPARE_LINES));
        out.push(Effect::ScrollOutput(1));
        self.ask_lines(out);
        self.ask_ties(out);
    }

    pub(super) fn ask_lines(&mut self, out: &mut Vec<Effect>) {
        let (first, last) = self.output.visible;
        let start = first.saturating_sub(SPARE_LINES).max(1);
        let count = last.max(first) - start + 1 + SPARE_LINES;
        self.send(Ask::Lines { part: self.output.part, format: self.output.notation(), start, count }, out);
    }

    pub(super) fn ask_lines_if_missing(&mut self, out: &mut Vec<Effect>) {
        let (first, last) = self.output.visible;
        let last = last.min(self.output.size.lines);
        let here = |line: u32| {
            let ends = self.output.lines.first().zip(self.output.lines.last());
            ends.is_some_and(|(from, to)| (from.number..=to.number).contains(&line))
        };
        if last >= first && !(here(first) && here(last)) {
            self.ask_lines(out);
        }
    }

    pub(super) fn ask_ties(&mut self, out: &mut Vec<Effect>) {
        if self.output.notation() == OutputFormat::Json {
            // Threads lead to lines of the YAML.
            self.ties = Default::default();
            return;
        }
        let (line, to) = self.input_visible;
        let from = InputLine { source: self.source(), line };
        self.send(Ask::Ties { part: self.output.part, from, to, output: self.output.visible }, out);
    }

    pub(super) fn ask_markers(&mut self, out: &mut Vec<Effect>) {
        self.send(Ask::Markers { source: self.source() }, out);
    }

    pub(super) fn ask_bench(&mut self, out: &mut Vec<Effect>) {
        let ask = match self.bench {
            Bench::Problems => Ask::Problems { count: self.problems.wanted },
            Bench::Ledger => {
                Ask::Ledger { fate: self.fate, filter: self.ledger_filter.clone(), count: self.ledger.wanted }
            }
            Bench::Traffic => Ask::Flow { filter: self.flow_filter.clone(), answering: self.winner() },
            Bench::Trace => return,
        };
        self.send(ask, out);
    }

    pub(super) fn want_link(&mut self, then_copy: bool, out: &mut Vec<Effect>) {
        self.link = Link::Wanted { then_copy };
        self.send(Ask::Link { request: self.request.text() }, out);
    }

    /// Where the rule of Gateway API that answers the request is written.
    pub(super) fn winner(&self) -> Option<Place> {
        let Asked::Answer(answer) = &self.asked else { return None };
        let trace = answer.gateway.iter().flat_map(|side| &side.trace);
        trace.filter(|step| step.result == "won").filter_map(|step| step.place).next_back()
    }
}
