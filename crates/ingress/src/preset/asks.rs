//! What annotations ask of requests besides the host and path of a rule: further hosts, methods, headers, queries.
//!
//! Kong's are for all paths of an Ingress (`translator/subtranslator/ingress_atc.go`), `server-alias` of HAProxy Ingress for
//! its hosts (`pkg/haproxy/types/maps.go`), and `conditions.NAME` of AWS Load Balancer Controller for the paths whose
//! backend is called NAME (`pkg/ingress/model_build_listener_rules.go`).

use gatefold_manifest::{Document, Node};
use gatefold_routing::{FieldMatch, Guard, PathMatch, Pattern, ValueMatch};

use super::action::{conditions_key, member, texts};
use crate::{
    Dialect, IngressView,
    annotation::{Annotations, Meaning, Words},
};

/// One way in which a request is as it is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// The method; none for any.
    pub method: Option<String>,
    /// Headers by their names.
    pub headers: Vec<(String, AskedValue)>,
    /// Parameters of the query by their names.
    pub query: Vec<(String, AskedValue)>,
    /// A pattern with `*` and `?` in place of the path.
    pub path: Option<String>,
}

/// What a value has to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedValue {
    /// As it is written; `*` and `?` stand for letters where `has_wildcards` says so.
    pub text: String,
    /// Whether `*` stands for any letters and `?` for one.
    pub has_wildcards: bool,
}

/// What one annotation asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// Its whole key.
    pub key: String,
    /// Ways of which one has to fit; none where they cannot be told.
    pub ways: Option<Vec<Asked>>,
}

impl AskedValue {
    fn new(text: &str, has_wildcards: bool) -> Self {
        Self { text: text.to_owned(), has_wildcards: has_wildcards && text.contains(['*', '?']) }
    }

    /// A regular expression for all of the value, where letters stand for others.
    pub fn pattern(&self) -> Option<String> {
        self.has_wildcards.then(|| format!("^{}$", wildcards(&self.text)))
    }

    fn matched(&self, case: Case) -> ValueMatch {
        let exact = || ValueMatch::Exact(self.text.as_str().into());
        if case == Case::Same && !self.has_wildcards {
            return exact();
        }
        let pattern = format!("(?i){}", self.pattern().unwrap_or_else(|| format!("^{}$", Pattern::quote(&self.text))));
        Pattern::new(&pattern).map_or_else(|_| exact(), ValueMatch::Regex)
    }
}

/// How letters of values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    Same,
    Any,
}

/// A pattern in which `*` stands for any letters and `?` for one, as a regular expression without anchors.
pub fn wildcards(text: &str) -> String {
    Pattern::quote(text).replace("\\*", ".*").replace("\\?", ".")
}

impl Asked {
    /// It, and what another annotation asks for.
    pub fn and(&self, other: &Self) -> Self {
        let both = |own: &[_], others: &[_]| own.iter().chain(others).cloned().collect();
        Self {
            method: other.method.clone().or_else(|| self.method.clone()),
            headers: both(&self.headers, &other.headers),
            query: both(&self.query, &other.query),
            path: other.path.clone().or_else(|| self.path.clone()),
        }
    }

    /// The guard of a rule that compares a path so.
    pub(super) fn guard(&self, path: PathMatch, case: Case) -> Guard {
        let fields = |all: &[(String, AskedValue)]| {
            let field = |(name, value): &(String, AskedValue)| FieldMatch {
                name: name.as_str().into(),
                value: value.matched(case),
            };
            all.iter().map(field).collect()
        };
        let method = self.method.as_deref().map(Into::into);
        Guard { path, method, headers: fields(&self.headers), query: fields(&self.query) }
    }

    fn of_header(name: &str, value: AskedValue) -> Self {
        Self { headers: vec![(name.to_owned(), value)], ..Self::default() }
    }
}

/// The most ways that are told apart: as many as a rule of Gateway API has matches.
const MAX_WAYS: usize = 64;

/// All ways in which a request fits each of `asks`; none where they cannot be told or are too many.
pub fn ways(asks: &[Ask]) -> Option<Vec<Asked>> {
    let mut all = vec![Asked::default()];
    for ask in asks {
        let parts = ask.ways.as_ref().filter(|parts| parts.len() * all.len() <= MAX_WAYS)?;
        all = all.iter().flat_map(|way| parts.iter().map(move |part| way.and(part))).collect();
    }
    Some(all)
}

/// What the annotations of an Ingress ask of requests to the paths whose backend is called `service`.
pub fn asks(view: &IngressView, service: &str) -> Vec<Ask> {
    match view.class.dialect {
        Dialect::Kong => of_kong(view),
        Dialect::AwsAlb => of_conditions(view, service),
        _ => Vec::new(),
    }
}

/// The hosts of a path whose rule says `host` (empty for none) and whose backend is called `service`. Those that are no
/// name, with or without `*.` before it, are left out.
pub fn hosts(view: &IngressView, host: &str, service: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let words = || Some(Words::new(&view.object, view.class.dialect.table()?));
    let further = match view.class.dialect {
        Dialect::Kong | Dialect::HaproxyIngress => {
            let aliases = words().map(|words| words.items(Meaning::HostAliases)).unwrap_or_default();
            aliases.into_iter().map(str::to_owned).collect()
        }
        Dialect::AwsAlb => condition_hosts(view, service),
        _ => Vec::new(),
    };
    // An alias of HAProxy Ingress stands beside the rules for all hosts; the others say which hosts the rules are for.
    let is_own = !host.is_empty() || further.is_empty() || view.class.dialect == Dialect::HaproxyIngress;
    let further = further.into_iter().map(|name| name.to_ascii_lowercase()).filter(|name| is_host(name));
    for name in is_own.then(|| host.to_owned()).into_iter().chain(further) {
        if !all.contains(&name) {
            all.push(name);
        }
    }
    all
}

fn is_host(name: &str) -> bool {
    let rest = name.strip_prefix("*.").unwrap_or(name);
    !rest.is_empty() && !rest.contains(['*', '?', '/', ':', ' '])
}

fn of_kong(view: &IngressView) -> Vec<Ask> {
    let Some(table) = view.class.dialect.table() else { return Vec::new() };
    let words = Words::new(&view.object, table);
    let separator = words.text(Meaning::HeadersSeparator).unwrap_or(",");
    let mut all = Vec::new();
    for word in words.list() {
        let ways = match word.row.meaning {
            Some(Meaning::Methods) => words.items(Meaning::Methods).into_iter().map(method).collect(),
            Some(Meaning::HeaderMatch) => {
                let name = word.key.split_once("headers.").map_or("", |(_, name)| name);
                // A value is a regular expression where it begins with `~*`.
                let one = |value: &str| {
                    let is_plain = !name.is_empty() && !value.is_empty() && !value.starts_with("~*");
                    is_plain.then(|| Asked::of_header(name, AskedValue::new(value, false)))
                };
                word.text.split(separator).map(str::trim).map(one).collect()
            }
            _ => continue,
        };
        all.push(Ask { key: word.key.to_owned(), ways });
    }
    all
}

/// Kong Ingress Controller reads methods in any case.
fn method(name: &str) -> Option<Asked> {
    let is_one = name.bytes().all(|letter| letter.is_ascii_alphabetic());
    is_one.then(|| Asked { method: Some(name.to_ascii_uppercase()), ..Asked::default() })
}

/// How many fields of a request besides its path and host Kong compares, and how many headers.
pub(super) fn strength(view: &IngressView) -> (u32, u32) {
    let read = Annotations::new(&view.object, &crate::annotation::KONG);
    let is_header = |row: &crate::annotation::Annotation| row.meaning == Some(Meaning::HeaderMatch);
    let headers = read.rows().filter(|(_, value, row)| is_header(row) && !value.text().trim().is_empty()).count();
    let headers = u32::try_from(headers).unwrap_or(u32::MAX).min(255);
    (u32::from(read.text("methods").is_some()) + u32::from(headers > 0), headers)
}

fn of_conditions(view: &IngressView, service: &str) -> Vec<Ask> {
    let key = conditions_key(service);
    let Some(text) = view.object.annotation(&key) else { return Vec::new() };
    let list = |ways| vec![Ask { key: key.clone(), ways }];
    let Some(conditions) = conditions(text) else { return list(None) };
    let (mut all, mut paths) = (Vec::new(), Vec::new());
    for condition in conditions {
        match condition {
            Some(Condition::Ways(ways)) => all.push(Ask { key: key.clone(), ways: Some(ways) }),
            Some(Condition::Paths(patterns)) => paths.extend(patterns),
            Some(Condition::Hosts(hosts)) if hosts.iter().all(|host| is_host(&host.to_ascii_lowercase())) => {}
            _ => return list(None),
        }
    }
    if !paths.is_empty() {
        // One of them, or the path of the rule.
        let path = |path| Asked { path: Some(path), ..Asked::default() };
        let ways = std::iter::once(Asked::default()).chain(paths.into_iter().map(path)).collect();
        all.push(Ask { key, ways: Some(ways) });
    }
    all
}

/// What an annotation's conditions ask for, in order, each as far as it can be told; none where it holds no JSON.
fn conditions(text: &str) -> Option<Vec<Option<Condition>>> {
    let document = Document::json(text)?;
    Some(document.root()?.items().map(condition_of).collect())
}

/// What one condition asks for; addresses of clients and regular expressions are none of these.
enum Condition {
    Ways(Vec<Asked>),
    Hosts(Vec<String>),
    Paths(Vec<String>),
}

fn condition_of(node: Node<'_>) -> Option<Condition> {
    let values = |config: &str| {
        let values = texts(member(member(node, config)?, "values")?);
        (!values.is_empty()).then_some(values)
    };
    match member(node, "field")?.text() {
        "host-header" => Some(Condition::Hosts(values("hostHeaderConfig")?)),
        "path-pattern" => Some(Condition::Paths(values("pathPatternConfig")?)),
        "http-header" => {
            let name = member(member(node, "httpHeaderConfig")?, "httpHeaderName")?.text();
            let way = |value: String| Asked::of_header(name, AskedValue::new(&value, true));
            Some(Condition::Ways(values("httpHeaderConfig")?.into_iter().map(way).collect()))
        }
        "http-request-method" => {
            let way = |method| Asked { method: Some(method), ..Asked::default() };
            Some(Condition::Ways(values("httpRequestMethodConfig")?.into_iter().map(way).collect()))
        }
        "query-string" => {
            let pairs = member(member(node, "queryStringConfig")?, "values")?.items();
            // Without a key any parameter may have the value.
            let way = |pair: Node<'_>| {
                let name = member(pair, "key")?.text();
                let value = AskedValue::new(member(pair, "value")?.text(), true);
                let is_name = !name.is_empty() && !name.contains(['*', '?']);
                is_name.then(|| Asked { query: vec![(name.to_owned(), value)], ..Asked::default() })
            };
            Some(Condition::Ways(pairs.map(way).collect::<Option<_>>()?))
        }
        _ => None,
    }
}

fn condition_hosts(view: &IngressView, service: &str) -> Vec<String> {
    let conditions = view.object.annotation(&conditions_key(service)).and_then(conditions);
    let hosts = conditions.into_iter().flatten().filter_map(|condition| match condition {
        Some(Condition::Hosts(hosts)) => Some(hosts),
        _ => None,
    });
    hosts.flatten().collect()
}
