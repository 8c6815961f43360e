//! `gatefold validate`: what is wrong on both sides; exit 1 where there is an error.

use gatefold_core::Session;

use crate::{
    Answered,
    args::{self, Format},
    diagnostics,
    failure::Failure,
    input,
    output::{self, Ink},
};

pub(crate) fn run(args: &args::Validate, format: Format) -> Result<Answered, Failure> {
    let sources = input::gather(&args.input.file)?;
    let mut session = Session::new();
    let summary = session.set_input(sources.clone(), args.target.settings(&args.input))?;
    match format {
        Format::Json => output::print_json(&serde_json::json!({ "diagnostics": session.report().diagnostics }))?,
        Format::Text => {
            let problems = diagnostics::all(&session);
            let ink = Ink::of(&std::io::stdout());
            output::print(&diagnostics::draw(ink, &session, &sources, &problems))?;
            let counts = diagnostics::count(&problems);
            output::note(&format!("{}\n", if counts.is_empty() { "nothing to report" } else { &counts }));
        }
    }
    Ok(if summary.problems.errors > 0 { Answered::Findings } else { Answered::Fine })
}
