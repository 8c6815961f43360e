//! Weighs the page as it travels, Brotli-compressed, against its budgets.

use std::{fs, io::Write, path::Path};

use anyhow::{Context, Result, bail};

use crate::{page, workspace};

/// A part of the page and how much it may weigh, in thousands of bytes after Brotli at its highest quality.
struct Budget {
    what: &'static str,
    files: &'static [&'static str],
    limit: u32,
}

/// What travels before the page can answer; the rest of the engine is fetched when something of it is called (`split.rs`).
const WASM_LIMIT: u32 = 400;

#[rustfmt::skip]
static BUDGETS: &[Budget] = &[
    Budget { what: "first paint: index.html, style.css", limit: 14,               files: &["index.html", "style.css"] },
    Budget { what: "the Wasm that travels first",        limit: WASM_LIMIT,       files: &["gatefold-web_bg.wasm"] },
    Budget { what: "the Wasm fetched when needed",       limit: 300,              files: &["gatefold-web_rest.wasm"] },
    Budget { what: "editor",                             limit: 130,              files: &["editor.js"] },
    Budget { what: "everything loaded first",            limit: WASM_LIMIT + 150, files: &[
        "index.html", "style.css", "boot.js", "rest.js", "worker.js", "gatefold-web.js", "gatefold-web_bg.wasm", "editor.js",
    ] },
];

/// `cargo xtask size`.
///
/// # Errors
/// Those of the build, and a budget that is not kept.
pub(crate) fn command(args: &[String]) -> Result<()> {
    if !args.is_empty() {
        bail!("usage: cargo xtask size");
    }
    page::build(page::Mode::Release)?;
    println!("{:<36} {:>9} {:>9} {:>7}", "part of the page (Brotli)", "kB", "budget", "ratio");
    let mut exceeded = Vec::new();
    for Budget { what, files, limit } in BUDGETS {
        let mut bytes = 0;
        for file in *files {
            bytes += brotli_size(&workspace::dist().join(file))?;
        }
        let kilobytes = f64::from(bytes) / 1000.0;
        let ratio = kilobytes / f64::from(*limit);
        println!("{what:<36} {kilobytes:>9.1} {limit:>9} {ratio:>7.2}");
        if ratio > 1.0 {
            exceeded.push(*what);
        }
    }
    if !exceeded.is_empty() {
        bail!("past its budget: {}", exceeded.join("; "));
    }
    Ok(())
}

fn brotli_size(file: &Path) -> Result<u32> {
    let bytes = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let mut compressed = Vec::new();
    brotli::CompressorWriter::new(&mut compressed, 1 << 16, 11, 22).write_all(&bytes)?;
    u32::try_from(compressed.len()).with_context(|| format!("{} is past 4 GB", file.display()))
}
