//! `gatefold completions SHELL`.

use clap::CommandFactory as _;

use crate::{Answered, args, failure::Failure, output};

pub(crate) fn run(args: &args::Completions) -> Result<Answered, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut args::Cli::command(), "gatefold", &mut script);
    output::print(&String::from_utf8_lossy(&script))?;
    Ok(Answered::Fine)
}
