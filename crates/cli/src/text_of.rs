//! Which text a place lies in: a source, or the output.

use std::cell::OnceCell;

use gatefold_core::{
    Session, Source,
    view::{OutputFormat, OutputPart, Place},
};

/// The output's text, written when a place in it is first drawn.
pub(crate) struct Output<'a> {
    session: &'a Session,
    text: OnceCell<String>,
}

impl<'a> Output<'a> {
    /// Of that session.
    pub(crate) fn new(session: &'a Session) -> Self {
        Self { session, text: OnceCell::new() }
    }

    /// The name and the text that `place` lies in.
    pub(crate) fn text<'t>(&'t self, sources: &'t [Source], place: Place) -> (&'t str, &'t str) {
        match place.source.and_then(|source| sources.get(source as usize)) {
            Some(source) => (&source.name, &source.text),
            None => {
                let write = || self.session.output_text(OutputPart::All, OutputFormat::Yaml);
                ("output", self.text.get_or_init(write))
            }
        }
    }
}
