//! The filters of a rule: one of each type, in one order.

use gatefold_manifest::Yaml;

use crate::{
    extras::{Extras, Header, HeaderEdits},
    rules::{Action, Deed, PathTo},
    target::Target,
};

/// The filters of a rule, and their types.
pub(crate) fn filters<'r>(
    target: &Target,
    rule: &'r Deed,
    extras: Option<&'r Extras<'_>>,
) -> (Vec<&'static str>, Vec<Yaml<'r>>) {
    let mut filters: Vec<(&'static str, &'static str, Yaml<'r>)> = Vec::new();
    if rule.action == Action::Redirect {
        let redirect = Yaml::map([("scheme", "https".into()), ("statusCode", target.status(rule.status).into())]);
        filters.push(("RequestRedirect", "requestRedirect", redirect));
    }
    if let Some(to) = &rule.redirect {
        let scheme = to.scheme.map(|scheme| ("scheme", Yaml::from(scheme)));
        let host = to.host.as_deref().map(|host| ("hostname", Yaml::from(host)));
        let port = to.port.map(|port| ("port", Yaml::from(port)));
        let path = to.path.as_deref().map(|path| ("path", full_path(path)));
        let fields = scheme.into_iter().chain(host).chain(port).chain(path);
        let redirect = Yaml::map(fields.chain([("statusCode", Yaml::from(target.status(to.status)))]));
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
    if let Some(extras) = extras {
        let edits = edits(&extras.towards, None);
        if !edits.is_empty() {
            filters.push(("RequestHeaderModifier", "requestHeaderModifier", Yaml::map(edits)));
        }
    }
    // One filter of a type for each rule: what the Ingress itself sets wins over what is set for all.
    static NONE: HeaderEdits<'static> = HeaderEdits { set: Vec::new(), add: Vec::new(), remove: Vec::new() };
    let back = extras.map_or(&NONE, |extras| &extras.back);
    let edits =
        edits(back, rule.has_hsts.then_some(("Strict-Transport-Security", "max-age=31536000; includeSubDomains")));
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

/// What a header modifier says; a header for all is set where the Ingress does not set it itself.
fn edits<'r>(edits: &'r HeaderEdits<'_>, for_all: Option<(&'r str, &'r str)>) -> Vec<(&'static str, Yaml<'r>)> {
    let for_all = for_all.filter(|(name, _)| !edits.set.iter().any(|(own, _)| own.eq_ignore_ascii_case(name)));
    let header = |(name, value): (&'r str, &'r str)| Yaml::map([("name", name.into()), ("value", value.into())]);
    let texts = |list: &'r [Header<'_>]| list.iter().map(|(name, value)| (&**name, &**value));
    let set: Vec<_> = for_all.into_iter().chain(texts(&edits.set)).map(header).collect();
    let add: Vec<_> = texts(&edits.add).map(header).collect();
    let remove: Vec<_> = edits.remove.iter().map(|name| Yaml::from(&**name)).collect();
    let all = [("set", set), ("add", add), ("remove", remove)].into_iter().filter(|(_, list)| !list.is_empty());
    all.map(|(field, list)| (field, Yaml::list(list))).collect()
}
