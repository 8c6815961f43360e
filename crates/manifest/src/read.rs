//! From text to a [`Bundle`]: every document of every source, whatever happens to the others.

use std::sync::Arc;

use crate::{Bundle, Document, yaml::Broken};
use gatefold_diagnostic::{Args, Code, Diagnostic, SourceId, Span};

/// A name and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// What to call it in messages: a file name, `-`.
    pub name: Arc<str>,
    /// The text.
    pub text: Arc<str>,
}

/// What was understood, and what was not.
#[derive(Debug, Default)]
pub struct Reading {
    /// All objects, those of unknown kinds among them.
    pub bundle: Bundle,
    /// Every problem found on the way, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads all sources.
pub fn read(sources: &[Source]) -> Reading {
    let mut reading = Reading::default();
    for (index, source) in (0_u32..).zip(sources) {
        for range in crate::split::split(&source.text) {
            read_document(SourceId(index), &source.text, range, &mut reading);
        }
    }
    reading
}

fn read_document(source: SourceId, text: &Arc<str>, range: std::ops::Range<usize>, reading: &mut Reading) {
    let (start, end) = (crate::tree::small(range.start), crate::tree::small(range.end));
    match crate::yaml::parse(&text[range]) {
        Ok(builder) => {
            let document = Arc::new(Document::new(source, Arc::clone(text), start, end, Arc::new(builder.finish())));
            crate::collect::collect(&document, &mut |object| reading.bundle.push(object));
        }
        Err(Broken::Syntax(problem, at)) => reading.diagnostics.push(
            Diagnostic::new(Code::GW0001, Args::new().with("problem", problem))
                .at("", Some(Span::new(source, start + at, start + at))),
        ),
        Err(Broken::Excess(..)) => {}
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
