//! The filters of a rule: one of each type, in one order.

use gatefold_manifest::Yaml;

use crate::{
    extras::Extras,
    rules::{Action, Deed, PathTo},
    target::{Support, Target},
};

/// The filters of a rule, and their types.
pub(crate) fn filters<'r>(
    target: &Target,
    rule: &'r Deed,
    extras: Option<&'r Extras<'_>>,
) -> (Vec<&'static str>, Vec<Yaml<'r>>) {
    let mut filters: Vec<(&'static str, &'static str, Yaml<'r>)> = Vec::new();
    let status = |status: u16| if status == 308 && target.redirect_308 != Support::Yes { 301 } else { status };
    if rule.action == Action::Redirect {
        let redirect = Yaml::map([("scheme", "https".into()), ("statusCode", status(rule.status).into())]);
        filters.push(("RequestRedirect", "requestRedirect", redirect));
    }
    if let Some(to) = &rule.redirect {
        let scheme = to.scheme.map(|scheme| ("scheme", Yaml::from(scheme)));
        let host = to.host.as_deref().map(|host| ("hostname", Yaml::from(host)));
        let port = to.port.map(|port| ("port", Yaml::from(port)));
        let path = to.path.as_deref().map(|path| ("path", full_path(path)));
        let fields = scheme.into_iter().chain(host).chain(port).chain(path);
        let redirect = Yaml::map(fields.chain([("statusCode", Yaml::from(status(to.status)))]));
        filters.push(("RequestRedirect", "requestRedirect", redirect));
    }
    let host = rule.upstream_host.as_deref().map(|host| ("hostname", Yaml::from(host)));
    let path = rule.path.as_ref().map(|path| {
        let path = match path {
            PathTo::Full(path) => full_path(path),
            PathTo::Prefix(path) => {
                Yaml::map([("type", "ReplacePrefixMatch".into()), ("replacePrefixMatch", path.as_str().into())])
            }
        };
        ("path", path)
    });
    let meant = extras.and_then(|extras| extras.path.as_ref()).zip(rule.alone);
    let path = path.or_else(|| meant.map(|(path, (kind, _))| ("path", path.modifier(kind))));
    if host.is_some() || path.is_some() {
        filters.push(("URLRewrite", "urlRewrite", Yaml::map(host.into_iter().chain(path))));
    }
    let hsts = rule.has_hsts.then_some(("Strict-Transport-Security", "max-age=31536000; includeSubDomains"));
    let [towards, back] = extras.map_or([&[][..]; 2], |it| [&it.request_headers[..], &it.response_headers[..]]);
    let own = back.iter().map(|(name, value)| (&**name, &**value));
    // One filter of a type for each rule: what the Ingress itself sets wins over what is set for all.
    let hsts = hsts.filter(|(name, _)| !back.iter().any(|(own, _)| own.eq_ignore_ascii_case(name)));
    if !towards.is_empty() {
        let set = headers(towards.iter().map(|(name, value)| (&**name, &**value)));
        filters.push(("RequestHeaderModifier", "requestHeaderModifier", Yaml::map(set)));
    }
    let removed = extras.map_or(&[][..], |extras| &extras.response_removed[..]);
    let mut edits = Vec::new();
    if hsts.is_some() || !back.is_empty() {
        edits.extend(headers(hsts.into_iter().chain(own)));
    }
    if !removed.is_empty() {
        edits.push(("remove", Yaml::list(removed.iter().map(|name| Yaml::from(&**name)))));
    }
    if !edits.is_empty() {
        filters.push(("ResponseHeaderModifier", "responseHeaderModifier", Yaml::map(edits)));
    }
    let further = extras.into_iter().flat_map(|extras| &extras.filters);
    filters.extend(further.map(|filter| (filter.kind, filter.field, filter.value.clone())));
    let kinds = filters.iter().map(|(kind, _, _)| *kind).collect();
    let of = |(kind, field, value)| Yaml::map([("type", Yaml::from(kind)), (field, value)]);
    (kinds, filters.into_iter().map(of).collect())
}

fn full_path(path: &str) -> Yaml<'_> {
    Yaml::map([("type", "ReplaceFullPath".into()), ("replaceFullPath", path.into())])
}

/// A header modifier that sets these.
fn headers<'r>(set: impl Iterator<Item = (&'r str, &'r str)>) -> Vec<(&'static str, Yaml<'r>)> {
    let header = |(name, value): (&'r str, &'r str)| Yaml::map([("name", name.into()), ("value", value.into())]);
    vec![("set", Yaml::list(set.map(header)))]
}
