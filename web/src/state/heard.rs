//! Decides what follows when the worker says something. What is stale is dropped: an answer to a question that was asked
//! anew, and an answer about an input that has changed since.

use std::rc::Rc;

use gatefold_core::view::{Answer, LinkSize, LinkView, OutputFormat, OutputPart, Summary};

use super::{Asked, Bench, Dialog, Effect, Engine, Link, Lit, Notice, State, TextUse, Timer, sentence};
use crate::protocol::{Ask, Opened, Origin, Reply, Said, Slot, Topic};

fn topic(reply: &Reply) -> Topic {
    match reply {
        Reply::Opened(_) => Topic::Open,
        Reply::Summary { .. } => Topic::Input,
        Reply::Saved { .. } => Topic::Save,
        Reply::Answer(_) | Reply::NoRequest(_) => Topic::Request,
        Reply::Lines { .. } => Topic::Lines,
        Reply::Text | Reply::Files => Topic::Text,
        Reply::Ties(_) => Topic::Ties,
        Reply::Markers { .. } => Topic::Markers,
        Reply::Problems(_) => Topic::Problems,
        Reply::Ledger(_) => Topic::Ledger,
        Reply::Flow(_) => Topic::Flow,
        Reply::Link(_) => Topic::Link,
    }
}

impl State {
    pub(super) fn hear(&mut self, said: Said, out: &mut Vec<Effect>) {
        let Said { number, reply } = said;
        let topic = topic(&reply);
        let is_stale = !self.numbers.is_latest(topic, number)
            || (topic != Topic::Open && topic != Topic::Save && !self.numbers.is_about_the_newest_input(number));
        if is_stale {
            return;
        }
        match reply {
            Reply::Opened(opened) => self.opened(*opened, out),
            Reply::Summary { summary, trouble } => {
                if !trouble.is_empty() {
                    self.notice = Some(Notice { text: sentence(&trouble), is_alarm: true });
                }
                self.summarised(*summary, out);
            }
            Reply::Saved { slot, trouble } => self.saved(slot, &trouble),
            Reply::Answer(answer) => {
                self.tidy(&answer);
                self.asked = Asked::Answer(Rc::new(*answer));
                self.show_winner(out);
                if self.bench == Bench::Traffic {
                    // Its rule stands out in the table.
                    self.ask_bench(out);
                }
            }
            Reply::NoRequest(error) => self.asked = Asked::NoRequest(error),
            Reply::Lines { size, page } => {
                self.output.size = size;
                self.output.lines = Rc::new(page.rows);
            }
            Reply::Text => match self.wanted_text.take() {
                Some(TextUse::Copy) => out.push(Effect::CopyText),
                Some(TextUse::Download) => out.push(Effect::Download(self.file_name())),
                None => {}
            },
            Reply::Files => out.push(Effect::Zip(format!("{}.zip", self.part_name()))),
            Reply::Ties(ties) => self.ties = Rc::new(ties),
            Reply::Markers { source, mut places } => {
                if source == self.source() {
                    // One goes to a line, and there to everything that is said of it.
                    places.dedup_by_key(|place| place.line);
                    self.marks = Rc::new(places);
                    out.push(Effect::Mark);
                }
            }
            Reply::Problems(page) => self.problems.take(page),
            Reply::Ledger(page) => self.ledger.take(page),
            Reply::Flow(flow) => {
                self.flow = Rc::new(*flow);
                if std::mem::take(&mut self.wants_rule) {
                    out.push(Effect::ShowCurrent);
                }
            }
            Reply::Link(view) => self.linked(view, out),
        }
    }

    fn opened(&mut self, opened: Opened, out: &mut Vec<Effect>) {
        if !opened.trouble.is_empty() && !self.tabs.is_empty() {
            // A wrong link says so, and leaves alone what is there.
            self.notice = Some(Notice { text: sentence(&opened.trouble), is_alarm: true });
            out.push(Effect::Address(self.address.clone()));
            return;
        }
        self.address = std::mem::take(&mut self.next_address);
        out.extend(self.tabs.iter().map(|tab| Effect::Forget(tab.id)));
        let is_own = matches!(opened.origin, Origin::Link | Origin::Kept(_));
        self.show(opened);
        self.request.is_touched &= is_own;
        self.wants_winner = true;
        // What is being read is no longer wanted; its summary will be stale.
        self.is_reading = false;
        out.push(Effect::Texts(self.tabs.iter().map(|tab| tab.id).collect()));
        out.extend(self.tabs.first().map(|tab| Effect::Show(tab.id)));
        self.send_input(out);
    }

    fn summarised(&mut self, summary: Summary, out: &mut Vec<Effect>) {
        self.is_reading = false;
        self.engine = Engine::Ready;
        out.push(Effect::Cancel(Timer::Slow));
        self.suggest(&summary);
        self.summary = Rc::new(summary);
        self.has_summary = true;
        if self.is_behind {
            self.send_input(out);
            return;
        }
        self.output.visible.0 = self.output.visible.0.max(1);
        // Lines before the answer: the rule that answers is scrolled to, and has to be there.
        self.ask_lines(out);
        self.send(Ask::Request(self.request.text()), out);
        self.ask_markers(out);
        self.ask_ties(out);
        self.ask_bench(out);
    }

    /// Lights the rule of the output that answers, with its threads, and brings it into sight.
    fn show_winner(&mut self, out: &mut Vec<Effect>) {
        if !std::mem::take(&mut self.wants_winner) {
            return;
        }
        self.wants_rule = true;
        if let Some(place) = self.winner().filter(|place| place.source.is_none()) {
            self.lit = Some(Lit::Output(place.line));
            out.push(Effect::ScrollOutput(place.line));
        }
    }

    /// A curl command that was asked becomes the request that it makes, with its headers in their own place.
    fn tidy(&mut self, answer: &Answer) {
        if std::mem::take(&mut self.is_curl_asked) && self.request.line.trim_start().starts_with("curl ") {
            let headers = answer.headers.iter().map(|(name, value)| format!("{name}: {value}"));
            self.request.headers = headers.collect::<Vec<_>>().join("\n");
            self.request.line.clone_from(&answer.request);
            self.request.is_open |= !self.request.headers.is_empty();
        }
    }

    /// Another input than before gets a request of its own, unless the person wrote one.
    fn suggest(&mut self, summary: &Summary) {
        let known = &self.summary.suggestions;
        let is_another = self.is_edited && !summary.suggestions.iter().any(|suggestion| known.contains(suggestion));
        if self.request.is_touched || !(is_another || self.request.line.is_empty()) {
            return;
        }
        if let Some(first) = summary.suggestions.first() {
            self.request.line.clone_from(first);
        }
    }

    fn saved(&mut self, slot: Slot, trouble: &str) {
        if trouble.is_empty() {
            self.has_mine |= slot == Slot::Mine;
        } else {
            let text = format!("This work is not kept in the browser: {}", sentence(trouble));
            self.notice = Some(Notice { text, is_alarm: true });
        }
    }

    fn linked(&mut self, view: LinkView, out: &mut Vec<Effect>) {
        let then_copy = matches!(self.link, Link::Wanted { then_copy: true });
        let can_travel = view.size != LinkSize::TooLong;
        if then_copy && can_travel {
            out.push(Effect::CopyLink(view.fragment.clone()));
        }
        if then_copy && !can_travel {
            // The dialog says what to do instead.
            self.dialog = Some(Dialog::Share);
        }
        self.link = Link::Made { view: Rc::new(view), is_stale: false, is_copied: false };
    }

    fn part_name(&self) -> &'static str {
        match self.output.part {
            OutputPart::All => "gateway-api",
            OutputPart::InfrastructureProvider => "infrastructure-provider",
            OutputPart::ClusterOperator => "cluster-operator",
            OutputPart::ApplicationDeveloper => "application-developer",
            OutputPart::Policies => "policies",
            OutputPart::Diff => "idiomatic-faithful",
        }
    }

    fn file_name(&self) -> String {
        let part = self.part_name();
        let ending = match self.output.notation() {
            _ if self.output.part == OutputPart::Diff => "diff",
            OutputFormat::Yaml => "yaml",
            OutputFormat::Json => "json",
        };
        format!("{part}.{ending}")
    }
}
