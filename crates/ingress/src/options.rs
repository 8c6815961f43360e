//! What a person may choose of the Ingress side where the input does not say.

use gatefold_manifest::InputScope;

/// What those are taken to answer that say who may pass and are not in the input: authentication services, firewalls, and
/// the check of a client's certificate.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum AuthAnswer {
    /// They let the request through.
    #[default]
    Allows,
    /// They refuse it.
    Refuses,
}

/// Choices, each with a default.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IngressOptions {
    /// How an absence is read.
    pub scope: InputScope,
    /// How ingress-nginx is set up.
    pub nginx: NginxOptions,
    /// The controller that requests reach, as an IngressClass names it; where none is named, the one whose Ingresses name
    /// the request's host.
    pub controller: Option<String>,
    /// What services that are asked for permission are taken to answer.
    pub auth: AuthAnswer,
}

/// How ingress-nginx is set up, where the input does not say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NginxOptions {
    /// Its ConfigMap, as `namespace/name`; where none is named, what its command line says, or the name that its manifests
    /// give it.
    pub config_map: Option<String>,
    /// Keys of [`NGINX_SETTINGS`] with their values. Those of the ConfigMap count where it is not in the input, those of the
    /// command line (`--…`) where the Deployment is not.
    pub settings: Vec<(&'static str, &'static str)>,
}

impl NginxOptions {
    /// The value that was chosen for a key of the ConfigMap, or for a flag with its dashes.
    pub(crate) fn value(&self, key: &str) -> Option<&'static str> {
        self.settings.iter().find(|(known, _)| *known == key).map(|(_, value)| *value)
    }
}

/// A setting of ingress-nginx that can be switched without its ConfigMap or its Deployment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NginxSetting {
    /// The key of the ConfigMap, or the flag with its dashes.
    pub key: &'static str,
    /// What holds where it is not written; empty where that depends on the rest of the input.
    pub default: &'static str,
    /// The values there are.
    pub values: &'static [&'static str],
}

const fn setting(key: &'static str, default: &'static str, values: &'static [&'static str]) -> NginxSetting {
    NginxSetting { key, default, values }
}

const SWITCH: &[&str] = &["true", "false"];

/// The settings whose few values change the most outcomes, by key, with the defaults of the controller's documentation
/// (<https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/configmap/> and `cli-arguments`). Two
/// flags that are off by default are taken to be as the Ingresses say: one without a class is served unless others name
/// one, and TLS is handed through for those with `ssl-passthrough`, which nobody writes for a controller that leaves it
/// unread.
#[rustfmt::skip]
pub static NGINX_SETTINGS: &[NginxSetting] = &[
    //      key                              default  values
    setting("--disable-catch-all",            "false", SWITCH),
    setting("--enable-annotation-validation", "true",  SWITCH),
    setting("--enable-ssl-passthrough",       "",      &["", "true", "false"]),
    setting("--watch-ingress-without-class",  "",      &["", "true", "false"]),
    setting("allow-snippet-annotations",      "false", SWITCH),
    setting("annotations-risk-level",         "High",  &["Low", "Medium", "High", "Critical"]),
    setting("force-ssl-redirect",             "false", SWITCH),
    setting("hsts",                           "true",  SWITCH),
    setting("http-redirect-code",             "308",   &["301", "302", "307", "308"]),
    setting("preserve-trailing-slash",        "false", SWITCH),
    setting("ssl-redirect",                   "true",  SWITCH),
    setting("use-forwarded-headers",          "false", SWITCH),
];

impl From<InputScope> for IngressOptions {
    fn from(scope: InputScope) -> Self {
        Self { scope, ..Self::default() }
    }
}
