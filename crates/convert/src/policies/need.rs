//! What an Ingress asks for that only a policy can say, in words of no dialect; and how annotations ask by their meanings.

use gatefold_ingress::annotation::{Meaning, Words, parse_size};

use crate::extras::{ServiceUrl, sticky};

/// How an endpoint is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Balance<'a> {
    /// The least busy one.
    LeastRequest,
    /// By the client's address.
    Address,
    /// By the value of a header.
    Header(&'a str),
    /// By the value of a parameter of the query.
    Query(&'a str),
    /// By another variable of nginx, without its sign.
    Variable(&'a str),
    /// By a cookie.
    Cookie(Cookie<'a>),
}

/// The cookie that a session stays by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cookie<'a> {
    pub(crate) name: &'a str,
    /// How many seconds it lasts; as long as the browser runs where it is none.
    pub(crate) age: Option<i64>,
    pub(crate) path: Option<&'a str>,
    domain: Option<&'a str>,
    same_site: Option<&'a str>,
    is_secure: bool,
}

impl<'a> Cookie<'a> {
    /// Its attributes past its age and path: names, and values, of which `Secure` has none.
    pub(crate) fn attributes(self) -> impl Iterator<Item = (&'static str, &'a str)> {
        let texts = [("Domain", self.domain), ("SameSite", self.same_site), ("Secure", self.is_secure.then_some(""))];
        texts.into_iter().filter_map(|(name, value)| Some((name, value?)))
    }
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
    /// Names and passwords in a Secret, which clients send as they are or as digests.
    Passwords { secret: &'a str, realm: &'a str, is_digest: bool },
    /// A certificate of the client from an authority in a Secret; whether one may be left out.
    ClientCertificate { secret: &'a str, is_optional: bool },
    /// Requests of one client address, and how many times as many may come at once.
    RateLimit { second: Option<i64>, minute: Option<i64>, burst: i64 },
    /// Connections of one client address at a time.
    Connections(i64),
    /// The largest body, in bytes; any where it is none.
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
    /// Spans of traces, what they are called, and whether those of clients are continued.
    Tracing { name: Option<&'a str>, trusts: bool },
    /// A Service that answers in place of the backend where that answers with one of these statuses.
    ErrorPages { statuses: Vec<&'a str>, service: &'a str, port: i64 },
    /// What an annotation of ingress-nginx says that no other controller has: its key without the prefix, and its value.
    Word(&'static str, &'a str),
}

impl What<'_> {
    /// Whether it keeps requests out.
    pub(crate) fn keeps_out(&self) -> bool {
        matches!(
            self,
            Self::Addresses { .. }
                | Self::Passwords { .. }
                | Self::ClientCertificate { .. }
                | Self::ExternalAuth { .. }
        )
    }
}

/// One thing that is asked for.
#[derive(Debug)]
pub(crate) struct Need<'a> {
    /// The annotations that ask, whole keys.
    pub(crate) keys: Vec<String>,
    pub(crate) what: What<'a>,
}

/// What annotations ask for, by their meanings. Expressions on certificates and the like have no policy anywhere.
pub(crate) fn of<'a>(words: &Words<'a>) -> Vec<Need<'a>> {
    use Meaning as M;
    let mut needs = Vec::new();
    let mut add = |meanings: &[Meaning], what: What<'a>| needs.push(Need { keys: words.keys(meanings), what });
    let (allow, deny) = (words.items(M::AddressesAllowed), words.items(M::AddressesDenied));
    // HAProxy's own controller also takes the names of files with patterns.
    if allow.iter().chain(&deny).all(|item| is_range(item)) && !(allow.is_empty() && deny.is_empty()) {
        add(&[M::AddressesAllowed, M::AddressesDenied], What::Addresses { allow, deny });
    }
    let kind = words.text(M::AuthType).or((!words.has(M::AuthType)).then_some("basic"));
    let is_digest = kind.filter(|kind| kind.starts_with("basic") || *kind == "digest").map(|kind| kind == "digest");
    if let (Some(secret), Some(is_digest)) = (words.text(M::BasicAuthSecret), is_digest) {
        let default = words.default(M::BasicAuthRealm, "Authentication Required");
        let realm = words.text(M::BasicAuthRealm).unwrap_or(default);
        add(&[M::AuthType, M::BasicAuthSecret, M::BasicAuthRealm], What::Passwords { secret, realm, is_digest });
    }
    if let Some(secret) = words.text(M::ClientCertificate) {
        let verify = words.text(M::ClientCertificateVerify).unwrap_or("on");
        if verify != "off" {
            let what = What::ClientCertificate { secret, is_optional: verify != "on" };
            add(&[M::ClientCertificate, M::ClientCertificateVerify], what);
        }
    }
    let positive = |meaning| words.number(meaning).filter(|number| *number > 0);
    let (second, minute) = (positive(M::RatePerSecond), positive(M::RatePerMinute));
    if second.is_some() || minute.is_some() {
        let burst = positive(M::RateBurst).unwrap_or(if words.has(M::RateBurst) { 5 } else { 1 });
        add(&[M::RatePerSecond, M::RatePerMinute, M::RateBurst], What::RateLimit { second, minute, burst });
    }
    if let Some(connections) = positive(M::Connections) {
        add(&[M::Connections], What::Connections(connections));
    }
    let size = words.set(M::BodySize).and_then(|word| bytes(word.text));
    if let Some(size) = size {
        add(&[M::BodySize], What::BodySize(size));
    }
    let seconds = |meaning| {
        words.set(meaning).and_then(|_| words.milliseconds(meaning)).map(|it| it / 1000).filter(|number| *number > 0)
    };
    let connect = seconds(M::ConnectTimeout);
    let idle = seconds(M::SendTimeout).max(seconds(M::ReadTimeout));
    if connect.is_some() || idle.is_some() {
        add(&[M::ConnectTimeout, M::SendTimeout, M::ReadTimeout], What::Timeouts { connect, idle });
    }
    let cookie = words.text(M::SessionCookie).map(|text| text.split_whitespace().next().unwrap_or(text));
    if sticky(words).is_some() {
        let default = words.default(M::SessionName, "INGRESSCOOKIE");
        let name = cookie.or(words.text(M::SessionName)).unwrap_or(default);
        let age = positive(M::SessionMaxAge).or_else(|| positive(M::SessionExpires));
        let meanings = [
            M::Session,
            M::SessionCookie,
            M::SessionName,
            M::SessionMaxAge,
            M::SessionExpires,
            M::SessionPath,
            M::SessionDomain,
            M::SessionSameSite,
            M::SessionSecure,
        ];
        let cookie = Cookie {
            name,
            age,
            path: words.text(M::SessionPath),
            domain: words.text(M::SessionDomain),
            same_site: words.text(M::SessionSameSite),
            is_secure: words.flag(M::SessionSecure) == Some(true),
        };
        add(&meanings, What::Balance(Balance::Cookie(cookie)));
    } else if let Some(balance) = words.text(M::HashBy).and_then(hash) {
        add(&[M::HashBy], What::Balance(balance));
    } else if let Some(balance) = words.text(M::Balance).and_then(method) {
        add(&[M::Balance], What::Balance(balance));
    }
    if let Some(url) = words.text(M::AuthUrl) {
        let headers = words.items(M::AuthHeaders).into_iter().filter(|name| *name != "*").collect();
        add(&[M::AuthUrl, M::AuthHeaders], external_auth(url, headers));
    }
    let on = words.set(M::Buffering).and_then(|_| words.flag(M::Buffering));
    let size = words.set(M::BufferSize).map(|word| word.text);
    if on.is_some() || size.is_some() {
        add(&[M::Buffering, M::BufferSize], What::Buffers { on, size });
    }
    if words.flag(M::ServiceAddress) == Some(true) {
        add(&[M::ServiceAddress], What::ServiceAddress);
    }
    needs
}

/// A service that is asked at a URL.
pub(crate) fn external_auth<'a>(url: &'a str, headers: Vec<&'a str>) -> What<'a> {
    let to = crate::extras::service_url(url).filter(|to| !to.path.contains('$'));
    What::ExternalAuth { url, to, headers }
}

fn is_range(text: &str) -> bool {
    let letters = text.bytes().all(|letter| letter.is_ascii_hexdigit() || b".:/".contains(&letter));
    letters && text.contains(['.', ':'])
}

/// A number of bytes, perhaps with `k`, `m` or `g`.
fn bytes(text: &str) -> Option<i64> {
    parse_size(text).and_then(|size| i64::try_from(size).ok())
}

/// The methods of nginx and HAProxy that policies have.
fn method(name: &str) -> Option<Balance<'_>> {
    match name {
        "ewma" | "least_conn" | "leastconn" => Some(Balance::LeastRequest),
        "ip_hash" | "source" => Some(Balance::Address),
        _ => None,
    }
}

/// The key of a hash, where it is one variable.
fn hash(key: &str) -> Option<Balance<'_>> {
    let name = key.strip_prefix('$')?;
    let name = name.strip_prefix('{').and_then(|name| name.strip_suffix('}')).unwrap_or(name);
    let is_one = |name: &str| !name.is_empty() && name.bytes().all(|letter| letter.is_ascii_alphanumeric());
    Some(match name {
        "binary_remote_addr" | "remote_addr" => Balance::Address,
        _ => match (name.strip_prefix("http_"), name.strip_prefix("arg_")) {
            // A header with dashes would have its underscores to be turned round.
            (Some(header), _) if is_one(header) => Balance::Header(header),
            (_, Some(parameter)) => Balance::Query(parameter),
            _ if is_one(&name.replace('_', "")) => Balance::Variable(name),
            _ => return None,
        },
    })
}
