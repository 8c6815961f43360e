//! `gatefold ledger`: what became of every field and annotation.

use gatefold_core::{
    Session,
    view::{Fate, LedgerTotals},
};

use crate::{
    Answered,
    args::{self, Format},
    failure::Failure,
    input,
    output::{self, visible},
    table::Table,
};

pub(crate) fn run(args: &args::Ledger, format: Format) -> Result<Answered, Failure> {
    let sources = input::gather(&args.input.file)?;
    let mut session = Session::new();
    let summary = session.set_input(sources, args.target.settings(&args.input))?;
    input::must_be_readable(&summary)?;
    match format {
        Format::Json => output::print_json(&session.report().ledger)?,
        Format::Text => {
            let mut table = Table::default();
            let mut object = String::new();
            let mut out = String::new();
            for row in session.ledger(None, "", 0, usize::MAX).rows {
                if row.object != object {
                    out.push_str(&std::mem::take(&mut table).to_string());
                    out.push_str(&format!("{}\n", visible(&row.object)));
                    object.clone_from(&row.object);
                }
                let cells = [name(row.fate), &visible(&row.field), &visible(&row.to.join(", ")), &row.code];
                table.row(cells.map(|cell| cell));
            }
            out.push_str(&table.to_string());
            output::print(&out)?;
            output::note(&format!("{}\n", totals(&summary.ledger)));
        }
    }
    Ok(Answered::Fine)
}

fn name(fate: Fate) -> &'static str {
    match fate {
        Fate::Converted => "  converted",
        Fate::Approximated => "  approximated",
        Fate::Policy => "  policy",
        Fate::Dropped => "  dropped",
    }
}

/// The sums in a sentence.
pub(crate) fn totals(totals: &LedgerTotals) -> String {
    let LedgerTotals { read, converted, approximated, policy, dropped } = totals;
    format!(
        "{read} fields and annotations read: {converted} converted, {approximated} approximated, {policy} in need of a \
         policy, {dropped} dropped"
    )
}
