//! `gatefold explain [CODE]`: the registry and the tables of annotations, for reading.

use gatefold_core::{AnnotationFacts, CODES, Code, annotation};
use serde::Serialize;

use crate::{
    Answered,
    args::{self, Format},
    failure::Failure,
    output,
    table::Table,
};

/// A code in JSON.
#[derive(Serialize)]
struct Row {
    code: &'static str,
    name: &'static str,
    severity: &'static str,
    message: &'static str,
    help: &'static str,
    documentation: &'static str,
}

fn row(code: Code) -> Row {
    let facts = code.facts();
    Row {
        code: facts.id,
        name: facts.name,
        severity: facts.severity.as_str(),
        message: facts.message,
        help: facts.help,
        documentation: code.page(),
    }
}

pub(crate) fn run(args: &args::Explain, format: Format) -> Result<Answered, Failure> {
    match &args.code {
        Some(key) if key.contains('/') => {
            let unknown = || Failure::new(format!("no controller that is known here reads the annotation {key}"));
            let facts = annotation(key).ok_or_else(unknown)?;
            match format {
                Format::Json => output::print_json(&facts)?,
                Format::Text => output::print(&in_words(&facts))?,
            }
        }
        Some(text) => {
            let unknown = || Failure::new(format!("there is no code {text}; `gatefold explain` lists them"));
            let row = row(text.parse().map_err(|_| unknown())?);
            match format {
                Format::Json => output::print_json(&row)?,
                Format::Text => output::print(&format!(
                    "{}\n\nSeverity: {}\nMessage:  {}\nHelp:     {}\n",
                    row.documentation.trim_end(),
                    row.severity,
                    row.message,
                    row.help
                ))?,
            }
        }
        None => {
            let rows: Vec<Row> = CODES.iter().copied().map(row).collect();
            match format {
                Format::Json => output::print_json(&rows)?,
                Format::Text => {
                    let mut table = Table::default();
                    for row in &rows {
                        table.row([row.code, row.severity, row.name]);
                    }
                    output::print(&table.to_string())?;
                }
            }
        }
    }
    Ok(Answered::Fine)
}

fn in_words(facts: &AnnotationFacts) -> String {
    let mut text = format!("# {}\n\n{}\n\n", facts.annotation, facts.meaning);
    for (name, value) in [
        ("Default", &*facts.default),
        ("Form", &*facts.form),
        ("Else", facts.invalid),
        ("Risk", &*facts.risk),
        ("Becomes", &*facts.fate),
        ("More", &*facts.documentation),
    ] {
        if !value.is_empty() {
            text.push_str(&format!("{:<9}{value}\n", format!("{name}:")));
        }
    }
    text
}
