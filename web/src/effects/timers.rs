//! Timers: at most one of a kind, set anew by what happens again.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use gloo::timers::callback::Timeout;
use yew::Callback;

use crate::state::{Msg, Timer};

/// All of them.
pub(super) struct Timers {
    on: Callback<Msg>,
    running: Rc<RefCell<BTreeMap<Timer, Timeout>>>,
}

impl Timers {
    pub(super) fn new(on: Callback<Msg>) -> Self {
        Self { on, running: Rc::default() }
    }

    /// Starts it, or starts it anew. What rings while scrolling is not put off: it rings as often as its pause allows.
    pub(super) fn set(&mut self, timer: Timer) {
        if timer == Timer::Scroll && self.running.borrow().contains_key(&timer) {
            return;
        }
        let (on, running) = (self.on.clone(), self.running.clone());
        let timeout = Timeout::new(timer.pause(), move || {
            if let Some(rang) = running.borrow_mut().remove(&timer) {
                // It rang: there is nothing to cancel any more.
                rang.forget();
            }
            on.emit(Msg::Rang(timer));
        });
        self.running.borrow_mut().insert(timer, timeout);
    }

    pub(super) fn cancel(&mut self, timer: Timer) {
        self.running.borrow_mut().remove(&timer);
    }

    pub(super) fn cancel_all(&mut self) {
        self.running.borrow_mut().clear();
    }
}
