//! What annotations ask of requests besides host and path: methods and headers. Each way to satisfy all of them is a match of
//! its own.

use gatefold_ingress::annotation::{HEADER_MATCH, METHOD_MATCH, Meaning};

use super::{Feature, Writer};
use crate::rules::HeaderMatch;

/// One way in which a request is as it is asked for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Asked {
    pub(crate) method: Option<&'static str>,
    pub(crate) headers: Vec<HeaderMatch>,
}

/// Those that a match takes (`HTTPMethod`).
static METHODS: &[&str] = &["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"];

/// As many as a rule has.
const MAX_WAYS: usize = 64;

pub(super) fn read(writer: &mut Writer<'_, '_>) {
    let separator = writer.words.text(Meaning::HeadersSeparator).unwrap_or(",").to_owned();
    let mut ways = vec![Asked::default()];
    for word in writer.words.list().to_vec() {
        let (parts, field): (Option<Vec<Asked>>, _) = match word.row.meaning {
            Some(Meaning::Methods) => (word.text.split(',').map(str::trim).map(method).collect(), &METHOD_MATCH),
            Some(Meaning::HeaderMatch) => {
                let name = word.key.split_once("headers.").map_or("", |(_, name)| name);
                (word.text.split(&*separator).map(|value| header(name, value.trim())).collect(), &HEADER_MATCH)
            }
            _ => continue,
        };
        let Some(parts) = parts.filter(|parts| parts.len() * ways.len() <= MAX_WAYS) else {
            let why = "a match takes methods that it knows and whole values of headers, and a rule at most 64 of them";
            writer.missed(word.key, why);
            continue;
        };
        if writer.can(word.key, Feature::Core, field) {
            let both = |way: &Asked, part: &Asked| Asked {
                method: part.method.or(way.method),
                headers: way.headers.iter().chain(&part.headers).cloned().collect(),
            };
            ways = ways.iter().flat_map(|way| parts.iter().map(move |part| both(way, part))).collect();
            writer.same(word.key, None, "matches");
        }
    }
    if writer.extras.said.iter().any(|said| said.field == "matches") {
        writer.extras.asks = ways;
        if let Some(word) = writer.words.get(Meaning::HeadersSeparator) {
            writer.same(word.key, None, "");
        }
    }
}

fn method(name: &str) -> Option<Asked> {
    let method = METHODS.iter().find(|known| **known == name)?;
    Some(Asked { method: Some(method), headers: Vec::new() })
}

/// A value, which Kong takes for a regular expression where it begins with `~*`.
fn header(name: &str, value: &str) -> Option<Asked> {
    let takes = !name.is_empty() && !value.is_empty() && !value.starts_with("~*");
    let header = HeaderMatch { name: name.to_owned(), is_regex: false, value: value.to_owned() };
    takes.then(|| Asked { method: None, headers: vec![header] })
}
