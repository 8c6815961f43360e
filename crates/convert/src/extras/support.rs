//! Whether the chosen release, channel and implementation have a field.

use gatefold_gateway::{BUNDLE_VERSIONS, Channel};
use gatefold_ingress::annotation::Field;

use crate::{
    Options,
    target::{Feature, Target},
};

/// What keeps a field from being used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Lack {
    /// The release or channel: what has it.
    Release(String),
    /// The implementation's report lists it as unsupported.
    Implementation,
}

/// What keeps `field` from being used; none where nothing is known to.
pub(crate) fn lack(feature: Feature, field: &Field, options: &Options) -> Option<Lack> {
    let since = match options.channel {
        Channel::Standard => field.standard,
        Channel::Experimental => field.experimental.or(field.standard),
    };
    let minor = options.bundle.minor();
    if since.is_none_or(|since| since > minor) {
        let release = |minor: u8| {
            BUNDLE_VERSIONS.iter().find(|(bundle, _)| bundle.minor() == minor).map_or("", |(_, written)| *written)
        };
        // The same release, where its other channel has the field; else the first whose channel does.
        let needs = match (field.standard, field.experimental) {
            (_, Some(experimental)) if experimental <= minor && options.channel == Channel::Standard => {
                format!("{}@{}", Channel::Experimental, options.bundle)
            }
            (Some(standard), _) => format!("{}@{}", Channel::Standard, release(standard)),
            (None, experimental) => format!("{}@{}", Channel::Experimental, release(experimental.unwrap_or(minor))),
        };
        return Some(Lack::Release(needs));
    }
    Target::of(options.implementation).lacks(feature).then_some(Lack::Implementation)
}

#[cfg(test)]
mod tests {
    use gatefold_gateway::BundleVersion;
    use gatefold_ingress::annotation::{CORS, RETRY, SESSION};

    use super::*;

    #[test]
    fn a_field_is_there_from_its_release_on() {
        let on =
            |bundle, channel, feature, field| lack(feature, field, &Options { bundle, channel, ..Options::default() });
        let (standard, experimental) = (Channel::Standard, Channel::Experimental);
        assert_eq!(on(BundleVersion::V1_7, standard, Feature::Retry, &RETRY), None);
        assert_eq!(on(BundleVersion::V1_6, experimental, Feature::Retry, &RETRY), None);
        let needs = |text: &str| Some(Lack::Release(text.to_owned()));
        assert_eq!(on(BundleVersion::V1_6, standard, Feature::Retry, &RETRY), needs("experimental@v1.6.1"));
        assert_eq!(on(BundleVersion::V1_4, standard, Feature::Cors, &CORS), needs("experimental@v1.4.1"));
        assert_eq!(on(BundleVersion::V1_7, standard, Feature::Core, &SESSION), needs("experimental@v1.7.0"));
        let traefik = gatefold_gateway::Implementation::by_id("traefik").expect("a row");
        let options = Options { implementation: traefik, ..Options::default() };
        assert_eq!(lack(Feature::Cors, &CORS, &options), Some(Lack::Implementation));
    }
}
