//! nginx's order of regular expressions in the order of Gateway API, where a longer expression comes first.
//!
//! An expression that has to come before another, and is not longer, is lengthened by groups that match nothing.

use super::rewrite::literal_start;

/// A group that matches nothing and only adds length.
const LENGTH: &str = "(?:)";
/// What a match's path holds.
const MAX: usize = 1024;

/// One path in nginx's order.
pub(crate) struct Entry<'a> {
    /// The path that the Ingress writes.
    pub(crate) written: &'a str,
    /// The expression; empty where the match is none.
    pub(crate) text: String,
    /// Paths that do the same need no order among themselves.
    pub(crate) deed: usize,
}

/// Whether some request may match both.
pub(crate) fn overlap(a: &str, b: &str) -> bool {
    let (a, b) = (literal_start(a).as_bytes(), literal_start(b).as_bytes());
    let shared = a.len().min(b.len());
    a[..shared].eq_ignore_ascii_case(&b[..shared])
}

/// Lengthens expressions until the longer is always the earlier.
pub(crate) fn keep_order(entries: &mut [Entry<'_>]) {
    for at in (0..entries.len()).rev() {
        let (before, after) = entries.split_at_mut(at + 1);
        let entry = &mut before[at];
        if entry.text.is_empty() {
            continue;
        }
        let follows = after.iter().filter(|other| {
            other.deed != entry.deed && other.text.len() >= entry.text.len() && overlap(entry.written, other.written)
        });
        let Some(longest) = follows.map(|other| other.text.len()).max() else { continue };
        let groups = (longest + 1 - entry.text.len()).div_ceil(LENGTH.len());
        if entry.text.len() + groups * LENGTH.len() <= MAX {
            // Behind the flags, where they are.
            let start = if entry.text.starts_with("(?i)") { 4 } else { 0 };
            entry.text.insert_str(start, &LENGTH.repeat(groups));
        }
    }
}

/// The expression of an nginx location: in any case, anchored at its start only.
pub(crate) fn expression(path: &str) -> String {
    let path = path.strip_prefix('^').unwrap_or(path);
    let is_anchored = path.ends_with('$') && !path.ends_with("\\$");
    let takes_all = is_anchored || path.ends_with(".*") || path.ends_with("(.*)");
    let rest = if takes_all { "" } else { ".*" };
    format!("(?i){path}{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_earlier_is_the_longer() {
        let mut entries = [("/foo/bar/[a-z]{3}$", 0), ("/foo/bar/bar", 1), ("/foo", 0), ("/other/and/longer", 2)]
            .map(|(written, deed)| Entry { written, text: expression(written), deed });
        keep_order(&mut entries);
        let lengths = entries.each_ref().map(|entry| entry.text.len());
        assert!(lengths[0] > lengths[1] && lengths[1] > lengths[2], "{lengths:?}");
        assert_eq!(entries[2].text, "(?i)/foo.*");
        let mut entries =
            [("/a$", 0), ("/ab", 1)].map(|(written, deed)| Entry { written, text: expression(written), deed });
        keep_order(&mut entries);
        assert_eq!(entries[0].text, "(?i)(?:)/a$");
    }
}
