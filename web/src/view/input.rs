//! The input: its sources, and the editor or textarea that shows one of them. Files can be dropped on it.

use js_sys::JsString;
use web_sys::{DragEvent, HtmlInputElement};
use yew::prelude::*;

use super::{Seen, source_tabs::SourceTabs, tell};
use crate::{
    effects::{Geometry, Hosts, read_files},
    state::{Msg, Writing},
};

/// Lines with problems that are listed below a textarea.
const MOST_MARKS: usize = 40;

/// Properties of [`Input`].
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

/// The leaf.
#[component]
pub(crate) fn Input(props: &Props) -> Html {
    let Props { state, on, on_files, hosts, geometry } = props;
    let is_over = use_state(|| false);
    let over = is_over.clone();
    let ondragover = Callback::from(move |event: DragEvent| {
        event.prevent_default();
        over.set(true);
    });
    let over = is_over.clone();
    let ondragleave = Callback::from(move |_: DragEvent| over.set(false));
    let (over, dropped) = (is_over.clone(), on_files.clone());
    let ondrop = Callback::from(move |event: DragEvent| {
        over.set(false);
        if let Some(files) = event.data_transfer().and_then(|data| data.files()).filter(|files| files.length() > 0) {
            event.prevent_default();
            read_files(&files, dropped.clone());
        }
    });
    let chosen = on_files.clone();
    let onchange = Callback::from(move |event: Event| {
        let input: HtmlInputElement = event.target_unchecked_into();
        if let Some(files) = input.files() {
            read_files(&files, chosen.clone());
        }
        input.set_value("");
    });
    let is_editor = state.writing == Writing::Editor;
    let moved = geometry.clone();
    let scrolled = on.clone();
    let onscroll = Callback::from(move |event: Event| {
        let area: web_sys::HtmlElement = event.target_unchecked_into();
        let first = u32::try_from(area.scroll_top() / 20).unwrap_or(0) + 1;
        let count = u32::try_from(area.client_height() / 20).unwrap_or(0);
        scrolled.emit(Msg::InputVisible(first, first + count));
        moved.moved();
    });
    let pasted = on.clone();
    let onpaste = Callback::from(move |event: Event| {
        let area: web_sys::HtmlTextAreaElement = event.target_unchecked_into();
        let ends = (area.selection_start().ok().flatten(), area.selection_end().ok().flatten());
        if ends == (Some(0), Some(area.text_length())) {
            pasted.emit(Msg::Replaced);
        }
    });
    let name = state.tab().map(|tab| tab.name.clone()).unwrap_or_default();
    html! {
        <section
            class="leaf"
            data-side="ingress"
            data-pane="input"
            data-over={is_over.then_some("")}
            aria-label="Input"
            {ondragover}
            {ondragleave}
            {ondrop}
        >
            <div class="toolbar">
                <SourceTabs tabs={state.tabs.clone()} active={state.active} sources={state.summary.sources.clone()} on={on.clone()} />
                <span class="grow" />
                <label class="btn file">{ "Open…" }<input type="file" class="unseen" multiple=true accept=".yaml,.yml,.json,.txt" {onchange} /></label>
                <button type="button" class="btn" onclick={tell(on, Msg::Clear)}>{ "Clear" }</button>
                { writing_switch(state, on) }
            </div>
            <div id="input-panel" class="code-pane" role="tabpanel" aria-label={name.clone()}>
                <div class="editor" ref={hosts.editor.clone()} hidden={!is_editor} data-pane-focus={is_editor.then_some("")} />
                <textarea
                    class="plain"
                    ref={hosts.textarea.clone()}
                    hidden={is_editor}
                    aria-label={format!("Input {name}")}
                    placeholder="Paste Ingress YAML or JSON here, or drop files."
                    wrap="off"
                    spellcheck="false"
                    autocapitalize="off"
                    data-pane-focus={(!is_editor).then_some("")}
                    oninput={tell(on, Msg::Edited)}
                    {onpaste}
                    {onscroll}
                />
                if !is_editor { { marks(state, on) } }
            </div>
        </section>
    }
}

/// Lines with problems: a textarea has no markers.
fn marks(state: &Seen, on: &Callback<Msg>) -> Html {
    if state.marks.is_empty() {
        return Html::default();
    }
    let links = state.marks.iter().take(MOST_MARKS).enumerate().map(|(index, place)| {
        let label = format!("Go to the problem in line {}", place.line);
        html! { <button key={index} type="button" class="place" aria-label={label} onclick={tell(on, Msg::Reveal(*place))}>{ place.line }</button> }
    });
    html! {
        <p class="marks" role="group" aria-label="Lines with problems">
            <span>{ "Problems in lines" }</span>{ for links }
            if state.marks.len() > MOST_MARKS { <span>{ "and more" }</span> }
        </p>
    }
}

fn writing_switch(state: &Seen, on: &Callback<Msg>) -> Html {
    match state.writing {
        Writing::Waiting => html! { <span class="quiet">{ "Editor is loading" }</span> },
        Writing::NoEditor => {
            html! { <span class="quiet" title="The editor could not be loaded">{ "Plain text" }</span> }
        }
        Writing::Editor | Writing::Plain => html! {
            <button
                type="button"
                class="btn"
                aria-pressed={(state.writing == Writing::Plain).to_string()}
                title="A plain text area instead of the editor"
                onclick={tell(on, Msg::SwitchWriting)}
            >
                { "Plain" }
            </button>
        },
    }
}
