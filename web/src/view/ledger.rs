//! The ledger: every field and annotation that was read, and what became of it.

use gatefold_core::view::Fate;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::{
    place::{code_link, place_button},
    tell,
};
use crate::state::{Bench, Msg, State};

fn words(fate: Fate) -> (&'static str, &'static str) {
    match fate {
        Fate::Converted => ("converted", "Converted"),
        Fate::Approximated => ("approximated", "Approximated"),
        Fate::Policy => ("policy", "Needs a policy"),
        Fate::Dropped => ("dropped", "Dropped"),
    }
}

/// The table and its filter.
pub(super) fn ledger(state: &State, on: &Callback<Msg>) -> Html {
    let State { ledger, fate, tabs, .. } = state;
    let totals = state.summary.ledger;
    let counts = [
        (None, "All", totals.read),
        (Some(Fate::Converted), words(Fate::Converted).1, totals.converted),
        (Some(Fate::Approximated), words(Fate::Approximated).1, totals.approximated),
        (Some(Fate::Policy), words(Fate::Policy).1, totals.policy),
        (Some(Fate::Dropped), words(Fate::Dropped).1, totals.dropped),
    ];
    let filters = counts.into_iter().map(|(only, name, count)| html! {
        <button key={name} type="button" aria-pressed={(only == *fate).to_string()} onclick={tell(on, Msg::Fate(only))}>
            { name }<span class="count">{ count }</span>
        </button>
    });
    let oninput =
        on.reform(|event: InputEvent| Msg::LedgerFilter(event.target_unchecked_into::<HtmlInputElement>().value()));
    let rows = ledger.rows.iter().enumerate().map(|(index, row)| {
        let (name, word) = words(row.fate);
        let to = row.to.iter().map(|to| html! { <code key={to.clone()}>{ to }</code> });
        html! {
            <tr key={index}>
                <td><span class="fate" data-fate={name}>{ word }</span></td>
                <th scope="row"><code>{ &row.field }</code><small>{ &row.object }</small></th>
                <td class="to">{ for to }{ code_link(&row.code) }</td>
                <td class="num">{ place_button(row.place, tabs, on) }</td>
            </tr>
        }
    });
    html! {
        <div class="ledger">
            <div class="filter">
                <div class="seg" role="group" aria-label="Only what was">{ for filters }</div>
                <input class="code" aria-label="Only with these words" placeholder="field, object or code" value={state.ledger_filter.clone()} {oninput} spellcheck="false" autocapitalize="off" />
            </div>
            if ledger.rows.is_empty() {
                <p class="empty">{ "Nothing of that kind." }</p>
            } else {
                <table class="table">
                    <thead><tr><th scope="col">{ "Fate" }</th><th scope="col">{ "Field" }</th><th scope="col">{ "Became" }</th><th scope="col" class="num">{ "Where" }</th></tr></thead>
                    <tbody>{ for rows }</tbody>
                </table>
            }
            if ledger.rows.len() < ledger.total {
                <p class="more">
                    { format!("{} of {} are shown. ", ledger.rows.len(), ledger.total) }
                    <button type="button" class="btn line small" onclick={tell(on, Msg::More(Bench::Ledger))}>{ "Show more" }</button>
                </p>
            }
        </div>
    }
}
