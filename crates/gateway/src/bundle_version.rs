//! Which CRDs a cluster has: a release of Gateway API and a channel of it.

use std::{fmt, str::FromStr};

/// A channel of the CRDs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Channel {
    /// What is stable.
    #[default]
    Standard,
    /// What may still change, and all of standard.
    Experimental,
}

/// A release of the CRDs that Gatefold converts for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "each is the release of that number")]
pub enum BundleVersion {
    V1_3,
    V1_4,
    V1_5,
    V1_6,
    #[default]
    V1_7,
}

/// Releases as they are written, oldest first.
#[rustfmt::skip]
pub static BUNDLE_VERSIONS: &[(BundleVersion, &str)] = &[
    (BundleVersion::V1_3, "v1.3.0"),
    (BundleVersion::V1_4, "v1.4.1"),
    (BundleVersion::V1_5, "v1.5.1"),
    (BundleVersion::V1_6, "v1.6.1"),
    (BundleVersion::V1_7, "v1.7.0"),
];

impl BundleVersion {
    /// The minor release of v1: 7 for v1.7.0.
    pub fn minor(self) -> u8 {
        match self {
            Self::V1_3 => 3,
            Self::V1_4 => 4,
            Self::V1_5 => 5,
            Self::V1_6 => 6,
            Self::V1_7 => 7,
        }
    }
}

impl fmt::Display for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Standard => "standard",
            Self::Experimental => "experimental",
        })
    }
}

impl FromStr for Channel {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [Self::Standard, Self::Experimental].into_iter().find(|channel| channel.to_string() == text).ok_or_else(|| {
            UnknownName { what: "channel", name: text.to_owned(), known: "standard, experimental".to_owned() }
        })
    }
}

impl fmt::Display for BundleVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let written = BUNDLE_VERSIONS.iter().find(|(version, _)| version == self).map_or("", |(_, written)| written);
        f.write_str(written)
    }
}

impl FromStr for BundleVersion {
    type Err = UnknownName;

    /// Reads `v1.7.0`, `v1.7` and `1.7`; any patch release stands for its minor release.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let minor =
            |written: &str| written.trim_start_matches('v').splitn(3, '.').take(2).collect::<Vec<_>>().join(".");
        BUNDLE_VERSIONS
            .iter()
            .find(|(_, written)| minor(written) == minor(text))
            .map(|(version, _)| *version)
            .ok_or_else(|| UnknownName {
                what: "Gateway API release",
                name: text.to_owned(),
                known: BUNDLE_VERSIONS.iter().map(|(_, written)| *written).collect::<Vec<_>>().join(", "),
            })
    }
}

/// Nothing is called that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownName {
    /// What was looked for.
    pub what: &'static str,
    /// What was written.
    pub name: String,
    /// What there is.
    pub known: String,
}

impl fmt::Display for UnknownName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there is no {} {}; there is {}", self.what, self.name, self.known)
    }
}

impl std::error::Error for UnknownName {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_release_is_read_with_or_without_its_patch() {
        for text in ["v1.7.0", "v1.7", "1.7", "v1.7.3"] {
            assert_eq!(text.parse(), Ok(BundleVersion::V1_7), "{text}");
        }
        assert!("v1.70".parse::<BundleVersion>().is_err());
    }
}
