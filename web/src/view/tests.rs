//! Components in a real browser.

#![expect(clippy::unwrap_used, reason = "helpers of tests, where a missing element is a failure")]

use std::rc::Rc;

use gatefold_core::view::{Answer, Problem, SideAnswer};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlElement};
use yew::{platform::time::sleep, prelude::*};

use super::{
    answers::answers,
    problems::problems,
    tabs::{TabItem, Tabs},
};
use crate::{
    app::App,
    state::{Asked, Msg, Rows, State},
};

async fn settle() {
    sleep(std::time::Duration::from_millis(20)).await;
}

async fn show(view: Html) -> Element {
    #[derive(Properties, PartialEq)]
    struct Props {
        children: Html,
    }
    #[component]
    fn Host(props: &Props) -> Html {
        props.children.clone()
    }
    let root = gloo::utils::document().create_element("div").unwrap();
    gloo::utils::body().append_child(&root).unwrap();
    yew::Renderer::<Host>::with_root_and_props(root.clone(), Props { children: view }).render();
    settle().await;
    root
}

fn nothing() -> Callback<Msg> {
    Callback::noop()
}

#[wasm_bindgen_test]
async fn the_page_is_usable_before_the_editor_has_arrived() {
    let root = gloo::utils::document().create_element("div").unwrap();
    gloo::utils::body().append_child(&root).unwrap();
    yew::Renderer::<App>::with_root(root.clone()).render();
    settle().await;
    let area = root.query_selector("textarea.plain").unwrap().unwrap();
    assert!(!area.has_attribute("hidden"));
    assert_eq!(root.query_selector_all("[role=tab][aria-selected=true]").unwrap().length(), 3);
}

#[wasm_bindgen_test]
async fn text_from_outside_is_never_markup() {
    let hostile = "<img src=x onerror=alert(1)>";
    let problem = Problem {
        code: "GW0001".to_owned(),
        severity: "error".to_owned(),
        object: hostile.to_owned(),
        field: hostile.to_owned(),
        message: hostile.to_owned(),
        help: hostile.to_owned(),
        place: None,
        fixes: Vec::new(),
    };
    let mut state = State::default();
    state.problems = Rows { total: 1, rows: Rc::new(vec![problem]), wanted: 1 };
    let root = show(problems(&state, &nothing())).await;
    assert!(root.query_selector("img").unwrap().is_none());
    assert!(root.text_content().unwrap().contains(hostile));
}

#[wasm_bindgen_test]
async fn arrow_keys_move_among_tabs_and_round_the_ends() {
    let chosen = Rc::new(std::cell::Cell::new(9));
    let heard = chosen.clone();
    let on_select = Callback::from(move |index| heard.set(index));
    let items = [TabItem::new("a"), TabItem::counted("b", 3), TabItem::new("c")];
    let tabs =
        Tabs { class: "tabs", label: "Some", items: &items, selected: 2, on_select, panel: "p", is_pane_focus: false };
    let root = show(tabs.draw()).await;
    let list: HtmlElement = root.query_selector("[role=tablist]").unwrap().unwrap().unchecked_into();
    let init = web_sys::KeyboardEventInit::new();
    init.set_key("ArrowRight");
    init.set_bubbles(true);
    list.dispatch_event(&web_sys::KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init).unwrap()).unwrap();
    assert_eq!(chosen.get(), 0);
}

#[wasm_bindgen_test]
async fn the_verdict_is_announced_with_both_answers() {
    let side = |title: &str| {
        Some(SideAnswer {
            kind: "respond".to_owned(),
            title: title.to_owned(),
            reason: String::new(),
            facts: Vec::new(),
            trace: Vec::new(),
        })
    };
    let answer = Answer {
        request: "GET http://a/".to_owned(),
        headers: Vec::new(),
        curl: String::new(),
        ingress: side("404"),
        gateway: side("coffee:8080"),
        verdict: Some("different".to_owned()),
        difference: String::new(),
        assumptions: Vec::new(),
    };
    let mut state = State::default();
    state.asked = Asked::Answer(Rc::new(answer));
    let root = show(answers(&state, &nothing())).await;
    let status = root.query_selector("[role=status]").unwrap().unwrap();
    assert_eq!(status.text_content().unwrap(), "Different. Ingress: 404. Gateway API: coffee:8080.");
}
