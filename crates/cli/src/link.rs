//! `gatefold link`: the same link as the page makes.

use gatefold_core::{INFLATE_LIMIT, Session, view::LinkSize};
use serde::Serialize;

use crate::{
    Answered,
    args::{self, Format},
    failure::Failure,
    input, output,
};

/// A link in JSON.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    /// The page's address and the fragment.
    link: String,
    /// From `#` on.
    fragment: String,
    /// Characters of `link`.
    length: usize,
    /// How it will travel.
    size: LinkSize,
    /// Secrets whose values are left out.
    redacted_secrets: usize,
}

/// What a link of some length is told about itself; nothing where it is too long to be one.
fn advice(size: LinkSize) -> Option<&'static str> {
    match size {
        LinkSize::Fine => Some("it travels everywhere"),
        LinkSize::Long => Some("some chats cut links past 2,000 characters: check that it arrives whole"),
        LinkSize::VeryLong => Some("chats cut it, a browser's address bar takes it: a file may be better"),
        LinkSize::TooLong => None,
    }
}

pub(crate) fn run(args: &args::Link, format: Format) -> Result<Answered, Failure> {
    let sources = input::gather(&args.input.file)?;
    let settings = args.target.settings(&args.input);
    let mut session = Session::new();
    session.set_input(sources, settings)?;
    let link = session.link(&args.request);
    let Some(advice) = advice(link.size) else {
        let why = match link.length {
            0 => format!("it holds more than {} KiB", INFLATE_LIMIT / 1024),
            length => format!("it would have {length} characters, and browsers and servers refuse links past 32,000"),
        };
        return Err(Failure::new(format!("the input is too large for a link: {why}; send the files instead")));
    };
    let page = args.page.as_deref().map_or("", |page| page.split_once('#').map_or(page, |(page, _)| page));
    let whole = format!("{page}{}", link.fragment);
    match format {
        Format::Json => output::print_json(&Row {
            length: whole.chars().count(),
            link: whole,
            fragment: link.fragment,
            size: link.size,
            redacted_secrets: link.redacted_secrets,
        })?,
        Format::Text => {
            output::print(&format!("{whole}\n"))?;
            output::note(&format!("{} characters: {advice}\n", whole.chars().count()));
            match link.redacted_secrets {
                0 => {}
                1 => output::note("a Secret goes along without its values\n"),
                secrets => output::note(&format!("{secrets} Secrets go along without their values\n")),
            }
        }
    }
    Ok(Answered::Fine)
}
