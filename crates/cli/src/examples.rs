//! `gatefold examples [ID]`.

use gatefold_core::{EXAMPLES, Example, Verdict, example};
use serde::Serialize;

use crate::{
    Answered,
    args::{self, Format},
    failure::Failure,
    output,
    table::Table,
};

/// An example in JSON; `text` only where one is asked for.
#[derive(Serialize)]
struct Row {
    id: &'static str,
    title: &'static str,
    about: &'static str,
    request: &'static str,
    verdict: Verdict,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
}

fn row(example: &Example) -> Row {
    let Example { id, title, about, request, verdict, .. } = *example;
    Row { id, title, about, request, verdict, text: None }
}

pub(crate) fn run(args: &args::Examples, format: Format) -> Result<Answered, Failure> {
    match (&args.id, format) {
        (Some(id), format) => {
            let known = || EXAMPLES.iter().map(|example| example.id).collect::<Vec<_>>().join(", ");
            let unknown = || Failure::new(format!("there is no example {id}; there is {}", known()));
            let example = example(id).ok_or_else(unknown)?;
            let text = example.text();
            match format {
                Format::Json => output::print_json(&Row { text: Some(text.into_owned()), ..row(example) })?,
                Format::Text => output::print(&text)?,
            }
        }
        (None, Format::Json) => output::print_json(&EXAMPLES.iter().map(row).collect::<Vec<_>>())?,
        (None, Format::Text) => {
            let mut table = Table::default();
            for example in EXAMPLES {
                table.row([example.id, example.title]);
                table.row(["", example.about]);
            }
            output::print(&table.to_string())?;
        }
    }
    Ok(Answered::Fine)
}
