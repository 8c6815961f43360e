//! Decides what `cargo xtask NAME` does: builds, serves, tests and measures Gatefold, and installs what that lacks.

mod docs;
mod install;
mod page;
mod peers;
mod serve;
mod shell;
mod size;
mod split;
mod steps;
mod workspace;

use std::process::ExitCode;

use anyhow::{Result, bail};

/// A subcommand; a new one is a row here.
struct Command {
    name: &'static str,
    args: &'static str,
    about: &'static str,
    run: fn(&[String]) -> Result<()>,
}

#[rustfmt::skip]
static COMMANDS: &[Command] = &[
    Command { name: "serve", args: "[--port N] [--release]", about: "build the page and serve it on 127.0.0.1",                run: serve::command },
    Command { name: "test",  args: "[STEP…]",                about: "run every test, or only the steps named (see below)",     run: steps::command },
    Command { name: "build", args: "[--dev]",                about: "make dist/, the page as it is published",                 run: page::command },
    Command { name: "size",  args: "",                       about: "print what the page weighs; exit 1 past a budget",        run: size::command },
    Command { name: "bench", args: "",                       about: "print how fast the engine is, against its yardsticks",    run: steps::bench },
    Command { name: "peers", args: "",                       about: "install the servers that the live tests ask",             run: peers::command },
    Command { name: "oracle", args: "ingress-nginx [--dir DIR]", about: "check a folder of cases of a real controller",      run: steps::oracle },
    Command { name: "docs",  args: "[--check]",              about: "write docs/diagnostics.md from the registry",             run: docs::command },
    Command { name: "finish", args: "",                      about: "complete a page that `trunk build` has begun (its hook)", run: page::finish_for_trunk },
    Command { name: "test-runner", args: "WASM…",            about: "run a Wasm test binary in a browser (cargo calls it)",    run: steps::test_runner },
];

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match run(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &[String]) -> Result<()> {
    let Some((name, rest)) = args.split_first() else {
        print!("{}", help());
        return Ok(());
    };
    if ["help", "--help", "-h"].contains(&name.as_str()) {
        print!("{}", help());
        return Ok(());
    }
    match COMMANDS.iter().find(|command| command.name == name) {
        Some(command) => (command.run)(rest),
        None => bail!("there is no command `{name}`\n\n{}", help()),
    }
}

fn help() -> String {
    let mut text = String::from("Builds, serves, tests and measures Gatefold; installs what it lacks.\n\n");
    for Command { name, args, about, .. } in COMMANDS {
        let usage = format!("cargo xtask {name} {args}");
        text.push_str(&format!("  {usage:<42} {about}\n"));
    }
    text.push_str("\nThe steps of `cargo xtask test`:\n\n");
    text.push_str(&steps::help());
    text
}
