//! The spine: a thread from each visible input line to the output lines that it caused. Drawn anew while either side
//! scrolls. The numbers in the output's gutter say the same.

use std::rc::Rc;

use gatefold_core::{
    tenths,
    view::{Fate, Tie},
};
use web_sys::Element;
use yew::prelude::*;

use crate::{effects::Geometry, state::Lit};

/// Threads past this number are more than can be told apart.
const MOST: usize = 160;
/// Width of the spine.
const WIDTH: f64 = 56.0;

/// Properties of [`Spine`].
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// Threads.
    pub(crate) ties: Rc<Vec<Tie>>,
    /// The source that is shown.
    pub(crate) source: u32,
    /// What is pointed at.
    pub(crate) lit: Option<Lit>,
    /// Where lines stand.
    pub(crate) geometry: Geometry,
}

fn fate_name(fate: Fate) -> &'static str {
    match fate {
        Fate::Converted => "converted",
        Fate::Approximated => "approximated",
        Fate::Policy => "policy",
        Fate::Dropped => "dropped",
    }
}

/// A thread's path between two heights, or to nowhere.
fn path(from: f64, to: Option<f64>) -> String {
    let [from, half, width] = [from, WIDTH / 2.0, WIDTH].map(tenths);
    match to.map(tenths) {
        Some(to) => format!("M0 {from}C{half} {from} {half} {to} {width} {to}"),
        None => format!("M0 {from}h14l5 5"),
    }
}

/// The picture.
#[component]
pub(crate) fn Spine(props: &Props) -> Html {
    let Props { ties, source, lit, geometry } = props;
    let svg = use_node_ref();
    let update = use_force_update();
    use_effect_with(geometry.clone(), move |geometry| {
        let geometry = geometry.clone();
        geometry.set_on_change(Some(Callback::from(move |()| update.force_update())));
        move || geometry.set_on_change(None)
    });
    let height = svg.cast::<Element>().map_or(0.0, |svg| f64::from(svg.client_height()));
    let is_in_sight = |y: f64| (0.0..=height).contains(&y);
    let mut drawn = 0;
    let mut threads = Vec::new();
    for tie in ties.iter().filter(|tie| tie.input.source == *source) {
        let Some(from) = geometry.input_middle(tie.input.line) else { continue };
        let to = tie.output.and_then(|line| geometry.output_middle(line));
        if !(is_in_sight(from) || to.is_some_and(is_in_sight)) || drawn >= MOST {
            continue;
        }
        drawn += 1;
        let is_lit = match lit {
            Some(Lit::Input(line)) => *line == tie.input.line,
            Some(Lit::Output(line)) => Some(*line) == tie.output,
            None => false,
        };
        // Ends out of sight are near enough just past the edge: a curve far longer than the picture is a straight line.
        // Not `clamp`: its panic writes floats, which nothing else on the page does.
        let near = |y: f64| y.max(-60.0).min(height + 60.0);
        let d = path(near(from), to.map(near));
        threads.push((is_lit, html! {
            <path key={format!("{}-{}", tie.input.line, tie.output.unwrap_or(0))} class="thread" data-fate={fate_name(tie.fate)} data-lit={is_lit.then_some("")} {d} />
        }));
    }
    // What is lit lies on top.
    let (above, below): (Vec<_>, Vec<_>) = threads.into_iter().partition(|(is_lit, _)| *is_lit);
    let count = ties.iter().filter(|tie| tie.output.is_some()).count();
    html! {
        <div class="spine" aria-hidden="true">
            <span class="spine-count">{ if count == 0 { String::new() } else { format!("{count} ties") } }</span>
            <svg ref={svg} class="threads">{ for below.into_iter().chain(above).map(|(_, thread)| thread) }</svg>
        </div>
    }
}
