//! What annotations ask of requests besides host and path: methods, headers and queries. Each way to satisfy all of them is a
//! match of its own.

use gatefold_ingress::{Ask, Asked, AskedValue, Dialect, asks, ways};

use super::Writer;
use crate::rules::{Asking, ValueMatch};

/// Those that a match takes (`HTTPMethod`).
static METHODS: &[&str] = &["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"];

pub(super) fn read(writer: &mut Writer<'_, '_>) {
    let all = asks(writer.view, writer.service.unwrap_or_default());
    let (said, missed): (Vec<Ask>, Vec<Ask>) = all.into_iter().partition(is_said);
    for ask in &missed {
        let why = "a match takes methods that it knows and values of headers and of named parameters, and no address of a client";
        writer.missed(&ask.key, why);
        if writer.view.class.dialect == Dialect::AwsAlb {
            writer.guard_lost(&ask.key);
        }
    }
    let Some(ways) = ways(&said).filter(|_| !said.is_empty()) else {
        for ask in &said {
            writer.missed(&ask.key, "a rule has at most 64 matches");
        }
        return;
    };
    let mut keys: Vec<&str> = said.iter().map(|ask| &*ask.key).collect();
    keys.dedup();
    for key in keys {
        match said.iter().filter(|ask| ask.key == key).find_map(differs) {
            Some(why) => writer.nearly(key, None, "matches", why),
            None => writer.same(key, None, "matches"),
        }
    }
    writer.extras.asks = ways.iter().map(asking).collect();
    if let Some(word) = writer.words.get(gatefold_ingress::annotation::Meaning::HeadersSeparator) {
        writer.same(word.key, None, "");
    }
}

/// What matches do otherwise.
fn differs(ask: &Ask) -> Option<&'static str> {
    let has_letters = |value: &AskedValue| value.text.bytes().any(|letter| letter.is_ascii_alphabetic());
    let ways = || ask.ways.iter().flatten();
    let mut values = ways().flat_map(|way| way.headers.iter().chain(&way.query));
    let mut paths = ways().filter_map(|way| way.path.as_deref());
    if paths.any(|path| path.ends_with("/*")) {
        return Some("a prefix also takes the path before the slash and the star");
    }
    // Kong does so unless its router is of expressions.
    let is_any_case = values.any(|(_, value)| has_letters(value));
    is_any_case.then_some("the controller may compare values in any case, and a match does not")
}

/// Whether matches can say it.
fn is_said(ask: &Ask) -> bool {
    let is_known = |way: &Asked| way.method.as_deref().is_none_or(|method| METHODS.contains(&method));
    ask.ways.as_ref().is_some_and(|ways| ways.iter().all(is_known))
}

fn asking(way: &Asked) -> Asking {
    let values = |all: &[(String, AskedValue)]| {
        let value = |(name, value): &(String, AskedValue)| {
            let pattern = value.pattern();
            let is_regex = pattern.is_some();
            ValueMatch { name: name.clone(), is_regex, value: pattern.unwrap_or_else(|| value.text.clone()) }
        };
        all.iter().map(value).collect()
    };
    let method = way.method.as_deref().and_then(|method| METHODS.iter().find(|known| **known == method).copied());
    Asking { method, headers: values(&way.headers), query: values(&way.query), path: way.path.clone() }
}
