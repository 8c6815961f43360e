//! Which Gateway the hosts of an Ingress are on: one for all or one in each namespace, and one for each installation of
//! ingress-nginx where there are several.

use std::borrow::Cow;

use gatefold_diagnostic::Map;
use gatefold_ingress::{IngressView, Servers};

use crate::{Placement, names};

/// A Gateway, with what overflows from it.
#[derive(Debug)]
pub(crate) struct Group {
    pub(crate) namespace: String,
    pub(crate) name: String,
    /// The installation of ingress-nginx that it stands for, where several have Ingresses: each has an address of its own.
    pub(crate) installation: Option<usize>,
}

/// All of them, made as Ingresses ask for theirs.
pub(crate) struct Groups {
    pub(crate) all: Vec<Group>,
    /// By namespace, followed by the installation where that counts.
    by_place: Map<String, usize>,
    /// The namespace of all; none where each has its own.
    shared: Option<String>,
    name: String,
    /// Whether several installations of ingress-nginx have Ingresses. Their addresses are not the same, so what one of them
    /// serves, perhaps inside a network only, is on no Gateway of another's.
    is_split: bool,
}

impl Groups {
    pub(crate) fn new(placement: &Placement, ingresses: &[IngressView]) -> Self {
        let (shared, name) = match placement {
            Placement::Shared { namespace, name } => (Some(namespace.clone()), name.clone()),
            Placement::PerNamespace { name } => (None, name.clone()),
        };
        let mut own = ingresses.iter().filter_map(|view| view.class.installations.first());
        let first = own.next();
        let is_split = own.any(|other| Some(other) != first);
        Self { all: Vec::new(), by_place: Map::new(), shared, name, is_split }
    }

    /// The Gateway of Ingresses of a namespace and of an installation of ingress-nginx.
    pub(crate) fn of(&mut self, namespace: &str, installation: Option<usize>, servers: &Servers<'_>) -> usize {
        let installation = installation.filter(|_| self.is_split);
        let namespace = self.shared.as_deref().unwrap_or(namespace);
        let place = match installation {
            Some(number) => Cow::Owned(format!("{namespace}/{number}")),
            None => Cow::Borrowed(namespace),
        };
        if let Some(&group) = self.by_place.get(&*place) {
            return group;
        }
        let name = installation.map_or_else(
            || self.name.clone(),
            |number| names::with_word(&self.name, servers.installations[number].label, number),
        );
        self.by_place.insert(place.into_owned(), self.all.len());
        self.all.push(Group { namespace: namespace.to_owned(), name, installation });
        self.all.len() - 1
    }
}
