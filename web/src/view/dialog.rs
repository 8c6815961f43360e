//! A dialog over the page: the browser's own, which keeps the focus inside, closes by Escape and gives the focus back.

use web_sys::HtmlDialogElement;
use yew::prelude::*;

use super::tell;
use crate::state::Msg;

/// Properties of [`Dialog`].
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// Its title.
    pub(crate) title: AttrValue,
    /// What happened.
    pub(crate) on: Callback<Msg>,
    /// What is in it.
    pub(crate) children: Html,
}

/// The dialog.
#[component]
pub(crate) fn Dialog(props: &Props) -> Html {
    let node = use_node_ref();
    let shown = node.clone();
    use_effect_with((), move |()| {
        if let Some(dialog) = shown.cast::<HtmlDialogElement>().filter(|dialog| !dialog.open()) {
            // It is in the page and not open: it can be shown.
            let _ = dialog.show_modal();
        }
    });
    html! {
        <dialog ref={node} class="dialog" aria-labelledby="dialog-title" onclose={tell(&props.on, Msg::Close)}>
            <header>
                <h2 id="dialog-title">{ props.title.clone() }</h2>
                <button type="button" class="btn" onclick={tell(&props.on, Msg::Close)}>{ "Close" }</button>
            </header>
            { props.children.clone() }
        </dialog>
    }
}
