//! Tabs of the input: which is shown, what files replace, what remains when one is closed.

use gatefold_core::EXAMPLES;

use super::{Effect, State, Tab, Timer};
use crate::protocol::{Origin, TabId};

impl State {
    pub(super) fn show_tab(&mut self, place: usize, out: &mut Vec<Effect>) {
        if place == self.active || place >= self.tabs.len() {
            return;
        }
        out.push(Effect::Flush);
        self.active = place;
        self.lit = None;
        out.push(Effect::Show(self.tabs[place].id));
        self.ask_markers(out);
        out.push(Effect::Set(Timer::Scroll));
    }

    pub(super) fn free_name(&self) -> String {
        let names = std::iter::once("input.yaml".to_owned()).chain((2..).map(|number| format!("input-{number}.yaml")));
        // The names never end.
        names.into_iter().find(|name| self.tabs.iter().all(|tab| tab.name != *name)).unwrap_or_default()
    }

    /// What was pasted over an example is no example: its tab does not keep the name.
    pub(super) fn forget_example(&mut self) {
        let name = self.free_name();
        let is_example = |tab: &Tab| {
            let id = tab.name.strip_suffix(".yaml");
            id.is_some_and(|id| EXAMPLES.iter().any(|example| example.id == id))
        };
        if let Some(tab) = self.tabs.get_mut(self.active).filter(|tab| is_example(tab)) {
            tab.name = name;
        }
    }

    /// Files stand beside what the person has, and replace what is only an example.
    pub(super) fn add_files(&mut self, names: Vec<String>, out: &mut Vec<Effect>) {
        if names.is_empty() {
            return;
        }
        if !self.is_edited && matches!(self.origin, Origin::Untouched | Origin::Example(_) | Origin::Nothing) {
            out.extend(self.tabs.drain(..).map(|tab| Effect::Forget(tab.id)));
            self.request.is_touched = false;
        }
        let first = self.tabs.len();
        let ids: Vec<TabId> = names.into_iter().map(|name| self.add_tab(name)).collect();
        out.push(Effect::Texts(ids));
        self.active = usize::MAX;
        self.show_tab(first, out);
        self.edited(out);
    }

    pub(super) fn close_tab(&mut self, place: usize, out: &mut Vec<Effect>) {
        if place >= self.tabs.len() {
            return;
        }
        let tab = self.tabs.remove(place);
        if self.tabs.is_empty() {
            let id = self.add_tab("input.yaml".to_owned());
            out.push(Effect::Empty(id));
        }
        let next = if place < self.active { self.active - 1 } else { self.active.min(self.tabs.len() - 1) };
        self.active = usize::MAX;
        self.show_tab(next, out);
        out.push(Effect::Forget(tab.id));
        self.edited(out);
    }
}
