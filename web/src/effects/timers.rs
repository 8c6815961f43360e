//! Timers: at most one of a kind, set anew by what happens again.

use std::{cell::RefCell, rc::Rc};

use gloo::timers::callback::Timeout;
use yew::Callback;

use crate::state::{Msg, Timer};

type Running = Rc<RefCell<Vec<(Timer, Timeout)>>>;

/// All of them.
pub(super) struct Timers {
    on: Callback<Msg>,
    running: Running,
}

impl Timers {
    pub(super) fn new(on: Callback<Msg>) -> Self {
        Self { on, running: Rc::default() }
    }

    /// Starts it, or starts it anew. What rings while scrolling is not put off: it rings as often as its pause allows.
    pub(super) fn set(&mut self, timer: Timer) {
        if timer == Timer::Scroll && self.running.borrow().iter().any(|(running, _)| *running == timer) {
            return;
        }
        let (on, running) = (self.on.clone(), self.running.clone());
        let timeout = Timeout::new(timer.pause(), move || {
            if let Some(rang) = take(&running, timer) {
                // It rang: there is nothing to cancel any more.
                rang.forget();
            }
            on.emit(Msg::Rang(timer));
        });
        take(&self.running, timer);
        self.running.borrow_mut().push((timer, timeout));
    }

    pub(super) fn cancel(&mut self, timer: Timer) {
        take(&self.running, timer);
    }

    pub(super) fn cancel_all(&mut self) {
        self.running.borrow_mut().clear();
    }
}

/// Takes it out; what is dropped is cancelled.
fn take(running: &Running, timer: Timer) -> Option<Timeout> {
    let mut running = running.borrow_mut();
    let place = running.iter().position(|(other, _)| *other == timer)?;
    Some(running.swap_remove(place).1)
}
