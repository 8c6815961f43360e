//! Why a command could not answer: bad use or unreadable input, exit code 2.

use std::{fmt, io, path::Path};

use gatefold_core::SettingError;

/// One sentence for the person, without a full stop.
#[derive(Debug)]
pub(crate) struct Failure(String);

impl Failure {
    /// A failure in words.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }

    /// `path` could not be read or written.
    pub(crate) fn file(path: &Path, problem: &io::Error) -> Self {
        let words = match problem.kind() {
            io::ErrorKind::NotFound => "there is no such file or folder".to_owned(),
            io::ErrorKind::PermissionDenied => "its permissions do not allow it".to_owned(),
            io::ErrorKind::AlreadyExists => "it is there already, and is not replaced".to_owned(),
            _ => problem.to_string(),
        };
        Self(format!("{}: {words}", path.display()))
    }
}

impl From<SettingError> for Failure {
    fn from(problem: SettingError) -> Self {
        Self(problem.to_string())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
