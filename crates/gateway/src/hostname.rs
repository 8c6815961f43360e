//! Which hosts a hostname stands for: exact names and `*.` wildcards, their intersection and which is more specific.
//!
//! The rules are those of the `Hostname` type: `*.example.com` stands for any number of labels, at least one, before the
//! suffix, and not for `example.com` itself. Hosts compare in any case, and a port is no part of one.

use std::{cmp::Ordering, fmt};

use serde::{Serialize, Serializer};

/// A hostname of a listener or of a route; [`Hostname::any`] is what an absent one means.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Hostname {
    /// Lower case; of a wildcard what follows `*.`, of any host nothing.
    name: Box<str>,
    form: Form,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Form {
    Any,
    Wildcard,
    Exact,
}

impl Hostname {
    /// What an absent or empty hostname stands for: every host.
    pub fn any() -> Self {
        Self { name: "".into(), form: Form::Any }
    }

    /// A hostname as it is written.
    pub fn new(written: &str) -> Self {
        let lower = written.to_ascii_lowercase();
        match lower.strip_prefix("*.") {
            Some(suffix) => Self { name: suffix.into(), form: Form::Wildcard },
            None if lower.is_empty() || lower == "*" => Self::any(),
            None => Self { name: lower.into(), form: Form::Exact },
        }
    }

    /// Whether it stands for every host.
    pub fn is_any(&self) -> bool {
        self.form == Form::Any
    }

    /// Whether it begins with `*.`.
    pub fn is_wildcard(&self) -> bool {
        self.form == Form::Wildcard
    }

    /// The exact name, or what follows `*.`.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Whether `host`, in lower case and without a port, is one of those it stands for.
    pub fn matches(&self, host: &str) -> bool {
        match self.form {
            Form::Any => true,
            Form::Exact => host == &*self.name,
            Form::Wildcard => is_below(host, &self.name),
        }
    }

    /// Whether every host of `other` is one of its own.
    pub fn covers(&self, other: &Self) -> bool {
        match (self.form, other.form) {
            (Form::Any, _) => true,
            (_, Form::Any) | (Form::Exact, Form::Wildcard) => false,
            (Form::Exact, Form::Exact) => self.name == other.name,
            (Form::Wildcard, Form::Exact) => is_below(&other.name, &self.name),
            (Form::Wildcard, Form::Wildcard) => self.name == other.name || is_below(&other.name, &self.name),
        }
    }

    /// The hosts that both stand for, which is always one of the two; none where they share no host.
    pub fn intersection(&self, other: &Self) -> Option<Self> {
        if self.covers(other) { Some(other.clone()) } else { other.covers(self).then(|| self.clone()) }
    }

    /// Orders by precedence: exact names after wildcards after any, longer ones after shorter.
    pub fn specificity(&self, other: &Self) -> Ordering {
        (self.form, self.name.len()).cmp(&(other.form, other.name.len()))
    }
}

/// `a.b.example.com` is below `example.com`; `example.com` and `xexample.com` are not.
fn is_below(host: &str, suffix: &str) -> bool {
    host.strip_suffix(suffix).is_some_and(|head| head.len() > 1 && head.ends_with('.'))
}

/// A route's hostnames within a listener's, in the order of the route and each once; a route without hostnames takes the
/// listener's. Empty where no host belongs to both.
pub fn effective_hostnames(listener: &Hostname, route: &[Hostname]) -> Vec<Hostname> {
    if route.is_empty() {
        return vec![listener.clone()];
    }
    let mut effective = Vec::with_capacity(route.len());
    for hostname in route.iter().filter_map(|hostname| listener.intersection(hostname)) {
        if !effective.contains(&hostname) {
            effective.push(hostname);
        }
    }
    effective
}

impl fmt::Display for Hostname {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.form {
            Form::Any => f.write_str("*"),
            Form::Exact => f.write_str(&self.name),
            Form::Wildcard => write!(f, "*.{}", self.name),
        }
    }
}

impl Serialize for Hostname {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wildcard_stands_for_any_number_of_labels_and_not_for_its_own_name() {
        #[rustfmt::skip]
        let cases = [
            ("*.example.com", "a.example.com",   true),
            ("*.example.com", "a.b.example.com", true),
            ("*.example.com", "example.com",     false),
            ("*.example.com", "xexample.com",    false),
            ("*.example.com", ".example.com",    false),
            ("A.example.com", "a.example.com",   true),
            ("a.example.com", "b.a.example.com", false),
            ("",              "whatever",        true),
        ];
        for (hostname, host, expected) in cases {
            assert_eq!(Hostname::new(hostname).matches(host), expected, "{hostname} {host}");
        }
    }

    #[test]
    fn an_intersection_is_the_narrower_of_the_two() {
        #[rustfmt::skip]
        let cases = [
            ("*.example.com", "a.example.com",   Some("a.example.com")),
            ("a.example.com", "*.example.com",   Some("a.example.com")),
            ("*.example.com", "*.b.example.com", Some("*.b.example.com")),
            ("*.example.com", "*.example.com",   Some("*.example.com")),
            ("*.example.com", "example.com",     None),
            ("a.example.com", "b.example.com",   None),
            ("",              "*.example.com",   Some("*.example.com")),
        ];
        for (a, b, expected) in cases {
            let intersection = Hostname::new(a).intersection(&Hostname::new(b));
            assert_eq!(intersection, expected.map(Hostname::new), "{a} {b}");
        }
    }

    #[test]
    fn exact_names_are_more_specific_than_longer_wildcards() {
        let longer = Hostname::new("*.a.very.long.example.com");
        assert_eq!(Hostname::new("a.io").specificity(&longer), Ordering::Greater);
        assert_eq!(longer.specificity(&Hostname::new("*.example.com")), Ordering::Greater);
        assert_eq!(Hostname::new("*.io").specificity(&Hostname::any()), Ordering::Greater);
    }
}
