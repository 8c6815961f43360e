//! The annotations of ingress-nginx (v1.15.1), one row each.
//!
//! A key that has no row is none of the controller's: it is ignored there and here.

use super::{
    APP_PROTOCOL, Annotation, BACKEND_TLS,
    Becomes::{Field, Lost, NoTraffic, Policy, Snippet},
    CLIENT_CERTIFICATE, CORS, EXTERNAL_AUTH,
    Effect::{Backend, Host, Location, Modelled, Nothing, Only},
    Form::{
        self, Addresses, AnyCase, Bool, Chars, CommonName, CookieDomain, ErrorPage, Exposed, Hosts, Int, Label,
        Methods, OneOf, Origins, Seconds, Size, Statuses, Text, Words,
    },
    HEADER_MATCH, HOSTNAMES,
    Invalid::{Denied, Dropped, Ignored, Without},
    MIRROR, PATH_MATCH, PREFIX,
    Policy::{
        AddressList, Affinity, BackendTls, BasicAuth, BodySize, Buffers, Ciphers, ClientCertificate, ErrorPages,
        ExternalAuth, Firewall, LoadBalancing, Logs, RateLimit, Retries, ServiceAddress, Timeouts, Tracing,
    },
    REDIRECT, REQUEST_HEADERS, RESPONSE_HEADERS, RETRY, REWRITE,
    Risk::{Critical, High, Low, Medium},
    SESSION,
    Scope::{Ingress, Paths},
    TIMEOUTS, TLS_ROUTE, Table, WEIGHTS, row,
};

/// All of them.
pub static INGRESS_NGINX: Table = Table {
    name: "ingress-nginx",
    prefixes: &[PREFIX],
    rows: ROWS,
    aliases: &[("limit-whitelist", "limit-allowlist"), ("whitelist-source-range", "allowlist-source-range")],
    page: "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/",
};

// Where the controller takes spaces away before it looks, a space is among the letters.
const NAME: Form = Chars("/-._~: ");
const PLAIN_URL: Form = Chars("/-._~:,?&=");
const URL: Form = Chars("/-._~:,?&= ");
const TARGET: Form = Chars("/-._~:$");
const PREFIX_TARGET: Form = Chars("/-._~:$ ");
const PATTERN: Form = Chars("/-._~:^$[](){}*+?|&=\\");
const ON_OFF: Form = OneOf(&["on", "off"]);
const METHODS: &[&str] = &["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "CONNECT", "OPTIONS", "TRACE"];
const BALANCERS: &[&str] = &["round_robin", "chash", "chashsubset", "sticky_balanced", "sticky_persistent", "ewma"];
const PROTOCOLS: &[&str] = &["HTTP", "HTTPS", "GRPC", "GRPCS", "FCGI", "AUTO_HTTP"];
const VERIFY: &[&str] = &["on", "off", "optional", "optional_no_ca"];
const SAME_SITE: &[&str] = &["None", "Lax", "Strict"];
const UPSTREAM_TLS: &[&str] = &["TLSv1.2", "TLSv1.3"];
#[rustfmt::skip]
const NEXT_UPSTREAM: &[&str] = &[
    "error", "timeout", "invalid_header", "http_500", "http_502", "http_503", "http_504", "http_403", "http_404", "http_429",
    "non_idempotent", "off",
];

/// Sorted by key.
#[rustfmt::skip]
static ROWS: &[Annotation] = &[
    //  key                                        effect                         form                        default                invalid  scope     risk      becomes                     page
    row("affinity",                                Modelled,                      OneOf(&["cookie"]),         "",                    Ignored, Ingress,  Low,      Field(&SESSION),            "session-affinity"),
    row("affinity-canary-behavior",                Only("affinity"),              OneOf(&["sticky", "legacy"]),"sticky",              Ignored, Ingress,  Low,      Lost,                       "session-affinity"),
    row("affinity-mode",                           Only("affinity"),              OneOf(&["balanced", "persistent"]),"balanced",            Ignored, Ingress,  Medium,   Policy(Affinity),           "session-affinity"),
    row("allowlist-source-range",                  Modelled,                      Addresses,                  "",                    Denied,  Paths,    Medium,   Policy(AddressList),        "whitelist-source-range"),
    row("app-root",                                Modelled,                      TARGET,                     "",                    Ignored, Paths,    Medium,   Field(&REDIRECT),           "rewrite"),
    row("auth-always-set-cookie",                  Only("auth-url"),              Bool,                       "false",               Without, Paths,    Low,      Lost,                       "external-authentication"),
    row("auth-cache-duration",                     Only("auth-url"),              Chars("/-._~:, "),          "200 202 401 5m",      Without, Paths,    Medium,   Lost,                       "external-authentication"),
    row("auth-cache-key",                          Only("auth-url"),              Chars("-_${} "),            "",                    Ignored, Paths,    Medium,   Lost,                       "external-authentication"),
    row("auth-keepalive",                          Only("auth-url"),              Int,                        "0",                   Ignored, Paths,    Low,      NoTraffic,                  "external-authentication"),
    row("auth-keepalive-requests",                 Only("auth-url"),              Int,                        "1000",                Ignored, Paths,    Low,      NoTraffic,                  "external-authentication"),
    row("auth-keepalive-share-vars",               Only("auth-url"),              Bool,                       "false",               Ignored, Paths,    Low,      Lost,                       "external-authentication"),
    row("auth-keepalive-timeout",                  Only("auth-url"),              Int,                        "60",                  Ignored, Paths,    Low,      NoTraffic,                  "external-authentication"),
    row("auth-method",                             Only("auth-url"),              OneOf(METHODS),             "",                    Denied,  Paths,    Low,      Lost,                       "external-authentication"),
    row("auth-proxy-set-headers",                  Only("auth-url"),              NAME,                       "",                    Ignored, Paths,    Medium,   Field(&EXTERNAL_AUTH),      "external-authentication"),
    row("auth-realm",                              Only("auth-type"),             Chars("/-._~: "),           "",                    Dropped, Paths,    Medium,   Policy(BasicAuth),          "authentication"),
    row("auth-request-redirect",                   Only("auth-url"),              URL,                        "",                    Without, Paths,    Medium,   Lost,                       "external-authentication"),
    row("auth-response-headers",                   Only("auth-url"),              Chars("-_, "),              "",                    Denied,  Paths,    Medium,   Field(&EXTERNAL_AUTH),      "external-authentication"),
    row("auth-secret",                             Only("auth-type"),             NAME,                       "",                    Dropped, Paths,    Medium,   Policy(BasicAuth),          "authentication"),
    row("auth-secret-type",                        Only("auth-type"),             OneOf(&["auth-file", "auth-map"]),"auth-file",           Dropped, Paths,    Low,      Policy(BasicAuth),          "authentication"),
    row("auth-signin",                             Only("auth-url"),              Chars("-._~/:, ?&=$"),      "",                    Ignored, Paths,    High,     Policy(ExternalAuth),       "external-authentication"),
    row("auth-signin-redirect-param",              Only("auth-url"),              URL,                        "rd",                  Ignored, Paths,    Medium,   Lost,                       "external-authentication"),
    row("auth-snippet",                            Host,                          Text,                       "",                    Ignored, Paths,    Critical, Snippet,                    "external-authentication"),
    row("auth-tls-error-page",                     Only("auth-tls-secret"),       ErrorPage,                  "",                    Dropped, Paths,    High,     Lost,                       "client-certificate-authentication"),
    row("auth-tls-match-cn",                       Only("auth-tls-secret"),       CommonName,                 "",                    Dropped, Paths,    High,     Policy(ClientCertificate),  "client-certificate-authentication"),
    row("auth-tls-pass-certificate-to-upstream",   Only("auth-tls-secret"),       Bool,                       "false",               Dropped, Paths,    Low,      Policy(ClientCertificate),  "client-certificate-authentication"),
    row("auth-tls-secret",                         Host,                          NAME,                       "",                    Dropped, Paths,    Medium,   Field(&CLIENT_CERTIFICATE), "client-certificate-authentication"),
    row("auth-tls-verify-client",                  Only("auth-tls-secret"),       OneOf(VERIFY),              "on",                  Ignored, Paths,    Medium,   Field(&CLIENT_CERTIFICATE), "client-certificate-authentication"),
    row("auth-tls-verify-depth",                   Only("auth-tls-secret"),       Int,                        "1",                   Ignored, Paths,    Low,      Lost,                       "client-certificate-authentication"),
    row("auth-type",                               Modelled,                      OneOf(&["basic", "digest"]),"",                    Dropped, Paths,    Low,      Policy(BasicAuth),          "authentication"),
    row("auth-url",                                Modelled,                      Chars("-._~/:, ?&=$"),      "",                    Dropped, Paths,    High,     Field(&EXTERNAL_AUTH),      "external-authentication"),
    row("backend-protocol",                        Modelled,                      AnyCase(PROTOCOLS),         "HTTP",                Ignored, Paths,    Low,      Field(&BACKEND_TLS),        "backend-protocol"),
    row("canary",                                  Modelled,                      Bool,                       "false",               Ignored, Ingress,  Low,      Field(&WEIGHTS),            "canary"),
    row("canary-by-cookie",                        Only("canary"),                NAME,                       "",                    Ignored, Ingress,  Medium,   Field(&HEADER_MATCH),       "canary"),
    row("canary-by-header",                        Only("canary"),                NAME,                       "",                    Ignored, Ingress,  Medium,   Field(&HEADER_MATCH),       "canary"),
    row("canary-by-header-pattern",                Only("canary"),                PATTERN,                    "",                    Ignored, Ingress,  Medium,   Field(&HEADER_MATCH),       "canary"),
    row("canary-by-header-value",                  Only("canary"),                NAME,                       "",                    Ignored, Ingress,  Medium,   Field(&HEADER_MATCH),       "canary"),
    row("canary-weight",                           Only("canary"),                Int,                        "0",                   Ignored, Ingress,  Low,      Field(&WEIGHTS),            "canary"),
    row("canary-weight-total",                     Only("canary"),                Int,                        "100",                 Ignored, Ingress,  Low,      Field(&WEIGHTS),            "canary"),
    row("client-body-buffer-size",                 Nothing,                       Size,                       "",                    Dropped, Paths,    Low,      Policy(Buffers),            "client-body-buffer-size"),
    row("configuration-snippet",                   Host,                          Text,                       "",                    Dropped, Paths,    Critical, Snippet,                    "configuration-snippet"),
    row("connection-proxy-header",                 Nothing,                       OneOf(&["close", "keep-alive"]),"",                    Dropped, Paths,    Low,      Lost,                       "connection-proxy-header"),
    row("cors-allow-credentials",                  Only("enable-cors"),           Bool,                       "true",                Ignored, Ingress,  Low,      Field(&CORS),               "enable-cors"),
    row("cors-allow-headers",                      Only("enable-cors"),           Chars("-_, "),              "",                    Ignored, Ingress,  Medium,   Field(&CORS),               "enable-cors"),
    row("cors-allow-methods",                      Only("enable-cors"),           Methods,                    "",                    Ignored, Ingress,  Medium,   Field(&CORS),               "enable-cors"),
    row("cors-allow-origin",                       Only("enable-cors"),           Origins,                    "*",                   Ignored, Ingress,  Medium,   Field(&CORS),               "enable-cors"),
    row("cors-expose-headers",                     Only("enable-cors"),           Exposed,                    "",                    Ignored, Ingress,  Medium,   Field(&CORS),               "enable-cors"),
    row("cors-max-age",                            Only("enable-cors"),           Int,                        "1728000",             Ignored, Ingress,  Low,      Field(&CORS),               "enable-cors"),
    row("custom-headers",                          Modelled,                      NAME,                       "",                    Ignored, Paths,    Medium,   Field(&RESPONSE_HEADERS),   "custom-headers"),
    row("custom-http-errors",                      Modelled,                      Statuses,                   "",                    Dropped, Paths,    Low,      Policy(ErrorPages),         "custom-http-errors"),
    row("default-backend",                         Modelled,                      Label,                      "",                    Dropped, Paths,    Low,      Policy(ErrorPages),         "default-backend"),
    row("denylist-source-range",                   Modelled,                      Addresses,                  "",                    Denied,  Paths,    Medium,   Policy(AddressList),        "denylist-source-range"),
    row("disable-proxy-intercept-errors",          Only("custom-http-errors"),    Bool,                       "false",               Ignored, Paths,    Low,      Lost,                       "../annotations-risk/"),
    row("enable-access-log",                       Nothing,                       Bool,                       "true",                Ignored, Paths,    Low,      Policy(Logs),               "enable-access-log"),
    row("enable-cors",                             Modelled,                      Bool,                       "false",               Ignored, Ingress,  Low,      Field(&CORS),               "enable-cors"),
    row("enable-global-auth",                      Nothing,                       Bool,                       "true",                Ignored, Paths,    Low,      Policy(ExternalAuth),       "global-external-authentication"),
    row("enable-modsecurity",                      Location,                      Bool,                       "false",               Ignored, Ingress,  Low,      Policy(Firewall),           "modsecurity"),
    row("enable-opentelemetry",                    Nothing,                       Bool,                       "false",               Ignored, Paths,    Low,      Policy(Tracing),            "enable-opentelemetry"),
    row("enable-owasp-core-rules",                 Location,                      Bool,                       "false",               Ignored, Ingress,  Low,      Policy(Firewall),           "modsecurity"),
    row("enable-rewrite-log",                      Nothing,                       Bool,                       "false",               Ignored, Paths,    Low,      NoTraffic,                  "enable-rewrite-log"),
    row("fastcgi-index",                           Only("backend-protocol"),      Chars(".-_"),               "",                    Dropped, Paths,    Medium,   Lost,                       "../fcgi-services/"),
    row("fastcgi-params-configmap",                Only("backend-protocol"),      NAME,                       "",                    Dropped, Paths,    Medium,   Lost,                       "../fcgi-services/"),
    row("force-ssl-redirect",                      Modelled,                      Bool,                       "false",               Ignored, Paths,    Medium,   Field(&REDIRECT),           "server-side-https-enforcement-through-redirect"),
    row("from-to-www-redirect",                    Modelled,                      Bool,                       "false",               Dropped, Paths,    Low,      Field(&REDIRECT),           "redirect-fromto-www"),
    row("http2-push-preload",                      Nothing,                       Bool,                       "false",               Dropped, Paths,    Low,      Lost,                       "http2-push-preload"),
    row("limit-allowlist",                         Modelled,                      Addresses,                  "",                    Dropped, Paths,    Low,      Policy(RateLimit),          "rate-limiting"),
    row("limit-burst-multiplier",                  Nothing,                       Int,                        "5",                   Ignored, Paths,    Low,      Policy(RateLimit),          "rate-limiting"),
    row("limit-connections",                       Modelled,                      Int,                        "",                    Dropped, Paths,    Low,      Policy(RateLimit),          "rate-limiting"),
    row("limit-rate",                              Nothing,                       Int,                        "0",                   Ignored, Paths,    Low,      Policy(RateLimit),          "rate-limiting"),
    row("limit-rate-after",                        Nothing,                       Int,                        "0",                   Ignored, Paths,    Low,      Policy(RateLimit),          "rate-limiting"),
    row("limit-rpm",                               Modelled,                      Int,                        "",                    Dropped, Paths,    Low,      Policy(RateLimit),          "rate-limiting"),
    row("limit-rps",                               Modelled,                      Int,                        "",                    Dropped, Paths,    Low,      Policy(RateLimit),          "rate-limiting"),
    row("limit-whitelist",                         Modelled,                      Addresses,                  "",                    Dropped, Paths,    Low,      Policy(RateLimit),          "rate-limiting"),
    row("load-balance",                            Nothing,                       OneOf(BALANCERS),           "round_robin",         Dropped, Paths,    Low,      Policy(LoadBalancing),      "custom-nginx-load-balancing"),
    row("mirror-host",                             Only("mirror-target"),         Text,                       "",                    Ignored, Ingress,  High,     Lost,                       "mirror"),
    row("mirror-request-body",                     Only("mirror-target"),         ON_OFF,                     "on",                  Ignored, Ingress,  Low,      Lost,                       "mirror"),
    row("mirror-target",                           Modelled,                      Text,                       "",                    Ignored, Ingress,  High,     Field(&MIRROR),             "mirror"),
    row("modsecurity-snippet",                     Host,                          Text,                       "",                    Ignored, Ingress,  Critical, Snippet,                    "modsecurity"),
    row("modsecurity-transaction-id",              Only("enable-modsecurity"),    Chars("-_${} "),            "",                    Ignored, Ingress,  High,     Lost,                       "modsecurity"),
    row("opentelemetry-operation-name",            Nothing,                       Chars("_-"),                "",                    Dropped, Paths,    Medium,   Policy(Tracing),            "enable-opentelemetry"),
    row("opentelemetry-trust-incoming-span",       Nothing,                       Bool,                       "true",                Ignored, Paths,    Low,      Policy(Tracing),            "opentelemetry-trust-incoming-span"),
    row("permanent-redirect",                      Modelled,                      PLAIN_URL,                  "",                    Dropped, Paths,    Medium,   Field(&REDIRECT),           "permanent-redirect"),
    row("permanent-redirect-code",                 Modelled,                      Int,                        "301",                 Dropped, Paths,    Low,      Field(&REDIRECT),           "permanent-redirect-code"),
    row("preserve-trailing-slash",                 Modelled,                      Bool,                       "false",               Ignored, Paths,    Medium,   Field(&REDIRECT),           "server-side-https-enforcement-through-redirect"),
    row("proxy-body-size",                         Modelled,                      Size,                       "1m",                  Ignored, Paths,    Medium,   Policy(BodySize),           "custom-max-body-size"),
    row("proxy-buffer-size",                       Nothing,                       Size,                       "4k",                  Ignored, Paths,    Low,      Policy(Buffers),            "proxy-buffer-size"),
    row("proxy-buffering",                         Nothing,                       ON_OFF,                     "off",                 Ignored, Paths,    Low,      Policy(Buffers),            "proxy-buffering"),
    row("proxy-buffers-number",                    Nothing,                       Int,                        "4",                   Ignored, Paths,    Low,      NoTraffic,                  "proxy-buffers-number"),
    row("proxy-busy-buffers-size",                 Nothing,                       Size,                       "",                    Ignored, Paths,    Low,      NoTraffic,                  "proxy-busy-buffers-size"),
    row("proxy-connect-timeout",                   Nothing,                       Int,                        "5",                   Ignored, Paths,    Low,      Policy(Timeouts),           "custom-timeouts"),
    row("proxy-cookie-domain",                     Backend,                       CookieDomain,               "off",                 Ignored, Paths,    Medium,   Lost,                       "proxy-cookie-domain"),
    row("proxy-cookie-path",                       Backend,                       URL,                        "off",                 Ignored, Paths,    Medium,   Lost,                       "proxy-cookie-path"),
    row("proxy-http-version",                      Nothing,                       OneOf(&["1.0", "1.1"]),     "1.1",                 Ignored, Paths,    Low,      Field(&APP_PROTOCOL),       "proxy-http-version"),
    row("proxy-max-temp-file-size",                Nothing,                       Size,                       "1024m",               Ignored, Paths,    Low,      NoTraffic,                  "proxy-max-temp-file-size"),
    row("proxy-next-upstream",                     Nothing,                       Words(NEXT_UPSTREAM),       "error timeout",       Ignored, Paths,    Medium,   Field(&RETRY),              "custom-timeouts"),
    row("proxy-next-upstream-timeout",             Nothing,                       Int,                        "0",                   Ignored, Paths,    Low,      Policy(Retries),            "custom-timeouts"),
    row("proxy-next-upstream-tries",               Nothing,                       Int,                        "3",                   Ignored, Paths,    Low,      Field(&RETRY),              "custom-timeouts"),
    row("proxy-read-timeout",                      Nothing,                       Int,                        "60",                  Ignored, Paths,    Low,      Field(&TIMEOUTS),           "custom-timeouts"),
    row("proxy-redirect-from",                     Backend,                       URL,                        "off",                 Ignored, Paths,    Medium,   Lost,                       "proxy-redirect"),
    row("proxy-redirect-to",                       Only("proxy-redirect-from"),   URL,                        "off",                 Ignored, Paths,    Medium,   Lost,                       "proxy-redirect"),
    row("proxy-request-buffering",                 Nothing,                       ON_OFF,                     "on",                  Ignored, Paths,    Low,      Policy(Buffers),            "custom-timeouts"),
    row("proxy-send-timeout",                      Nothing,                       Int,                        "60",                  Ignored, Paths,    Low,      Policy(Timeouts),           "custom-timeouts"),
    row("proxy-ssl-ciphers",                       Only("proxy-ssl-secret"),      Chars("+:_-!"),             "DEFAULT",             Ignored, Ingress,  Medium,   Policy(BackendTls),         "backend-certificate-authentication"),
    row("proxy-ssl-name",                          Only("proxy-ssl-secret"),      Text,                       "",                    Ignored, Ingress,  High,     Field(&BACKEND_TLS),        "backend-certificate-authentication"),
    row("proxy-ssl-protocols",                     Only("proxy-ssl-secret"),      Words(UPSTREAM_TLS),        "TLSv1.2",             Ignored, Ingress,  Low,      Policy(BackendTls),         "backend-certificate-authentication"),
    row("proxy-ssl-secret",                        Host,                          NAME,                       "",                    Dropped, Ingress,  Medium,   Field(&BACKEND_TLS),        "backend-certificate-authentication"),
    row("proxy-ssl-server-name",                   Only("proxy-ssl-secret"),      ON_OFF,                     "off",                 Ignored, Ingress,  Low,      Field(&BACKEND_TLS),        "backend-certificate-authentication"),
    row("proxy-ssl-verify",                        Only("proxy-ssl-secret"),      ON_OFF,                     "off",                 Ignored, Ingress,  Low,      Field(&BACKEND_TLS),        "backend-certificate-authentication"),
    row("proxy-ssl-verify-depth",                  Only("proxy-ssl-secret"),      Int,                        "1",                   Ignored, Ingress,  Low,      Lost,                       "backend-certificate-authentication"),
    row("relative-redirects",                      Modelled,                      Bool,                       "false",               Dropped, Paths,    Low,      Lost,                       "../annotations-risk/"),
    row("rewrite-target",                          Modelled,                      TARGET,                     "",                    Ignored, Ingress,  Medium,   Field(&REWRITE),            "rewrite"),
    row("satisfy",                                 Modelled,                      OneOf(&["any", "all"]),     "all",                 Ignored, Paths,    Low,      Policy(ExternalAuth),       "satisfy"),
    row("server-alias",                            Modelled,                      Hosts,                      "",                    Dropped, Ingress,  High,     Field(&HOSTNAMES),          "server-alias"),
    row("server-snippet",                          Host,                          Text,                       "",                    Dropped, Ingress,  Critical, Snippet,                    "server-snippet"),
    row("service-upstream",                        Modelled,                      Bool,                       "false",               Ignored, Ingress,  Low,      Policy(ServiceAddress),     "service-upstream"),
    row("session-cookie-change-on-failure",        Only("affinity"),              Bool,                       "false",               Ignored, Ingress,  Low,      Policy(Affinity),           "cookie-affinity"),
    row("session-cookie-conditional-samesite-none",Only("affinity"),              Bool,                       "false",               Ignored, Ingress,  Low,      Lost,                       "cookie-affinity"),
    row("session-cookie-domain",                   Only("affinity"),              NAME,                       "",                    Ignored, Ingress,  Medium,   Policy(Affinity),           "cookie-affinity"),
    row("session-cookie-expires",                  Only("affinity"),              Seconds,                    "",                    Ignored, Ingress,  Medium,   Field(&SESSION),            "cookie-affinity"),
    row("session-cookie-max-age",                  Only("affinity"),              Seconds,                    "",                    Ignored, Ingress,  Medium,   Field(&SESSION),            "cookie-affinity"),
    row("session-cookie-name",                     Only("affinity"),              NAME,                       "INGRESSCOOKIE",       Ignored, Ingress,  Medium,   Field(&SESSION),            "cookie-affinity"),
    row("session-cookie-path",                     Only("affinity"),              URL,                        "",                    Ignored, Ingress,  Medium,   Field(&SESSION),            "cookie-affinity"),
    row("session-cookie-samesite",                 Only("affinity"),              AnyCase(SAME_SITE),         "",                    Ignored, Ingress,  Low,      Policy(Affinity),           "cookie-affinity"),
    row("session-cookie-secure",                   Only("affinity"),              Bool,                       "",                    Ignored, Ingress,  Low,      Policy(Affinity),           "cookie-affinity"),
    row("ssl-ciphers",                             Nothing,                       Chars(":+-!@= _"),          "",                    Dropped, Ingress,  Low,      Policy(Ciphers),            "ssl-ciphers"),
    row("ssl-passthrough",                         Host,                          Bool,                       "false",               Dropped, Ingress,  Low,      Field(&TLS_ROUTE),          "ssl-passthrough"),
    row("ssl-prefer-server-ciphers",               Nothing,                       Bool,                       "",                    Ignored, Ingress,  Low,      Policy(Ciphers),            "ssl-ciphers"),
    row("ssl-redirect",                            Modelled,                      Bool,                       "true",                Ignored, Paths,    Low,      Field(&REDIRECT),           "server-side-https-enforcement-through-redirect"),
    row("stream-snippet",                          Host,                          Text,                       "",                    Dropped, Ingress,  Critical, Snippet,                    "stream-snippet"),
    row("temporal-redirect",                       Modelled,                      PLAIN_URL,                  "",                    Dropped, Paths,    Medium,   Field(&REDIRECT),           "temporal-redirect"),
    row("temporal-redirect-code",                  Modelled,                      Int,                        "302",                 Dropped, Paths,    Low,      Field(&REDIRECT),           "temporal-redirect-code"),
    row("upstream-hash-by",                        Nothing,                       Chars("-_${} "),            "",                    Dropped, Paths,    High,     Policy(LoadBalancing),      "custom-nginx-upstream-hashing"),
    row("upstream-hash-by-subset",                 Nothing,                       Bool,                       "false",               Dropped, Paths,    Low,      Policy(LoadBalancing),      "custom-nginx-upstream-hashing"),
    row("upstream-hash-by-subset-size",            Nothing,                       Int,                        "3",                   Dropped, Paths,    Low,      Policy(LoadBalancing),      "custom-nginx-upstream-hashing"),
    row("upstream-vhost",                          Modelled,                      Text,                       "",                    Dropped, Paths,    Low,      Field(&REWRITE),            "custom-nginx-upstream-vhost"),
    row("use-port-in-redirects",                   Modelled,                      Bool,                       "false",               Ignored, Paths,    Low,      Field(&REDIRECT),           "../annotations-risk/"),
    row("use-regex",                               Modelled,                      Bool,                       "false",               Ignored, Paths,    Low,      Field(&PATH_MATCH),         "use-regex"),
    row("whitelist-source-range",                  Modelled,                      Addresses,                  "",                    Denied,  Paths,    Medium,   Policy(AddressList),        "whitelist-source-range"),
    row("x-forwarded-prefix",                      Modelled,                      PREFIX_TARGET,              "",                    Dropped, Paths,    Medium,   Field(&REQUEST_HEADERS),    "x-forwarded-prefix-header"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_sorted_unique_and_depend_on_rows() {
        assert!(ROWS.is_sorted_by(|a, b| a.key < b.key));
        for row in ROWS {
            if let Only(other) = row.effect {
                let other = INGRESS_NGINX.row(other);
                assert!(other.is_some_and(|other| !matches!(other.effect, Only(_))), "{}", row.key);
            }
            assert!(row.default.is_empty() || row.form.takes(row.default), "{}: {}", row.key, row.default);
        }
    }
}
