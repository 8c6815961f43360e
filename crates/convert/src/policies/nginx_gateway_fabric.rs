//! NGINX Gateway Fabric: its policies take whole routes, its filters single rules.

use gatefold_ingress::annotation::parse_size;
use gatefold_manifest::Yaml;

use super::{Attach, Balance, Need, Of, Part, What, map, truth};

const VERSION: &str = "gateway.nginx.org/v1alpha1";

pub(super) fn says<'a>(need: &Need<'a>, of: &Of<'_>) -> Option<Part<'a>> {
    let part = |kind, attach, suffix, field, value, note: &str| {
        let fields = vec![(field, value)];
        Some(Part { version: VERSION, kind, attach, suffix, fields, note: note.to_owned() })
    };
    let snippets = |lines: &[(&'static str, String)]| {
        let mut merged: Vec<(&'static str, String)> = Vec::new();
        for (context, line) in lines {
            match merged.iter_mut().find(|(of, _)| of == context) {
                Some((_, text)) => *text = format!("{text}\n{line}"),
                None => merged.push((context, line.clone())),
            }
        }
        let snippet =
            |(context, text): (&'static str, String)| map([("context", context.into()), ("value", text.into())]);
        let note = "SnippetsFilters have to be enabled in NGINX Gateway Fabric.";
        part(
            "SnippetsFilter",
            Attach::Filter,
            "snippets",
            "snippets",
            Yaml::list(merged.into_iter().map(snippet)),
            note,
        )
    };
    if let Some(lines) = lines(need, of)
        && of.shares_routes()
    {
        return snippets(&lines);
    }
    match &need.what {
        What::Addresses { allow, deny } => {
            let mut text: String = deny.iter().map(|item| format!("deny {item}; ")).collect();
            text.extend(allow.iter().map(|item| format!("allow {item}; ")));
            if !allow.is_empty() {
                text.push_str("deny all;");
            }
            snippets(&[(LOCATION, text.trim_end().to_owned())])
        }
        What::Passwords { secret, realm, is_digest: false } => {
            let name = secret.split_once('/').map_or(*secret, |(_, name)| name);
            let basic = map([("secretRef", map([("name", name.into())])), ("realm", (*realm).into())]);
            let note = format!(
                "The Secret is in {}, with an htpasswd file under the key auth, as for ingress-nginx.",
                of.namespace
            );
            let fields = vec![("type", "Basic".into()), ("basic", basic)];
            let (kind, attach) = ("AuthenticationFilter", Attach::Filter);
            Some(Part { version: VERSION, kind, attach, suffix: "auth", fields, note })
        }
        What::RateLimit { second, minute, burst } => {
            let rule = |requests: i64, unit: &str| {
                map([
                    ("rate", format!("{requests}r/{unit}").into()),
                    ("key", "$binary_remote_addr".into()),
                    ("burst", Yaml::Integer(requests.saturating_mul(*burst).min(i32::MAX.into()))),
                    ("noDelay", truth(true)),
                ])
            };
            let rules = [second.map(|it| rule(it, "s")), minute.map(|it| rule(it, "m"))];
            let local = map([("rules", Yaml::list(rules.into_iter().flatten()))]);
            let value = map([("rejectCode", Yaml::Integer(503)), ("local", local)]);
            part("RateLimitPolicy", Attach::Routes, "", "rateLimit", value, "")
        }
        What::BodySize(bytes) => {
            let value = map([("maxSize", size(u64::try_from(*bytes).ok()?)?)]);
            part("ClientSettingsPolicy", Attach::EachRoute, "", "body", value, "")
        }
        What::Timeouts { connect, idle } => {
            let mut value = Vec::new();
            value.extend(connect.map(|number| ("connect", time(number))));
            if let Some(number) = *idle {
                value.extend([("read", time(number)), ("send", time(number))]);
            }
            part("ProxySettingsPolicy", Attach::Routes, "", "timeout", Yaml::map(value), "")
        }
        What::Buffers { on, size: text } => {
            let mut value = Vec::new();
            value.extend(on.map(|on| ("disable", truth(!on))));
            value.extend(text.and_then(parse_size).and_then(size).map(|size| ("bufferSize", size)));
            part("ProxySettingsPolicy", Attach::Routes, "", "buffering", Yaml::map(value), "")
        }
        What::ServiceAddress => part("UpstreamSettingsPolicy", Attach::Services, "", "useClusterIP", truth(true), ""),
        What::Balance(balance) => {
            let key = match *balance {
                Balance::LeastRequest => None,
                Balance::Address => Some("$binary_remote_addr".to_owned()),
                Balance::Header(name) => Some(variable("http_", name)?),
                Balance::Query(name) => Some(variable("arg_", name)?),
                Balance::Variable(name) => Some(variable("", name)?),
                Balance::Cookie(..) => return None,
            };
            let method = if key.is_some() { "hash consistent" } else { "least_conn" };
            let mut fields = vec![("loadBalancingMethod", method.into())];
            fields.extend(key.map(|key| ("hashMethodKey", key.into())));
            let (kind, attach) = ("UpstreamSettingsPolicy", Attach::Services);
            Some(Part { version: VERSION, kind, attach, suffix: "", fields, note: String::new() })
        }
        What::Connections(number) => {
            // Namespaces have no dots.
            let zone = format!("{}.{}", of.namespace, of.name);
            snippets(&[
                ("http", format!("limit_conn_zone $binary_remote_addr zone={zone}:10m;")),
                (LOCATION, format!("limit_conn {zone} {number};")),
            ])
        }
        What::Tracing { name, trusts } => {
            let context = if *trusts { "propagate" } else { "inject" };
            let name = name.map(|name| ("spanName", name.into()));
            let value = [("strategy", "ratio".into()), ("context", context.into())].into_iter().chain(name);
            let (kind, fields) = ("ObservabilityPolicy", vec![("tracing", Yaml::map(value))]);
            let note = "Traces go where spec.telemetry.exporter of the NginxProxy says.".to_owned();
            let version = "gateway.nginx.org/v1alpha2";
            Some(Part { version, kind, attach: Attach::Routes, suffix: "", fields, note })
        }
        What::Word("client-body-buffer-size", text) => {
            let value = map([("bufferSize", size(parse_size(text)?)?)]);
            part("ClientSettingsPolicy", Attach::EachRoute, "", "body", value, "")
        }
        What::Word(name, text) => {
            let (_, context, line) = LINES.iter().find(|(of, ..)| of == name)?;
            // A server that two Ingresses have paths of takes the line of the first of them, and nginx refuses a second.
            let plan = of.plan;
            let is_first = |index: &usize| plan.hosts[plan.locations[*index].host].owner == of.ingress;
            if *context == SERVER && !of.locations.iter().all(is_first) {
                return None;
            }
            snippets(&[(context, line.replace("{}", text))])
        }
        What::ExternalAuth { .. }
        | What::ClientCertificate { .. }
        | What::Cors(_)
        | What::ErrorPages { .. }
        | What::Passwords { .. } => None,
    }
}

/// The lines of single rules that say what a policy would for a whole route, whose other rules are not the Ingress's.
fn lines(need: &Need<'_>, of: &Of<'_>) -> Option<Vec<(&'static str, String)>> {
    let mut lines = Vec::new();
    match &need.what {
        What::BodySize(bytes) => lines.push((LOCATION, format!("client_max_body_size {bytes};"))),
        What::RateLimit { second, minute, burst } => {
            for (unit, rate) in [("s", second), ("m", minute)] {
                let Some(rate) = *rate else { continue };
                let zone = format!("{}.{}.{unit}", of.namespace, of.name);
                let burst = rate.saturating_mul(*burst).min(i32::MAX.into());
                lines.push(("http", format!("limit_req_zone $binary_remote_addr zone={zone}:5m rate={rate}r/{unit};")));
                lines.push((LOCATION, format!("limit_req zone={zone} burst={burst} nodelay;")));
            }
        }
        What::Timeouts { connect, idle } => {
            let all = [("connect", connect), ("read", idle), ("send", idle)];
            let given = all.into_iter().filter_map(|(name, seconds)| Some((name, (*seconds)?)));
            lines.extend(given.map(|(name, seconds)| (LOCATION, format!("proxy_{name}_timeout {seconds}s;"))));
        }
        What::Buffers { on, size } => {
            lines.extend(on.map(|on| (LOCATION, format!("proxy_buffering {};", ["off", "on"][usize::from(on)]))));
            lines.extend(size.map(|size| (LOCATION, format!("proxy_buffer_size {size};"))));
        }
        What::Word("client-body-buffer-size", text) => {
            lines.push((LOCATION, format!("client_body_buffer_size {text};")));
        }
        _ => return None,
    }
    Some(lines)
}

const LOCATION: &str = "http.server.location";
const SERVER: &str = "http.server";

/// Annotations of ingress-nginx that are a line of nginx, with `{}` for the value (`nginx.tmpl` of the controller).
#[rustfmt::skip]
static LINES: &[(&str, &str, &str)] = &[
    ("auth-tls-pass-certificate-to-upstream", LOCATION, "proxy_set_header ssl-client-cert $ssl_client_escaped_cert;"),
    ("enable-access-log",                     LOCATION, "access_log {};"),
    ("limit-rate",                            LOCATION, "limit_rate {}k;"),
    ("limit-rate-after",                      LOCATION, "limit_rate_after {}k;"),
    ("proxy-cookie-domain",                   LOCATION, "proxy_cookie_domain {};"),
    ("proxy-cookie-path",                     LOCATION, "proxy_cookie_path {};"),
    ("proxy-next-upstream-timeout",           LOCATION, "proxy_next_upstream_timeout {};"),
    ("proxy-request-buffering",               LOCATION, "proxy_request_buffering {};"),
    ("proxy-ssl-ciphers",                     LOCATION, "proxy_ssl_ciphers {};"),
    ("proxy-ssl-protocols",                   LOCATION, "proxy_ssl_protocols {};"),
    ("satisfy",                               LOCATION, "satisfy {};"),
    ("ssl-ciphers",                           SERVER,   "ssl_ciphers '{}';"),
    ("ssl-prefer-server-ciphers",             SERVER,   "ssl_prefer_server_ciphers {};"),
];

/// A variable of nginx, whose name has small letters and underscores alone in a policy.
fn variable(prefix: &str, name: &str) -> Option<String> {
    let name = name.to_ascii_lowercase();
    let is_one = name.bytes().all(|letter| letter.is_ascii_lowercase() || letter == b'_');
    is_one.then(|| format!("${prefix}{name}"))
}

/// A size, which has four digits of a unit at most: the next larger one where it has more.
fn size(bytes: u64) -> Option<Yaml<'static>> {
    let units = [(1, ""), (1 << 10, "k"), (1 << 20, "m"), (1 << 30, "g")];
    let fits = |(of, unit): (u64, &str)| {
        let number = bytes.div_ceil(of);
        (number < 10_000).then(|| format!("{number}{unit}").into())
    };
    let exact = units.into_iter().rev().filter(|(of, _)| bytes.is_multiple_of(*of)).find_map(fits);
    exact.or_else(|| units.into_iter().find_map(fits))
}

/// A length of time, likewise.
fn time(seconds: i64) -> Yaml<'static> {
    let units = [(1, "s"), (60, "m"), (3600, "h")];
    let fits = |(of, unit): (i64, &str)| {
        let number = seconds.saturating_add(of - 1) / of;
        (number < 10_000).then(|| format!("{number}{unit}"))
    };
    units.into_iter().find_map(fits).unwrap_or_else(|| "9999h".to_owned()).into()
}
