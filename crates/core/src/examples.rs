//! Examples to open: a file each, listed here in the order of the menu.

use std::borrow::Cow;

use gatefold_routing::Verdict;

use crate::{Shared, SharedSource, dump};

/// One example.
#[derive(Debug, Clone, Copy)]
pub struct Example {
    /// `canary-weight`: its address is `#example/canary-weight`.
    pub id: &'static str,
    /// Its name in the menu.
    pub title: &'static str,
    /// What it shows, in a sentence.
    pub about: &'static str,
    /// The request that shows it, with curl's `-H` for headers.
    pub request: &'static str,
    /// What both sides say to that request.
    pub verdict: Verdict,
}

/// A file of `examples/`.
macro_rules! file {
    ($id:literal) => {
        include_str!(concat!("../examples/", $id, ".yaml"))
    };
}

impl Example {
    /// What an untouched page shows, as though it had come by a link.
    pub fn first() -> Shared {
        EXAMPLES.first().map(|first| first.with(file!("wildcard-depth").to_owned())).unwrap_or_default()
    }

    /// The manifest; empty for what is none of [`EXAMPLES`]. Not among the facts, so that a program that fetches one when it
    /// is opened does not carry them all. The large one is made: it is too long even to be a file of the repository.
    #[rustfmt::skip]
    pub fn text(&self) -> Cow<'static, str> {
        match self.id {
            "wildcard-depth"   => file!("wildcard-depth").into(),
            "step-1-classes"   => file!("step-1-classes").into(),
            "step-2-entry"     => file!("step-2-entry").into(),
            "step-3-matches"   => file!("step-3-matches").into(),
            "step-4-namespace" => file!("step-4-namespace").into(),
            "step-5-canary"    => file!("step-5-canary").into(),
            "step-6-clusters"  => file!("step-6-clusters").into(),
            "canary-weight"    => file!("canary-weight").into(),
            "trailing-slash"   => file!("trailing-slash").into(),
            "default-backend"  => file!("default-backend").into(),
            "ssl-redirect"     => file!("ssl-redirect").into(),
            "named-ports"      => file!("named-ports").into(),
            "cross-namespace"  => file!("cross-namespace").into(),
            "weights-zero"     => file!("weights-zero").into(),
            "large"            => dump(LARGE).into(),
            _                  => "".into(),
        }
    }

    /// As though it had come by a link.
    pub fn shared(&self) -> Shared {
        self.with(self.text().into_owned())
    }

    /// The same with its manifest, which somebody fetched.
    pub fn with(&self, manifest: String) -> Shared {
        let name = format!("{}.yaml", self.id);
        Shared {
            sources: vec![SharedSource { name, text: manifest }],
            request: self.request.to_owned(),
            ..Shared::default()
        }
    }
}

/// Ingresses of the large example: enough that listeners spill over into ListenerSets.
const LARGE: usize = 200;

/// All examples; the first is what an untouched page shows.
#[rustfmt::skip]
pub static EXAMPLES: &[Example] = &[
    Example {
        id: "wildcard-depth",
        title: "A wildcard host, two labels deep",
        about: "ingress-nginx takes one label for the star, Gateway API any number",
        request: "GET http://a.b.shop.example.com/",
        verdict: Verdict::Different,
    },
    Example {
        id: "step-1-classes",
        title: "Step 1: a GatewayClass per environment",
        about: "classes for development and production, with parameters of their own",
        request: "GET http://shop.example.com/",
        verdict: Verdict::Same,
    },
    Example {
        id: "step-2-entry",
        title: "Step 2: a Gateway for HTTP and HTTPS",
        about: "TLS, a redirect on the plain listener, and which namespaces may attach",
        request: "GET http://shop.example.com/cart?item=4",
        verdict: Verdict::Same,
    },
    Example {
        id: "step-3-matches",
        title: "Step 3: an HTTPRoute's matches, AND and OR",
        about: "two entries under matches are alternatives: the header alone reaches version 2",
        request: "GET http://api.example.com/products -H 'X-API-Version: 2'",
        verdict: Verdict::Different,
    },
    Example {
        id: "step-4-namespace",
        title: "Step 4: a whole namespace",
        about: "two Ingresses and their Services, converted with nothing left out in silence",
        request: "GET http://api.example.com/v1/orders/17",
        verdict: Verdict::Same,
    },
    Example {
        id: "step-5-canary",
        title: "Step 5: a canary, by header and then by weight",
        about: "those who send the header reach the new version, and 5 of 100 others",
        request: "GET http://shop.example.com/checkout -H 'X-Canary: always'",
        verdict: Verdict::Different,
    },
    Example {
        id: "step-6-clusters",
        title: "Step 6: two clusters, 70 to 30",
        about: "ServiceImports as backends, where an Ingress ends at its own cluster",
        request: "GET http://shop.example.com/catalogue",
        verdict: Verdict::Different,
    },
    Example {
        id: "canary-weight",
        title: "A canary by two Ingresses",
        about: "the annotations of ingress-nginx, which decide by header, cookie and weight",
        request: "GET http://shop.example.com/",
        verdict: Verdict::Same,
    },
    Example {
        id: "trailing-slash",
        title: "The redirect to a trailing slash",
        about: "nginx sends /docs to /docs/, Gateway API takes both for one prefix",
        request: "GET http://handbook.example.com/docs?page=2",
        verdict: Verdict::Different,
    },
    Example {
        id: "default-backend",
        title: "Whom a defaultBackend serves",
        about: "beside rules it serves their hosts, alone it serves all other hosts",
        request: "GET http://shop.example.com/no-such-page",
        verdict: Verdict::Same,
    },
    Example {
        id: "ssl-redirect",
        title: "Redirected to HTTPS without being listed",
        about: "one entry under spec.tls redirects every host of the Ingress",
        request: "GET http://blog.example.com/2026/11",
        verdict: Verdict::Same,
    },
    Example {
        id: "named-ports",
        title: "Ports by name",
        about: "a backendRef has a number only: the Service says which",
        request: "GET http://api.example.com/metrics",
        verdict: Verdict::Same,
    },
    Example {
        id: "cross-namespace",
        title: "A Service of another namespace",
        about: "a ReferenceGrant instead of a Service of type ExternalName",
        request: "GET http://pay.example.com/",
        verdict: Verdict::Different,
    },
    Example {
        id: "weights-zero",
        title: "Weights that are all zero",
        about: "a rule whose every weight is 0 answers 500 by itself",
        request: "GET http://shop.example.com/",
        verdict: Verdict::Different,
    },
    Example {
        id: "large",
        title: "Two hundred Ingresses",
        about: "a made-up dump of eight namespaces, large enough for ListenerSets",
        request: "GET http://search-1.team-0.example.com/",
        verdict: Verdict::Same,
    },
];

/// Ids that an example once had: links to them are out in the world.
static FORMER_IDS: &[(&str, &str)] = &[("canary-ingress", "canary-weight")];

/// The example of that id, or the one that once had it.
pub fn example(id: &str) -> Option<&'static Example> {
    let id = FORMER_IDS.iter().find(|row| row.0 == id).map_or(id, |row| row.1);
    EXAMPLES.iter().find(|example| example.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_addresses_of_the_documentation_open() {
        for id in ["wildcard-depth", "canary-weight", "canary-ingress", "large"] {
            assert!(example(id).is_some(), "#example/{id}");
        }
        for (former, _) in FORMER_IDS {
            assert!(EXAMPLES.iter().all(|example| example.id != *former), "{former} is in use again");
        }
    }

    #[test]
    fn the_first_is_the_one_that_is_carried_along() {
        assert_eq!(Example::first(), EXAMPLES[0].shared());
    }

    #[test]
    fn ids_are_unique_and_files_are_short() {
        let mut ids: Vec<_> = EXAMPLES.iter().map(|example| example.id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), EXAMPLES.len(), "two examples share an id");
        for example in EXAMPLES {
            assert!(
                example.id == "large" || example.text().lines().count() <= 80,
                "{}: more than 80 lines",
                example.id
            );
            let is_said = example.text().starts_with("# ") || example.id == "large";
            assert!(is_said, "{}: a comment says first what it is", example.id);
        }
    }
}
