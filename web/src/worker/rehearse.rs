//! What the page asks when it is opened for the first time, asked by the build: the functions that answer travel first, the
//! others when something of them is needed (`xtask/src/split.rs`).

use gatefold_core::view::{InputLine, OutputFormat, OutputPart};
use js_sys::JsString;
use wasm_bindgen::prelude::*;

use super::{desk, receive::engine_receive};
use crate::protocol::{self, Ask, Call, SentSource, TabId};

/// Lines of a side that are seen at once on a large screen.
const VISIBLE: u32 = 60;

/// Called by `web/js/rehearse.js`, never by the page. Says how many questions it asked, each of which has an answer.
#[wasm_bindgen]
pub fn engine_rehearse() -> u32 {
    let (opened, texts) = desk::open(None, desk::Shelf::default());
    let id = TabId(0);
    let sources = opened.names.into_iter().map(|name| SentSource { id, name, has_text: true }).collect();
    let part = OutputPart::All;
    let mut number = 0;
    let mut ask = |ask: Ask, texts: Vec<String>| {
        number += 1;
        let Some(message) = protocol::pack(&Call { number, ask }) else { return };
        for text in texts {
            message.push(&JsString::from(text));
        }
        engine_receive(&message);
    };
    ask(Ask::Input { sources, settings: opened.settings, keep: None }, texts);
    ask(Ask::Request(opened.request), Vec::new());
    ask(Ask::Lines { part, format: OutputFormat::Yaml, start: 0, count: VISIBLE }, Vec::new());
    let from = InputLine { source: 0, line: 0 };
    ask(Ask::Ties { part, from, to: VISIBLE, output: (0, VISIBLE) }, Vec::new());
    ask(Ask::Markers { source: 0 }, Vec::new());
    number
}
