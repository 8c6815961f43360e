//! Runs the built command.
#![allow(dead_code, unreachable_pub, reason = "each suite uses a part of it")]

use std::{
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
};

use serde_json::Value;

/// What a run left behind.
pub struct Run {
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
    /// The exit code.
    pub code: i32,
}

impl Run {
    /// Standard output as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {}", self.stdout))
    }

    /// The same run, which must have ended with that code.
    #[track_caller]
    pub fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, code, "stdout: {}\nstderr: {}", self.stdout, self.stderr);
        self
    }
}

/// Runs `gatefold` with words split at spaces; `'…'` keeps spaces.
pub fn gatefold(line: &str) -> Run {
    piped(line, "")
}

/// The same with that on standard input.
pub fn piped(line: &str, stdin: &str) -> Run {
    run(&words(line), stdin, Path::new("."))
}

/// The same with the words as they are.
pub fn run_words(words: &[&str], stdin: &str) -> Run {
    run(&words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>(), stdin, Path::new("."))
}

/// The same in a folder.
pub fn run_in(folder: &Path, line: &str) -> Run {
    run(&words(line), "", folder)
}

fn words(line: &str) -> Vec<String> {
    let parts = line.split('\'').enumerate();
    parts
        .flat_map(|(index, part)| match index % 2 {
            0 => part.split_whitespace().map(str::to_owned).collect(),
            _ => vec![part.to_owned()],
        })
        .collect()
}

fn run(args: &[String], stdin: &str, folder: &Path) -> Run {
    let mut child = Command::new(env!("CARGO_BIN_EXE_gatefold"))
        .args(args)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    // A command that does not read its input has closed it.
    let _ = child.stdin.take().expect("a pipe").write_all(stdin.as_bytes());
    let output = child.wait_with_output().expect("the command ends");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    Run { stdout: text(output.stdout), stderr: text(output.stderr), code: output.status.code().expect("no signal") }
}

/// The names of a JSON object's fields, sorted.
pub fn fields(value: &Value) -> Vec<&str> {
    let object = value.as_object().unwrap_or_else(|| panic!("no object: {value}"));
    let mut fields: Vec<&str> = object.keys().map(String::as_str).collect();
    fields.sort_unstable();
    fields
}
