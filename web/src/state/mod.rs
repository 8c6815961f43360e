//! The page's state: everything that it shows, and nothing that it can compute from it.
//!
//! [`reduce`] is pure: it changes the state and returns the [`Effect`]s that the world has to do. Texts of sources are
//! not here (see `effects::texts`): they stay JavaScript strings, so that two megabytes are never copied into this memory
//! on the main thread.

mod asks;
mod effect;
mod heard;
mod msg;
mod parts;
mod reduce;
mod sources;
#[cfg(test)]
mod tests;

use std::rc::Rc;

use gatefold_core::{
    Settings, order_by,
    view::{Fate, FlowView, LedgerRow, Place, Problem, Summary, Tie},
};

pub(crate) use effect::{Effect, Timer};
pub(crate) use msg::Msg;
pub(crate) use parts::{
    Asked, Bench, Dialog, Engine, Failure, Link, Lit, Notice, Output, Pane, Request, Rows, Tab, Theme, Writing,
};
pub(crate) use reduce::reduce;

use crate::protocol::{Opened, Origin, Slot, TabId, Topic};

/// Lines asked for beyond what is visible, on both sides: scrolling a little needs no question.
pub(crate) const SPARE_LINES: u32 = 40;
/// Rows of problems and of the ledger that are asked for at a time.
pub(crate) const ROWS: usize = 100;

/// The whole page.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct State {
    /// The sources.
    pub(crate) tabs: Vec<Tab>,
    /// Which is shown, by place.
    pub(crate) active: usize,
    /// Number of the next tab.
    next_tab: u32,
    /// What was chosen.
    pub(crate) settings: Settings,
    /// The address bar.
    pub(crate) request: Request,
    /// Where the work came from.
    pub(crate) origin: Origin,
    /// Whether the work was edited since it was opened.
    pub(crate) is_edited: bool,
    /// Whether there is a draft of the person's own.
    pub(crate) has_mine: bool,
    /// Whether the rule that answers is to be shown: after opening, and when Enter was pressed.
    wants_winner: bool,
    /// Whether the traffic's rule that answers is to be scrolled to when it comes.
    wants_rule: bool,
    /// Whether Enter was pressed on the request: a curl command is rewritten then.
    is_curl_asked: bool,
    /// Numbers of the last question of each topic.
    numbers: Numbers,
    /// Whether something was edited that the engine does not know of yet.
    is_behind: bool,
    /// Whether an input is with the engine.
    is_reading: bool,
    /// How often the engine stopped on this input.
    crashes: u32,
    /// How the engine is.
    pub(crate) engine: Engine,
    /// What the analysis came to.
    pub(crate) summary: Rc<Summary>,
    /// Whether there was any.
    pub(crate) has_summary: bool,
    /// Both sides.
    pub(crate) asked: Asked,
    /// The output.
    pub(crate) output: Output,
    /// First and last visible line of the input.
    pub(crate) input_visible: (u32, u32),
    /// Threads.
    pub(crate) ties: Rc<Vec<Tie>>,
    /// What is pointed at.
    pub(crate) lit: Option<Lit>,
    /// Findings.
    pub(crate) problems: Rows<Problem>,
    /// Entries of the ledger.
    pub(crate) ledger: Rows<LedgerRow>,
    /// Only those with this fate.
    pub(crate) fate: Option<Fate>,
    /// Only those with these words.
    pub(crate) ledger_filter: String,
    /// The split of traffic.
    pub(crate) flow: Rc<FlowView>,
    /// Only rules with this in their name.
    pub(crate) flow_filter: String,
    /// The foreground of a narrow page.
    pub(crate) pane: Pane,
    /// The shelf.
    pub(crate) bench: Bench,
    /// Whether the shelf is folded away.
    pub(crate) is_shelf_folded: bool,
    /// How the input is written.
    pub(crate) writing: Writing,
    /// The link.
    pub(crate) link: Link,
    /// Where the source that is shown has problems.
    pub(crate) marks: Rc<Vec<Place>>,
    /// Which of them F8 goes to next, where no editor knows.
    next_mark: usize,
    /// The fragment of what is shown, and of what was asked for.
    address: String,
    next_address: String,
    /// The code whose page is open.
    pub(crate) code: String,
    /// The dialog that is open.
    pub(crate) dialog: Option<Dialog>,
    /// Light or dark.
    pub(crate) theme: Theme,
    /// A sentence to the person.
    pub(crate) notice: Option<Notice>,
    /// What to do with the whole output when it comes.
    wanted_text: Option<TextUse>,
}

/// What the whole output is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TextUse {
    /// The clipboard.
    Copy,
    /// A file.
    Download,
}

/// The number of the last question of each topic.
#[derive(Debug, Clone, Default, PartialEq)]
struct Numbers {
    last: u32,
    by_topic: std::collections::BTreeMap<Topic, u32>,
}

impl Numbers {
    fn next(&mut self, topic: Topic) -> u32 {
        self.last += 1;
        self.by_topic.insert(topic, self.last);
        self.last
    }

    fn is_latest(&self, topic: Topic, number: u32) -> bool {
        self.by_topic.get(&topic) == Some(&number)
    }

    /// Whether an answer was given after the engine had the newest input.
    fn is_about_the_newest_input(&self, number: u32) -> bool {
        self.by_topic.get(&Topic::Input).is_none_or(|input| number >= *input)
    }
}

impl State {
    /// Nothing yet, in this theme.
    pub(crate) fn with_theme(theme: Theme) -> Self {
        Self { theme, ..Self::default() }
    }

    /// The source that is shown.
    pub(crate) fn tab(&self) -> Option<&Tab> {
        self.tabs.get(self.active)
    }

    /// The place of the source that is shown, as the engine counts.
    fn source(&self) -> u32 {
        u32::try_from(self.active).unwrap_or(u32::MAX)
    }

    /// Where edits are kept: a visit never overwrites one's own draft.
    pub(crate) fn slot(&self) -> Slot {
        match self.origin {
            Origin::Kept(slot) => slot,
            _ if self.has_mine => Slot::Visit,
            _ => Slot::Mine,
        }
    }

    /// Whether what is shown is no work of the person's own, while there is one.
    pub(crate) fn is_visit(&self) -> bool {
        self.has_mine && self.origin != Origin::Kept(Slot::Mine)
    }

    /// Whether there is a link that says what is shown: the next edit makes it stale.
    pub(crate) fn has_fresh_link(&self) -> bool {
        matches!(self.link, Link::Made { is_stale: false, .. })
    }

    /// Whether there is anything to ask: without an Ingress and a route nobody answers.
    pub(crate) fn has_sides(&self) -> bool {
        self.summary.has_ingress || self.summary.gateway_is_given
    }

    /// Lines of the other side that belong to what is pointed at.
    pub(crate) fn far_ends(&self) -> Vec<u32> {
        let source = self.source();
        let ends = self.ties.iter().filter(|tie| tie.input.source == source);
        let mut lines: Vec<u32> = match self.lit {
            None => Vec::new(),
            Some(Lit::Input(line)) => ends.filter(|tie| tie.input.line == line).filter_map(|tie| tie.output).collect(),
            Some(Lit::Output(line)) => ends.filter(|tie| tie.output == Some(line)).map(|tie| tie.input.line).collect(),
        };
        order_by(&mut lines, Ord::cmp);
        lines.dedup();
        lines
    }

    /// Lines of the output that belong to what is pointed at.
    pub(crate) fn lit_output(&self) -> Vec<u32> {
        match self.lit {
            Some(Lit::Output(line)) => vec![line],
            _ => self.far_ends(),
        }
    }

    fn show(&mut self, opened: Opened) {
        self.tabs.clear();
        for name in opened.names {
            self.add_tab(name);
        }
        if self.tabs.is_empty() {
            self.add_tab("input.yaml".to_owned());
        }
        self.active = 0;
        self.settings = opened.settings;
        self.request = Request::from_text(&opened.request, !opened.request.is_empty());
        self.origin = opened.origin;
        self.has_mine = opened.has_mine;
        self.is_edited = false;
        self.link = Link::None;
        self.lit = None;
        self.crashes = 0;
        self.notice = (!opened.trouble.is_empty()).then(|| Notice { text: sentence(&opened.trouble), is_alarm: true });
    }

    fn add_tab(&mut self, name: String) -> TabId {
        let id = TabId(self.next_tab);
        self.next_tab += 1;
        self.tabs.push(Tab { id, name });
        id
    }
}

/// With a capital letter and a full stop.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase().to_string()).unwrap_or_default();
    let stop = if text.ends_with('.') { "" } else { "." };
    format!("{first}{}{stop}", letters.as_str())
}
