//! The target: how close the output keeps, whose Gateway API it is for, where its Gateway lives, and what absent objects mean.

use gatefold_core::{
    AuthServiceSetting, BUNDLE_VERSIONS, FidelitySetting, IMPLEMENTATIONS, PlacementSetting, ScopeSetting, Settings,
};
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use crate::state::{Msg, Pick};

/// Properties of [`Target`].
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// What was chosen.
    pub(crate) settings: Settings,
    /// What happened.
    pub(crate) on: Callback<Msg>,
}

#[rustfmt::skip]
static PLACEMENTS: &[(&str, &str, PlacementSetting)] = &[
    ("shared",        "One for all namespaces",  PlacementSetting::Shared),
    ("per-namespace", "One in each namespace",   PlacementSetting::PerNamespace),
];

#[rustfmt::skip]
static SCOPES: &[(&str, &str, ScopeSetting)] = &[
    ("auto",  "Missing if others of a kind are given", ScopeSetting::Auto),
    ("whole", "Missing: this is everything",           ScopeSetting::Whole),
    ("part",  "Present: this is a part",               ScopeSetting::Part),
];

#[rustfmt::skip]
static FIDELITIES: &[(&str, &str, FidelitySetting)] = &[
    ("idiomatic", "Idiomatic: as a person would write it", FidelitySetting::Idiomatic),
    ("faithful",  "Faithful: as ingress-nginx behaves",    FidelitySetting::Faithful),
];

#[rustfmt::skip]
static AUTH_SERVICES: &[(&str, &str, AuthServiceSetting)] = &[
    ("allows",  "Let requests through", AuthServiceSetting::Allows),
    ("refuses", "Refuse requests",      AuthServiceSetting::Refuses),
];

#[rustfmt::skip]
static CHANNELS: &[(&str, &str)] = &[
    ("standard",     "Standard"),
    ("experimental", "Experimental"),
];

/// The button and its sheet.
#[component]
pub(crate) fn Target(props: &Props) -> Html {
    let Props { settings, on } = props;
    let name =
        IMPLEMENTATIONS.iter().find(|known| known.id == settings.implementation).map_or("Target", |known| known.name);
    let implementations: Vec<_> = IMPLEMENTATIONS.iter().map(|known| (known.id, known.name)).collect();
    let bundles: Vec<_> = BUNDLE_VERSIONS.iter().rev().map(|(_, name)| (*name, *name)).collect();
    let placement = PLACEMENTS.iter().find(|row| row.2 == settings.placement).map_or("", |row| row.0);
    let scope = SCOPES.iter().find(|row| row.2 == settings.scope).map_or("", |row| row.0);
    let fidelity = FIDELITIES.iter().find(|row| row.2 == settings.fidelity).map_or("", |row| row.0);
    let auth = AUTH_SERVICES.iter().find(|row| row.2 == settings.auth_service).map_or("", |row| row.0);
    html! {
        <>
            <button type="button" class="btn line caret" popovertarget="target">
                <span class="unseen">{ "Target: " }</span>{ name }<span class="quiet hide-narrow">{ " " }{ &settings.bundle }</span>
            </button>
            <section id="target" class="sheet sheet-end" popover="auto" aria-label="Target">
                <div class="form">
                    { choice("Fidelity", &rows(FIDELITIES), fidelity, on, |id| Pick::Fidelity(find(FIDELITIES, &id))) }
                    { choice("Implementation", &implementations, &settings.implementation, on, Pick::Implementation) }
                    { choice("Gateway API", &bundles, &settings.bundle, on, Pick::Bundle) }
                    { choice("Channel", CHANNELS, &settings.channel, on, Pick::Channel) }
                    { choice("Gateways", &rows(PLACEMENTS), placement, on, |id| Pick::Placement(find(PLACEMENTS, &id))) }
                    { text("Gateway's name", &settings.gateway_name, on, Pick::GatewayName) }
                    if settings.placement == PlacementSetting::Shared {
                        { text("Gateway's namespace", &settings.gateway_namespace, on, Pick::GatewayNamespace) }
                    }
                    { choice("Absent objects", &rows(SCOPES), scope, on, |id| Pick::Scope(find(SCOPES, &id))) }
                    { choice("Authentication services", &rows(AUTH_SERVICES), auth, on, |id| Pick::AuthService(find(AUTH_SERVICES, &id))) }
                </div>
            </section>
        </>
    }
}

fn rows<T>(table: &'static [(&str, &str, T)]) -> Vec<(&'static str, &'static str)> {
    table.iter().map(|(id, name, _)| (*id, *name)).collect()
}

fn find<T: Copy + Default>(table: &[(&str, &str, T)], id: &str) -> T {
    table.iter().find(|row| row.0 == id).map_or_else(T::default, |row| row.2)
}

fn choice(
    label: &'static str,
    options: &[(&'static str, &'static str)],
    chosen: &str,
    on: &Callback<Msg>,
    pick: impl Fn(String) -> Pick + 'static,
) -> Html {
    let onchange = on.reform(move |event: Event| {
        let value = event.target().and_then(|target| target.dyn_into::<HtmlSelectElement>().ok()).map(|it| it.value());
        Msg::Pick(pick(value.unwrap_or_default()))
    });
    let options = options.iter().map(|(id, name)| {
        html! {
            <option key={*id} value={*id} selected={*id == chosen}>{ *name }</option>
        }
    });
    html! { <label class="field"><span>{ label }</span><select {onchange}>{ for options }</select></label> }
}

fn text(label: &'static str, value: &str, on: &Callback<Msg>, pick: impl Fn(String) -> Pick + 'static) -> Html {
    let onchange = on.reform(move |event: Event| {
        let value = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()).map(|it| it.value());
        Msg::Pick(pick(value.unwrap_or_default().trim().to_owned()))
    });
    html! {
        <label class="field"><span>{ label }</span><input class="code" value={value.to_owned()} {onchange} spellcheck="false" autocapitalize="off" /></label>
    }
}
