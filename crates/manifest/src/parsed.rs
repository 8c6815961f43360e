//! What one document says, wherever it stands: kept between readings by its text.

use std::sync::Arc;

use gatefold_diagnostic::{Args, Code, Diagnostic, SourceId, Span};

use crate::{
    Document, Node, NodeKind, Tree,
    build::Builder,
    checks::{self, Part},
    collect::{Form, collect},
    json, legacy,
    object::Member,
    split::is_blank,
    syntax::{self, span},
    tree::small,
    yaml::{self, Broken},
};

/// A document's tree, objects and problems, all places relative to the document.
#[derive(Debug)]
pub(crate) struct Parsed {
    pub(crate) tree: Tree,
    pub(crate) outcome: Outcome,
    pub(crate) members: Vec<(Arc<Member>, Part)>,
    pub(crate) problems: Vec<Diagnostic>,
}

/// What became of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// One object.
    Object,
    /// A list, of so many objects.
    List(usize),
    /// Nothing but comments, or `null`.
    Empty,
    /// Readable, and no object.
    NoObject,
    /// Not readable.
    Broken,
}

/// Reads a document.
pub(crate) fn parse(text: &str) -> Parsed {
    if let Some(problem) = syntax::control_character(text) {
        return broken(vec![problem]);
    }
    match tree(text) {
        Ok(builder) if builder.complex.is_empty() => sound(text, builder),
        Ok(builder) => {
            let problems = vec![syntax::template(text).unwrap_or_else(|| complex_key(&builder))];
            broken(problems)
        }
        Err(problem) => broken(syntax::explain(text, &problem)),
    }
}

/// The tree of a document's text.
pub(crate) fn tree(text: &str) -> Result<Builder, Broken> {
    if !json::looks_like_json(text) {
        return yaml::parse(text);
    }
    // Braces and quotes are YAML as well: comments or single quotes may follow.
    json::parse(text).or_else(|problem| yaml::parse(text).map_err(|_| problem))
}

fn broken(problems: Vec<Diagnostic>) -> Parsed {
    Parsed { tree: Tree::default(), outcome: Outcome::Broken, members: Vec::new(), problems }
}

fn complex_key(builder: &Builder) -> Diagnostic {
    let raw = builder.complex.first().map(|&index| builder.raw(index));
    let problem = "a mapping or a list stands where a key must be plain text";
    Diagnostic::new(Code::GW0001, Args::new().with("problem", problem))
        .at("", raw.map(|raw| span(raw.start(), raw.end)))
}

fn sound(text: &str, mut builder: Builder) -> Parsed {
    let twice = std::mem::take(&mut builder.twice);
    let aliases = std::mem::take(&mut builder.aliases);
    let tree = builder.finish();
    let document = Document::new(SourceId(0), text.into(), 0, small(text.len()), tree.clone());
    let mut problems = checks::keys_twice(&document, &twice);
    problems.extend(checks::aliases(&document, &aliases));
    let mut members = Vec::new();
    let form = collect(&document, &mut |member| {
        let part = checks::identity(&document, &member).unwrap_or_else(|problem| {
            problems.push(*problem);
            // Its kind has been spoken of already.
            Part::Routing
        });
        members.push((Arc::new(member), part));
    });
    let former = legacy::upgrade(&document);
    let tree = former.map_or(tree, |former| {
        // The objects are the same and in the same order; what was said of them was said of what is written.
        let mut each = members.iter_mut();
        collect(&document.with(former.clone()), &mut |member| {
            if let Some((place, _)) = each.next() {
                *place = Arc::new(member);
            }
        });
        former
    });
    let outcome = match form {
        Form::One => Outcome::Object,
        Form::List(count) => Outcome::List(count),
        Form::Empty => Outcome::Empty,
        Form::NoObject => Outcome::NoObject,
    };
    problems.extend(about(&document, outcome));
    Parsed { tree, outcome, members, problems }
}

/// What there is to say of the document as a whole.
fn about(document: &Document, outcome: Outcome) -> Option<Diagnostic> {
    let root = document.root();
    match outcome {
        Outcome::Object | Outcome::Broken => None,
        Outcome::List(0) => Some(Diagnostic::new(Code::GW0007, Args::new()).at("", root.map(Node::span))),
        Outcome::List(count) => {
            let kind = root?.get("kind")?;
            let args = Args::new().with("kind", kind.text()).with("count", count);
            Some(Diagnostic::new(Code::GW0009, args).at("kind", Some(kind.span())))
        }
        Outcome::Empty => {
            worth_saying(document.text()).map(|place| Diagnostic::new(Code::GW0007, Args::new()).at("", Some(place)))
        }
        Outcome::NoObject => {
            let problem = match root?.kind() {
                NodeKind::Sequence => "it is a list",
                NodeKind::Mapping => "it has no apiVersion and no kind",
                _ => "it is plain text, not keys and values",
            };
            let line = document.text().trim_end().len();
            let start = document.relative(root?.span().start).min(line);
            let end = document.text()[start..line].find('\n').map_or(line, |newline| start + newline);
            Some(
                Diagnostic::new(Code::GW0004, Args::new().with("problem", problem))
                    .at("", Some(span(small(start), small(end)))),
            )
        }
    }
}

/// Where an empty document holds something that its author may believe to count: `null`, or an object in comments.
fn worth_saying(text: &str) -> Option<Span> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let comment = line.trim_start().trim_start_matches('#').trim_start();
        if !is_blank(line) || line.contains('#') && comment.starts_with("kind:") {
            let end = start + line.trim_end().len();
            return Some(span(small(start), small(end)));
        }
        start += line.len();
    }
    None
}
