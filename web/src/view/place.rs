//! What leads elsewhere: a place in the input as a button, `shop.yaml:12`, and a code as a link to its page.

use gatefold_core::view::Place;
use yew::prelude::*;

use super::tell;
use crate::state::{Msg, Tab};

/// A code as a link to its page; where there is none, nothing.
pub(super) fn code_link(code: &str) -> Html {
    if code.is_empty() {
        return Html::default();
    }
    html! { <a class="place" href={format!("#code/{code}")} title={format!("What {code} means")}>{ code.to_owned() }</a> }
}

/// The button; where there is no place, nothing.
pub(super) fn place_button(place: Option<Place>, tabs: &[Tab], on: &Callback<Msg>) -> Html {
    let Some(place) = place else { return Html::default() };
    let name = match place.source {
        Some(source) => {
            usize::try_from(source).ok().and_then(|source| tabs.get(source)).map_or("input", |tab| tab.name.as_str())
        }
        None => "output",
    };
    let text = format!("{name}:{}", place.line);
    html! {
        <button type="button" class="place" title={format!("Go to {text}")} onclick={tell(on, Msg::Reveal(place))}>{ text }</button>
    }
}
