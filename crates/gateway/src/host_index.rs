//! Finds the most specific of many hostnames for a host without walking them: exact name, then `*.` suffixes from the
//! longest, then any.

use std::{borrow::Cow, collections::HashMap};

use crate::Hostname;

/// Places by name. Mixes well and is seeded once: SipHash took most of a lookup's time.
type ByName = HashMap<Box<str>, usize, foldhash::fast::FixedState>;

/// Values by hostname.
#[derive(Debug, Clone)]
pub(crate) struct HostIndex<T> {
    entries: Vec<(Hostname, T)>,
    exact: ByName,
    wildcard: ByName,
    any: Option<usize>,
}

impl<T> Default for HostIndex<T> {
    fn default() -> Self {
        Self { entries: Vec::new(), exact: ByName::default(), wildcard: ByName::default(), any: None }
    }
}

impl<T> HostIndex<T> {
    /// The value of exactly that hostname, made where there is none.
    pub(crate) fn entry(&mut self, hostname: &Hostname, make: impl FnOnce() -> T) -> &mut T {
        let next = self.entries.len();
        let index = if hostname.is_any() {
            *self.any.get_or_insert(next)
        } else {
            let map = if hostname.is_wildcard() { &mut self.wildcard } else { &mut self.exact };
            *map.entry(hostname.name().into()).or_insert(next)
        };
        if index == next {
            self.entries.push((hostname.clone(), make()));
        }
        &mut self.entries[index].1
    }

    /// All entries, in the order made.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (&Hostname, &T)> {
        self.entries.iter().map(|(hostname, value)| (hostname, value))
    }

    /// Every entry whose hostname stands for `host` (lower case, no port), the most specific first. Does not allocate.
    pub(crate) fn matching<'a>(&'a self, host: &str) -> impl Iterator<Item = (&'a Hostname, &'a T)> {
        let suffixes = host.match_indices('.').filter(|(at, _)| *at > 0).map(|(at, _)| &host[at + 1..]);
        let below = suffixes.filter_map(|suffix| self.wildcard.get(suffix));
        let found = self.exact.get(host).into_iter().chain(below).chain(&self.any);
        found.map(|&index| (&self.entries[index].0, &self.entries[index].1))
    }

    /// The most specific entry for `host`.
    pub(crate) fn find(&self, host: &str) -> Option<(&Hostname, &T)> {
        self.matching(host).next()
    }

    /// Every entry whose hostname covers all hosts of `hostname`.
    pub(crate) fn covering<'a>(&'a self, hostname: &Hostname) -> impl Iterator<Item = (&'a Hostname, &'a T)> {
        // A wildcard is covered by what covers any one name below it, and by itself.
        let own = hostname.is_wildcard().then(|| self.wildcard.get(hostname.name())).flatten();
        let wider = if hostname.is_any() { None } else { Some(self.matching(hostname.name())) };
        let any = hostname.is_any().then_some(self.any).flatten();
        let own = own.copied().into_iter().chain(any).map(|index| (&self.entries[index].0, &self.entries[index].1));
        own.chain(wider.into_iter().flatten().filter(move |(found, _)| found.covers(hostname)))
    }

    /// The same index with other values.
    pub(crate) fn map<U>(self, mut change: impl FnMut(&Hostname, T) -> U) -> HostIndex<U> {
        let entries = self.entries.into_iter().map(|(hostname, value)| {
            let changed = change(&hostname, value);
            (hostname, changed)
        });
        HostIndex { entries: entries.collect(), exact: self.exact, wildcard: self.wildcard, any: self.any }
    }
}

/// A Host header as it is compared: without its port, in lower case. Allocates only where there are capitals.
pub(crate) fn host_name(written: &str) -> Cow<'_, str> {
    let is_port = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let name = match written.rsplit_once(':') {
        Some((name, port)) if is_port(port) && (!name.contains(':') || name.ends_with(']')) => name,
        _ => written,
    };
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(hostnames: &[&str]) -> HostIndex<String> {
        let mut index = HostIndex::default();
        for written in hostnames {
            index.entry(&Hostname::new(written), || (*written).to_owned());
        }
        index
    }

    #[test]
    fn the_most_specific_hostname_is_found_first() {
        let index = index(&["", "*.com", "*.example.com", "a.example.com"]);
        let found = |host: &str| index.matching(host).map(|(_, value)| value.as_str()).collect::<Vec<_>>().join(" ");
        assert_eq!(found("a.example.com"), "a.example.com *.example.com *.com ");
        assert_eq!(found("a.b.example.com"), "*.example.com *.com ");
        assert_eq!(found("example.com"), "*.com ");
        assert_eq!(found("org"), "");
    }

    #[test]
    fn covering_finds_the_hostname_itself_and_wider_ones() {
        let index = index(&["", "*.example.com", "*.b.example.com", "a.example.com"]);
        let covering = |written: &str| {
            let hostname = Hostname::new(written);
            index.covering(&hostname).map(|(_, value)| value.clone()).collect::<Vec<_>>()
        };
        assert_eq!(covering("*.b.example.com"), ["*.b.example.com", "*.example.com", ""]);
        assert_eq!(covering("*.example.com"), ["*.example.com", ""]);
        assert_eq!(covering("a.example.com"), ["a.example.com", "*.example.com", ""]);
        assert_eq!(covering(""), [""]);
    }

    #[test]
    fn ports_and_capitals_are_no_part_of_a_host() {
        assert_eq!(host_name("FOO.example.com:80"), "foo.example.com");
        assert_eq!(host_name("[::1]:80"), "[::1]");
        assert_eq!(host_name("::1"), "::1");
    }
}
