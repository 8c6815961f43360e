//! From text to a [`Bundle`]: every document of every source, whatever happens to the others.
//!
//! A [`Reader`] keeps what each document said by the document's text, so that an edit reads one document again and
//! places the others anew. Limits are those of GW0012.

use std::{fmt, hash::BuildHasher, ops::Range, sync::Arc};

use gatefold_diagnostic::{Args, Code, Diagnostic, Map, SourceId, Span, order_by_key};

use crate::{
    Bundle, Document, Kind, Object, Outcome,
    checks::Part,
    parsed::{self, Parsed},
    split::split,
    tree::small,
};

/// How much text all sources may have together.
pub const MAX_TEXT: usize = 32 * 1024 * 1024;

/// How many documents all sources may have together.
pub const MAX_DOCUMENTS: usize = 100_000;

/// How many kinds GW0010 names.
const NAMED_KINDS: usize = 12;

/// A name and its text.
#[derive(Clone, PartialEq, Eq)]
pub struct Source {
    /// What to call it in messages: a file name, `-`.
    pub name: Arc<str>,
    /// The text.
    pub text: Arc<str>,
}

/// Without the text: a Secret may be in it.
impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Source({:?}, {} bytes)", self.name, self.text.len())
    }
}

/// One document of the Input and what became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DocumentFacts {
    /// Where it stands, without its `---`.
    pub span: Span,
    /// What became of it.
    pub outcome: Outcome,
}

/// What was understood, and what was not.
#[derive(Debug, Default)]
pub struct Reading {
    /// All objects, those of unknown kinds among them.
    pub bundle: Bundle,
    /// Every problem found on the way, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
    /// Every document, in the order of the text.
    pub documents: Vec<DocumentFacts>,
}

/// Reads all sources.
pub fn read(sources: &[Source]) -> Reading {
    Reader::default().read(sources)
}

/// Reads again and again, each time only the documents whose text is new.
///
/// ```
/// use gatefold_manifest::{Reader, Source};
///
/// let source = |text: &str| [Source { name: "-".into(), text: text.into() }];
/// let mut reader = Reader::default();
/// reader.read(&source("kind: A\n---\nkind: B\n"));
/// reader.read(&source("kind: A\n---\nkind: C\n"));
/// assert_eq!(reader.parsed(), 1);
/// ```
#[derive(Debug, Default)]
pub struct Reader {
    kept: Map<TextKey, Arc<Parsed>>,
    parsed: usize,
}

/// A document's text by its length and 128 bits of hash: two texts that share it are not to be expected.
type TextKey = (usize, u64, u64);

fn text_key(text: &str) -> TextKey {
    let hash = |seed: u64| foldhash::quality::FixedState::with_seed(seed).hash_one(text);
    (text.len(), hash(0), hash(1))
}

impl Reader {
    /// Reads `sources`, the whole Input as it is now. What is kept from the reading before and not in this one is let go.
    pub fn read(&mut self, sources: &[Source]) -> Reading {
        let before = std::mem::take(&mut self.kept);
        self.parsed = 0;
        let mut reading = Reading::default();
        let mut ignored = Ignored::default();
        let mut length = 0;
        for (index, source) in (0_u32..).zip(sources) {
            let id = SourceId(index);
            length += source.text.len();
            if length > MAX_TEXT {
                reading.diagnostics.push(past_limit(id, format!("more than {} MiB of text", MAX_TEXT >> 20)));
                break;
            }
            let documents = split(&source.text);
            if reading.documents.len() + documents.len() > MAX_DOCUMENTS {
                reading.diagnostics.push(past_limit(id, format!("more than {MAX_DOCUMENTS} documents")));
                break;
            }
            for range in documents {
                let key = text_key(&source.text[range.clone()]);
                let parsed = self.kept.get(&key).or_else(|| before.get(&key)).cloned().unwrap_or_else(|| {
                    self.parsed += 1;
                    Arc::new(parsed::parse(&source.text[range.clone()]))
                });
                self.kept.insert(key, Arc::clone(&parsed));
                place(&mut reading, &mut ignored, id, &source.text, range, &parsed);
            }
        }
        reading.diagnostics.extend(ignored.diagnostic());
        order_by_key(&mut reading.diagnostics, |diagnostic| diagnostic.span.map(|span| (span.source, span.start)));
        reading
    }

    /// How many documents the last reading had to read.
    pub fn parsed(&self) -> usize {
        self.parsed
    }
}

fn past_limit(source: SourceId, problem: String) -> Diagnostic {
    Diagnostic::new(Code::GW0012, Args::new().with("problem", problem)).at("", Some(Span::new(source, 0, 0)))
}

fn place(
    reading: &mut Reading,
    ignored: &mut Ignored,
    source: SourceId,
    text: &Arc<str>,
    range: Range<usize>,
    parsed: &Parsed,
) {
    let (start, end) = (small(range.start), small(range.end));
    let document = Arc::new(Document::new(source, Arc::clone(text), start, end, parsed.tree.clone()));
    reading.documents.push(DocumentFacts { span: document.whole_span(), outcome: parsed.outcome });
    reading.diagnostics.extend(parsed.problems.iter().map(|problem| placed(problem, source, start)));
    for (member, part) in &parsed.members {
        let object = Object::new(Arc::clone(member), Arc::clone(&document));
        let twice = object.kind() != Kind::Other
            && !object.name().is_empty()
            && reading.bundle.get(object.kind(), object.namespace(), object.name()).is_some();
        if twice {
            let args = Args::new().with("object", object.id().to_string());
            let place = object.field("metadata.name").map(crate::Node::span);
            reading
                .diagnostics
                .push(Diagnostic::new(Code::GW0006, args).of((**object.id()).clone()).at("metadata.name", place));
        }
        if *part == Part::None {
            ignored.add(&object);
        }
        reading.bundle.push(object);
    }
}

/// A document's problem in its source.
fn placed(problem: &Diagnostic, source: SourceId, start: u32) -> Diagnostic {
    let moved = |span: Span| Span::new(source, span.start + start, span.end + start);
    let mut problem = problem.clone();
    problem.span = problem.span.map(moved);
    for edit in problem.fixes.iter_mut().flat_map(|fix| &mut fix.edits) {
        edit.span = moved(edit.span);
    }
    problem
}

/// Objects that have no part in routing, counted by kind in the order met.
#[derive(Default)]
struct Ignored {
    kinds: Map<String, usize>,
    first: Option<Span>,
}

impl Ignored {
    fn add(&mut self, object: &Object) {
        self.first.get_or_insert_with(|| object.span_of("kind"));
        let kind = &object.id().kind;
        match self.kinds.get_mut(&**kind) {
            Some(count) => *count += 1,
            None => _ = self.kinds.insert(kind.to_string(), 1),
        }
    }

    fn diagnostic(self) -> Option<Diagnostic> {
        let first = self.first?;
        let count: usize = self.kinds.iter().map(|(_, count)| count).sum();
        let more = self.kinds.len().saturating_sub(NAMED_KINDS);
        let mut kinds: Vec<_> =
            self.kinds.into_iter().take(NAMED_KINDS).map(|(kind, count)| format!("{kind} ({count})")).collect();
        if more > 0 {
            kinds.push(format!("{more} more kinds"));
        }
        let args = Args::new().with("count", count).with("kinds", kinds);
        Some(Diagnostic::new(Code::GW0010, args).at("", Some(first)))
    }
}

#[cfg(test)]
mod tests {
    use k8s_openapi::api::networking::v1::Ingress;

    use super::*;
    use crate::Kind;

    const TEXT: &str = "apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: shop}
spec:
  rules:
  - host: \"shop.example.com\"
    http:
      paths:
      - path: /
        pathType: Prefix
        backend: {service: {name: web, port: {number: 80}}}
---
kind: Service
apiVersion: v1
metadata: {name: web}
";

    #[test]
    fn objects_know_their_fields_and_places() {
        let reading = read(&[Source { name: "a.yaml".into(), text: TEXT.into() }]);
        let ingress = reading.bundle.get(Kind::Ingress, "shop", "web").expect("the Ingress");
        let host = ingress.field("spec.rules[0].host").expect("a host");
        assert_eq!(host.as_str(), Some("shop.example.com"));
        let span = host.span();
        assert_eq!(&TEXT[span.start as usize..span.end as usize], "\"shop.example.com\"");
        assert!(reading.bundle.get(Kind::Service, "default", "web").is_some());
        let view: Ingress = ingress.view().expect("a typed view");
        let rules = view.spec.and_then(|spec| spec.rules).expect("rules");
        assert_eq!(rules[0].host.as_deref(), Some("shop.example.com"));
    }
}
