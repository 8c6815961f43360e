//! The picture of the traffic: listener, rule, backend, and ribbons as thick as shares.

use gatefold_core::{percent, tenths, view::FlowView};
use yew::prelude::*;

use super::{
    flow_layout::{COLUMNS, Layout, NODE, Node, Ribbon, WIDTH, layout},
    traffic::rule_name,
};

/// The picture. The table beside it says the same in words.
pub(super) fn flow_picture(flow: &FlowView) -> Html {
    let picture = layout(flow);
    let label = format!(
        "Traffic from {} listeners by {} rules to {} backends: the table beside it has the numbers",
        flow.listeners.len(),
        flow.rules.len(),
        flow.backends.len()
    );
    html! {
        <div class="flow-place" tabindex="0" role="group" aria-label="Picture of the traffic">
            <svg class="flow" viewBox={format!("0 0 {} {}", tenths(WIDTH), tenths(picture.height))} role="img" aria-label={label}>
                <text class="head" x={tenths(COLUMNS[0])} y="12">{ "Listener" }</text>
                <text class="head" x={tenths(COLUMNS[1])} y="12">{ "Rule" }</text>
                <text class="head" x={tenths(COLUMNS[2])} y="12">{ "Backend" }</text>
                { for ribbons(flow, &picture.listened, COLUMNS[0], COLUMNS[1], "listened") }
                { for ribbons(flow, &picture.shared, COLUMNS[1], COLUMNS[2], "shared") }
                { for nodes(flow, &picture) }
                { for shares(flow, &picture) }
            </svg>
        </div>
    }
}

fn ribbons(flow: &FlowView, ribbons: &[Ribbon], left: f64, right: f64, kind: &'static str) -> Vec<Html> {
    let drawn = ribbons.iter().enumerate();
    drawn.map(|(index, it)| ribbon(format!("{kind}{index}"), it, left, right, current(flow, it.rule))).collect()
}

/// The rule that answers the request stands out, in the picture as in the table.
fn current(flow: &FlowView, rule: usize) -> Option<&'static str> {
    (flow.answering == Some(rule)).then_some("true")
}

fn ribbon(key: String, ribbon: &Ribbon, left: f64, right: f64, current: Option<&'static str>) -> Html {
    let Ribbon { from, to, thick, .. } = *ribbon;
    let (left, bend) = (left + NODE, (left + NODE + right) / 2.0);
    let [left, bend, right] = [left, bend, right].map(tenths);
    let [from, to, from_end, to_end] = [from, to, from + thick, to + thick].map(tenths);
    let d = format!(
        "M{left} {from}C{bend} {from} {bend} {to} {right} {to}V{to_end}C{bend} {to_end} {bend} {from_end} {left} {from_end}Z"
    );
    html! { <path {key} class="ribbon" data-current={current} {d} /> }
}

/// As much of a text as has room.
fn fit(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most.saturating_sub(1)).chain(std::iter::once('…')).collect()
}

fn node(
    key: String,
    column: usize,
    it: &Node,
    kind: &'static str,
    (main, more): (&str, &str),
    current: Option<&'static str>,
) -> Html {
    let x = COLUMNS[column];
    let middle = it.top + it.height / 2.0;
    let (most, text_x) = (if column == 0 { 34 } else { 38 }, x + NODE + 6.0);
    let is_double = !more.is_empty();
    html! {
        <g {key} data-current={current}>
            <title>{ main }{ " " }{ more }</title>
            <rect class="node" data-kind={kind} x={tenths(x)} y={tenths(it.top)} width={tenths(NODE)} height={tenths(it.height)} rx="2" />
            <text class="main" x={tenths(text_x)} y={tenths(if is_double { middle - 2.0 } else { middle + 4.0 })}>{ fit(main, most) }</text>
            if is_double {
                <text class="more" x={tenths(text_x)} y={tenths(middle + 11.0)}>{ fit(more, most + 6) }</text>
            }
        </g>
    }
}

fn nodes(flow: &FlowView, picture: &Layout) -> Vec<Html> {
    let [listeners, rules, backends] = &picture.nodes;
    let mut out = Vec::new();
    for (index, (it, listener)) in listeners.iter().zip(&flow.listeners).enumerate() {
        out.push(node(format!("l{index}"), 0, it, "listener", (&listener.name, &listener.detail), None));
    }
    for (index, (it, rule)) in rules.iter().zip(&flow.rules).enumerate() {
        let words = (&*rule_name(rule), &*rule.outcome);
        out.push(node(format!("r{index}"), 1, it, "rule", words, current(flow, index)));
    }
    for (index, (it, backend)) in backends.iter().zip(&flow.backends).enumerate() {
        let kind = if backend.problem.is_empty() { "backend" } else { "absent" };
        out.push(node(format!("b{index}"), 2, it, kind, (&backend.name, &backend.problem), None));
    }
    out
}

/// Percentages stand at the right end of their ribbons, where these are apart.
fn shares(flow: &FlowView, picture: &Layout) -> Vec<Html> {
    let shared = picture.shared.iter().zip(&flow.edges).enumerate();
    shared
        .map(|(index, (ribbon, edge))| {
            let y = tenths(ribbon.to + ribbon.thick / 2.0 + 4.0);
            html! { <text key={index} class="share" x={tenths(COLUMNS[2] - 6.0)} {y} text-anchor="end">{ percent(edge.share) }</text> }
        })
        .collect()
}
