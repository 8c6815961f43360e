//! The ledger as rows.

use gatefold_convert as convert;

use crate::{
    analysis::Output,
    view::{Fate, LedgerRow, Page},
};

impl From<convert::Fate> for Fate {
    fn from(fate: convert::Fate) -> Self {
        match fate {
            convert::Fate::Converted => Self::Converted,
            convert::Fate::Approximated => Self::Approximated,
            convert::Fate::Policy => Self::Policy,
            convert::Fate::Dropped => Self::Dropped,
        }
    }
}

/// Entries with that fate, or all, whose object, field or code contains `filter`.
pub(crate) fn page(output: &Output, fate: Option<Fate>, filter: &str, start: usize, count: usize) -> Page<LedgerRow> {
    let entries = &output.conversion.ledger.entries;
    let filter = filter.trim().to_ascii_lowercase();
    let words = |entry: &convert::Entry| {
        let code = entry.code.map_or("", |code| code.facts().id);
        format!("{} {} {code}", entry.object, entry.field).to_ascii_lowercase()
    };
    let has_words = |entry: &convert::Entry| filter.is_empty() || words(entry).contains(&filter);
    let has_fate = |entry: &convert::Entry| fate.is_none_or(|fate| Fate::from(entry.fate) == fate);
    let shown = || entries.iter().filter(|entry| has_fate(entry) && has_words(entry));
    let rows = shown().skip(start).take(count).map(|entry| LedgerRow {
        object: entry.object.to_string(),
        field: entry.field.to_string(),
        fate: entry.fate.into(),
        to: entry.to.iter().map(|target| format!("{} {}", target.object, target.field)).collect(),
        code: entry.code.map(|code| code.to_string()).unwrap_or_default(),
        place: output.texts.place(entry.span),
    });
    Page { total: shown().count(), start, rows: rows.collect() }
}
