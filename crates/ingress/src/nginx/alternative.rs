//! Which upstream takes a share of another's requests, as ingress-nginx's `mergeAlternativeBackends` decides: a canary joins
//! what its primary sends a path to, and with it every path that is sent there.

use super::build::{Model, Names, PathKind, WrittenPath, upstream_name};
use crate::IngressView;
use gatefold_diagnostic::Map;

impl Model {
    pub(super) fn merge_canaries(
        &mut self,
        views: &[&IngressView],
        written: &[Vec<WrittenPath<'_>>],
        names: &Names<'_>,
    ) {
        if !(0..views.len()).any(|index| self.is_canary(index)) {
            return;
        }
        // The upstream of the first location of a server that has a path of a kind.
        let mut primaries: Map<(usize, bool, Box<str>), Option<usize>> = Map::new();
        for (at, server) in self.servers.iter().enumerate() {
            for location in &server.locations {
                let key = (at, location.kind == PathKind::Exact, location.path.clone());
                primaries.or_insert_with(key, || location.upstream);
            }
        }
        for (index, view) in views.iter().enumerate() {
            if !self.is_canary(index) {
                continue;
            }
            let namespace = view.object.namespace();
            let default = view.spec.default_backend.as_ref().filter(|_| written[index].is_empty());
            if let Some(&alternative) = default.and_then(|backend| names.get(&upstream_name(namespace, backend)?)) {
                for primary in self.servers[0].locations.iter().map(|location| location.upstream).collect::<Vec<_>>() {
                    self.attach(primary, alternative);
                }
            }
            for path in &written[index] {
                let alternative = upstream_name(namespace, path.backend).and_then(|name| names.get(&name).copied());
                let (Some(alternative), Some(&server)) = (alternative, self.by_host.get(&path.host)) else { continue };
                let primary = primaries.get(&(server, path.kind == PathKind::Exact, path.path.into())).copied();
                self.attach(primary.flatten(), alternative);
            }
        }
    }

    /// Gives `primary` an alternative where it has none: only the first is ever used.
    fn attach(&mut self, primary: Option<usize>, alternative: usize) {
        let Some(primary) = primary.filter(|&primary| primary != alternative) else { return };
        let (no_server, is_free) = (self.upstreams[primary].no_server, self.upstreams[primary].alternative.is_none());
        if self.upstreams[alternative].no_server && !no_server && is_free {
            self.upstreams[primary].alternative = Some(alternative);
        }
    }
}
