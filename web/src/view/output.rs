//! The output: whose part of it, in which notation, and its lines.

use gatefold_core::{
    FidelitySetting,
    view::{OutputFormat, OutputPart},
};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::{
    lines::Lines,
    tabs::{TabItem, Tabs},
    tell,
};
use crate::{
    effects::Geometry,
    state::{Msg, State, TextUse},
};

/// A part of the output: its value in the choice of roles, its name, and what it is.
type Part = (OutputPart, &'static str, &'static str, &'static str);

/// What is looked at. The output's is one of the roles.
#[rustfmt::skip]
static VIEWS: &[Part] = &[
    (OutputPart::All,      "output",   "Output",   "The Gateway API resources"),
    (OutputPart::Policies, "policies", "Policies", "What stands beside the output: policies that only the chosen implementation reads"),
    (OutputPart::Diff,     "diff",     "Diff",     "What idiomatic and faithful output write differently"),
];

/// Whose part of the output.
#[rustfmt::skip]
static ROLES: &[Part] = &[
    (OutputPart::All,                    "all",       "All roles", "All of the output"),
    (OutputPart::InfrastructureProvider, "provider",  "Provider",  "What the infrastructure provider owns: the GatewayClass"),
    (OutputPart::ClusterOperator,        "operator",  "Operator",  "What the cluster operator owns: Gateways and grants"),
    (OutputPart::ApplicationDeveloper,   "developer", "Developer", "What application developers own: routes"),
];

/// The leaf.
pub(super) fn output(state: &State, on: &Callback<Msg>, geometry: &Geometry) -> Html {
    let part = state.output.part;
    // Without policies there is no tab of them, unless it is the one that is open.
    let has_policies = state.summary.policies > 0 || part == OutputPart::Policies;
    let views: Vec<_> = VIEWS.iter().filter(|(view, ..)| has_policies || *view != OutputPart::Policies).collect();
    let items = views.iter().map(|(_, _, name, title)| TabItem::titled(*name, *title)).collect::<Vec<_>>();
    let selected = views.iter().position(|(view, ..)| *view == part).unwrap_or(0);
    // A narrow leaf has no room for tabs and roles: there they are one list.
    let beside = views.iter().copied().filter(|(view, ..)| *view != OutputPart::All);
    let parts: Vec<_> = views.iter().map(|(view, ..)| *view).collect();
    let on_select = on.reform(move |index: usize| Msg::Part(parts.get(index).copied().unwrap_or_default()));
    let is_empty = state.has_summary && state.output.size.lines == 0;
    let is_diff = part == OutputPart::Diff;
    let tabs = Tabs {
        class: "tabs hide-short",
        label: "View of the output",
        items: &items,
        selected,
        on_select,
        panel: "output-panel",
        is_pane_focus: false,
    };
    html! {
        <section class="leaf" data-side="gateway" data-pane="output" data-broken={state.summary.broken.then_some("")} aria-label="Output">
            <div class="toolbar">
                { tabs.draw() }
                { choice("View of the output", "btn only-short", ROLES.iter().chain(beside), part, on) }
                <span class="grow" />
                if selected == 0 { { choice("Whose part", "btn hide-short", ROLES.iter(), part, on) } }
                if !is_diff { { notations(state.output.format, on) } }
                <button type="button" class="btn" onclick={tell(on, Msg::WantText(TextUse::Copy))}>{ "Copy" }</button>
                <button type="button" class="btn" onclick={tell(on, Msg::WantText(TextUse::Download))}>{ "Download" }</button>
                if !is_diff {
                    <button type="button" class="btn" title="A zip with a file for each resource, numbered in the order in which to apply them" onclick={tell(on, Msg::WantZip)}>{ "Zip" }</button>
                }
            </div>
            <div id="output-panel" class="code-pane" role="tabpanel" aria-label="Gateway API">
                if is_empty {
                    <p class="empty">{ empty_words(state) }</p>
                } else {
                    <Lines
                        lines={state.output.lines.clone()}
                        total={state.output.size.lines}
                        source={u32::try_from(state.active).unwrap_or(u32::MAX)}
                        lit={state.lit_output()}
                        on={on.clone()}
                        geometry={geometry.clone()}
                    />
                }
                { strip(state) }
            </div>
        </section>
    }
}

/// What has to be known of what is shown: below it, so that no line moves.
fn strip(state: &State) -> Html {
    if state.summary.broken {
        return html! { <p class="strip" role="status">{ "Last good output: a document of the input cannot be read." }</p> };
    }
    if state.output.part != OutputPart::Diff || state.output.size.lines == 0 {
        return Html::default();
    }
    let chosen = |fidelity| if state.settings.fidelity == fidelity { " (chosen)" } else { "" };
    html! {
        <p class="strip">
            <span data-change="idiomatic"><b>{ "−" }</b>{ " only idiomatic" }{ chosen(FidelitySetting::Idiomatic) }</span>
            <span data-change="faithful"><b>{ "+" }</b>{ " only faithful" }{ chosen(FidelitySetting::Faithful) }</span>
        </p>
    }
}

fn choice(
    label: &'static str,
    class: &'static str,
    parts: impl Iterator<Item = &'static Part>,
    chosen: OutputPart,
    on: &Callback<Msg>,
) -> Html {
    let onchange = on.reform(|event: Event| {
        let value = event.target_unchecked_into::<HtmlSelectElement>().value();
        let row = ROLES.iter().chain(VIEWS).find(|(_, id, ..)| *id == value);
        Msg::Part(row.map(|row| row.0).unwrap_or_default())
    });
    let options = parts.map(|(part, id, name, title)| {
        html! { <option key={*id} value={*id} title={*title} selected={*part == chosen}>{ *name }</option> }
    });
    html! { <select {class} aria-label={label} {onchange}>{ for options }</select> }
}

fn notations(format: OutputFormat, on: &Callback<Msg>) -> Html {
    let onchange = on.reform(|event: Event| {
        let is_json = event.target_unchecked_into::<HtmlSelectElement>().value() == "json";
        Msg::Format(if is_json { OutputFormat::Json } else { OutputFormat::Yaml })
    });
    let is_json = format == OutputFormat::Json;
    html! {
        <select class="btn" aria-label="Notation" {onchange}>
            <option value="yaml" selected={!is_json}>{ "YAML" }</option>
            <option value="json" selected={is_json}>{ "JSON" }</option>
        </select>
    }
}

fn empty_words(state: &State) -> &'static str {
    if state.output.part == OutputPart::Diff && state.summary.has_ingress {
        "Idiomatic and faithful output are the same for this input."
    } else if state.output.part == OutputPart::Policies {
        "No annotation of this input needs a policy of the chosen implementation."
    } else if !matches!(state.output.part, OutputPart::All | OutputPart::Diff) {
        "Nothing of the output is theirs."
    } else if state.summary.has_ingress {
        "No Gateway API resources follow from this input. The problems say why."
    } else if state.summary.gateway_is_given {
        "The input is Gateway API already: there is nothing to convert. Ask it a request above."
    } else {
        "Paste an Ingress on the left: the Gateway API resources that replace it appear here."
    }
}
