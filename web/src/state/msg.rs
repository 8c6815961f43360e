//! What can happen to the page.

use gatefold_core::view::{Fate, OutputFormat, OutputPart, Place};

use super::{Bench, Dialog, Failure, Lit, Pane, TextUse, Timer};
use crate::protocol::{Said, Slot};

/// One thing that happened.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Msg {
    /// The page begins, with this fragment; or the address was changed by hand.
    Begin(String),
    /// The engine cannot go on.
    EngineFailed(Failure),
    /// The person does not want to wait for it.
    EngineStop,
    /// The worker said something.
    Said(Box<Said>),
    /// A timer rang.
    Rang(Timer),
    /// The editor is here.
    EditorReady,
    /// The editor could not be loaded.
    EditorFailed,
    /// Textarea or editor.
    SwitchWriting,
    /// The source that is shown was edited.
    Edited,
    /// All of the source that is shown was pasted over.
    Replaced,
    /// The cursor stands on a line, or the pointer is over it.
    Point { lit: Option<Lit>, is_cursor: bool },
    /// These lines of the input are visible.
    InputVisible(u32, u32),
    /// These lines of the output are visible.
    OutputVisible(u32, u32),
    /// A tab was chosen.
    Tab(usize),
    /// Another tab.
    AddTab,
    /// Files were dropped or chosen: their names; the texts are beside.
    Files(Vec<String>),
    /// A tab was closed.
    CloseTab(usize),
    /// The source that is shown is to be emptied.
    Clear,
    /// A tab was renamed.
    RenameTab(usize, String),
    /// The address bar.
    RequestLine(String),
    /// Another request was pasted over the one that was there, as it was copied.
    RequestPasted(String),
    /// The headers.
    RequestHeaders(String),
    /// Show or hide the headers.
    ToggleHeaders,
    /// Ask now.
    AskNow,
    /// A setting, by its name in a link, and its text.
    Pick(&'static str, String),
    /// Whose part of the output.
    Part(OutputPart),
    /// YAML or JSON.
    Format(OutputFormat),
    /// The objects of the output in a zip.
    WantZip,
    /// The whole output.
    WantText(TextUse),
    /// A place is to be shown.
    Reveal(Place),
    /// Apply the fix of a problem in the source that is shown.
    Fix(u32, Vec<(Place, String)>),
    /// A tab of the shelf.
    Bench(Bench),
    /// Fold the shelf away, or back.
    FoldShelf,
    /// A segment of the narrow page.
    Pane(Pane),
    /// A filter of the ledger.
    Fate(Option<Fate>),
    /// Words that the ledger's rows have to have.
    LedgerFilter(String),
    /// A filter of the traffic.
    FlowFilter(String),
    /// More rows.
    More(Bench),
    /// Make a link, and copy it.
    CopyLink,
    /// It is on the clipboard, or it is not.
    Copied(bool),
    /// A file could not be saved.
    NotSaved,
    /// A dialog.
    Open(Dialog),
    /// No dialog.
    Close,
    /// A kept work.
    OpenSlot(Slot),
    /// Make the visit one's own draft.
    Keep,
    /// The next theme.
    NextTheme,
    /// Away with the sentence.
    Dismiss,
    /// The next pane.
    NextPane,
    /// The next problem.
    NextProblem,
    /// The page goes out of sight.
    Hidden,
}
