//! What can be said of one document that could be read: keys written twice, aliases, and whether its objects are kinds
//! that exist.

use gatefold_diagnostic::{Args, Code, Diagnostic, TextEdit};

use crate::{
    Document, Kind, KindFacts, Node,
    kind::{GATEWAY_EXPERIMENTS_GROUP, GATEWAY_GROUP},
    legacy,
    object::Member,
    split::line_start,
    tree::small,
};

/// How many keys written twice are reported of one document.
const MOST_TWICE: usize = 100;

/// Keys that stand twice in one mapping: nodes of the earlier and the later of each.
pub(crate) fn keys_twice(document: &Document, twice: &[(u32, u32)]) -> Vec<Diagnostic> {
    twice.iter().take(MOST_TWICE).map(|&(earlier, later)| key_twice(document, earlier, later)).collect()
}

fn key_twice(document: &Document, earlier: u32, later: u32) -> Diagnostic {
    let (earlier, later) = (Node::new(document, earlier), Node::new(document, later));
    let diagnostic = Diagnostic::new(Code::GW0002, Args::new().with("key", later.text())).at("", Some(later.span()));
    match removal(document, earlier) {
        Some(edit) => diagnostic.fix("Remove the earlier one, which kubectl ignores", vec![edit]),
        None => diagnostic,
    }
}

/// The removal of an entry that has its lines for itself.
fn removal(document: &Document, key: Node<'_>) -> Option<TextEdit> {
    let text = document.text();
    let value = key.next()?;
    let (from, to) = (document.relative(key.span().start), document.relative(value.span().end));
    let start = line_start(text, from);
    let end = text[to..].find('\n').map_or(text.len(), |newline| to + newline + 1);
    let rest = text[to..end].trim();
    let alone = text[start..from].trim().is_empty() && (rest.is_empty() || rest.starts_with('#'));
    let place = document.span(small(start), small(end));
    alone.then(|| TextEdit { span: place, text: String::new() })
}

/// The aliases of a document, reported once.
pub(crate) fn aliases(document: &Document, aliases: &[u32]) -> Option<Diagnostic> {
    let first = Node::new(document, *aliases.first()?);
    Some(Diagnostic::new(Code::GW0008, Args::new().with("count", aliases.len())).at("", Some(first.span())))
}

/// What is wrong with who the object says it is. `Ok` says whether its kind has a part in routing.
pub(crate) fn identity(document: &Document, member: &Member) -> Result<Part, Box<Diagnostic>> {
    let node = Node::new(document, member.root);
    let id = &*member.id;
    let missing: Vec<_> = [("apiVersion", id.version.is_empty()), ("kind", id.kind.is_empty())]
        .into_iter()
        .filter_map(|(field, missing)| missing.then_some(field))
        .collect();
    let at = |diagnostic: Diagnostic, field: &str| {
        let place = node.get(field).unwrap_or(node).span();
        let field = if member.pointer.is_empty() { field.to_owned() } else { format!("{}.{field}", member.pointer) };
        diagnostic.of(id.clone()).at(field, Some(place))
    };
    if !missing.is_empty() {
        let problem = format!("it has no {}", missing.join(" and no "));
        let diagnostic = Diagnostic::new(Code::GW0004, Args::new().with("problem", problem));
        let start = document.relative(node.span().start);
        // The whole object would be underlined: its first line serves.
        let line = document.text()[start..].lines().next().map_or(0, str::len);
        let place = document.span(small(start), small(start + line));
        return Err(Box::new(diagnostic.of(id.clone()).at(&*member.pointer, Some(place))));
    }
    let args = || Args::new().with("kind", &*id.kind).with("apiVersion", id.api_version());
    let written = Kind::of(&id.group, &id.kind);
    let removed = legacy::is_former_ingress(&id.group, &id.version, &id.kind)
        || written == Kind::IngressClass && id.version == "v1beta1";
    if removed {
        return Err(Box::new(at(Diagnostic::new(Code::GW0111, args()), "apiVersion")));
    }
    let Some(facts) = meant(&id.group, &id.kind, written) else { return Ok(Part::None) };
    if facts.kind == id.kind && facts.group == id.group && facts.knows(&id.version) {
        return Ok(Part::Routing);
    }
    let field = if facts.kind == id.kind { "apiVersion" } else { "kind" };
    let expected = format!("apiVersion: {} and kind: {}", facts.api_version(), facts.kind);
    let diagnostic = at(Diagnostic::new(Code::GW0005, args().with("expected", expected)), field);
    let alike = facts.kind.eq_ignore_ascii_case(&id.kind);
    let edits: Option<Vec<_>> =
        [("apiVersion", facts.api_version(), id.api_version()), ("kind", facts.kind.to_owned(), id.kind.to_string())]
            .into_iter()
            .filter(|(_, right, wrong)| right != wrong)
            .map(|(field, right, _)| Some(TextEdit { span: node.get(field)?.span(), text: right }))
            .collect();
    Err(Box::new(match edits.filter(|_| alike) {
        Some(edits) => diagnostic.fix("Write the kind as it is served", edits),
        None => diagnostic,
    }))
}

/// Whether an object's kind has a part in routing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// Gatefold reads it.
    Routing,
    /// It does not.
    None,
}

/// The kind that must be meant: the one written, or the closest where the group is one whose kinds are all known.
fn meant(group: &str, kind: &str, written: Kind) -> Option<&'static KindFacts> {
    if let Some(facts) = written.facts() {
        return Some(facts);
    }
    let known = || Kind::ALL.iter().filter_map(|kind| kind.facts());
    if matches!(group, GATEWAY_GROUP | GATEWAY_EXPERIMENTS_GROUP) {
        return known()
            .filter(|facts| !facts.group.is_empty())
            .min_by_key(|facts| (distance(facts.kind, kind), facts.group != group));
    }
    // Other groups have kinds of their own: only the same name in a group that is none of theirs is a mistake.
    let ours = matches!(group, "" | "networking.k8s.io" | "discovery.k8s.io" | "extensions");
    known().find(|facts| ours && facts.kind.eq_ignore_ascii_case(kind))
}

/// How many letters must change, capitals aside.
fn distance(known: &str, written: &str) -> usize {
    let written: Vec<char> = written.chars().take(64).map(|letter| letter.to_ascii_lowercase()).collect();
    let mut row: Vec<usize> = (0..=written.len()).collect();
    for (line, letter) in known.to_ascii_lowercase().chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = line + 1;
        for (column, other) in written.iter().enumerate() {
            let change = diagonal + usize::from(letter != *other);
            diagonal = row[column + 1];
            row[column + 1] = change.min(row[column] + 1).min(diagonal + 1);
        }
    }
    row[written.len()]
}
