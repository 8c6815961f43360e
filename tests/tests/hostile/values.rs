//! Any value of any annotation: every stage takes it, and one that its controller does not take is a finding that names the
//! annotation, its line and the form that is allowed.

use gatefold_diagnostic::{Code, LineIndex};
use gatefold_ingress::annotation::{Annotation, Effect, Form, Reading, TABLES, Table};
use gatefold_routing::{Request, Scheme};
use proptest::{prelude::*, sample::select};

use super::{Made, ingress, make, quoted, values};

/// The class whose controller reads a table.
#[rustfmt::skip]
static CLASSES: &[(&str, &str)] = &[
    ("ingress-nginx", "nginx"), ("traefik", "traefik"), ("nginx-inc", "nginx-org"), ("kong", "kong"), ("haproxy", "haproxy"),
    ("haproxy-ingress", "haproxy-ingress"), ("alb", "alb"), ("gce", "gce"), ("cilium", "cilium"), ("apisix", "apisix"),
];

/// The class of a table; tools that read annotations beside a controller have none of their own.
fn class(table: &Table) -> (&'static str, bool) {
    let own = CLASSES.iter().find(|(name, _)| *name == table.name);
    own.map_or(("nginx", false), |(_, class)| (class, true))
}

/// A key that a row is of.
fn key(table: &Table, row: &Annotation) -> String {
    format!("{}{}", table.prefixes[0], row.key.replace('*', "x"))
}

/// An annotation with what has to be set for it to count.
fn with_owner(table: &Table, row: &Annotation, value: &str, all: &[String]) -> Vec<(String, String)> {
    let mut list = vec![(key(table, row), value.to_owned())];
    if let Effect::Only(other) = row.effect {
        let other = table.row(other).unwrap();
        list.push((key(table, other), valid(other, all)));
    }
    list
}

/// A value that does something.
fn valid(row: &Annotation, all: &[String]) -> String {
    let listed = match row.form {
        Form::OneOf(values) | Form::AnyCase(values) | Form::Words(values) => values,
        _ => &[],
    };
    let mut every = listed.iter().copied().chain(all.iter().map(|value| value.trim()));
    let valid = every.find(|value| !value.is_empty() && row.read(value) == Reading::Set);
    valid.unwrap_or_else(|| panic!("{} has no value here", row.key)).to_owned()
}

fn requests(hosts: usize) -> Vec<Request> {
    let ask = |at: usize| {
        let (scheme, path) = if at.is_multiple_of(2) { (Scheme::Http, "/a/b?x=%20") } else { (Scheme::Https, "/") };
        Request::get(scheme, &format!("h{at}.example.com"), path)
    };
    (0..hosts).map(ask).collect()
}

/// Of every annotation whose form does not take its value, and of no other, there is a finding.
fn told(text: &str, made: &Made, key: &str, row: &Annotation, wrong: &mut Vec<String>) {
    let lines = LineIndex::new(text);
    let allowed = row.form.allowed();
    let findings: Vec<_> = made.findings.iter().filter(|finding| finding.code == Code::GW0760).collect();
    for object in made.bundle.objects() {
        let Some((_, value)) = object.annotations().find(|(name, _)| name.text() == key) else { continue };
        let trimmed = value.text().trim();
        let refused = !trimmed.is_empty() && !row.form.takes(trimmed);
        let at = |offset| lines.line(offset);
        let finding = findings.iter().find(|finding| {
            let is_here = finding.span.is_some_and(|span| at(span.start) == at(value.span().start));
            is_here && finding.message().contains(key)
        });
        let shown = quoted(trimmed).chars().take(120).collect::<String>();
        if finding.is_some() != refused {
            wrong.push(format!("{key}: {shown}, which has to be {allowed}"));
        }
        if let Some(finding) = finding {
            let help = finding.help();
            assert!(help.contains(&allowed), "{key}: {help} does not say {allowed}");
            assert!(finding.message().len() < 1_000 + key.len(), "{key}: a message of {}", finding.message().len());
        }
    }
}

#[test]
fn any_value_of_any_annotation_is_taken_or_told() {
    let all = values();
    let (mut rows, mut wrong) = (0, Vec::new());
    for table in TABLES {
        let (class, is_own) = class(table);
        for row in table.rows {
            rows += 1;
            // One value in five, others for the next row: all of each would take minutes.
            let chosen: Vec<&String> = all.iter().skip(rows % 5).step_by(5).collect();
            let each = chosen.iter().enumerate().map(|(at, value)| {
                let annotations = with_owner(table, row, value, &all);
                let host = format!("h{at}.example.com");
                // A canary is one of a primary.
                let primary = match annotations.iter().any(|(key, _)| key.ends_with("/canary")) {
                    true => ingress(&format!("p{at}"), class, &host, "/", &[]),
                    false => String::new(),
                };
                primary + &ingress(&format!("i{at}"), class, &host, "/", &annotations)
            });
            let text: String = each.collect();
            let made = make(&text);
            made.hold(requests(chosen.len()).iter().skip(rows % 4).step_by(4));
            if is_own {
                told(&text, &made, &key(table, row), row, &mut wrong);
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {rows} rows: {:#?}", wrong.len(), &wrong[..wrong.len().min(40)]);
    assert!(rows > 300, "{rows} rows");
}

/// Values that no list has: any letters, and pieces of what forms are made of in any order.
fn value() -> impl Strategy<Value = String> {
    let pieces = select(
        &[
            "a", "/", ".", ",", " ", ":", "*", "$1", "(", ")", "10.0.0.0", "/8", "https://", "true", "1", "m", "=",
            "%", "é", "\n",
        ][..],
    );
    prop_oneof![
        select(values()),
        "\\PC{0,40}",
        "[\\x00-\\x20]{0,8}",
        any::<i64>().prop_map(|number| number.to_string()),
        proptest::collection::vec(pieces, 0..12).prop_map(|pieces| pieces.concat()),
    ]
}

/// Annotations of one controller, as many as a person writes.
fn annotations() -> impl Strategy<Value = (&'static str, Vec<(String, String)>)> {
    let table = select(TABLES);
    table.prop_flat_map(|table| {
        let one = (select(table.rows), value()).prop_map(move |(row, value)| (key(table, &row), value));
        (Just(class(table).0), proptest::collection::vec(one, 1..8))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn annotations_of_any_values_together_are_taken(ingresses in proptest::collection::vec(annotations(), 1..5)) {
        // Two share a host.
        let each = ingresses.iter().enumerate().map(|(at, (class, annotations))| {
            let mut once = annotations.clone();
            once.sort();
            once.dedup_by(|a, b| a.0 == b.0);
            ingress(&format!("i{at}"), class, &format!("h{}.example.com", at / 2), "/a", &once)
        });
        make(&each.collect::<String>()).hold(&requests(3));
    }
}
