//! The filter CORS with all that ingress-nginx says by itself, since the filter's own defaults differ.

use gatefold_diagnostic::{Args, Code};
use gatefold_ingress::annotation::{Annotations, CORS};
use gatefold_manifest::Yaml;

use super::{Feature, Writer, nginx::key};
use crate::policies::{self, Need, What};

/// The type of the filter.
const KIND: &str = "CORS";

/// ingress-nginx's defaults (`annotations/cors`).
const METHODS: &str = "GET, PUT, POST, DELETE, PATCH, OPTIONS";
const HEADERS: &str =
    "DNT,Keep-Alive,User-Agent,X-Requested-With,If-Modified-Since,Cache-Control,Content-Type,Range,Authorization";
const MAX_AGE: i64 = 1_728_000;

/// Methods that the filter takes.
static KNOWN_METHODS: &[&str] = &["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "*"];

/// Annotations of the group, and the filter's fields for them.
static PARTS: &[(&str, &str)] = &[
    ("cors-allow-credentials", "cors.allowCredentials"),
    ("cors-allow-headers", "cors.allowHeaders"),
    ("cors-allow-methods", "cors.allowMethods"),
    ("cors-allow-origin", "cors.allowOrigins"),
    ("cors-expose-headers", "cors.exposeHeaders"),
    ("cors-max-age", "cors.maxAge"),
];

/// Writes the filter where `enable-cors` asks for it.
pub(super) fn read<'a>(writer: &mut Writer<'a, '_>, read: &Annotations<'a>) {
    if read.flag("enable-cors") != Some(true) {
        return;
    }
    let enable = key("enable-cors");
    let (origins, lost) = origins(read);
    if origins.is_empty() {
        return writer
            .missed(&enable, "the filter CORS takes none of the origins; ingress-nginx sends no headers either");
    }
    let any = origins == ["*"];
    let credentials = read.flag("cors-allow-credentials").unwrap_or(true);
    let (methods, unknown) = methods(read);
    let headers = items(read.text("cors-allow-headers").unwrap_or(HEADERS));
    let expose = items(read.text("cors-expose-headers").unwrap_or_default());
    let age = read.number("cors-max-age").unwrap_or(MAX_AGE);
    // The filter keeps an answer for one second at least; nginx may say none.
    let max_age = age.clamp(1, i32::MAX.into());
    if !writer.can(&enable, Feature::Cors, &CORS) {
        let parts = PARTS.iter().map(|(name, _)| *name);
        let keys: Vec<_> = parts.filter(|name| read.written(name).is_some()).map(key).collect();
        for key in &keys {
            writer.miss_with(key, &enable);
        }
        let what = What::Cors(policies::Cors { origins, methods, headers, expose, credentials, max_age });
        writer.extras.needs.push(Need { keys: [vec![enable], keys].concat(), what });
        return;
    }
    let mut value = vec![
        ("allowOrigins", Yaml::list(origins)),
        ("allowMethods", Yaml::list(methods)),
        ("allowHeaders", Yaml::list(headers)),
    ];
    if !expose.is_empty() {
        value.push(("exposeHeaders", Yaml::list(expose)));
    }
    value.push(("allowCredentials", policies::truth(credentials)));
    value.push(("maxAge", Yaml::Integer(max_age)));
    writer.filter(KIND, "cors", Yaml::map(value));
    // Other OPTIONS requests than preflight ones were answered too, and answers of the proxy itself had the headers.
    writer.nearly(
        &enable,
        Some(KIND),
        "cors",
        "ingress-nginx answers every OPTIONS request with 204 itself, and the filter only those that ask for CORS",
    );
    for (name, field) in PARTS {
        if read.written(name).is_none() {
            continue;
        }
        let what = match *name {
            "cors-allow-origin" if !lost.is_empty() => format!("the filter has no form for {}", lost.join(", ")),
            "cors-allow-methods" if !unknown.is_empty() => format!("the filter has no form for {}", unknown.join(", ")),
            "cors-max-age" if age != max_age => format!("the filter keeps answers for {max_age} seconds"),
            "cors-allow-origin" if read.list(name).any(|origin| origin.contains("//*.")) => {
                "*. stands for one label to ingress-nginx, and for any number to the filter".to_owned()
            }
            _ => {
                writer.same(key(name), Some(KIND), field);
                continue;
            }
        };
        writer.nearly(&key(name), Some(KIND), field, &what);
    }
    if any && credentials {
        writer.finding(&enable, Code::GW0764, Args::new());
    }
}

fn items(text: &str) -> Vec<&str> {
    let mut items = Vec::new();
    for item in text.split([',', ' ']).map(str::trim).filter(|item| !item.is_empty()) {
        if !items.contains(&item) {
            items.push(item);
        }
    }
    // Nothing stands beside a star.
    if items.contains(&"*") { vec!["*"] } else { items }
}

/// The origins that the filter takes, and those that it has no form for. Without a scheme an entry means nothing to
/// ingress-nginx either.
fn origins<'a>(read: &Annotations<'a>) -> (Vec<&'a str>, Vec<&'a str>) {
    let all = items(read.text("cors-allow-origin").unwrap_or("*"));
    if all == ["*"] {
        return (all, Vec::new());
    }
    let meant = all.into_iter().filter(|origin| origin.contains("://") || *origin == "null");
    meant.partition(|origin| origin.starts_with("http://") || origin.starts_with("https://"))
}

fn methods<'a>(read: &Annotations<'a>) -> (Vec<&'a str>, Vec<&'a str>) {
    let all = items(read.text("cors-allow-methods").unwrap_or(METHODS));
    all.into_iter().partition(|method| KNOWN_METHODS.contains(method))
}
