//! Reads the values of flags that name a target, by the rules of `Settings`.

use gatefold_core::{BundleVersion, NGINX_SETTINGS, SettingError, Settings};

/// The release that is converted for unless another is named.
pub(crate) const NEWEST_BUNDLE: &str = "v1.7.0";

/// The value of `--gateway`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct GatewayName {
    /// Before the slash.
    pub(crate) namespace: String,
    /// Behind it.
    pub(crate) name: String,
}

/// The id of an implementation.
pub(crate) fn implementation(text: &str) -> Result<String, SettingError> {
    Settings { implementation: text.to_owned(), ..Settings::default() }.check()?;
    Ok(text.to_owned())
}

/// A release, in full; `v1.7` and `1.7` are read too.
pub(crate) fn bundle(text: &str) -> Result<String, SettingError> {
    let version: Result<BundleVersion, _> = text.parse();
    version.map(|version| version.to_string()).map_err(|problem| SettingError(problem.to_string()))
}

/// `NS/NAME` of a ConfigMap.
pub(crate) fn configmap(text: &str) -> Result<String, SettingError> {
    Settings { configmap: text.to_owned(), ..Settings::default() }.check()?;
    Ok(text.to_owned())
}

/// A setting of ingress-nginx and its value.
pub(crate) fn assumed(text: &str) -> Result<(&'static str, &'static str), SettingError> {
    let (key, value) = text.split_once('=').unwrap_or((text, ""));
    let setting = NGINX_SETTINGS.iter().find(|setting| setting.key == key).ok_or_else(|| {
        let known: Vec<_> = NGINX_SETTINGS.iter().map(|setting| setting.key).collect();
        SettingError(format!("there is no setting {key} to choose here; there is {}", known.join(", ")))
    })?;
    let value = setting.values.iter().find(|known| **known == value && !value.is_empty()).ok_or_else(|| {
        let known: Vec<_> = setting.values.iter().filter(|value| !value.is_empty()).copied().collect();
        SettingError(format!("{key} is one of {}", known.join(", ")))
    })?;
    Ok((setting.key, value))
}

/// `NS/NAME`.
pub(crate) fn gateway(text: &str) -> Result<GatewayName, SettingError> {
    let wanted =
        || SettingError("write NAMESPACE/NAME, such as infra/web: small letters, digits and dashes".to_owned());
    let (namespace, name) = text.split_once('/').filter(|(namespace, _)| *namespace != "*").ok_or_else(wanted)?;
    let (namespace, name) = (namespace.to_owned(), name.to_owned());
    let settings = Settings { gateway_namespace: namespace.clone(), gateway_name: name.clone(), ..Settings::default() };
    settings.check().map_err(|_| wanted())?;
    Ok(GatewayName { namespace, name })
}

#[cfg(test)]
mod tests {
    use gatefold_core::BUNDLE_VERSIONS;

    use super::*;

    #[test]
    fn the_newest_release_is_the_tables_last() {
        assert_eq!(BUNDLE_VERSIONS.last().map(|(_, written)| *written), Some(NEWEST_BUNDLE));
    }

    #[test]
    fn what_is_assumed_is_a_setting_with_a_value_that_it_can_have() {
        assert_eq!(assumed("ssl-redirect=false"), Ok(("ssl-redirect", "false")));
        assert_eq!(assumed("--watch-ingress-without-class=true"), Ok(("--watch-ingress-without-class", "true")));
        for (text, why) in
            [("ssl-redirect=no", "one of true, false"), ("ssl=true", "no setting ssl "), ("hsts", "one of")]
        {
            let error = assumed(text).expect_err("no value of a setting").to_string();
            assert!(error.contains(why), "{text}: {error}");
        }
    }

    #[test]
    fn a_gateway_is_a_namespace_and_a_name() {
        let (namespace, name) = ("infra".to_owned(), "web".to_owned());
        assert_eq!(gateway("infra/web"), Ok(GatewayName { namespace, name }));
        for wrong in ["web", "/web", "infra/", "Infra/web", "a/b/c", "-a/b", "a/b_c", "*/b", ""] {
            assert!(gateway(wrong).is_err(), "{wrong}");
        }
    }
}
