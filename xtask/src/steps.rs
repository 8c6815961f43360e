//! The steps of `cargo xtask test`: all run, whatever fails, and the last line counts them.

use std::time::Instant;

use anyhow::{Result, bail};

use crate::{docs, install, page, serve, shell, workspace};

/// A step of the tests; a new one is a row here.
struct Step {
    name: &'static str,
    about: &'static str,
    run: fn() -> Result<()>,
}

#[rustfmt::skip]
static STEPS: &[Step] = &[
    Step { name: "format",   about: "rustfmt finds nothing to change",                                run: format },
    Step { name: "lint",     about: "clippy, every native target",                                    run: lint },
    Step { name: "lint-web", about: "clippy, the page",                                               run: lint_web },
    Step { name: "docs",     about: "docs/diagnostics.md is what the registry says",                  run: || docs::command(&["--check".to_owned()]) },
    Step { name: "unit",     about: "unit, property and golden tests, the command line end to end",   run: unit },
    Step { name: "live",     about: "the routers against a real nginx, where one is installed",        run: live },
    Step { name: "licences", about: "cargo deny: licences, bans, duplicates, sources",                run: licences },
    Step { name: "browser",  about: "the page's own tests in headless Chromium",                      run: browser },
    Step { name: "journeys", about: "what a person does with the page, in headless Chromium",         run: journeys },
];

/// The steps, for the help.
pub(crate) fn help() -> String {
    STEPS.iter().map(|step| format!("  {:<10} {}\n", step.name, step.about)).collect()
}

/// `cargo xtask test [STEP…]`.
///
/// # Errors
/// When a step failed, or a name is no step's.
pub(crate) fn command(args: &[String]) -> Result<()> {
    if let Some(unknown) = args.iter().find(|name| STEPS.iter().all(|step| step.name != *name)) {
        bail!("there is no step `{unknown}`; the steps are:\n\n{}", help());
    }
    let chosen: Vec<&Step> =
        STEPS.iter().filter(|step| args.is_empty() || args.iter().any(|name| step.name == name)).collect();
    let mut results = Vec::new();
    for step in chosen {
        eprintln!("\n== {}: {}", step.name, step.about);
        let start = Instant::now();
        let result = (step.run)();
        if let Err(error) = &result {
            eprintln!("== {} failed: {error:#}", step.name);
        }
        results.push((step.name, result.is_ok(), start.elapsed().as_secs_f64()));
    }
    println!();
    for (name, passed, seconds) in &results {
        println!("{name:<10} {} {seconds:>7.1} s", if *passed { "passed" } else { "FAILED" });
    }
    let failed = results.iter().filter(|(_, passed, _)| !passed).count();
    println!("\n{} passed, {failed} failed", results.len() - failed);
    if failed > 0 {
        bail!("the tests failed");
    }
    Ok(())
}

/// `cargo xtask bench`.
///
/// # Errors
/// When the benchmarks cannot be compiled or run.
pub(crate) fn bench(args: &[String]) -> Result<()> {
    shell::run(
        shell::cargo().args(["run", "--release", "--package", "gatefold-tests", "--bin", "bench", "--"]).args(args),
    )
}

/// `cargo xtask oracle ingress-nginx [--dir DIR]`: every fact of every case of a folder.
///
/// # Errors
/// When the checker cannot be compiled, the folder cannot be read, or a fact does not hold.
pub(crate) fn oracle(args: &[String]) -> Result<()> {
    let Some(("ingress-nginx", rest)) = args.split_first().map(|(name, rest)| (name.as_str(), rest)) else {
        bail!("there is one oracle: ingress-nginx");
    };
    shell::run(
        shell::cargo()
            .args(["run", "--quiet", "--package", "gatefold-tests", "--bin", "nginx_oracle", "--"])
            .args(rest),
    )
}

/// `cargo xtask test-runner WASM…`: what cargo calls with a test binary of the page.
///
/// # Errors
/// When a test failed.
pub(crate) fn test_runner(args: &[String]) -> Result<()> {
    let args = std::iter::once("wasm-bindgen-test-runner".to_owned()).chain(args.iter().cloned());
    wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args::<_, String>(args)
}

fn format() -> Result<()> {
    install::component("rustfmt", "fmt")?;
    shell::run(shell::cargo().args(["fmt", "--all", "--check"]))
}

fn lint() -> Result<()> {
    install::component("clippy", "clippy")?;
    let mut cargo = shell::cargo();
    cargo.args(["clippy", "--workspace", "--exclude", page::NAME, "--all-targets", "--quiet", "--", "-D", "warnings"]);
    shell::run(&mut cargo)
}

fn lint_web() -> Result<()> {
    install::component("clippy", "clippy")?;
    install::wasm_target()?;
    shell::run(page::cargo("clippy").args(["--all-targets", "--quiet", "--", "-D", "warnings"]))
}

fn unit() -> Result<()> {
    shell::run(shell::cargo().args(["test", "--workspace", "--exclude", page::NAME, "--quiet"]))
}

fn live() -> Result<()> {
    let mut cargo = shell::cargo();
    cargo.args(["test", "--package", "gatefold-tests", "--test", "live", "--quiet", "--"]);
    // Tests that start servers are left out of the others.
    shell::run(cargo.args(["--ignored", "--nocapture", "--test-threads=1"]))
}

fn licences() -> Result<()> {
    let deny = install::cargo_deny()?;
    let mut command = std::process::Command::new(deny);
    command.current_dir(workspace::root()).args(["--workspace", "--locked", "check", "licenses", "bans", "sources"]);
    shell::run(&mut command)
}

fn browser() -> Result<()> {
    install::wasm_target()?;
    let browser = install::browser()?;
    let runner = serde_json::json!([std::env::current_exe()?, "test-runner"]);
    let mut cargo = page::cargo("test");
    cargo
        .arg("--config")
        // JSON's arrays and strings are TOML's, for paths.
        .arg(format!("target.{}.runner = {runner}", install::WASM))
        .env("CHROMEDRIVER", browser.chromedriver)
        .env("WASM_BINDGEN_TEST_ONLY_WEB", "1")
        .env("WASM_BINDGEN_NO_DEBUG", "1");
    shell::run(&mut cargo)
}

fn journeys() -> Result<()> {
    let browser = install::browser()?;
    install::npm_packages(&workspace::journeys())?;
    page::build(page::Mode::Release)?;
    let server = serve::bind(0)?;
    let address = serve::address(&server)?;
    // The threads end with this program.
    serve::start(server)?;
    let Some(node) = shell::find(&["node"]) else {
        bail!("node is not on PATH: install Node.js 20 or newer");
    };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(workspace::journeys())? {
        let file = entry?.path();
        if file.file_name().is_some_and(|name| name.to_string_lossy().ends_with(".journey.mjs")) {
            files.push(file);
        }
    }
    files.sort();
    if files.is_empty() {
        bail!("tests/journeys holds no journey");
    }
    let mut command = std::process::Command::new(node);
    command
        .current_dir(workspace::journeys())
        .args(["--test", "--test-concurrency=1", "--test-reporter=spec"])
        .args(files);
    shell::run(command.env("GATEFOLD_URL", address).env("GATEFOLD_CHROMIUM", browser.chromium))
}
