//! Findings of all stages in the order in which a person reads them.

use gatefold_diagnostic::{Diagnostic, Fix, Severity, SourceId, order_by, order_by_key, render};

use crate::{
    places::Texts,
    view::{Page, Problem, ProblemCounts, ProblemFix},
};

/// All findings, worst first, then by place; those in the output come last.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    diagnostics: Vec<Diagnostic>,
}

impl Findings {
    pub(crate) fn new(mut diagnostics: Vec<Diagnostic>) -> Self {
        let is_output = |one: &Diagnostic| one.span.is_some_and(|span| span.source == SourceId::OUTPUT);
        order_by(&mut diagnostics, |a, b| {
            let key = |one: &Diagnostic| (is_output(one), one.severity, one.span, one.code);
            key(a).cmp(&key(b)).then_with(|| a.field.cmp(&b.field))
        });
        diagnostics.dedup();
        Self { diagnostics }
    }

    /// Leaves out what is said of the documents together: while one of them cannot be read it may miss the rest.
    pub(crate) fn keep_those_of_one_document(&mut self) {
        self.diagnostics.retain(|one| ["GW00", "GW01"].iter().any(|group| one.code.facts().id.starts_with(group)));
    }

    pub(crate) fn all(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    pub(crate) fn counts(&self) -> ProblemCounts {
        count(self.diagnostics.iter())
    }

    pub(crate) fn counts_in(&self, source: u32) -> ProblemCounts {
        count(self.in_source(source))
    }

    fn in_source(&self, source: u32) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics.iter().filter(move |one| one.span.is_some_and(|span| span.source == SourceId(source)))
    }

    pub(crate) fn page(&self, texts: &Texts, start: usize, count: usize) -> Page<Problem> {
        let rows = self.diagnostics.iter().skip(start).take(count).map(|one| problem(one, texts)).collect();
        Page { total: self.diagnostics.len(), start, rows }
    }

    pub(crate) fn markers(&self, texts: &Texts, source: u32, most: usize) -> Vec<Problem> {
        let mut markers: Vec<&Diagnostic> = self.in_source(source).take(most).collect();
        order_by_key(&mut markers, |one| one.span);
        markers.into_iter().map(|one| problem(one, texts)).collect()
    }
}

fn count<'a>(diagnostics: impl Iterator<Item = &'a Diagnostic>) -> ProblemCounts {
    let mut counts = ProblemCounts::default();
    for one in diagnostics {
        match one.severity {
            Severity::Error => counts.errors += 1,
            Severity::Warning => counts.warnings += 1,
            Severity::Info => counts.infos += 1,
        }
    }
    counts
}

fn problem(diagnostic: &Diagnostic, texts: &Texts) -> Problem {
    Problem {
        code: diagnostic.code.to_string(),
        severity: diagnostic.severity.as_str().to_owned(),
        object: diagnostic.object.as_ref().map(ToString::to_string).unwrap_or_default(),
        field: diagnostic.field.clone(),
        message: diagnostic.message(),
        help: diagnostic.help(),
        place: diagnostic.span.and_then(|span| texts.place(span)),
        fixes: diagnostic.fixes.iter().map(|fix| problem_fix(fix, diagnostic, texts)).collect(),
    }
}

fn problem_fix(fix: &Fix, diagnostic: &Diagnostic, texts: &Texts) -> ProblemFix {
    let mut edits: Vec<_> = fix.edits.iter().collect();
    order_by_key(&mut edits, |edit| std::cmp::Reverse(edit.span));
    let edits = edits.into_iter().filter_map(|edit| Some((texts.place(edit.span)?, edit.text.clone()))).collect();
    ProblemFix { title: render(fix.title, &diagnostic.args), edits }
}
