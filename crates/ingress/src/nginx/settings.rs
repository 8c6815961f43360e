//! What an Ingress's annotations say, read once: values that the model uses, and doubts where it has none.

use std::sync::Arc;

use gatefold_diagnostic::{Args, order_by, render};
use gatefold_manifest::Object;
use gatefold_routing::{Origin, Piece, Reason, Step, StepResult, Template};

use crate::annotation::{self, Effect, Invalid, PREFIX, Reading, parse_bool, parse_size};

/// nginx's `client_max_body_size` when nothing is said.
const BODY_LIMIT: u64 = 1 << 20;

/// Why an outcome cannot be said.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Doubt {
    /// Where it is written.
    pub(crate) origin: Option<Origin>,
    /// Why, for the trace and for the outcome.
    pub(crate) reason: Reason,
    pub(crate) args: Args,
}

impl Doubt {
    pub(crate) fn not_said(why: impl Into<String>, origin: Option<Origin>) -> Self {
        Self { origin, reason: Reason::NotSaid, args: Args::new().with("why", why.into()) }
    }

    pub(crate) fn template(&self) -> Template {
        Template::Unknown { reason: render(self.reason.template(), &self.args) }
    }

    pub(crate) fn step(&self) -> Step {
        Step { origin: self.origin.clone(), result: StepResult::Applied, reason: self.reason, args: self.args.clone() }
    }
}

/// A redirect to a fixed URL.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FixedRedirect {
    pub(crate) status: u16,
    pub(crate) url: String,
    /// The annotation's key.
    pub(crate) annotation: &'static str,
}

/// What a canary Ingress says about which requests it takes.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Canary {
    pub(crate) header: Option<String>,
    pub(crate) header_value: Option<String>,
    pub(crate) header_pattern: Option<String>,
    pub(crate) cookie: Option<String>,
    pub(crate) weight: u32,
    pub(crate) total: u32,
}

/// Settings of one Ingress.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Settings {
    pub(crate) ssl_redirect: bool,
    pub(crate) force_ssl_redirect: bool,
    pub(crate) preserve_trailing_slash: bool,
    pub(crate) relative_redirects: bool,
    pub(crate) from_to_www: bool,
    pub(crate) use_regex: bool,
    pub(crate) service_upstream: bool,
    pub(crate) rewrite_target: Option<String>,
    pub(crate) app_root: Option<String>,
    pub(crate) redirect: Option<FixedRedirect>,
    pub(crate) vhost: Option<String>,
    pub(crate) forwarded_prefix: Option<String>,
    pub(crate) aliases: Vec<String>,
    pub(crate) canary: Option<Canary>,
    /// Bytes of a body that are taken; 0 for all.
    pub(crate) body_limit: u64,
    /// What keeps from saying what happens past the redirects, to a request of its paths, to its hosts.
    pub(crate) backend: Option<Doubt>,
    pub(crate) location: Option<Doubt>,
    pub(crate) host: Option<Doubt>,
}

/// Where an annotation is written.
pub(crate) fn annotation_origin(object: &Object, key: &str) -> Origin {
    let field = format!("metadata.annotations[{key}]");
    Origin { object: Arc::clone(object.id()), span: Some(object.span_of(&field)), field: field.into() }
}

impl Settings {
    /// Reads the annotations of `object`.
    pub(crate) fn read(object: &Object) -> Self {
        let read = Reader(object);
        let canary = read.canary();
        let mut settings = Self {
            ssl_redirect: read.flag("ssl-redirect").unwrap_or(true),
            force_ssl_redirect: read.flag("force-ssl-redirect").unwrap_or(false),
            preserve_trailing_slash: read.flag("preserve-trailing-slash").unwrap_or(false),
            relative_redirects: read.flag("relative-redirects").unwrap_or(false),
            from_to_www: read.flag("from-to-www-redirect").unwrap_or(false),
            use_regex: read.flag("use-regex").unwrap_or(false),
            service_upstream: read.flag("service-upstream").unwrap_or(false),
            rewrite_target: read.text("rewrite-target").filter(|target| is_target(target)).map(str::to_owned),
            app_root: read.app_root(),
            redirect: read.redirect(),
            vhost: read.text("upstream-vhost").map(str::to_owned),
            forwarded_prefix: read.text("x-forwarded-prefix").map(str::to_owned),
            aliases: read.aliases(),
            canary: canary.clone(),
            body_limit: read.text("proxy-body-size").and_then(parse_size).unwrap_or(BODY_LIMIT),
            backend: None,
            location: None,
            host: None,
        };
        for (key, value) in object.annotations() {
            let Some(name) = key.text().strip_prefix(PREFIX) else { continue };
            let Some(doubt) = read.doubt(name, value.text().trim()) else { continue };
            let (slot, why) = match doubt {
                Effect::Backend => (&mut settings.backend, doubt),
                Effect::Location => (&mut settings.location, doubt),
                _ => (&mut settings.host, doubt),
            };
            // Of a canary's annotations only those count that keep the whole Ingress out.
            if slot.is_none() && (canary.is_none() || why == Effect::Host) {
                let args = Args::new().with("annotation", key.text()).with("ingress", object.id().to_string());
                let origin = Some(annotation_origin(object, key.text()));
                *slot = Some(Doubt { origin, reason: Reason::NotModelled, args });
            }
        }
        settings
    }
}

struct Reader<'a>(&'a Object);

impl<'a> Reader<'a> {
    /// A value that is not blank.
    fn text(&self, key: &str) -> Option<&'a str> {
        let value = self.0.annotation(&format!("{PREFIX}{key}"))?.trim();
        (!value.is_empty()).then_some(value)
    }

    fn flag(&self, key: &str) -> Option<bool> {
        self.text(key).and_then(parse_bool)
    }

    fn number(&self, key: &str) -> Option<i64> {
        self.text(key)?.parse().ok()
    }

    /// What an annotation leaves unsaid, if anything.
    fn doubt(&self, key: &str, value: &str) -> Option<Effect> {
        let row = annotation::find(key).filter(|_| !value.is_empty())?;
        let reading = row.read(value);
        if let Effect::Only(other) = row.effect {
            let is_alone = self
                .text(other)
                .is_none_or(|value| annotation::find(other).is_none_or(|other| other.read(value) == Reading::Quiet));
            // The other's row speaks for both; a canary's parts are read by the model.
            return (!is_alone && reading == Reading::Invalid && row.invalid == Invalid::Dropped)
                .then_some(Effect::Host);
        }
        match (reading, row.invalid) {
            (Reading::Invalid, Invalid::Dropped) => Some(Effect::Host),
            (Reading::Invalid, Invalid::Denied) => Some(Effect::Location),
            (Reading::Invalid, Invalid::Ignored | Invalid::Without) | (Reading::Quiet, _) => None,
            (Reading::Set, _) => match row.effect {
                Effect::Modelled => self.unmodelled_value(key, value),
                Effect::Nothing | Effect::Only(_) => None,
                effect => Some(effect),
            },
        }
    }

    /// Values that the model has no answer for, of annotations that it has.
    fn unmodelled_value(&self, key: &str, value: &str) -> Option<Effect> {
        match key {
            "rewrite-target" if is_target(value) && target_pieces(value).is_none() => Some(Effect::Location),
            "upstream-vhost" if value.contains('$') => Some(Effect::Backend),
            // The header is only sent beside a rewrite.
            "x-forwarded-prefix" if value.contains('$') => self.text("rewrite-target").map(|_| Effect::Backend),
            "app-root" if value.contains('$') => Some(Effect::Host),
            "server-alias" if self.aliases().iter().any(|alias| !is_plain_alias(alias)) => Some(Effect::Host),
            _ => None,
        }
    }

    /// An absolute path; anything else is left out.
    fn app_root(&self) -> Option<String> {
        self.text("app-root").filter(|root| root.starts_with('/') && is_target(root)).map(str::to_owned)
    }

    /// `temporal-redirect`, else `permanent-redirect`; codes out of range fall back.
    fn redirect(&self) -> Option<FixedRedirect> {
        let code = |key: &str, last: i64, otherwise: u16| {
            let code = self.number(key).filter(|code| (300..=last).contains(code));
            code.and_then(|code| u16::try_from(code).ok()).unwrap_or(otherwise)
        };
        let redirect = |annotation, status| {
            let url = self.text(annotation)?.to_owned();
            Some(FixedRedirect { status, url, annotation })
        };
        if self.text("temporal-redirect").is_some() {
            return redirect("temporal-redirect", code("temporal-redirect-code", 307, 302))
                .filter(|redirect| redirect.url.starts_with("http://") || redirect.url.starts_with("https://"));
        }
        redirect("permanent-redirect", code("permanent-redirect-code", 308, 301))
    }

    fn aliases(&self) -> Vec<String> {
        let list = self.text("server-alias").unwrap_or_default().split(',').map(str::trim);
        let mut aliases: Vec<String> = list.filter(|alias| !alias.is_empty()).map(str::to_ascii_lowercase).collect();
        order_by(&mut aliases, Ord::cmp);
        aliases.dedup();
        aliases
    }

    fn canary(&self) -> Option<Canary> {
        let name = |key: &str| self.text(key).map(str::to_owned);
        let number = |key: &str| self.number(key).and_then(|number| u32::try_from(number).ok());
        self.flag("canary").filter(|on| *on).map(|_| Canary {
            header: name("canary-by-header"),
            header_value: name("canary-by-header-value"),
            header_pattern: name("canary-by-header-pattern"),
            cookie: name("canary-by-cookie"),
            weight: number("canary-weight").unwrap_or(0),
            total: number("canary-weight-total").unwrap_or(100).max(100),
        })
    }
}

/// A rewrite target in pieces; none where it has a variable that is not modelled.
pub(crate) fn target_pieces(target: &str) -> Option<Vec<Piece>> {
    let mut parts = target.split('$');
    let text = |text: &str| (!text.is_empty()).then(|| Piece::Text(text.into()));
    let mut pieces: Vec<Piece> = text(parts.next().unwrap_or_default()).into_iter().collect();
    for part in parts {
        let digit = part.chars().next().and_then(|first| first.to_digit(10)).filter(|&digit| digit > 0);
        let length = match digit {
            Some(_) => 1,
            None => part.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_').unwrap_or(part.len()),
        };
        pieces.push(match (digit, &part[..length]) {
            (Some(digit), _) => Piece::Capture(digit as usize),
            (None, "host") => Piece::Host,
            (None, "http_host") => Piece::Authority,
            (None, "scheme") => Piece::Scheme,
            (None, "uri") => Piece::Path,
            _ => return None,
        });
        pieces.extend(text(&part[length..]));
    }
    Some(pieces)
}

/// The charset of a rewrite target; another value counts as none.
fn is_target(target: &str) -> bool {
    target.chars().all(|letter| letter.is_ascii_alphanumeric() || "-._~/:$".contains(letter))
}

/// A name or `*.name`; regular expressions are not modelled.
fn is_plain_alias(alias: &str) -> bool {
    let name = alias.strip_prefix("*.").unwrap_or(alias);
    name.chars().all(|letter| letter.is_ascii_alphanumeric() || "-._".contains(letter))
}
