//! What the page and its worker say to each other.
//!
//! A message is a JavaScript array: a few bytes (a [`Call`] or a [`Said`]) and, after them, the large texts they speak of,
//! as strings. Those are copied by the browser and never pass through serde.

use gatefold_core::{
    Settings,
    view::{
        Answer, AskError, Fate, FlowView, InputLine, LedgerRow, LinkView, OutputFormat, OutputLine, OutputPart,
        OutputSize, Page, Place, Problem, Summary, Tie,
    },
};
use js_sys::{Array, Uint8Array};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use wasm_bindgen::JsCast;

/// A source for as long as the page is open; its place among the others may change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct TabId(pub(crate) u32);

/// Which of the two kept works is meant: opening a link never overwrites one's own.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Slot {
    /// The person's own draft.
    #[default]
    Mine,
    /// A link or an example that was edited while there is a draft.
    Visit,
}

impl Slot {
    /// The key under which the browser keeps it.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Mine => "mine",
            Self::Visit => "visit",
        }
    }
}

/// A source of the input as it is sent: its text comes along only when it changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SentSource {
    /// Which.
    pub(crate) id: TabId,
    /// Its name.
    pub(crate) name: String,
    /// Whether its text is among the message's texts, in this order; otherwise it is as it was.
    pub(crate) has_text: bool,
}

/// What the page asks. Every message carries a number, and the answer repeats it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Ask {
    /// The link in the address, the draft, or the first example.
    Open { fragment: String },
    /// One of the kept works.
    OpenSlot(Slot),
    /// The whole input, by reference to what the worker has. The number of the message is the input's revision.
    Input {
        sources: Vec<SentSource>,
        settings: Settings,
        /// Where to keep it, with which request, before it is read: the reading of a large one takes a while.
        keep: Option<(Slot, String)>,
    },
    /// Keep the input in this browser.
    Save { slot: Slot, request: String },
    /// Both sides' answers.
    Request(String),
    /// Lines of the output.
    Lines { part: OutputPart, format: OutputFormat, start: u32, count: u32 },
    /// The whole output, to copy or to download.
    Text { part: OutputPart, format: OutputFormat },
    /// Each object of the output, for a folder of files.
    Files { part: OutputPart },
    /// Threads between what is visible.
    Ties { part: OutputPart, from: InputLine, to: u32, output: (u32, u32) },
    /// Markers of a source.
    Markers { source: u32 },
    /// Rows of problems.
    Problems { count: usize },
    /// Rows of the ledger.
    Ledger { fate: Option<Fate>, filter: String, count: usize },
    /// The split of traffic.
    Flow { filter: String, answering: Option<Place> },
    /// A link to the input.
    Link { request: String },
}

/// Which question an answer is to: a newer one of the same topic makes it stale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Topic {
    /// Opening.
    Open,
    /// The input and its summary.
    Input,
    /// The draft.
    Save,
    /// The two answers.
    Request,
    /// Visible lines.
    Lines,
    /// The whole output.
    Text,
    /// Threads.
    Ties,
    /// Markers.
    Markers,
    /// Problems.
    Problems,
    /// Ledger.
    Ledger,
    /// Traffic.
    Flow,
    /// The link.
    Link,
}

impl Ask {
    /// Its topic.
    pub(crate) fn topic(&self) -> Topic {
        match self {
            Self::Open { .. } | Self::OpenSlot(_) => Topic::Open,
            Self::Input { .. } => Topic::Input,
            Self::Save { .. } => Topic::Save,
            Self::Request(_) => Topic::Request,
            Self::Lines { .. } => Topic::Lines,
            Self::Text { .. } | Self::Files { .. } => Topic::Text,
            Self::Ties { .. } => Topic::Ties,
            Self::Markers { .. } => Topic::Markers,
            Self::Problems { .. } => Topic::Problems,
            Self::Ledger { .. } => Topic::Ledger,
            Self::Flow { .. } => Topic::Flow,
            Self::Link { .. } => Topic::Link,
        }
    }
}

/// A question with its number, and the revision of the input it is about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Call {
    /// Counts up.
    pub(crate) number: u32,
    /// The question.
    pub(crate) ask: Ask,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Said {
    /// The question's number.
    pub(crate) number: u32,
    /// What is said.
    pub(crate) reply: Reply,
}

/// Where opened work came from.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) enum Origin {
    /// Nothing was asked for: the first example.
    #[default]
    Untouched,
    /// An example, by id.
    Example(String),
    /// A link.
    Link,
    /// A kept work.
    Kept(Slot),
    /// Nothing: the link could not be opened, and nothing is kept.
    Nothing,
}

/// Work to show. The texts of its sources come beside it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub(crate) struct Opened {
    /// Whence.
    pub(crate) origin: Origin,
    /// Names of the sources.
    pub(crate) names: Vec<String>,
    /// What was chosen.
    pub(crate) settings: Settings,
    /// The request in the address bar.
    pub(crate) request: String,
    /// Whether there is a draft of the person's own.
    pub(crate) has_mine: bool,
    /// Why a link could not be opened.
    pub(crate) trouble: String,
}

/// What the worker says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Reply {
    /// Work to show.
    Opened(Box<Opened>),
    /// The input was analysed; the trouble is that of a setting that does not exist.
    Summary { summary: Box<Summary>, trouble: String },
    /// The draft was kept, or why it was not.
    Saved { slot: Slot, trouble: String },
    /// Both sides' answers.
    Answer(Box<Answer>),
    /// The text is no request.
    NoRequest(AskError),
    /// Lines of the output and its size.
    Lines { size: OutputSize, page: Page<OutputLine> },
    /// The whole output comes beside it.
    Text,
    /// Names and texts of files come beside it, in turns.
    Files,
    /// Threads.
    Ties(Vec<Tie>),
    /// Where problems of a source are. What they are comes beside it as JSON, which the editor reads and nobody else.
    Markers { source: u32, places: Vec<Place> },
    /// Problems.
    Problems(Page<Problem>),
    /// Ledger.
    Ledger(Page<LedgerRow>),
    /// Traffic.
    Flow(Box<FlowView>),
    /// The link.
    Link(LinkView),
}

/// A message without its large texts; nothing where it cannot be written, which no [`Call`] and no [`Said`] is.
pub(crate) fn pack<T: Serialize>(message: &T) -> Option<Array> {
    let bytes = postcard::to_allocvec(message).ok()?;
    Some(Array::of1(&Uint8Array::from(bytes.as_slice())))
}

/// What a message says without its large texts; nothing for what is none of ours.
pub(crate) fn unpack<T: DeserializeOwned>(message: &Array) -> Option<T> {
    let bytes: Uint8Array = message.get(0).dyn_into().ok()?;
    postcard::from_bytes(&bytes.to_vec()).ok()
}

#[cfg(test)]
mod tests {
    use gatefold_core::PlacementSetting;
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test(unsupported = test)]
    fn what_is_packed_is_read_back() {
        for placement in [PlacementSetting::Shared, PlacementSetting::PerNamespace] {
            let sources = vec![SentSource { id: TabId(7), name: "a.yaml".to_owned(), has_text: true }];
            let settings = Settings { placement, ..Settings::default() };
            let call = Call { number: 300, ask: Ask::Input { sources, settings, keep: None } };
            let bytes = postcard::to_allocvec(&call).expect("a call is written");
            assert_eq!(postcard::from_bytes::<Call>(&bytes), Ok(call));
        }
    }
}
