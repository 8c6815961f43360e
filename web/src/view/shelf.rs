//! The shelf: problems, trace, traffic and ledger.

use yew::prelude::*;

use super::{
    ledger::ledger,
    problems::problems,
    tabs::{TabItem, Tabs},
    tell,
    trace::trace,
    traffic::traffic,
};
use crate::state::{Bench, Msg, State};

/// The shelf.
pub(super) fn shelf(state: &State, on: &Callback<Msg>) -> Html {
    let counts = state.summary.problems;
    let items = Bench::ALL.map(|bench| match bench {
        Bench::Problems => TabItem::counted("Problems", counts.errors + counts.warnings + counts.infos),
        _ => TabItem::new(bench.name()),
    });
    let selected = Bench::ALL.iter().position(|bench| *bench == state.bench).unwrap_or(0);
    let on_select = on.reform(|index: usize| Msg::Bench(Bench::ALL.get(index).copied().unwrap_or_default()));
    let bench = match state.bench {
        Bench::Problems => problems(state, on),
        Bench::Trace => trace(state, on),
        Bench::Traffic => traffic(state, on),
        Bench::Ledger => ledger(state, on),
    };
    let is_folded = state.is_shelf_folded;
    let tabs = Tabs {
        class: "tabs",
        label: "What follows",
        items: &items,
        selected,
        on_select,
        panel: "shelf-panel",
        is_pane_focus: true,
    };
    html! {
        <section class="shelf" data-pane="shelf" aria-label="What follows">
            <div class="toolbar">
                { tabs.draw() }
                <span class="grow" />
                <button type="button" class="btn" aria-expanded={(!is_folded).to_string()} aria-controls="shelf-panel" onclick={tell(on, Msg::FoldShelf)}>
                    { if is_folded { "Show" } else { "Hide" } }
                </button>
            </div>
            <div id="shelf-panel" class="bench" role="tabpanel" tabindex="0" aria-label={state.bench.name()}>{ bench }</div>
        </section>
    }
}
