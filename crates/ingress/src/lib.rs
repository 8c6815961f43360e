//! What an Ingress means: which Ingresses a controller takes, their typed reading, and [`IngressRouter`].
//!
//! Invariant: this crate knows networking.k8s.io and its controllers, and of Gateway API the names of fields only, in the
//! tables of [`annotation`].

pub mod annotation;
mod backend;
mod class;
mod network;
mod nginx;
mod options;
mod preset;
mod read;
mod router;
pub mod service_url;

pub use class::{ClassSource, Dialect, IngressClassChoice};
pub use nginx::{
    config::again,
    model::NginxModel,
    view::{
        Answer, CanaryCase, CanaryView, Defaults, InstallationView, LocationView, PathForm, ServerView, Servers,
        ServiceView, Wanted,
    },
};
pub use options::{AuthAnswer, IngressOptions, NGINX_SETTINGS, NginxOptions, NginxSetting};
pub use preset::{
    Action, Ask, Asked, AskedValue, PathMeaning, SslRedirect, Transforms, action, action_key, asks, hosts,
    is_entry_point, meaning, path_meaning, reads_default_backend, replaced_host, served_over, ssl_redirect, transforms,
    ways, wildcards,
};
pub use read::{IngressView, Ingresses, Unserved, read};
pub use router::IngressRouter;
