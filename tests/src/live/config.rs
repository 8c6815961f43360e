//! The controller's plan as nginx's configuration, in the shape of `nginx.tmpl`: what is asked of the Lua code is a few
//! lines of Lua here.

use std::fmt::Write as _;

use super::{
    Ingress,
    controller::{Location, Plan, Server},
};

/// Where the servers listen, on 127.0.0.1.
#[derive(Debug, Clone, Copy)]
pub struct Ports {
    /// The proxy.
    pub front: u16,
    /// What stands for all backends and tells what it got.
    pub echo: u16,
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
  function rewrite(exempt, force, wanted, preserve)
    if not exempt and (force or (wanted and certified())) then
      local uri = ngx.var.request_uri
      if not preserve then uri = strip(uri) end
      return ngx.redirect("https://" .. host_part() .. uri, 308)
    end
    local service = ngx.var.service
    if service == "idle" then return ngx.exit(503) end
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

/// Renders a plan.
pub fn render(plan: &Plan<'_>, ports: Ports) -> String {
    let mut out =
        String::from("server_names_hash_bucket_size 128;\nserver_name_in_redirect off;\nport_in_redirect off;\n");
    out.push_str(LUA);
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
    let mut servers: Vec<&Server<'_>> = plan.servers.iter().collect();
    servers.sort_by_key(|server| server.host);
    for server in servers {
        one_server(&mut out, server, ports);
        let twin = server.host.strip_prefix("www.").map_or(format!("www.{}", server.host), str::to_owned);
        if server.www && !server.host.starts_with("*.") && plan.servers.iter().all(|other| other.host != twin) {
            let _ = writeln!(
                out,
                "server {{\nserver_name {twin};\nlisten 127.0.0.1:{};\nrewrite_by_lua_block {{ return \
                 ngx.redirect(ngx.var.scheme .. \"://{}:80\" .. strip(ngx.var.request_uri), 308) }}\n}}",
                ports.front, server.host
            );
        }
    }
    let _ = writeln!(
        out,
        "server {{\nlisten 127.0.0.1:{};\nserver_name echo;\nif ($http_x_service = \"default\") {{ return 404; }}\n\
         location / {{ return 200 \"$http_x_service\\n$request_uri\\n$http_host\\n$http_x_forwarded_prefix\\n\"; }}\n}}",
        ports.echo
    );
    out
}

fn one_server(out: &mut String, server: &Server<'_>, ports: Ports) {
    let default = if server.host == "_" { " default_server" } else { "" };
    let name = match server.host.strip_prefix("*.") {
        Some(suffix) => format!("~^(?<subdomain>[\\w-]+)\\.{}$", suffix.replace('.', "\\.")),
        None => server.host.to_owned(),
    };
    let names: Vec<&str> = std::iter::once(name.as_str()).chain(server.aliases.iter().copied()).collect();
    let _ = writeln!(
        out,
        "server {{\nserver_name {};\nlisten 127.0.0.1:{}{default};\nset $service \"\";",
        names.join(" "),
        ports.front
    );
    for location in server.locations.iter().filter(|location| !location.catch_all) {
        if let Some(target) = location.owner.and_then(|owner| owner.annotation("app-root")) {
            let _ = writeln!(out, "if ($uri = /) {{ return 302 $scheme://$http_host{target}; }}");
        }
    }
    let regex = server.enforces_regex();
    for location in &server.locations {
        one_location(out, location, regex, ports);
    }
    if server.host == "_" {
        out.push_str("location /healthz { return 200; }\n");
    }
    out.push_str("}\n");
}

fn one_location(out: &mut String, location: &Location<'_>, regex: bool, ports: Ports) {
    let path = location.path.replace('\\', "\\\\").replace('"', "\\\"");
    let head = match (regex, location.exact) {
        (true, _) => format!("~* \"^{path}\""),
        (false, true) => format!("= \"{path}\""),
        (false, false) => format!("\"{path}\""),
    };
    let _ = writeln!(out, "location {head} {{\nset $service \"{}\";", location.service.unwrap_or("default"));
    let nobody = Ingress::default();
    let owner = location.owner.unwrap_or(&nobody);
    let own = if location.catch_all { &nobody } else { owner };
    if own.is_on("relative-redirects") {
        out.push_str("absolute_redirect off;\n");
    }
    let code = |key: &str| own.annotation(key).map(str::to_owned);
    if let Some(url) = own.annotation("temporal-redirect") {
        let _ = writeln!(out, "return {} {url};", code("temporal-redirect-code").unwrap_or("302".into()));
    } else if let Some(url) = own.annotation("permanent-redirect") {
        let _ = writeln!(out, "return {} {url};", code("permanent-redirect-code").unwrap_or("301".into()));
    }
    if let Some(target) = location.rewrite() {
        let _ = writeln!(out, "rewrite \"(?i){path}\" {target} break;");
        if let Some(prefix) = own.annotation("x-forwarded-prefix") {
            let _ = writeln!(out, "proxy_set_header X-Forwarded-Prefix \"{prefix}\";");
        }
    }
    let exempt = location.path.starts_with("/.well-known/acme-challenge");
    let wanted = !location.catch_all && location.owner.is_some() && own.annotation("ssl-redirect") != Some("false");
    let _ = writeln!(
        out,
        "rewrite_by_lua_block {{ rewrite({exempt}, {}, {wanted}, {}) }}",
        own.is_on("force-ssl-redirect"),
        own.is_on("preserve-trailing-slash")
    );
    let host = owner.annotation("upstream-vhost").unwrap_or("$http_host");
    let _ = writeln!(
        out,
        "proxy_set_header Host \"{host}\";\nproxy_set_header X-Service $service;\nproxy_http_version 1.1;\n\
         proxy_set_header Connection \"\";\nproxy_redirect off;\nproxy_pass http://127.0.0.1:{};\n}}",
        ports.echo
    );
}
