//! Why each side answered as it did: every candidate, in order, and why it won or lost.

use gatefold_core::view::{Answer, SideAnswer, TraceRow};
use yew::prelude::*;

use super::{answers::verdict_words, place::place_button};
use crate::state::{Asked, Msg, State, Tab};

/// Both traces, side by side.
pub(super) fn trace(state: &State, on: &Callback<Msg>) -> Html {
    let Asked::Answer(answer) = &state.asked else {
        return html! { <p class="empty">{ "Write a request above, and both sides say here how they come to their answer." }</p> };
    };
    html! {
        <div class="trace">
            { head(answer) }
            { side("Ingress", "ingress", answer.ingress.as_ref(), &state.tabs, on) }
            { side("Gateway API", "gateway", answer.gateway.as_ref(), &state.tabs, on) }
        </div>
    }
}

fn head(answer: &Answer) -> Html {
    let assumed = answer.assumptions.iter().map(|text| html! { <li key={text.clone()}>{ text }</li> });
    let count = answer.assumptions.len();
    html! {
        <div class="trace-head">
            <p>
                <code>{ &answer.request }</code>
                if answer.verdict.is_some() {
                    <b class="said" data-verdict={answer.verdict.clone()}>{ verdict_words(answer.verdict.as_deref()) }</b>
                }
                <span>{ &answer.difference }</span>
            </p>
            if count > 0 {
                <details>
                    <summary>{ format!("{count} assumption{}", if count == 1 { "" } else { "s" }) }</summary>
                    <ul>{ for assumed }</ul>
                    <button type="button" class="btn line small" popovertarget="target">{ "Change what is assumed" }</button>
                </details>
            }
            if !answer.curl.is_empty() {
                <details><summary>{ "As curl" }</summary><code class="curl">{ &answer.curl }</code></details>
            }
        </div>
    }
}

fn side(name: &'static str, ink: &'static str, answer: Option<&SideAnswer>, tabs: &[Tab], on: &Callback<Msg>) -> Html {
    let Some(answer) = answer else {
        return html! {
            <section class="trace-side" data-side={ink} aria-label={name}>
                <h2><span class="side">{ name }</span></h2><p class="quiet">{ "The input has nothing of this side." }</p>
            </section>
        };
    };
    let facts = answer.facts.iter().enumerate().map(|(index, (name, value))| {
        html! {
            <div key={index} class="fact"><dt>{ name }</dt><dd><code>{ value }</code></dd></div>
        }
    });
    let rows = answer.trace.iter().enumerate().map(|(index, step)| row(index, step, tabs, on));
    html! {
        <section class="trace-side" data-side={ink} aria-label={name}>
            <h2><span class="side">{ name }</span>{ " " }<span class="outcome">{ &answer.title }</span></h2>
            <ol class="steps">{ for rows }</ol>
            if !answer.facts.is_empty() { <dl class="facts">{ for facts }</dl> }
        </section>
    }
}

fn row(index: usize, step: &TraceRow, tabs: &[Tab], on: &Callback<Msg>) -> Html {
    html! {
        <li key={index} class="step" data-result={step.result.clone()}>
            <span class="result">{ &step.result }</span>
            <div class="step-text">
                <p>{ &step.text }</p>
                if !step.candidate.is_empty() { <code class="quiet">{ &step.candidate }</code> }
            </div>
            { place_button(step.place, tabs, on) }
        </li>
    }
}
