//! The target: whose Gateway API the output is for, where its Gateway lives, what absent objects mean, and how
//! ingress-nginx is set up. And, in the bar, how close the output keeps.

use gatefold_core::{
    BUNDLE_VERSIONS, IMPLEMENTATIONS, NGINX_SETTINGS, PlacementSetting, Settings, view::UnsetSettings,
};
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::tell;
use crate::state::Msg;

/// Properties of [`Target`].
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// What was chosen.
    pub(crate) settings: Settings,
    /// Which settings of ingress-nginx the input does not say.
    pub(crate) unset: UnsetSettings,
    /// What happened.
    pub(crate) on: Callback<Msg>,
}

/// The texts of a choice, and what they are called.
type Options = [(&'static str, &'static str)];

/// A fidelity, its name, and what it does.
#[rustfmt::skip]
static FIDELITIES: &[(&str, &str, &str)] = &[
    ("idiomatic", "Idiomatic", "As a person would write it; every change of behaviour is reported"),
    ("faithful",  "Faithful",  "As ingress-nginx behaves, wherever Gateway API can say it"),
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
    let Props { settings, unset, on } = props;
    let name =
        IMPLEMENTATIONS.iter().find(|known| known.id == settings.implementation).map_or("Target", |known| known.name);
    let implementations: Vec<_> = IMPLEMENTATIONS.iter().map(|known| (known.id, known.name)).collect();
    let bundles: Vec<_> = BUNDLE_VERSIONS.iter().rev().map(|(_, name)| (*name, *name)).collect();
    let choice = |label, name, options: &Options| {
        let options = options.iter().map(|(id, words)| (*id, AttrValue::Static(words)));
        choice(label, name, options.collect(), settings, on)
    };
    let text = |label, name| text(label, name, settings, on);
    html! {
        <>
            <button type="button" class="btn line caret" popovertarget="target">
                <span class="unseen">{ "Target: " }</span>{ name }<span class="quiet hide-narrow">{ " " }{ &settings.bundle }</span>
            </button>
            <section id="target" class="sheet sheet-end" popover="auto" aria-label="Target">
                <div class="form">
                    <div class="field only-narrow"><span>{ "Fidelity" }</span>{ fidelity(settings, on, "seg") }</div>
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
                    { nginx(settings, *unset, on) }
                </div>
            </section>
        </>
    }
}

/// The switch between the fidelities.
pub(super) fn fidelity(settings: &Settings, on: &Callback<Msg>, class: &'static str) -> Html {
    let buttons = FIDELITIES.iter().map(|(id, name, title)| {
        let is_chosen = settings.text("fidelity") == *id;
        html! {
            <button key={*id} type="button" title={*title} aria-pressed={is_chosen.to_string()} onclick={tell(on, Msg::Pick("fidelity", (*id).to_owned()))}>{ *name }</button>
        }
    });
    html! { <div {class} role="group" aria-label="Fidelity">{ for buttons }</div> }
}

/// The settings of ingress-nginx that the input does not say, with their defaults.
fn nginx(settings: &Settings, unset: UnsetSettings, on: &Callback<Msg>) -> Html {
    let is_unset = |key: &str| if key.starts_with("--") { unset.command_line } else { unset.config_map };
    let fields = NGINX_SETTINGS.iter().filter(|setting| is_unset(setting.key)).map(|setting| {
        let options = setting.values.iter().map(|value| {
            let words = match *value {
                "" => "as the Ingresses say".into(),
                value if value == setting.default => format!("{value} (default)").into(),
                value => AttrValue::Static(value),
            };
            (*value, words)
        });
        choice(setting.key, setting.key, options.collect(), settings, on)
    });
    let said = match (unset.config_map, unset.command_line) {
        (true, true) => "Neither its ConfigMap nor its Deployment is in the input: these are taken to be so.",
        (true, false) => "Its Deployment is in the input and counts. Its ConfigMap is not: these are taken to be so.",
        (false, true) => "Its ConfigMap is in the input and counts. Its Deployment is not: these are taken to be so.",
        (false, false) => return Html::default(),
    };
    html! {
        <fieldset class="form-part">
            <legend>{ "ingress-nginx" }</legend>
            <p class="quiet">{ said }</p>
            { for fields }
        </fieldset>
    }
}

/// One of several texts for the setting `name`.
fn choice(
    label: &'static str,
    name: &'static str,
    options: Vec<(&'static str, AttrValue)>,
    settings: &Settings,
    on: &Callback<Msg>,
) -> Html {
    let onchange = on.reform(move |event: Event| {
        let value = event.target().and_then(|target| target.dyn_into::<HtmlSelectElement>().ok()).map(|it| it.value());
        Msg::Pick(name, value.unwrap_or_default())
    });
    let chosen = settings.text(name);
    let options = options.into_iter().map(|(id, name)| {
        html! {
            <option key={id} value={id} selected={id == chosen}>{ name }</option>
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
        let fidelities: Vec<_> = FIDELITIES.iter().map(|(id, name, _)| (*id, *name)).collect();
        for (name, options) in [
            ("fidelity", &*fidelities),
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
