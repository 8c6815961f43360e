//! Sentences between the ask and the fold: what went wrong, whose work this is, and what is not kept.

use yew::prelude::*;

use super::tell;
use crate::{
    protocol::{Origin, Slot},
    state::{Engine, Msg, State},
};

/// The sentences; nothing where there is nothing to say.
pub(super) fn notices(state: &State, on: &Callback<Msg>) -> Html {
    let secrets = state.summary.secrets;
    html! {
        <div class="notices">
            if let Some(notice) = &state.notice {
                <p class="notice" role={if notice.is_alarm { "alert" } else { "status" }}>
                    <span>{ &notice.text }</span>
                    <button type="button" class="btn small" onclick={tell(on, Msg::Dismiss)}>{ "Dismiss" }</button>
                </p>
            }
            if state.engine == Engine::Slow {
                <p class="notice" role="status">
                    <span>{ "The engine is still reading this input." }</span>
                    <button type="button" class="btn small" onclick={tell(on, Msg::EngineStop)}>{ "Stop it" }</button>
                </p>
            }
            if state.is_visit() && matches!(state.origin, Origin::Link | Origin::Kept(_)) {
                <p class="notice">
                    <span>{ "This is a shared page. Your own draft is kept as it was." }</span>
                    <button type="button" class="btn small" onclick={tell(on, Msg::OpenSlot(Slot::Mine))}>{ "Back to my draft" }</button>
                    <button type="button" class="btn small" onclick={tell(on, Msg::Keep)}>{ "Make this my draft" }</button>
                </p>
            }
            if state.is_visit() && matches!(state.origin, Origin::Example(_)) {
                <p class="notice">
                    <span>{ "This is an example. Your own draft is kept as it was." }</span>
                    <button type="button" class="btn small" onclick={tell(on, Msg::OpenSlot(Slot::Mine))}>{ "Back to my draft" }</button>
                </p>
            }
            if secrets > 0 {
                <p class="notice">
                    <span>
                        { if secrets == 1 { "The values of 1 Secret".to_owned() } else { format!("The values of {secrets} Secrets") } }
                        { " stay in this tab's memory: they are not in the draft, in a link or in what you download." }
                    </span>
                </p>
            }
        </div>
    }
}
