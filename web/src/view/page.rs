//! The frame: bar, ask, fold, shelf, and what lies over them.

use js_sys::JsString;
use yew::prelude::*;

use super::{
    Seen,
    answers::Answers,
    ask::AskBar,
    curl::CurlDialog,
    fold::Fold,
    keys::KeysDialog,
    notices::Notices,
    share::ShareDialog,
    shelf::Shelf,
    tabs::{TabItem, Tabs},
    top_bar::TopBar,
};
use crate::{
    effects::{Geometry, Hosts},
    state::{Bench, Dialog, Msg, Pane},
};

/// Properties of [`Page`].
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The state.
    pub(crate) state: Seen,
    /// What happened.
    pub(crate) on: Callback<Msg>,
    /// Files that were read.
    pub(crate) on_files: Callback<(Vec<String>, Vec<JsString>)>,
    /// Where the input is written.
    pub(crate) hosts: Hosts,
    /// Where lines stand.
    pub(crate) geometry: Geometry,
}

/// The whole page.
#[component]
pub(crate) fn Page(props: &Props) -> Html {
    let Props { state, on, on_files, hosts, geometry } = props;
    let dialog = match state.dialog {
        None => Html::default(),
        Some(Dialog::Share) => html! { <ShareDialog state={state.clone()} on={on.clone()} /> },
        Some(Dialog::Keys) => html! { <KeysDialog on={on.clone()} /> },
        Some(Dialog::Curl) => html! { <CurlDialog on={on.clone()} /> },
    };
    let (pane, shelf) = match state.pane {
        Pane::Input => ("input", state.is_shelf_folded),
        Pane::Output => ("output", state.is_shelf_folded),
        Pane::Shelf => ("shelf", state.is_shelf_folded),
    };
    html! {
        <div class="page" data-front={pane} data-shelf={if shelf { "folded" } else { "open" }}>
            <TopBar state={state.clone()} on={on.clone()} />
            <main class="work">
                <h1 class="unseen">{ "Gatefold: Ingress and Gateway API side by side" }</h1>
                <section class="ask" aria-label="Ask both sides" data-pane="ask">
                    <AskBar request={state.request.clone()} summary={state.summary.clone()} on={on.clone()} />
                    <Answers asked={state.asked.clone()} has_summary={state.has_summary} on={on.clone()} />
                </section>
                <Notices state={state.clone()} on={on.clone()} />
                { segments(state, on) }
                <Fold
                    state={state.clone()}
                    on={on.clone()}
                    on_files={on_files.clone()}
                    hosts={hosts.clone()}
                    geometry={geometry.clone()}
                />
                <Shelf state={state.clone()} on={on.clone()} />
            </main>
            { dialog }
        </div>
    }
}

/// One column has one pane at a time.
fn segments(state: &Seen, on: &Callback<Msg>) -> Html {
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
    html! { <Tabs class="segments" label="Panes" {items} {selected} {on_select} {panel} /> }
}
