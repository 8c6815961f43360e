//! The address bar that asks both sides.

use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

use super::{tell, top_bar::sums};
use crate::state::{Dialog, Msg, State};

/// The bar, and the headers below it.
pub(super) fn ask_bar(state: &State, on: &Callback<Msg>) -> Html {
    let State { request, summary, .. } = state;
    let oninput =
        on.reform(|event: InputEvent| Msg::RequestLine(event.target_unchecked_into::<HtmlInputElement>().value()));
    let onsubmit = on.reform(|event: SubmitEvent| {
        event.prevent_default();
        Msg::AskNow
    });
    let pasted = on.clone();
    let onpaste = Callback::from(move |event: Event| {
        let data = event.dyn_ref::<ClipboardEvent>().and_then(ClipboardEvent::clipboard_data);
        let text = data.and_then(|data| data.get_data("text/plain").ok()).unwrap_or_default();
        let field = event.target_unchecked_into::<HtmlInputElement>();
        let length = u32::try_from(field.value().encode_utf16().count()).unwrap_or(u32::MAX);
        let (start, end) = (field.selection_start().ok().flatten(), field.selection_end().ok().flatten());
        let is_whole = start == Some(0) && end == Some(length);
        // A field would join the lines of a pasted command without a space.
        if !text.trim().is_empty() && (is_whole || text.trim().contains('\n')) {
            event.prevent_default();
            pasted.emit(Msg::RequestPasted(text));
        }
    });
    let on_headers = on
        .reform(|event: InputEvent| Msg::RequestHeaders(event.target_unchecked_into::<HtmlTextAreaElement>().value()));
    let count = request.headers.lines().filter(|line| !line.trim().is_empty()).count();
    let suggestions =
        summary.suggestions.iter().map(|text| html! { <option key={text.clone()} value={text.clone()} /> });
    html! {
        <form class="ask-form" {onsubmit}>
            <div class="url">
                <input
                    class="url-text"
                    aria-label="Request, such as GET https://host/path"
                    placeholder="GET https://shop.example.com/"
                    value={request.line.clone()}
                    list="suggestions"
                    spellcheck="false"
                    autocapitalize="off"
                    autocomplete="off"
                    data-pane-focus=""
                    {oninput}
                    {onpaste}
                />
                <datalist id="suggestions">{ for suggestions }</datalist>
                <button type="button" class="btn" aria-expanded={request.is_open.to_string()} aria-controls="headers" onclick={tell(on, Msg::ToggleHeaders)}>
                    { "Headers" }
                    if count > 0 { <span class="count">{ count }</span> }
                </button>
            </div>
            <button type="button" class="btn line" onclick={tell(on, Msg::Open(Dialog::Curl))}>{ "Paste curl" }</button>
            <span class="narrow">
                { sums(state, on, "btn sums") }
                <button type="button" class="btn" onclick={tell(on, Msg::Open(Dialog::Keys))}>{ "Keys" }</button>
            </span>
            <div id="headers" class="headers" hidden={!request.is_open}>
                <label class="unseen" for="headers-text">{ "Headers of the request, one a line" }</label>
                <textarea id="headers-text" class="code" rows="3" spellcheck="false" placeholder="cookie: canary=always" value={request.headers.clone()} oninput={on_headers} />
            </div>
        </form>
    }
}
