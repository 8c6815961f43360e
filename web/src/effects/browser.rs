//! The rest of the browser: address, clipboard, files, theme, focus and keys.

use gloo::events::{EventListener, EventListenerOptions};
use js_sys::{Array, JsString, Promise, Reflect};
use wasm_bindgen::{JsCast, prelude::*};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{FileList, HtmlElement, KeyboardEvent};
use yew::Callback;

use crate::state::{Dialog, Msg, Theme};

const THEME: &str = "gatefold-theme";

/// What stands in the address after the path, its `#` included.
pub(crate) fn fragment() -> String {
    gloo::utils::window().location().hash().unwrap_or_default()
}

/// This page's address with a fragment.
pub(crate) fn address_with(fragment: &str) -> String {
    let address = gloo::utils::window().location().href().unwrap_or_default();
    format!("{}{fragment}", address.split('#').next().unwrap_or_default())
}

/// Changes the fragment without a new entry in the history.
pub(super) fn set_fragment(fragment: &str) {
    let history = gloo::utils::window().history();
    // A page may always change its own fragment; not being able to is no loss.
    let _ = history.map(|history| history.replace_state_with_url(&JsValue::NULL, "", Some(&address_with(fragment))));
}

/// Copies a text and says whether it worked.
pub(super) fn copy(text: &JsString, done: Callback<bool>) {
    let clipboard = Reflect::get(&gloo::utils::window().navigator(), &"clipboard".into());
    let write = clipboard.and_then(|clipboard| {
        let write: js_sys::Function = Reflect::get(&clipboard, &"writeText".into())?.dyn_into()?;
        write.call1(&clipboard, text)?.dyn_into::<Promise>()
    });
    spawn_local(async move { done.emit(is_kept(write).await) });
}

/// Whether what was promised came about.
async fn is_kept(promise: Result<Promise, JsValue>) -> bool {
    match promise {
        Ok(promise) => JsFuture::from(promise).await.is_ok(),
        Err(_) => false,
    }
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = gatefold, js_name = saveText, catch)]
    fn save_text(name: &str, text: &JsString) -> Result<Promise, JsValue>;
    #[wasm_bindgen(js_namespace = gatefold, js_name = saveZip, catch)]
    fn save_zip(name: &str, files: &Array) -> Result<Promise, JsValue>;
    #[wasm_bindgen(js_namespace = gatefold, js_name = showCurrent, catch)]
    fn scroll_to_current() -> Result<(), JsValue>;
    #[wasm_bindgen(js_namespace = gatefold, js_name = readPage, catch)]
    fn fetch_page(code: &str) -> Result<(), JsValue>;
}

/// Saves names and texts, in turns, as a zip.
pub(super) fn zip(name: &str, files: &Array, failed: Callback<()>) {
    saved(save_zip(name, files), failed);
}

/// Tells when a file that is promised is not saved.
fn saved(promise: Result<Promise, JsValue>, failed: Callback<()>) {
    spawn_local(async move {
        if !is_kept(promise).await {
            failed.emit(());
        }
    });
}

/// Scrolls to the row that the request leads to, once it is drawn.
pub(super) fn show_current() {
    // Where there is no `web/boot.js`, in tests, nothing is scrolled.
    let _ = scroll_to_current();
}

/// Fetches the page of a code into the dialog that waits for it.
pub(super) fn read_page(code: &str) {
    // Where there is no `web/boot.js`, in tests, the dialog stays empty.
    let _ = fetch_page(code);
}

/// Saves a text as a file.
pub(super) fn download(name: &str, text: &JsString, failed: Callback<()>) {
    saved(save_text(name, text), failed);
}

/// Reads files as text, in their order.
pub(crate) fn read_files(files: &FileList, done: Callback<(Vec<String>, Vec<JsString>)>) {
    let files: Vec<web_sys::File> = (0..files.length()).filter_map(|index| files.get(index)).collect();
    spawn_local(async move {
        let (mut names, mut texts) = (Vec::new(), Vec::new());
        for file in files {
            if let Ok(text) = JsFuture::from(file.text()).await {
                names.push(file.name());
                texts.push(text.unchecked_into());
            }
        }
        done.emit((names, texts));
    });
}

/// The theme that was kept, applied.
pub(crate) fn begin_theme() -> Theme {
    let kept = storage().and_then(|storage| storage.get_item(THEME).ok().flatten());
    let theme = match kept.as_deref() {
        Some("light") => Theme::Light,
        Some("dark") => Theme::Dark,
        _ => Theme::System,
    };
    apply(theme);
    theme
}

/// Applies and keeps it.
pub(super) fn set_theme(theme: Theme) {
    apply(theme);
    if let Some(storage) = storage() {
        // Where nothing can be kept, the theme lasts as long as the page.
        let _ = match name(theme) {
            Some(name) => storage.set_item(THEME, name),
            None => storage.remove_item(THEME),
        };
    }
}

fn storage() -> Option<web_sys::Storage> {
    gloo::utils::window().local_storage().ok().flatten()
}

fn name(theme: Theme) -> Option<&'static str> {
    match theme {
        Theme::System => None,
        Theme::Light => Some("light"),
        Theme::Dark => Some("dark"),
    }
}

fn apply(theme: Theme) {
    let Some(root) = gloo::utils::document().document_element() else { return };
    // The root element takes any attribute.
    let _ = match name(theme) {
        Some(name) => root.set_attribute("data-theme", name),
        None => root.remove_attribute("data-theme"),
    };
}

/// Moves the focus to the first element of the next pane that is visible.
pub(super) fn focus_next_pane() {
    let document = gloo::utils::document();
    let Ok(found) = document.query_selector_all("[data-pane-focus]") else { return };
    let panes: Vec<HtmlElement> = (0..found.length())
        .filter_map(|index| found.get(index)?.dyn_into().ok())
        .filter(|pane: &HtmlElement| pane.offset_width() > 0)
        .collect();
    let active = document.active_element();
    let here = panes.iter().position(|pane| {
        let region = pane.closest("[data-pane]").ok().flatten();
        active.as_ref().is_some_and(|active| region.is_some_and(|region| region.contains(Some(active))))
    });
    let next = here.map_or(0, |here| here + 1);
    if let Some(pane) = panes.get(next).or(panes.first()) {
        // What is visible takes the focus; the editor's host passes it on (`delegatesFocus` is not needed: it has tabindex).
        let inner = pane.shadow_root().and_then(|root| root.query_selector(".cm-content").ok().flatten());
        let target = inner.and_then(|inner| inner.dyn_into::<HtmlElement>().ok());
        let _ = target.as_ref().unwrap_or(pane).focus();
    }
}

/// Keys of the whole page, a link typed into the address bar, and the page going out of sight.
pub(crate) fn listen(on: &Callback<Msg>) -> Vec<EventListener> {
    let window = gloo::utils::window();
    let keys = on.clone();
    let address = on.clone();
    let hidden = on.clone();
    let options = EventListenerOptions::enable_prevent_default();
    vec![
        EventListener::new_with_options(&window, "keydown", options, move |event| {
            // The editor has taken what is its own.
            let Some(event) = event.dyn_ref::<KeyboardEvent>().filter(|event| !event.default_prevented()) else {
                return;
            };
            if let Some(msg) = key(event) {
                event.prevent_default();
                keys.emit(msg);
            }
        }),
        EventListener::new(&window, "hashchange", move |_| address.emit(Msg::Begin(fragment()))),
        EventListener::new(&gloo::utils::document(), "visibilitychange", move |_| {
            if gloo::utils::document().hidden() {
                hidden.emit(Msg::Hidden);
            }
        }),
    ]
}

fn key(event: &KeyboardEvent) -> Option<Msg> {
    let is_command = event.ctrl_key() || event.meta_key();
    match event.key().as_str() {
        "s" if is_command && !event.shift_key() => Some(Msg::CopyLink),
        "F6" => Some(Msg::NextPane),
        "F8" => Some(Msg::NextProblem),
        "?" if !is_command && !is_writing(event) => Some(Msg::Open(Dialog::Keys)),
        _ => None,
    }
}

/// Whether the key goes into a text. The first of the path is the element inside a shadow root.
fn is_writing(event: &KeyboardEvent) -> bool {
    event.composed_path().get(0).dyn_into::<HtmlElement>().is_ok_and(|target| {
        target.is_content_editable() || matches!(target.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
    })
}
