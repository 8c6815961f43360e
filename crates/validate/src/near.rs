//! Which name was probably meant.

/// Past this many names a suggestion is not looked for, which keeps a large input linear.
const MANY: usize = 200;

/// The one name of `known` that differs from `name` by a slip: one letter (two from eight letters on) added, left out,
/// changed or swapped with its neighbour, or capitals. None where two are as near.
pub(crate) fn near<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let allowed = if name.len() >= 8 { 2 } else { 1 };
    let mut best: Option<(usize, &str)> = None;
    let mut doubt = false;
    for (seen, candidate) in known.into_iter().enumerate() {
        if seen == MANY {
            return None;
        }
        if candidate == name || candidate.len().abs_diff(name.len()) > allowed {
            continue;
        }
        let distance = if candidate.eq_ignore_ascii_case(name) { 0 } else { slips(name, candidate) };
        match best {
            _ if distance > allowed => {}
            Some((least, found)) if distance == least => doubt |= found != candidate,
            Some((least, _)) if distance > least => {}
            _ => (best, doubt) = (Some((distance, candidate)), false),
        }
    }
    best.filter(|_| !doubt).map(|(_, candidate)| candidate)
}

/// Optimal string alignment distance.
fn slips(a: &str, b: &str) -> usize {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let changed = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = changed.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_has_one_answer_or_none() {
        #[rustfmt::skip]
        let cases: &[(&str, &[&str], Option<&str>)] = &[
            ("htpps",    &["http", "https"],          Some("https")),
            ("htps",     &["http", "https"],          Some("https")),
            ("ab",       &["abc", "abd"],             None),
            ("http",     &["http"],                   None),
            ("HTTPS",    &["http", "https"],          Some("https")),
            ("web",      &["api", "cart"],            None),
            ("checkuot", &["checkout", "checkouts"],  Some("checkout")),
            ("",         &["a"],                      Some("a")),
        ];
        for (name, known, expected) in cases {
            assert_eq!(near(name, known.iter().copied()), *expected, "{name}");
        }
    }
}
