//! Where lines stand on the screen: what the spine needs to draw threads. Scrolling moves threads without a new state.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use gloo::render::{AnimationFrame, request_animation_frame};
use web_sys::HtmlElement;
use yew::{Callback, NodeRef};

/// Height of a line of code in pixels, as `--code-line` has it.
pub(crate) const LINE: f64 = 20.0;
/// Space above the first line.
pub(crate) const ABOVE: f64 = 6.0;

type Middle = Box<dyn Fn(u32) -> Option<f64>>;

#[derive(Default)]
struct Inner {
    input: RefCell<Option<Middle>>,
    output: NodeRef,
    on_change: RefCell<Option<Callback<()>>>,
    frame: RefCell<Option<AnimationFrame>>,
    scroll: RefCell<Option<AnimationFrame>>,
    is_due: Cell<bool>,
}

/// The two sides' geometry, shared by those who draw and those who scroll.
#[derive(Clone, Default)]
pub(crate) struct Geometry(Rc<Inner>);

impl PartialEq for Geometry {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Geometry {
    /// The element in which the output scrolls.
    pub(crate) fn output(&self) -> NodeRef {
        self.0.output.clone()
    }

    /// How to find a line of the input.
    pub(crate) fn set_input(&self, middle: Middle) {
        self.0.input.replace(Some(middle));
    }

    /// Who draws.
    pub(crate) fn set_on_change(&self, on_change: Option<Callback<()>>) {
        self.0.on_change.replace(on_change);
    }

    /// Something moved: those who draw are told, once a frame.
    pub(crate) fn moved(&self) {
        if self.0.is_due.replace(true) {
            return;
        }
        let this = self.clone();
        let frame = request_animation_frame(move |_| {
            this.0.is_due.set(false);
            let on_change = this.0.on_change.borrow().clone();
            if let Some(on_change) = on_change {
                on_change.emit(());
            }
        });
        self.0.frame.replace(Some(frame));
    }

    /// Where the middle of a line of the input stands below the top of the code.
    pub(crate) fn input_middle(&self, line: u32) -> Option<f64> {
        self.0.input.borrow().as_ref().and_then(|middle| middle(line))
    }

    /// Where the middle of a line of the output stands below the top of the code.
    pub(crate) fn output_middle(&self, line: u32) -> Option<f64> {
        let scrolled = f64::from(self.0.output.cast::<HtmlElement>()?.scroll_top());
        Some(ABOVE + (f64::from(line) - 0.5) * LINE - scrolled)
    }

    /// Brings a line of the output into view, by as little as that takes.
    pub(crate) fn scroll_output_into_view(&self, line: u32) {
        let height = self.0.output.cast::<HtmlElement>().map_or(0.0, |element| f64::from(element.client_height()));
        if self.output_middle(line).is_some_and(|middle| !(LINE..=height - LINE).contains(&middle)) {
            self.scroll_output_to(line);
        }
    }

    /// Brings a line of the output into the middle.
    pub(crate) fn scroll_output_to(&self, line: u32) {
        // After the next paint: the lines may be among what is about to be drawn.
        let this = self.clone();
        self.0.scroll.replace(Some(request_animation_frame(move |_| this.scroll_now(line))));
    }

    fn scroll_now(&self, line: u32) {
        let Some(element) = self.0.output.cast::<HtmlElement>() else { return };
        let top = ABOVE + (f64::from(line) - 0.5) * LINE - f64::from(element.client_height()) / 2.0;
        #[expect(
            clippy::cast_possible_truncation,
            reason = "pixels of a scroll position: the browser's own limit is below"
        )]
        element.set_scroll_top(top.max(0.0) as i32);
    }
}
