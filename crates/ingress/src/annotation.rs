//! What each annotation of ingress-nginx (v1.15.1) can do to a request's outcome, one row each.
//!
//! A key that has no row is none of the controller's: it is ignored there and here. A row whose effect is not modelled makes
//! the outcome unknown for what it can touch.

/// What an annotation can touch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
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

/// What a value may be, and which value does nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Value {
    /// Anything.
    Text,
    /// `strconv.ParseBool`; false does nothing.
    Bool,
    /// `strconv.ParseBool`; true does nothing.
    BoolOn,
    /// `strconv.Atoi`.
    Int,
    /// Digits and `b`, `k`, `m` or `g`.
    Size,
    /// One of these; the first does nothing.
    OneOf(&'static [&'static str]),
    /// ASCII letters, digits and these.
    Chars(&'static str),
}

/// What the controller does with a value that it does not take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Invalid {
    /// As if it were not there.
    Ignored,
    /// It answers 503 for the Ingress's paths.
    Denied,
    /// The whole Ingress is left out.
    Dropped,
}

/// One annotation.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Annotation {
    /// Without the prefix.
    pub(crate) key: &'static str,
    pub(crate) effect: Effect,
    pub(crate) value: Value,
    pub(crate) invalid: Invalid,
}

/// The prefix of ingress-nginx's annotations.
pub(crate) const PREFIX: &str = "nginx.ingress.kubernetes.io/";

const fn row(key: &'static str, effect: Effect, value: Value, invalid: Invalid) -> Annotation {
    Annotation { key, effect, value, invalid }
}

use Effect::{Backend, Host, Location, Modelled, Nothing, Only};
use Invalid::{Denied, Dropped, Ignored};
use Value::{Bool, BoolOn, Chars, Int, OneOf, Size, Text};

const NAME: Value = Chars("/-._~:");
const URL: Value = Chars("/-._~:,?&=");
const AUTH: Value = Chars("-._~/:, ?&=$");

/// All annotations, sorted by key.
#[rustfmt::skip]
pub(crate) static ANNOTATIONS: &[Annotation] = &[
    //  key                                      effect                   value                            invalid
    row("affinity",                              Backend,                 OneOf(&["", "cookie"]),          Ignored),
    row("affinity-canary-behavior",              Only("affinity"),        Text,                            Ignored),
    row("affinity-mode",                         Only("affinity"),        Text,                            Ignored),
    row("allowlist-source-range",                Location,                Text,                            Denied),
    row("app-root",                              Modelled,                Text,                            Ignored),
    row("auth-always-set-cookie",                Only("auth-url"),        Text,                            Ignored),
    row("auth-cache-duration",                   Only("auth-url"),        Text,                            Ignored),
    row("auth-cache-key",                        Only("auth-url"),        Text,                            Ignored),
    row("auth-keepalive",                        Only("auth-url"),        Text,                            Ignored),
    row("auth-keepalive-requests",               Only("auth-url"),        Text,                            Ignored),
    row("auth-keepalive-share-vars",             Only("auth-url"),        Text,                            Ignored),
    row("auth-keepalive-timeout",                Only("auth-url"),        Text,                            Ignored),
    row("auth-method",                           Only("auth-url"),        Text,                            Denied),
    row("auth-proxy-set-headers",                Only("auth-url"),        Text,                            Ignored),
    row("auth-realm",                            Only("auth-type"),       Text,                            Dropped),
    row("auth-request-redirect",                 Only("auth-url"),        Text,                            Ignored),
    row("auth-response-headers",                 Only("auth-url"),        Text,                            Denied),
    row("auth-secret",                           Only("auth-type"),       Text,                            Dropped),
    row("auth-secret-type",                      Only("auth-type"),       Text,                            Dropped),
    row("auth-signin",                           Only("auth-url"),        Text,                            Ignored),
    row("auth-signin-redirect-param",            Only("auth-url"),        Text,                            Ignored),
    row("auth-snippet",                          Host,                    Text,                            Dropped),
    row("auth-tls-error-page",                   Only("auth-tls-secret"), Text,                            Dropped),
    row("auth-tls-match-cn",                     Only("auth-tls-secret"), Text,                            Dropped),
    row("auth-tls-pass-certificate-to-upstream", Only("auth-tls-secret"), Text,                            Dropped),
    row("auth-tls-secret",                       Host,                    Text,                            Dropped),
    row("auth-tls-verify-client",                Only("auth-tls-secret"), Text,                            Ignored),
    row("auth-tls-verify-depth",                 Only("auth-tls-secret"), Text,                            Ignored),
    row("auth-type",                             Location,                OneOf(&["", "basic", "digest"]), Dropped),
    row("auth-url",                              Location,                AUTH,                            Dropped),
    row("backend-protocol",                      Backend,                 OneOf(&["HTTP", "HTTPS", "GRPC", "GRPCS", "FCGI", "AUTO_HTTP"]), Ignored),
    row("canary",                                Modelled,                Bool,                            Ignored),
    row("canary-by-cookie",                      Only("canary"),          NAME,                            Ignored),
    row("canary-by-header",                      Only("canary"),          NAME,                            Ignored),
    row("canary-by-header-pattern",              Only("canary"),          Text,                            Ignored),
    row("canary-by-header-value",                Only("canary"),          NAME,                            Ignored),
    row("canary-weight",                         Only("canary"),          Int,                             Ignored),
    row("canary-weight-total",                   Only("canary"),          Int,                             Ignored),
    row("client-body-buffer-size",               Nothing,                 Size,                            Dropped),
    row("configuration-snippet",                 Host,                    Text,                            Dropped),
    row("connection-proxy-header",               Nothing,                 OneOf(&["close", "keep-alive"]), Dropped),
    row("cors-allow-credentials",                Only("enable-cors"),     Text,                            Ignored),
    row("cors-allow-headers",                    Only("enable-cors"),     Text,                            Ignored),
    row("cors-allow-methods",                    Only("enable-cors"),     Text,                            Ignored),
    row("cors-allow-origin",                     Only("enable-cors"),     Text,                            Ignored),
    row("cors-expose-headers",                   Only("enable-cors"),     Text,                            Ignored),
    row("cors-max-age",                          Only("enable-cors"),     Text,                            Ignored),
    row("custom-headers",                        Location,                NAME,                            Ignored),
    row("custom-http-errors",                    Backend,                 Chars(","),                      Dropped),
    row("default-backend",                       Backend,                 Chars("-"),                      Dropped),
    row("denylist-source-range",                 Location,                Text,                            Denied),
    row("disable-proxy-intercept-errors",        Only("custom-http-errors"), Bool,                         Ignored),
    row("enable-access-log",                     Nothing,                 Bool,                            Ignored),
    row("enable-cors",                           Location,                Bool,                            Ignored),
    row("enable-global-auth",                    Nothing,                 Bool,                            Ignored),
    row("enable-modsecurity",                    Location,                Bool,                            Ignored),
    row("enable-opentelemetry",                  Nothing,                 Bool,                            Ignored),
    row("enable-owasp-core-rules",               Location,                Bool,                            Ignored),
    row("enable-rewrite-log",                    Nothing,                 Bool,                            Ignored),
    row("fastcgi-index",                         Only("backend-protocol"), Chars(".-_"),                   Dropped),
    row("fastcgi-params-configmap",              Only("backend-protocol"), NAME,                           Dropped),
    row("force-ssl-redirect",                    Modelled,                Bool,                            Ignored),
    row("from-to-www-redirect",                  Modelled,                Bool,                            Dropped),
    row("http2-push-preload",                    Nothing,                 Bool,                            Dropped),
    row("limit-allowlist",                       Backend,                 Chars("./,: "),                  Dropped),
    row("limit-burst-multiplier",                Nothing,                 Int,                             Ignored),
    row("limit-connections",                     Backend,                 Int,                             Dropped),
    row("limit-rate",                            Nothing,                 Int,                             Ignored),
    row("limit-rate-after",                      Nothing,                 Int,                             Ignored),
    row("limit-rpm",                             Backend,                 Int,                             Dropped),
    row("limit-rps",                             Backend,                 Int,                             Dropped),
    row("limit-whitelist",                       Backend,                 Chars("./,: "),                  Dropped),
    row("load-balance",                          Nothing,                 OneOf(&["round_robin", "ewma"]), Dropped),
    row("mirror-host",                           Only("mirror-target"),   Text,                            Ignored),
    row("mirror-request-body",                   Only("mirror-target"),   Text,                            Ignored),
    row("mirror-target",                         Backend,                 Text,                            Ignored),
    row("modsecurity-snippet",                   Host,                    Text,                            Dropped),
    row("modsecurity-transaction-id",            Only("enable-modsecurity"), Text,                         Ignored),
    row("opentelemetry-operation-name",          Nothing,                 Chars("_-"),                     Dropped),
    row("opentelemetry-trust-incoming-span",     Nothing,                 Bool,                            Ignored),
    row("permanent-redirect",                    Modelled,                URL,                             Dropped),
    row("permanent-redirect-code",               Modelled,                Int,                             Dropped),
    row("preserve-trailing-slash",               Modelled,                Bool,                            Ignored),
    row("proxy-body-size",                       Modelled,                Size,                            Ignored),
    row("proxy-buffer-size",                     Nothing,                 Size,                            Ignored),
    row("proxy-buffering",                       Nothing,                 Text,                            Ignored),
    row("proxy-buffers-number",                  Nothing,                 Int,                             Ignored),
    row("proxy-busy-buffers-size",               Nothing,                 Size,                            Ignored),
    row("proxy-connect-timeout",                 Nothing,                 Int,                             Ignored),
    row("proxy-cookie-domain",                   Backend,                 Text,                            Ignored),
    row("proxy-cookie-path",                     Backend,                 URL,                             Ignored),
    row("proxy-http-version",                    Nothing,                 Text,                            Ignored),
    row("proxy-max-temp-file-size",              Nothing,                 Size,                            Ignored),
    row("proxy-next-upstream",                   Nothing,                 Text,                            Ignored),
    row("proxy-next-upstream-timeout",           Nothing,                 Int,                             Ignored),
    row("proxy-next-upstream-tries",             Nothing,                 Int,                             Ignored),
    row("proxy-read-timeout",                    Nothing,                 Int,                             Ignored),
    row("proxy-redirect-from",                   Backend,                 URL,                             Ignored),
    row("proxy-redirect-to",                     Only("proxy-redirect-from"), URL,                         Ignored),
    row("proxy-request-buffering",               Nothing,                 Text,                            Ignored),
    row("proxy-send-timeout",                    Nothing,                 Int,                             Ignored),
    row("proxy-ssl-ciphers",                     Only("proxy-ssl-secret"), Text,                           Ignored),
    row("proxy-ssl-name",                        Only("proxy-ssl-secret"), Text,                           Ignored),
    row("proxy-ssl-protocols",                   Only("proxy-ssl-secret"), Text,                           Ignored),
    row("proxy-ssl-secret",                      Host,                    Text,                            Dropped),
    row("proxy-ssl-server-name",                 Only("proxy-ssl-secret"), Text,                           Ignored),
    row("proxy-ssl-verify",                      Only("proxy-ssl-secret"), Text,                           Ignored),
    row("proxy-ssl-verify-depth",                Only("proxy-ssl-secret"), Text,                           Ignored),
    row("relative-redirects",                    Modelled,                Bool,                            Dropped),
    row("rewrite-target",                        Modelled,                Text,                            Ignored),
    row("satisfy",                               Nothing,                 Text,                            Ignored),
    row("server-alias",                          Modelled,                Text,                            Dropped),
    row("server-snippet",                        Host,                    Text,                            Dropped),
    row("service-upstream",                      Modelled,                Bool,                            Ignored),
    row("session-cookie-change-on-failure",      Only("affinity"),        Text,                            Ignored),
    row("session-cookie-conditional-samesite-none", Only("affinity"),     Text,                            Ignored),
    row("session-cookie-domain",                 Only("affinity"),        Text,                            Ignored),
    row("session-cookie-expires",                Only("affinity"),        Text,                            Ignored),
    row("session-cookie-max-age",                Only("affinity"),        Text,                            Ignored),
    row("session-cookie-name",                   Only("affinity"),        Text,                            Ignored),
    row("session-cookie-path",                   Only("affinity"),        Text,                            Ignored),
    row("session-cookie-samesite",               Only("affinity"),        Text,                            Ignored),
    row("session-cookie-secure",                 Only("affinity"),        Text,                            Ignored),
    row("ssl-ciphers",                           Nothing,                 Chars(":+-!@= _"),               Dropped),
    row("ssl-passthrough",                       Host,                    Bool,                            Dropped),
    row("ssl-prefer-server-ciphers",             Nothing,                 Bool,                            Ignored),
    row("ssl-redirect",                          Modelled,                BoolOn,                          Ignored),
    row("stream-snippet",                        Host,                    Text,                            Dropped),
    row("temporal-redirect",                     Modelled,                URL,                             Dropped),
    row("temporal-redirect-code",                Modelled,                Int,                             Dropped),
    row("upstream-hash-by",                      Nothing,                 Chars("-_${}"),                  Dropped),
    row("upstream-hash-by-subset",               Nothing,                 Bool,                            Dropped),
    row("upstream-hash-by-subset-size",          Nothing,                 Int,                             Dropped),
    row("upstream-vhost",                        Modelled,                Text,                            Dropped),
    row("use-port-in-redirects",                 Location,                Bool,                            Ignored),
    row("use-regex",                             Modelled,                Bool,                            Ignored),
    row("whitelist-source-range",                Location,                Text,                            Denied),
    row("x-forwarded-prefix",                    Modelled,                Chars("/-._~:$"),                Dropped),
];

/// The row of a key without its prefix.
pub(crate) fn find(key: &str) -> Option<&'static Annotation> {
    ANNOTATIONS.binary_search_by(|row| row.key.cmp(key)).ok().map(|at| &ANNOTATIONS[at])
}

/// What a value turns out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reading {
    /// It is taken, and does something.
    Set,
    /// It is taken, and changes nothing.
    Quiet,
    /// It is not taken.
    Invalid,
}

impl Value {
    /// How the controller reads `text`.
    pub(crate) fn read(self, text: &str) -> Reading {
        let when = |taken: bool| if taken { Reading::Set } else { Reading::Invalid };
        let unless = |quiet: bool| if quiet { Reading::Quiet } else { Reading::Set };
        match self {
            Self::Text => unless(text == "off"),
            Self::Bool => parse_bool(text).map_or(Reading::Invalid, |on| unless(!on)),
            Self::BoolOn => parse_bool(text).map_or(Reading::Invalid, unless),
            Self::Int => when(text.parse::<i64>().is_ok()),
            Self::Size => when(parse_size(text).is_some()),
            Self::OneOf(values) => {
                let place = values.iter().position(|value| value.eq_ignore_ascii_case(text));
                place.map_or(Reading::Invalid, |place| unless(place == 0))
            }
            Self::Chars(_) if text == "off" => Reading::Quiet,
            Self::Chars(extra) => {
                when(text.chars().all(|letter| letter.is_ascii_alphanumeric() || extra.contains(letter)))
            }
        }
    }
}

/// Go's `strconv.ParseBool`.
pub(crate) fn parse_bool(text: &str) -> Option<bool> {
    match text {
        "1" | "t" | "T" | "TRUE" | "true" | "True" => Some(true),
        "0" | "f" | "F" | "FALSE" | "false" | "False" => Some(false),
        _ => None,
    }
}

/// nginx's sizes in bytes: `8k`, `1m`, `1g`, `100`; a trailing `b` means bytes.
pub(crate) fn parse_size(text: &str) -> Option<u64> {
    let digits = text.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let shift = match &*text[digits.len()..].to_ascii_lowercase() {
        "" | "b" => 0,
        "k" => 10,
        "m" => 20,
        "g" => 30,
        _ => return None,
    };
    digits.parse::<u64>().ok()?.checked_mul(1 << shift)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_sorted_unique_and_depend_on_rows() {
        assert!(ANNOTATIONS.is_sorted_by(|a, b| a.key < b.key));
        for row in ANNOTATIONS {
            if let Effect::Only(other) = row.effect {
                assert!(find(other).is_some_and(|other| !matches!(other.effect, Effect::Only(_))), "{}", row.key);
            }
        }
    }

    #[test]
    fn sizes_are_nginx_sizes() {
        let sizes = ["0", "1m", "8K", "2g", "7b", "m", "1x", ""].map(parse_size);
        assert_eq!(sizes, [Some(0), Some(1 << 20), Some(8192), Some(2 << 30), Some(7), None, None, None]);
    }
}
