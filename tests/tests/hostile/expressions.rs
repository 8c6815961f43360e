//! Regular expressions that are made to take time, room or a parser's wits: a bounded time and a bounded room for each, and
//! a finding on its line that says why it is not run.

use std::time::{Duration, Instant};

use gatefold_diagnostic::Code;
use gatefold_routing::{Request, Scheme};

use super::{ingress, line, make, many, quoted};

/// Far more than any of them takes, in a build without optimisation on a machine with other work.
const TIME: Duration = Duration::from_secs(20);
/// Bytes at the most at once, of which the text itself and its tree are some.
const ROOM: u64 = 192 << 20;

/// An expression; the code that tells that nginx refuses it, that it is not linear or that it is too large, none where it is
/// run; and whether it is told of as RE2.
type Hostile = (String, Option<Code>, bool);

fn hostile() -> Vec<Hostile> {
    let (refused, not_linear, large) = (Some(Code::GW0781), Some(Code::GW0780), Some(Code::GW0782));
    let nested = |open: &str, depth: usize| format!("{}a{}", many(open, depth), many(")", depth));
    let named: String = (0..6_000).map(|number| format!("(?<n{number}>a)")).collect();
    vec![
        ("(a+)+$".to_owned(), None, false),
        ("((a*)*)*b$".to_owned(), None, false),
        ("(a|a|aa)*b$".to_owned(), None, false),
        (many("a*", 200) + "b$", None, false),
        ("(a{1000}){1000}".to_owned(), large, true),
        ("((a{100}){100}){100}x".to_owned(), large, true),
        ("(?:(?:x{0,500}){0,500}){0,500}y".to_owned(), large, true),
        ("((?:){1000}){1000}x".to_owned(), large, true),
        ("([a-z]{1,60000}){1,60000}x".to_owned(), large, true),
        ("a{65536}".to_owned(), refused, true),
        ("a{99999999999999999999}".to_owned(), refused, true),
        ("a{2,1}".to_owned(), refused, true),
        (nested("(", 200) + "x", large, true),
        (nested("(?:", 2_000) + "x", large, true),
        (many("(", 30_000), refused, true),
        (many(")", 30_000), refused, true),
        (many("[", 30_000), refused, true),
        (many("[a-z]", 20_000) + "$", large, true),
        (many(".*", 50_000) + "x", large, true),
        (many("a|", 2_000) + "b$", None, false),
        (many("(a)", 33_000) + "$", large, true),
        (many("{", 100_000) + "(x)$", large, true),
        (many("{1,", 33_000) + "(x)$", large, true),
        (named + "$", large, true),
        (many("\\Qa", 5_000) + "(x)$", large, true),
        (many("a|", 50_000) + "b$", large, true),
        (many(".*", 5_000) + "x$", large, true),
        (many("[^a]", 4_000) + "$", None, false),
        (many("(?:a|b)*", 1_500) + "$", large, true),
        ("a++b".to_owned(), not_linear, true),
        ("(a)\\1".to_owned(), not_linear, true),
        ("(?=a)b".to_owned(), not_linear, true),
        ("(?R)".to_owned(), not_linear, true),
        ("\\x{110000}".to_owned(), refused, true),
        ("\\x{100}".to_owned(), refused, false),
        ("\\o{777777}".to_owned(), refused, true),
        ("[\\xff-\\x00]".to_owned(), refused, true),
        ("\\xff\\xfe\\xc0\\x80$".to_owned(), None, false),
        ("\\u0041".to_owned(), refused, true),
        ("[a-".to_owned(), refused, true),
        ("(?<é>a)".to_owned(), refused, true),
        ("a\\".to_owned(), refused, true),
    ]
}

/// Runs all stages on a text and asks about it, within bounds.
fn within_bounds(text: &str, what: &str) -> super::Made {
    let begun = Instant::now();
    let mut made = None;
    let used = allocation_counter::measure(|| {
        let all = make(text);
        let long = format!("/{}", "a".repeat(500));
        let mut requests =
            [Request::get(Scheme::Http, "h.example.com", &long), Request::get(Scheme::Http, "h.example.com", "/x/y")];
        requests[1].headers.push(("X-Who".to_owned(), "a".repeat(500)));
        all.hold(&requests);
        made = Some(all);
    });
    let short: String = what.chars().take(60).collect();
    assert!(begun.elapsed() < TIME, "{short}: {:?}", begun.elapsed());
    assert!(used.bytes_max < ROOM, "{short}: {} bytes", used.bytes_max);
    made.unwrap()
}

fn nginx(key: &str, value: &str) -> (String, String) {
    (format!("nginx.ingress.kubernetes.io/{key}"), value.to_owned())
}

/// The line, from 1 on, on which a quoted text stands.
fn line_of(text: &str, value: &str) -> usize {
    text.lines().position(|line| line.contains(&quoted(value))).unwrap() + 1
}

#[test]
fn a_path_is_run_or_its_line_says_why_not() {
    let mut wrong = Vec::new();
    for (expression, expected, _) in hostile() {
        let path = format!("/{expression}");
        let text = ingress("web", "nginx", "h.example.com", &path, &[nginx("use-regex", "true")]);
        let made = within_bounds(&text, &expression);
        // One that no match can hold is told so.
        let expected = if path.len() > 1_024 { Some(Code::GW0718) } else { expected };
        let codes = [Code::GW0780, Code::GW0781, Code::GW0782, Code::GW0718];
        let found = made.findings.iter().find(|finding| codes.contains(&finding.code));
        let short: String = path.chars().take(60).collect();
        if found.map(|found| found.code) != expected {
            wrong.push(format!("{short}: {found:?}"));
        }
        if let Some(found) = found {
            assert_eq!(line(&text, found), Some(line_of(&text, &path)), "{short}");
            assert!(found.message().len() < 2_000, "{short}: a message of {}", found.message().len());
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_pattern_of_a_canary_is_run_or_its_line_says_why_not() {
    let mut wrong = Vec::new();
    for (expression, expected, _) in hostile() {
        let canary = [
            nginx("canary", "true"),
            nginx("canary-by-header", "X-Who"),
            nginx("canary-by-header-pattern", &expression),
        ];
        let text = ingress("web", "nginx", "h.example.com", "/", &[])
            + &ingress("canary", "nginx", "h.example.com", "/", &canary);
        let made = within_bounds(&text, &expression);
        let line_of = line_of(&text, &expression);
        // Signs that the annotation does not take are told of first.
        let codes = [Code::GW0760, Code::GW0762];
        let found = made.findings.iter().find(|finding| codes.contains(&finding.code));
        let short: String = expression.chars().take(60).collect();
        let is_right = match found {
            Some(found) => found.code == Code::GW0760 || expected.is_some(),
            None => expected.is_none(),
        };
        if !is_right {
            wrong.push(format!("{short}: {found:?}"));
        }
        assert!(found.is_none_or(|found| line(&text, found) == Some(line_of)), "{short}");
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn an_alias_is_told_on_its_line() {
    let mut wrong = Vec::new();
    for (expression, ..) in hostile() {
        let alias = format!("~{expression}");
        let text = ingress("web", "nginx", "h.example.com", "/", &[nginx("server-alias", &alias)]);
        let made = within_bounds(&text, &expression);
        let line_of = line_of(&text, &alias);
        let names = |field: &str| field.contains("server-alias");
        let short: String = alias.chars().take(60).collect();
        let is_told =
            made.findings.iter().any(|finding| line(&text, finding) == Some(line_of) && names(&finding.field));
        if !is_told {
            wrong.push(short);
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_match_of_a_route_is_run_or_its_line_says_why_not() {
    let mut wrong = Vec::new();
    for (expression, _, expected) in hostile() {
        for field in ["path", "headers", "queryParams"] {
            let value = quoted(&if field == "path" { format!("/{expression}") } else { expression.clone() });
            let matched = match field {
                "path" => format!("path:\n        type: RegularExpression\n        value: {value}\n"),
                _ => {
                    format!("{field}:\n      - name: X-Who\n        type: RegularExpression\n        value: {value}\n")
                }
            };
            let text = format!(
                "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {{name: web, namespace: shop}}\nspec:\n  \
                 gatewayClassName: envoy\n  listeners: [{{name: http, port: 80, protocol: HTTP}}]\n---\napiVersion: \
                 gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {{name: web, namespace: shop}}\nspec:\n  parentRefs: \
                 [{{name: web}}]\n  rules:\n  - matches:\n    - {matched}    backendRefs: [{{name: web, port: 80}}]\n"
            );
            let made = within_bounds(&text, &expression);
            let found = made.findings.iter().find(|finding| finding.code == Code::GW0113);
            let short: String = expression.chars().take(60).collect();
            if found.is_some() != expected {
                wrong.push(format!("{field} {short}: {found:?}"));
            }
            if let Some(found) = found {
                let value_line = text.lines().position(|line| line.trim_start().starts_with("value:")).unwrap() + 1;
                assert_eq!(line(&text, found), Some(value_line), "{field} {short}");
                assert!(found.message().len() < 2_000, "{short}: a message of {}", found.message().len());
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
