//! The worker, seen from the page.

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::{JsCast, prelude::*};
use web_sys::{ErrorEvent, MessageEvent, WorkerOptions, WorkerType};
use yew::Callback;

use crate::state::Failure;

/// A running worker; dropping it ends it.
pub(super) struct Worker {
    worker: web_sys::Worker,
    _on_message: Closure<dyn Fn(MessageEvent)>,
    _on_error: Closure<dyn Fn(ErrorEvent)>,
}

impl Worker {
    /// Starts it and hands it this very module, already compiled.
    ///
    /// # Errors
    /// The browser's, where it allows no worker.
    pub(super) fn start(on_message: Callback<Array>, on_failure: Callback<Failure>) -> Result<Self, JsValue> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = web_sys::Worker::new_with_options("./worker.js", &options)?;
        let failed = on_failure.clone();
        let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            match event.data().dyn_into::<Array>() {
                Ok(message) => on_message.emit(message),
                Err(told) if Reflect::has(&told, &"missing".into()) == Ok(true) => failed.emit(Failure::Missing),
                // All that is not an array is `{missing}` or `{crashed}`.
                Err(_) => failed.emit(Failure::Crashed),
            }
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        let on_error = Closure::<dyn Fn(ErrorEvent)>::new(move |event: ErrorEvent| {
            event.prevent_default();
            on_failure.emit(Failure::Crashed);
        });
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        let first = Object::new();
        Reflect::set(&first, &"module".into(), &wasm_bindgen::module())?;
        worker.post_message(&first)?;
        Ok(Self { worker, _on_message: on_message, _on_error: on_error })
    }

    pub(super) fn send(&self, message: &Array) {
        // Strings can always be copied to a worker.
        let _ = self.worker.post_message(message);
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}
