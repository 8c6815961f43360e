//! Makes `docs/diagnostics.md` from the registry of codes, which stays the only place where their words are.

use std::{fmt::Write, fs};

use anyhow::{Context, Result, bail};
use gatefold_diagnostic::CODES;

use crate::workspace;

const FILE: &str = "docs/diagnostics.md";

/// `cargo xtask docs [--check]`.
///
/// # Errors
/// When the file cannot be written, or with `--check` is not what the registry says.
pub(crate) fn command(args: &[String]) -> Result<()> {
    let file = workspace::root().join(FILE);
    match args {
        [] => {
            fs::create_dir_all(file.parent().context("docs/ is a folder")?)?;
            fs::write(&file, diagnostics()).with_context(|| format!("cannot write {FILE}"))?;
            eprintln!("  wrote {FILE}");
            Ok(())
        }
        [flag] if flag == "--check" => {
            let current = fs::read_to_string(&file).unwrap_or_default().replace("\r\n", "\n");
            if current != diagnostics() {
                bail!("{FILE} is not what the registry says: run `cargo xtask docs` and commit it");
            }
            Ok(())
        }
        _ => bail!("usage: cargo xtask docs [--check]"),
    }
}

fn diagnostics() -> String {
    let mut text = String::from(
        "# Diagnostics\n\nEvery finding of Gatefold has a code that stays. `gatefold explain CODE` prints the same pages.\n\
         This file is made by `cargo xtask docs`.\n\n| code | name | severity | says |\n|---|---|---|---|\n",
    );
    for facts in CODES.iter().map(|code| code.facts()) {
        let (id, name, severity) = (facts.id, facts.name, facts.severity.as_str());
        // The heading below is `GW0001 yaml-syntax`; this is the address that Markdown gives it.
        let anchor = format!("{}-{name}", id.to_lowercase());
        let message = facts.message.replace('|', "\\|");
        writeln!(text, "| [{id}](#{anchor}) | {name} | {severity} | {message} |").expect("a string takes any text");
    }
    for code in CODES {
        text.push('\n');
        text.push_str(demote(code.page()).trim_end());
        text.push('\n');
    }
    text
}

/// The page one level down, under the title of the whole.
fn demote(page: &str) -> String {
    let mut in_code = false;
    let mut text = String::new();
    for line in page.lines() {
        in_code ^= line.trim_start().starts_with("```");
        // A `#` in a block of code is a comment of the code's.
        if line.starts_with('#') && !in_code {
            text.push('#');
        }
        text.push_str(line);
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_go_down_and_code_stays() {
        let page = "# GW1\n\n## What\n```yaml\n# a comment\n```\n## Why\n";
        assert_eq!(demote(page), "## GW1\n\n### What\n```yaml\n# a comment\n```\n### Why\n");
    }

    #[test]
    fn every_code_is_in_the_table_and_has_its_section() {
        let text = diagnostics();
        for facts in CODES.iter().map(|code| code.facts()) {
            assert!(text.contains(&format!("\n| [{}](#", facts.id)), "{} has no row", facts.id);
            assert!(text.contains(&format!("\n## {} {}\n", facts.id, facts.name)), "{} has no section", facts.id);
        }
    }
}
