//! The controller's plan as nginx's configuration, in the shape of `nginx.tmpl`: what is asked of the Lua code is a few
//! lines of Lua here.

use std::{fmt::Write as _, path::PathBuf};

use gatefold_ingress::AuthAnswer;

use super::{
    Settings,
    controller::{Plan, Server},
    location::{error_pages, one_location},
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

/// The file, beside the configuration, of the numbers of those requests of which a copy came ([`NUMBER`]).
pub const COPIES: &str = "copies";

/// The header with a request's number.
pub const NUMBER: &str = "X-Number";

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
                "server {{\nserver_name {twin};\n{}rewrite_by_lua_block {{ local port = settings.forwarded and \
                 ngx.var.http_x_forwarded_port or (ngx.var.scheme == \"https\" and \"443\" or \"80\") return \
                 ngx.redirect(access_scheme() .. \"://{}:\" .. port .. strip(ngx.var.request_uri), settings.code) }}\n}}",
                listen(ports, ""),
                server.host
            );
        }
    }
    let verdict = if ports.auth == AuthAnswer::Allows { 200 } else { 401 };
    let _ = writeln!(
        out,
        "log_format number $http_x_number;\nmap $http_x_service $copied {{ mirror 1; default 0; }}\nserver {{\nlisten \
         127.0.0.1:{};\nserver_name echo;\naccess_log {COPIES} number if=$copied;\nif ($http_x_service = \"default\") {{ \
         return 404; }}\nif ($http_x_service = \"auth\") {{ return {verdict}; }}\n\
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
    let codes = settings.value("custom-http-errors", "");
    if !codes.is_empty() {
        let named = error_pages(out, codes, "default", "all", ports);
        out.push_str(&named);
    }
    if server.host == "_" {
        out.push_str("location /healthz { return 200; }\n");
    }
    out.push_str("}\n");
}
