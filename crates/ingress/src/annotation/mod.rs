//! What an annotation is: one row in its controller's table says all of it.
//!
//! Adding an annotation is adding its row, and a paragraph for people in `docs/annotations/`, which no program that only
//! routes carries. What a router makes of a row's effect, and what a conversion writes into a field, is theirs.

mod alb;
mod apisix;
mod becomes;
mod cert_manager;
mod cilium;
mod external_dns;
mod form;
mod gce;
mod haproxy;
mod haproxy_ingress;
mod kong;
mod meaning;
mod nginx;
mod nginx_inc;
mod traefik;
mod values;
mod words;

pub use alb::AWS_ALB;
pub use apisix::APISIX;
pub use becomes::*;
pub use cert_manager::CERT_MANAGER;
pub use cilium::CILIUM;
pub use external_dns::EXTERNAL_DNS;
pub use form::parse_size;
pub use form::{Form, Reading};
pub(crate) use form::{consists, parse_bool};
pub use gce::GCE;
pub use haproxy::HAPROXY;
pub use haproxy_ingress::HAPROXY_INGRESS;
pub use kong::KONG;
pub use meaning::Meaning;
pub use nginx::INGRESS_NGINX;
pub use nginx_inc::NGINX_INC;
pub use traefik::TRAEFIK;
pub use values::{Annotations, Refusal};
pub use words::{Word, Words};

/// The prefix of ingress-nginx's annotations.
pub(crate) const PREFIX: &str = "nginx.ingress.kubernetes.io/";

/// What an annotation can touch, to a router.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Nothing that an outcome says: timeouts, buffers, logs, which endpoint of a Service.
    Nothing,
    /// It is part of the model.
    Modelled,
    /// Nothing without another annotation, which has a row of its own.
    Only(&'static str),
    /// Requests of the Ingress's paths that are not answered by a redirect before.
    Backend,
    /// All requests of the Ingress's paths.
    Location,
    /// All requests for the Ingress's hosts.
    Host,
}

/// What the controller does with a value that it does not take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Invalid {
    /// As if it were not there.
    Ignored,
    /// It answers 503 for the Ingress's paths.
    Denied,
    /// The whole Ingress is left out.
    Dropped,
    /// As if the annotation that it belongs to were not there either.
    Without,
}

impl Invalid {
    /// What happens, as the end of a sentence.
    pub fn effect(self) -> &'static str {
        match self {
            Self::Ignored => "the annotation counts as not written",
            Self::Denied => "the paths of the Ingress answer 503",
            Self::Dropped => "the whole Ingress is left out",
            Self::Without => "what the annotation belongs to is switched off",
        }
    }
}

/// What the controller applies an annotation to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Each path of the Ingress.
    Paths,
    /// The Ingress, its hosts or its Services as a whole.
    Ingress,
    /// The Service that has it, on which alone it is read.
    Service,
    /// Each path of the Ingress, or those of the Service that has it, which wins.
    Either,
}

impl Scope {
    /// Whether it is read on a Service.
    pub fn is_of_services(self) -> bool {
        matches!(self, Self::Service | Self::Either)
    }
}

/// How much harm the controller thinks a value can do; it refuses an Ingress with more than its limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the controller's own four grades")]
pub enum Risk {
    Low,
    Medium,
    High,
    Critical,
}

/// One annotation.
#[derive(Debug, Clone, Copy)]
pub struct Annotation {
    /// Without the prefix.
    pub key: &'static str,
    /// What a router has to know.
    pub effect: Effect,
    /// What its values look like.
    pub form: Form,
    /// The value that changes nothing, as the controller writes it; empty where every value does something.
    pub default: &'static str,
    /// What a value of another form does.
    pub invalid: Invalid,
    /// What it applies to.
    pub scope: Scope,
    /// How dangerous the controller thinks it is.
    pub risk: Risk,
    /// What becomes of it in Gateway API.
    pub becomes: Becomes,
    /// Its place in the controller's documentation: an anchor of the page on annotations, or a path from that page.
    pub page: &'static str,
    /// What it means in words that no dialect owns, where the code that reads it is not its dialect's own.
    pub meaning: Option<Meaning>,
}

/// All annotations of one controller.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// What the file of its paragraphs is called, without its ending.
    pub name: &'static str,
    /// How its keys begin; the first is the usual one.
    pub prefixes: &'static [&'static str],
    /// Its rows, sorted by key.
    pub rows: &'static [Annotation],
    /// Keys that stand for another key where that one is empty: the other key, then the key of a row.
    pub aliases: &'static [(&'static str, &'static str)],
    /// The page on annotations in its documentation.
    pub page: &'static str,
}

/// Every table.
#[rustfmt::skip]
pub static TABLES: &[&Table] = &[
    &INGRESS_NGINX, &TRAEFIK, &NGINX_INC, &KONG, &HAPROXY, &HAPROXY_INGRESS, &AWS_ALB, &GCE, &CILIUM, &APISIX, &CERT_MANAGER,
    &EXTERNAL_DNS,
];

impl Table {
    /// The row of a key without its prefix; a row whose key ends with a star is of every key that begins so.
    pub fn row(&self, name: &str) -> Option<&'static Annotation> {
        let exact = self.rows.binary_search_by(|row| row.key.cmp(name)).ok().map(|at| &self.rows[at]);
        let begins = |row: &&Annotation| row.key.strip_suffix('*').is_some_and(|head| name.starts_with(head));
        exact.or_else(|| self.rows.iter().find(begins))
    }

    /// A key without its prefix, if it has one of this table's.
    pub fn name<'k>(&self, key: &'k str) -> Option<&'k str> {
        self.prefixes.iter().find_map(|prefix| key.strip_prefix(prefix))
    }

    /// The row of a whole key.
    pub fn find(&self, key: &str) -> Option<&'static Annotation> {
        self.row(self.name(key)?)
    }

    /// The address of a row's documentation.
    pub fn page_of(&self, row: &Annotation) -> String {
        match row.page.strip_prefix("../") {
            Some(page) => {
                let folder = self.page.trim_end_matches('/').rsplit_once('/').map_or("", |(folder, _)| folder);
                format!("{folder}/{page}")
            }
            None if row.page.is_empty() => self.page.to_owned(),
            None => format!("{}#{}", self.page, row.page),
        }
    }
}

impl Annotation {
    /// The row with a meaning.
    pub(crate) const fn means(mut self, meaning: Meaning) -> Self {
        self.meaning = Some(meaning);
        self
    }

    /// How the controller reads `text`, trimmed.
    pub fn read(&self, text: &str) -> Reading {
        self.form.read(text, self.default)
    }
}

/// A row, with its columns in the order of the tables.
#[allow(clippy::too_many_arguments, reason = "one for each column")]
pub(crate) const fn row(
    key: &'static str,
    effect: Effect,
    form: Form,
    default: &'static str,
    invalid: Invalid,
    scope: Scope,
    risk: Risk,
    becomes: Becomes,
    page: &'static str,
) -> Annotation {
    Annotation { key, effect, form, default, invalid, scope, risk, becomes, page, meaning: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_sorted_unique_and_depend_on_rows() {
        for table in TABLES {
            assert!(table.rows.is_sorted_by(|a, b| a.key < b.key), "{}", table.name);
            for row in table.rows {
                if let Effect::Only(other) = row.effect {
                    let other = table.row(other);
                    assert!(other.is_some_and(|other| !matches!(other.effect, Effect::Only(_))), "{}", row.key);
                }
                assert!(row.default.is_empty() || row.form.takes(row.default), "{}: {}", row.key, row.default);
                let alone = table.rows.iter().filter(|other| row.meaning.is_some() && other.meaning == row.meaning);
                assert!(alone.count() <= 2, "{} {}", table.name, row.key);
            }
        }
    }

    #[test]
    fn a_star_stands_for_the_rest_of_a_key() {
        let row = |key| AWS_ALB.find(key).map(|row| row.key);
        assert_eq!(row("alb.ingress.kubernetes.io/actions.to-login"), Some("actions.*"));
        assert_eq!(row("alb.ingress.kubernetes.io/action"), None);
        assert_eq!(row("alb.ingress.kubernetes.io/group.name"), Some("group.name"));
    }

    #[test]
    fn a_page_is_an_anchor_or_a_path() {
        let page = |key| INGRESS_NGINX.page_of(INGRESS_NGINX.row(key).expect("a row"));
        let base = "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration";
        assert_eq!(page("canary"), format!("{base}/annotations/#canary"));
        assert_eq!(page("relative-redirects"), format!("{base}/annotations-risk/"));
    }
}
