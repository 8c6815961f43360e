//! A row of tabs: arrow keys move among them, and Tab leaves them, as the ARIA practice for tabs has it.

use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;

/// One tab.
#[derive(Clone, PartialEq)]
pub(crate) struct TabItem {
    label: AttrValue,
    count: Option<usize>,
    title: Option<AttrValue>,
}

impl TabItem {
    /// A name.
    pub(crate) fn new(label: impl Into<AttrValue>) -> Self {
        Self { label: label.into(), count: None, title: None }
    }

    /// A name and a number.
    pub(crate) fn counted(label: impl Into<AttrValue>, count: usize) -> Self {
        Self { count: (count > 0).then_some(count), ..Self::new(label) }
    }

    /// A short name, and what it stands for.
    pub(crate) fn titled(label: impl Into<AttrValue>, title: impl Into<AttrValue>) -> Self {
        Self { title: Some(title.into()), ..Self::new(label) }
    }
}

/// Properties of [`Tabs`].
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// Class of the row.
    pub(crate) class: AttrValue,
    /// What the tabs are of.
    pub(crate) label: AttrValue,
    /// The tabs.
    pub(crate) items: Vec<TabItem>,
    /// Which is selected.
    pub(crate) selected: usize,
    /// One was selected.
    pub(crate) on_select: Callback<usize>,
    /// The id of the panel that they change.
    pub(crate) panel: AttrValue,
    /// Whether F6 comes here.
    #[prop_or_default]
    pub(crate) is_pane_focus: bool,
}

/// The row.
#[component]
pub(crate) fn Tabs(props: &Props) -> Html {
    let count = props.items.len();
    let selected = props.selected;
    let on_select = props.on_select.clone();
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        let next = match event.key().as_str() {
            "ArrowRight" => (selected + 1) % count,
            "ArrowLeft" => (selected + count - 1) % count,
            "Home" => 0,
            "End" => count - 1,
            _ => return,
        };
        event.prevent_default();
        on_select.emit(next);
        let row = event.current_target().and_then(|row| row.dyn_into::<HtmlElement>().ok());
        let tab = row.and_then(|row| row.children().item(u32::try_from(next).unwrap_or(0)));
        if let Some(tab) = tab.and_then(|tab| tab.dyn_into::<HtmlElement>().ok()) {
            // A tab that is in the page takes focus.
            let _ = tab.focus();
        }
    });
    let tabs = props.items.iter().enumerate().map(|(index, item)| {
        let is_selected = index == selected;
        let onclick = props.on_select.reform(move |_: MouseEvent| index);
        html! {
            <button
                key={index}
                type="button"
                role="tab"
                class="tab"
                title={item.title.clone()}
                aria-selected={is_selected.to_string()}
                aria-controls={is_selected.then(|| props.panel.clone())}
                tabindex={if is_selected { "0" } else { "-1" }}
                data-pane-focus={(is_selected && props.is_pane_focus).then_some("")}
                {onclick}
            >
                { item.label.clone() }
                if let Some(count) = item.count {
                    <span class="count">{ count }</span>
                }
            </button>
        }
    });
    html! {
        <div class={props.class.clone()} role="tablist" aria-label={props.label.clone()} {onkeydown}>{ for tabs }</div>
    }
}
