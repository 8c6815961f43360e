//! What a person chooses before a conversion: where the Gateway stands, who implements it, and which CRDs there are.

use std::{fmt, str::FromStr};

use gatefold_gateway::{BundleVersion, Channel, DEFAULT_IMPLEMENTATION, IMPLEMENTATIONS, Implementation};
use gatefold_ingress::{IngressOptions, NginxOptions};
use gatefold_manifest::InputScope;

/// How close the output keeps to what ingress-nginx does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Fidelity {
    /// As a person would write it; what changes is reported.
    #[default]
    Idiomatic,
    /// As it behaves, wherever Gateway API can say it.
    Faithful,
}

/// Where Gateways are put.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Placement {
    /// One for all, in a namespace of the cluster's operators.
    Shared {
        /// Its namespace.
        namespace: String,
        /// Its name.
        name: String,
    },
    /// One in each namespace that has Ingresses: an address of its own each.
    PerNamespace {
        /// The name that all of them have.
        name: String,
    },
}

impl Default for Placement {
    /// `infra/gatefold`: not in a namespace of applications, so that roles stay apart.
    fn default() -> Self {
        Self::Shared { namespace: "infra".to_owned(), name: "gatefold".to_owned() }
    }
}

/// The text is no `NAMESPACE/NAME`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadPlacement(pub String);

impl fmt::Display for BadPlacement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:?} names no Gateway: write NAMESPACE/NAME, or */NAME for one in each namespace, each part of at most 63 \
             lower-case letters, digits and dashes",
            self.0
        )
    }
}

impl std::error::Error for BadPlacement {}

impl FromStr for Placement {
    type Err = BadPlacement;

    /// Reads `infra/gatefold`, and `*/gatefold` for one in each namespace.
    fn from_str(text: &str) -> Result<Self, BadPlacement> {
        let bad = || BadPlacement(text.to_owned());
        let (namespace, name) = text.split_once('/').ok_or_else(bad)?;
        if !is_label(name) || (namespace != "*" && !is_label(namespace)) {
            return Err(bad());
        }
        Ok(match namespace {
            "*" => Self::PerNamespace { name: name.to_owned() },
            _ => Self::Shared { namespace: namespace.to_owned(), name: name.to_owned() },
        })
    }
}

fn is_label(text: &str) -> bool {
    let letters = text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    letters && (1..=63).contains(&text.len()) && !text.starts_with('-') && !text.ends_with('-')
}

/// All choices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Whose GatewayClass, and whose limits.
    pub implementation: &'static Implementation,
    /// Where Gateways are put.
    pub placement: Placement,
    /// The channel of the cluster's CRDs.
    pub channel: Channel,
    /// Their release.
    pub bundle: BundleVersion,
    /// How to read what is not in the input.
    pub scope: InputScope,
    /// How ingress-nginx is set up.
    pub nginx: NginxOptions,
    /// How close to keep to behaviour.
    pub fidelity: Fidelity,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            implementation: Implementation::by_id(DEFAULT_IMPLEMENTATION).unwrap_or(&IMPLEMENTATIONS[0]),
            placement: Placement::default(),
            channel: Channel::default(),
            bundle: BundleVersion::default(),
            scope: InputScope::default(),
            nginx: NginxOptions::default(),
            fidelity: Fidelity::default(),
        }
    }
}

impl Options {
    /// How the Ingresses are read.
    pub(crate) fn ingress(&self) -> IngressOptions {
        IngressOptions { scope: self.scope, nginx: self.nginx.clone(), ..IngressOptions::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_placement_is_read_from_its_text() {
        let shared = Placement::Shared { namespace: "edge".to_owned(), name: "web".to_owned() };
        assert_eq!("edge/web".parse(), Ok(shared));
        assert_eq!("*/web".parse(), Ok(Placement::PerNamespace { name: "web".to_owned() }));
        for text in ["web", "/web", "edge/", "Edge/web", "edge/web/x", "edge/-web"] {
            assert!(text.parse::<Placement>().is_err(), "{text}");
        }
    }
}
