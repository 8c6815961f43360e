//! A place for a curl command, as one copies it from a terminal or a browser.

use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use super::{dialog::Dialog, tell};
use crate::state::Msg;

/// Properties of [`CurlDialog`].
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// What happened.
    pub(crate) on: Callback<Msg>,
}

/// The dialog.
#[component]
pub(crate) fn CurlDialog(props: &Props) -> Html {
    let area = use_node_ref();
    let on = props.on.clone();
    let written = area.clone();
    let onsubmit = Callback::from(move |event: SubmitEvent| {
        event.prevent_default();
        let text = written.cast::<HtmlTextAreaElement>().map(|area| area.value()).unwrap_or_default();
        if !text.trim().is_empty() {
            on.emit(Msg::RequestPasted(text));
        }
        on.emit(Msg::AskNow);
    });
    html! {
        <Dialog title="Paste a curl command" on={props.on.clone()}>
            <form class="form" {onsubmit}>
                <label class="field"><span>{ "curl" }</span>
                    <textarea ref={area} class="code" rows="6" spellcheck="false" autofocus=true placeholder="curl -H 'cookie: canary=always' https://shop.example.com/coffee" />
                </label>
                <p class="acts">
                    <button type="submit" class="btn solid">{ "Ask both sides" }</button>
                    <button type="button" class="btn" onclick={tell(&props.on, Msg::Close)}>{ "Cancel" }</button>
                </p>
            </form>
        </Dialog>
    }
}
