//! `gatefold`: the façade for a terminal and for CI. One match over commands, a file each.

mod args;
mod completions;
mod convert;
mod diagnostics;
mod examples;
mod explain;
mod failure;
mod input;
mod ledger;
mod link;
mod man;
mod open;
mod output;
mod route;
mod snippet;
mod table;
mod target;
mod text_of;
mod validate;

use std::process::ExitCode;

use args::{Cli, Command};
use clap::Parser as _;

/// How a command ended that answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answered {
    /// Nothing to report.
    Fine,
    /// There are findings of the kind that the command looks for.
    Findings,
}

fn main() -> ExitCode {
    let Cli { command, format } = Cli::parse();
    let answered = match command {
        Command::Convert(args) => convert::run(&args, format),
        Command::Validate(args) => validate::run(&args, format),
        Command::Route(args) => route::run(&args, format),
        Command::Ledger(args) => ledger::run(&args, format),
        Command::Link(args) => link::run(&args, format),
        Command::Open(args) => open::run(&args, format),
        Command::Explain(args) => explain::run(&args, format),
        Command::Examples(args) => examples::run(&args, format),
        Command::Completions(args) => completions::run(&args),
        Command::Man(args) => man::run(&args),
    };
    match answered {
        Ok(Answered::Fine) => ExitCode::SUCCESS,
        Ok(Answered::Findings) => ExitCode::from(1),
        Err(failure) => {
            output::note(&format!("gatefold: {}\n", output::visible(&failure.to_string())));
            ExitCode::from(2)
        }
    }
}
