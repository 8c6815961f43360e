//! The texts of the sources, as JavaScript strings: they go from the editor to the worker without a stay in this memory.

use std::collections::BTreeMap;

use js_sys::JsString;

use crate::protocol::TabId;

struct Text {
    text: JsString,
    is_sent: bool,
}

/// All of them.
#[derive(Default)]
pub(super) struct Texts {
    by_id: BTreeMap<TabId, Text>,
}

impl Texts {
    /// A new text; the worker does not have it.
    pub(super) fn set(&mut self, id: TabId, text: JsString) {
        self.by_id.insert(id, Text { text, is_sent: false });
    }

    pub(super) fn get(&self, id: TabId) -> JsString {
        self.by_id.get(&id).map_or_else(|| JsString::from(""), |text| text.text.clone())
    }

    pub(super) fn forget(&mut self, id: TabId) {
        self.by_id.remove(&id);
    }

    /// A text that the worker does not have; it counts as sent.
    pub(super) fn take_unsent(&mut self, id: TabId) -> Option<JsString> {
        let text = self.by_id.get_mut(&id).filter(|text| !text.is_sent)?;
        text.is_sent = true;
        Some(text.text.clone())
    }

    /// There is another worker, and it has nothing.
    pub(super) fn unsend(&mut self) {
        for text in self.by_id.values_mut() {
            text.is_sent = false;
        }
    }
}
