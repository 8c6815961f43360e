//! How traffic splits: a picture, and beside it the table that says the same.

use gatefold_core::{
    percent,
    view::{FlowEdge, FlowRule, FlowView},
};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::{flow_picture::flow_picture, tell};
use crate::state::{Msg, State};

/// Picture and table.
pub(super) fn traffic(state: &State, on: &Callback<Msg>) -> Html {
    let State { flow, flow_filter: filter, .. } = state;
    let oninput =
        on.reform(|event: InputEvent| Msg::FlowFilter(event.target_unchecked_into::<HtmlInputElement>().value()));
    let shown = flow.rules.len();
    let words = if shown < flow.total_rules {
        format!("{shown} of {} rules", flow.total_rules)
    } else {
        format!("{shown} rule{}", if shown == 1 { "" } else { "s" })
    };
    html! {
        <div class="traffic">
            <div class="traffic-table">
                <p class="filter">
                    <label for="flow-filter">{ "Rules of" }</label>
                    <input id="flow-filter" class="code" placeholder="any route, host or path" value={filter.clone()} {oninput} spellcheck="false" />
                    <span class="quiet">{ words }</span>
                </p>
                if shown == 0 { <p class="empty">{ "No rule sends traffic anywhere." }</p> } else { { table(flow, on) } }
            </div>
            if shown > 0 { { flow_picture(flow) } }
        </div>
    }
}

/// Host and match.
pub(super) fn rule_name(rule: &FlowRule) -> String {
    format!("{} {}", rule.hosts, rule.matches).trim().to_owned()
}

fn table(flow: &FlowView, on: &Callback<Msg>) -> Html {
    let rows = flow.rules.iter().enumerate().flat_map(|(index, rule)| {
        let edges: Vec<&FlowEdge> = flow.edges.iter().filter(|edge| edge.rule == index).collect();
        let goes: Vec<Html> = if edges.is_empty() {
            vec![html! { <><td colspan="3">{ &rule.outcome }</td></> }]
        } else {
            edges.iter().map(|edge| share(flow, edge)).collect()
        };
        let current = (flow.answering == Some(index)).then_some("true");
        let count = goes.len();
        goes.into_iter().enumerate().map(move |(place, cells)| {
            let head = (place == 0).then(|| {
                let name = match rule.place {
                    Some(place) => html! {
                        <button type="button" class="place" onclick={tell(on, Msg::Reveal(place))}>{ rule_name(rule) }</button>
                    },
                    None => html! { <code>{ rule_name(rule) }</code> },
                };
                html! { <th scope="rowgroup" rowspan={count.to_string()}>{ name }<small>{ &rule.route }</small></th> }
            });
            html! { <tr key={format!("{index}-{place}")} data-current={current} aria-current={current}>{ head.unwrap_or_default() }{ cells }</tr> }
        })
    });
    html! {
        <table class="table">
            <thead><tr><th scope="col">{ "Rule" }</th><th scope="col">{ "Backend" }</th><th scope="col" class="num">{ "Weight" }</th><th scope="col" class="num">{ "Share" }</th></tr></thead>
            <tbody>{ for rows }</tbody>
        </table>
    }
}

fn share(flow: &FlowView, edge: &FlowEdge) -> Html {
    let backend = flow.backends.get(edge.backend);
    let weight = edge.weight.map_or_else(|| "none (1)".to_owned(), |weight| weight.to_string());
    html! {
        <>
            <td>
                <code>{ backend.map(|it| it.name.clone()).unwrap_or_default() }</code>
                if let Some(problem) = backend.map(|it| &it.problem).filter(|problem| !problem.is_empty()) {
                    <small>{ problem }</small>
                }
            </td>
            <td class="num">{ weight }</td>
            <td class="num"><b>{ percent(edge.share) }</b></td>
        </>
    }
}
