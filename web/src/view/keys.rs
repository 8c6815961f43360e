//! The keys.

use yew::prelude::*;

use super::dialog::Dialog;
use crate::state::Msg;

#[rustfmt::skip]
static KEYS: &[(&str, &str)] = &[
    ("Ctrl+S",            "Copy a link to this page"),
    ("F6",                "Go to the next pane: request, input, output, what follows"),
    ("F8",                "Go to the next problem in the input"),
    ("Ctrl+F",            "Search, in the editor"),
    ("Ctrl+Shift+[ and ]","Fold and unfold, in the editor"),
    ("Escape, then Tab",  "Leave the editor"),
    ("← →",               "Move among tabs"),
    ("↑ ↓, Enter",        "In the output: move by lines, go to the input line"),
    ("F2, Delete",        "On a source's tab: rename it, close it"),
    ("?",                 "Show these keys"),
];

/// The dialog.
pub(super) fn keys_dialog(on: &Callback<Msg>) -> Html {
    let rows = KEYS.iter().map(|(keys, what)| {
        html! {
            <tr key={*keys}><th scope="row"><kbd>{ *keys }</kbd></th><td>{ *what }</td></tr>
        }
    });
    html! { <Dialog title="Keys" on={on.clone()}><table class="table keys"><tbody>{ for rows }</tbody></table></Dialog> }
}
