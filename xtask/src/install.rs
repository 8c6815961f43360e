//! Installs what a bare machine with Rust and Node lacks, or says exactly what to install.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};

use crate::{shell, workspace};

/// The target that the page is compiled for.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// The version of cargo-deny that `deny.toml` is written for.
const CARGO_DENY: &str = "0.20.2";

/// What the browser tests drive.
pub(crate) struct Browser {
    /// Chromium or Chrome.
    pub(crate) chromium: PathBuf,
    /// The chromedriver that fits it.
    pub(crate) chromedriver: PathBuf,
}

/// Makes sure that the compiler knows Wasm.
///
/// # Errors
/// When it does not and rustup cannot help.
pub(crate) fn wasm_target() -> Result<()> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let libraries = shell::output(Command::new(rustc).current_dir(workspace::root()).args([
        "--print",
        "target-libdir",
        "--target",
        WASM,
    ]))?;
    if Path::new(libraries.trim()).is_dir() {
        return Ok(());
    }
    if shell::find(&["rustup"]).is_none() {
        bail!("this Rust lacks the target {WASM} and there is no rustup to add it; install Rust by rustup");
    }
    shell::step(&format!("install the Rust target {WASM}"), || {
        shell::run_quietly(Command::new("rustup").current_dir(workspace::root()).args(["target", "add", WASM]))
    })
}

/// Makes sure that cargo has a component, `clippy` or `rustfmt`; a minimal Rust comes without them.
///
/// # Errors
/// When it has not and rustup cannot help.
pub(crate) fn component(name: &str, subcommand: &str) -> Result<()> {
    let mut probe = shell::cargo();
    probe.args([subcommand, "--version"]).stdout(Stdio::null()).stderr(Stdio::null());
    if probe.status().is_ok_and(|status| status.success()) {
        return Ok(());
    }
    if shell::find(&["rustup"]).is_none() {
        bail!("this Rust lacks {name} and there is no rustup to add it; install Rust by rustup");
    }
    shell::step(&format!("install the Rust component {name}"), || {
        shell::run_quietly(Command::new("rustup").current_dir(workspace::root()).args(["component", "add", name]))
    })
}

/// Makes sure that a folder's npm packages are those of its lock file.
///
/// # Errors
/// When npm is missing or fails.
pub(crate) fn npm_packages(folder: &Path) -> Result<()> {
    let lock = fs::read(folder.join("package-lock.json")).context("cannot read package-lock.json")?;
    // A copy of the lock file, written after npm succeeded: a half-done install is done again.
    let stamp = folder.join("node_modules/.installed-lock.json");
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    let Some(npm) = shell::find(&["npm"]) else {
        bail!("npm is not on PATH: install Node.js 20 or newer");
    };
    let name = folder.strip_prefix(workspace::root()).unwrap_or(folder).display();
    shell::step(&format!("install the npm packages of {name}"), || {
        shell::run_quietly(Command::new(npm).current_dir(folder).args(["ci", "--no-progress"]))?;
        fs::write(&stamp, &lock).context("cannot write into node_modules")
    })
}

/// Finds a browser and its driver, or installs Debian's.
///
/// # Errors
/// When there is none and this program may not install any; the error says what to install.
pub(crate) fn browser() -> Result<Browser> {
    if let Some(browser) = find_browser() {
        return Ok(browser);
    }
    if !may_use_apt() {
        bail!(
            "the browser tests need Chromium (or Chrome) and the chromedriver of the same version on PATH; \
             on Debian: apt-get install chromium chromium-driver"
        );
    }
    shell::step("install Chromium and chromedriver by apt-get", || {
        by_apt(&["chromium", "chromium-driver", "fonts-dejavu-core"])
    })?;
    find_browser().context("apt-get installed chromium and chromium-driver, but they are not on PATH")
}

fn find_browser() -> Option<Browser> {
    let chromium = shell::find(&["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"])?;
    let chromedriver = shell::find(&["chromedriver"])?;
    Some(Browser { chromium, chromedriver })
}

/// Installs packages of Debian.
///
/// # Errors
/// When `apt-get` fails.
pub(crate) fn by_apt(packages: &[&str]) -> Result<()> {
    shell::run_quietly(Command::new("apt-get").arg("update"))?;
    let mut install = Command::new("apt-get");
    install.env("DEBIAN_FRONTEND", "noninteractive").args(["install", "--yes", "--no-install-recommends"]);
    shell::run_quietly(install.args(packages))
}

/// Whether this program may install packages of Debian.
pub(crate) fn may_use_apt() -> bool {
    let root =
        Command::new("id").arg("-u").stderr(Stdio::null()).output().is_ok_and(|id| id.stdout.trim_ascii() == b"0");
    root && shell::find(&["apt-get"]).is_some()
}

/// Finds cargo-deny, or compiles it into the target folder, where it stays.
///
/// Without optimisation that takes 90 seconds of one core, and a check 2 seconds: quicker altogether than optimised.
///
/// # Errors
/// When cargo cannot install it.
pub(crate) fn cargo_deny() -> Result<PathBuf> {
    if let Some(deny) = shell::find(&["cargo-deny"]) {
        return Ok(deny);
    }
    let tools = workspace::target()?.join("tools");
    let deny = tools.join(format!("bin/cargo-deny{}", std::env::consts::EXE_SUFFIX));
    if !deny.is_file() {
        shell::step(&format!("install cargo-deny {CARGO_DENY}"), || {
            let mut cargo = shell::cargo();
            cargo.args(["install", "cargo-deny", "--locked", "--debug", "--version", CARGO_DENY, "--root"]).arg(&tools);
            shell::run_quietly(cargo.env("CARGO_PROFILE_DEV_DEBUG", "false"))
        })?;
    }
    Ok(deny)
}
