//! Examples to open: a file each, listed here in the order of the menu.

use crate::{Shared, SharedSource};

/// One example.
#[derive(Debug, Clone, Copy)]
pub struct Example {
    /// `canary-weight`: its address is `#example/canary-weight`.
    pub id: &'static str,
    /// Its name in the menu.
    pub title: &'static str,
    /// What it shows, in a sentence.
    pub about: &'static str,
    /// The manifest.
    pub text: &'static str,
    /// The request that shows it.
    pub request: &'static str,
}

impl Example {
    /// As though it had come by a link.
    pub fn shared(&self) -> Shared {
        let name = format!("{}.yaml", self.id);
        Shared {
            sources: vec![SharedSource { name, text: self.text.to_owned() }],
            request: self.request.to_owned(),
            ..Shared::default()
        }
    }
}

/// All examples; the first is what an untouched page shows.
#[rustfmt::skip]
pub static EXAMPLES: &[Example] = &[
    Example {
        id: "wildcard-depth",
        title: "A wildcard host, two labels deep",
        about: "ingress-nginx takes one label for the star, Gateway API any number",
        text: include_str!("../examples/wildcard-depth.yaml"),
        request: "GET http://a.b.shop.example.com/",
    },
];

/// The example of that id.
pub fn example(id: &str) -> Option<&'static Example> {
    EXAMPLES.iter().find(|example| example.id == id)
}
