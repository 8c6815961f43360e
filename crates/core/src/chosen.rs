//! What the stages are asked to do: each name of [`Settings`] as the choice that it stands for, or which there are.

use gatefold_convert::{Conversion, Fidelity, Options, Placement};
use gatefold_gateway::{BundleVersion, Channel, Flavour, GatewayName, GatewayOptions, IMPLEMENTATIONS, Implementation};
use gatefold_ingress::{AuthAnswer, IngressOptions, NginxOptions};
use gatefold_manifest::InputScope;

use crate::settings::{
    AuthServiceSetting, FidelitySetting, FlavourSetting, GatewaySide, PlacementSetting, ScopeSetting, SettingError,
    Settings,
};

/// Settings that were looked up.
#[derive(Debug, Clone)]
pub(crate) struct Chosen {
    pub(crate) implementation: &'static Implementation,
    pub(crate) placement: Placement,
    pub(crate) channel: Channel,
    pub(crate) bundle: BundleVersion,
    pub(crate) scope: InputScope,
    pub(crate) nginx: NginxOptions,
    /// The controller that requests reach.
    pub(crate) controller: Option<String>,
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
            nginx: NginxOptions { config_map: self.configmap()?, settings: self.nginx.clone() },
            controller: Some(self.controller.clone()).filter(|name| !name.is_empty()),
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
        let (nginx, controller) = (self.nginx.clone(), self.controller.clone());
        IngressOptions { scope: self.scope, nginx, controller, auth: self.auth }
    }

    pub(crate) fn convert_options(&self) -> Options {
        Options {
            implementation: self.implementation,
            placement: self.placement.clone(),
            channel: self.channel,
            bundle: self.bundle,
            scope: self.scope,
            nginx: self.nginx.clone(),
            fidelity: self.fidelity,
        }
    }

    /// How Gateway API is routed; of a conversion with a Gateway for each controller, at that of the chosen one.
    pub(crate) fn gateway_options(&self, converted: Option<&Conversion>) -> GatewayOptions {
        let of = |conversion: &Conversion| {
            let is_own = |(name, _): &&(String, usize)| Some(name) == self.controller.as_ref();
            let mut own = conversion.gateways.iter().filter(is_own);
            // With a Gateway in each namespace a controller has several.
            let (_, gateway) = own.next().filter(|_| own.next().is_none())?;
            let id = conversion.written.bundle.objects().get(*gateway)?.id();
            Some(GatewayName { namespace: id.namespace.clone(), name: id.name.clone() })
        };
        let gateway = converted.and_then(of);
        GatewayOptions { flavour: self.flavour, gateway, ..GatewayOptions::of(self.implementation, self.scope) }
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
