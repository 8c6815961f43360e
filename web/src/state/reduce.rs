//! Decides what follows when something happens on the page. What the worker says is in `heard`.

use gatefold_core::view::Place;

use super::{Bench, Dialog, Effect, Engine, Failure, Link, Lit, Msg, Notice, Pane, ROWS, State, Theme, Timer, Writing};
use crate::protocol::{Ask, Call, Origin, SentSource, Slot};

/// What to say when a script that makes a file did not arrive: nothing else keeps a file from being made.
const NOT_SAVED: &str = "The file was not saved: a part of this page could not be fetched. Try again with a network.";

/// Changes the state and says what is to be done.
pub(crate) fn reduce(state: &mut State, msg: Msg) -> Vec<Effect> {
    let mut out = Vec::new();
    match msg {
        Msg::Begin(fragment) => state.begin(fragment, &mut out),
        Msg::OpenSlot(slot) => {
            state.move_to(String::new(), &mut out);
            state.send(Ask::OpenSlot(slot), &mut out);
        }
        Msg::EngineFailed(why) => state.failed(why, &mut out),
        Msg::EngineStop => state.stopped("The engine was stopped. Edit the text, and it starts again.", &mut out),
        Msg::Said(said) => state.hear(*said, &mut out),
        Msg::Rang(timer) => state.rang(timer, &mut out),
        Msg::EditorReady => state.switch_to(Writing::Editor, &mut out),
        Msg::EditorFailed => state.switch_to(Writing::NoEditor, &mut out),
        Msg::SwitchWriting => match state.writing {
            Writing::Editor => state.switch_to(Writing::Plain, &mut out),
            Writing::Plain => state.switch_to(Writing::Editor, &mut out),
            Writing::Waiting | Writing::NoEditor => {}
        },
        Msg::Edited => state.edited(&mut out),
        Msg::Point { lit, is_cursor } => {
            if state.lit != lit {
                state.lit = lit;
                out.push(if is_cursor { Effect::Cancel(Timer::FarEnd) } else { Effect::Set(Timer::FarEnd) });
                if is_cursor {
                    state.scroll_far_end(&mut out);
                }
            }
        }
        Msg::InputVisible(first, last) => {
            if state.input_visible != (first, last) {
                state.input_visible = (first, last);
                out.push(Effect::Set(Timer::Scroll));
            }
        }
        Msg::OutputVisible(first, last) => {
            if state.output.visible != (first, last) {
                state.output.visible = (first, last);
                out.push(Effect::Set(Timer::Scroll));
            }
        }
        Msg::Tab(place) => state.show_tab(place, &mut out),
        Msg::AddTab => {
            let name = state.free_name();
            let id = state.add_tab(name);
            out.push(Effect::Empty(id));
            state.show_tab(state.tabs.len() - 1, &mut out);
            state.edited(&mut out);
        }
        Msg::Files(names) => state.add_files(names, &mut out),
        Msg::CloseTab(place) => state.close_tab(place, &mut out),
        Msg::Clear => {
            state.forget_example();
            out.push(Effect::Clear);
        }
        Msg::Replaced => state.forget_example(),
        Msg::RenameTab(place, name) => {
            if let Some(tab) = state.tabs.get_mut(place).filter(|tab| !name.trim().is_empty() && tab.name != name) {
                tab.name = name.trim().to_owned();
                state.edited(&mut out);
            }
        }
        Msg::RequestLine(line) => {
            state.request.line = line;
            state.request_edited(&mut out);
        }
        Msg::RequestPasted(text) => {
            state.request.paste(&text);
            state.is_curl_asked = true;
            state.request_edited(&mut out);
            // At once: the next answer is then one to this request, and may rewrite it.
            state.rang(Timer::Request, &mut out);
        }
        Msg::RequestHeaders(headers) => {
            state.request.headers = headers;
            state.request_edited(&mut out);
        }
        Msg::ToggleHeaders => state.request.is_open = !state.request.is_open,
        Msg::AskNow => {
            state.dialog = None;
            state.is_curl_asked = true;
            state.wants_winner = true;
            state.rang(Timer::Request, &mut out);
        }
        Msg::Pick(name, text) => {
            if state.settings.choose(name, text) {
                state.edited(&mut out);
            }
        }
        Msg::Part(part) => {
            state.output.part = part;
            state.restart_output(&mut out);
        }
        Msg::Format(format) => {
            state.output.format = format;
            state.restart_output(&mut out);
        }
        Msg::WantZip => state.send(Ask::Files { part: state.output.part }, &mut out),
        Msg::WantText(purpose) => {
            state.wanted_text = Some(purpose);
            let ask = Ask::Text { part: state.output.part, format: state.output.notation() };
            state.send(ask, &mut out);
        }
        Msg::Reveal(place) => state.reveal(place, &mut out),
        Msg::Fix(source, edits) => {
            state.show_tab(usize::try_from(source).unwrap_or(usize::MAX), &mut out);
            out.push(Effect::Edit(edits));
        }
        Msg::Bench(bench) => {
            state.bench = bench;
            state.pane = Pane::Shelf;
            state.is_shelf_folded = false;
            state.wants_rule = true;
            state.ask_bench(&mut out);
        }
        Msg::FoldShelf => state.is_shelf_folded = !state.is_shelf_folded,
        Msg::Pane(pane) => {
            state.pane = pane;
            if let (Pane::Output, Some(Lit::Output(line))) = (pane, state.lit) {
                // It could not be scrolled to while it was out of sight.
                out.push(Effect::ScrollOutput(line));
            }
        }
        Msg::Fate(fate) => {
            state.fate = fate;
            state.ledger.wanted = ROWS;
            state.ask_bench(&mut out);
        }
        Msg::LedgerFilter(filter) => {
            state.ledger_filter = filter;
            state.ledger.wanted = ROWS;
            out.push(Effect::Set(Timer::Filter));
        }
        Msg::FlowFilter(filter) => {
            state.flow_filter = filter;
            out.push(Effect::Set(Timer::Filter));
        }
        Msg::More(bench) => {
            match bench {
                Bench::Problems => state.problems.wanted += ROWS,
                Bench::Ledger => state.ledger.wanted += ROWS,
                Bench::Trace | Bench::Traffic => {}
            }
            state.ask_bench(&mut out);
        }
        Msg::CopyLink => state.want_link(true, &mut out),
        Msg::Copied(is_copied) => state.copied(is_copied),
        Msg::NotSaved => state.alarm(NOT_SAVED),
        Msg::Open(dialog) => {
            state.dialog = Some(dialog);
            if dialog == Dialog::Share {
                state.want_link(false, &mut out);
            }
        }
        Msg::Close => {
            if state.dialog.take() == Some(Dialog::Page) {
                out.push(Effect::Address(state.address.clone()));
            }
        }
        Msg::Keep => {
            state.origin = Origin::Kept(Slot::Mine);
            state.save(&mut out);
        }
        Msg::NextTheme => {
            state.theme = match state.theme {
                Theme::System => Theme::Light,
                Theme::Light => Theme::Dark,
                Theme::Dark => Theme::System,
            };
            out.push(Effect::Theme(state.theme));
        }
        Msg::Dismiss => state.notice = None,
        Msg::NextPane => out.push(Effect::NextPane),
        Msg::NextProblem => {
            state.pane = Pane::Input;
            state.next_problem(&mut out);
        }
        Msg::Hidden => {
            if state.is_edited {
                state.rang(Timer::Input, &mut out);
                state.save(&mut out);
            }
        }
    }
    out
}

impl State {
    pub(super) fn send(&mut self, ask: Ask, out: &mut Vec<Effect>) {
        let number = self.numbers.next(ask.topic());
        out.push(Effect::Send(Call { number, ask }));
    }

    /// An address: the page of a code lies over what is shown, everything else is opened.
    fn begin(&mut self, fragment: String, out: &mut Vec<Effect>) {
        if self.engine == Engine::Starting && self.numbers.last == 0 {
            out.extend([Effect::StartEngine, Effect::LoadEditor]);
        }
        let is_closed = self.dialog == Some(Dialog::Page) && fragment == self.address;
        let code = fragment.strip_prefix("#code/").map(str::to_owned);
        let is_page = code.is_some();
        self.dialog = code.is_some().then_some(Dialog::Page);
        if let Some(code) = code {
            out.push(Effect::ReadPage(code.clone()));
            self.code = code;
        }
        if (is_page || is_closed) && !self.tabs.is_empty() {
            return;
        }
        let fragment = if is_page { String::new() } else { fragment };
        self.next_address.clone_from(&fragment);
        self.send(Ask::Open { fragment }, out);
    }

    pub(super) fn move_to(&mut self, address: String, out: &mut Vec<Effect>) {
        self.next_address.clone_from(&address);
        self.address.clone_from(&address);
        out.push(Effect::Address(address));
    }

    /// The next problem; without an editor, which knows where the cursor is, one after the other.
    fn next_problem(&mut self, out: &mut Vec<Effect>) {
        if self.writing == Writing::Editor {
            out.push(Effect::NextProblem);
            return;
        }
        let next = self.marks.get(self.next_mark).or(self.marks.first()).copied();
        self.next_mark = if self.next_mark < self.marks.len() { self.next_mark + 1 } else { 1 };
        out.extend(next.map(Effect::Reveal));
    }

    /// Sends the input, or remembers to while another is being read.
    pub(super) fn send_input(&mut self, out: &mut Vec<Effect>) {
        if self.is_reading {
            self.is_behind = true;
            return;
        }
        if self.engine == Engine::Stopped {
            out.push(Effect::StartEngine);
        }
        self.engine = Engine::Busy;
        self.is_reading = true;
        self.is_behind = false;
        let sources = self.tabs.iter().map(|tab| SentSource { id: tab.id, name: tab.name.clone(), has_text: false });
        let keep = self.is_edited.then(|| (self.slot(), self.request.text()));
        let ask = Ask::Input { sources: sources.collect(), settings: self.settings.clone(), keep };
        self.send(ask, out);
        out.push(Effect::Set(Timer::Slow));
    }

    pub(super) fn edited(&mut self, out: &mut Vec<Effect>) {
        if !self.is_edited {
            self.is_edited = true;
            self.origin = Origin::Kept(self.slot());
            self.move_to(String::new(), out);
        }
        self.crashes = 0;
        self.age_link();
        out.extend([Effect::Set(Timer::Input), Effect::Set(Timer::Save)]);
    }

    fn request_edited(&mut self, out: &mut Vec<Effect>) {
        self.request.is_touched = true;
        self.crashes = 0;
        self.age_link();
        out.push(Effect::Set(Timer::Request));
        if self.is_edited {
            out.push(Effect::Set(Timer::Save));
        }
    }

    fn age_link(&mut self) {
        if let Link::Made { is_stale, .. } = &mut self.link {
            *is_stale = true;
        }
    }

    fn rang(&mut self, timer: Timer, out: &mut Vec<Effect>) {
        match timer {
            Timer::Input => self.send_input(out),
            Timer::Request => self.send(Ask::Request(self.request.text()), out),
            Timer::Save if self.is_behind => out.push(Effect::Set(Timer::Save)),
            Timer::Save => self.save(out),
            Timer::FarEnd => self.scroll_far_end(out),
            Timer::Slow if self.is_reading => self.engine = Engine::Slow,
            Timer::Slow => {}
            Timer::Filter => self.ask_bench(out),
            Timer::Scroll => {
                self.ask_lines_if_missing(out);
                self.ask_ties(out);
            }
        }
    }

    fn save(&mut self, out: &mut Vec<Effect>) {
        let request = self.request.text();
        self.send(Ask::Save { slot: self.slot(), request }, out);
    }

    fn failed(&mut self, why: Failure, out: &mut Vec<Effect>) {
        if why == Failure::Missing {
            self.stopped(
                "A part of the engine could not be fetched. Check the connection, then edit the text or reload the page.",
                out,
            );
            return;
        }
        self.crashes += 1;
        if self.crashes > 1 {
            self.stopped(
                "The engine stopped again on this input. Your text is here: edit it, and the engine starts.",
                out,
            );
            return;
        }
        self.is_reading = false;
        self.alarm("The engine stopped and was started again. Your text is all here.");
        out.push(Effect::StartEngine);
        if self.tabs.is_empty() {
            self.send(Ask::Open { fragment: String::new() }, out);
        } else {
            self.send_input(out);
        }
    }

    fn stopped(&mut self, why: &str, out: &mut Vec<Effect>) {
        self.is_reading = false;
        self.engine = Engine::Stopped;
        self.alarm(why);
        out.push(Effect::Cancel(Timer::Slow));
    }

    fn switch_to(&mut self, writing: Writing, out: &mut Vec<Effect>) {
        out.push(Effect::Flush);
        self.writing = writing;
        if let Some(tab) = self.tab() {
            out.push(Effect::Show(tab.id));
            self.ask_markers(out);
        }
    }

    fn reveal(&mut self, place: Place, out: &mut Vec<Effect>) {
        match place.source {
            Some(source) => {
                self.pane = Pane::Input;
                self.show_tab(usize::try_from(source).unwrap_or(usize::MAX), out);
                out.push(Effect::Reveal(place));
            }
            None => {
                self.pane = Pane::Output;
                self.lit = Some(Lit::Output(place.line));
                out.push(Effect::ScrollOutput(place.line));
            }
        }
    }

    fn scroll_far_end(&mut self, out: &mut Vec<Effect>) {
        let ends = self.far_ends();
        let (first, last) = match self.lit {
            Some(Lit::Input(_)) => self.output.visible,
            Some(Lit::Output(_)) => self.input_visible,
            None => return,
        };
        if ends.iter().any(|line| (first..=last).contains(line)) {
            return;
        }
        let Some(end) = ends.first() else { return };
        out.push(match self.lit {
            Some(Lit::Input(_)) => Effect::ScrollOutput(*end),
            _ => Effect::ScrollInput(*end),
        });
    }

    fn alarm(&mut self, text: &str) {
        self.notice = Some(Notice { text: text.to_owned(), is_alarm: true });
    }

    fn copied(&mut self, is_copied: bool) {
        if let Link::Made { is_copied: mark, .. } = &mut self.link {
            *mark = is_copied;
        }
        let text =
            if is_copied { "Copied." } else { "The browser does not allow copying: select the text and copy it." };
        self.notice = Some(Notice { text: text.to_owned(), is_alarm: !is_copied });
    }
}
