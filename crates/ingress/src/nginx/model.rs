//! ingress-nginx's servers with all that they are made of: built once, read by the conversion and run by the router.

use gatefold_manifest::Bundle;

use super::{
    accept::{self, Refused},
    build::{self, Model},
    config::Config,
    emit::{self, Conflict, Emission},
    flags::Flags,
};
use crate::{
    IngressOptions, IngressView, Ingresses,
    backend::{Backends, Noted},
};

/// What every installation of ingress-nginx builds of its Ingresses before it writes nginx's configuration.
#[derive(Debug)]
pub struct NginxModel {
    /// In the order of the installations that the Ingresses name; one at least.
    pub(crate) installations: Vec<Installation>,
    /// By Ingress that is served: the installation that a conversion follows, which is the first that takes it.
    pub(crate) homes: Vec<Option<usize>>,
}

/// What one installation builds.
#[derive(Debug)]
pub(crate) struct Installation {
    pub(crate) config: Config,
    /// Ingresses that the controller leaves out.
    pub(crate) refused: Vec<Refused>,
    pub(crate) model: Model,
    /// By server: its locations as nginx has them, or why nginx would not load them.
    pub(crate) emissions: Vec<Result<Emission, Box<Conflict>>>,
    /// By Ingress of the model: its place among those that are served.
    pub(crate) places: Vec<usize>,
    /// What was taken to be so of their backends.
    pub(crate) noted: Noted,
}

impl NginxModel {
    /// Builds it of all Ingresses that are for ingress-nginx. `options`, with which they were read, say what counts as
    /// absent, and how a controller is set up.
    pub fn new(bundle: &Bundle, ingresses: &Ingresses, options: impl Into<IngressOptions>) -> Self {
        let options = options.into();
        let of = |place: usize, flags: &Flags| {
            let is_taken = |(_, view): &(usize, &IngressView)| view.class.installations.contains(&place);
            let (places, views) = ingresses.served.iter().enumerate().filter(is_taken).unzip();
            Installation::new(bundle, (places, views), flags, &options)
        };
        let all = ingresses.installations.iter().enumerate();
        let homes = ingresses.served.iter().map(|view| view.class.installations.first().copied()).collect();
        Self { installations: all.map(|(place, flags)| of(place, flags)).collect(), homes }
    }
}

impl Installation {
    /// Builds it of its Ingresses in the controller's order, each with its place among those that are served.
    fn new(
        bundle: &Bundle,
        (own, views): (Vec<usize>, Vec<&IngressView>),
        flags: &Flags,
        options: &IngressOptions,
    ) -> Self {
        let mut backends = Backends::new(bundle, options.scope);
        let config = Config::read(bundle, flags.clone(), &options.nginx);
        let (mut places, mut refused) = accept::sift(&views, &config);
        let taken: Vec<&IngressView> = places.iter().map(|place| views[*place]).collect();
        let model = build::build(&taken, &config, &mut backends);
        let emissions = model.servers.iter().map(|server| emit::emit(&model, server)).collect();
        let left_out = refused.iter_mut().map(|refused| &mut refused.place);
        places.iter_mut().chain(left_out).for_each(|place| *place = own[*place]);
        Self { config, refused, model, emissions, places, noted: backends.into_noted() }
    }
}
