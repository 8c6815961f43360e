//! `gatefold convert`: manifests to standard output, the ledger's sums and the findings to standard error.

use gatefold_core::{
    Session,
    view::{OutputFormat, OutputPart},
};

use crate::{
    Answered,
    args::{self, Format, Output},
    diagnostics,
    failure::Failure,
    input, ledger,
    output::{self, Ink},
};

pub(crate) fn run(args: &args::Convert, format: Format) -> Result<Answered, Failure> {
    let sources = input::gather(&args.input.file)?;
    let mut session = Session::new();
    let summary = session.set_input(sources.clone(), args.target.settings(&args.input))?;
    match format {
        Format::Json => output::print_json(&session.report())?,
        Format::Text => {
            let written = match args.output {
                Output::Yaml => OutputFormat::Yaml,
                Output::Json => OutputFormat::Json,
            };
            let part = if args.policies { OutputPart::Policies } else { OutputPart::All };
            output::print(&output::for_stdout(&session.output_text(part, written)))?;
            let ink = Ink::of(&std::io::stderr());
            let problems = diagnostics::all(&session);
            output::note(&diagnostics::draw_some(ink, &session, &sources, &problems));
            output::note(&format!("{}\n", ledger::totals(&summary.ledger)));
        }
    }
    input::must_be_readable(&summary)?;
    let is_checked = args.check && summary.ledger.dropped > 0;
    Ok(if is_checked { Answered::Findings } else { Answered::Fine })
}
