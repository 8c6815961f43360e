//! The part of the module that does not travel first. Nothing here knows what that is: the build decides it, and puts
//! stand-ins where something of it is called (`xtask/src/split.rs`).

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// Of `web/js/rest.js`.
    #[wasm_bindgen(js_name = gatefoldRest)]
    fn join_rest(exports: &JsValue);
}

/// Fetches the rest and joins it to this instance, before the stand-in that called this goes on.
#[wasm_bindgen]
pub fn engine_rest() {
    join_rest(&wasm_bindgen::exports());
}
