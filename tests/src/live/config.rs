//! The controller's plan as nginx's configuration, in the shape of `nginx.tmpl`: what is asked of the Lua code is a few
//! lines of Lua here.

use std::{fmt::Write as _, path::PathBuf};

use gatefold_ingress::AuthAnswer;

use super::{
    Ingress, Settings,
    controller::{Location, Plan, Server},
};

/// Where the servers listen, on 127.0.0.1.
#[derive(Debug, Clone)]
pub struct Ports {
    /// The proxy.
    pub front: u16,
    /// What stands for all backends and tells what it got.
    pub echo: u16,
    /// The proxy for https, where there is a certificate.
    pub secure: Option<Secure>,
    /// What the service of `auth-url` answers.
    pub auth: AuthAnswer,
}

/// The file of passwords, beside the configuration, and what it has.
pub const PASSWORDS: (&str, &str) = ("passwords", "user:{PLAIN}word\n");

/// How https is asked for.
#[derive(Debug, Clone)]
pub struct Secure {
    /// Where the proxy listens for TLS.
    pub tls: u16,
    /// What takes plain requests and hands them on in TLS, so that the client here knows none.
    pub relay: u16,
    /// The folder of `certificate.pem` and `key.pem`.
    pub folder: PathBuf,
}

/// The redirect to https and the answer without endpoints, as `lua_ingress.lua` and `balancer.lua` decide.
const LUA: &str = r#"
init_by_lua_block {
  certificates = {}
  canaries = {}
  function host_part()
    return (string.gsub(ngx.var.http_host or "", ":%d+$", ""))
  end
  function certified()
    local host = ngx.var.host
    return certificates[host] or certificates[(string.gsub(host, "^[^.]+", "*", 1))]
  end
  function strip(uri)
    if string.sub(uri, -1) == "/" then return string.sub(uri, 1, -2) end
    return uri
  end
  function access_scheme()
    return settings.forwarded and ngx.var.http_x_forwarded_proto or ngx.var.scheme
  end
  function rewrite(exempt, force, wanted, preserve, stand_in)
    ngx.var.access_scheme = access_scheme()
    ngx.var.escaped_uri = ngx.escape_uri(ngx.var.request_uri)
    if not exempt and access_scheme() == "http" and (force or (wanted and certified())) then
      local uri = ngx.var.request_uri
      if not preserve then uri = strip(uri) end
      return ngx.redirect("https://" .. host_part() .. uri, settings.code)
    end
    local service = ngx.var.service
    if service == "idle" then
      if not stand_in then return ngx.exit(503) end
      ngx.var.service = stand_in
      return
    end
    local canary = canaries[service]
    if canary and canary.service ~= "idle" and decide(canary) then ngx.var.service = canary.service end
  end
  function decide(canary)
    if canary.header then
      local value = ngx.var["http_" .. string.gsub(string.lower(canary.header), "-", "_")]
      if value then
        if canary.value then
          if value == canary.value then return true end
        elseif canary.pattern then
          local from, _, problem = ngx.re.find(value, canary.pattern)
          if problem then return false end
          if from then return true end
        elseif value == "always" then return true
        elseif value == "never" then return false
        end
      end
    end
    if canary.cookie then
      local value = ngx.var["cookie_" .. canary.cookie]
      if value == "always" then return true end
      if value == "never" then return false end
    end
    return canary.weight >= 100
  end
"#;

/// What every answer over https carries.
const HSTS: &str = r#"
header_filter_by_lua_block {
  if settings.age and ngx.var.scheme == "https" then
    ngx.header["Strict-Transport-Security"] = "max-age=" .. settings.age .. "; includeSubDomains"
  end
}
"#;

/// Renders a plan under the controller's settings.
pub fn render(plan: &Plan<'_>, settings: &Settings, ports: &Ports) -> String {
    let mut out =
        String::from("server_names_hash_bucket_size 128;\nserver_name_in_redirect off;\nport_in_redirect off;\n");
    out.push_str(LUA);
    let age = if settings.value("hsts", "true") == "true" { settings.value("hsts-max-age", "31536000") } else { "nil" };
    let _ = writeln!(
        out,
        "  settings = {{forwarded = {}, code = {}, age = {age}}}",
        settings.value("use-forwarded-headers", "false"),
        settings.value("http-redirect-code", "308")
    );
    for server in plan.servers.iter().filter(|server| server.certificate && server.host != "_") {
        let _ = writeln!(out, "  certificates[\"{}\"] = true", server.host);
    }
    for (primary, (service, ingress)) in &plan.canaries {
        let text = |key: &str| ingress.annotation(key).map_or("nil".to_owned(), |value| format!("[==[{value}]==]"));
        let _ = writeln!(
            out,
            "  canaries[\"{primary}\"] = {{service = \"{service}\", header = {}, value = {}, pattern = {}, cookie = {}, weight = {}}}",
            text("canary-by-header"),
            text("canary-by-header-value"),
            text("canary-by-header-pattern"),
            text("canary-by-cookie"),
            ingress.annotation("canary-weight").unwrap_or("0")
        );
    }
    out.push_str("}\n");
    out.push_str(HSTS);
    if let Some(Secure { tls, relay, folder }) = &ports.secure {
        let folder = folder.display();
        let _ = writeln!(
            out,
            "ssl_certificate {folder}/certificate.pem;\nssl_certificate_key {folder}/key.pem;\nserver {{\nlisten \
             127.0.0.1:{relay};\nlocation / {{ proxy_pass https://127.0.0.1:{tls}; proxy_set_header Host $http_host; \
             proxy_http_version 1.1; proxy_set_header Connection \"\"; proxy_redirect off; }}\n}}"
        );
    }
    let mut servers: Vec<&Server<'_>> = plan.servers.iter().collect();
    servers.sort_by_key(|server| server.host);
    for server in servers {
        one_server(&mut out, server, settings, ports);
        let twin = server.host.strip_prefix("www.").map_or(format!("www.{}", server.host), str::to_owned);
        if server.www && !server.host.starts_with("*.") && plan.servers.iter().all(|other| other.host != twin) {
            let _ = writeln!(
                out,
                "server {{\nserver_name {twin};\n{}rewrite_by_lua_block {{ local port = ngx.var.scheme == \"https\" and \
                 \":443\" or \":80\" return ngx.redirect(access_scheme() .. \"://{}\" .. port .. \
                 strip(ngx.var.request_uri), settings.code) }}\n}}",
                listen(ports, ""),
                server.host
            );
        }
    }
    let verdict = if ports.auth == AuthAnswer::Allows { 200 } else { 401 };
    let _ = writeln!(
        out,
        "server {{\nlisten 127.0.0.1:{};\nserver_name echo;\nif ($http_x_service = \"default\") {{ return 404; }}\nif \
         ($http_x_service = \"auth\") {{ return {verdict}; }}\n\
         location / {{ return 200 \"$http_x_service\\n$request_uri\\n$http_host\\n$http_x_forwarded_prefix\\n\"; }}\n}}",
        ports.echo
    );
    out
}

fn listen(ports: &Ports, default: &str) -> String {
    let secure = ports.secure.as_ref().map(|secure| format!("listen 127.0.0.1:{} ssl{default};\n", secure.tls));
    format!("listen 127.0.0.1:{}{default};\n{}", ports.front, secure.unwrap_or_default())
}

fn one_server(out: &mut String, server: &Server<'_>, settings: &Settings, ports: &Ports) {
    let default = if server.host == "_" { " default_server" } else { "" };
    let name = match server.host.strip_prefix("*.") {
        Some(suffix) => format!("~^(?<subdomain>[\\w-]+)\\.{}$", suffix.replace('.', "\\.")),
        None => server.host.to_owned(),
    };
    let names: Vec<&str> = std::iter::once(name.as_str()).chain(server.aliases.iter().copied()).collect();
    let _ = writeln!(out, "server {{\nserver_name {};\n{}", names.join(" "), listen(ports, default));
    for location in server.locations.iter().filter(|location| !location.catch_all) {
        if let Some(target) = location.owner.and_then(|owner| owner.annotation("app-root")) {
            let _ = writeln!(out, "if ($uri = /) {{ return 302 $scheme://$http_host{target}; }}");
        }
    }
    let regex = server.enforces_regex();
    for (number, location) in server.locations.iter().enumerate() {
        one_location(out, location, number, regex, settings, ports);
    }
    let _ = writeln!(
        out,
        "location = /_external-auth {{\ninternal;\nproxy_pass_request_body off;\nproxy_set_header Content-Length \
         \"\";\nproxy_set_header X-Service auth;\nproxy_pass http://127.0.0.1:{};\n}}",
        ports.echo
    );
    if server.host == "_" {
        out.push_str("location /healthz { return 200; }\n");
    }
    out.push_str("}\n");
}

fn one_location(
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
    access(out, owner, settings);
    let mut named = error_pages(out, owner, number, ports);
    if !settings.lists("no-auth-locations", &location.path) {
        named.push_str(&credentials(out, owner, number));
    }
    cors(out, owner);
    if location.owner.is_some() && !location.catch_all && settings.is_on(own, "relative-redirects", "false") {
        out.push_str("absolute_redirect off;\n");
    }
    if let Some(url) = own.annotation("temporal-redirect") {
        let _ = writeln!(out, "return {} {url};", own.annotation("temporal-redirect-code").unwrap_or("302"));
    } else if let Some(url) = own.annotation("permanent-redirect") {
        let _ = writeln!(out, "return {} {url};", own.annotation("permanent-redirect-code").unwrap_or("301"));
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
    let _ = writeln!(
        out,
        "proxy_set_header Host \"{host}\";\nproxy_set_header X-Service $service;\nproxy_http_version 1.1;\n\
         proxy_set_header Connection \"\";\nproxy_redirect off;\nproxy_pass http://127.0.0.1:{};\n}}\n{named}",
        ports.echo
    );
}

/// Who may come, and with how much.
fn access(out: &mut String, owner: &Ingress, settings: &Settings) {
    let list = |key: &str| owner.annotation(key).unwrap_or_default().split(',').filter(|it| !it.is_empty());
    list("denylist-source-range").for_each(|range| out.push_str(&format!("deny {range};\n")));
    if owner.annotation("whitelist-source-range").is_some() {
        list("whitelist-source-range").for_each(|range| out.push_str(&format!("allow {range};\n")));
        out.push_str("deny all;\n");
    }
    let size = owner.annotation("proxy-body-size").unwrap_or_else(|| settings.value("proxy-body-size", "1m"));
    let _ = writeln!(out, "client_max_body_size {size};");
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

/// The template `CUSTOM_ERRORS`: what answers in the place of the statuses that an Ingress lists, as locations.
fn error_pages(out: &mut String, owner: &Ingress, number: usize, ports: &Ports) -> String {
    let mut named = String::new();
    let Some(codes) = owner.annotation("custom-http-errors") else { return named };
    out.push_str("proxy_intercept_errors on;\n");
    for code in codes.split(',') {
        let _ = writeln!(out, "error_page {code} = @error_{number}_{code};");
        let _ = writeln!(
            named,
            "location @error_{number}_{code} {{\nproxy_intercept_errors off;\nproxy_set_header Host \
             $http_host;\nproxy_set_header X-Service {};\nrewrite (.*) / break;\nproxy_pass http://127.0.0.1:{};\n}}",
            owner.annotation("default-backend").unwrap_or("default"),
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
