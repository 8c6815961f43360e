//! The exported function that `web/worker.js` calls with each message of the page, and how an answer goes back.

use std::cell::RefCell;

use gatefold_core::Named;
use js_sys::{Array, JsString};
use wasm_bindgen::{JsCast, prelude::*};
use wasm_bindgen_futures::spawn_local;
use web_sys::DedicatedWorkerGlobalScope;

use super::{
    desk::{self, Desk, Led},
    store,
};
use crate::protocol::{self, Ask, Call, Origin, Reply, Said};

/// Bytes of an input that is kept before it is read: reading it takes a second or more, and may fail.
const LARGE: usize = 1 << 20;

thread_local! {
    static DESK: RefCell<Desk> = RefCell::default();
}

/// Called by `web/worker.js` with every message but the first.
#[wasm_bindgen]
pub fn engine_receive(message: &Array) {
    // The page is the same build: a message that cannot be read is none of ours.
    let Some(Call { number, ask }) = protocol::unpack(message) else { return };
    let texts: Vec<String> = message.iter().skip(1).filter_map(|text| text.as_string()).collect();
    match ask {
        Ask::Open { fragment } => spawn_local(async move {
            let led = follow(&fragment).await;
            let (opened, texts) = desk::open(led, store::load().await);
            say(number, Reply::Opened(Box::new(opened)), texts);
        }),
        Ask::OpenSlot(slot) => spawn_local(async move {
            let (opened, texts) = desk::open_slot(slot, store::load().await, String::new());
            say(number, Reply::Opened(Box::new(opened)), texts);
        }),
        Ask::Save { slot, request } => {
            let kept = DESK.with_borrow(|desk| desk.kept(&request));
            spawn_local(async move {
                let trouble = store::save(slot, &kept).await.err().map(|why| why.0).unwrap_or_default();
                say(number, Reply::Saved { slot, trouble }, Vec::new());
            });
        }
        Ask::Input { sources, settings, keep } => {
            let is_large = texts.iter().map(String::len).sum::<usize>() > LARGE;
            let reply = DESK.with_borrow_mut(|desk| {
                desk.take(sources, texts);
                if let Some((slot, request)) = keep.filter(|_| is_large) {
                    // What the browser says of it is heard at the next, ordinary saving.
                    let _ = store::save_now(slot, &desk.kept(&request));
                }
                desk.read(settings)
            });
            say(number, reply, Vec::new());
        }
        ask => {
            if let Some((reply, texts)) = DESK.with_borrow(|desk| desk.answer(ask)) {
                say(number, reply, texts);
            }
        }
    }
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = gatefold, js_name = fetchText, catch)]
    async fn fetch_text(path: &str) -> Result<JsValue, JsValue>;
}

/// Where an address leads. The manifest of an example is a file of this site.
async fn follow(fragment: &str) -> Led {
    if matches!(fragment, "" | "#") {
        return None;
    }
    let led = match Named::by(fragment) {
        Ok(Named::Work(shared)) => Ok((*shared, Origin::Link)),
        Ok(Named::Example(example)) => match fetch_text(&format!("./examples/{}.yaml", example.id)).await {
            Ok(text) => {
                Ok((example.with(text.as_string().unwrap_or_default()), Origin::Example(example.id.to_owned())))
            }
            Err(_) => Err(format!("the example {} could not be fetched; try again with a network", example.id)),
        },
        Err(error) => Err(error.to_string()),
    };
    Some(led)
}

fn say(number: u32, reply: Reply, texts: Vec<String>) {
    let Some(message) = protocol::pack(&Said { number, reply }) else { return };
    for text in texts {
        message.push(&JsString::from(text));
    }
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    // Strings can always be copied to the page.
    let _ = scope.post_message(&message);
}
