//! The shelf: problems, trace, traffic and ledger.

use yew::prelude::*;

use super::{
    Seen,
    ledger::Ledger,
    problems::Problems,
    tabs::{TabItem, Tabs},
    tell,
    trace::Trace,
    traffic::Traffic,
};
use crate::state::{Bench, Msg};

/// Properties of [`Shelf`].
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The state.
    pub(crate) state: Seen,
    /// What happened.
    pub(crate) on: Callback<Msg>,
}

/// The shelf.
#[component]
pub(crate) fn Shelf(props: &Props) -> Html {
    let Props { state, on } = props;
    let counts = state.summary.problems;
    let items = Bench::ALL.map(|bench| match bench {
        Bench::Problems => TabItem::counted("Problems", counts.errors + counts.warnings + counts.infos),
        _ => TabItem::new(bench.name()),
    });
    let selected = Bench::ALL.iter().position(|bench| *bench == state.bench).unwrap_or(0);
    let on_select = on.reform(|index: usize| Msg::Bench(Bench::ALL.get(index).copied().unwrap_or_default()));
    let bench = match state.bench {
        Bench::Problems => {
            html! { <Problems problems={state.problems.clone()} tabs={state.tabs.clone()} has_summary={state.has_summary} on={on.clone()} /> }
        }
        Bench::Trace => html! { <Trace asked={state.asked.clone()} tabs={state.tabs.clone()} on={on.clone()} /> },
        Bench::Traffic => {
            html! { <Traffic flow={state.flow.clone()} filter={state.flow_filter.clone()} on={on.clone()} /> }
        }
        Bench::Ledger => html! {
            <Ledger ledger={state.ledger.clone()} totals={state.summary.ledger} fate={state.fate} tabs={state.tabs.clone()} on={on.clone()} />
        },
    };
    let is_folded = state.is_shelf_folded;
    html! {
        <section class="shelf" data-pane="shelf" aria-label="What follows">
            <div class="toolbar">
                <Tabs class="tabs" label="What follows" items={items.to_vec()} {selected} {on_select} panel="shelf-panel" is_pane_focus=true />
                <span class="grow" />
                <button type="button" class="btn" aria-expanded={(!is_folded).to_string()} aria-controls="shelf-panel" onclick={tell(on, Msg::FoldShelf)}>
                    { if is_folded { "Show" } else { "Hide" } }
                </button>
            </div>
            <div id="shelf-panel" class="bench" role="tabpanel" tabindex="0" aria-label={state.bench.name()}>{ bench }</div>
        </section>
    }
}
