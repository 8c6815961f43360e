//! Which certificate a host is served with, and so which hosts have an HTTPS listener.
//!
//! ingress-nginx gives a host the certificate of the first Ingress that has any `spec.tls`: the entry that lists the
//! host, else one whose certificate covers it, else the controller's default certificate. A certificate itself is not
//! read here, so "covers" is a wildcard in `tls.hosts`, or an entry without hosts.

use gatefold_diagnostic::{Diagnostic, Map};
use gatefold_ingress::{
    Dialect,
    annotation::{Meaning, Words},
};
use k8s_openapi::api::networking::v1::IngressTLS;

use crate::{
    annotation::NGINX,
    plan::{PathResult, Plan},
    report,
};

/// The Secret that stands for the controller's own default certificate; a person has to make it.
pub(crate) const DEFAULT_SECRET: &str = "default-ssl-certificate";

/// Where a certificate is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Certificate {
    /// In the Secret of that entry of `spec.tls`.
    Secret { ingress: usize, tls: usize, name: String },
    /// In the controller's configuration.
    Default,
}

/// Gives every host of `plan` that is served over HTTPS its certificate.
pub(crate) fn choose(plan: &mut Plan<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for ingress in 0..plan.ingresses.len() {
        let view = &plan.ingresses[ingress];
        let entries = view.spec.tls.as_deref().unwrap_or_default();
        if entries.is_empty() || plan.results[ingress].refused.is_some() {
            continue;
        }
        let listed = listed(entries);
        let with_secret = |index: &usize| entries[*index].secret_name.as_deref().is_some_and(is_secret_name);
        let first = (0..entries.len()).find(with_secret);
        for host in hosts(plan, ingress) {
            if plan.hosts[host].certificate.is_some() {
                continue;
            }
            let name = &plan.hosts[host].name;
            let wildcard = name.split_once('.').map(|(_, rest)| format!("*.{rest}"));
            let entry = listed.get(name).or_else(|| listed.get(&wildcard?)).copied();
            let is_listed = entry.is_some();
            let entry = match entry {
                Some(entry) => Some(entry).filter(with_secret),
                None => first,
            };
            let chosen = match entry {
                Some(tls) => {
                    let name = entries[tls].secret_name.clone().unwrap_or_default();
                    if !is_listed && !plan.hosts[host].name.is_empty() && has_hosts(&entries[tls]) {
                        diagnostics.push(report::host_not_in_tls(plan, ingress, host, tls, &name));
                    }
                    Certificate::Secret { ingress, tls, name }
                }
                None => {
                    diagnostics.push(report::default_certificate(plan, ingress, host, "spec.tls"));
                    Certificate::Default
                }
            };
            plan.hosts[host].certificate = Some(chosen);
        }
    }
    inherit(plan);
    force(plan, diagnostics);
}

/// A host without TLS of its own below a wildcard host with it: ingress-nginx looks a certificate up by both names.
fn inherit(plan: &mut Plan<'_>) {
    let wildcards: Map<(usize, String), Certificate> = plan
        .hosts
        .iter()
        .filter_map(|host| Some(((host.group, host.name.strip_prefix("*.")?.to_owned()), host.certificate.clone()?)))
        .collect();
    for host in 0..plan.hosts.len() {
        let here = &plan.hosts[host];
        if here.certificate.is_some() || plan.settings[here.owner].dialect != Dialect::IngressNginx {
            continue;
        }
        let Some((first, rest)) = here.name.split_once('.') else { continue };
        if first != "*" {
            plan.hosts[host].certificate = wildcards.get(&(here.group, rest.to_owned())).cloned();
        }
    }
}

/// A host that is served over HTTPS without any TLS of its own: `force-ssl-redirect` sends to it, or Traefik's entry point
/// for it is named.
fn force(plan: &mut Plan<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for host in 0..plan.hosts.len() {
        let here = &plan.hosts[host];
        if here.certificate.is_some() {
            continue;
        }
        let by = here.locations.iter().map(|index| plan.locations[*index].ingress);
        let forced = by.chain([here.owner]).find_map(|ingress| Some((ingress, asks(plan, ingress)?)));
        if let Some((ingress, key)) = forced {
            let field = format!("metadata.annotations[{key}]");
            diagnostics.push(report::default_certificate(plan, ingress, host, &field));
            plan.hosts[host].certificate = Some(Certificate::Default);
        }
    }
}

/// The annotation that has an Ingress served over HTTPS whatever its `spec.tls`.
fn asks(plan: &Plan<'_>, ingress: usize) -> Option<String> {
    let settings = &plan.settings[ingress];
    if settings.force_ssl_redirect {
        return Some(format!("{NGINX}force-ssl-redirect"));
    }
    let view = &plan.ingresses[ingress];
    let words = Words::new(&view.object, view.class.dialect.table()?);
    let word = words.get(Meaning::TlsOnly).or(words.get(Meaning::EntryPoints));
    word.filter(|_| settings.https == Some(true)).map(|word| word.key.to_owned())
}

/// Whether a Secret can be called that; ingress-nginx finds none by another name.
pub(crate) fn is_secret_name(name: &str) -> bool {
    let is_label = |label: &str| {
        let letters = label.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        letters && !label.is_empty() && !label.starts_with('-') && !label.ends_with('-')
    };
    name.len() <= 253 && name.split('.').all(is_label)
}

fn has_hosts(entry: &IngressTLS) -> bool {
    entry.hosts.as_ref().is_some_and(|hosts| !hosts.is_empty())
}

fn listed(entries: &[IngressTLS]) -> Map<String, usize> {
    let mut listed = Map::new();
    for (index, entry) in entries.iter().enumerate() {
        for host in entry.hosts.iter().flatten() {
            listed.or_insert_with(host.to_ascii_lowercase(), || index);
        }
    }
    listed
}

/// The hosts that an Ingress speaks about, in its order.
fn hosts(plan: &Plan<'_>, ingress: usize) -> Vec<usize> {
    let result = &plan.results[ingress];
    let by_rule = result.rules.iter().filter_map(|host| host.ok());
    let is_catch_all = result.rules.is_empty();
    let by_default = match &result.default_backend {
        Some(PathResult::KeptOn(locations)) if is_catch_all => &locations[..],
        _ => &[],
    };
    by_rule.chain(by_default.iter().map(|index| plan.locations[*index].host)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_has_the_name_of_an_object() {
        for name in ["shop-tls", "shop.example.com", "1", &"a".repeat(253)] {
            assert!(is_secret_name(name), "{name}");
        }
        for name in ["", "e/x", "Shop", "-a", "a-", "a..b", "{{ secret }}", &"a".repeat(254)] {
            assert!(!is_secret_name(name), "{name}");
        }
    }
}
