//! Gathers the sources that `-f` names: files, folders and standard input, united in the order given.

use std::{
    fs,
    io::Read as _,
    path::{Path, PathBuf},
};

use gatefold_core::{Source, view::Summary};

use crate::{failure::Failure, output};

/// How a file of a folder has to end to be read.
const ENDINGS: &[&str] = &["yaml", "yml", "json"];

/// Reads everything that `names` names.
///
/// # Errors
/// For the first name that cannot be read, and for a folder without manifests.
pub(crate) fn gather(names: &[PathBuf]) -> Result<Vec<Source>, Failure> {
    let mut sources = Vec::new();
    let mut stdin_is_read = false;
    for name in names {
        if name.as_os_str() == "-" {
            if std::mem::replace(&mut stdin_is_read, true) {
                return Err(Failure::new("-f - is given twice, but standard input can be read only once"));
            }
            sources.push(source("-", read_stdin()?));
        } else if name.is_dir() {
            let mut files = Vec::new();
            walk(name, &mut files)?;
            if files.is_empty() {
                let problem = "the folder holds no *.yaml, *.yml or *.json";
                return Err(Failure::new(format!("{}: {problem}", name.display())));
            }
            for file in files {
                sources.push(source(&file.to_string_lossy(), read_file(&file)?));
            }
        } else {
            sources.push(source(&name.to_string_lossy(), read_file(name)?));
        }
    }
    Ok(sources)
}

/// Says on standard error that a part of the input is not in the answer.
///
/// # Errors
/// When no part of it could be read: there is nothing to answer from.
pub(crate) fn must_be_readable(summary: &Summary) -> Result<(), Failure> {
    if summary.broken && summary.kinds.is_empty() {
        return Err(Failure::new("no part of the input could be read; `gatefold validate` says why"));
    }
    if summary.broken {
        output::note("gatefold: a part of the input could not be read; `gatefold validate` says which\n");
    }
    Ok(())
}

/// The text of a file.
///
/// # Errors
/// When it cannot be read or is not UTF-8.
pub(crate) fn read_file(path: &Path) -> Result<String, Failure> {
    let bytes = fs::read(path).map_err(|problem| Failure::file(path, &problem))?;
    text(bytes, &path.display().to_string())
}

/// The text of standard input.
///
/// # Errors
/// When it cannot be read or is not UTF-8.
pub(crate) fn read_stdin() -> Result<String, Failure> {
    let mut bytes = Vec::new();
    let read = std::io::stdin().lock().read_to_end(&mut bytes);
    read.map_err(|problem| Failure::new(format!("standard input: {problem}")))?;
    text(bytes, "standard input")
}

fn source(name: &str, text: String) -> Source {
    Source { name: name.into(), text: text.into() }
}

fn text(bytes: Vec<u8>, name: &str) -> Result<String, Failure> {
    // What `>` of Windows PowerShell 5 writes.
    let is_utf16 = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    String::from_utf8(bytes).map_err(|problem| {
        let at = problem.utf8_error().valid_up_to();
        let what = if is_utf16 { "it is UTF-16".to_owned() } else { format!("byte {at} is not UTF-8") };
        Failure::new(format!("{name}: {what}; save it as UTF-8"))
    })
}

/// Manifests below `folder`, sorted by name, without hidden files; linked folders are left out, they may go in circles.
fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let problem = |problem: std::io::Error| Failure::file(folder, &problem);
    let mut entries = fs::read_dir(folder).map_err(problem)?.collect::<Result<Vec<_>, _>>().map_err(problem)?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        let path = entry.path();
        if entry.file_type().map_err(problem)?.is_dir() {
            walk(&path, files)?;
        } else if path.extension().is_some_and(|ending| ENDINGS.iter().any(|known| ending == *known)) && path.is_file()
        {
            files.push(path);
        }
    }
    Ok(())
}
