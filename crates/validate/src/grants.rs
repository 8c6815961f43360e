//! Whether a reference into another namespace is allowed by a ReferenceGrant there, and which grants are of use.

use std::cell::RefCell;

use gatefold_manifest::{Bundle, Kind, Object};

use crate::target::Target;

/// All ReferenceGrants.
pub(crate) struct Grants<'a> {
    objects: Vec<&'a Object>,
    allowed: gatefold_gateway::Grants<'a>,
    used: RefCell<Vec<bool>>,
}

impl<'a> Grants<'a> {
    pub(crate) fn new(bundle: &'a Bundle) -> Self {
        let objects: Vec<_> = bundle.of_kind(Kind::ReferenceGrant).collect();
        let used = RefCell::new(vec![false; objects.len()]);
        Self { objects, allowed: gatefold_gateway::Grants::new(bundle), used }
    }

    /// Whether `referrer` may refer to `target`; the grants that say so are noted as used.
    pub(crate) fn allow(&self, referrer: &Object, target: &Target<'_>) -> bool {
        if target.namespace == referrer.namespace() {
            return true;
        }
        let to = [target.group, target.kind, target.namespace, target.name];
        let mut used = self.used.borrow_mut();
        // Every one of them, so no `any`.
        self.allowed.allowing(referrer.id(), to).map(|grant| used[grant] = true).count() > 0
    }

    /// Every grant, and whether anything used it so far.
    pub(crate) fn all(&self) -> Vec<(&'a Object, bool)> {
        self.objects.iter().copied().zip(self.used.borrow().iter().copied()).collect()
    }
}
