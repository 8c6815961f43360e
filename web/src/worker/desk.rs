//! Decides what the worker answers: a [`Session`] and the sources by which the page calls them. Knows no browser.

use std::{collections::BTreeMap, sync::Arc};

use gatefold_core::{Example, Session, Settings, Shared, Source, markers_json};

use crate::protocol::{Ask, Opened, Origin, Reply, SentSource, Slot, TabId};

/// Markers in one source that an editor is given: more than that is noise to read and slow to draw.
const MOST_MARKERS: usize = 300;
/// Rules in the picture of the traffic: what fits to be read.
const MOST_RULES: usize = 40;

/// What the browser had kept when a work was opened.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Shelf {
    /// The person's own.
    pub(crate) mine: Option<Shared>,
    /// The edited link or example.
    pub(crate) visit: Option<Shared>,
    /// Which was written last.
    pub(crate) last: Slot,
}

/// The engine and its memory.
#[derive(Debug, Default)]
pub(crate) struct Desk {
    session: Session,
    sources: BTreeMap<TabId, Source>,
    /// The sources in the order of their tabs.
    order: Vec<TabId>,
    settings: Settings,
}

impl Desk {
    /// Takes an input over: texts that came along replace what was known.
    pub(crate) fn take(&mut self, sent: Vec<SentSource>, texts: Vec<String>) {
        let mut texts = texts.into_iter();
        self.order = sent.iter().map(|source| source.id).collect();
        let mut next = BTreeMap::new();
        for source in sent {
            let known = self.sources.get(&source.id).map(|known| known.text.clone());
            let text = if source.has_text { texts.next().map(Arc::from) } else { known };
            next.insert(source.id, Source { name: source.name.into(), text: text.unwrap_or_default() });
        }
        self.sources = next;
    }

    /// The input, in the order of its tabs.
    fn input(&self) -> Vec<Source> {
        self.order.iter().filter_map(|id| self.sources.get(id)).cloned().collect()
    }

    /// Reads what was taken over.
    pub(crate) fn read(&mut self, settings: Settings) -> Reply {
        let input = self.input();
        // Under settings that do not exist the input is still read, with those that were last in force.
        let refused = settings.check().err();
        if refused.is_none() {
            self.settings = settings;
        }
        let trouble = refused.map(|error| error.to_string()).unwrap_or_default();
        match self.session.set_input(input, self.settings.clone()) {
            Ok(summary) => Reply::Summary { summary: Box::new(summary), trouble },
            Err(error) => Reply::Summary { summary: Box::default(), trouble: error.to_string() },
        }
    }

    /// What is to be kept of the input: what a link to it would hold.
    pub(crate) fn kept(&self, request: &str) -> Shared {
        Shared::new(&self.input(), self.settings.clone(), request)
    }

    /// Answers everything that needs no browser; nothing for what does.
    pub(crate) fn answer(&self, ask: Ask) -> Option<(Reply, Vec<String>)> {
        let session = &self.session;
        let reply = match ask {
            Ask::Open { .. } | Ask::OpenSlot(_) | Ask::Save { .. } | Ask::Input { .. } => return None,
            Ask::Request(text) => match session.ask(&text) {
                Ok(answer) => Reply::Answer(Box::new(answer)),
                Err(error) => Reply::NoRequest(error),
            },
            Ask::Lines { part, format, start, count } => Reply::Lines {
                size: session.output_size(part, format),
                page: session.output_lines(part, format, start, count),
            },
            Ask::Text { part, format } => return Some((Reply::Text, vec![session.output_text(part, format)])),
            Ask::Files { part } => {
                let files = session.output_files(part).into_iter().flat_map(|(name, text)| [name, text]);
                return Some((Reply::Files, files.collect()));
            }
            Ask::Ties { part, from, to, output } => Reply::Ties(session.ties(part, from, to, output)),
            Ask::Markers { source } => {
                let markers = session.markers(source, MOST_MARKERS);
                let places = markers.iter().filter_map(|marker| marker.place).collect();
                return Some((Reply::Markers { source, places }, vec![markers_json(&markers)]));
            }
            Ask::Problems { count } => Reply::Problems(session.problems(0, count)),
            Ask::Ledger { fate, filter, count } => Reply::Ledger(session.ledger(fate, &filter, 0, count)),
            Ask::Flow { filter, answering } => Reply::Flow(Box::new(session.flow(&filter, MOST_RULES, answering))),
            Ask::Link { request } => Reply::Link(session.link(&request)),
        };
        Some((reply, Vec::new()))
    }
}

/// What an address leads to, or why it leads nowhere; nothing where it says nothing.
pub(crate) type Led = Option<Result<(Shared, Origin), String>>;

/// What to show for an address: what it leads to, else what was kept last, else the first example. Where it leads nowhere
/// that is said, and what was kept is shown.
pub(crate) fn open(led: Led, shelf: Shelf) -> (Opened, Vec<String>) {
    let trouble = match led {
        Some(Ok((shared, origin))) => return show(shared, origin, shelf.mine.is_some(), String::new()),
        Some(Err(trouble)) => trouble,
        None => String::new(),
    };
    let slot = if shelf.visit.is_some() { shelf.last } else { Slot::Mine };
    open_slot(slot, shelf, trouble)
}

/// A kept work; where it does not exist the first example, or nothing where a link was asked for that cannot be opened.
pub(crate) fn open_slot(slot: Slot, shelf: Shelf, trouble: String) -> (Opened, Vec<String>) {
    let has_mine = shelf.mine.is_some();
    let kept = match slot {
        Slot::Mine => shelf.mine,
        Slot::Visit => shelf.visit,
    };
    match kept {
        Some(kept) => show(kept, Origin::Kept(slot), has_mine, trouble),
        None if !trouble.is_empty() => {
            (Opened { origin: Origin::Nothing, has_mine, trouble, ..Opened::default() }, Vec::new())
        }
        None => show(Example::first(), Origin::Untouched, has_mine, trouble),
    }
}

fn show(shared: Shared, origin: Origin, has_mine: bool, trouble: String) -> (Opened, Vec<String>) {
    let (names, texts) = shared.sources.into_iter().map(|source| (source.name, source.text)).unzip();
    (Opened { origin, names, settings: shared.settings, request: shared.request, has_mine, trouble }, texts)
}

#[cfg(test)]
mod tests {
    use gatefold_core::{EXAMPLES, SharedSource};
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    fn kept(name: &str) -> Option<Shared> {
        let source = SharedSource { name: name.to_owned(), text: format!("# {name}") };
        Some(Shared { sources: vec![source], ..Shared::default() })
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn an_untouched_page_shows_the_first_example() {
        let (opened, texts) = open(None, Shelf::default());
        assert_eq!(opened.origin, Origin::Untouched);
        assert_eq!(opened.request, EXAMPLES[0].request);
        assert_eq!(texts, [EXAMPLES[0].text()]);
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn what_was_written_last_comes_back() {
        for (last, name) in [(Slot::Mine, "a"), (Slot::Visit, "b")] {
            let (opened, texts) = open(None, Shelf { mine: kept("a"), visit: kept("b"), last });
            assert_eq!((opened.origin, opened.has_mine), (Origin::Kept(last), true));
            assert_eq!(texts, [format!("# {name}")]);
        }
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn a_broken_link_says_why_and_shows_the_draft() {
        let (opened, texts) = open(Some(Err("cut".to_owned())), Shelf { mine: kept("a"), ..Shelf::default() });
        assert_eq!((opened.origin, &*opened.trouble), (Origin::Kept(Slot::Mine), "cut"));
        assert_eq!(texts, ["# a"]);
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn a_wrong_address_opens_nothing_where_nothing_is_kept() {
        let (opened, texts) = open(Some(Err("no such example".to_owned())), Shelf::default());
        assert_eq!((opened.origin, texts.len(), &*opened.trouble), (Origin::Nothing, 0, "no such example"));
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn a_link_is_shown_although_there_is_a_draft() {
        let led = kept("b").map(|shared| Ok((shared, Origin::Link)));
        let (opened, _) = open(led, Shelf { mine: kept("a"), ..Shelf::default() });
        assert_eq!((opened.origin, opened.has_mine), (Origin::Link, true));
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn a_source_whose_text_did_not_come_is_as_it_was() {
        let mut desk = Desk::default();
        let source = |id, has_text| SentSource { id: TabId(id), name: format!("{id}.yaml"), has_text };
        desk.take(vec![source(1, true), source(2, true)], vec!["one".to_owned(), "two".to_owned()]);
        desk.take(vec![source(2, false), source(1, true)], vec!["uno".to_owned()]);
        let texts: Vec<&str> = desk.sources.values().map(|source| &*source.text).collect();
        assert_eq!(texts, ["uno", "two"]);
        let names: Vec<_> = desk.input().into_iter().map(|source| source.name.to_string()).collect();
        assert_eq!(names, ["2.yaml", "1.yaml"], "the order is that of the tabs");
    }
}
