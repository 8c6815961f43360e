//! `gatefold link`: the same link as the page makes.

use gatefold_core::{INFLATE_LIMIT, Session, view::LinkSize};

use crate::{
    Answered,
    args::{self, Format},
    failure::Failure,
    input, output,
};

/// What a link of some length is told about itself.
fn advice(size: LinkSize) -> &'static str {
    match size {
        LinkSize::Fine => "it travels everywhere",
        LinkSize::Long => "some chats cut links past 2,000 characters: check that it arrives whole",
        LinkSize::VeryLong => "chats cut it, a browser's address bar takes it: a file may be better",
        LinkSize::TooLong => "past 32,000 characters browsers and servers refuse it: send the files instead",
    }
}

pub(crate) fn run(args: &args::Link, format: Format) -> Result<Answered, Failure> {
    let sources = input::gather(&args.input.file)?;
    let settings = args.target.settings(&args.input);
    let mut session = Session::new();
    session.set_input(sources, settings)?;
    let mut link = session.link(&args.request);
    if link.fragment.is_empty() {
        let most = INFLATE_LIMIT / 1024;
        return Err(Failure::new(format!(
            "the input is too large for a link ({most} KiB at most): send the files instead"
        )));
    }
    if let Some(page) = &args.page {
        let page = page.split_once('#').map_or(page.as_str(), |(page, _)| page);
        link.fragment.insert_str(0, page);
        link.length = link.fragment.chars().count();
    }
    match format {
        Format::Json => output::print_json(&link)?,
        Format::Text => {
            output::print(&format!("{}\n", link.fragment))?;
            output::note(&format!("{} characters: {}\n", link.length, advice(link.size)));
            match link.redacted_secrets {
                0 => {}
                1 => output::note("a Secret goes along without its values\n"),
                secrets => output::note(&format!("{secrets} Secrets go along without their values\n")),
            }
        }
    }
    Ok(Answered::Fine)
}
