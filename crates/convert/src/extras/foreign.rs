//! What the annotations of other controllers add to rules, by the meanings that their tables give them.

use std::borrow::Cow;

use gatefold_ingress::{
    Dialect,
    annotation::{Meaning, REQUEST_HEADERS, RESPONSE_HEADERS, REWRITE, Reading},
    is_entry_point,
};

use super::{Feature, Header, HeaderEdits, PathChange, Writer, middleware};
use crate::{hostname::is_one_host, rules::RedirectTo};

/// Those that only other controllers have.
pub(super) fn read(writer: &mut Writer<'_, '_>) {
    for word in writer.words.list().to_vec() {
        let (key, text) = (word.key, word.text);
        let (Some(meaning), Reading::Set) = (word.row.meaning, word.row.read(text)) else { continue };
        match meaning {
            Meaning::StripPath => path(writer, key, PathChange::Prefix("/".into())),
            Meaning::PrefixRewrite => path(writer, key, PathChange::Prefix(text.into())),
            Meaning::FullRewrite => path(writer, key, PathChange::Full(text.into())),
            Meaning::SetHeaders
            | Meaning::AddHeaders
            | Meaning::DropHeaders
            | Meaning::SetResponseHeaders
            | Meaning::AddResponseHeaders
            | Meaning::HideHeaders => edit(writer, key, meaning, text),
            Meaning::Middlewares => middleware::read(writer, key, text),
            Meaning::RedirectTo => redirect(writer, key, text),
            Meaning::ServiceRewrites => rewrites(writer, key, text),
            Meaning::Hsts => hsts(writer, key),
            Meaning::TlsOnly => writer.same(key, None, ""),
            Meaning::EntryPoints => entry_points(writer, key, text),
            _ => {}
        }
    }
}

/// Listeners are for ports 80 and 443: what other entry points are is not in the input.
fn entry_points(writer: &mut Writer<'_, '_>, key: &str, text: &str) {
    let names = text.split(',').map(str::trim).filter(|name| !name.is_empty());
    let others: Vec<_> = names.clone().filter(|name| !is_entry_point(name)).collect();
    let why = format!("only web and websecure are known to be ports 80 and 443, and not {}", others.join(", "));
    match others.len() {
        0 => writer.same(key, None, ""),
        all if all == names.count() => writer.missed(key, &why),
        _ => writer.nearly(key, None, "", &why),
    }
}

/// Headers are changed on the way to backends or back.
fn edit<'a>(writer: &mut Writer<'a, '_>, key: &str, meaning: Meaning, text: &'a str) {
    let is_back = matches!(meaning, Meaning::SetResponseHeaders | Meaning::AddResponseHeaders | Meaning::HideHeaders);
    let mut edits = HeaderEdits::default();
    let mut why = None;
    let field = match meaning {
        Meaning::DropHeaders | Meaning::HideHeaders => {
            let names = text.split([',', '\n']).map(str::trim).filter(|name| !name.is_empty());
            edits.remove.extend(names.map(Cow::from));
            ["requestHeaderModifier.remove", "responseHeaderModifier.remove"]
        }
        _ => {
            let (headers, is_whole) = headers(text);
            if headers.is_empty() {
                return writer.missed(key, "a header has no value or one that depends on the request");
            }
            why =
                (!is_whole).then_some("a header without a value, or with one that depends on the request, is left out");
            if matches!(meaning, Meaning::AddHeaders | Meaning::AddResponseHeaders) {
                edits.add = headers;
                ["requestHeaderModifier.add", "responseHeaderModifier.add"]
            } else {
                edits.set = headers;
                ["requestHeaderModifier.set", "responseHeaderModifier.set"]
            }
        }
    };
    modify(writer, key, edits, is_back, (field[usize::from(is_back)], why));
}

/// Adds to what the modifier of one direction does, with its field and what differs. Whether it could.
pub(super) fn modify<'a>(
    writer: &mut Writer<'a, '_>,
    key: &str,
    edits: HeaderEdits<'a>,
    is_back: bool,
    (field, why): (&'static str, Option<&str>),
) -> bool {
    let (feature, has, kind) = if is_back {
        (Feature::ResponseHeaders, &RESPONSE_HEADERS, "ResponseHeaderModifier")
    } else {
        (Feature::Core, &REQUEST_HEADERS, "RequestHeaderModifier")
    };
    if !writer.can(key, feature, has) {
        return false;
    }
    let to = if is_back { &mut writer.extras.back } else { &mut writer.extras.towards };
    // The lists of a filter have each name once: what is said later counts.
    for (name, value) in edits.set {
        to.set.retain(|(own, _)| !own.eq_ignore_ascii_case(&name));
        to.set.push((name, value));
    }
    to.add.extend(edits.add);
    for name in edits.remove {
        to.remove.retain(|own| !own.eq_ignore_ascii_case(&name));
        to.remove.push(name);
    }
    match why {
        Some(why) => writer.nearly(key, Some(kind), field, why),
        None => writer.same(key, Some(kind), field),
    }
    true
}

/// All requests are sent elsewhere. HAProxy's own controller is given a host, and keeps the path.
fn redirect(writer: &mut Writer<'_, '_>, key: &str, text: &str) {
    let default = writer.words.default(Meaning::RedirectCode, "302");
    let code = writer.words.get(Meaning::RedirectCode);
    let status = code.map_or(default, |word| word.text).parse().unwrap_or(302);
    let dialect = writer.view.class.dialect;
    let to = if dialect == Dialect::Haproxy {
        RedirectTo::to_url(text, status).map(|to| RedirectTo { path: None, ..to }).or_else(|| {
            let is_host = is_one_host(&text.to_ascii_lowercase());
            is_host.then(|| RedirectTo { scheme: Some("http"), ..RedirectTo::to_host(text, status) })
        })
    } else {
        RedirectTo::to_url(text, status)
    };
    if to.is_none() {
        return writer
            .missed(key, "the filter takes a URL without parts of the request in it, and a status of redirects");
    }
    writer.extras.redirect = to;
    writer.same(key, Some("RequestRedirect"), "requestRedirect");
    if let Some(code) = code {
        writer.same(code.key, Some("RequestRedirect"), "requestRedirect.statusCode");
    }
}

/// The path of requests is changed.
pub(super) fn path<'a>(writer: &mut Writer<'a, '_>, key: &str, change: PathChange<'a>) {
    let (PathChange::Prefix(text) | PathChange::Full(text)) = &change;
    if !text.starts_with('/') || text.contains(['$', '%', '?', '#']) {
        return writer
            .missed(key, "the filter takes a path that begins with a slash and has no parts of the request in it");
    }
    if writer.can(key, Feature::Core, &REWRITE) {
        writer.extras.path = Some(change);
        writer.same(key, Some("URLRewrite"), "urlRewrite.path");
    }
}

/// Paths to some Services get another beginning (NGINX Inc.).
fn rewrites<'a>(writer: &mut Writer<'a, '_>, key: &str, text: &'a str) {
    let one = |item: &'a str| {
        let (service, to) = item.trim().strip_prefix("serviceName=")?.split_once(char::is_whitespace)?;
        let to = to
            .trim()
            .strip_prefix("rewrite=")
            .filter(|to| to.starts_with('/') && !to.contains(['$', '%', '?', '#']))?;
        Some((service, to))
    };
    let all: Option<Vec<_>> = text.split(';').filter(|item| !item.trim().is_empty()).map(one).collect();
    let Some(all) = all.filter(|all| !all.is_empty()) else {
        return writer
            .missed(key, "it is not serviceName=NAME rewrite=/PATH, or the path has parts of the request in it");
    };
    if writer.can(key, Feature::Core, &REWRITE) {
        writer.extras.rewrites = all;
        writer.same(key, Some("URLRewrite"), "urlRewrite.path");
    }
}

/// Browsers are told to keep to https. The header is also in answers over plain HTTP, where they pass over it (RFC 6797,
/// section 8.1).
fn hsts(writer: &mut Writer<'_, '_>, key: &str) {
    if writer.words.flag(Meaning::Hsts) != Some(true) {
        return writer.same(key, None, "");
    }
    let default = writer.words.default(Meaning::HstsMaxAge, "0");
    let below = if writer.words.flag(Meaning::HstsSubdomains) == Some(true) { "; includeSubDomains" } else { "" };
    let value = format!("max-age={}{below}", writer.words.text(Meaning::HstsMaxAge).unwrap_or(default));
    let set = vec![(Cow::from("Strict-Transport-Security"), Cow::from(value))];
    let field = "responseHeaderModifier.set";
    let is_written = modify(writer, key, HeaderEdits { set, ..HeaderEdits::default() }, true, (field, None));
    for part in writer.words.keys(&[Meaning::HstsMaxAge, Meaning::HstsSubdomains]) {
        match is_written {
            true => writer.same(part, Some("ResponseHeaderModifier"), field),
            false => writer.miss_with(&part, key),
        }
    }
}

/// Headers, one a line or with commas between, and whether they are all: one that cannot be said is left out.
fn headers(text: &str) -> (Vec<Header<'_>>, bool) {
    let has_lines = text.contains('\n');
    let items = text.split(move |letter| if has_lines { letter == '\n' } else { letter == ',' });
    let one = |item| {
        let (name, value): (&str, &str) =
            str::split_once(item, ':').or_else(|| str::split_once(item, char::is_whitespace))?;
        let value = value.trim().trim_matches('"');
        let is_fixed = !value.is_empty() && !value.contains(['$', '%']) && !name.contains(' ');
        is_fixed.then(|| (Cow::from(name.trim()), Cow::from(value)))
    };
    let all: Vec<_> = items.map(str::trim).filter(|item| !item.is_empty()).map(one).collect();
    let is_whole = all.iter().all(Option::is_some);
    (all.into_iter().flatten().collect(), is_whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_read_as_each_dialect_writes_them() {
        let read = |text| {
            let (all, is_whole) = headers(text);
            let all: Vec<_> = all.iter().map(|(name, value)| format!("{name}={value}")).collect();
            format!("{}{}", all.join(" "), if is_whole { "" } else { " …" })
        };
        for (text, expected) in [
            ("X-A: 1,X-B: two", "X-A=1 X-B=two"),
            ("X-A: 1\nX-B: a, b\n", "X-A=1 X-B=a, b"),
            ("X-Own \"some value\"", "X-Own=some value"),
            ("X-A: $remote_addr,X-B: two,X-C", "X-B=two …"),
            ("X-A", " …"),
            ("Name %[src]", " …"),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }
}
