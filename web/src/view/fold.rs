//! The fold: input, spine and output.

use js_sys::JsString;
use yew::prelude::*;

use super::{Seen, input::Input, output::output, spine::Spine};
use crate::{
    effects::{Geometry, Hosts},
    state::Msg,
};

/// The two leaves and what ties them.
pub(super) fn fold(
    state: &Seen,
    on: &Callback<Msg>,
    on_files: &Callback<(Vec<String>, Vec<JsString>)>,
    hosts: &Hosts,
    geometry: &Geometry,
) -> Html {
    html! {
        <div class="fold">
            <Input state={state.clone()} on={on.clone()} on_files={on_files.clone()} hosts={hosts.clone()} geometry={geometry.clone()} />
            <Spine
                ties={state.ties.clone()}
                source={u32::try_from(state.active).unwrap_or(u32::MAX)}
                lit={state.lit}
                geometry={geometry.clone()}
            />
            { output(state, on, geometry) }
        </div>
    }
}
