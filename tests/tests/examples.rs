//! Every example can be read, shows no error but the one that it is about, and its request has the verdict of the table.

use gatefold_core::{EXAMPLES, Request, Session, Source};

/// Errors that an example is there to show.
const SHOWN: &[(&str, &str)] = &[];

#[test]
fn each_example_shows_what_it_says() {
    let mut wrong = Vec::new();
    for example in EXAMPLES {
        let shared = example.shared();
        let sources = shared
            .sources
            .iter()
            .map(|source| Source { name: source.name.as_str().into(), text: source.text.as_str().into() });
        let mut session = Session::new();
        let summary = session.set_input(sources.collect(), shared.settings.clone()).expect("settings that exist");
        assert!(summary.has_ingress, "{}: both sides are there to compare", example.id);
        for problem in session.problems(0, usize::MAX).rows.iter().filter(|problem| problem.severity == "error") {
            if !SHOWN.contains(&(example.id, &*problem.code)) {
                wrong.push(format!("{}: {} {}", example.id, problem.code, problem.message));
            }
        }
        match Request::parse(example.request) {
            Ok(request) => {
                let routed = session.route(request);
                if routed.verdict != example.verdict {
                    let answer = session.answer(&routed);
                    wrong.push(format!("{}: {:?}, {}\n{answer:#?}", example.id, routed.verdict, answer.difference));
                }
            }
            Err(problem) => wrong.push(format!("{}: {problem}", example.id)),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_first_example_parts_the_sides() {
    assert_eq!(EXAMPLES[0].verdict, gatefold_core::Verdict::Different);
}
