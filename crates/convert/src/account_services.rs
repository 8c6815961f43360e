//! The ledger's entries for annotations of Services, which their Ingresses' controllers read as well.

use gatefold_manifest::Object;

use crate::{
    account::{Books, Page},
    extras::Extras,
};

/// An annotation's place: the Ingress that it counts for, the object that has it, and whether that is a Service.
#[derive(Debug, Clone, Copy)]
pub(crate) struct At<'a> {
    pub(crate) ingress: usize,
    pub(crate) object: &'a Object,
    pub(crate) of_service: bool,
}

impl<'a> Books<'a> {
    /// The Services whose annotations count, each once.
    pub(crate) fn services(&self) -> Vec<&'a Object> {
        let mut found: Vec<&Object> = Vec::new();
        for object in self.extras.iter().filter_map(|extras| extras.service?.1) {
            if !found.iter().any(|known| known.id() == object.id()) {
                found.push(object);
            }
        }
        found
    }

    /// The extras in which an annotation counts, by their places: a Service's own wins over the Ingress's.
    pub(crate) fn counted(&self, at: At<'_>, key: &str) -> Vec<usize> {
        let own = &self.extras[at.ingress].of_services;
        let all = std::iter::once(at.ingress).chain(own.iter().map(|(_, index)| *index));
        let counts = |index: &usize| {
            let extras = &self.extras[*index];
            let is_its = extras.service.is_some_and(|(_, of)| of.is_some_and(|of| of.id() == at.object.id()));
            extras.is_of_service(key) == at.of_service && (is_its || !at.of_service)
        };
        all.filter(counts).collect()
    }
}

impl Page<'_> {
    /// The annotations of a Service that its Ingresses' controllers read: one entry each.
    pub(crate) fn service(&mut self, object: &Object) {
        let books = self.books;
        let is_its =
            |extras: &&Extras<'_>| extras.service.is_some_and(|(_, of)| of.is_some_and(|of| of.id() == object.id()));
        let ingresses: Vec<usize> = books.extras.iter().filter(is_its).map(|extras| extras.ingress).collect();
        for (key, value) in object.annotations() {
            let reads = |ingress: &&usize| {
                let table = books.plan.ingresses[**ingress].class.dialect.table();
                table.and_then(|table| table.find(key.text())).is_some_and(|row| row.scope.is_of_services())
            };
            let Some(&ingress) = ingresses.iter().find(reads) else { continue };
            let field = format!("metadata.annotations[{}]", key.text());
            let at = At { ingress, object, of_service: true };
            let claim = self.annotation(at, value, key.text(), &field);
            self.leaf(value, &field, claim);
        }
    }
}
