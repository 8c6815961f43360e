//! No text makes the reader panic, and every place it names lies in the text.

use gatefold_manifest::{Node, Reading, redacted};
use proptest::prelude::*;

use crate::read;

/// Walks everything that a reading gives.
pub(crate) fn walk(text: &str, reading: &Reading) {
    let check = |start: u32, end: u32, what: &str| {
        assert!(start <= end && text.get(start as usize..end as usize).is_some(), "{what}: {start}..{end} in {text:?}");
    };
    for problem in &reading.diagnostics {
        let span = problem.span.expect("every problem of a text has a place");
        check(span.start, span.end, problem.code.facts().id);
        for edit in problem.fixes.iter().flat_map(|fix| &fix.edits) {
            check(edit.span.start, edit.span.end, "an edit");
            // Nothing of the text is repeated in a mend: it may be the value of a Secret.
            let only_inserts = edit.span.start == edit.span.end && edit.text.chars().count() == 1;
            assert!(only_inserts || problem.code.facts().id != "GW0001", "{edit:?} in {text:?}");
        }
    }
    for document in &reading.documents {
        check(document.span.start, document.span.end, "a document");
    }
    for object in reading.bundle.objects() {
        nodes(object.node(), &mut |node| check(node.span().start, node.span().end, "a node"));
    }
}

fn nodes(node: Node<'_>, visit: &mut dyn FnMut(Node<'_>)) {
    visit(node);
    let _ = (node.as_bool(), node.as_i64(), node.as_f64(), node.as_str());
    for (key, value) in node.entries() {
        visit(key);
        nodes(value, visit);
    }
    node.items().for_each(|item| nodes(item, visit));
}

fn yaml_like() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "apiVersion: v1",
        "kind: Secret",
        "kind: List",
        "items:",
        "data:",
        "\n",
        "\n",
        "\n",
        "  ",
        "    ",
        "\t",
        "- ",
        "? ",
        ": ",
        "---\n",
        "...\n",
        "--- ",
        "{",
        "}",
        "[",
        "]",
        ",",
        "\"",
        "'",
        "|",
        ">",
        "|2-",
        "&a ",
        "*a",
        "<<: *a",
        "!!str ",
        "!x ",
        "%YAML",
        "# c",
        "a",
        "b: 1",
        "ü",
        "\u{feff}",
        "😀",
        "\r\n",
        "\\",
        "{{ x }}",
        "\"k\":",
        "null",
        "~",
        "0x1f",
        "\u{85}",
        "\u{2028}",
        "kind: ",
    ]);
    prop::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read(text in any::<String>()) {
        walk(&text, &read(&text));
        redacted(&text);
    }

    #[test]
    fn anything_like_yaml_is_read(text in yaml_like()) {
        walk(&text, &read(&text));
        let open = redacted(&text);
        prop_assert_eq!(open.matches('\n').count(), text.matches('\n').count(), "{}", open);
    }
}
