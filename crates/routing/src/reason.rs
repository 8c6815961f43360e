//! Why a candidate won or lost: one row a reason, with its words. Steps carry the reason and typed arguments.

use serde::{Serialize, Serializer};

macro_rules! reasons {
    ($($variant:ident $id:literal $template:literal)+) => {
        /// Why a step of a [`Decision`](crate::Decision) went as it did.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Reason {
            $(#[doc = $template] $variant,)+
        }

        impl Reason {
            /// Every reason, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Its name in JSON.
            pub fn id(self) -> &'static str {
                match self { $(Self::$variant => $id),+ }
            }

            /// Its words, with `{name}` for each argument.
            pub fn template(self) -> &'static str {
                match self { $(Self::$variant => $template),+ }
            }
        }
    };
}

#[rustfmt::skip]
reasons! {
    // Hosts and listeners.
    HostMatches        "host-matches"        "{hostname} matches the request's host {host}"
    HostDiffers        "host-differs"        "{hostname} does not match the request's host {host}"
    // Paths, methods, headers, query.
    PathExact          "path-exact"          "path {path} is equal"
    PathPrefix         "path-prefix"         "path {path} is a prefix by segments"
    PathRegex          "path-regex"          "path matches the regular expression {path}"
    PathDiffers        "path-differs"        "path {path} does not match"
    MethodDiffers      "method-differs"      "method is not {method}"
    HeaderDiffers      "header-differs"      "header {name} is not {value}"
    QueryDiffers       "query-differs"       "query parameter {name} is not {value}"
    // Precedence.
    ShorterPath        "shorter-path"        "matches too, but {path} is shorter than {winner}"
    LowerPrecedence    "lower-precedence"    "matches too, but {winner} comes first: {rule}"
}

impl Serialize for Reason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.id())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_unique() {
        let mut ids: Vec<_> = Reason::ALL.iter().map(|reason| reason.id()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), Reason::ALL.len());
    }
}
