//! What the input is written with: the editor, or a plain textarea that does the same with less.

use std::{cell::RefCell, rc::Rc};

use gatefold_core::{edits_json, view::Place};
use js_sys::{JsString, Object, Reflect};
use wasm_bindgen::{JsCast, prelude::*};
use web_sys::{Element, HtmlTextAreaElement, ShadowRootInit, ShadowRootMode};
use yew::{Callback, NodeRef};

use super::{
    Geometry,
    editor::{Editor, EditorModule},
    geometry::{ABOVE, LINE},
};
use crate::{
    protocol::TabId,
    state::{Lit, Msg, Writing},
};

/// The elements in the page.
#[derive(Clone, Default, PartialEq)]
pub(crate) struct Hosts {
    /// The editor's: it gets a shadow root.
    pub(crate) editor: NodeRef,
    /// The textarea.
    pub(crate) textarea: NodeRef,
}

/// The functions that the editor calls: they live as long as it.
struct Calls {
    _plain: Vec<Closure<dyn Fn()>>,
    _lines: Vec<Closure<dyn Fn(u32)>>,
    _visible: Closure<dyn Fn(u32, u32)>,
}

/// Whichever it is.
pub(super) struct Pen {
    hosts: Hosts,
    on: Callback<Msg>,
    geometry: Geometry,
    pub(super) writing: Writing,
    /// Whether it holds a text that `Texts` does not.
    pub(super) is_dirty: bool,
    pub(super) module: Rc<RefCell<Option<EditorModule>>>,
    editor: Rc<RefCell<Option<Editor>>>,
    calls: Option<Calls>,
}

impl Pen {
    pub(super) fn new(hosts: Hosts, on: Callback<Msg>, geometry: Geometry) -> Self {
        let editor = Rc::<RefCell<Option<Editor>>>::default();
        let (known, textarea) = (editor.clone(), hosts.textarea.clone());
        geometry.set_input(Box::new(move |line| {
            if let Some(editor) = known.borrow().as_ref() {
                return Some(editor.middle(line));
            }
            let scrolled = f64::from(textarea.cast::<HtmlTextAreaElement>()?.scroll_top());
            Some(ABOVE + (f64::from(line) - 0.5) * LINE - scrolled)
        }));
        Self {
            hosts,
            on,
            geometry,
            writing: Writing::Waiting,
            is_dirty: false,
            module: Rc::default(),
            editor,
            calls: None,
        }
    }

    fn textarea(&self) -> Option<HtmlTextAreaElement> {
        self.hosts.textarea.cast()
    }

    /// The text as it stands.
    pub(super) fn text(&self) -> JsString {
        if let Some(editor) = self.editor.borrow().as_ref() {
            return editor.text();
        }
        // Read as a property: `value()` would copy it into this memory and back.
        let value = self.textarea().and_then(|area| Reflect::get(&area, &"value".into()).ok());
        value.and_then(|value| value.dyn_into().ok()).unwrap_or_else(|| JsString::from(""))
    }

    /// Shows a source; puts the editor into the page or takes it out where the writing has changed.
    pub(super) fn show(&mut self, id: TabId, text: &JsString) {
        if self.writing == Writing::Editor {
            if self.editor.borrow().is_none() && self.mount().is_err() {
                self.on.emit(Msg::EditorFailed);
                return;
            }
            if let Some(editor) = self.editor.borrow().as_ref() {
                editor.show(id.0, text);
            }
            return;
        }
        if let Some(editor) = self.editor.take() {
            editor.destroy();
            self.calls = None;
        }
        if let Some(area) = self.textarea() {
            // A textarea has this property.
            let _ = Reflect::set(&area, &"value".into(), text);
        }
        self.geometry.moved();
    }

    pub(super) fn forget(&self, id: TabId) {
        if let Some(editor) = self.editor.borrow().as_ref() {
            editor.forget(id.0);
        }
    }

    fn mount(&mut self) -> Result<(), JsValue> {
        let module = self.module.borrow();
        let (Some(module), Some(host)) = (module.as_ref(), self.hosts.editor.cast::<Element>()) else {
            return Err(JsValue::NULL);
        };
        let shadow = match host.shadow_root() {
            Some(shadow) => shadow,
            None => host.attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open))?,
        };
        let inner = gloo::utils::document().create_element("div")?;
        // Through CSSOM: the policy refuses style attributes.
        inner.unchecked_ref::<web_sys::HtmlElement>().style().set_property("height", "100%")?;
        shadow.replace_children_with_node_1(&inner);

        let on = self.on.clone();
        let edit = Closure::<dyn Fn()>::new(move || on.emit(Msg::Edited));
        let geometry = self.geometry.clone();
        let moved = Closure::<dyn Fn()>::new(move || geometry.moved());
        let on = self.on.clone();
        let replaced = Closure::<dyn Fn()>::new(move || on.emit(Msg::Replaced));
        let on = self.on.clone();
        let cursor = Closure::<dyn Fn(u32)>::new(move |line| {
            on.emit(Msg::Point { lit: Some(Lit::Input(line)), is_cursor: true });
        });
        let on = self.on.clone();
        let hover = Closure::<dyn Fn(u32)>::new(move |line| {
            on.emit(Msg::Point { lit: (line > 0).then_some(Lit::Input(line)), is_cursor: false });
        });
        let on = self.on.clone();
        let visible = Closure::<dyn Fn(u32, u32)>::new(move |first, last| on.emit(Msg::InputVisible(first, last)));

        let options = Object::new();
        let set = |name: &str, value: &JsValue| Reflect::set(&options, &name.into(), value);
        set("label", &"Input".into())?;
        set("hint", &"Paste Ingress YAML or JSON here, or drop files.".into())?;
        set("onEdit", edit.as_ref())?;
        set("onReplace", replaced.as_ref())?;
        set("onMove", moved.as_ref())?;
        set("onCursor", cursor.as_ref())?;
        set("onHover", hover.as_ref())?;
        set("onVisible", visible.as_ref())?;
        self.editor.replace(Some(module.mount(&inner, &options)?));
        self.calls =
            Some(Calls { _plain: vec![edit, replaced, moved], _lines: vec![cursor, hover], _visible: visible });
        Ok(())
    }

    /// Draws markers. A textarea has none: the list of problems says the same.
    pub(super) fn mark(&self, json: &JsString) {
        if let Some(editor) = self.editor.borrow().as_ref() {
            editor.mark(json);
        }
    }

    /// Lights lines. A textarea cannot: the threads and the numbers in the output say the same.
    pub(super) fn light(&self, lines: &[u32]) {
        if let Some(editor) = self.editor.borrow().as_ref() {
            editor.light(lines);
        }
    }

    /// Selects a place and scrolls to it.
    pub(super) fn reveal(&self, place: Place) {
        if let Some(editor) = self.editor.borrow().as_ref() {
            editor.reveal(place.line, place.column, place.end_line, place.end_column);
            return;
        }
        let Some(area) = self.textarea() else { return };
        let text = self.text();
        // A textarea that is in the page takes focus and a selection.
        let _ = area.focus();
        let _ = area.set_selection_range(
            offset(&text, place.line, place.column),
            offset(&text, place.end_line, place.end_column),
        );
        self.scroll_to(place.line);
    }

    /// Scrolls a line into the middle.
    pub(super) fn scroll_to(&self, line: u32) {
        if let Some(editor) = self.editor.borrow().as_ref() {
            editor.scroll_to(line);
            return;
        }
        let Some(area) = self.textarea() else { return };
        let above = i32::try_from(line).unwrap_or(i32::MAX).saturating_mul(20);
        area.set_scroll_top((above - area.client_height() / 2).max(0));
    }

    pub(super) fn next_problem(&self) {
        if let Some(editor) = self.editor.borrow().as_ref() {
            editor.next_problem();
        }
    }

    pub(super) fn clear(&self) {
        if let Some(editor) = self.editor.borrow().as_ref() {
            editor.clear();
        } else if let Some(area) = self.textarea() {
            area.set_value("");
            // A textarea that is in the page takes focus.
            let _ = area.focus();
            self.on.emit(Msg::Edited);
        }
    }

    /// Applies edits, the last place first.
    pub(super) fn edit(&self, edits: &[(Place, String)]) {
        if let Some(editor) = self.editor.borrow().as_ref() {
            editor.edit(&edits_json(edits));
            return;
        }
        let Some(area) = self.textarea() else { return };
        let mut text = self.text();
        for (place, insert) in edits {
            let before = text.substring(0, offset(&text, place.line, place.column));
            let after = text.substring(offset(&text, place.end_line, place.end_column), text.length());
            text = before.concat(&insert.as_str().into()).concat(&after);
        }
        // A textarea has this property.
        let _ = Reflect::set(&area, &"value".into(), &text);
        self.on.emit(Msg::Edited);
    }
}

impl Drop for Pen {
    fn drop(&mut self) {
        if let Some(editor) = self.editor.take() {
            editor.destroy();
        }
    }
}

/// The offset of a line and column, both from 1.
fn offset(text: &JsString, line: u32, column: u32) -> u32 {
    let mut start = 0;
    for _ in 1..line {
        match u32::try_from(text.index_of("\n", i32::try_from(start).unwrap_or(i32::MAX))) {
            Ok(end) => start = end + 1,
            Err(_) => return text.length(),
        }
    }
    (start + column.saturating_sub(1)).min(text.length())
}
