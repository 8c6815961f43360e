//! One location in the shape of `nginx.tmpl`: who may come, what is sent elsewhere, what is copied, and who answers.

use std::fmt::Write as _;

use super::{
    Ingress, Settings,
    config::{PASSWORDS, Ports},
    controller::Location,
};

/// Writes a location, and after it those that it names.
pub(super) fn one_location(
    out: &mut String,
    location: &Location<'_>,
    number: usize,
    regex: bool,
    settings: &Settings,
    ports: &Ports,
) {
    let path = location.path.replace('\\', "\\\\").replace('"', "\\\"");
    let head = match (regex, location.exact) {
        (true, _) => format!("~* \"^{path}\""),
        (false, true) => format!("= \"{path}\""),
        (false, false) => format!("\"{path}\""),
    };
    // Here and not in the server: who is asked who may pass goes through the server again, with the same variables.
    let _ = writeln!(
        out,
        "location {head} {{\nset $service \"{}\";\nset $cors \"\";\nset $access_scheme \"\";\nset $escaped_uri \"\";",
        location.service.unwrap_or("default")
    );
    let nobody = Ingress::default();
    let owner = location.owner.unwrap_or(&nobody);
    let own = if location.catch_all { &nobody } else { owner };
    if location.owner.is_some() {
        addresses(out, owner, settings);
    }
    let size = owner.annotation("proxy-body-size").unwrap_or_else(|| settings.value("proxy-body-size", "1m"));
    let _ = writeln!(out, "client_max_body_size {size};");
    let mut named = String::new();
    // The page to sign in comes first: of two pages for one status that is the one.
    if !settings.lists("no-auth-locations", &location.path) {
        named.push_str(&credentials(out, owner, number));
    }
    if let Some(codes) = owner.annotation("custom-http-errors") {
        let service = owner.annotation("default-backend").unwrap_or("default");
        named.push_str(&error_pages(out, codes, service, &number.to_string(), ports));
    }
    if owner.annotation("mirror-target").is_some() {
        let _ = writeln!(out, "mirror /_mirror_{number};");
        let _ = writeln!(
            named,
            "location = /_mirror_{number} {{\ninternal;\nproxy_set_header X-Service mirror;\nproxy_pass \
             http://127.0.0.1:{};\n}}",
            ports.echo
        );
    }
    cors(out, owner);
    if location.owner.is_some() && !location.catch_all && settings.is_on(own, "relative-redirects", "false") {
        out.push_str("absolute_redirect off;\n");
    }
    if let Some(url) = own.annotation("temporal-redirect") {
        let _ = writeln!(out, "return {} {url};", code(own, "temporal-redirect-code", 307, 302));
    } else if let Some(url) = own.annotation("permanent-redirect") {
        let _ = writeln!(out, "return {} {url};", code(own, "permanent-redirect-code", 308, 301));
    }
    if let Some(target) = location.rewrite() {
        let _ = writeln!(out, "rewrite \"(?i){path}\" {target} break;");
        if let Some(prefix) = own.annotation("x-forwarded-prefix") {
            let _ = writeln!(out, "proxy_set_header X-Forwarded-Prefix \"{prefix}\";");
        }
    }
    let exempt = settings.lists("no-tls-redirect-locations", &location.path);
    let is_own = location.owner.is_some() && !location.catch_all;
    let _ = writeln!(
        out,
        "rewrite_by_lua_block {{ rewrite({exempt}, {}, {}, {}, {}) }}",
        is_own && settings.is_on(own, "force-ssl-redirect", "false"),
        is_own && settings.is_on(own, "ssl-redirect", "true"),
        settings.is_on(own, "preserve-trailing-slash", "false"),
        owner.annotation("default-backend").map_or("nil".to_owned(), |service| format!("\"{service}\""))
    );
    let host = owner.annotation("upstream-vhost").unwrap_or("$http_host");
    let back = match (owner.annotation("proxy-redirect-from"), owner.annotation("proxy-redirect-to")) {
        (Some(from), Some(to)) => format!("{from} {to}"),
        _ => "off".to_owned(),
    };
    let _ = writeln!(
        out,
        "proxy_set_header Host \"{host}\";\nproxy_set_header X-Service $service;\nproxy_http_version 1.1;\n\
         proxy_set_header Connection \"\";\nproxy_redirect {back};\nproxy_pass http://127.0.0.1:{};\n}}\n{named}",
        ports.echo
    );
}

/// Who may come.
fn addresses(out: &mut String, owner: &Ingress, settings: &Settings) {
    let list = |key: &str| {
        let written = owner.annotation(key).unwrap_or_else(|| settings.value(key, ""));
        written.split(',').filter(|it| !it.is_empty()).collect::<Vec<_>>()
    };
    list("denylist-source-range").iter().for_each(|range| out.push_str(&format!("deny {range};\n")));
    let allowed = list("whitelist-source-range");
    if !allowed.is_empty() {
        allowed.iter().for_each(|range| out.push_str(&format!("allow {range};\n")));
        out.push_str("deny all;\n");
    }
}

/// Who is asked for credentials; where those without them are sent to sign in, as a location.
fn credentials(out: &mut String, owner: &Ingress, number: usize) -> String {
    if owner.annotation("satisfy") == Some("any") {
        out.push_str("satisfy any;\n");
    }
    if owner.annotation("auth-type").is_some() {
        let _ = writeln!(out, "auth_basic \"realm\";\nauth_basic_user_file {};", PASSWORDS.0);
        out.push_str("proxy_set_header Authorization \"\";\n");
    }
    if owner.annotation("auth-url").is_none() {
        return String::new();
    }
    out.push_str("auth_request /_external-auth;\n");
    let Some(page) = owner.annotation("auth-signin") else { return String::new() };
    let sign = if page.contains('?') { '&' } else { '?' };
    let _ = writeln!(out, "error_page 401 = @signin_{number};");
    let mut named = format!("location @signin_{number} {{\n");
    cors(&mut named, owner);
    let _ = writeln!(named, "return 302 {page}{sign}rd=$access_scheme://$http_host$escaped_uri;\n}}");
    named
}

/// A redirect's status; one out of range is not taken.
fn code(own: &Ingress, key: &str, last: u16, otherwise: u16) -> u16 {
    let written = own.annotation(key).and_then(|code| code.parse().ok());
    written.filter(|code| (300..=last).contains(code)).unwrap_or(otherwise)
}

/// The template `CUSTOM_ERRORS`: what answers in the place of statuses, as locations that are named after `whose`.
pub(super) fn error_pages(out: &mut String, codes: &str, service: &str, whose: &str, ports: &Ports) -> String {
    let mut named = String::new();
    out.push_str("proxy_intercept_errors on;\n");
    for code in codes.split(',') {
        let _ = writeln!(out, "error_page {code} = @error_{whose}_{code};");
        let _ = writeln!(
            named,
            "location @error_{whose}_{code} {{\nproxy_intercept_errors off;\nproxy_set_header Host \
             $http_host;\nproxy_set_header X-Service {service};\nrewrite (.*) / break;\nproxy_pass \
             http://127.0.0.1:{};\n}}",
            ports.echo
        );
    }
    named
}

/// The template `CORS`.
fn cors(out: &mut String, owner: &Ingress) {
    if !owner.is_on("enable-cors") {
        return;
    }
    let written = owner.annotation("cors-allow-origin").unwrap_or("*");
    let origins: Vec<&str> = written.split(',').map(str::trim).collect();
    let allowed = if origins.contains(&"*") {
        out.push_str("set $cors \"true\";\n");
        "*"
    } else {
        let entry = |origin: &&str| {
            let quoted = origin.replace('.', "\\\\.").replacen('*', "[A-Za-z0-9\\\\-]+", 1);
            origin.contains("://").then(|| format!("({quoted})"))
        };
        let entries: Vec<String> = origins.iter().filter_map(entry).collect();
        if entries.is_empty() {
            return;
        }
        let _ = writeln!(out, "if ($http_origin ~* \"({})$\") {{ set $cors \"true\"; }}", entries.join("|"));
        "$http_origin"
    };
    let text = |key, default| owner.annotation(key).unwrap_or(default);
    let mut headers = format!(
        "more_set_headers 'Access-Control-Allow-Origin: {allowed}';\nmore_set_headers 'Access-Control-Allow-Methods: \
         {}';\nmore_set_headers 'Access-Control-Allow-Headers: {}';\nmore_set_headers 'Access-Control-Max-Age: {}';\n",
        text("cors-allow-methods", "GET, PUT, POST, DELETE, PATCH, OPTIONS"),
        text(
            "cors-allow-headers",
            "DNT,Keep-Alive,User-Agent,X-Requested-With,If-Modified-Since,Cache-Control,Content-Type,Range,Authorization"
        ),
        text("cors-max-age", "1728000")
    );
    if owner.annotation("cors-allow-credentials") != Some("false") {
        headers.push_str("more_set_headers 'Access-Control-Allow-Credentials: true';\n");
    }
    if let Some(exposed) = owner.annotation("cors-expose-headers") {
        let _ = writeln!(headers, "more_set_headers 'Access-Control-Expose-Headers: {exposed}';");
    }
    let _ = writeln!(
        out,
        "if ($request_method = OPTIONS) {{ set $cors \"${{cors}}options\"; }}\nif ($cors = \"true\") {{\n{headers}}}\n\
         if ($cors = \"trueoptions\") {{\n{headers}return 204;\n}}"
    );
}
