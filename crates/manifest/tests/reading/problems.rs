//! Which problems are reported, and at which text. A row: what it shows, the text, and `CODE text of the span`.

use crate::read;

#[rustfmt::skip]
const CASES: &[(&str, &str, &[&str])] = &[
    ("a second colon",          "a: b: c\nd: 1\n",                    &["GW0001 : c"]),
    ("each line that is wrong", "a: b: c\ne: f\nd: g: h\n",           &["GW0001 : c", "GW0001 : h"]),
    ("indentation",             "a:\n  - b\n c: d\n",                 &["GW0001 c: d"]),
    ("a quote left open",       "a: \"x\nb: c\n",                     &["GW0001 \"x"]),
    ("a bracket left open",     "a: {x: 1\nb: 3\n",                   &["GW0001 a: {x: 1"]),
    ("problems far apart",      "kind: List\nitems:\n- metadata:\n    name: @a\n- kind: B\n- spec:\n    x: [1\n    y: 'z\nlast: %z\n",
                                                                      &["GW0001 @a", "GW0001 x: [1", "GW0001 'z", "GW0001 %z"]),
    ("a key twice beside it",   "a: b: c\nd:\n  e: 1\n  e: 2\n",       &["GW0001 : c", "GW0002 e"]),
    ("a tab and a colon",       "a:\n\tb: 1\nc: d: e\n",               &["GW0003 \t", "GW0001 : e"]),
    ("one quote, many lines",   "a: 1\nb: \"x\nc: 2\nd: 3\ne: 4\n",    &["GW0001 \"x"]),
    ("a wildcard unquoted",     "host: *.example.com\n",              &["GW0001 *.example.com"]),
    ("umlauts before it",       "x: ü: y\n",                          &["GW0001 : y"]),
    ("a control character",     "a: \u{1}x\n",                        &["GW0001 \u{1}"]),
    ("a list as a key",         "? [a]\n: b\n",                       &["GW0001 [a]"]),
    ("JSON with a hole",        "{\"a\": [1, ]]}",                    &["GW0001 ]]}"]),
    ("good ones around it",     "kind: A\napiVersion: a/v1\n---\na: b: c\n---\nkind: B\napiVersion: b/v1\n",
                                                                      &["GW0010 A", "GW0001 : c"]),
    ("the last key stands",     "apiVersion: v1\nkind: Service\nkind: Secret\n",   &["GW0002 kind"]),
    ("merge keys twice",        "apiVersion: v1\nkind: Service\na: &a {x: 1}\nb:\n  <<: *a\n  <<: *a\n", &["GW0008 *a"]),
    ("a key twice in JSON",     "{\"apiVersion\": \"v1\", \"kind\": \"Service\", \"kind\": \"Service\"}", &["GW0002 \"kind\""]),
    ("JSON in a row",           "{\"apiVersion\": \"v1\", \"kind\": \"Service\"}\n{\"apiVersion\": 1}", &["GW0004 {\"apiVersion\": 1}"]),
    ("tabs",                    "a:\n\tb: 1\n\tc: 2\n",               &["GW0003 \t"]),
    ("a tab after a value",     "a: 1\n\tb: 1\n",                     &["GW0003 \t"]),
    ("tabs in JSON are fine",   "{\n\t\"apiVersion\": \"v1\",\n\t\"kind\": \"Service\"\n}", &[]),
    ("no kind",                 "apiVersion: v1\nmetadata: {}\n",     &["GW0004 apiVersion: v1"]),
    ("a list",                  "- a\n- b\n",                         &["GW0004 - a"]),
    ("plain text",              "hello\n",                            &["GW0004 hello"]),
    ("a kind in other capitals", "apiVersion: gateway.networking.k8s.io/v1\nkind: HttpRoute\n", &["GW0005 HttpRoute"]),
    ("a version never served",  "apiVersion: gateway.networking.k8s.io/v2\nkind: Gateway\n",
                                                                      &["GW0005 gateway.networking.k8s.io/v2"]),
    ("a version of the past",   "apiVersion: gateway.networking.k8s.io/v1alpha2\nkind: Gateway\n", &[]),
    ("an experiment",           "apiVersion: gateway.networking.x-k8s.io/v1alpha1\nkind: XMesh\n", &[]),
    ("a group that is wrong",   "apiVersion: v1\nkind: Ingress\n",    &["GW0005 v1"]),
    ("others' Gateways",        "apiVersion: networking.istio.io/v1\nkind: Gateway\n", &["GW0010 Gateway"]),
    ("an object twice",         "apiVersion: v1\nkind: Service\nmetadata: {name: a}\n---\napiVersion: v1\nkind: Service\nmetadata: {namespace: default, name: a}\n",
                                                                      &["GW0006 a"]),
    ("separators",              "---\n---\napiVersion: v1\nkind: Service\n---\n# a comment\n---\n", &[]),
    ("an object in comments",   "apiVersion: v1\nkind: Service\n---\n# kind: Ingress\n---\napiVersion: v1\nkind: Service\n",
                                                                      &["GW0007 # kind: Ingress"]),
    ("aliases",                 "apiVersion: v1\nkind: Service\na: &x 1\nb: *x\nc: *x\n", &["GW0008 *x"]),
    ("a list of objects",       "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Service}\n- {apiVersion: v1, kind: Pod}\n",
                                                                      &["GW0009 List", "GW0010 Pod"]),
    ("a list of one kind",      "apiVersion: networking.k8s.io/v1\nkind: IngressList\nitems:\n- {metadata: {name: a}}\n",
                                                                      &["GW0009 IngressList"]),
    ("kinds of no part",        "apiVersion: apps/v1\nkind: Deployment\n---\napiVersion: v1\nkind: Pod\n---\napiVersion: v1\nkind: Pod\n",
                                                                      &["GW0010 Deployment"]),
    ("a template",              "{{- if .Values.x }}\nkind: Ingress\n{{- end }}\n", &["GW0011 {{- if .Values.x }}"]),
    ("a template's value",      "kind: Ingress\nhost: {{ .Values.host }}\n", &["GW0011 {{ .Values.host }}"]),
    ("braces in quotes",        "apiVersion: v1\nkind: Service\na: \"{{ x }}\"\n", &[]),
    ("an alias of itself",      "a: &a [*a]\n",                       &["GW0012 *a]"]),
    ("Ingress of old",          "apiVersion: extensions/v1beta1\nkind: Ingress\n", &["GW0111 extensions/v1beta1"]),
    ("IngressClass of old",     "apiVersion: networking.k8s.io/v1beta1\nkind: IngressClass\n", &["GW0111 networking.k8s.io/v1beta1"]),
    ("CRLF and a mark",         "\u{feff}apiVersion: v1\r\nkind: Service\r\n---\r\na: b: c\r\n", &["GW0001 : c"]),
];

#[test]
fn each_problem_is_reported_at_its_text() {
    let mut wrong = Vec::new();
    for (what, text, expected) in CASES {
        let found: Vec<_> = read(text)
            .diagnostics
            .iter()
            .map(|problem| {
                let span = problem.span.expect("every problem of a text has a place");
                format!("{} {}", problem.code, &text[span.start as usize..span.end as usize])
            })
            .collect();
        if found != *expected {
            wrong.push(format!("{what}: {found:?}, expected {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn words_are_filled_in() {
    for (_, text, _) in CASES {
        for problem in read(text).diagnostics {
            for words in [problem.message(), problem.help()] {
                let lacks =
                    ["{problem}", "{key}", "{kind}", "{kinds}", "{count}", "{object}", "{apiVersion}", "{expected}"];
                assert!(!lacks.iter().any(|name| words.contains(name)), "{}: {words}", problem.code);
            }
        }
    }
}

/// A text and what its first fix makes of it.
#[rustfmt::skip]
const FIXED: &[(&str, &str)] = &[
    ("a:\n\tb: 1\n\t\tc: 2\n",                           ""),
    ("a:\n\tb: 1\n\tc: 2\n",                             "a:\n  b: 1\n  c: 2\n"),
    ("a:\n\tb: |\n\t  c\n",                              "a:\n  b: |\n    c\n"),
    ("a: |\n   \tx\nb:\n\tc: 1\n",                       "a: |\n   \tx\nb:\n  c: 1\n"),
    ("a:\n  b:\n\tc: 1\n",                               ""),
    ("host: *.example.com\nb: 1\n",                      "host: \"*.example.com\"\nb: 1\n"),
    ("hosts: [*.a.com, b.com, *.c.com] # d\n",            "hosts: [\"*.a.com\", b.com, \"*.c.com\"] # d\n"),
    ("- hosts:\n  - *.a.com # d\n",                      "- hosts:\n  - \"*.a.com\" # d\n"),
    ("origin: *\n",                                      "origin: \"*\"\n"),
    ("a: &defaults {x: 1}\nb: *defualts\n",              ""),
    ("name: @web\n",                                     "name: \"@web\"\n"),
    ("name: %a\"b\n",                                    "name: '%a\"b'\n"),
    ("name: @it's \"x\"\n",                              "name: '@it''s \"x\"'\n"),
    ("host: {{ .Values.host }}\n",                       ""),
    ("metadata:\n  name:web\n  namespace: shop\n",       "metadata:\n  name: web\n  namespace: shop\n"),
    ("spec:\n  tls:\n  - secretName:web\n    hosts: []\n",  "spec:\n  tls:\n  - secretName: web\n    hosts: []\n"),
    ("l:\n  - a: 1\n  -b: 2\n",                          "l:\n  - a: 1\n  - b: 2\n"),
    ("metadata\n  name: web\nspec: {}\n",                "metadata:\n  name: web\nspec: {}\n"),
    ("a: \"x\nb: c\n",                                   "a: \"x\"\nb: c\n"),
    ("a: 'x\nb: 'c'\n",                                  "a: 'x'\nb: 'c'\n"),
    ("a: [\"x]\nb: c\n",                                 "a: [\"x\"]\nb: c\n"),
    ("a: [\"x, y]\nb: c\n",                              ""),
    ("a: [x, y\nb: c\n",                                 "a: [x, y]\nb: c\n"),
    ("a: {x: 1, y: [1]\nb: c\n",                         "a: {x: 1, y: [1]}\nb: c\n"),
    ("a:\n  nginx.org/x: more \"A: b\"\n  c: d\n",       "a:\n  nginx.org/x: 'more \"A: b\"'\n  c: d\n"),
    ("a: b: c\n",                                        ""),
    ("a: b: c\nd: @e\nf: g: h\n",                        "a: b: c\nd: \"@e\"\nf: g: h\n"),
    ("a:\n  - b\n c: d\n",                               ""),
    ("apiVersion: v1\nkind: Pod\nkind: Service\n",       "apiVersion: v1\nkind: Service\n"),
    ("apiVersion: v1\nkind: Service\nspec:\n  a:\n    b: 1\n  c: 1\n  a: 2\n", "apiVersion: v1\nkind: Service\nspec:\n  c: 1\n  a: 2\n"),
    ("apiVersion: v1\nkind: Service\na: {b: 1, b: 2}\n", ""),
    ("apiVersion: gateway.networking.k8s.io/v1\nkind: HttpRoute\n", "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\n"),
    ("x: 1\n---\napiVersion: v1\nkind: ingress\n",        "x: 1\n---\napiVersion: networking.k8s.io/v1\nkind: Ingress\n"),
];

#[test]
fn fixes_mend_what_they_say() {
    for (text, expected) in FIXED {
        let reading = read(text);
        let fix = reading.diagnostics.iter().flat_map(|problem| &problem.fixes).next();
        let mut mended = String::new();
        if let Some(fix) = fix {
            mended.push_str(text);
            for edit in fix.edits.iter().rev() {
                mended.replace_range(edit.span.start as usize..edit.span.end as usize, &edit.text);
            }
        }
        assert_eq!(mended, *expected, "from {text}");
    }
}

#[test]
fn kubectl_reads_the_last_of_two_keys_and_merges_in_order() {
    let text = "apiVersion: v1\nkind: Service\nbase: &base {a: 1, b: 2}\nspec:\n  b: 9\n  <<: *base\n  a: 3\n";
    let reading = read(text);
    let spec = reading.bundle.objects()[0].field("spec").expect("it is written");
    let entries: Vec<_> = spec.entries().map(|(key, value)| (key.text(), value.text())).collect();
    assert_eq!(entries, [("b", "2"), ("a", "3")]);
}
