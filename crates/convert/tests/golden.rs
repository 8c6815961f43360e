//! One folder a case: `input.yaml` opens with why the case exists, `expected.yaml` is the output, `policies.yaml` what stands
//! beside it if anything, `problems.txt` the findings and the ledger's sums. `UPDATE_GOLDEN=1` rewrites both; read the difference before you commit it.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::{fmt::Write, fs, path::Path};

use gatefold_convert::{Conversion, Fidelity, Options};
use gatefold_diagnostic::{LineIndex, SourceId};

fn problems(text: &str, conversion: &Conversion) -> String {
    let lines = LineIndex::new(text);
    let mut out = String::new();
    for diagnostic in &conversion.diagnostics {
        let span = diagnostic.span.filter(|span| span.source == SourceId(0));
        let line = span.map_or_else(|| "-".to_owned(), |span| lines.line(span.start).to_string());
        let object = diagnostic.object.as_ref().map(ToString::to_string).unwrap_or_default();
        let severity = diagnostic.severity.as_str();
        writeln!(out, "{line}: {} {severity} {object} {}: {}", diagnostic.code, diagnostic.field, diagnostic.message())
            .unwrap();
        writeln!(out, "    {}", diagnostic.help()).unwrap();
    }
    let totals = conversion.ledger.totals();
    writeln!(
        out,
        "\n{} read = {} converted + {} approximated + {} policy + {} dropped",
        totals.read, totals.converted, totals.approximated, totals.policy, totals.dropped
    )
    .unwrap();
    for entry in conversion.ledger.entries.iter().filter(|entry| entry.code.is_some()) {
        let to: Vec<_> = entry.to.iter().map(|to| format!("{} {}", to.object, to.field)).collect();
        let code = entry.code.map(|code| code.to_string()).unwrap_or_default();
        writeln!(out, "{} {} {}: {code} {}", entry.fate, entry.object, entry.field, to.join(", ")).unwrap();
    }
    out.lines().map(str::trim_end).collect::<Vec<_>>().join("\n") + "\n"
}

/// Options in the second line of a case, after `# options:`, as the command line spells them.
fn options(text: &str) -> Options {
    let mut options = Options::default();
    let line = text.lines().find_map(|line| line.strip_prefix("# options: ")).unwrap_or_default();
    let words: Vec<_> = line.split_whitespace().collect();
    for pair in words.chunks(2) {
        match pair {
            ["--gateway", value] => options.placement = value.parse().unwrap(),
            ["--channel", value] => options.channel = value.parse().unwrap(),
            ["--bundle", value] => options.bundle = value.parse().unwrap(),
            ["--fidelity", "faithful"] => options.fidelity = Fidelity::Faithful,
            ["--implementation", value] => {
                options.implementation = gatefold_gateway::Implementation::by_id(value).unwrap();
            }
            _ => panic!("unknown option {pair:?}"),
        }
    }
    options
}

#[test]
fn golden_cases() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let update = std::env::var_os("UPDATE_GOLDEN").is_some();
    let mut folders: Vec<_> = fs::read_dir(&root).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    let mut failures = Vec::new();
    for folder in &folders {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let input = fs::read_to_string(folder.join("input.yaml")).unwrap();
        assert!(input.starts_with("# "), "{name}: the first line says why the case exists");
        let conversion = common::converted(&input, &options(&input));
        failures.extend(common::broken_rules(&input, &conversion).into_iter().map(|rule| format!("{name}: {rule}")));
        let texts = [
            ("expected.yaml", conversion.written.text.to_string()),
            ("policies.yaml", conversion.policies.text.to_string()),
            ("problems.txt", problems(&input, &conversion)),
        ];
        for (file, got) in texts {
            if file == "policies.yaml" && got.is_empty() {
                assert!(!folder.join(file).exists() || update, "{name}: there are no policies");
                continue;
            }
            if update {
                fs::write(folder.join(file), &got).unwrap();
            } else if fs::read_to_string(folder.join(file)).unwrap_or_default() != got {
                failures.push(format!("{name}: {file} differs; it is now:\n{got}"));
            }
        }
    }
    assert!(folders.len() >= 15, "{} cases", folders.len());
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
