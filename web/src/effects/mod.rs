//! What the reducer asks for, done: the worker, the texts, the editor, timers, and the rest of the browser.

mod browser;
mod editor;
mod geometry;
mod pen;
mod texts;
mod timers;
mod worker;

use js_sys::{Array, JsString};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use yew::Callback;

pub(crate) use browser::{address_with, begin_theme, fragment, listen, read_files};
pub(crate) use geometry::Geometry;
pub(crate) use pen::Hosts;

use self::{editor::load_editor, pen::Pen, texts::Texts, timers::Timers, worker::Worker};
use crate::{
    protocol::{self, Ask, Call, Said, TabId},
    state::{Effect, Msg, Writing},
};

/// Everything outside the state.
pub(crate) struct World {
    on: Callback<Msg>,
    worker: Option<Worker>,
    on_message: Callback<Array>,
    texts: Texts,
    /// Texts that came with the last message, until an effect says what they are.
    arrived: Vec<JsString>,
    pen: Pen,
    shown: Option<TabId>,
    timers: Timers,
    geometry: Geometry,
}

impl World {
    /// Nothing has begun yet.
    pub(crate) fn new(on: Callback<Msg>, on_message: Callback<Array>, hosts: Hosts, geometry: Geometry) -> Self {
        let pen = Pen::new(hosts, on.clone(), geometry.clone());
        Self {
            timers: Timers::new(on.clone()),
            on,
            worker: None,
            on_message,
            texts: Texts::default(),
            arrived: Vec::new(),
            pen,
            shown: None,
            geometry,
        }
    }

    /// A message of the worker, in two: what is said, and its texts, which wait for an effect.
    pub(crate) fn read(&mut self, message: &Array) -> Option<Said> {
        self.arrived = message.iter().skip(1).filter_map(|text| text.dyn_into().ok()).collect();
        protocol::unpack(message)
    }

    /// Texts of files, which wait for an effect.
    pub(crate) fn bring(&mut self, texts: Vec<JsString>) {
        self.arrived = texts;
    }

    /// How the input is written from now on; before the effects that follow from it.
    pub(crate) fn write_with(&mut self, writing: Writing) {
        self.pen.writing = writing;
    }

    /// The text that is shown was edited.
    pub(crate) fn touch(&mut self) {
        self.pen.is_dirty = true;
    }

    /// Does it.
    pub(crate) fn perform(&mut self, effect: Effect) {
        match effect {
            Effect::StartEngine => self.start_worker(),
            Effect::Send(call) => self.send(call),
            Effect::Set(timer) => self.timers.set(timer),
            Effect::Cancel(timer) => self.timers.cancel(timer),
            Effect::Texts(ids) => {
                for (id, text) in ids.into_iter().zip(self.arrived.drain(..)) {
                    self.texts.set(id, text);
                }
            }
            Effect::Empty(id) => self.texts.set(id, JsString::from("")),
            Effect::Forget(id) => {
                self.texts.forget(id);
                self.pen.forget(id);
                if self.shown == Some(id) {
                    self.shown = None;
                    self.pen.is_dirty = false;
                }
            }
            Effect::Show(id) => {
                self.flush();
                self.shown = Some(id);
                self.pen.show(id, &self.texts.get(id));
            }
            Effect::LoadEditor => self.load_editor(),
            Effect::Flush => self.flush(),
            Effect::Mark => {
                if let Some(json) = self.arrived.pop() {
                    self.pen.mark(&json);
                }
            }
            Effect::Reveal(place) => self.pen.reveal(place),
            Effect::ScrollInput(line) => self.pen.scroll_to(line),
            Effect::ScrollOutput(line) => self.geometry.scroll_output_to(line),
            Effect::Clear => self.pen.clear(),
            Effect::Edit(edits) => self.pen.edit(&edits),
            Effect::CopyText => {
                if let Some(text) = self.arrived.pop() {
                    browser::copy(&text, self.on.reform(Msg::Copied));
                }
            }
            Effect::Download(name) => {
                if let Some(text) = self.arrived.pop() {
                    browser::download(&name, &text, self.on.reform(|()| Msg::NotSaved));
                }
            }
            Effect::Zip(name) => {
                browser::zip(&name, &self.arrived.drain(..).collect(), self.on.reform(|()| Msg::NotSaved));
            }
            Effect::ShowCurrent => browser::show_current(),
            Effect::ReadPage(code) => browser::read_page(&code),
            Effect::CopyLink(fragment) => {
                browser::copy(&browser::address_with(&fragment).into(), self.on.reform(Msg::Copied));
            }
            Effect::Address(fragment) => browser::set_fragment(&fragment),
            Effect::Theme(theme) => browser::set_theme(theme),
            Effect::NextPane => browser::focus_next_pane(),
            Effect::NextProblem => self.pen.next_problem(),
        }
    }

    /// Lights lines of the input.
    pub(crate) fn light(&self, lines: &[u32]) {
        self.pen.light(lines);
    }

    fn start_worker(&mut self) {
        self.texts.unsend();
        let failed = self.on.reform(Msg::EngineFailed);
        self.worker = Worker::start(self.on_message.clone(), failed).ok();
    }

    fn send(&mut self, mut call: Call) {
        let mut texts = Vec::new();
        if let Ask::Input { sources, .. } = &mut call.ask {
            // Nothing else takes a text along, and joining the lines of a large one takes a while.
            self.flush();
            for source in sources {
                if let Some(text) = self.texts.take_unsent(source.id) {
                    source.has_text = true;
                    texts.push(text);
                }
            }
        }
        let Some(message) = protocol::pack(&call) else { return };
        for text in texts {
            message.push(&text);
        }
        if let Some(worker) = &self.worker {
            worker.send(&message);
        }
    }

    fn flush(&mut self) {
        if let Some(id) = self.shown.filter(|_| self.pen.is_dirty) {
            self.pen.is_dirty = false;
            self.texts.set(id, self.pen.text());
        }
    }

    fn load_editor(&self) {
        let on = self.on.clone();
        let module = self.pen.module.clone();
        spawn_local(async move {
            match load_editor().await {
                Ok(loaded) => {
                    module.replace(Some(loaded));
                    on.emit(Msg::EditorReady);
                }
                Err(_) => on.emit(Msg::EditorFailed),
            }
        });
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.timers.cancel_all();
    }
}
