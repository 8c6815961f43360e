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
    /// The controller's ConfigMap, as `namespace/name`; where none is named, what its command line says, or the name that
    /// its manifests give it.
    pub config_map: Option<String>,
    /// The controller that requests reach, as an IngressClass names it; where none is named, the one whose Ingresses name
    /// the request's host.
    pub controller: Option<String>,
    /// What services that are asked for permission are taken to answer.
    pub auth: AuthAnswer,
}

impl From<InputScope> for IngressOptions {
    fn from(scope: InputScope) -> Self {
        Self { scope, ..Self::default() }
    }
}
