//! What a path is compared with once it is a match, by what the Ingress's controller makes of it.

use gatefold_diagnostic::Code;
use gatefold_ingress::{Dialect, IngressView, PathMeaning, annotation::Meaning, meaning, path_meaning};

use crate::{
    expression::open_ended,
    path,
    plan::{IngressResult, PathKind},
};

/// What a path is in a match.
pub(crate) enum Meant {
    /// Compared so, with why that is only nearly the same.
    Path(PathKind, String, Option<Code>),
    /// A regular expression that no match says.
    Regex,
}

fn as_written(raw: &str, path: String) -> String {
    if path::prefix_key(raw) == path::prefix_key(&path) { raw.to_owned() } else { path }
}

/// An expression that a controller looks for in a path, as one that all of the path has to match. None where RE2 refuses it (a
/// repetition of a repetition), or where the part that it matched is replaced, which no filter does.
fn whole(view: &IngressView, text: &str) -> Option<String> {
    let (flags, rest) = text.strip_prefix("(?i)").map_or(("", text), |rest| ("(?i)", rest));
    let (start, rest) = rest.strip_prefix('^').map_or((".*", rest), |rest| ("", rest));
    let repeats = |pair: &[u8]| b"*+?".contains(&pair[0]) && b"*+".contains(&pair[1]);
    let replaced = [Meaning::StripPath, Meaning::PrefixRewrite, Meaning::ServiceRewrites];
    if rest.as_bytes().windows(2).any(repeats) || replaced.iter().any(|part| meaning(view, *part).is_some()) {
        return None;
    }
    let rest = if rest.contains('|') { format!("(?:{rest})") } else { rest.to_owned() };
    Some(open_ended(&format!("{flags}{start}{rest}")))
}

/// What the Ingress's controller compares a path with.
pub(crate) fn meant(
    view: &IngressView,
    written: &k8s_openapi::api::networking::v1::HTTPIngressPath,
    raw: &str,
    result: &mut IngressResult,
) -> Meant {
    let plain = if written.path_type == "Exact" { PathKind::Exact } else { PathKind::Prefix };
    let meaning = match view.class.dialect {
        Dialect::IngressNginx => PathMeaning::Open,
        _ => path_meaning(view, written.path.as_deref().unwrap_or_default(), &written.path_type),
    };
    match meaning {
        PathMeaning::Exact(path) => Meant::Path(PathKind::Exact, path, None),
        // A slash at the end makes no difference to a match: it stays as it is written.
        PathMeaning::Prefix(path) => Meant::Path(PathKind::Prefix, as_written(raw, path), None),
        PathMeaning::NearlyPrefix(path) => Meant::Path(PathKind::Prefix, as_written(raw, path), Some(Code::GW0786)),
        PathMeaning::Regex(text) => match whole(view, &text) {
            Some(text) => Meant::Path(PathKind::Regex, text, Some(Code::GW0705)),
            None => Meant::Regex,
        },
        PathMeaning::Unread => Meant::Regex,
        PathMeaning::Open => {
            if !matches!(&*written.path_type, "Exact" | "Prefix") {
                result.implementation_specific += 1;
            }
            Meant::Path(plain, raw.to_owned(), None)
        }
    }
}
