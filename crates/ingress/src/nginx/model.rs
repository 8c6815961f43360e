//! ingress-nginx's servers with all that they are made of: built once, read by the conversion and run by the router.

use gatefold_manifest::Bundle;

use super::{
    accept::{self, Refused},
    build::{self, Model},
    config::Config,
    emit::{self, Conflict, Emission},
};
use crate::{
    Dialect, IngressOptions, IngressView, Ingresses,
    backend::{Backends, Noted},
};

/// What ingress-nginx builds of its Ingresses before it writes nginx's configuration.
#[derive(Debug)]
pub struct NginxModel {
    pub(crate) config: Config,
    /// Ingresses that the controller leaves out.
    pub(crate) refused: Vec<Refused>,
    pub(crate) model: Model,
    /// By server: its locations as nginx has them, or why nginx would not load them.
    pub(crate) emissions: Vec<Result<Emission, Box<Conflict>>>,
    /// By Ingress of the model: its place among those that were given.
    pub(crate) places: Vec<usize>,
    /// How many Ingresses it was built of, those that are left out among them.
    pub(crate) given: usize,
    /// What was taken to be so of their backends.
    pub(crate) noted: Noted,
}

impl NginxModel {
    /// Builds it of all Ingresses that are for ingress-nginx, whichever of its installations serves each: a conversion
    /// brings them together. `options` say what counts as absent, and how the controller is set up.
    pub fn new(bundle: &Bundle, ingresses: &Ingresses, options: impl Into<IngressOptions>) -> Self {
        let own = |(_, view): &(usize, &IngressView)| view.class.dialect == Dialect::IngressNginx;
        let (own, views): (Vec<usize>, Vec<&IngressView>) = ingresses.served.iter().enumerate().filter(own).unzip();
        let mut model = Self::of(bundle, &views, &options.into());
        let refused = model.refused.iter_mut().map(|refused| &mut refused.place);
        model.places.iter_mut().chain(refused).for_each(|place| *place = own[*place]);
        model
    }

    /// Builds it of the Ingresses of one installation, in the controller's order.
    pub(crate) fn of(bundle: &Bundle, views: &[&IngressView], options: &IngressOptions) -> Self {
        let mut backends = Backends::new(bundle, options.scope);
        let config = Config::read(bundle, &options.nginx);
        let (places, refused) = accept::sift(views, &config);
        let taken: Vec<&IngressView> = places.iter().map(|place| views[*place]).collect();
        let model = build::build(&taken, &config, &mut backends);
        let emissions = model.servers.iter().map(|server| emit::emit(&model, server)).collect();
        Self { config, refused, model, emissions, places, given: views.len(), noted: backends.into_noted() }
    }
}
