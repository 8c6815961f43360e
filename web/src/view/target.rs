//! The target: how close the output keeps, whose Gateway API it is for, where its Gateway lives, and what absent objects mean.

use gatefold_core::{BUNDLE_VERSIONS, IMPLEMENTATIONS, PlacementSetting, Settings};
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use crate::state::Msg;

/// Properties of [`Target`].
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// What was chosen.
    pub(crate) settings: Settings,
    /// What happened.
    pub(crate) on: Callback<Msg>,
}

/// The texts of a choice, and what they are called.
type Options = [(&'static str, &'static str)];

#[rustfmt::skip]
static FIDELITIES: &Options = &[
    ("idiomatic", "Idiomatic: as a person would write it"),
    ("faithful",  "Faithful: as ingress-nginx behaves"),
];

#[rustfmt::skip]
static CHANNELS: &Options = &[
    ("standard",     "Standard"),
    ("experimental", "Experimental"),
];

#[rustfmt::skip]
static PLACEMENTS: &Options = &[
    ("shared",        "One for all namespaces"),
    ("per-namespace", "One in each namespace"),
];

#[rustfmt::skip]
static SCOPES: &Options = &[
    ("auto",  "Missing if others of a kind are given"),
    ("whole", "Missing: this is everything"),
    ("part",  "Present: this is a part"),
];

#[rustfmt::skip]
static AUTH_SERVICES: &Options = &[
    ("allows",  "Let requests through"),
    ("refuses", "Refuse requests"),
];

/// The button and its sheet.
#[component]
pub(crate) fn Target(props: &Props) -> Html {
    let Props { settings, on } = props;
    let name =
        IMPLEMENTATIONS.iter().find(|known| known.id == settings.implementation).map_or("Target", |known| known.name);
    let implementations: Vec<_> = IMPLEMENTATIONS.iter().map(|known| (known.id, known.name)).collect();
    let bundles: Vec<_> = BUNDLE_VERSIONS.iter().rev().map(|(_, name)| (*name, *name)).collect();
    let choice = |label, name, options: &Options| choice(label, name, options, settings, on);
    let text = |label, name| text(label, name, settings, on);
    html! {
        <>
            <button type="button" class="btn line caret" popovertarget="target">
                <span class="unseen">{ "Target: " }</span>{ name }<span class="quiet hide-narrow">{ " " }{ &settings.bundle }</span>
            </button>
            <section id="target" class="sheet sheet-end" popover="auto" aria-label="Target">
                <div class="form">
                    { choice("Fidelity", "fidelity", FIDELITIES) }
                    { choice("Implementation", "implementation", &implementations) }
                    { choice("Gateway API", "bundle", &bundles) }
                    { choice("Channel", "channel", CHANNELS) }
                    { choice("Gateways", "placement", PLACEMENTS) }
                    { text("Gateway's name", "gatewayName") }
                    if settings.placement == PlacementSetting::Shared {
                        { text("Gateway's namespace", "gatewayNamespace") }
                    }
                    { choice("Absent objects", "scope", SCOPES) }
                    { choice("Authentication services", "authService", AUTH_SERVICES) }
                </div>
            </section>
        </>
    }
}

/// One of several texts for the setting `name`.
fn choice(label: &'static str, name: &'static str, options: &Options, settings: &Settings, on: &Callback<Msg>) -> Html {
    let onchange = on.reform(move |event: Event| {
        let value = event.target().and_then(|target| target.dyn_into::<HtmlSelectElement>().ok()).map(|it| it.value());
        Msg::Pick(name, value.unwrap_or_default())
    });
    let chosen = settings.text(name);
    let options = options.iter().map(|(id, name)| {
        html! {
            <option key={*id} value={*id} selected={*id == chosen}>{ *name }</option>
        }
    });
    html! { <label class="field"><span>{ label }</span><select {onchange}>{ for options }</select></label> }
}

/// Any text for the setting `name`.
fn text(label: &'static str, name: &'static str, settings: &Settings, on: &Callback<Msg>) -> Html {
    let onchange = on.reform(move |event: Event| {
        let value = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()).map(|it| it.value());
        Msg::Pick(name, value.unwrap_or_default().trim().to_owned())
    });
    let value = settings.text(name).to_owned();
    html! {
        <label class="field"><span>{ label }</span><input class="code" {value} {onchange} spellcheck="false" autocapitalize="off" /></label>
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test(unsupported = test)]
    fn every_option_is_a_choice_of_the_settings() {
        for (name, options) in [
            ("fidelity", FIDELITIES),
            ("channel", CHANNELS),
            ("placement", PLACEMENTS),
            ("scope", SCOPES),
            ("authService", AUTH_SERVICES),
        ] {
            assert!(options.iter().any(|(id, _)| *id == Settings::default().text(name)), "{name}");
            for (id, _) in options {
                let mut settings = Settings::default();
                assert!(settings.choose(name, (*id).to_owned()) && settings.check().is_ok(), "{name} {id}");
                assert_eq!(settings.text(name), *id);
            }
        }
    }
}
