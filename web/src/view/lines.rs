//! Lines of the output: only those that can be seen are in the page, out of as many as there are.

use std::rc::Rc;

use gatefold_core::view::{Change, OutputLine, Place, TokenClass};
use web_sys::HtmlElement;
use yew::prelude::*;

use crate::{
    effects::Geometry,
    state::{Lit, Msg},
};

const LINE: i32 = 20;

/// Properties of [`Lines`].
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The lines that are here.
    pub(crate) lines: Rc<Vec<OutputLine>>,
    /// How many there are.
    pub(crate) total: u32,
    /// The source that is shown on the other side.
    pub(crate) source: u32,
    /// Lines that belong to what is pointed at.
    pub(crate) lit: Vec<u32>,
    /// What happened.
    pub(crate) on: Callback<Msg>,
    /// Where lines stand.
    pub(crate) geometry: Geometry,
}

fn class(token: TokenClass) -> Option<&'static str> {
    match token {
        TokenClass::Key => Some("k"),
        TokenClass::Literal => Some("n"),
        TokenClass::Comment => Some("c"),
        TokenClass::Punctuation => Some("p"),
        TokenClass::Text | TokenClass::Space => None,
    }
}

fn tell_visible(element: &HtmlElement, on: &Callback<Msg>) {
    let line = |pixels: i32| u32::try_from((pixels / LINE).max(0)).unwrap_or(0) + 1;
    on.emit(Msg::OutputVisible(line(element.scroll_top()), line(element.scroll_top() + element.client_height())));
}

/// The lines, in an element that scrolls.
#[component]
pub(crate) fn Lines(props: &Props) -> Html {
    let Props { lines, total, source, lit, on, geometry } = props;
    let scroller = geometry.output();
    let (all, window) = (use_node_ref(), use_node_ref());
    let first = lines.first().map_or(1, |line| line.number);
    // Heights and places through CSSOM: the policy refuses style attributes.
    let (all_now, window_now) = (all.clone(), window.clone());
    use_effect_with((*total, first), move |(total, first)| {
        let set = |element: &NodeRef, name: &str, value: String| {
            if let Some(element) = element.cast::<HtmlElement>() {
                // Known properties with numbers for values are always taken.
                let _ = element.style().set_property(name, &value);
            }
        };
        let pixels = |lines: u32| i64::from(lines) * i64::from(LINE);
        set(&all_now, "height", format!("{}px", pixels(*total) + 12));
        set(&window_now, "transform", format!("translateY({}px)", pixels(first.saturating_sub(1)) + 6));
    });
    let (seen, watched) = (on.clone(), scroller.clone());
    use_effect_with(*total, move |_| {
        if let Some(element) = watched.cast::<HtmlElement>() {
            tell_visible(&element, &seen);
        }
    });
    let (scrolled, moved) = (on.clone(), geometry.clone());
    let onscroll = Callback::from(move |event: Event| {
        tell_visible(&event.target_unchecked_into(), &scrolled);
        moved.moved();
    });
    let current = use_mut_ref(|| 1_u32);
    let (pointed, total_now, spot) = (on.clone(), *total, geometry.clone());
    let known = lines.clone();
    let at = current.clone();
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        let mut line = *at.borrow();
        match event.key().as_str() {
            "ArrowDown" => line = (line + 1).min(total_now),
            "ArrowUp" => line = line.saturating_sub(1).max(1),
            "Enter" => {
                let from = known.iter().find(|it| it.number == line).and_then(|it| it.from.first());
                if let Some(from) = from {
                    pointed.emit(Msg::Reveal(whole_line(from.source, from.line)));
                }
                return;
            }
            _ => return,
        }
        event.prevent_default();
        *at.borrow_mut() = line;
        spot.scroll_output_into_view(line);
        pointed.emit(Msg::Point { lit: Some(Lit::Output(line)), is_cursor: true });
    });
    let out = on.clone();
    let onmouseleave = Callback::from(move |_: MouseEvent| out.emit(Msg::Point { lit: None, is_cursor: false }));
    let rows = lines.iter().map(|line| {
        html! { <Row key={line.number} line={line.clone()} source={*source} is_lit={lit.contains(&line.number)} on={on.clone()} /> }
    });
    html! {
        <div
            class="lines"
            ref={scroller}
            tabindex="0"
            role="group"
            aria-label="Output lines: arrow keys move, Enter goes to the input line"
            data-pane-focus=""
            {onscroll}
            {onkeydown}
            {onmouseleave}
        >
            <div class="lines-all" ref={all}><div class="lines-window" ref={window}>{ for rows }</div></div>
        </div>
    }
}

/// A line of a difference: its name, its mark, and what a reader hears instead of it.
fn change(change: Change) -> (Option<&'static str>, &'static str, &'static str) {
    match change {
        Change::None => (None, "", ""),
        Change::Object => (Some("object"), "", "Changes of "),
        Change::Idiomatic => (Some("idiomatic"), "−", "Only idiomatic: "),
        Change::Faithful => (Some("faithful"), "+", "Only faithful: "),
    }
}

fn whole_line(source: u32, line: u32) -> Place {
    Place { source: Some(source), line, column: 1, end_line: line, end_column: 1 }
}

/// Properties of [`Row`].
#[derive(Properties, PartialEq)]
struct RowProps {
    line: OutputLine,
    source: u32,
    is_lit: bool,
    on: Callback<Msg>,
}

/// One line: its number, the input line that caused it, and its text.
#[component]
fn Row(props: &RowProps) -> Html {
    let RowProps { line, source, is_lit, on } = props;
    let number = line.number;
    let onmouseenter = on.reform(move |_: MouseEvent| Msg::Point { lit: Some(Lit::Output(number)), is_cursor: false });
    let pieces = line.pieces.iter().enumerate().map(|(index, (token, text))| match class(*token) {
        Some(class) => html! { <span key={index} {class}>{ text }</span> },
        None => html! { { text } },
    });
    let from = line.from.iter().find(|from| from.source == *source).or(line.from.first()).copied();
    let back = from.map(|from| {
        let onclick = on.reform(move |_: MouseEvent| Msg::Reveal(whole_line(from.source, from.line)));
        let others = line.from.len() - 1;
        let more = (others > 0).then(|| format!("+{others}"));
        let title = match others {
            0 => format!("From line {} of the input", from.line),
            _ => format!("From line {} of the input and {others} more", from.line),
        };
        html! {
            <button type="button" class="from" tabindex="-1" aria-label={title.clone()} {title} {onclick}>
                { from.line }<small>{ more.unwrap_or_default() }</small>
            </button>
        }
    });
    let (change, mark, words) = change(line.change);
    html! {
        <div class="line" data-lit={is_lit.then_some("")} data-change={change} {onmouseenter}>
            <span class="from-place">{ back.unwrap_or_default() }</span>
            <span class="number" aria-hidden="true">{ number }</span>
            if change.is_some() { <span class="change" aria-hidden="true">{ mark }</span><span class="unseen">{ words }</span> }
            <code class="text">{ for pieces }</code>
        </div>
    }
}
