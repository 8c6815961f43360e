//! The bar: whose page this is, what to look at, what it is for, what became of it, and the link.

use yew::prelude::*;

use super::{
    examples::examples,
    icons,
    target::{Target, fidelity},
    tell,
};
use crate::state::{Bench, Dialog, Link, Msg, State, Theme};

/// The bar.
pub(super) fn top_bar(state: &State, on: &Callback<Msg>) -> Html {
    let theme = match state.theme {
        Theme::System => "Theme: as the system",
        Theme::Light => "Theme: light",
        Theme::Dark => "Theme: dark",
    };
    let link = match &state.link {
        Link::Made { is_stale: true, .. } => "The link is from before your last edit",
        _ => "Share a link to this page (Ctrl+S copies it)",
    };
    let is_stale = matches!(&state.link, Link::Made { is_stale: true, .. });
    html! {
        <header class="bar">
            <span class="mark">{ icons::mark() }<span class="mark-name">{ "Gatefold" }</span></span>
            { examples(&state.origin) }
            <span class="grow" />
            { sums(state, on, "btn sums hide-narrow") }
            { fidelity(&state.settings, on, "seg hide-narrow") }
            <Target settings={state.settings.clone()} unset={state.summary.unset} on={on.clone()} />
            <button type="button" class="btn" title={theme} aria-label={theme} onclick={tell(on, Msg::NextTheme)}>
                { icons::theme() }
            </button>
            <button type="button" class="btn hide-narrow" title="Keys" aria-label="Keys" onclick={tell(on, Msg::Open(Dialog::Keys))}>
                { "?" }
            </button>
            <button type="button" class="btn solid" title={link} onclick={tell(on, Msg::Open(Dialog::Share))}>
                { "Share" }
                if is_stale { <span class="stale">{ "stale link" }</span> }
            </button>
        </header>
    }
}

/// The ledger's sums. They lead to the ledger.
pub(super) fn sums(state: &State, on: &Callback<Msg>, class: &'static str) -> Html {
    let sums = state.summary.ledger;
    if !state.has_summary || sums.read == 0 {
        return Html::default();
    }
    let lost = [(sums.approximated, "approximated"), (sums.policy, "need a policy"), (sums.dropped, "dropped")];
    let lost = lost.iter().filter(|(count, _)| *count > 0).map(|(count, what)| {
        html! {
            <span class="sum" key={*what}><b>{ *count }</b>{ " " }{ *what }</span>
        }
    });
    html! {
        <button type="button" {class} title="What became of every field" onclick={tell(on, Msg::Bench(Bench::Ledger))}>
            <span class="sum"><b>{ sums.read }</b>{ " read" }</span>
            <span class="sum"><b>{ sums.converted }</b>{ " converted" }</span>
            { for lost }
        </button>
    }
}
