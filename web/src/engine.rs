//! The engine in its worker: starting it (page side) and answering it (worker side).

use js_sys::{Object, Reflect};
use wasm_bindgen::{JsCast, prelude::*};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent, Worker, WorkerOptions, WorkerType};

/// A running engine; dropping it ends its worker.
pub(crate) struct Engine {
    worker: Worker,
    _on_message: Closure<dyn Fn(MessageEvent)>,
}

impl Engine {
    /// Starts the worker and hands it this very module, already compiled.
    ///
    /// # Errors
    /// The browser's, where it allows no worker.
    pub(crate) fn start(on_message: impl Fn(JsValue) + 'static) -> Result<Self, JsValue> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options("./worker.js", &options)?;
        let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| on_message(event.data()));
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        let first = Object::new();
        Reflect::set(&first, &"module".into(), &wasm_bindgen::module())?;
        worker.post_message(&first)?;
        Ok(Self { worker, _on_message: on_message })
    }

    /// Sends it a message.
    ///
    /// # Errors
    /// The browser's, where the message cannot be copied.
    pub(crate) fn send(&self, message: &JsValue) -> Result<(), JsValue> {
        self.worker.post_message(message)
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

/// Called by `web/worker.js` with every message but the first: answers with the number of lines of a text.
#[wasm_bindgen]
pub fn engine_receive(message: &JsValue) {
    let lines = message.as_string().map_or(0, |text| text.lines().count());
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    // A number can always be copied to the page.
    let _ = scope.post_message(&JsValue::from_f64(f64::from(u32::try_from(lines).unwrap_or(u32::MAX))));
}
