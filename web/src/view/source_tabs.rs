//! Tabs of the input, one a source: choose, add, close, rename (twice on the name, or F2).

use gatefold_core::view::SourceRow;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::tell;
use crate::state::{Msg, Tab};

/// Properties of [`SourceTabs`].
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The sources.
    pub(crate) tabs: Vec<Tab>,
    /// Which is shown.
    pub(crate) active: usize,
    /// What was found in each.
    pub(crate) sources: Vec<SourceRow>,
    /// What happened.
    pub(crate) on: Callback<Msg>,
}

/// The row.
#[component]
pub(crate) fn SourceTabs(props: &Props) -> Html {
    let Props { tabs, active, sources, on } = props;
    let (active, count) = (*active, tabs.len());
    let renamed = use_state(|| None::<usize>);
    let begin = renamed.clone();
    let choose = on.clone();
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        let next = match event.key().as_str() {
            "ArrowRight" => (active + 1) % count,
            "ArrowLeft" => (active + count - 1) % count,
            "F2" => {
                begin.set(Some(active));
                return;
            }
            "Delete" => {
                choose.emit(Msg::CloseTab(active));
                return;
            }
            _ => return,
        };
        event.prevent_default();
        choose.emit(Msg::Tab(next));
        let row = event.current_target().and_then(|row| row.dyn_into::<web_sys::HtmlElement>().ok());
        let tab = row.and_then(|row| row.query_selector_all("[role=tab]").ok()?.get(u32::try_from(next).ok()?));
        if let Some(tab) = tab.and_then(|tab| tab.dyn_into::<web_sys::HtmlElement>().ok()) {
            // A tab that is in the page takes focus.
            let _ = tab.focus();
        }
    });
    let rows = tabs.iter().enumerate().map(|(index, tab)| {
        let is_selected = index == active;
        let problems = sources.get(index).map_or(0, |row| row.problems.errors);
        let begin = renamed.clone();
        let ondblclick = Callback::from(move |_: MouseEvent| begin.set(Some(index)));
        html! {
            <button
                key={tab.id.0}
                type="button"
                role="tab"
                class="tab"
                aria-selected={is_selected.to_string()}
                aria-controls={is_selected.then_some("input-panel")}
                tabindex={if is_selected { "0" } else { "-1" }}
                title={format!("{}: F2 or twice on the name renames it, Delete closes it", tab.name)}
                onclick={tell(on, Msg::Tab(index))}
                {ondblclick}
            >
                <span class="tab-name">{ &tab.name }</span>
                if problems > 0 { <span class="count">{ problems }</span> }
            </button>
        }
    });
    let rename = renamed.and_then(|index| tabs.get(index).map(|tab| rename_field(index, &tab.name, &renamed, on)));
    html! {
        <>
            <div class="tabs" role="tablist" aria-label="Sources" {onkeydown}>{ for rows }</div>
            { rename.unwrap_or_default() }
            if count > 1 {
                <button type="button" class="btn square" aria-label="Close this source" title="Close this source" onclick={tell(on, Msg::CloseTab(active))}>{ "×" }</button>
            }
            <button type="button" class="btn square" aria-label="Add a source" title="Add a source" onclick={tell(on, Msg::AddTab)}>{ "+" }</button>
        </>
    }
}

fn rename_field(index: usize, name: &str, renamed: &UseStateHandle<Option<usize>>, on: &Callback<Msg>) -> Html {
    let done = renamed.clone();
    let rename = on.clone();
    let onblur = Callback::from(move |event: FocusEvent| {
        let value = event.target_unchecked_into::<HtmlInputElement>().value();
        done.set(None);
        rename.emit(Msg::RenameTab(index, value));
    });
    let onkeydown = Callback::from(|event: KeyboardEvent| {
        event.stop_propagation();
        if matches!(event.key().as_str(), "Enter" | "Escape") {
            // Leaving the field is what renames; an element in the page can always be left.
            let _ = event.target_unchecked_into::<HtmlInputElement>().blur();
        }
    });
    html! { <input class="rename code" aria-label="Name of the source" value={name.to_owned()} autofocus=true {onblur} {onkeydown} /> }
}
