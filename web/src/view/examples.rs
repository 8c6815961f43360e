//! The menu of examples. An example is a link like any other: choosing one changes the address.

use gatefold_core::EXAMPLES;
use yew::prelude::*;

use crate::protocol::Origin;

/// The button and its menu.
pub(super) fn examples(origin: &Origin) -> Html {
    let current = match origin {
        Origin::Untouched => EXAMPLES.first().map(|example| example.id),
        Origin::Example(id) => Some(id.as_str()),
        Origin::Link | Origin::Kept(_) | Origin::Nothing => None,
    };
    let links = EXAMPLES.iter().map(|example| {
        let onclick = Callback::from(|_: MouseEvent| hide());
        html! {
            <li key={example.id}>
                <a class="item" href={format!("#example/{}", example.id)} {onclick} aria-current={(current == Some(example.id)).then_some("true")}>
                    <b>{ example.title }</b><small>{ example.about }</small>
                </a>
            </li>
        }
    });
    html! {
        <>
            <button type="button" class="btn caret" popovertarget="examples">{ "Examples" }</button>
            <nav id="examples" class="sheet sheet-start" popover="auto" aria-label="Examples"><ol class="menu">{ for links }</ol></nav>
        </>
    }
}

fn hide() {
    let menu = gloo::utils::document().get_element_by_id("examples");
    let hide = menu.as_ref().and_then(|menu| js_sys::Reflect::get(menu, &"hidePopover".into()).ok());
    let hide = hide.and_then(|hide| wasm_bindgen::JsCast::dyn_into::<js_sys::Function>(hide).ok());
    if let Some((menu, hide)) = menu.zip(hide) {
        // A menu that was clicked is open.
        let _ = hide.call0(&menu);
    }
}
