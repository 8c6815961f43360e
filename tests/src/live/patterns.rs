//! Random expressions of PCRE, and texts that they may match.

use super::Random;

#[rustfmt::skip]
const PARTS: &[&str] = &[
    "a", "b", "A", "B", "0", "1", "/", "-", "_", "é", "É", "foo", "/foo", "/API", ",", " ", "~", "=", ":",
    ".", ".*", ".+", "(.*)", "([^/]+)", "[^/]*", "(/|$)", "(/|$)(.*)", "/?", "(a|b)*", "(a|)", "(a)?", "()", "(a*)", "(?:a|b)+",
    "(", ")", "(?:", "|", "?", "*", "+", "*?", "+?", "??", "{2}", "{1,2}", "{0}", "{2,}", "{2,1}", "{", "}", "{a}", "++", "{,2}",
    "^", "$", "\\d", "\\D", "\\w", "\\W", "\\s", "\\S", "\\h", "\\H", "\\v", "\\V", "\\R", "\\N", "\\b", "\\B", "\\A", "\\z", "\\Z",
    "\\.", "\\/", "\\-", "\\<", "\\>", "\\_", "\\x41", "\\x{61}", "\\101", "\\0", "\\cA", "\\e", "\\t", "\\o{142}", "\\C",
    "\\Q.a\\E", "\\Q", "\\E", "\\i", "\\u", "\\1", "\\10", "\\G", "\\K", "\\X", "\\p{L}", "\\k<n>", "\\g1",
    "(?i)", "(?-i)", "(?s)", "(?i:a", "(?^)", "(?#c)", "(?<n>", "(?P<m>", "(?'o'", "(?=", "(?!a)", "(?<=a)", "(?>a)", "(?|", "(?R)",
    "(?x)", "(?Q)", "(*FAIL)",
    "[a-c]", "[^a]", "[A-z]", "[]a]", "[^]a]", "[[a]", "[a&&b]", "[a-z&&[^b]]", "[a~~b]", "[\\w.]", "[\\d-]", "[\\d-z]", "[a-\\d]",
    "[z-a]", "[\\b]", "[\\B]", "[\\Qa-c\\E]", "[[:alpha:]]", "[[:^digit:]_]", "[[:upper:]]", "[[:foo:]]", "[:alpha:]", "[a-", "[", "]",
    "[é]", "[\\x80-\\xff]",
];

#[rustfmt::skip]
const TEXTS: &[&str] = &[
    "a", "b", "A", "B", "ab", "aa", "aab", "0", "1", "/", "//", "-", "_", "é", "É", "foo", "/foo", "FOO", "/api", "/API", ".a", ".", "c",
    "z", "Z", "~", "=", ":", ",", " ", "[", "]", "&", "{", "}", "{a}", "<", ">", "a-z", "10", "\u{1}", "\t",
];

/// An expression, well-formed or not.
pub fn expression(random: &mut Random) -> String {
    let count = 1 + random.below(6);
    (0..count).map(|_| random.pick(PARTS)).collect()
}

/// A path, decoded.
pub fn subject(random: &mut Random) -> String {
    let count = random.below(5);
    std::iter::once("/").chain((0..count).map(|_| random.pick(TEXTS))).collect()
}
