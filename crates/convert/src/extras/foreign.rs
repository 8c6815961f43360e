//! What the annotations of other controllers add to rules, by the meanings that their tables give them.

use std::borrow::Cow;

use gatefold_ingress::annotation::{Annotations, Meaning, REQUEST_HEADERS, RESPONSE_HEADERS, REWRITE, Reading};

use super::{Feature, PathChange, Writer, middleware};

type Header<'a> = (Cow<'a, str>, Cow<'a, str>);

pub(super) fn read(writer: &mut Writer<'_, '_>) {
    let view = writer.view;
    let Some(table) = view.class.dialect.table() else { return };
    let read = Annotations::new(&view.object, table);
    for (key, value, row) in read.rows() {
        let (Some(meaning), Reading::Set) = (row.meaning, read.reading(row, value.text())) else { continue };
        let text = value.text().trim();
        match meaning {
            Meaning::StripPath => path(writer, key, PathChange::Prefix("/".into())),
            Meaning::PrefixRewrite => path(writer, key, PathChange::Prefix(text.into())),
            Meaning::FullRewrite => path(writer, key, PathChange::Full(text.into())),
            Meaning::SetHeaders => match headers(text) {
                Some(headers) if writer.can(key, Feature::Core, &REQUEST_HEADERS) => {
                    writer.extras.request_headers.extend(headers);
                    writer.same(key, Some("RequestHeaderModifier"), "requestHeaderModifier.set");
                }
                Some(_) => {}
                None => writer.missed(key, "a header has no value or one that depends on the request"),
            },
            Meaning::SetResponseHeaders => match headers(text) {
                Some(headers) if writer.can(key, Feature::ResponseHeaders, &RESPONSE_HEADERS) => {
                    writer.extras.response_headers.extend(headers);
                    writer.same(key, Some("ResponseHeaderModifier"), "responseHeaderModifier.set");
                }
                Some(_) => {}
                None => writer.missed(key, "a header has no value or one that depends on the request"),
            },
            Meaning::HideHeaders => {
                let names = text.split(',').map(str::trim).filter(|name| !name.is_empty());
                if writer.can(key, Feature::ResponseHeaders, &RESPONSE_HEADERS) {
                    writer.extras.response_removed.extend(names.map(Cow::from));
                    writer.same(key, Some("ResponseHeaderModifier"), "responseHeaderModifier.remove");
                }
            }
            Meaning::Middlewares => middleware::read(writer, key, text),
            Meaning::ForceSslRedirect
            | Meaning::SslRedirect
            | Meaning::SslRedirectCode
            | Meaning::SslRedirectPort
            | Meaning::UpstreamHost => {}
        }
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

/// Headers, one a line or with commas between; none where one cannot be said.
fn headers(text: &str) -> Option<Vec<Header<'_>>> {
    let has_lines = text.contains('\n');
    let items = text.split(move |letter| if has_lines { letter == '\n' } else { letter == ',' });
    let items = items.map(str::trim).filter(|item| !item.is_empty());
    items
        .map(|item| {
            let (name, value) = item.split_once(':').or_else(|| item.split_once(char::is_whitespace))?;
            let value = value.trim().trim_matches('"');
            let is_fixed = !value.is_empty() && !value.contains(['$', '%']) && !name.contains(' ');
            is_fixed.then(|| (Cow::from(name.trim()), Cow::from(value)))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_read_as_each_dialect_writes_them() {
        let read =
            |text| headers(text).map(|all| all.iter().map(|(a, b)| format!("{a}={b}")).collect::<Vec<_>>().join(" "));
        for (text, expected) in [
            ("X-A: 1,X-B: two", Some("X-A=1 X-B=two")),
            ("X-A: 1\nX-B: a, b\n", Some("X-A=1 X-B=a, b")),
            ("X-Own \"some value\"", Some("X-Own=some value")),
            ("X-A: $remote_addr", None),
            ("X-A", None),
            ("Name %[src]", None),
        ] {
            assert_eq!(read(text).as_deref(), expected, "{text}");
        }
    }
}
