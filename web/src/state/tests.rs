//! The reducer, without a browser.

use gatefold_core::view::{Answer, AskError, Fate, InputLine, LinkSize, LinkView, SideAnswer, Summary, Tie};
use wasm_bindgen_test::wasm_bindgen_test;

use super::*;
use crate::protocol::{Ask, Call, Reply, Said};

fn opened(origin: Origin) -> State {
    let mut state = State::default();
    let sent = reduce(&mut state, Msg::Begin(String::new()));
    let names = vec!["a.yaml".to_owned(), "b.yaml".to_owned()];
    let request = "GET http://shop.example.com/".to_owned();
    let work = Opened { origin, names, request, ..Opened::default() };
    say(&mut state, number(&sent, "Open"), Reply::Opened(Box::new(work)));
    state
}

fn say(state: &mut State, number: u32, reply: Reply) -> Vec<Effect> {
    reduce(state, Msg::Said(Box::new(Said { number, reply })))
}

/// The number of the question whose debug text begins with `what`.
fn number(effects: &[Effect], what: &str) -> u32 {
    let number = effects.iter().find_map(|effect| match effect {
        Effect::Send(Call { number, ask }) if format!("{ask:?}").starts_with(what) => Some(*number),
        _ => None,
    });
    number.unwrap_or_else(|| panic!("no {what} in {effects:?}"))
}

fn last_number(state: &State) -> u32 {
    state.numbers.last
}

fn summary(suggestions: &[&str]) -> Reply {
    let suggestions = suggestions.iter().map(ToString::to_string).collect();
    let summary = Box::new(Summary { suggestions, ..Summary::default() });
    Reply::Summary { summary, trouble: String::new() }
}

fn answer(request: &str) -> Reply {
    Reply::Answer(Box::new(Answer {
        request: request.to_owned(),
        headers: vec![("x-user".to_owned(), "1".to_owned())],
        curl: String::new(),
        ingress: None,
        gateway: None,
        verdict: None,
        difference: String::new(),
        assumptions: Vec::new(),
    }))
}

#[wasm_bindgen_test(unsupported = test)]
fn an_answer_to_an_older_question_is_dropped() {
    let mut state = opened(Origin::Untouched);
    let first = number(&reduce(&mut state, Msg::AskNow), "Request");
    let second = number(&reduce(&mut state, Msg::AskNow), "Request");
    say(&mut state, first, answer("first"));
    assert_eq!(state.asked, Asked::Nothing);
    say(&mut state, second, answer("second"));
    assert!(matches!(&state.asked, Asked::Answer(answer) if answer.request == "second"));
}

#[wasm_bindgen_test(unsupported = test)]
fn an_answer_about_an_older_input_is_dropped() {
    let mut state = opened(Origin::Untouched);
    let input = last_number(&state);
    say(&mut state, input, summary(&[]));
    let asked = number(&reduce(&mut state, Msg::AskNow), "Request");
    reduce(&mut state, Msg::Edited);
    reduce(&mut state, Msg::Rang(Timer::Input));
    say(&mut state, asked, Reply::NoRequest(AskError { message: String::new(), at: 0 }));
    assert!(!matches!(state.asked, Asked::NoRequest(_)));
}

#[wasm_bindgen_test(unsupported = test)]
fn one_input_at_a_time_is_with_the_engine() {
    let mut state = opened(Origin::Untouched);
    let input = last_number(&state);
    assert_eq!(reduce(&mut state, Msg::Rang(Timer::Input)), []);
    let then = say(&mut state, input, summary(&[]));
    assert!(number(&then, "Input") > input);
}

#[wasm_bindgen_test(unsupported = test)]
fn an_edit_of_a_link_is_kept_beside_the_draft() {
    for (has_mine, slot) in [(true, Slot::Visit), (false, Slot::Mine)] {
        let mut state = opened(Origin::Link);
        state.has_mine = has_mine;
        let effects = reduce(&mut state, Msg::Edited);
        assert!(effects.contains(&Effect::Address(String::new())), "the address no longer says what is shown");
        let saved = reduce(&mut state, Msg::Rang(Timer::Save));
        assert!(saved.iter().any(
            |effect| matches!(effect, Effect::Send(Call { ask: Ask::Save { slot: kept, .. }, .. }) if *kept == slot)
        ));
    }
}

#[wasm_bindgen_test(unsupported = test)]
fn a_part_of_the_engine_that_does_not_come_is_told_and_tried_again_after_an_edit() {
    let mut state = opened(Origin::Untouched);
    assert!(!reduce(&mut state, Msg::EngineFailed(Failure::Missing)).contains(&Effect::StartEngine));
    assert_eq!(state.engine, Engine::Stopped);
    assert!(state.notice.as_ref().is_some_and(|notice| notice.is_alarm && notice.text.contains("connection")));
    reduce(&mut state, Msg::Edited);
    assert!(reduce(&mut state, Msg::Rang(Timer::Input)).contains(&Effect::StartEngine));
}

#[wasm_bindgen_test(unsupported = test)]
fn the_engine_is_started_once_again_and_then_waits_for_an_edit() {
    let mut state = opened(Origin::Untouched);
    let again = reduce(&mut state, Msg::EngineFailed(Failure::Crashed));
    assert!(again.contains(&Effect::StartEngine));
    number(&again, "Input");
    assert!(!reduce(&mut state, Msg::EngineFailed(Failure::Crashed)).contains(&Effect::StartEngine));
    assert_eq!(state.engine, Engine::Stopped);
    reduce(&mut state, Msg::Edited);
    assert!(reduce(&mut state, Msg::Rang(Timer::Input)).contains(&Effect::StartEngine));
}

#[wasm_bindgen_test(unsupported = test)]
fn a_link_ages_with_an_edit() {
    let mut state = opened(Origin::Untouched);
    let input = last_number(&state);
    say(&mut state, input, summary(&[]));
    let wanted = number(&reduce(&mut state, Msg::CopyLink), "Link");
    let view = LinkView { fragment: "#1.x".to_owned(), length: 4, size: LinkSize::Fine, redacted_secrets: 0 };
    assert_eq!(say(&mut state, wanted, Reply::Link(view)), [Effect::CopyLink("#1.x".to_owned())]);
    reduce(&mut state, Msg::RequestLine("GET http://a/".to_owned()));
    assert!(matches!(state.link, Link::Made { is_stale: true, .. }));
}

#[wasm_bindgen_test(unsupported = test)]
fn another_input_brings_its_own_request_unless_one_was_written() {
    for (is_touched, expected) in [(false, "GET http://other/"), (true, "GET http://mine/")] {
        let mut state = opened(Origin::Untouched);
        let input = last_number(&state);
        say(&mut state, input, summary(&["GET http://shop.example.com/"]));
        if is_touched {
            reduce(&mut state, Msg::RequestLine("GET http://mine/".to_owned()));
        }
        reduce(&mut state, Msg::Edited);
        let input = number(&reduce(&mut state, Msg::Rang(Timer::Input)), "Input");
        say(&mut state, input, summary(&["GET http://other/"]));
        assert_eq!(state.request.line, expected);
    }
}

#[wasm_bindgen_test(unsupported = test)]
fn files_replace_an_example_and_stand_beside_a_draft() {
    for (origin, expected) in [(Origin::Untouched, 1), (Origin::Kept(Slot::Mine), 3)] {
        let mut state = opened(origin);
        reduce(&mut state, Msg::Files(vec!["dump.yaml".to_owned()]));
        assert_eq!(state.tabs.len(), expected);
        assert_eq!(state.tab().map(|tab| tab.name.as_str()), Some("dump.yaml"));
    }
}

#[wasm_bindgen_test(unsupported = test)]
fn the_last_tab_leaves_an_empty_one() {
    let mut state = opened(Origin::Untouched);
    reduce(&mut state, Msg::CloseTab(1));
    assert_eq!(state.tab().map(|tab| tab.name.as_str()), Some("a.yaml"));
    let effects = reduce(&mut state, Msg::CloseTab(0));
    assert_eq!(state.tab().map(|tab| tab.name.as_str()), Some("input.yaml"));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Empty(_))));
}

#[wasm_bindgen_test(unsupported = test)]
fn the_far_end_is_scrolled_to_when_it_is_out_of_sight() {
    let mut state = opened(Origin::Untouched);
    let tie = |line, output| Tie { input: InputLine { source: 0, line }, output, fate: Fate::Converted };
    state.ties = Rc::new(vec![tie(3, Some(50)), tie(3, Some(90)), tie(4, None)]);
    state.output.visible = (1, 20);
    let point = |line| Msg::Point { lit: Some(Lit::Input(line)), is_cursor: true };
    assert!(reduce(&mut state, point(3)).contains(&Effect::ScrollOutput(50)));
    assert!(!reduce(&mut state, point(4)).iter().any(|effect| matches!(effect, Effect::ScrollOutput(_))));
    state.output.visible = (80, 100);
    assert!(!reduce(&mut state, point(3)).iter().any(|effect| matches!(effect, Effect::ScrollOutput(_))));
}

#[wasm_bindgen_test(unsupported = test)]
fn a_request_keeps_its_headers_through_its_text() {
    let text = "GET http://a/\nx-user: 1\ncookie: a=b";
    let request = Request::from_text(text, true);
    assert_eq!((request.line.as_str(), request.headers.as_str()), ("GET http://a/", "x-user: 1\ncookie: a=b"));
    assert_eq!(request.text(), text);
}

#[wasm_bindgen_test(unsupported = test)]
fn a_curl_command_becomes_its_request_when_it_is_asked() {
    let mut state = opened(Origin::Untouched);
    reduce(&mut state, Msg::RequestLine("curl -H 'x-user: 1' http://a/".to_owned()));
    let typed = number(&reduce(&mut state, Msg::Rang(Timer::Request)), "Request");
    say(&mut state, typed, answer("GET http://a/"));
    assert!(state.request.line.starts_with("curl "), "while it is typed it stays");
    let asked = number(&reduce(&mut state, Msg::AskNow), "Request");
    say(&mut state, asked, answer("GET http://a/"));
    assert_eq!(state.request.text(), "GET http://a/\nx-user: 1");
}

#[wasm_bindgen_test(unsupported = test)]
fn what_is_pasted_over_an_example_does_not_keep_its_name() {
    for (name, expected) in [("wildcard-depth.yaml", "input.yaml"), ("mine.yaml", "mine.yaml")] {
        let mut state = opened(Origin::Untouched);
        state.tabs[0].name = name.to_owned();
        reduce(&mut state, Msg::Replaced);
        assert_eq!(state.tab().map(|tab| tab.name.as_str()), Some(expected));
    }
}

#[wasm_bindgen_test(unsupported = test)]
fn a_request_pasted_over_another_has_none_of_its_headers() {
    let mut state = opened(Origin::Untouched);
    reduce(&mut state, Msg::RequestHeaders("x-user: 1".to_owned()));
    reduce(&mut state, Msg::RequestPasted("GET http://other/".to_owned()));
    assert_eq!(state.request.text(), "GET http://other/");
}

#[wasm_bindgen_test(unsupported = test)]
fn a_command_pasted_as_several_lines_is_one() {
    let mut state = opened(Origin::Untouched);
    reduce(&mut state, Msg::RequestPasted("curl \\\r\n  -H 'x: 1' \\\n http://a/\n".to_owned()));
    assert_eq!(state.request.line, "curl -H 'x: 1' http://a/");
}

#[wasm_bindgen_test(unsupported = test)]
fn a_difference_is_said_where_the_outcomes_look_alike() {
    let asked = |ingress: &str, gateway: &str, verdict: &str| {
        let side = |title: &str| SideAnswer {
            kind: "redirect".to_owned(),
            title: title.to_owned(),
            reason: String::new(),
            facts: Vec::new(),
            trace: Vec::new(),
        };
        let Reply::Answer(mut both) = answer("GET http://a/") else { panic!("an answer") };
        (both.ingress, both.gateway) = (Some(side(ingress)), Some(side(gateway)));
        both.verdict = Some(verdict.to_owned());
        Asked::Answer(Rc::from(both)).is_subtle()
    };
    let long = "308 https://shop.example.com/";
    assert!(asked(&format!("{long}a"), &format!("{long}b"), "different"));
    assert!(!asked(&format!("{long}a"), &format!("{long}b"), "same"));
    assert!(!asked("404", "coffee:8080", "different"));
    assert!(!Asked::Nothing.is_subtle());
}

#[wasm_bindgen_test(unsupported = test)]
fn who_wanted_a_file_is_told_that_there_is_none() {
    let mut state = opened(Origin::Untouched);
    reduce(&mut state, Msg::NotSaved);
    assert!(state.notice.is_some_and(|notice| notice.is_alarm && notice.text.contains("not saved")));
}

#[wasm_bindgen_test(unsupported = test)]
fn several_problems_of_a_line_are_one_place_to_go_to() {
    let mut state = opened(Origin::Untouched);
    let input = last_number(&state);
    let asked = number(&say(&mut state, input, summary(&[])), "Markers");
    let place = |line, column| Place { source: Some(0), line, column, end_line: line, end_column: 9 };
    let places = vec![place(3, 1), place(3, 5), place(8, 1)];
    say(&mut state, asked, Reply::Markers { source: 0, places });
    assert_eq!(*state.marks, [place(3, 1), place(8, 1)]);
}

#[wasm_bindgen_test(unsupported = test)]
fn a_wrong_address_leaves_alone_what_is_shown() {
    let mut state = opened(Origin::Example("large".to_owned()));
    let asked = number(&reduce(&mut state, Msg::Begin("#example/none".to_owned())), "Open");
    let trouble = "there is no example none".to_owned();
    let then = say(&mut state, asked, Reply::Opened(Box::new(Opened { trouble, ..Opened::default() })));
    assert_eq!(then, [Effect::Address(String::new())]);
    assert_eq!((state.tabs.len(), &state.origin), (2, &Origin::Example("large".to_owned())));
    assert!(state.notice.is_some_and(|notice| notice.is_alarm));
}

#[wasm_bindgen_test(unsupported = test)]
fn the_page_of_a_code_lies_over_what_is_shown() {
    let mut state = opened(Origin::Untouched);
    let read = Effect::ReadPage("GW0205".to_owned());
    assert_eq!(reduce(&mut state, Msg::Begin("#code/GW0205".to_owned())), std::slice::from_ref(&read));
    assert_eq!(state.dialog, Some(Dialog::Page));
    assert_eq!(reduce(&mut state, Msg::Close), [Effect::Address(String::new())]);
    let mut fresh = State::default();
    let effects = reduce(&mut fresh, Msg::Begin("#code/GW0205".to_owned()));
    assert!(effects.contains(&read));
    number(&effects, "Open { fragment: \"\" }");
}

#[wasm_bindgen_test(unsupported = test)]
fn an_edited_input_is_kept_before_it_is_read() {
    let mut state = opened(Origin::Untouched);
    let input = last_number(&state);
    say(&mut state, input, summary(&[]));
    reduce(&mut state, Msg::Edited);
    let sent = reduce(&mut state, Msg::Rang(Timer::Input));
    let keeps = |effect: &Effect| {
        matches!(effect, Effect::Send(Call { ask: Ask::Input { keep: Some((Slot::Mine, _)), .. }, .. }))
    };
    assert!(sent.iter().any(keeps), "{sent:?}");
}

#[wasm_bindgen_test(unsupported = test)]
fn without_an_editor_the_next_problem_is_the_next_of_the_list() {
    let mut state = opened(Origin::Untouched);
    let place = |line| Place { source: Some(0), line, column: 1, end_line: line, end_column: 2 };
    state.marks = Rc::new(vec![place(3), place(8)]);
    for line in [3, 8, 3] {
        assert_eq!(reduce(&mut state, Msg::NextProblem), [Effect::Reveal(place(line))]);
    }
}
