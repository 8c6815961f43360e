//! The link: how long it is, how it will travel, and what is not in it.

use gatefold_core::view::{LinkSize, LinkView};
use yew::prelude::*;

use super::{dialog::Dialog, tell};
use crate::{
    effects::address_with,
    state::{Link, Msg, State, TextUse},
};

fn travels(size: LinkSize) -> &'static str {
    match size {
        LinkSize::Fine => "It travels everywhere.",
        LinkSize::Long => "Some chats cut links of this length. A browser takes it.",
        LinkSize::VeryLong => {
            "Only for a browser's address bar: chats and mail cut links of this length. A file is safer."
        }
        LinkSize::TooLong => "This input is too large for a link. Download the output, or send the input as a file.",
    }
}

/// The dialog.
pub(super) fn share_dialog(state: &State, on: &Callback<Msg>) -> Html {
    let content = match &state.link {
        Link::None | Link::Wanted { .. } => html! { <p role="status">{ "Making the link…" }</p> },
        Link::Made { view, is_copied, .. } => made(view, *is_copied, on),
    };
    html! {
        <Dialog title="Share this page" on={on.clone()}>
            <p class="quiet">{ "The link holds the input, the target and the request. Nothing is sent to a server: everything is in the link itself." }</p>
            { content }
        </Dialog>
    }
}

fn made(view: &LinkView, is_copied: bool, on: &Callback<Msg>) -> Html {
    let link = address_with(&view.fragment);
    let secrets = match view.redacted_secrets {
        0 => String::new(),
        1 => "The values of 1 Secret are left out.".to_owned(),
        count => format!("The values of {count} Secrets are left out."),
    };
    html! {
        <>
            if view.size == LinkSize::TooLong {
                <p>{ travels(view.size) }</p>
                <p class="acts"><button type="button" class="btn solid" onclick={tell(on, Msg::WantText(TextUse::Download))}>{ "Download the output" }</button></p>
            } else {
                <label class="field"><span>{ "Link" }</span><textarea class="code link-text" readonly=true rows="4" value={link} /></label>
                <p><b>{ format!("{} characters. ", view.length) }</b>{ travels(view.size) }</p>
                <p class="acts">
                    <button type="button" class="btn solid" onclick={tell(on, Msg::CopyLink)}>{ if is_copied { "Copied" } else { "Copy the link" } }</button>
                </p>
            }
            if !secrets.is_empty() { <p>{ secrets }</p> }
        </>
    }
}
