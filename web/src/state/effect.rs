//! What the reducer wants the world to do. Plain data: `effects` does it.

use gatefold_core::view::Place;

use super::Theme;
use crate::protocol::{Call, TabId};

/// A pause after which something happens, unless it is set anew before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Timer {
    /// After typing, before the engine is asked.
    Input,
    /// After typing in the address bar.
    Request,
    /// Before the draft is kept.
    Save,
    /// Before the far end of what is pointed at is scrolled into view.
    FarEnd,
    /// After which the engine counts as slow.
    Slow,
    /// After typing in the filter of the traffic.
    Filter,
    /// While scrolling.
    Scroll,
}

impl Timer {
    /// How long, in milliseconds.
    pub(crate) fn pause(self) -> u32 {
        match self {
            Self::Input | Self::Filter => 150,
            Self::Request => 100,
            Self::Save => 600,
            Self::FarEnd => 220,
            Self::Slow => 8_000,
            Self::Scroll => 30,
        }
    }
}

/// One thing to do.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Effect {
    /// Start the worker; texts count as unsent.
    StartEngine,
    /// Post a question. With an input, the texts that the worker does not have go along.
    Send(Call),
    /// Set a timer.
    Set(Timer),
    /// Stop a timer.
    Cancel(Timer),
    /// Give a source its text, as it came with a message (by its place in it), from a file or empty.
    Texts(Vec<TabId>),
    /// An empty source.
    Empty(TabId),
    /// Forget a source.
    Forget(TabId),
    /// Show a source in the editor.
    Show(TabId),
    /// Fetch the editor.
    LoadEditor,
    /// Take the text out of the textarea or the editor, so that the other can show it.
    Flush,
    /// Draw the markers that came with the message.
    Mark,
    /// Select a place in the input and scroll to it.
    Reveal(Place),
    /// Scroll a line of the input into view.
    ScrollInput(u32),
    /// Scroll a line of the output into view.
    ScrollOutput(u32),
    /// Empty the source that is shown.
    Clear,
    /// Change the text of the source that is shown.
    Edit(Vec<(Place, String)>),
    /// Copy what came with the message.
    CopyText,
    /// Save names and texts that came with the message as a zip.
    Zip(String),
    /// Bring the row of the shelf that the request leads to into sight.
    ShowCurrent,
    /// Fetch the page of a finding's code and put it into its dialog.
    ReadPage(String),
    /// Save what came with the message as a file.
    Download(String),
    /// Copy the address of this page with this fragment.
    CopyLink(String),
    /// Put a fragment into the address; an empty one takes it out.
    Address(String),
    /// Keep and apply the theme.
    Theme(Theme),
    /// Move the focus to the next pane.
    NextPane,
    /// Go to the next problem in the editor.
    NextProblem,
}
