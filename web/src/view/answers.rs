//! Both answers and the verdict: always in sight.

use gatefold_core::view::{Answer, SideAnswer};
use yew::prelude::*;

use super::{icons, tell};
use crate::state::{Asked, Bench, Msg, State};

/// The verdict in words.
pub(super) fn verdict_words(verdict: Option<&str>) -> &'static str {
    match verdict {
        Some("same") => "Same",
        Some("different") => "Different",
        Some(_) => "Can't tell",
        None => "",
    }
}

/// The row of answers.
pub(super) fn answers(state: &State, on: &Callback<Msg>) -> Html {
    if state.has_summary && !state.has_sides() {
        return html! {
            <div class="answers"><p class="no-request" role="status">{ "There is nothing to ask yet: the input has no Ingress and no route of Gateway API." }</p></div>
        };
    }
    match &state.asked {
        Asked::Answer(answer) => both(answer, state.asked.is_subtle(), on),
        Asked::NoRequest(error) => html! {
            <div class="answers"><p class="no-request" role="status"><b>{ "Not a request: " }</b>{ &error.message }</p></div>
        },
        Asked::Nothing => html! {
            <div class="answers" aria-busy="true">
                <p class="no-request">{ if state.has_summary { "Asking both sides…" } else { "Reading the input…" } }</p>
            </div>
        },
    }
}

fn both(answer: &Answer, is_subtle: bool, on: &Callback<Msg>) -> Html {
    let verdict = answer.verdict.as_deref();
    let words = verdict_words(verdict);
    let said = |side: &str, answer: Option<&SideAnswer>| answer.map(|it| format!("{side}: {}.", it.title));
    let spoken = [
        (!words.is_empty()).then(|| format!("{words}.")),
        said("Ingress", answer.ingress.as_ref()),
        said("Gateway API", answer.gateway.as_ref()),
    ];
    let spoken = spoken.into_iter().flatten().collect::<Vec<_>>().join(" ");
    html! {
        <div class="answers" data-verdict={answer.verdict.clone()}>
            { side("Ingress", "ingress", answer.ingress.as_ref(), on) }
            <span class="verdict-place">
                if !words.is_empty() {
                    <span class="verdict" title={answer.difference.clone()}>{ icons::verdict(verdict.unwrap_or_default()) }{ words }</span>
                }
            </span>
            { side("Gateway API", "gateway", answer.gateway.as_ref(), on) }
            if is_subtle { <p class="difference">{ "They differ: " }{ &answer.difference }</p> }
            <p class="unseen" role="status">{ spoken }</p>
        </div>
    }
}

fn side(name: &'static str, ink: &'static str, answer: Option<&SideAnswer>, on: &Callback<Msg>) -> Html {
    let Some(answer) = answer else {
        return html! {
            <div class="answer" data-side={ink}><span class="side">{ name }</span><span class="why">{ "nothing in the input" }</span></div>
        };
    };
    html! {
        <div class="answer" data-side={ink}>
            <span class="side">{ name }</span>
            <span class="outcome" title={answer.title.clone()}>{ &answer.title }</span>
            <span class="why" title={answer.reason.clone()}>{ &answer.reason }</span>
            <button type="button" class="btn small" aria-label={format!("Why {name} answers so")} onclick={tell(on, Msg::Bench(Bench::Trace))}>{ "why…" }</button>
        </div>
    }
}
