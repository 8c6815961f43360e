//! The fold: input, spine and output.

use js_sys::JsString;
use yew::prelude::*;

use super::{Seen, input::Input, output::OutputLeaf, spine::Spine};
use crate::{
    effects::{Geometry, Hosts},
    state::Msg,
};

/// Properties of [`Fold`].
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The state.
    pub(crate) state: Seen,
    /// What happened.
    pub(crate) on: Callback<Msg>,
    /// Files that were read.
    pub(crate) on_files: Callback<(Vec<String>, Vec<JsString>)>,
    /// Where the input is written.
    pub(crate) hosts: Hosts,
    /// Where lines stand.
    pub(crate) geometry: Geometry,
}

/// The two leaves and what ties them.
#[component]
pub(crate) fn Fold(props: &Props) -> Html {
    let Props { state, on, on_files, hosts, geometry } = props;
    html! {
        <div class="fold">
            <Input state={state.clone()} on={on.clone()} on_files={on_files.clone()} hosts={hosts.clone()} geometry={geometry.clone()} />
            <Spine
                ties={state.ties.clone()}
                source={u32::try_from(state.active).unwrap_or(u32::MAX)}
                lit={state.lit}
                geometry={geometry.clone()}
            />
            <OutputLeaf state={state.clone()} on={on.clone()} geometry={geometry.clone()} />
        </div>
    }
}
