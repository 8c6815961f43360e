//! Everything about one Input as the terminal prints it for machines.
//!
//! Field names are a contract: they change only with a major version.

use gatefold_convert::Ledger;
use gatefold_diagnostic::{Located, SourceId, SourceMap};
use gatefold_manifest::Source;
use serde::Serialize;
use serde_json::Value;

use crate::{Session, Settings, analysis::Analysis, output::json_value, settings::SettingError};

/// What came of one Input.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// The output's objects.
    pub objects: Vec<Value>,
    /// Policies for the chosen implementation, beside the output.
    pub policies: Vec<Value>,
    /// What became of every field of every Ingress.
    pub ledger: Ledger,
    /// What is wrong, on either side.
    pub diagnostics: Vec<Located>,
}

/// The name that the output goes by among sources.
const OUTPUT_NAME: &str = "output";

/// Runs all stages once.
///
/// # Errors
/// When a setting is none of those there are.
pub fn analyze(sources: Vec<Source>, settings: Settings) -> Result<Report, SettingError> {
    let mut session = Session::new();
    session.set_input(sources, settings)?;
    Ok(session.report())
}

impl Report {
    pub(crate) fn new(sources: &[Source], analysis: &Analysis) -> Self {
        let conversion = &analysis.output.conversion;
        let mut map = SourceMap::new();
        for (id, source) in (0_u32..).zip(sources) {
            map = map.with(SourceId(id), &source.name, &source.text);
        }
        let map = map.with(SourceId::OUTPUT, OUTPUT_NAME, &conversion.written.text);
        Self {
            objects: conversion.written.bundle.objects().iter().filter_map(json_value).collect(),
            policies: conversion.policies.bundle.objects().iter().filter_map(json_value).collect(),
            ledger: conversion.ledger.clone(),
            diagnostics: analysis.findings.all().iter().map(|one| map.to_row(one)).collect(),
        }
    }
}
