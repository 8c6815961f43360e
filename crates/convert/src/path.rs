//! What a path of an Ingress is called in a match of an HTTPRoute, or why no match can say it.
//!
//! ingress-nginx compares the path literally with the decoded address, so `%` itself is written `%25` and whatever a
//! match may not contain is escaped. Elsewhere an escape that stands in the path is taken as it is.

use gatefold_ingress::Dialect;

/// Why a path has no match: no request has such a path after normalisation, or the field cannot hold it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Problem {
    /// It does not begin with `/`.
    NotAbsolute,
    /// It has an empty segment, `.` or `..`, which controllers remove from requests.
    Unreachable,
    /// It has more characters than the field takes.
    TooLong,
}

impl Problem {
    /// One clause, after "because".
    pub(crate) fn why(self) -> &'static str {
        match self {
            Self::NotAbsolute => "it does not begin with a slash",
            Self::Unreachable => {
                "it has an empty segment, `.` or `..`, which is never in a request after normalisation"
            }
            Self::TooLong => "it is longer than 1024 characters",
        }
    }
}

/// The value of a match's path.
pub(crate) fn value(path: &str, dialect: Dialect) -> Result<String, Problem> {
    if !path.starts_with('/') {
        return Err(Problem::NotAbsolute);
    }
    let mut segments = path[1..].split('/').peekable();
    while let Some(segment) = segments.next() {
        let is_last = segments.peek().is_none();
        if matches!(segment, "." | "..") || (segment.is_empty() && !is_last) {
            return Err(Problem::Unreachable);
        }
    }
    let mut value = String::with_capacity(path.len());
    for (at, byte) in path.bytes().enumerate() {
        let kept = match byte {
            b'%' => dialect != Dialect::IngressNginx && is_escape(&path.as_bytes()[at..]),
            byte => is_plain(byte),
        };
        if kept {
            value.push(char::from(byte));
        } else {
            value.push_str(&format!("%{byte:02X}"));
        }
    }
    // Neither reads as a separator in every implementation, and the field refuses them.
    if value.contains("%2F") || value.contains("%2f") {
        return Err(Problem::Unreachable);
    }
    if value.len() > 1024 { Err(Problem::TooLong) } else { Ok(value) }
}

/// Whether two prefixes are the same match: a trailing slash makes no difference to Gateway API.
pub(crate) fn prefix_key(value: &str) -> &str {
    value.trim_end_matches('/')
}

/// Whether ingress-nginx would read something else than the letters in it, as a regular expression.
pub(crate) fn is_pattern(path: &str) -> bool {
    path.contains(['(', ')', '[', ']', '{', '}', '*', '+', '?', '|', '^', '$', '\\'])
}

fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-/._~!$&'()*+,;=:@".contains(&byte)
}

fn is_escape(rest: &[u8]) -> bool {
    rest.len() >= 3 && rest[1].is_ascii_hexdigit() && rest[2].is_ascii_hexdigit()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_escaped_as_the_controller_reads_them() {
        let nginx = |path| value(path, Dialect::IngressNginx);
        for (path, expected) in [
            ("/", Ok("/")),
            ("/a/b.c/", Ok("/a/b.c/")),
            ("/a%20b", Ok("/a%2520b")),
            ("/a b", Ok("/a%20b")),
            ("/foo(/|$)(.*)", Ok("/foo(/%7C$)(.*)")),
            ("/a#b?c", Ok("/a%23b%3Fc")),
            ("/ü", Ok("/%C3%BC")),
            ("foo", Err(Problem::NotAbsolute)),
            ("", Err(Problem::NotAbsolute)),
            ("/a//b", Err(Problem::Unreachable)),
            ("/a/../b", Err(Problem::Unreachable)),
            ("/a/.", Err(Problem::Unreachable)),
        ] {
            assert_eq!(nginx(path), expected.map(str::to_owned), "{path}");
        }
        assert_eq!(value("/a%20b", Dialect::Specification), Ok("/a%20b".to_owned()));
        assert_eq!(value("/100%", Dialect::Specification), Ok("/100%25".to_owned()));
        assert_eq!(value("/a%2fb", Dialect::Specification), Err(Problem::Unreachable));
        assert_eq!(nginx(&format!("/{}", "a".repeat(1024))), Err(Problem::TooLong));
    }
}
