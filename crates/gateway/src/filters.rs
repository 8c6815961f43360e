//! What the filters of a rule and of its backends do to a request and to its answer.
//!
//! Modelled: header modifiers, redirect, rewrite, mirror, CORS. Every filter of another type is left open by name.

use gatefold_manifest::Node;
use gatefold_routing::{HeaderEdits, HostTemplate, PathTemplate, Scheme};

use crate::{
    Place,
    cors::Cors,
    fields::{items, number, text},
};

/// All filters of one list.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Filters {
    pub(crate) request: HeaderEdits,
    pub(crate) response: HeaderEdits,
    pub(crate) host: Option<Box<str>>,
    pub(crate) path: Option<PathTemplate>,
    pub(crate) redirect: Option<RedirectFilter>,
    /// Copies: the field of the reference, and the fraction of requests.
    pub(crate) mirrors: Vec<(String, f64)>,
    /// A CORS filter.
    pub(crate) cors: Option<Cors>,
    /// The first filter that is not modelled: its type and field.
    pub(crate) unmodelled: Option<(String, String)>,
}

/// A RequestRedirect filter.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct RedirectFilter {
    pub(crate) scheme: Option<Scheme>,
    pub(crate) host: Option<Box<str>>,
    pub(crate) port: Option<u16>,
    pub(crate) path: Option<PathTemplate>,
    pub(crate) status: u16,
}

/// The filters of the rule or backend `node` at `place`; `prefix` is the path prefix that the match asks for, where it
/// asks for one.
pub(crate) fn read(place: &Place, node: Node<'_>, prefix: Option<&str>) -> Filters {
    let mut filters = Filters::default();
    for (index, filter) in items(node, "filters").enumerate() {
        let field = format!("{}.filters[{index}]", place.field);
        let kind = text(filter, "type").unwrap_or_default();
        match kind {
            "RequestHeaderModifier" => edits(filter.get("requestHeaderModifier"), &mut filters.request),
            "ResponseHeaderModifier" => edits(filter.get("responseHeaderModifier"), &mut filters.response),
            "RequestMirror" => {
                let share = filter.get("requestMirror").map_or(1.0, mirrored_share);
                filters.mirrors.push((format!("{field}.requestMirror.backendRef"), share));
            }
            "RequestRedirect" => match filter.get("requestRedirect").and_then(|it| redirect(it, prefix)) {
                Some(redirect) => filters.redirect = Some(redirect),
                None => filters.leave_open(kind, field),
            },
            "URLRewrite" => {
                let rewrite = filter.get("urlRewrite");
                filters.host = rewrite.and_then(|it| text(it, "hostname")).map(Into::into);
                match rewrite.and_then(|it| it.get("path")) {
                    Some(written) => match path(written, prefix) {
                        Some(path) => filters.path = Some(path),
                        None => filters.leave_open(kind, field),
                    },
                    None => filters.path = None,
                }
            }
            "CORS" => match filter.get("cors") {
                Some(cors) => filters.cors = Some(Cors::read(field, cors)),
                None => filters.leave_open(kind, field),
            },
            other => filters.leave_open(other, field),
        }
    }
    filters
}

impl Filters {
    fn leave_open(&mut self, kind: &str, field: String) {
        self.unmodelled.get_or_insert((kind.to_owned(), field));
    }

    /// The filters of a rule followed by those of the one backend that it chose.
    pub(crate) fn then(mut self, other: Self) -> Self {
        for (edits, later) in [(&mut self.request, other.request), (&mut self.response, other.response)] {
            edits.remove.extend(later.remove);
            for (name, value) in later.set {
                edits.set.retain(|(key, _)| !key.eq_ignore_ascii_case(&name));
                edits.add.retain(|(key, _)| !key.eq_ignore_ascii_case(&name));
                edits.set.push((name, value));
            }
            edits.add.extend(later.add);
        }
        Self {
            host: other.host.or(self.host),
            path: other.path.or(self.path),
            redirect: self.redirect.or(other.redirect),
            mirrors: [self.mirrors, other.mirrors].concat(),
            cors: self.cors.or(other.cors),
            unmodelled: self.unmodelled.or(other.unmodelled),
            ..self
        }
    }

    /// The Host header that arrives.
    pub(crate) fn host(&self) -> HostTemplate {
        self.host.clone().map_or(HostTemplate::Keep, HostTemplate::Set)
    }
}

fn edits(modifier: Option<Node<'_>>, edits: &mut HeaderEdits) {
    let Some(modifier) = modifier else { return };
    let pairs = |field: &str| {
        let pair = |it: Node<'_>| {
            (text(it, "name").unwrap_or_default().to_owned(), text(it, "value").unwrap_or_default().to_owned())
        };
        items(modifier, field).map(pair).collect::<Vec<_>>()
    };
    edits.set.extend(pairs("set"));
    edits.add.extend(pairs("add"));
    edits.remove.extend(items(modifier, "remove").map(|it| it.text().to_owned()));
}

/// `percent` or `fraction` of a RequestMirror, 1 where it has neither.
fn mirrored_share(mirror: Node<'_>) -> f64 {
    if let Some(percent) = number::<u32>(mirror, "percent") {
        return f64::from(percent) / 100.0;
    }
    let Some(fraction) = mirror.get("fraction") else { return 1.0 };
    let denominator = number::<u32>(fraction, "denominator").filter(|&it| it > 0).unwrap_or(100);
    f64::from(number::<u32>(fraction, "numerator").unwrap_or(0)) / f64::from(denominator)
}

/// None where a scheme or path is not one of those that the specification names.
fn redirect(node: Node<'_>, prefix: Option<&str>) -> Option<RedirectFilter> {
    let scheme = match text(node, "scheme") {
        None => None,
        Some("http") => Some(Scheme::Http),
        Some("https") => Some(Scheme::Https),
        Some(_) => return None,
    };
    let path = match node.get("path") {
        None => None,
        Some(written) => Some(path(written, prefix)?),
    };
    Some(RedirectFilter {
        scheme,
        host: text(node, "hostname").map(Into::into),
        port: number(node, "port"),
        path,
        status: number(node, "statusCode").unwrap_or(302),
    })
}

/// A path modifier; none where it replaces a prefix and the match asks for none.
fn path(node: Node<'_>, prefix: Option<&str>) -> Option<PathTemplate> {
    match text(node, "type") {
        Some("ReplaceFullPath") => Some(PathTemplate::Full(text(node, "replaceFullPath").unwrap_or_default().into())),
        Some("ReplacePrefixMatch") => Some(PathTemplate::ReplacePrefix {
            prefix: prefix?.into(),
            replacement: text(node, "replacePrefixMatch").unwrap_or_default().into(),
        }),
        _ => None,
    }
}
