//! A path that an expression matches, to be asked for.

use std::{iter::Peekable, str::Chars};

/// How deep groups are read, and how much one repeats.
const DEPTH: usize = 32;
const REPEATS: usize = 16;
const LENGTH: usize = 256;

/// A path that the regular expression `path` matches; near one where its syntax has more than groups, classes and counts.
pub(super) fn sample(path: &str) -> String {
    let mut reader = Reader { letters: path.chars().peekable() };
    let mut all = reader.group(0);
    // A closing bracket without its opening one ends a group, not the path.
    while reader.letters.peek().is_some() && all.len() < LENGTH {
        all.push_str(&reader.group(0));
    }
    all
}

/// The same path with all its letters in the other case, where there is one.
pub(super) fn other_case(path: &str) -> String {
    let upper = path.to_ascii_uppercase();
    if upper == path { path.to_ascii_lowercase() } else { upper }
}

struct Reader<'p> {
    letters: Peekable<Chars<'p>>,
}

impl Reader<'_> {
    /// The first alternative of what stands before the closing bracket.
    fn group(&mut self, depth: usize) -> String {
        let mut all = String::new();
        let mut first = None;
        while let Some(letter) = self.letters.next() {
            let one = match letter {
                ')' => break,
                '|' => {
                    first.get_or_insert(std::mem::take(&mut all));
                    continue;
                }
                '(' if depth < DEPTH => {
                    if self.letters.next_if_eq(&'?').is_some() {
                        while self.letters.next_if(|it| !matches!(it, ':' | ')' | '>' | '=' | '!')).is_some() {}
                        self.letters.next_if(|it| *it != ')');
                    }
                    self.group(depth + 1)
                }
                '[' => self.class().to_string(),
                '\\' => self.letters.next().map(escaped).unwrap_or_default().to_string(),
                '.' => "x".to_owned(),
                '^' | '$' | '(' => String::new(),
                other => other.to_string(),
            };
            let times = self.times();
            for _ in 0..times {
                if all.len() < LENGTH {
                    all.push_str(&one);
                }
            }
        }
        first.unwrap_or(all)
    }

    /// How often the last part stands.
    fn times(&mut self) -> usize {
        let times = match self.letters.next_if(|it| matches!(it, '*' | '?' | '+' | '{')) {
            None => return 1,
            Some('+') => 1,
            Some('{') => {
                let mut digits = String::new();
                while let Some(digit) = self.letters.next_if(char::is_ascii_digit) {
                    digits.push(digit);
                }
                while self.letters.next().is_some_and(|it| it != '}') {}
                digits.parse().unwrap_or(1).min(REPEATS)
            }
            Some(_) => 0,
        };
        self.letters.next_if(|it| matches!(it, '?' | '+'));
        times
    }

    /// A letter of a class.
    fn class(&mut self) -> char {
        let is_negated = self.letters.next_if_eq(&'^').is_some();
        let mut letters = String::new();
        while let Some(letter) = self.letters.next().filter(|it| *it != ']' || letters.is_empty()) {
            letters.push(if letter == '\\' { self.letters.next().map(escaped).unwrap_or_default() } else { letter });
        }
        if is_negated {
            ['x', '0', '-'].into_iter().find(|it| !letters.contains(*it)).unwrap_or('~')
        } else {
            letters.chars().next().unwrap_or_default()
        }
    }
}

/// What an escape stands for.
fn escaped(letter: char) -> char {
    match letter {
        'd' => '0',
        'w' | 'D' | 'S' => 'a',
        'W' => '-',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_is_matched() {
        for (path, expected) in [
            ("/foo", "/foo"),
            ("/foo(/|$)(.*)", "/foo/"),
            ("/id/[0-9]+", "/id/0"),
            ("/foo/bar/[a-z]{3}", "/foo/bar/aaa"),
            ("/a/([^/]+)/b/(.*)", "/a/x/b/"),
            ("/v\\d+/(?:x|y)$", "/v0/x"),
            ("/a.b?c", "/axc"),
            ("/[]a]", "/]"),
        ] {
            assert_eq!(sample(path), expected, "{path}");
        }
        for hostile in ["(".repeat(100_000), "(((a{99}){99}){99}){99}".to_owned(), "/a)b".to_owned(), "[".to_owned()] {
            assert!(sample(&hostile).len() < LENGTH * 2, "{hostile}");
        }
        assert_eq!([other_case("/a1"), other_case("/A")], ["/A1", "/a"]);
    }
}
