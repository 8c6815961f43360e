//! What a person chose: the target, where the Gateway lives, and how absences are read.

use std::fmt;

use gatefold_convert::{Fidelity, Options, Placement};
use gatefold_gateway::{
    BundleVersion, Channel, DEFAULT_IMPLEMENTATION, Flavour, GatewayOptions, IMPLEMENTATIONS, Implementation,
};
use gatefold_ingress::{AuthAnswer, IngressOptions};
use gatefold_manifest::InputScope;
use serde::{Deserialize, Serialize};

/// Choices with defaults; defaults are left out of links. Names are those of the command line's flags.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Settings {
    /// Which implementation the output is for: an id of `IMPLEMENTATIONS`.
    #[serde(skip_serializing_if = "is_default_implementation")]
    pub implementation: String,
    /// Namespace of the shared Gateway.
    #[serde(skip_serializing_if = "is_default_namespace")]
    pub gateway_namespace: String,
    /// Name of the Gateway, or of each namespace's.
    #[serde(skip_serializing_if = "is_default_name")]
    pub gateway_name: String,
    /// One Gateway or one for each namespace.
    #[serde(skip_serializing_if = "is_default")]
    pub placement: PlacementSetting,
    /// Channel of the CRDs: `standard` or `experimental`.
    #[serde(skip_serializing_if = "is_default_channel")]
    pub channel: String,
    /// Release of the CRDs: `v1.7.0`.
    #[serde(skip_serializing_if = "is_default_bundle")]
    pub bundle: String,
    /// How to read what is not in the input.
    #[serde(skip_serializing_if = "is_default")]
    pub scope: ScopeSetting,
    /// The ConfigMap of ingress-nginx, as `namespace/name`; where empty, the one that its manifests or its command line name.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub configmap: String,
    /// What authentication services are taken to answer.
    #[serde(skip_serializing_if = "is_default")]
    pub auth_service: AuthServiceSetting,
    /// Which objects answer for Gateway API.
    #[serde(skip_serializing_if = "is_default")]
    pub gateway_side: GatewaySide,
    /// Whose reading of the specification's open points: the implementation's, or none.
    #[serde(skip_serializing_if = "is_default")]
    pub flavour: FlavourSetting,
    /// As a person would write it, or as ingress-nginx behaves.
    #[serde(skip_serializing_if = "is_default")]
    pub fidelity: FidelitySetting,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            implementation: DEFAULT_IMPLEMENTATION.to_owned(),
            gateway_namespace: "infra".to_owned(),
            gateway_name: "gatefold".to_owned(),
            placement: PlacementSetting::default(),
            channel: Channel::default().to_string(),
            bundle: BundleVersion::default().to_string(),
            scope: ScopeSetting::default(),
            configmap: String::new(),
            auth_service: AuthServiceSetting::default(),
            gateway_side: GatewaySide::default(),
            flavour: FlavourSetting::default(),
            fidelity: FidelitySetting::default(),
        }
    }
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

fn is_default_implementation(value: &str) -> bool {
    value == Settings::default().implementation
}

fn is_default_namespace(value: &str) -> bool {
    value == Settings::default().gateway_namespace
}

fn is_default_name(value: &str) -> bool {
    value == Settings::default().gateway_name
}

fn is_default_channel(value: &str) -> bool {
    value == Settings::default().channel
}

fn is_default_bundle(value: &str) -> bool {
    value == Settings::default().bundle
}

/// One Gateway or several.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PlacementSetting {
    /// One shared Gateway.
    #[default]
    Shared,
    /// One in each namespace that has Ingresses.
    PerNamespace,
}

/// How to read what is not in the input.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ScopeSetting {
    /// By kind, see `InputScope::Auto`.
    #[default]
    Auto,
    /// Everything absent is missing.
    Whole,
    /// Everything absent exists.
    Part,
}

/// What authentication services are taken to answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AuthServiceSetting {
    /// They let requests through.
    #[default]
    Allows,
    /// They refuse them.
    Refuses,
}

/// Which objects answer for Gateway API.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GatewaySide {
    /// The route objects of the input; where there are none, our conversion.
    #[default]
    Auto,
    /// Those of the input.
    Given,
    /// Our conversion.
    Converted,
    /// Both together.
    Both,
}

/// Whose reading of the specification's open points.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FlavourSetting {
    /// The chosen implementation's.
    #[default]
    Implementation,
    /// Nobody's: what the specification leaves open is unknown.
    Spec,
}

/// How close the output keeps to what ingress-nginx does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FidelitySetting {
    /// As a person would write it; what changes is reported.
    #[default]
    Idiomatic,
    /// As it behaves, wherever Gateway API can say it.
    Faithful,
}

/// A choice that is none of those there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingError(pub String);

impl fmt::Display for SettingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for SettingError {}

/// Settings that were looked up.
#[derive(Debug, Clone)]
pub(crate) struct Chosen {
    pub(crate) implementation: &'static Implementation,
    pub(crate) placement: Placement,
    pub(crate) channel: Channel,
    pub(crate) bundle: BundleVersion,
    pub(crate) scope: InputScope,
    pub(crate) configmap: Option<String>,
    pub(crate) auth: AuthAnswer,
    pub(crate) side: GatewaySide,
    pub(crate) flavour: Flavour,
    pub(crate) fidelity: Fidelity,
}

impl Settings {
    /// Whether every choice is one that exists.
    ///
    /// # Errors
    /// The first that does not, with those that do.
    pub fn check(&self) -> Result<(), SettingError> {
        self.chosen().map(drop)
    }

    fn configmap(&self) -> Result<Option<String>, SettingError> {
        let is_pair = |text: &str| {
            text.split_once('/').is_some_and(|(namespace, name)| {
                !namespace.is_empty() && !name.is_empty() && !name.contains('/') && !text.contains(char::is_whitespace)
            })
        };
        match &*self.configmap {
            "" => Ok(None),
            text if is_pair(text) => Ok(Some(text.to_owned())),
            text => Err(SettingError(format!("{text} is no NAMESPACE/NAME of a ConfigMap"))),
        }
    }

    pub(crate) fn chosen(&self) -> Result<Chosen, SettingError> {
        let implementation = Implementation::by_id(&self.implementation).ok_or_else(|| {
            let known: Vec<_> = IMPLEMENTATIONS.iter().map(|known| known.id).collect();
            SettingError(format!("there is no implementation {}; there is {}", self.implementation, known.join(", ")))
        })?;
        let namespace = if self.placement == PlacementSetting::PerNamespace { "*" } else { &self.gateway_namespace };
        Ok(Chosen {
            implementation,
            placement: format!("{namespace}/{}", self.gateway_name)
                .parse()
                .map_err(|error: gatefold_convert::BadPlacement| SettingError(error.to_string()))?,
            channel: self
                .channel
                .parse()
                .map_err(|error: gatefold_gateway::UnknownName| SettingError(error.to_string()))?,
            bundle: self
                .bundle
                .parse()
                .map_err(|error: gatefold_gateway::UnknownName| SettingError(error.to_string()))?,
            scope: match self.scope {
                ScopeSetting::Auto => InputScope::Auto,
                ScopeSetting::Whole => InputScope::Whole,
                ScopeSetting::Part => InputScope::Part,
            },
            configmap: self.configmap()?,
            auth: match self.auth_service {
                AuthServiceSetting::Allows => AuthAnswer::Allows,
                AuthServiceSetting::Refuses => AuthAnswer::Refuses,
            },
            side: self.gateway_side,
            flavour: match self.flavour {
                FlavourSetting::Implementation => Flavour::of(implementation),
                FlavourSetting::Spec => Flavour::Spec,
            },
            fidelity: match self.fidelity {
                FidelitySetting::Idiomatic => Fidelity::Idiomatic,
                FidelitySetting::Faithful => Fidelity::Faithful,
            },
        })
    }
}

impl Chosen {
    pub(crate) fn ingress_options(&self) -> IngressOptions {
        let (config_map, auth) = (self.configmap.clone(), self.auth);
        IngressOptions { scope: self.scope, config_map, auth, ..IngressOptions::default() }
    }

    pub(crate) fn convert_options(&self) -> Options {
        Options {
            implementation: self.implementation,
            placement: self.placement.clone(),
            channel: self.channel,
            bundle: self.bundle,
            scope: self.scope,
            fidelity: self.fidelity,
        }
    }

    pub(crate) fn gateway_options(&self) -> GatewayOptions {
        GatewayOptions { flavour: self.flavour, ..GatewayOptions::of(self.implementation, self.scope) }
    }

    /// Whether the input's own routes answer for Gateway API.
    pub(crate) fn answers_by_input(&self, has_routes: bool) -> bool {
        match self.side {
            GatewaySide::Auto => has_routes,
            GatewaySide::Given | GatewaySide::Both => true,
            GatewaySide::Converted => false,
        }
    }
}
