//! The bridge to the editor, `web/js/editor.js`: its functions as Rust sees them.

use js_sys::Promise;
use wasm_bindgen::{JsCast, prelude::*};
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = gatefold, js_name = loadEditor, catch)]
    fn request_editor() -> Result<Promise, JsValue>;

    /// The module `editor.js`.
    pub(crate) type EditorModule;

    /// Puts an editor into an element inside a shadow root.
    #[wasm_bindgen(method, catch)]
    pub(crate) fn mount(this: &EditorModule, host: &web_sys::Element, options: &JsValue) -> Result<Editor, JsValue>;

    /// One editor.
    pub(crate) type Editor;

    /// Takes the editor out of the page.
    #[wasm_bindgen(method)]
    pub(crate) fn destroy(this: &Editor);
}

/// Fetches the editor's module; `web/boot.js` says why it is not simply imported.
///
/// # Errors
/// When it cannot be fetched, or where there is no `web/boot.js` (in tests): a textarea has to do then.
pub(crate) async fn load_editor() -> Result<EditorModule, JsValue> {
    Ok(JsFuture::from(request_editor()?).await?.unchecked_into())
}
