//! The application: one state, one reducer, and the world that does what the reducer asks for.

use std::rc::Rc;

use gloo::events::EventListener;
use js_sys::{Array, JsString};
use yew::prelude::*;

use crate::{
    effects::{Geometry, Hosts, World, begin_theme, fragment, listen},
    state::{Lit, Msg, State, reduce},
    view::{Seen, page},
};

/// Renders into the element `app`, over the shell that index.html painted.
pub(crate) fn start() {
    let root = web_sys::window().and_then(|window| window.document()).and_then(|page| page.get_element_by_id("app"));
    if let Some(root) = root {
        root.set_text_content(None);
        yew::Renderer::<App>::with_root(root).render();
    }
}

/// What reaches the application.
pub(crate) enum In {
    /// What the reducer knows.
    Msg(Msg),
    /// A message of the worker.
    Message(Array),
    /// Files that were read.
    Files(Vec<String>, Vec<JsString>),
}

/// The application.
pub(crate) struct App {
    state: Rc<State>,
    world: World,
    hosts: Hosts,
    geometry: Geometry,
    on: Callback<Msg>,
    lit: Vec<u32>,
    _listeners: Vec<EventListener>,
}

impl Component for App {
    type Message = In;
    type Properties = ();

    fn create(ctx: &Context<Self>) -> Self {
        let on = ctx.link().callback(In::Msg);
        let (hosts, geometry) = (Hosts::default(), Geometry::default());
        let world = World::new(on.clone(), ctx.link().callback(In::Message), hosts.clone(), geometry.clone());
        let state = Rc::new(State::with_theme(begin_theme()));
        on.emit(Msg::Begin(fragment()));
        Self { state, world, hosts, geometry, _listeners: listen(&on), on, lit: Vec::new() }
    }

    fn update(&mut self, _ctx: &Context<Self>, input: In) -> bool {
        let msg = match input {
            In::Msg(msg) => msg,
            In::Message(message) => match self.world.read(&message) {
                Some(said) => Msg::Said(Box::new(said)),
                None => return false,
            },
            In::Files(names, texts) => {
                self.world.bring(texts);
                Msg::Files(names)
            }
        };
        // A keystroke and a scrolled line change nothing that is drawn here, the first edit aside.
        let is_quiet = matches!(msg, Msg::InputVisible(..) | Msg::OutputVisible(..))
            || (msg == Msg::Edited && self.state.is_edited && !self.state.has_fresh_link());
        if msg == Msg::Edited {
            self.world.touch();
        }
        let state = Rc::make_mut(&mut self.state);
        let effects = reduce(state, msg);
        self.world.write_with(state.writing);
        for effect in effects {
            self.world.perform(effect);
        }
        if is_quiet {
            return false;
        }
        self.light();
        self.geometry.moved();
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let on_files = ctx.link().callback(|(names, texts)| In::Files(names, texts));
        page(&Seen::new(self.state.clone()), &self.on, &on_files, &self.hosts, &self.geometry)
    }
}

impl App {
    fn light(&mut self) {
        let lines = match self.state.lit {
            Some(Lit::Output(_)) => self.state.far_ends(),
            Some(Lit::Input(line)) if !self.state.far_ends().is_empty() => vec![line],
            _ => Vec::new(),
        };
        if lines != self.lit {
            self.world.light(&lines);
            self.lit = lines;
        }
    }
}
