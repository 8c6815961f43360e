//! Everything about one Input as the terminal prints it for machines.
//!
//! Field names are a contract: they change only with a major version.

use gatefold_convert::Ledger;
use gatefold_diagnostic::{Diagnostic, LineIndex, ObjectRef, SourceId, render};
use gatefold_manifest::Source;
use serde::Serialize;
use serde_json::Value;

use crate::{Session, Settings, analysis::Analysis, output::json_value, settings::SettingError};

/// What came of one Input.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// The output's objects.
    pub objects: Vec<Value>,
    /// What became of every field of every Ingress.
    pub ledger: Ledger,
    /// What is wrong, on either side.
    pub diagnostics: Vec<DiagnosticRow>,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DiagnosticRow {
    /// `GW0203`.
    pub code: String,
    /// `error`, `warning` or `info`.
    pub severity: &'static str,
    /// Kind of the object; empty where the text is none.
    pub kind: String,
    /// Its namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// The field.
    pub field: String,
    /// One sentence.
    pub message: String,
    /// The source's name; `output` for what was generated; none without a place.
    pub source: Option<String>,
    /// The line, from 1.
    pub line: Option<u32>,
    /// The character in it, from 1.
    pub column: Option<u32>,
    /// Line and character after the last one; for people, not part of the contract.
    #[serde(skip)]
    pub end: Option<(u32, u32)>,
    /// Which source, by index; for people, not part of the contract.
    #[serde(skip)]
    pub source_index: Option<usize>,
    /// What to do.
    pub help: String,
    /// Fixes: a title and edits as byte ranges of the source.
    pub fixes: Vec<FixRow>,
}

/// A fix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FixRow {
    /// What it does.
    pub title: String,
    /// What it changes.
    pub edits: Vec<EditRow>,
}

/// A change of a source's text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EditRow {
    /// The source's name.
    pub source: String,
    /// First byte that is replaced.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
    /// What stands there afterwards.
    pub text: String,
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
        let lines: Vec<_> = sources.iter().map(|source| LineIndex::new(&source.text)).collect();
        let output_lines = LineIndex::new(&conversion.written.text);
        let places = Places { sources, lines: &lines, output: &conversion.written.text, output_lines: &output_lines };
        Self {
            objects: conversion.written.bundle.objects().iter().filter_map(json_value).collect(),
            ledger: conversion.ledger.clone(),
            diagnostics: analysis.findings.all().iter().map(|one| places.row(one)).collect(),
        }
    }
}

struct Places<'a> {
    sources: &'a [Source],
    lines: &'a [LineIndex],
    output: &'a str,
    output_lines: &'a LineIndex,
}

impl Places<'_> {
    fn name(&self, source: SourceId) -> String {
        let name = self.sources.get(source.0 as usize).map(|source| source.name.to_string());
        name.unwrap_or_else(|| OUTPUT_NAME.to_owned())
    }

    fn row(&self, one: &Diagnostic) -> DiagnosticRow {
        let object = one.object.clone().unwrap_or_else(ObjectRef::default);
        let place = one.span.map(|span| {
            let index = span.source.0 as usize;
            let (text, lines) = match (self.sources.get(index), self.lines.get(index)) {
                (Some(source), Some(lines)) => (&*source.text, lines),
                _ => (self.output, self.output_lines),
            };
            (lines.position(text, span.start), lines.position(text, span.end))
        });
        DiagnosticRow {
            code: one.code.to_string(),
            severity: one.severity.as_str(),
            kind: object.kind,
            namespace: object.namespace,
            name: object.name,
            field: one.field.clone(),
            message: one.message(),
            source: one.span.map(|span| self.name(span.source)),
            line: place.map(|(start, _)| start.line),
            column: place.map(|(start, _)| start.column),
            end: place.map(|(_, end)| (end.line, end.column)),
            source_index: one.span.map(|span| span.source.0 as usize).filter(|index| *index < self.sources.len()),
            help: one.help(),
            fixes: one
                .fixes
                .iter()
                .map(|fix| FixRow {
                    title: render(fix.title, &one.args),
                    edits: fix
                        .edits
                        .iter()
                        .map(|edit| EditRow {
                            source: self.name(edit.span.source),
                            start: edit.span.start,
                            end: edit.span.end,
                            text: edit.text.clone(),
                        })
                        .collect(),
                })
                .collect(),
        }
    }
}
