//! The controller's settings: its ConfigMap where that is in the input, else their defaults; a setting that is not
//! modelled and could change an outcome is in doubt for every request.

use std::sync::Arc;

use gatefold_diagnostic::{Args, order_by};
use gatefold_manifest::{Bundle, Kind, Node, Object};
use gatefold_routing::{ClientHeaders, HeaderValue, Origin, Reason, Scheme};

use super::{
    flags::{Flags, pair},
    settings::Doubt,
};
use crate::{
    annotation::{Annotations, INGRESS_NGINX, Risk, parse_bool, parse_size},
    network::Network,
    options::NginxOptions,
};

/// Settings that are modelled.
#[rustfmt::skip]
static MODELLED: &[&str] = &[
    "add-headers", "allow-cross-namespace-resources", "allow-snippet-annotations", "annotations-risk-level",
    "custom-http-errors", "denylist-source-range", "enable-modsecurity", "enable-owasp-modsecurity-crs", "enable-real-ip",
    "force-ssl-redirect", "forwarded-for-header", "global-allowed-response-headers", "hsts", "hsts-include-subdomains",
    "hsts-max-age", "hsts-preload", "http-redirect-code", "modsecurity-snippet", "no-auth-locations",
    "no-tls-redirect-locations", "preserve-trailing-slash", "proxy-body-size", "proxy-real-ip-cidr", "proxy-set-headers",
    "relative-redirects", "ssl-redirect", "ssl-reject-handshake", "strict-validate-path-type", "use-forwarded-headers",
    "use-port-in-redirects", "use-proxy-protocol", "whitelist-source-range",
];

/// Keys, or beginnings of keys, of settings that no outcome tells of: logs, buffers, timeouts, TLS parameters, workers, and
/// what only admission asks.
#[rustfmt::skip]
static QUIET: &[&str] = &[
    "access-log-", "allow-backend-server-header", "bind-address", "brotli-", "client-body-buffer-size",
    "client-body-timeout", "client-header-", "compute-full-forwarded-for", "debug-connections", "default-type",
    "disable-access-log", "disable-http-access-log", "disable-ipv6", "disable-proxy-intercept-errors",
    "disable-stream-access-log", "enable-access-log-for-default-backend", "enable-aio-write", "enable-auth-access-log",
    "enable-brotli", "enable-multi-accept", "enable-ocsp", "enable-opentelemetry", "enable-serial-reloads", "enable-syslog",
    "error-log-", "forwarded-host-header", "generate-request-id", "grpc-buffer-size-kb", "gzip-", "hide-headers",
    "http-access-log-path", "http2-max-", "keep-alive", "large-client-header-", "limit-conn-", "limit-rate",
    "limit-req-status-code", "load-balance", "log-format-", "lua-shared-dicts", "map-hash-", "max-worker-",
    "nginx-status-", "opentelemetry-", "otel-", "otlp-", "proxy-buffer", "proxy-busy-", "proxy-connect-timeout",
    "proxy-headers-hash-", "proxy-http-version", "proxy-max-temp-file-size", "proxy-next-upstream",
    "proxy-protocol-header-timeout", "proxy-read-timeout", "proxy-request-buffering", "proxy-send-timeout", "proxy-ssl-",
    "proxy-stream-", "retry-non-idempotent", "reuse-port", "server-name-hash-", "server-tokens", "skip-access-log-",
    "ssl-buffer-size", "ssl-ciphers", "ssl-dh-param", "ssl-early-data", "ssl-ecdh-curve", "ssl-protocols", "ssl-session-",
    "stream-access-log-path", "syslog-", "upstream-hash-by", "upstream-keepalive-", "use-gzip",
    "use-http2", "variables-hash-", "worker-",
];

/// What the controller does for every Ingress.
#[derive(Debug)]
pub(crate) struct Config {
    pub(crate) flags: Flags,
    /// The ConfigMap that counts, with its namespace, and whether it is in the input.
    pub(crate) name: Option<String>,
    pub(crate) is_given: bool,
    /// What was chosen for where the input does not say.
    pub(crate) chosen: NginxOptions,
    /// The header that is believed to name the client; none where the peer is the client.
    pub(crate) real_ip_header: Option<String>,
    /// Peers that are believed.
    pub(crate) proxies: Vec<Network>,
    /// Whether the client is believed in what it says of itself.
    pub(crate) client: ClientHeaders,
    /// Headers of every answer over http, and over https.
    common: [Vec<HeaderValue>; 2],
    /// Headers of every request to a backend.
    pub(crate) towards: Vec<HeaderValue>,
    /// Seconds for which a backend may be silent.
    pub(crate) read_timeout: u32,
    /// How often a request that reaches no endpoint is tried again.
    pub(crate) retries: u32,
    pub(crate) redirect_status: u16,
    pub(crate) ssl_redirect: bool,
    pub(crate) force_ssl_redirect: bool,
    pub(crate) preserve_trailing_slash: bool,
    pub(crate) relative_redirects: bool,
    pub(crate) port_in_redirects: bool,
    pub(crate) no_tls: Vec<String>,
    no_auth: Vec<String>,
    pub(crate) body_limit: u64,
    pub(crate) allow: Vec<Network>,
    pub(crate) deny: Vec<Network>,
    pub(crate) error_codes: Vec<u16>,
    /// Names of headers that `custom-headers` may set.
    pub(crate) allowed_headers: Vec<String>,
    pub(crate) risk: Risk,
    pub(crate) snippets: bool,
    pub(crate) cross_namespace: bool,
    /// Whether a firewall looks at requests where no annotation says otherwise.
    pub(crate) firewall: bool,
    /// Whether TLS for a host that there is not is refused.
    pub(crate) rejects_handshake: bool,
    /// Whether admission refuses paths with other letters than a plain path has.
    pub(crate) strict_paths: bool,
    /// The first setting that may change an outcome and is not modelled.
    pub(crate) doubt: Option<Doubt>,
}

/// The values of the controller's ConfigMap; where that is not in the input, those that were chosen.
struct Data<'a> {
    object: Option<&'a Object>,
    chosen: &'a NginxOptions,
}

impl<'a> Data<'a> {
    fn text(&self, key: &str) -> Option<&'a str> {
        match self.object {
            Some(object) => object.field("data")?.get(key).map(Node::text).map(str::trim),
            None => self.chosen.value(key),
        }
    }

    fn flag(&self, key: &str, default: bool) -> bool {
        self.text(key).and_then(parse_bool).unwrap_or(default)
    }

    fn words(&self, key: &str, default: &str) -> Vec<String> {
        let words = self.text(key).unwrap_or(default).split(',').map(str::trim);
        words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
    }
}

/// The keys and values of a ConfigMap.
fn entries(object: &Object) -> impl Iterator<Item = (Node<'_>, Node<'_>)> {
    object.field("data").into_iter().flat_map(Node::entries)
}

impl Config {
    /// Reads the settings of an installation; what its ConfigMap says counts where that is in the input.
    pub(crate) fn read(bundle: &Bundle, flags: Flags, chosen: &NginxOptions) -> Self {
        let config_map = flags.config_map.as_ref();
        let object = config_map.and_then(|(namespace, name)| bundle.get(Kind::ConfigMap, namespace, name));
        let data = Data { object, chosen };
        let believes = data.flag("use-forwarded-headers", false);
        // Of a proxy that speaks its own protocol the client's address is known without a header.
        let header = (believes || data.flag("enable-real-ip", false)) && !data.flag("use-proxy-protocol", false);
        let real_ip_header = header.then(|| data.text("forwarded-for-header").unwrap_or("X-Forwarded-For").to_owned());
        let mut doubt = None;
        let mut headers_of = |key: &str| {
            let Some((namespace, name)) = data.text(key).and_then(pair) else { return Vec::new() };
            match bundle.get(Kind::ConfigMap, &namespace, &name) {
                Some(object) => {
                    entries(object).map(|(name, value)| (name.text().to_owned(), value.text().to_owned())).collect()
                }
                None => {
                    let why = format!(
                        "{key} of the controller names ConfigMap {namespace}/{name}, which is not in the input"
                    );
                    doubt.get_or_insert(Doubt::not_said(why, None));
                    Vec::new()
                }
            }
        };
        let (added, towards) = (headers_of("add-headers"), headers_of("proxy-set-headers"));
        let sorted = |mut list: Vec<HeaderValue>| {
            order_by(&mut list, Ord::cmp);
            list
        };
        let over_https = added.iter().cloned().chain(hsts(&data)).collect();
        let status = data.text("http-redirect-code").and_then(|code| code.parse().ok());
        let risk = match data.text("annotations-risk-level").map(str::to_ascii_lowercase).as_deref() {
            None | Some("high") => Risk::High,
            Some("critical") => Risk::Critical,
            Some("medium") => Risk::Medium,
            Some(_) => Risk::Low,
        };
        Self {
            name: config_map.map(|(namespace, name)| format!("{namespace}/{name}")),
            is_given: object.is_some(),
            chosen: chosen.clone(),
            real_ip_header,
            proxies: Network::list(data.text("proxy-real-ip-cidr").unwrap_or("0.0.0.0/0")),
            client: if believes { ClientHeaders::Believed } else { ClientHeaders::Own },
            common: [sorted(added), sorted(over_https)],
            towards,
            read_timeout: data.text("proxy-read-timeout").and_then(|text| text.parse().ok()).unwrap_or(60),
            retries: retries(&data),
            redirect_status: status.filter(|code| matches!(code, 301 | 302 | 307 | 308)).unwrap_or(308),
            ssl_redirect: data.flag("ssl-redirect", true),
            force_ssl_redirect: data.flag("force-ssl-redirect", false),
            preserve_trailing_slash: data.flag("preserve-trailing-slash", false),
            relative_redirects: data.flag("relative-redirects", false),
            port_in_redirects: data.flag("use-port-in-redirects", false),
            no_tls: data.words("no-tls-redirect-locations", ACME),
            no_auth: data.words("no-auth-locations", ACME),
            body_limit: data.text("proxy-body-size").and_then(parse_size).unwrap_or(1 << 20),
            allow: Network::list(data.text("whitelist-source-range").unwrap_or_default()),
            deny: Network::list(data.text("denylist-source-range").unwrap_or_default()),
            error_codes: data.words("custom-http-errors", "").iter().filter_map(|code| code.parse().ok()).collect(),
            allowed_headers: data.words("global-allowed-response-headers", ""),
            risk,
            snippets: data.flag("allow-snippet-annotations", false),
            cross_namespace: data.flag("allow-cross-namespace-resources", false),
            firewall: data.flag("enable-modsecurity", false),
            rejects_handshake: data.flag("ssl-reject-handshake", false),
            strict_paths: data.flag("strict-validate-path-type", true),
            doubt: object.and_then(unmodelled).or(doubt).or_else(|| {
                let why = format!("which Ingresses --{} lets in is not modelled", flags.unmodelled?);
                Some(Doubt::not_said(why, None))
            }),
            flags,
        }
    }

    /// The annotations of an Ingress that are the controller's.
    pub(crate) fn annotations<'a>(&self, object: &'a Object) -> Annotations<'a> {
        Annotations::under(object, &INGRESS_NGINX, &self.whole_key(""))
    }

    /// The whole key of one of them.
    pub(crate) fn whole_key(&self, key: &str) -> String {
        format!("{}/{key}", self.flags.annotations_prefix)
    }

    /// Headers of every answer.
    pub(crate) fn common(&self, scheme: Scheme) -> Vec<HeaderValue> {
        self.common[usize::from(scheme == Scheme::Https)].clone()
    }

    /// Whether answers over https tell browsers to stay there.
    pub(crate) fn has_hsts(&self) -> bool {
        self.common[1].len() > self.common[0].len()
    }

    /// The beginning that keeps a location's path from being redirected to https.
    pub(crate) fn no_tls(&self, path: &str) -> Option<&str> {
        listed(path, &self.no_tls)
    }

    /// Whether a location asks for no credentials.
    pub(crate) fn is_open(&self, path: &str) -> bool {
        listed(path, &self.no_auth).is_some()
    }
}

/// The one of a list that a location's path begins with (`isLocationInLocationList`).
fn listed<'a>(path: &str, list: &'a [String]) -> Option<&'a str> {
    list.iter().find(|prefix| path.starts_with(prefix.as_str())).map(String::as_str)
}

/// Requests on these paths are never redirected to https, and need no credentials.
const ACME: &str = "/.well-known/acme-challenge";

/// `proxy-next-upstream` with `proxy-next-upstream-tries`: how often a request is sent again that reached nobody.
fn retries(data: &Data<'_>) -> u32 {
    let mut when = data.text("proxy-next-upstream").unwrap_or("error timeout").split_whitespace();
    let tries = data.text("proxy-next-upstream-tries").and_then(|text| text.parse::<u32>().ok()).unwrap_or(3);
    let is_on = when.clone().any(|word| matches!(word, "error" | "timeout")) && when.all(|word| word != "off");
    if is_on { again(tries) } else { 0 }
}

/// How often a request is tried again of `tries`, which count the first one. 0 sets no limit, which a number cannot say:
/// once more.
pub fn again(tries: u32) -> u32 {
    tries.checked_sub(1).unwrap_or(1)
}

fn hsts(data: &Data<'_>) -> Option<HeaderValue> {
    let age = data.text("hsts-max-age").unwrap_or("31536000");
    let part = |key, default, text: &'static str| if data.flag(key, default) { text } else { "" };
    let subdomains = part("hsts-include-subdomains", true, "; includeSubDomains");
    let preload = part("hsts-preload", false, "; preload");
    let value = format!("max-age={age}{subdomains}{preload}");
    data.flag("hsts", true).then(|| ("Strict-Transport-Security".to_owned(), value))
}

fn unmodelled(object: &Object) -> Option<Doubt> {
    let is_known = |key: &str| MODELLED.contains(&key) || QUIET.iter().any(|quiet| key.starts_with(quiet));
    let (key, _) = entries(object).find(|(key, value)| {
        // What is empty or switched off is as if it were not written.
        !is_known(key.text()) && !value.text().trim().is_empty() && parse_bool(value.text().trim()) != Some(false)
    })?;
    let origin = Origin {
        object: Arc::clone(object.id()),
        field: format!("data[{}]", key.text()).into(),
        span: Some(key.span()),
    };
    let args = Args::new().with("key", key.text()).with("config", object.id().to_string());
    Some(Doubt { origin: Some(origin), reason: Reason::SettingNotModelled, args })
}

#[cfg(test)]
mod tests {
    use gatefold_manifest::{Source, read};

    use super::*;
    use crate::{
        NGINX_SETTINGS,
        class::NGINX,
        nginx::flags::{CONFIG_MAP, tell_apart},
    };

    fn config(data: &str) -> Config {
        let (namespace, name) = CONFIG_MAP;
        let text = format!(
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}, namespace: {namespace}}}\ndata: {data}\n"
        );
        settled(&read(&[Source { name: "a".into(), text: text.into() }]).bundle, &NginxOptions::default())
    }

    fn settled(bundle: &Bundle, chosen: &NginxOptions) -> Config {
        let mut all = [Flags::chosen(chosen, NGINX)];
        tell_apart(&mut all, chosen);
        let [flags] = all;
        Config::read(bundle, flags, chosen)
    }

    #[test]
    fn a_default_that_is_chosen_or_written_changes_nothing() {
        let unset = format!("{:?}", config("{}"));
        let bundle = Bundle::default();
        for setting in NGINX_SETTINGS.iter().filter(|setting| !setting.default.is_empty()) {
            let chosen = NginxOptions { settings: vec![(setting.key, setting.default)], ..NginxOptions::default() };
            let chosen = Config { chosen: NginxOptions::default(), ..settled(&bundle, &chosen) };
            let default = settled(&bundle, &NginxOptions::default());
            assert_eq!(format!("{chosen:?}"), format!("{default:?}"), "{}", setting.key);
            let written = config(&format!("{{{}: \"{}\"}}", setting.key, setting.default));
            assert!(setting.key.starts_with("--") || format!("{written:?}") == unset, "{}", setting.key);
        }
    }

    #[test]
    fn every_other_value_that_can_be_chosen_counts() {
        let bundle = Bundle::default();
        let default = format!("{:?}", settled(&bundle, &NginxOptions::default()));
        for setting in NGINX_SETTINGS {
            // A flag whose default is off is written off where the default depends on the input.
            let others =
                setting.values.iter().filter(|value| **value != setting.default && !setting.default.is_empty());
            for value in others {
                let chosen = NginxOptions { settings: vec![(setting.key, value)], ..NginxOptions::default() };
                let chosen = Config { chosen: NginxOptions::default(), ..settled(&bundle, &chosen) };
                assert_ne!(format!("{chosen:?}"), default, "{} {value}", setting.key);
            }
        }
    }

    #[test]
    fn settings_that_may_change_an_outcome_are_named() {
        let doubt_of = |data: &str| config(data).doubt.map(|doubt| doubt.step().text());
        assert_eq!(doubt_of("{worker-processes: \"4\", use-gzip: \"true\", block-cidrs: \"false\"}"), None);
        let named = doubt_of("{use-gzip: \"true\", server-snippet: \"return 418;\"}").expect("a doubt");
        assert!(named.contains("server-snippet of ConfigMap ingress-nginx/ingress-nginx-controller"), "{named}");
    }

    #[test]
    fn what_is_written_counts() {
        let plain = config("{}");
        assert_eq!(plain.common(Scheme::Https)[0].1, "max-age=31536000; includeSubDomains");
        assert_eq!((plain.redirect_status, plain.body_limit, plain.risk), (308, 1 << 20, Risk::High));
        let told = config(
            "{hsts-max-age: \"5\", hsts-preload: \"true\", http-redirect-code: \"301\", proxy-body-size: 8m, \
                           annotations-risk-level: Critical, hsts-include-subdomains: \"false\"}",
        );
        assert_eq!(told.common(Scheme::Https)[0].1, "max-age=5; preload");
        assert_eq!((told.redirect_status, told.body_limit, told.risk), (301, 8 << 20, Risk::Critical));
        assert!(config("{hsts: \"false\"}").common(Scheme::Https).is_empty() && told.common(Scheme::Http).is_empty());
    }
}
