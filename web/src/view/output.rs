//! The output: whose part of it, in which notation, and its lines.

use gatefold_core::view::{OutputFormat, OutputPart};
use wasm_bindgen::JsCast;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::{
    lines::Lines,
    tabs::{TabItem, Tabs},
    tell,
};
use crate::{
    effects::Geometry,
    state::{Lit, Msg, State, TextUse},
};

#[rustfmt::skip]
static PARTS: &[(OutputPart, &str, &str)] = &[
    (OutputPart::All,                    "All",       "All of the output"),
    (OutputPart::InfrastructureProvider, "Provider",  "What the infrastructure provider owns: the GatewayClass"),
    (OutputPart::ClusterOperator,        "Operator",  "What the cluster operator owns: Gateways and grants"),
    (OutputPart::ApplicationDeveloper,   "Developer", "What application developers own: routes"),
    (OutputPart::Policies,               "Policies",  "What stands beside the output: policies that only the chosen implementation reads"),
];

/// The leaf.
pub(super) fn output(state: &State, on: &Callback<Msg>, geometry: &Geometry) -> Html {
    let items = PARTS.iter().map(|(_, name, title)| TabItem::titled(*name, *title)).collect::<Vec<_>>();
    let selected = PARTS.iter().position(|(part, ..)| *part == state.output.part).unwrap_or(0);
    let on_select = on.reform(|index: usize| Msg::Part(PARTS.get(index).map(|row| row.0).unwrap_or_default()));
    let on_format = on.reform(|event: Event| {
        let select = event.target().and_then(|target| target.dyn_into::<HtmlSelectElement>().ok());
        let is_json = select.is_some_and(|select| select.value() == "json");
        Msg::Format(if is_json { OutputFormat::Json } else { OutputFormat::Yaml })
    });
    let is_json = state.output.format == OutputFormat::Json;
    let lit = match state.lit {
        Some(Lit::Output(line)) => vec![line],
        Some(Lit::Input(_)) => state.far_ends(),
        None => Vec::new(),
    };
    let is_empty = state.has_summary && state.output.size.lines == 0;
    let tabs = Tabs {
        class: "tabs",
        label: "Part of the output",
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
                <span class="grow" />
                if state.summary.broken { <span class="quiet" role="status" title="A document of the input cannot be read">{ "Last good output" }</span> }
                <label class="unseen" for="format">{ "Notation" }</label>
                <select id="format" class="btn" onchange={on_format}>
                    <option value="yaml" selected={!is_json}>{ "YAML" }</option>
                    <option value="json" selected={is_json}>{ "JSON" }</option>
                </select>
                <button type="button" class="btn" onclick={tell(on, Msg::WantText(TextUse::Copy))}>{ "Copy" }</button>
                <button type="button" class="btn" onclick={tell(on, Msg::WantText(TextUse::Download))}>{ "Download" }</button>
                <button type="button" class="btn" title="A zip with a file for each resource, numbered in the order in which to apply them" onclick={tell(on, Msg::WantZip)}>{ "Zip" }</button>
            </div>
            <div id="output-panel" class="code-pane" role="tabpanel" aria-label="Gateway API">
                if is_empty {
                    <p class="empty">{ empty_words(state) }</p>
                } else {
                    <Lines
                        lines={state.output.lines.clone()}
                        total={state.output.size.lines}
                        source={u32::try_from(state.active).unwrap_or(u32::MAX)}
                        {lit}
                        on={on.clone()}
                        geometry={geometry.clone()}
                    />
                }
            </div>
        </section>
    }
}

fn empty_words(state: &State) -> &'static str {
    if state.output.part != OutputPart::All {
        "Nothing of the output is theirs."
    } else if state.summary.has_ingress {
        "No Gateway API resources follow from this input. The problems say why."
    } else if state.summary.gateway_is_given {
        "The input is Gateway API already: there is nothing to convert. Ask it a request above."
    } else {
        "Paste an Ingress on the left: the Gateway API resources that replace it appear here."
    }
}
