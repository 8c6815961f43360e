//! What a `rewrite-target` comes down to: a fixed path, a prefix that is exchanged, a redirect, nothing, or what Gateway API
//! cannot say.

/// A rewrite in Gateway API's terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Rewriting {
    /// The whole path becomes this.
    Full(String),
    /// Below the prefix, the prefix becomes this.
    Prefix { prefix: String, to: String },
    /// Every request is sent to this address, status 302.
    Redirect(String),
    /// The path is what it was.
    Keep,
    /// Captures that no field can say.
    General,
}

/// Ends of a path that stand for "everything below": the text, the capture that holds the rest, whether that begins with
/// the slash.
#[rustfmt::skip]
static ENDS: &[(&str, &str, bool)] = &[
    ("(/|$)(.*)",   "$2",   false),
    ("(/|$)(.*)",   "$1$2", true),
    ("(|/)(.*)",    "$2",   false),
    ("(/)?(.*)",    "$2",   false),
    ("(/|$)(.+)",   "$2",   false),
    ("/?(.*)",      "$1",   false),
    ("/(.*)",       "$1",   false),
    ("/(.+)",       "$1",   false),
    ("(/.*)?",      "$1",   true),
    ("(/.*)",       "$1",   true),
    ("(.*)",        "$1",   true),
];

/// What rewriting `path` to `target` is.
pub(crate) fn rewriting(path: &str, target: &str) -> Rewriting {
    let groups = groups(path);
    let mut plain = target.to_owned();
    // A group that the path does not have is empty.
    for group in (groups + 1)..=9 {
        plain = plain.replace(&format!("${group}"), "");
    }
    if ["http://", "https://"].iter().any(|start| plain.starts_with(start)) {
        return if plain.contains('$') { Rewriting::General } else { Rewriting::Redirect(plain) };
    }
    if !plain.contains('$') {
        return if plain.starts_with('/') { Rewriting::Full(plain) } else { Rewriting::General };
    }
    let path = path.strip_prefix('^').unwrap_or(path);
    let path = path.strip_suffix('$').filter(|path| !path.ends_with('|')).unwrap_or(path);
    for (end, capture, with_slash) in ENDS {
        let (Some(prefix), Some(to)) = (path.strip_suffix(end), plain.strip_suffix(capture)) else { continue };
        // There the capture has no slash.
        if *end == "(.*)" && prefix.ends_with('/') {
            continue;
        }
        if to.contains('$') || !is_literal(prefix) || !(to.is_empty() || to.starts_with('/')) {
            continue;
        }
        let prefix = prefix.trim_end_matches('/');
        let prefix = if prefix.is_empty() { "/" } else { prefix };
        let to = match (*with_slash, to) {
            (true, to) => to,
            (false, to) if to.ends_with('/') => to,
            (false, _) => continue,
        };
        let to = if to.is_empty() { "/" } else { to };
        if to.trim_end_matches('/') == prefix.trim_end_matches('/') {
            return Rewriting::Keep;
        }
        return Rewriting::Prefix { prefix: prefix.to_owned(), to: to.to_owned() };
    }
    Rewriting::General
}

/// Whether a path is read as it stands, dots aside.
pub(crate) fn is_literal(path: &str) -> bool {
    path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte))
}

/// Whether a `|` stands outside all groups: what is before it is then only one of the ways to begin.
fn is_choice(path: &str) -> bool {
    let mut depth = 0_usize;
    signs(path).any(|(_, sign)| {
        match sign {
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        sign == b'|' && depth == 0
    })
}

/// The bytes of an expression that are neither escaped nor in a class, each with where it stands.
fn signs(path: &str) -> impl Iterator<Item = (usize, u8)> + '_ {
    let (mut escaped, mut in_class) = (false, false);
    path.bytes().enumerate().filter(move |(_, byte)| {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'[' => in_class = true,
            b']' => in_class = false,
            _ => return !in_class,
        }
        false
    })
}

/// The text that everything matched begins with.
pub(crate) fn literal_start(path: &str) -> &str {
    let end = path.bytes().position(|byte| !(byte.is_ascii_alphanumeric() || b"/-_~".contains(&byte)));
    let Some(end) = end else { return path };
    // What is repeated may be absent.
    let repeated = path.as_bytes()[end..].first().is_some_and(|byte| b"*?{+".contains(byte));
    if is_choice(path) { "" } else { &path[..end - usize::from(repeated && end > 0)] }
}

/// How many groups capture.
pub(crate) fn groups(path: &str) -> usize {
    signs(path).filter(|&(at, sign)| sign == b'(' && path.as_bytes().get(at + 1) != Some(&b'?')).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_are_recognised() {
        let prefix = |prefix: &str, to: &str| Rewriting::Prefix { prefix: prefix.to_owned(), to: to.to_owned() };
        let full = |path: &str| Rewriting::Full(path.to_owned());
        for (path, target, expected) in [
            ("/foo", "/", full("/")),
            ("/foo", "/bar", full("/bar")),
            ("/b", "/$2", full("/")),
            ("/foo(/|$)(.*)", "/$2", prefix("/foo", "/")),
            ("/foo(/|$)(.*)", "/bar/$2", prefix("/foo", "/bar/")),
            ("/foo(/|$)(.*)", "$1$2", prefix("/foo", "/")),
            ("/foo/(.*)", "/$1", prefix("/foo", "/")),
            ("/foo/?(.*)", "/$1", prefix("/foo", "/")),
            ("/foo(/.*)?", "/bar$1", prefix("/foo", "/bar")),
            ("/foo(.*)", "/bar$1", prefix("/foo", "/bar")),
            ("/(.*)", "/$1", Rewriting::Keep),
            ("/(.*)", "/app/$1", prefix("/", "/app/")),
            ("/a/(.*)", "/a/$1", Rewriting::Keep),
            ("/foo(/|$)(.*)", "/bar$2", Rewriting::General),
            ("/a/([^/]+)/b/(.*)", "/x/$2/y/$1", Rewriting::General),
            ("/foo", "http://r.example", Rewriting::Redirect("http://r.example".to_owned())),
            ("/(.*)", "http://r.example/$1", Rewriting::General),
            ("/(.*)", "$1", Rewriting::General),
        ] {
            assert_eq!(rewriting(path, target), expected, "{path} → {target}");
        }
        assert_eq!([groups("/a(b)(?:c)[(]\\("), groups("/")], [1, 0]);
        assert_eq!(literal_start("/id/[0-9]+"), "/id/");
        assert_eq!(literal_start("/foo(/|$)(.*)"), "/foo");
        assert_eq!(literal_start("/foo?"), "/fo");
        assert_eq!(literal_start("/x(a)|/y"), "");
        assert_eq!(literal_start("/x(a|b)[|]\\|"), "/x");
    }
}
