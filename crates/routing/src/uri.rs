//! The path that nginx compares: percent-decoded, slashes merged, `.` and `..` resolved, query and fragment cut off.
//!
//! The rule is `ngx_http_parse_complex_uri` with `merge_slashes on`. A decoded `/` or `.` counts as one that was written;
//! a decoded `%`, `?` or `#` is an ordinary character. Bytes that are not UTF-8 become U+FFFD, and the answer says so.

use std::borrow::Cow;

/// A request target as nginx compares it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NormalPath<'a> {
    /// The path. Borrowed where nothing had to change.
    pub path: Cow<'a, str>,
    /// Whether the text is exactly what was decoded.
    pub fidelity: Fidelity,
}

/// Whether decoded bytes could be kept as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fidelity {
    /// They are UTF-8.
    Exact,
    /// Some are not, and were replaced.
    Replaced,
}

/// Normalises a request target. None where nginx answers 400: no leading slash, a broken percent escape, a decoded NUL,
/// or `..` above the root.
pub fn normalise(target: &str) -> Option<NormalPath<'_>> {
    let end = target.find(['?', '#']).unwrap_or(target.len());
    let path = &target[..end];
    if !path.starts_with('/') {
        return None;
    }
    if is_normal(path.as_bytes()) {
        return Some(NormalPath { path: Cow::Borrowed(path), fidelity: Fidelity::Exact });
    }
    let bytes = resolve(path.as_bytes())?;
    Some(match String::from_utf8(bytes) {
        Ok(text) => NormalPath { path: Cow::Owned(text), fidelity: Fidelity::Exact },
        Err(error) => NormalPath {
            path: Cow::Owned(String::from_utf8_lossy(error.as_bytes()).into_owned()),
            fidelity: Fidelity::Replaced,
        },
    })
}

/// Whether normalising would change nothing; errs on the side of doing the work.
fn is_normal(path: &[u8]) -> bool {
    let mut before = 0;
    path.iter().all(|&byte| {
        let fine = byte != b'%' && !(before == b'/' && (byte == b'/' || byte == b'.'));
        before = byte;
        fine
    })
}

/// One byte of the path after decoding, and whether it may act as a slash or a dot.
struct Decoded<'a>(std::slice::Iter<'a, u8>);

impl Decoded<'_> {
    /// The next byte; the inner none is a broken escape or NUL.
    fn next(&mut self) -> Option<Option<u8>> {
        let byte = *self.0.next()?;
        if byte != b'%' {
            return Some(Some(byte));
        }
        let mut digit =
            || self.0.next().and_then(|&digit| char::from(digit).to_digit(16)).and_then(|d| u8::try_from(d).ok());
        let decoded = digit().zip(digit()).map(|(high, low)| high << 4 | low);
        Some(decoded.filter(|&byte| byte != 0))
    }
}

fn resolve(path: &[u8]) -> Option<Vec<u8>> {
    let mut segments: Vec<Vec<u8>> = Vec::new();
    let mut bytes = Decoded(path.get(1..)?.iter());
    let mut open = Vec::new();
    loop {
        match bytes.next() {
            Some(Some(b'/')) => close(&mut segments, std::mem::take(&mut open), End::Slash)?,
            Some(byte) => open.push(byte?),
            None => break,
        }
    }
    close(&mut segments, open, End::Path)?;
    let mut out = Vec::with_capacity(path.len());
    for segment in &segments {
        out.push(b'/');
        out.extend_from_slice(segment);
    }
    if out.is_empty() {
        out.push(b'/');
    }
    Some(out)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Slash,
    Path,
}

/// Takes a finished segment into account. A path that ends in a slash, `.` or `..` keeps an empty last segment.
fn close(segments: &mut Vec<Vec<u8>>, segment: Vec<u8>, end: End) -> Option<()> {
    match (&*segment, end) {
        (b"." | b"", End::Slash) => {}
        (b"." | b"", End::Path) => segments.push(Vec::new()),
        (b"..", _) => {
            segments.pop()?;
            if end == End::Path {
                segments.push(Vec::new());
            }
        }
        _ => segments.push(segment),
    }
    Some(())
}

/// A path as nginx writes it into a request line or a Location: what may not stand there is escaped (`ngx_escape_uri`
/// since 1.21.1).
pub fn escape(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    push_escaped(path.as_bytes(), is_written, &mut out);
    out
}

/// Whether `ngx_escape_uri` writes a byte of a path as it stands.
pub(crate) fn is_written(byte: u8) -> bool {
    byte.is_ascii_graphic() && !b"\"#%<>?\\^`{|}".contains(&byte)
}

/// Adds `bytes`, those that are not kept as `%` and two digits. Only ASCII may be kept.
pub(crate) fn push_escaped(bytes: &[u8], is_kept: impl Fn(u8) -> bool, out: &mut String) {
    for &byte in bytes {
        if is_kept(byte) {
            out.push(char::from(byte));
            continue;
        }
        out.push('%');
        for digit in [byte >> 4, byte & 15] {
            out.push(char::from_digit(u32::from(digit), 16).unwrap_or('0').to_ascii_uppercase());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_compared_as_nginx_does() {
        #[rustfmt::skip]
        let cases = [
            ("/a/b?x=/../y",   Some("/a/b")),
            ("/",              Some("/")),
            ("//",             Some("/")),
            ("/a//b/",         Some("/a/b/")),
            ("/a/./b",         Some("/a/b")),
            ("/a/.",           Some("/a/")),
            ("/a/b/..",        Some("/a/")),
            ("/a/b/../c",      Some("/a/c")),
            ("/a/..",          Some("/")),
            ("/..",            None),
            ("/a/../../b",     None),
            ("/%66oo/a",       Some("/foo/a")),
            ("/foo%2Fbar",     Some("/foo/bar")),
            ("/x/%2e%2E/foo",  Some("/foo")),
            ("/a%2520b",       Some("/a%20b")),
            ("/a%3Fb%23c",     Some("/a?b#c")),
            ("/a#b?c",         Some("/a")),
            ("/%",             None),
            ("/%4",            None),
            ("/%zz",           None),
            ("/%00",           None),
            ("*",              None),
            ("",               None),
            ("/...",           Some("/...")),
            ("/.a",            Some("/.a")),
            ("/%C3%A4",        Some("/ä")),
        ];
        for (target, expected) in cases {
            assert_eq!(normalise(target).as_ref().map(|normal| &*normal.path), expected, "{target}");
        }
        assert_eq!(normalise("/%ff").map(|normal| normal.fidelity), Some(Fidelity::Replaced));
    }

    #[test]
    fn escaping_leaves_what_may_stand() {
        assert_eq!(escape("/a b%?#ä&=+;"), "/a%20b%25%3F%23%C3%A4&=+;");
    }
}
