//! Answers that need no backend: redirects with their exact Location, and what the default server says by itself.

use gatefold_diagnostic::Args;
use gatefold_routing::{
    ClientHeaders, Guard, HeaderValue, LocationTemplate, Need, Origin, PathMatch, Pattern, Piece, Reason, Rule,
    RuleSet, Scheme, Template, escape,
};

use super::{
    build::Server,
    config::Config,
    rules::{Compiled, Facts, note},
    settings::FixedRedirect,
};

/// The only rule of a server that sends `twin` to `server`'s host: status 308, the port always written, one slash at the
/// end of path and query taken away; a proxy that is believed says scheme and port (`ngx_srv_redirect.lua`).
pub(crate) fn www(config: &Config, server: &Server, twin: &str, scheme: Scheme, origin: Option<&Origin>) -> Compiled {
    let port = config.flags.ports[usize::from(scheme == Scheme::Https)];
    let host = |end: &str| Piece::Text(format!("://{}:{end}", server.host).into());
    let mut location = match config.client {
        ClientHeaders::Believed => vec![Piece::ToldScheme, host(""), Piece::ToldPort(port)],
        ClientHeaders::None | ClientHeaders::Own => vec![Piece::Scheme, host(&port.to_string())],
    };
    location.push(Piece::StrippedTarget);
    let (status, headers) = (config.redirect_status, config.common(scheme));
    let template = Template::Location(LocationTemplate { status, pattern: None, location, headers });
    let args = Args::new().with("hostname", twin).with("host", &*server.host);
    let notes = vec![note(origin.cloned(), Reason::WwwRedirect, args)];
    let rule = Rule { guard: Guard::path(PathMatch::Any), template, origin: server.origin.clone() };
    Compiled { rules: RuleSet::new(vec![rule]), facts: vec![Facts { notes, ..Facts::default() }] }
}

/// nginx's own redirect from `/foo` to the location `/foo/`: 301, the Host's port dropped, the query kept.
pub(crate) fn add_slash(path: &str, relative: bool, headers: Vec<HeaderValue>) -> Template {
    let mut location = on_host(Piece::Text(escape(path).into()), relative);
    location.push(Piece::Query);
    Template::Location(LocationTemplate { status: 301, pattern: None, location, headers })
}

/// A path as nginx sends it in a Location: with scheme and host, unless `relative-redirects` is on.
fn on_host(path: Piece, relative: bool) -> Vec<Piece> {
    match relative {
        true => vec![path],
        false => vec![Piece::Scheme, Piece::Text("://".into()), Piece::Host, path],
    }
}

/// `return CODE URL`: codes that are no redirects answer with the URL as their body.
pub(crate) fn fixed(redirect: &FixedRedirect, relative: bool, headers: Vec<HeaderValue>) -> Template {
    if !matches!(redirect.status, 301 | 302 | 303 | 307 | 308) {
        let reason = format!("{} with code {} is no redirect for nginx", redirect.annotation, redirect.status);
        return Template::Respond { status: redirect.status, headers, reason };
    }
    let url = Piece::Text(redirect.url.as_str().into());
    let location = on_host(url, relative || !redirect.url.starts_with('/'));
    Template::Location(LocationTemplate { status: redirect.status, pattern: None, location, headers })
}

/// Bytes of a body that nginx takes where no `client_max_body_size` is written: `nginx.tmpl` writes it for the locations of
/// Ingresses only.
const UNSAID_BODY_LIMIT: u64 = 1 << 20;

/// What the default server answers by itself: anything that begins with `/healthz`, and `/nginx_status` for the machine
/// itself only.
pub(crate) fn built_in(config: &Config, scheme: Scheme) -> Vec<(Rule, Facts)> {
    let rule = |path: &str, status: u16| {
        let pattern = Pattern::pcre(&format!("^{path}"), Need::Match).ok()?;
        let reason = format!("the default server of ingress-nginx answers {path} by itself");
        let template = Template::Respond { status, headers: config.common(scheme), reason };
        let notes = vec![note(None, Reason::HealthCheck, Args::new().with("path", path))];
        let guard = Guard::path(PathMatch::Regex(pattern));
        Some((
            Rule { guard, template, origin: None },
            Facts { body_limit: UNSAID_BODY_LIMIT, notes, ..Facts::default() },
        ))
    };
    [rule("/healthz", 200), rule("/nginx_status", 403)].into_iter().flatten().collect()
}
