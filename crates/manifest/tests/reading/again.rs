//! Reading again after an edit.

use gatefold_diagnostic::SourceId;
use gatefold_manifest::{Kind, MAX_DOCUMENTS, MAX_TEXT, Outcome, Reader};

use crate::{read, source};

fn services(count: usize) -> String {
    (0..count).map(|index| format!("apiVersion: v1\nkind: Service\nmetadata:\n  name: s{index}\n---\n")).collect()
}

#[test]
fn an_edit_reads_one_document_again_and_moves_the_others() {
    let mut reader = Reader::default();
    let before = services(500);
    reader.read(&[source(&before)]);
    assert_eq!(reader.parsed(), 500);
    let after = before.replace("name: s7\n", "name: seven # longer\n");
    let reading = reader.read(&[source(&after)]);
    assert_eq!(reader.parsed(), 1);
    let span = reading.bundle.get(Kind::Service, "default", "s400").and_then(|service| service.field("metadata.name"));
    let span = span.expect("it is there").span();
    assert_eq!(&after[span.start as usize..span.end as usize], "s400");
    assert!(reading.bundle.get(Kind::Service, "default", "seven").is_some());
    assert!(reading.bundle.get(Kind::Service, "default", "s7").is_none());
}

#[test]
fn reading_again_says_what_a_first_reading_says() {
    let mut reader = Reader::default();
    reader.read(&[source("a: b: c\n---\nkind: Foo\n"), source("x: 1\n")]);
    let text = "# longer\nkind: Foo\n---\na: b: c\n";
    let again = reader.read(&[source("x: 1\n"), source(text)]);
    let first = gatefold_manifest::read(&[source("x: 1\n"), source(text)]);
    assert_eq!(again.diagnostics, first.diagnostics);
    assert_eq!(again.documents, first.documents);
    assert_eq!(again.documents[1].span.source, SourceId(1));
}

#[test]
fn what_is_past_a_limit_is_refused_in_words() {
    let deep = format!("a: {}", "{a: ".repeat(200));
    let deep_json = format!("{}1{}", "{\"a\":".repeat(5000), "}".repeat(5000));
    let bomb = (1..40).fold("a0: &a0 [x, x, x, x, x]\n".to_owned(), |text, level| {
        let below = level - 1;
        text + &format!("a{level}: &a{level} [*a{below}, *a{below}, *a{below}, *a{below}]\n")
    });
    for (what, text) in [("deep", deep), ("deep JSON", deep_json), ("a bomb of aliases", bomb)] {
        let reading = read(&text);
        assert_eq!(reading.diagnostics.iter().map(|d| d.code.to_string()).collect::<Vec<_>>(), ["GW0012"], "{what}");
        assert_eq!(reading.documents[0].outcome, Outcome::Broken);
    }
    let long = "#".repeat(MAX_TEXT + 1);
    assert_eq!(read(&long).diagnostics[0].code.to_string(), "GW0012");
    let many = "a: 1\n---\n".repeat(MAX_DOCUMENTS + 1);
    let reading = read(&many);
    assert_eq!(reading.diagnostics[0].code.to_string(), "GW0012");
    assert!(reading.documents.is_empty());
}

#[test]
fn endpoints_are_known_by_service() {
    let slice = |name: &str, service: &str, ready: &str| {
        format!(
            "apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata:\n  name: {name}\n  labels: \
             {{kubernetes.io/service-name: {service}}}\nendpoints:\n- conditions: {{ready: {ready}}}\n---\n"
        )
    };
    let text = slice("a1", "a", "false") + &slice("a2", "a", "true") + &slice("b1", "b", "false");
    let bundle = read(&text).bundle;
    let known = ["a", "b", "c"].map(|service| bundle.has_endpoints("default", service));
    assert_eq!(known, [true, false, true]);
}
