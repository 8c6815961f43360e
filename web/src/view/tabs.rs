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

/// The row.
pub(crate) struct Tabs<'a> {
    /// Class of the row.
    pub(crate) class: &'static str,
    /// What the tabs are of.
    pub(crate) label: &'static str,
    /// The tabs.
    pub(crate) items: &'a [TabItem],
    /// Which is selected.
    pub(crate) selected: usize,
    /// One was selected.
    pub(crate) on_select: Callback<usize>,
    /// The id of the panel that they change.
    pub(crate) panel: &'static str,
    /// Whether F6 comes here.
    pub(crate) is_pane_focus: bool,
}

impl Tabs<'_> {
    /// As it looks.
    pub(crate) fn draw(self) -> Html {
        let count = self.items.len();
        let selected = self.selected;
        let on_select = self.on_select.clone();
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
        let tabs = self.items.iter().enumerate().map(|(index, item)| {
            let is_selected = index == selected;
            let onclick = self.on_select.reform(move |_: MouseEvent| index);
            html! {
                <button
                    key={index}
                    type="button"
                    role="tab"
                    class="tab"
                    title={item.title.clone()}
                    aria-selected={is_selected.to_string()}
                    aria-controls={is_selected.then_some(self.panel)}
                    tabindex={if is_selected { "0" } else { "-1" }}
                    data-pane-focus={(is_selected && self.is_pane_focus).then_some("")}
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
            <div class={self.class} role="tablist" aria-label={self.label} {onkeydown}>{ for tabs }</div>
        }
    }
}
