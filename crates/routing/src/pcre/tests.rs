//! What the translation takes, refuses and tells apart.

use crate::{Need, Pattern, PcreError};

fn pcre(source: &str) -> Result<Pattern, PcreError> {
    Pattern::pcre(source, Need::Captures)
}

#[test]
fn texts_that_the_two_engines_read_differently_mean_what_pcre_means() {
    #[rustfmt::skip]
    let cases = [
        ("^/users/{id}",       "/users/{id}", true),
        ("^/a{2}$",            "/aa",         true),
        ("^/[[a]$",            "/[",          true),
        ("^/[a-z&&[^b]]+",     "/a]",         true),
        ("^/[a-z&&[^b]]+$",    "/ac",         false),
        (r"^/\Qa.b\E$",        "/a.b",        true),
        (r"^/\Qa.b\E$",        "/axb",        false),
        (r"^/\Qa",             "/ab",         true),
        (r"^/\<a\>",           "/<a>",        true),
        ("^/[[:alpha:]]+$",    "/aZ",         true),
        ("^/[[:^alpha:]]+$",   "/aZ",         false),
        ("^/[]a]+$",           "/]a",         true),
        (r"^/\h\R?$",          "/\u{9}\r",    true),
        (r"^/a\v",             "/a\u{b}",     true),
        (r"^/\x41\101\x{42}$", "/AAB",        true),
        ("(?i)^/É",            "/é",          false),
        ("(?i)^/aB[c-d]",      "/AbD",        true),
        ("(?i)^/a(?-i)b",      "/AB",         false),
        ("^/a(?i)b|/c",        "/x/C",        true),
        ("^/a(?#any)*b",       "/aab",        true),
        ("^/a|/b",             "/x/b",        true),
        (r"^/ab\b",            "/abc",        false),
        ("^/é*x",              "/\u{c3}x",    false),
    ];
    for (source, text, expected) in cases {
        for need in [Need::Match, Need::Captures] {
            let matched = Pattern::pcre(source, need).map(|it| it.is_match(text));
            assert_eq!(matched, Ok(expected), "{source} on {text}");
        }
    }
}

#[test]
fn groups_capture() {
    #[rustfmt::skip]
    let cases: [(&str, &str, &[&str]); 5] = [
        ("(?i)/foo(/|$)(.*)",    "/a/FOO/b/c", &["/FOO/b/c", "/", "b/c"]),
        ("^/foo(/|$)(.*)",       "/foo",       &["/foo", "", ""]),
        ("^/foo/(?<id>[^/]+)/?", "/foo/a/b",   &["/foo/a/", "a"]),
        ("^/(?:(a)|b)*",         "/ab",        &["/ab", "a"]),
        ("^/(a+?)(a*)",          "/aaa",       &["/aaa", "a", "aa"]),
    ];
    for (source, text, groups) in cases {
        let expected: Vec<Vec<u8>> = groups.iter().map(|group| group.as_bytes().to_vec()).collect();
        assert_eq!(pcre(source).map(|it| it.captures(text)), Ok(Some(expected)), "{source} on {text}");
    }
}

#[test]
fn what_takes_backtracking_is_told_apart() {
    for source in [
        "^/(?!x)",
        "^/(?=x)",
        "^/(?<=x)",
        "^/(?<!x)",
        r"^/(a)\1",
        "^/(?>a)",
        "^/a++",
        "^/a?+",
        "^/{1,2}+",
        "^/a*+",
        r"^/a\Kb",
        r"\Ga",
        "^/(?R)",
        "^/(a)(?1)",
        "^/(a)(?(1)b)",
        r"^/\p{L}",
        "^/(?|a|b)",
        r"^/\X",
        "^/a{,3}",
        r"^/(?<n>a)\k<n>",
        "^/(*FAIL)",
        "^/(?x)a",
        "^/(a*)*",
        r"^/(a)\g1",
    ] {
        assert!(matches!(pcre(source), Err(PcreError::NotLinear(_))), "{source}: {:?}", pcre(source));
    }
}

#[test]
fn what_pcre_refuses_is_refused() {
    for source in [
        "^/(a",
        "^/a)",
        "^/[a",
        "^/[",
        r"^/\",
        "^*",
        "^/a**",
        "^/a{2}{3}",
        "^/(*)",
        "^/a|*",
        "^/a{2,1}",
        "^/a{65536}",
        "^/[z-a]",
        r"^/[\d-z]",
        r"^/[a-\d]",
        "^/[[:foo:]]",
        "^/[:alpha:]",
        "^/[[.a.]]",
        r"^/\1",
        r"^/\i",
        r"^/\u0041",
        r"^/\x{100}",
        r"^/\x{4",
        r"^/\c",
        "^/(?Q)",
        "^/(?<1>a)",
        "^/(?<a>x)(?<a>y)",
        "^/(?#x",
        r"^/\b*",
        r"^/\N{a}",
        r"^/[\B]",
        "^/(?i",
        "^/a+++",
    ] {
        assert!(matches!(pcre(source), Err(PcreError::Refused(_))), "{source}: {:?}", pcre(source));
    }
}

#[test]
fn what_is_too_large_or_deep_is_neither_run_nor_a_panic() {
    let deep = "(".repeat(10_000) + &")".repeat(10_000);
    let long = "a".repeat(100_000) + "[b-d]*" + &"e".repeat(100_000) + "$";
    for source in ["(((a{1000}){1000}){1000}){1000}", "(?:(?:){65535}){65535}", deep.as_str(), long.as_str()] {
        assert_eq!(pcre(source), Err(PcreError::TooLarge), "{}", &source[..20]);
    }
}
