//! Findings, worst first: what is so, where, and what to do.

use gatefold_core::view::Problem;
use yew::prelude::*;

use super::{
    icons,
    place::{code_link, place_button},
    tell,
};
use crate::state::{Bench, Msg, State, Tab};

/// What no Ingress says and every one of ingress-nginx brings along: in one line that unfolds, since it is never news.
fn standing(state: &State) -> Html {
    if !state.summary.has_nginx {
        return Html::default();
    }
    let known: Vec<_> = gatefold_core::standing().map(gatefold_core::Code::facts).collect();
    let rows = known.iter().map(|code| {
        html! { <li key={code.id}><a href={format!("#code/{}", code.id)}><code>{ code.id }</code>{ " " }{ code.name }</a></li> }
    });
    html! {
        <details class="standing">
            <summary>{ format!("{} defaults of ingress-nginx differ from every gateway's, whatever the input says", known.len()) }</summary>
            <ul>{ for rows }</ul>
        </details>
    }
}

/// The list.
pub(super) fn problems(state: &State, on: &Callback<Msg>) -> Html {
    let State { problems, tabs, .. } = state;
    if problems.rows.is_empty() {
        let words = if state.has_summary { "No problems were found." } else { "Reading the input…" };
        return html! { <><p class="empty">{ words }</p>{ standing(state) }</> };
    }
    let rows = problems.rows.iter().enumerate().map(|(index, problem)| row(index, problem, tabs, on));
    html! {
        <>
            <ol class="problems">{ for rows }</ol>
            if problems.rows.len() < problems.total {
                <p class="more">
                    { format!("{} of {} are shown. ", problems.rows.len(), problems.total) }
                    <button type="button" class="btn line small" onclick={tell(on, Msg::More(Bench::Problems))}>{ "Show more" }</button>
                </p>
            }
            { standing(state) }
        </>
    }
}

fn row(index: usize, problem: &Problem, tabs: &[Tab], on: &Callback<Msg>) -> Html {
    let fixes = problem.fixes.iter().enumerate().filter_map(|(index, fix)| {
        let source = fix.edits.first()?.0.source?;
        let onclick = tell(on, Msg::Fix(source, fix.edits.clone()));
        Some(html! { <button key={index} type="button" class="btn line small" {onclick}>{ &fix.title }</button> })
    });
    html! {
        <li key={index} class="problem" data-severity={problem.severity.clone()}>
            { icons::severity(&problem.severity) }
            <span class="problem-code"><span class="unseen">{ &problem.severity }{ " " }</span>{ code_link(&problem.code) }</span>
            <div class="problem-text">
                <p><b>{ &problem.message }</b></p>
                <p class="help">{ &problem.help }</p>
                <p class="acts">{ for fixes }</p>
            </div>
            <div class="problem-where">
                { place_button(problem.place, tabs, on) }
                <span class="quiet">{ &problem.object }</span>
                <code class="quiet">{ &problem.field }</code>
            </div>
        </li>
    }
}
