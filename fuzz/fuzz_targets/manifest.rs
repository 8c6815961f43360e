//! Any text is read and redacted without a panic, places lie within it, and lines keep their numbers.
#![no_main]

use gatefold_manifest::{Node, Source, read, redacted};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let reading = read(&[Source { name: "fuzz".into(), text: text.into() }]);
    for span in reading.diagnostics.iter().filter_map(|problem| problem.span) {
        assert!(text.get(span.start as usize..span.end as usize).is_some(), "{span:?}");
    }
    reading.bundle.objects().iter().for_each(|object| walk(text, object.node()));
    assert_eq!(redacted(text).matches('\n').count(), text.matches('\n').count());
});

fn walk(text: &str, node: Node<'_>) {
    let span = node.span();
    assert!(text.get(span.start as usize..span.end as usize).is_some(), "{span:?}");
    node.entries().for_each(|(_, value)| walk(text, value));
    node.items().for_each(|item| walk(text, item));
}
