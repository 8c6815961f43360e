//! The frame: bar, ask, fold, shelf, and what lies over them.

use js_sys::JsString;
use yew::prelude::*;

use super::{
    Seen,
    answers::answers,
    ask::ask_bar,
    curl::CurlDialog,
    dialog::Dialog as Over,
    fold::fold,
    keys::keys_dialog,
    notices::notices,
    share::share_dialog,
    shelf::shelf,
    tabs::{TabItem, Tabs},
    top_bar::top_bar,
};
use crate::{
    effects::{Geometry, Hosts},
    state::{Bench, Dialog, Msg, Pane, State},
};

/// The whole page.
pub(crate) fn page(
    state: &Seen,
    on: &Callback<Msg>,
    on_files: &Callback<(Vec<String>, Vec<JsString>)>,
    hosts: &Hosts,
    geometry: &Geometry,
) -> Html {
    let dialog = match state.dialog {
        None => Html::default(),
        Some(Dialog::Share) => share_dialog(state, on),
        Some(Dialog::Keys) => keys_dialog(on),
        Some(Dialog::Page) => code_dialog(&state.code, on),
        Some(Dialog::Curl) => html! { <CurlDialog on={on.clone()} /> },
    };
    let (pane, is_folded) = match state.pane {
        Pane::Input => ("input", state.is_shelf_folded),
        Pane::Output => ("output", state.is_shelf_folded),
        Pane::Shelf => ("shelf", state.is_shelf_folded),
    };
    html! {
        <div class="page" data-reading={state.engine.is_reading().then_some("")} data-front={pane} data-shelf={if is_folded { "folded" } else { "open" }}>
            { top_bar(state, on) }
            <main class="work">
                <h1 class="unseen">{ "Gatefold: Ingress and Gateway API side by side" }</h1>
                <section class="ask" aria-label="Ask both sides" data-pane="ask">
                    { ask_bar(state, on) }
                    { answers(state, on) }
                </section>
                { notices(state, on) }
                { segments(state, on) }
                { fold(state, on, on_files, hosts, geometry) }
                { shelf(state, on) }
            </main>
            { dialog }
        </div>
    }
}

/// The page of a code. `web/js/reader.js` fetches it and fills the article.
fn code_dialog(code: &str, on: &Callback<Msg>) -> Html {
    html! {
        <Over title={code.to_owned()} on={on.clone()}><article id="code-page" class="prose" tabindex="0" aria-live="polite" /></Over>
    }
}

/// One column has one pane at a time.
fn segments(state: &State, on: &Callback<Msg>) -> Html {
    let problems = state.summary.problems;
    let mut items = vec![TabItem::new("Input"), TabItem::new("Output")];
    items.extend(Bench::ALL.map(|bench| match bench {
        Bench::Problems => TabItem::counted("Problems", problems.errors + problems.warnings + problems.infos),
        _ => TabItem::new(bench.name()),
    }));
    let selected = match state.pane {
        Pane::Input => 0,
        Pane::Output => 1,
        Pane::Shelf => 2 + Bench::ALL.iter().position(|bench| *bench == state.bench).unwrap_or(0),
    };
    let on_select = on.reform(|index: usize| match index {
        0 => Msg::Pane(Pane::Input),
        1 => Msg::Pane(Pane::Output),
        index => Msg::Bench(Bench::ALL.get(index - 2).copied().unwrap_or_default()),
    });
    let panel = match state.pane {
        Pane::Input => "input-panel",
        Pane::Output => "output-panel",
        Pane::Shelf => "shelf-panel",
    };
    let tabs =
        Tabs { class: "segments", label: "Panes", items: &items, selected, on_select, panel, is_pane_focus: false };
    tabs.draw()
}
