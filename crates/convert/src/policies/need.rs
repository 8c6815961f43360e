//! What an Ingress asks for that only a policy can say, in words of no dialect; and how ingress-nginx's annotations ask.

use gatefold_ingress::annotation::Annotations;

use crate::extras::ServiceUrl;

/// How an endpoint is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Balance<'a> {
    /// The least busy one.
    LeastRequest,
    /// By the client's address.
    Address,
    /// By the value of a header.
    Header(&'a str),
    /// By a cookie of this name, which lasts so many seconds.
    Cookie(&'a str, Option<i64>),
}

/// What a CORS filter would say.
#[derive(Debug, Clone)]
pub(crate) struct Cors<'a> {
    pub(crate) origins: Vec<&'a str>,
    pub(crate) methods: Vec<&'a str>,
    pub(crate) headers: Vec<&'a str>,
    pub(crate) expose: Vec<&'a str>,
    pub(crate) credentials: bool,
    pub(crate) max_age: i64,
}

/// What is asked for.
#[derive(Debug)]
pub(crate) enum What<'a> {
    /// Client addresses that are let in, all where there are none, and those that are not.
    Addresses { allow: Vec<&'a str>, deny: Vec<&'a str> },
    /// Names and passwords in a Secret.
    BasicAuth { secret: &'a str, realm: &'a str },
    /// A certificate of the client from an authority in a Secret; whether one may be left out.
    ClientCertificate { secret: &'a str, is_optional: bool },
    /// Requests of one client address, and how many times as many may come at once.
    RateLimit { second: Option<i64>, minute: Option<i64>, burst: i64 },
    /// Connections of one client address at a time.
    Connections(i64),
    /// The largest body, in bytes.
    BodySize(i64),
    /// Seconds to connect, and between two reads or writes.
    Timeouts { connect: Option<i64>, idle: Option<i64> },
    /// How an endpoint is chosen.
    Balance(Balance<'a>),
    /// A service that is asked before.
    ExternalAuth { url: &'a str, to: Option<ServiceUrl<'a>>, headers: Vec<&'a str> },
    /// Whether answers are read ahead, and the buffer for headers.
    Buffers { on: Option<bool>, size: Option<&'a str> },
    /// A Service's own address in place of its endpoints.
    ServiceAddress,
    /// What the filter CORS would say.
    Cors(Cors<'a>),
}

/// One thing that is asked for.
#[derive(Debug)]
pub(crate) struct Need<'a> {
    /// The annotations that ask, whole keys.
    pub(crate) keys: Vec<String>,
    pub(crate) what: What<'a>,
}

/// What ingress-nginx's annotations ask for. Basic authentication with digests, expressions on certificates and the like
/// have no policy anywhere.
pub(crate) fn of_nginx<'a>(read: &Annotations<'a>, key: &dyn Fn(&str) -> String) -> Vec<Need<'a>> {
    let mut needs = Vec::new();
    let mut add = |names: &[&str], what: What<'a>| {
        let keys = names.iter().filter(|name| read.written(name).is_some()).map(|name| key(name)).collect();
        needs.push(Need { keys, what });
    };
    let (allow, deny): (Vec<_>, Vec<_>) =
        (read.list("allowlist-source-range").collect(), read.list("denylist-source-range").collect());
    if !allow.is_empty() || !deny.is_empty() {
        let names = ["allowlist-source-range", "whitelist-source-range", "denylist-source-range"];
        add(&names, What::Addresses { allow, deny });
    }
    if let (Some("basic"), Some(secret)) = (read.text("auth-type"), read.text("auth-secret")) {
        let realm = read.text("auth-realm").unwrap_or("Authentication Required");
        add(&["auth-type", "auth-secret", "auth-secret-type", "auth-realm"], What::BasicAuth { secret, realm });
    }
    if let Some(secret) = read.text("auth-tls-secret") {
        let verify = read.text("auth-tls-verify-client").unwrap_or("on");
        if verify != "off" {
            let what = What::ClientCertificate { secret, is_optional: verify != "on" };
            add(&["auth-tls-secret", "auth-tls-verify-client"], what);
        }
    }
    let positive = |name: &str| read.number(name).filter(|number| *number > 0);
    let (second, minute) = (positive("limit-rps"), positive("limit-rpm"));
    if second.is_some() || minute.is_some() {
        let burst = positive("limit-burst-multiplier").unwrap_or(5);
        add(&["limit-rps", "limit-rpm", "limit-burst-multiplier"], What::RateLimit { second, minute, burst });
    }
    if let Some(connections) = positive("limit-connections") {
        add(&["limit-connections"], What::Connections(connections));
    }
    let size = read.set("proxy-body-size").and_then(|_| read.bytes("proxy-body-size"));
    if let Some(size) = size.and_then(|size| i64::try_from(size).ok()).filter(|size| *size > 0) {
        add(&["proxy-body-size"], What::BodySize(size));
    }
    let set = |name: &str| read.set(name).and_then(|_| positive(name));
    let connect = set("proxy-connect-timeout");
    let idle = set("proxy-send-timeout").max(set("proxy-read-timeout"));
    if connect.is_some() || idle.is_some() {
        let names = ["proxy-connect-timeout", "proxy-send-timeout", "proxy-read-timeout"];
        add(&names, What::Timeouts { connect, idle });
    }
    if read.text("affinity").is_some() {
        let name = read.text("session-cookie-name").unwrap_or("INGRESSCOOKIE");
        let age = positive("session-cookie-max-age").or_else(|| positive("session-cookie-expires"));
        let names = ["affinity", "session-cookie-name", "session-cookie-max-age", "session-cookie-expires"];
        add(&names, What::Balance(Balance::Cookie(name, age)));
    } else if let Some(balance) = read.text("upstream-hash-by").and_then(hash) {
        add(&["upstream-hash-by"], What::Balance(balance));
    } else if read.text("load-balance") == Some("ewma") {
        add(&["load-balance"], What::Balance(Balance::LeastRequest));
    }
    if let Some(url) = read.text("auth-url") {
        let headers = read.list("auth-response-headers").collect();
        let to = crate::extras::service_url(url).filter(|to| !to.path.contains('$'));
        add(&["auth-url", "auth-response-headers"], What::ExternalAuth { url, to, headers });
    }
    let on = read.set("proxy-buffering").map(|value| value == "on");
    let size = read.set("proxy-buffer-size");
    if on.is_some() || size.is_some() {
        add(&["proxy-buffering", "proxy-buffer-size"], What::Buffers { on, size });
    }
    if read.flag("service-upstream") == Some(true) {
        add(&["service-upstream"], What::ServiceAddress);
    }
    needs
}

/// The keys of a hash that policies have.
fn hash(key: &str) -> Option<Balance<'_>> {
    match key {
        "$binary_remote_addr" | "$remote_addr" => Some(Balance::Address),
        _ => {
            let name = key.strip_prefix("$http_")?;
            let is_one = name.bytes().all(|letter| letter.is_ascii_alphanumeric());
            // A header with dashes would have its underscores to be turned round.
            is_one.then_some(Balance::Header(name))
        }
    }
}
