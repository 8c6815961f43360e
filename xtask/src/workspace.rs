//! Where things are: the repository, its parts and cargo's target folder.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::shell;

/// The repository.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask is a folder of the repository")
}

/// What the page needs from npm.
pub(crate) fn web() -> PathBuf {
    root().join("web")
}

/// The browser journeys.
pub(crate) fn journeys() -> PathBuf {
    root().join("tests/journeys")
}

/// The page as it is served and published.
pub(crate) fn dist() -> PathBuf {
    root().join("dist")
}

/// Cargo's target folder, wherever the person's settings put it.
///
/// # Errors
/// When `cargo metadata` fails.
pub(crate) fn target() -> Result<PathBuf> {
    let mut cargo = shell::cargo();
    let output = shell::output(cargo.args(["metadata", "--no-deps", "--format-version", "1"]))?;
    let metadata: serde_json::Value = serde_json::from_str(&output).context("cargo metadata printed no JSON")?;
    let target = metadata["target_directory"].as_str().context("cargo metadata names no target folder")?;
    Ok(PathBuf::from(target))
}
