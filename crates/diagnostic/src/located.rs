//! A finding as people and programs read it: words instead of arguments, lines and columns instead of bytes.

use serde::Serialize;

use crate::{Diagnostic, LineIndex, Position, SourceId, Span, TextEdit, render};

/// A finding with its place, as `gatefold validate --format json` prints it. The field names are a promise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Located {
    /// `GW0203`.
    pub code: &'static str,
    /// `error`, `warning` or `info`.
    pub severity: &'static str,
    /// Kind of the object; empty where the text could not be read as one.
    pub kind: String,
    /// Its namespace; empty for kinds that have none.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// The field, in Kubernetes' spelling; empty for the whole object.
    pub field: String,
    /// What is so.
    pub message: String,
    /// Name of the text; empty where there is no place.
    pub source: String,
    /// Line, from 1; 0 where there is no place.
    pub line: u32,
    /// Column in characters, from 1; 0 where there is no place.
    pub column: u32,
    /// What to do.
    pub help: String,
    /// How to mend it in the text.
    pub fixes: Vec<LocatedFix>,
}

/// A fix with its places.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LocatedFix {
    /// What it does.
    pub title: String,
    /// The edits, which do not overlap; all of them refer to the text as it is before any is made.
    pub edits: Vec<LocatedEdit>,
}

/// Replaces what lies between two positions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LocatedEdit {
    /// Name of the text.
    pub source: String,
    /// Line of the first character, from 1.
    pub line: u32,
    /// Its column, from 1.
    pub column: u32,
    /// Line of the end.
    pub end_line: u32,
    /// Column after the last character.
    pub end_column: u32,
    /// What stands there afterwards.
    pub text: String,
}

/// The texts that spans point into, by their ids, each scanned for lines once.
#[derive(Debug, Default)]
pub struct SourceMap<'a> {
    texts: Vec<(SourceId, &'a str, &'a str, LineIndex)>,
}

impl<'a> SourceMap<'a> {
    /// No texts yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The same texts and one more, with its name.
    #[must_use]
    pub fn with(mut self, id: SourceId, name: &'a str, text: &'a str) -> Self {
        self.texts.push((id, name, text, LineIndex::new(text)));
        self
    }

    /// The name of the text, and where a span of it begins and ends; none for a text that is not here.
    pub fn locate(&self, span: Span) -> Option<(&'a str, Position, Position)> {
        // Inputs have few sources or ids that are their own index.
        let at = self.texts.get(span.source.0 as usize).filter(|(id, ..)| *id == span.source);
        let found = at.or_else(|| self.texts.iter().find(|(id, ..)| *id == span.source));
        let (_, name, text, lines) = found?;
        Some((name, lines.position(text, span.start), lines.position(text, span.end)))
    }

    /// `diagnostic` in words and lines.
    pub fn to_row(&self, diagnostic: &Diagnostic) -> Located {
        let facts = diagnostic.code.facts();
        let object = diagnostic.object.clone().unwrap_or_default();
        let place = diagnostic.span.and_then(|span| self.locate(span));
        let fix = |fix: &crate::Fix| LocatedFix {
            title: render(fix.title, &diagnostic.args),
            edits: fix.edits.iter().filter_map(|edit| self.edit(edit)).collect(),
        };
        Located {
            code: facts.id,
            severity: diagnostic.severity.as_str(),
            kind: object.kind.into_owned(),
            namespace: object.namespace,
            name: object.name,
            field: diagnostic.field.clone(),
            message: diagnostic.message(),
            source: place.map_or_else(String::new, |(name, ..)| name.to_owned()),
            line: place.map_or(0, |(_, start, _)| start.line),
            column: place.map_or(0, |(_, start, _)| start.column),
            help: diagnostic.help(),
            fixes: diagnostic.fixes.iter().map(fix).collect(),
        }
    }

    fn edit(&self, edit: &TextEdit) -> Option<LocatedEdit> {
        let (name, start, end) = self.locate(edit.span)?;
        Some(LocatedEdit {
            source: name.to_owned(),
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
            text: edit.text.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Args, Code, ObjectRef};

    #[test]
    fn a_row_has_words_and_lines() {
        let text = "a: ü\nname: wbe\n";
        let span = Span::new(SourceId(3), 12, 15);
        let edit = TextEdit { span, text: "web".to_owned() };
        let args = Args::new().with("target", "Service shop/wbe").with("namespace", "shop").with("near", "web");
        let object =
            ObjectRef { kind: "HTTPRoute".into(), namespace: "shop".into(), name: "a".into(), ..ObjectRef::default() };
        let found = Diagnostic::new(Code::GW0205, args).of(object).at("spec.rules[0].backendRefs[0].name", Some(span));
        let found = found.fix("Name {near} instead", vec![edit]);
        let row = SourceMap::new().with(SourceId(3), "a.yaml", text).to_row(&found);
        assert_eq!((row.source.as_str(), row.line, row.column), ("a.yaml", 2, 7));
        assert_eq!(row.message, "Service shop/wbe is not in the input.");
        assert_eq!(row.fixes[0].title, "Name web instead");
        let edit = &row.fixes[0].edits[0];
        assert_eq!((edit.line, edit.column, edit.end_line, edit.end_column, &*edit.text), (2, 7, 2, 10, "web"));
    }

    #[test]
    fn a_finding_without_a_place_is_still_a_row() {
        let row = SourceMap::new().to_row(&Diagnostic::new(Code::GW0313, Args::new()));
        assert_eq!((row.source.as_str(), row.line, row.column), ("", 0, 0));
    }
}
