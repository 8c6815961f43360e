//! `gatefold open LINK`: the manifests of a link, printed or written to files.

use std::{
    collections::BTreeSet,
    fs::{self, File},
    io::Write as _,
    path::Path,
};

use gatefold_core::{Shared, SharedSource};

use crate::{
    Answered,
    args::{self, Format},
    failure::Failure,
    output,
};

pub(crate) fn run(args: &args::Open, format: Format) -> Result<Answered, Failure> {
    let shared = Shared::from_fragment(&args.link).map_err(|problem| Failure::new(problem.to_string()))?;
    if let Some(folder) = &args.output {
        let written = write(folder, &shared.sources)?;
        match format {
            Format::Json => output::print_json(&serde_json::json!({ "files": written }))?,
            Format::Text => output::note(&format!("{}\n", written.join("\n"))),
        }
        return Ok(Answered::Fine);
    }
    match format {
        Format::Json => output::print_json(&serde_json::json!({
            "sources": shared.sources, "settings": shared.settings, "request": shared.request,
        }))?,
        Format::Text => {
            output::print(&output::for_stdout(&united(&shared.sources)))?;
            if !shared.request.is_empty() {
                output::note(&format!("it asks {}\n", output::visible(&shared.request)));
            }
        }
    }
    Ok(Answered::Fine)
}

/// All sources as one text that can be read again: a `---` between them where there is none.
fn united(sources: &[SharedSource]) -> String {
    let mut out = String::new();
    for source in sources {
        let begins = source.text.starts_with("---") || out.is_empty() || out.ends_with("---\n");
        if !begins {
            out.push_str("---\n");
        }
        out.push_str(&source.text);
        if !out.is_empty() && !out.ends_with('\n') {
            out.push('\n');
        }
    }
    out
}

/// Writes each source into `folder`, replaces nothing, and says what was written. Names are a stranger's: what they may be
/// is decided here.
fn write(folder: &Path, sources: &[SharedSource]) -> Result<Vec<String>, Failure> {
    fs::create_dir_all(folder).map_err(|problem| Failure::file(folder, &problem))?;
    let mut written = Vec::new();
    let mut names = BTreeSet::new();
    for source in sources {
        let name = file_name(&source.name);
        let another = (2..).map(|number| format!("{number}-{name}"));
        let name = std::iter::once(name.clone()).chain(another).find(|name| names.insert(name.clone()));
        let path = folder.join(name.unwrap_or_default());
        let problem = |problem: std::io::Error| Failure::file(&path, &problem);
        File::create_new(&path).and_then(|mut file| file.write_all(source.text.as_bytes())).map_err(problem)?;
        written.push(path.display().to_string());
    }
    Ok(written)
}

/// A plain file name: the last part of `name`, letters, digits, dots, dashes and underscores only, never hidden, with an
/// ending that `-f` reads.
fn file_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let safe = |char: char| if char.is_alphanumeric() || "._-".contains(char) { char } else { '-' };
    let clean: String = last.chars().map(safe).take(120).collect();
    let clean = clean.trim_matches(['.', '-']);
    let stem = if clean.is_empty() { "input" } else { clean };
    let ending = if [".yaml", ".yml", ".json"].iter().any(|ending| stem.ends_with(ending)) { "" } else { ".yaml" };
    format!("{stem}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_from_a_link_stays_in_the_folder() {
        #[rustfmt::skip]
        let cases = [
            ("web.yaml",            "web.yaml"),
            ("../../etc/passwd",    "passwd.yaml"),
            ("..",                  "input.yaml"),
            ("-",                   "input.yaml"),
            ("C:\\autoexec.bat",    "autoexec.bat.yaml"),
            (".bashrc",             "bashrc.yaml"),
            ("a\u{1b}[2J b.json",   "a--2J-b.json"),
        ];
        for (name, expected) in cases {
            assert_eq!(file_name(name), expected, "{name:?}");
        }
    }

    #[test]
    fn sources_are_kept_apart() {
        let source = |text: &str| SharedSource { name: String::new(), text: text.to_owned() };
        assert_eq!(united(&[source("a: 1"), source("b: 2\n"), source("---\nc: 3\n")]), "a: 1\n---\nb: 2\n---\nc: 3\n");
    }
}
