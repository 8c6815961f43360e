//! What `enable-cors` answers and adds: `OPTIONS` from an origin that is allowed is answered with 204 before anything else
//! of the location, and every other answer of the location to such an origin carries the headers.

use gatefold_routing::{FieldMatch, HeaderValue, Pattern, REQUEST_ORIGIN, ValueMatch};

use crate::annotation::Annotations;

/// What is sent where nothing is written.
const METHODS: &str = "GET, PUT, POST, DELETE, PATCH, OPTIONS";
const HEADERS: &str = "DNT,Keep-Alive,User-Agent,X-Requested-With,If-Modified-Since,Cache-Control,Content-Type,Range,\
                       Authorization";
const MAX_AGE: i64 = 1_728_000;

/// CORS of one Ingress.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Cors {
    /// Which origins are allowed; none for all.
    origins: Option<Pattern>,
    /// Sorted by name.
    headers: Vec<HeaderValue>,
}

/// Whether CORS answers by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// It answers with 204.
    Preflight,
    /// It adds its headers to what is answered.
    Beside,
    /// It has no part.
    Not,
}

impl Cors {
    /// Reads the annotations; none where CORS is off or no origin is one that is taken.
    pub(crate) fn read(read: &Annotations<'_>) -> Option<Self> {
        if read.flag("enable-cors") != Some(true) {
            return None;
        }
        let written: Vec<&str> = read.list("cors-allow-origin").collect();
        let is_any = read.text("cors-allow-origin").is_none() || written.contains(&"*");
        let origins = if is_any { None } else { Some(pattern(&written)?) };
        let text = |key: &str, default: &str| read.text(key).unwrap_or(default).to_owned();
        let origin = if is_any { "*" } else { REQUEST_ORIGIN };
        let credentials = read.flag("cors-allow-credentials").unwrap_or(true);
        let exposed = read.text("cors-expose-headers").map(str::to_owned);
        let all = [
            ("Allow-Credentials", credentials.then(|| "true".to_owned())),
            ("Allow-Headers", Some(text("cors-allow-headers", HEADERS))),
            ("Allow-Methods", Some(text("cors-allow-methods", METHODS))),
            ("Allow-Origin", Some(origin.to_owned())),
            ("Expose-Headers", exposed),
            ("Max-Age", Some(read.number("cors-max-age").unwrap_or(MAX_AGE).to_string())),
        ];
        let headers = all.into_iter().filter_map(|(name, value)| Some((format!("Access-Control-{name}"), value?)));
        Some(Self { origins, headers: headers.collect() })
    }

    /// What is added to answers.
    pub(crate) fn headers(&self) -> &[HeaderValue] {
        &self.headers
    }

    /// The cases in order, each with what it asks of headers; the preflight asks for the method besides.
    pub(crate) fn cases(&self) -> Vec<(Part, Vec<FieldMatch>)> {
        match &self.origins {
            None => vec![(Part::Preflight, Vec::new()), (Part::Beside, Vec::new())],
            Some(origins) => {
                let allowed = || vec![FieldMatch { name: "Origin".into(), value: ValueMatch::Regex(origins.clone()) }];
                vec![(Part::Preflight, allowed()), (Part::Beside, allowed()), (Part::Not, Vec::new())]
            }
        }
    }
}

/// nginx's test of the origin: open at its start, closed at its end, in any case; the first `*` of an entry is one label.
fn pattern(origins: &[&str]) -> Option<Pattern> {
    let one = |origin: &&str| Pattern::quote(origin).replacen("\\*", "[A-Za-z0-9-]+", 1);
    let all: Vec<String> = origins.iter().filter(|origin| is_origin(origin)).map(one).collect();
    if all.is_empty() {
        return None;
    }
    Pattern::new(&format!("(?i)(?:{})$", all.join("|"))).ok()
}

/// An entry with its scheme, or `null`; the controller skips others.
fn is_origin(origin: &str) -> bool {
    origin == "null" || origin.contains("://")
}
