//! The bridge to the editor, `web/js/editor.js`: its functions as Rust sees them.

use js_sys::{JsString, Promise};
use wasm_bindgen::{JsCast, prelude::*};
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = gatefold, js_name = loadEditor, catch)]
    fn request_editor() -> Result<Promise, JsValue>;

    /// The module `editor.js`.
    pub(super) type EditorModule;

    /// Puts an editor into an element inside a shadow root.
    #[wasm_bindgen(method, catch)]
    pub(super) fn mount(this: &EditorModule, host: &web_sys::Element, options: &JsValue) -> Result<Editor, JsValue>;

    /// One editor.
    pub(super) type Editor;

    #[wasm_bindgen(method)]
    pub(super) fn show(this: &Editor, id: u32, text: &JsString);
    #[wasm_bindgen(method)]
    pub(super) fn forget(this: &Editor, id: u32);
    #[wasm_bindgen(method)]
    pub(super) fn text(this: &Editor) -> JsString;
    #[wasm_bindgen(method)]
    pub(super) fn edit(this: &Editor, json: &str);
    #[wasm_bindgen(method)]
    pub(super) fn clear(this: &Editor);
    #[wasm_bindgen(method)]
    pub(super) fn mark(this: &Editor, json: &JsString);
    #[wasm_bindgen(method)]
    pub(super) fn light(this: &Editor, lines: &[u32]);
    #[wasm_bindgen(method)]
    pub(super) fn middle(this: &Editor, line: u32) -> f64;
    #[wasm_bindgen(method)]
    pub(super) fn reveal(this: &Editor, line: u32, column: u32, end_line: u32, end_column: u32);
    #[wasm_bindgen(method, js_name = scrollTo)]
    pub(super) fn scroll_to(this: &Editor, line: u32);
    #[wasm_bindgen(method, js_name = nextProblem)]
    pub(super) fn next_problem(this: &Editor);
    #[wasm_bindgen(method)]
    pub(super) fn destroy(this: &Editor);
}

/// Fetches the editor's module; `web/boot.js` says why it is not simply imported.
///
/// # Errors
/// When it cannot be fetched, or where there is no `web/boot.js` (in tests): a textarea has to do then.
pub(super) async fn load_editor() -> Result<EditorModule, JsValue> {
    Ok(JsFuture::from(request_editor()?).await?.unchecked_into())
}
