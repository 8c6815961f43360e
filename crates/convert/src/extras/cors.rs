//! The filter CORS with all that a controller says by itself, since the filter's own defaults differ.

use gatefold_diagnostic::{Args, Code};
use gatefold_ingress::{
    Dialect,
    annotation::{CORS, Meaning},
};
use gatefold_manifest::Yaml;

use super::{Feature, Writer};
use crate::policies::{self, Cors, Need, What};

/// The type of the filter.
const KIND: &str = "CORS";

/// ingress-nginx's own values (`annotations/cors`), of which its table has none.
const METHODS: &str = "GET, PUT, POST, DELETE, PATCH, OPTIONS";
const HEADERS: &str =
    "DNT,Keep-Alive,User-Agent,X-Requested-With,If-Modified-Since,Cache-Control,Content-Type,Range,Authorization";

/// Methods that the filter takes.
static KNOWN_METHODS: &[&str] = &["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "*"];

/// What the group says, and the filter's fields for it.
static PARTS: &[(Meaning, &str)] = &[
    (Meaning::CorsCredentials, "cors.allowCredentials"),
    (Meaning::CorsHeaders, "cors.allowHeaders"),
    (Meaning::CorsMethods, "cors.allowMethods"),
    (Meaning::CorsOrigins, "cors.allowOrigins"),
    (Meaning::CorsExposed, "cors.exposeHeaders"),
    (Meaning::CorsMaxAge, "cors.maxAge"),
];

/// Writes the filter where an annotation asks for it.
pub(super) fn read(writer: &mut Writer<'_, '_>) {
    let words = &writer.words;
    let Some(enable) = words.get(Meaning::Cors).filter(|_| words.flag(Meaning::Cors) == Some(true)) else { return };
    let said = |meaning, otherwise| words.text(meaning).unwrap_or(words.default(meaning, otherwise));
    let dialect = writer.view.class.dialect;
    let all = said(Meaning::CorsOrigins, "*");
    // HAProxy's own controller compares an expression with what asks.
    let is_pattern =
        dialect == Dialect::Haproxy && all != "*" && all.contains(['^', '$', '\\', '(', '[', '|', '*', '+']);
    let (origins, lost) = if is_pattern { (Vec::new(), Vec::new()) } else { origins(all) };
    if origins.is_empty() {
        return writer.missed(enable.key, "the filter CORS takes none of the origins");
    }
    let any = origins == ["*"];
    // Without an annotation the controller allows none.
    let credentials =
        words.flag(Meaning::CorsCredentials).unwrap_or(words.default(Meaning::CorsCredentials, "false") == "true");
    let (methods, unknown) = methods(said(Meaning::CorsMethods, METHODS));
    let headers = items(said(Meaning::CorsHeaders, HEADERS));
    let expose = items(said(Meaning::CorsExposed, ""));
    // Browsers keep an answer for five seconds where nothing is said.
    let age = words.milliseconds(Meaning::CorsMaxAge).map(|age| age / 1000);
    let age = age.or_else(|| words.default(Meaning::CorsMaxAge, "5").trim_end_matches('s').parse().ok()).unwrap_or(5);
    // The filter keeps an answer for one second at least; nginx may say none.
    let max_age = age.clamp(1, i32::MAX.into());
    let cors = Cors { origins, methods, headers, expose, credentials, max_age };
    let parts: Vec<_> = PARTS.iter().filter_map(|(part, field)| Some((words.get(*part)?, *field))).collect();
    if !filter(writer, enable.key, cors, || parts.iter().map(|(word, _)| word.key.to_owned()).collect()) {
        return;
    }
    // Other OPTIONS requests than preflight ones were answered too, and answers of the proxy itself had the headers.
    let is_nginx = dialect == Dialect::IngressNginx;
    if is_nginx {
        writer.nearly_by(enable.key, Some(KIND), "cors", Code::F12);
    } else {
        let what = match dialect {
            Dialect::Haproxy => "backends answered OPTIONS requests, and the filter answers those that ask for CORS",
            _ => "the controller answers every OPTIONS request itself, and the filter only those that ask for CORS",
        };
        writer.nearly(enable.key, Some(KIND), "cors", what);
    }
    for (word, field) in parts {
        let what = match field {
            "cors.allowOrigins" if !lost.is_empty() => format!("the filter has no form for {}", lost.join(", ")),
            "cors.allowMethods" if !unknown.is_empty() => format!("the filter has no form for {}", unknown.join(", ")),
            "cors.maxAge" if age != max_age => format!("the filter keeps answers for {max_age} seconds"),
            "cors.allowOrigins" if is_nginx && !any && word.text.contains('*') => {
                writer.nearly_by(word.key, Some(KIND), field, Code::F12);
                continue;
            }
            _ => {
                writer.same(word.key, Some(KIND), field);
                continue;
            }
        };
        writer.nearly(word.key, Some(KIND), field, &what);
    }
    if any && credentials && is_nginx {
        writer.finding(enable.key, Code::GW0764, Args::new());
    }
}

/// Writes the filter for what `key` asks for, or asks for a policy, for which `parts` gives the other keys.
pub(super) fn filter<'a>(
    writer: &mut Writer<'a, '_>,
    key: &str,
    cors: Cors<'a>,
    parts: impl FnOnce() -> Vec<String>,
) -> bool {
    if !writer.can(key, Feature::Cors, &CORS) {
        let mut keys = parts();
        for part in &keys {
            writer.miss_with(part, key);
        }
        keys.insert(0, key.to_owned());
        writer.extras.needs.push(Need { keys, what: What::Cors(cors) });
        return false;
    }
    let lists = [
        ("allowOrigins", cors.origins),
        ("allowMethods", cors.methods),
        ("allowHeaders", cors.headers),
        ("exposeHeaders", cors.expose),
    ];
    let lists = lists.into_iter().filter(|(_, items)| !items.is_empty());
    let mut value: Vec<_> = lists.map(|(field, items)| (field, Yaml::list(items))).collect();
    value.push(("allowCredentials", policies::truth(cors.credentials)));
    value.push(("maxAge", Yaml::Integer(cors.max_age)));
    writer.filter(KIND, "cors", Yaml::map(value));
    true
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
fn origins(text: &str) -> (Vec<&str>, Vec<&str>) {
    let all = items(text);
    if all == ["*"] {
        return (all, Vec::new());
    }
    let meant = all.into_iter().filter(|origin| origin.contains("://") || *origin == "null");
    meant.partition(|origin| origin.starts_with("http://") || origin.starts_with("https://"))
}

fn methods(text: &str) -> (Vec<&str>, Vec<&str>) {
    items(text).into_iter().partition(|method| KNOWN_METHODS.contains(method))
}
