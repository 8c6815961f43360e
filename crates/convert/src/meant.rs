//! What a path is compared with once it is a match, by what the Ingress's controller makes of it.

use gatefold_diagnostic::Code;
use gatefold_ingress::{Dialect, IngressView, PathMeaning, path_meaning};

use crate::{
    path,
    plan::{IngressResult, PathKind},
};

/// What a path is in a match.
pub(crate) enum Meant {
    /// Compared so, with why that is only nearly the same.
    Path(PathKind, String, Option<Code>),
    /// A regular expression.
    Regex,
}

fn as_written(raw: &str, path: String) -> String {
    if path::prefix_key(raw) == path::prefix_key(&path) { raw.to_owned() } else { path }
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
        PathMeaning::Regex(_) => Meant::Regex,
        PathMeaning::Open => {
            if !matches!(&*written.path_type, "Exact" | "Prefix") {
                result.implementation_specific += 1;
            }
            Meant::Path(plain, raw.to_owned(), None)
        }
    }
}
