//! nginx's order of regular expressions in the order of Gateway API, where a longer expression comes first.
//!
//! An expression that has to come before another, and is not longer, is lengthened by groups that match nothing.

use super::rewrite::literal_start;
use gatefold_diagnostic::Map;

/// A group that matches nothing and only adds length.
const LENGTH: &str = "(?:)";
/// What a match's path holds.
const MAX: usize = 1024;

/// One path in nginx's order.
pub(crate) struct Entry<'a> {
    /// What it begins with, by [`start`].
    pub(crate) start: &'a str,
    /// The expression; empty where the match is none.
    pub(crate) text: String,
    /// Paths that do the same need no order among themselves.
    pub(crate) deed: usize,
}

/// The text with which all that a path matches begins, in one case. Some request may match two paths where one of their
/// starts begins with the other.
pub(crate) fn start(path: &str) -> String {
    literal_start(path).to_ascii_lowercase()
}

/// The two longest of some lengths, of deeds that differ: one of them is of another deed than any.
#[derive(Debug, Default, Clone, Copy)]
struct Longest([(usize, usize); 2]);

impl Longest {
    fn add(&mut self, length: usize, deed: usize) {
        let [first, second] = &mut self.0;
        if first.1 == deed {
            first.0 = first.0.max(length);
        } else if length > first.0 {
            (*first, *second) = ((length, deed), *first);
        } else if length > second.0 {
            *second = (length, deed);
        }
    }

    fn other_than(self, deed: usize) -> usize {
        let [first, second] = self.0;
        if first.1 == deed { second.0 } else { first.0 }
    }
}

/// The longest of paths by what they begin with: asked for each path of a host, so that a walk over all would be too much.
#[derive(Debug, Default)]
pub(crate) struct Starts<'a> {
    /// Of those that begin with exactly this, and of those that begin with it.
    longest: Map<&'a str, [Longest; 2]>,
}

impl<'a> Starts<'a> {
    /// Adds a path that begins with `start`.
    pub(crate) fn add(&mut self, start: &'a str, length: usize, deed: usize) {
        for end in 0..=start.len() {
            let [exactly, within] = self.longest.or_default(&start[..end]);
            within.add(length, deed);
            if end == start.len() {
                exactly.add(length, deed);
            }
        }
    }

    /// The greatest length of those that do otherwise and may match what a path with this start does; 0 without any.
    pub(crate) fn longest(&self, start: &str, deed: usize) -> usize {
        let at = |end: usize| self.longest.get(&start[..end]).copied();
        let shorter = (0..start.len()).filter_map(at).map(|[exactly, _]| exactly);
        let within = at(start.len()).map(|[_, within]| within);
        shorter.chain(within).map(|longest| longest.other_than(deed)).max().unwrap_or(0)
    }
}

/// Lengthens expressions until the longer is always the earlier.
pub(crate) fn keep_order(entries: &mut [Entry<'_>]) {
    let mut after = Starts::default();
    for entry in entries.iter_mut().rev().filter(|entry| !entry.text.is_empty()) {
        let longest = after.longest(entry.start, entry.deed);
        let groups = (longest + 1).saturating_sub(entry.text.len()).div_ceil(LENGTH.len());
        if entry.text.len() + groups * LENGTH.len() <= MAX {
            // Behind the flags, where they are.
            let flags = if entry.text.starts_with("(?i)") { 4 } else { 0 };
            entry.text.insert_str(flags, &LENGTH.repeat(groups));
        }
        after.add(entry.start, entry.text.len(), entry.deed);
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
        let in_order = |paths: &[(&str, usize)]| {
            let starts: Vec<_> = paths.iter().map(|(path, _)| start(path)).collect();
            let entry = |(&(path, deed), start)| Entry { start, text: expression(path), deed };
            let mut entries: Vec<_> = paths.iter().zip(starts.iter().map(String::as_str)).map(entry).collect();
            keep_order(&mut entries);
            entries.into_iter().map(|entry| entry.text).collect::<Vec<_>>()
        };
        let texts = in_order(&[("/foo/bar/[a-z]{3}$", 0), ("/foo/bar/bar", 1), ("/foo", 0), ("/other/and/longer", 2)]);
        let lengths: Vec<_> = texts.iter().map(String::len).collect();
        assert!(lengths[0] > lengths[1] && lengths[1] > lengths[2], "{lengths:?}");
        assert_eq!(texts[2], "(?i)/foo.*");
        assert_eq!(in_order(&[("/a$", 0), ("/ab", 1)])[0], "(?i)(?:)/a$");
        let texts = in_order(&[("/A[b]$", 0), ("/a", 0), ("/aB/c/d/e", 1)]);
        assert!(texts[0].len().min(texts[1].len()) > texts[2].len(), "{texts:?}");
    }

    #[test]
    fn the_longest_is_of_another_deed() {
        let mut starts = Starts::default();
        for (start, length, deed) in [("/a", 9, 0), ("/a/b", 7, 1), ("/a/c", 8, 1), ("/z", 99, 2)] {
            starts.add(start, length, deed);
        }
        for (start, deed, expected) in
            [("/a", 1, 9), ("/a", 0, 8), ("/a/b", 0, 7), ("/a/b/x", 2, 9), ("/a/d", 0, 0), ("", 3, 99), ("/y", 0, 0)]
        {
            assert_eq!(starts.longest(start, deed), expected, "{start} {deed}");
        }
    }
}
