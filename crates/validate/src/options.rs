//! What a validation has to know besides the objects.

use gatefold_manifest::InputScope;

/// How to judge.
#[derive(Debug, Clone, Default)]
pub struct ValidateOptions {
    /// What it means that something is not in the input. What is missing is an error; what may exist in the cluster is a
    /// warning where the input holds others of its kind, and nothing otherwise.
    pub scope: InputScope,
}
