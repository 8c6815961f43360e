//! What a person sees: functions that draw the state and say what happened. They compute nothing.
//!
//! A component is what remembers something of its own (a node, an effect, a field half filled in), or is there once a line;
//! its upkeep is some eight kilobytes of Wasm each.

mod answers;
mod ask;
mod curl;
mod dialog;
mod examples;
mod flow_layout;
mod flow_picture;
mod fold;
mod icons;
mod input;
mod keys;
mod ledger;
mod lines;
mod notices;
mod output;
mod page;
mod place;
mod problems;
mod share;
mod shelf;
mod source_tabs;
mod spine;
mod tabs;
mod target;
#[cfg(all(test, target_arch = "wasm32"))]
mod tests;
mod top_bar;
mod trace;
mod traffic;

use std::{ops::Deref, rc::Rc};

use yew::Callback;

pub(crate) use page::page;

use crate::state::{Msg, State};

/// The state as a property: the same while nothing happened, which one comparison of addresses tells.
#[derive(Clone)]
pub(crate) struct Seen(Rc<State>);

impl Seen {
    /// This state.
    pub(crate) fn new(state: Rc<State>) -> Self {
        Self(state)
    }
}

impl PartialEq for Seen {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Deref for Seen {
    type Target = State;

    fn deref(&self) -> &State {
        &self.0
    }
}

/// A callback that says always the same.
fn tell<E>(on: &Callback<Msg>, msg: Msg) -> Callback<E> {
    on.reform(move |_| msg.clone())
}
