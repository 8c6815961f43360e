//! Decides which half of the page this instance of the module is: the application where there is a window, the engine
//! where there is a worker. Both run the same Wasm module (see `web/worker.js`).

mod app;
mod effects;
mod protocol;
// Public because what is exported to JavaScript has to be.
pub mod rest;
mod state;
mod view;
pub mod worker;

#[cfg(test)]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

fn main() {
    if web_sys::window().is_some() {
        app::start();
    }
}
