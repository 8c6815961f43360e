//! What the two fidelities write differently: `-` is what only idiomatic output has, `+` what only faithful output has.
//!
//! The form is that of a unified diff with the object in the place of line numbers. An object is compared with the one of the
//! same kind and name, so that one which only one side has is a block of its own, and line by line by the longest common
//! subsequence. It is read, not applied: what tells the documents apart (`---`) is no line of an object.

use std::ops::Range;

use gatefold_diagnostic::{ObjectRef, order_by};
use gatefold_manifest::Written;

/// Unchanged lines that are shown before and after a change.
const CONTEXT: usize = 3;
/// Cells of the table of one object's lines against the other's. Past it (more than two thousand changed lines each) all
/// of them count as changed.
const MOST_CELLS: usize = 4 << 20;

/// A line of the one text, of the other, or of both, by its bytes there.
struct Line {
    mark: char,
    before: Option<Range<usize>>,
    after: Option<Range<usize>>,
}

/// One text as a side of the comparison.
struct Side<'a> {
    written: &'a Written,
    /// The places of the objects, in the order of their names.
    by_name: Vec<usize>,
}

impl<'a> Side<'a> {
    fn new(written: &'a Written) -> Self {
        let mut by_name: Vec<usize> = (0..written.ranges.len()).collect();
        order_by(&mut by_name, |a, b| key(id(written, *a)).cmp(&key(id(written, *b))));
        Self { written, by_name }
    }

    fn place(&self, object: &ObjectRef) -> Option<usize> {
        let found = self.by_name.binary_search_by(|place| key(id(self.written, *place)).cmp(&key(object)));
        found.ok().map(|at| self.by_name[at])
    }

    fn lines(&self, place: usize) -> Vec<Range<usize>> {
        let range = self.written.ranges[place].clone();
        let mut start = range.start;
        let lines = self.written.text[range].split_inclusive('\n').map(|line| {
            let at = start;
            start += line.len();
            at..at + line.trim_end_matches('\n').len()
        });
        lines.collect()
    }
}

fn id(written: &Written, place: usize) -> &ObjectRef {
    written.bundle.objects()[place].id()
}

fn key(object: &ObjectRef) -> (&str, &str, &str) {
    (&object.kind, &object.namespace, &object.name)
}

/// The difference as a text, and for each of its lines that is one of `own`'s where it begins, behind its mark, and its
/// bytes in `own`'s text. Both texts have their objects in the same order.
pub(crate) fn diff(before: &Written, after: &Written, own: Own) -> (String, Vec<(usize, Range<usize>)>) {
    let (before, after) = (Side::new(before), Side::new(after));
    let mut out =
        Text { before: before.written, after: after.written, own, text: String::new(), own_lines: Vec::new() };
    let mut next = 0;
    for place in 0..before.written.ranges.len() {
        let object = id(before.written, place);
        // What only the other side has stands where it has it.
        while next < after.written.ranges.len() && before.place(id(after.written, next)).is_none() {
            out.object(id(after.written, next), &compare(&before, None, &after, Some(next)));
            next += 1;
        }
        let other = after.place(object);
        out.object(object, &compare(&before, Some(place), &after, other));
        next += usize::from(other == Some(next));
    }
    for place in next..after.written.ranges.len() {
        let object = id(after.written, place);
        if before.place(object).is_none() {
            out.object(object, &compare(&before, None, &after, Some(place)));
        }
    }
    (out.text, out.own_lines)
}

/// Whose lines are those of the output that is on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Own {
    /// The first text's.
    Before,
    /// The second one's.
    After,
}

fn compare(before: &Side<'_>, place: Option<usize>, after: &Side<'_>, other: Option<usize>) -> Vec<Line> {
    let (a, b) =
        (place.map_or_else(Vec::new, |at| before.lines(at)), other.map_or_else(Vec::new, |at| after.lines(at)));
    let is_same = |i: usize, j: usize| before.written.text[a[i].clone()] == after.written.text[b[j].clone()];
    let least = a.len().min(b.len());
    let head = (0..least).take_while(|&at| is_same(at, at)).count();
    let tail = (0..least - head).take_while(|at| is_same(a.len() - 1 - at, b.len() - 1 - at)).count();
    let (rows, columns) = (a.len() - head - tail, b.len() - head - tail);
    // How many lines the rests of both have in common, by where the rests begin.
    let width = columns + 1;
    let mut common = vec![0_u32; if rows * columns > MOST_CELLS { 0 } else { (rows + 1) * width }];
    let is_counted = !common.is_empty();
    for i in (0..rows).rev().filter(|_| is_counted) {
        for j in (0..columns).rev() {
            common[i * width + j] = match is_same(head + i, head + j) {
                true => common[(i + 1) * width + j + 1] + 1,
                false => common[(i + 1) * width + j].max(common[i * width + j + 1]),
            };
        }
    }
    let mut lines = Vec::with_capacity(a.len().max(b.len()));
    let both = |i: usize, j: usize| Line { mark: ' ', before: Some(a[i].clone()), after: Some(b[j].clone()) };
    lines.extend((0..head).map(|at| both(at, at)));
    let (mut i, mut j) = (0, 0);
    while i < rows || j < columns {
        let is_kept = is_counted && i < rows && j < columns && is_same(head + i, head + j);
        if is_kept {
            lines.push(both(head + i, head + j));
            (i, j) = (i + 1, j + 1);
        } else if j == columns || i < rows && (!is_counted || common[(i + 1) * width + j] >= common[i * width + j + 1])
        {
            lines.push(Line { mark: '-', before: Some(a[head + i].clone()), after: None });
            i += 1;
        } else {
            lines.push(Line { mark: '+', before: None, after: Some(b[head + j].clone()) });
            j += 1;
        }
    }
    lines.extend((0..tail).map(|at| both(head + rows + at, head + columns + at)));
    lines
}

/// The difference as it is written.
struct Text<'a> {
    before: &'a Written,
    after: &'a Written,
    own: Own,
    text: String,
    own_lines: Vec<(usize, Range<usize>)>,
}

impl Text<'_> {
    /// The changes of one object with the lines around them; nothing where it has none.
    fn object(&mut self, object: &ObjectRef, lines: &[Line]) {
        let is_near = |at: usize| {
            let around = at.saturating_sub(CONTEXT)..(at + CONTEXT + 1).min(lines.len());
            lines[around].iter().any(|line| line.mark != ' ')
        };
        let mut was_shown = false;
        for (at, line) in lines.iter().enumerate() {
            let is_shown = is_near(at);
            if is_shown && !was_shown {
                self.text.push_str(&format!("@@ {object}\n"));
            }
            was_shown = is_shown;
            if is_shown {
                self.line(line);
            }
        }
    }

    fn line(&mut self, line: &Line) {
        let own = if self.own == Own::Before { &line.before } else { &line.after };
        self.own_lines.extend(own.iter().map(|range| (self.text.len() + 1, range.clone())));
        let (side, range) = match (&line.after, &line.before) {
            (Some(range), _) => (self.after, range),
            (None, Some(range)) => (self.before, range),
            (None, None) => return,
        };
        self.text.push(line.mark);
        self.text.push_str(&side.text[range.clone()]);
        self.text.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use gatefold_manifest::{Source, read};

    use super::*;

    fn written(documents: &[String]) -> Written {
        let (mut text, mut ranges) = (String::new(), Vec::new());
        for document in documents {
            text.push_str(if text.is_empty() { "" } else { "---\n" });
            ranges.push(text.len()..text.len() + document.len());
            text.push_str(document);
        }
        let bundle = read(&[Source { name: "a".into(), text: text.as_str().into() }]).bundle;
        Written { name: "a".into(), text: text.into(), bundle, ranges }
    }

    fn route(name: &str, lines: &str) -> String {
        let lines: String = lines.chars().map(|line| format!("- {line}\n")).collect();
        format!("kind: HTTPRoute\napiVersion: gateway.networking.k8s.io/v1\nmetadata: {{name: {name}}}\nspec:\n{lines}")
    }

    /// The marks and the lines of the difference, objects by `@` and their name.
    fn marks(before: &[(&str, &str)], after: &[(&str, &str)]) -> String {
        let side = |routes: &[(&str, &str)]| {
            written(&routes.iter().map(|(name, lines)| route(name, lines)).collect::<Vec<_>>())
        };
        let (before, after) = (side(before), side(after));
        let (text, own) = diff(&before, &after, Own::Before);
        for (at, range) in own {
            let line = text[at..].lines().next();
            assert_eq!(line, before.text.get(range), "a line of the first text is where it is said to be");
        }
        let short = text.lines().filter_map(|line| match line.split_once("- ") {
            Some((mark, letter)) => Some(format!("{}{letter}", mark.trim())),
            None => line.strip_prefix("@@ HTTPRoute default/").map(|name| format!("@{name}")),
        });
        short.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn only_what_changed_is_told_with_three_lines_around_it() {
        #[rustfmt::skip]
        let cases: &[(&str, &str, &str)] = &[
            ("abcdefghi",  "abcdefghi",   ""),
            ("abcdefghi",  "abcdXefghi",  "@r b c d +X e f g"),
            ("abcdefghi",  "abcdfghi",    "@r b c d -e f g h"),
            ("abcdefghi",  "abcdXfghi",   "@r b c d -e +X f g h"),
            ("XabcdefghY", "abcdefgh",    "@r -X a b c @r f g h -Y"),
            ("ab",         "cd",          "@r -a -b +c +d"),
            ("abab",       "baba",        "@r -a b a b +a"),
        ];
        for (before, after, expected) in cases {
            assert_eq!(marks(&[("r", before)], &[("r", after)]), *expected, "{before} to {after}");
        }
    }

    #[test]
    fn objects_are_compared_by_name_wherever_they_stand() {
        let same = ("m", "ab");
        assert_eq!(marks(&[same, ("z", "c")], &[("a", "d"), same]), "@a +d @z -c");
        assert_eq!(marks(&[same, ("z", "c")], &[same, ("x", "d"), ("z", "c"), ("zz", "e")]), "@x +d @zz +e");
        assert_eq!(marks(&[], &[same]), "@m +a +b");
    }
}
