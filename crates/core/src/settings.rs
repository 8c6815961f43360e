//! What a person chose: the target, where the Gateway lives, and how absences are read.

use std::fmt;

use gatefold_gateway::{BundleVersion, Channel, DEFAULT_IMPLEMENTATION};
use gatefold_ingress::{NGINX_SETTINGS, NginxSetting};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error as _, MapAccess, Visitor},
};

/// Choices with defaults; defaults are left out of links. Names are those of the command line's flags.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Settings {
    /// Which implementation the output is for: an id of `IMPLEMENTATIONS`.
    pub implementation: String,
    /// Namespace of the shared Gateway.
    pub gateway_namespace: String,
    /// Name of the Gateway, or of each namespace's.
    pub gateway_name: String,
    /// One Gateway or one for each namespace.
    pub placement: PlacementSetting,
    /// Channel of the CRDs: `standard` or `experimental`.
    pub channel: String,
    /// Release of the CRDs: `v1.7.0`.
    pub bundle: String,
    /// How to read what is not in the input.
    pub scope: ScopeSetting,
    /// The ConfigMap of ingress-nginx, as `namespace/name`; where empty, the one that its manifests or its command line name.
    pub configmap: String,
    /// The controller that requests reach, as its IngressClass names it; where empty, the one whose Ingresses name their host.
    pub controller: String,
    /// What authentication services are taken to answer.
    pub auth_service: AuthServiceSetting,
    /// Which objects answer for Gateway API.
    pub gateway_side: GatewaySide,
    /// Whose reading of the specification's open points: the implementation's, or none.
    pub flavour: FlavourSetting,
    /// As a person would write it, or as ingress-nginx behaves.
    pub fidelity: FidelitySetting,
    /// Settings of ingress-nginx that are not their defaults, by key: see `NGINX_SETTINGS`.
    pub nginx: Vec<(&'static str, &'static str)>,
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
            controller: String::new(),
            auth_service: AuthServiceSetting::default(),
            gateway_side: GatewaySide::default(),
            flavour: FlavourSetting::default(),
            fidelity: FidelitySetting::default(),
            nginx: Vec::new(),
        }
    }
}

/// A choice as it travels: its name in a link, and its text.
struct Field {
    name: &'static str,
    get: fn(&Settings) -> &str,
    /// Says whether the text is one of the choices, where those are few.
    set: fn(&mut Settings, String) -> bool,
}

const fn field(name: &'static str, get: fn(&Settings) -> &str, set: fn(&mut Settings, String) -> bool) -> Field {
    Field { name, get, set }
}

/// Every choice, in the order in which a link names them.
#[rustfmt::skip]
static FIELDS: &[Field] = &[
    field("implementation",   |all| &all.implementation,    |all, text| put(&mut all.implementation, text)),
    field("gatewayNamespace", |all| &all.gateway_namespace, |all, text| put(&mut all.gateway_namespace, text)),
    field("gatewayName",      |all| &all.gateway_name,      |all, text| put(&mut all.gateway_name, text)),
    field("placement",        |all| all.placement.name(),   |all, text| choose(&mut all.placement, &text)),
    field("channel",          |all| &all.channel,           |all, text| put(&mut all.channel, text)),
    field("bundle",           |all| &all.bundle,            |all, text| put(&mut all.bundle, text)),
    field("scope",            |all| all.scope.name(),       |all, text| choose(&mut all.scope, &text)),
    field("configmap",        |all| &all.configmap,         |all, text| put(&mut all.configmap, text)),
    field("controller",       |all| &all.controller,        |all, text| put(&mut all.controller, text)),
    field("authService",      |all| all.auth_service.name(), |all, text| choose(&mut all.auth_service, &text)),
    field("gatewaySide",      |all| all.gateway_side.name(), |all, text| choose(&mut all.gateway_side, &text)),
    field("flavour",          |all| all.flavour.name(),     |all, text| choose(&mut all.flavour, &text)),
    field("fidelity",         |all| all.fidelity.name(),    |all, text| choose(&mut all.fidelity, &text)),
];

fn put(field: &mut String, text: String) -> bool {
    *field = text;
    true
}

fn choose<T: Choice>(field: &mut T, text: &str) -> bool {
    let known = T::NAMES.iter().find(|(_, name)| *name == text);
    known.map(|(choice, _)| *field = *choice).is_some()
}

fn nginx_setting(key: &str) -> Option<&'static NginxSetting> {
    NGINX_SETTINGS.iter().find(|setting| setting.key == key)
}

/// One of a few.
trait Choice: Copy + PartialEq + 'static {
    /// All, each with its name.
    const NAMES: &'static [(Self, &'static str)];

    fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(choice, _)| *choice == self).map_or("", |(_, name)| name)
    }
}

impl Settings {
    /// The text of a choice, by the name that it has in a link; empty for a name that there is not.
    pub fn text(&self, name: &str) -> &str {
        FIELDS.iter().find(|field| field.name == name).map_or_else(|| self.nginx(name), |field| (field.get)(self))
    }

    /// The value of a setting of ingress-nginx, by its key; empty for a key that there is not.
    fn nginx(&self, key: &str) -> &'static str {
        let chosen = self.nginx.iter().find(|(known, _)| *known == key).map(|(_, value)| *value);
        chosen.or_else(|| Some(nginx_setting(key)?.default)).unwrap_or_default()
    }

    fn choose_nginx(&mut self, key: &str, text: &str) -> bool {
        let Some(setting) = nginx_setting(key) else { return false };
        let Some(value) = setting.values.iter().find(|value| **value == text) else { return false };
        self.nginx.retain(|(known, _)| *known != key);
        if *value != setting.default {
            let place = self.nginx.partition_point(|(known, _)| *known < key);
            self.nginx.insert(place, (setting.key, value));
        }
        true
    }

    /// Makes a choice by its name in a link. Says whether there is such a name, and such a choice where those are few;
    /// otherwise nothing changes.
    pub fn choose(&mut self, name: &str, text: String) -> bool {
        match FIELDS.iter().find(|field| field.name == name) {
            Some(field) => (field.set)(self, text),
            None => self.choose_nginx(name, &text),
        }
    }

    /// The choices that are not the default, each with its name.
    pub(crate) fn chosen_fields(&self) -> Vec<(&'static str, &str)> {
        let default = Self::default();
        let is_chosen = |field: &&Field| (field.get)(self) != (field.get)(&default);
        let chosen = FIELDS.iter().filter(is_chosen).map(|field| (field.name, (field.get)(self)));
        chosen.chain(self.nginx.iter().copied()).collect()
    }
}

impl Serialize for Settings {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.chosen_fields())
    }
}

/// A name or a choice that is not known is an error: it may change what is meant.
impl<'de> Deserialize<'de> for Settings {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(SettingsVisitor)
    }
}

struct SettingsVisitor;

impl<'de> Visitor<'de> for SettingsVisitor {
    type Value = Settings;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("choices by name")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Settings, A::Error> {
        let mut settings = Settings::default();
        while let Some((name, text)) = map.next_entry::<String, String>()? {
            if !settings.choose(&name, text) {
                return Err(A::Error::custom(format_args!("{name} has no such choice")));
            }
        }
        Ok(settings)
    }
}

/// One Gateway or several.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum PlacementSetting {
    /// One shared Gateway.
    #[default]
    Shared,
    /// One in each namespace that has Ingresses.
    PerNamespace,
}

impl Choice for PlacementSetting {
    const NAMES: &'static [(Self, &'static str)] = &[(Self::Shared, "shared"), (Self::PerNamespace, "per-namespace")];
}

/// How to read what is not in the input.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum ScopeSetting {
    /// By kind, see `InputScope::Auto`.
    #[default]
    Auto,
    /// Everything absent is missing.
    Whole,
    /// Everything absent exists.
    Part,
}

impl Choice for ScopeSetting {
    const NAMES: &'static [(Self, &'static str)] =
        &[(Self::Auto, "auto"), (Self::Whole, "whole"), (Self::Part, "part")];
}

/// What authentication services are taken to answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum AuthServiceSetting {
    /// They let requests through.
    #[default]
    Allows,
    /// They refuse them.
    Refuses,
}

impl Choice for AuthServiceSetting {
    const NAMES: &'static [(Self, &'static str)] = &[(Self::Allows, "allows"), (Self::Refuses, "refuses")];
}

/// Which objects answer for Gateway API.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
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

impl Choice for GatewaySide {
    const NAMES: &'static [(Self, &'static str)] =
        &[(Self::Auto, "auto"), (Self::Given, "given"), (Self::Converted, "converted"), (Self::Both, "both")];
}

/// Whose reading of the specification's open points.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum FlavourSetting {
    /// The chosen implementation's.
    #[default]
    Implementation,
    /// Nobody's: what the specification leaves open is unknown.
    Spec,
}

impl Choice for FlavourSetting {
    const NAMES: &'static [(Self, &'static str)] = &[(Self::Implementation, "implementation"), (Self::Spec, "spec")];
}

/// How close the output keeps to what ingress-nginx does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum FidelitySetting {
    /// As a person would write it; what changes is reported.
    #[default]
    Idiomatic,
    /// As it behaves, wherever Gateway API can say it.
    Faithful,
}

impl Choice for FidelitySetting {
    const NAMES: &'static [(Self, &'static str)] = &[(Self::Idiomatic, "idiomatic"), (Self::Faithful, "faithful")];
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
