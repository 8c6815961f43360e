//! Random Ingresses, and requests that are likely to touch them.

use gatefold_routing::{Request, Scheme};

use super::{Ingress, IngressPath, IngressRule, Random, Settings, ingress::IDLE};

/// The Services of the input.
pub const SERVICES: [&str; 7] = ["alpha", "beta", "gamma", "delta", "canary", "spare", IDLE];

const HOSTS: [&str; 7] =
    ["", "a.example.com", "b.example.com", "*.example.com", "example.com", "www.example.com", "x.y.example.com"];

const ASKED_HOSTS: [&str; 13] = [
    "a.example.com",
    "b.example.com",
    "example.com",
    "www.example.com",
    "x.y.example.com",
    "q.example.com",
    "A.Example.COM",
    "a.example.com.",
    "other.org",
    "alias.org",
    "sub.alias.org",
    "www.a.example.com",
    "q_1.example.com",
];

const PATHS: [&str; 17] = [
    "/",
    "/",
    "",
    "/foo",
    "/foo/",
    "/foo/bar",
    "/foobar",
    "/bar",
    "/Bar",
    "/foo.bar",
    "/a b",
    "/.well-known/acme-challenge",
    "/api/v1",
    "/api",
    "/healthz",
    "/foo/bar/",
    "/é",
];

const EXPRESSIONS: [&str; 16] = [
    "/foo(/|$)(.*)",
    "/api/v[0-9]+",
    "/api/(.*)",
    "/(foo|bar)/(.*)",
    "/foo/?",
    "/[^/]+/bar",
    "/foo$",
    "/.*",
    "/()(.*)",
    "/foo/(?<id>[^/]+)",
    "/a{2}",
    "/users/{id}",
    "/\\d+/x",
    "/(?i)FOO",
    "/[a-f]{1,3}/",
    "/foo|/bar",
];

const TARGETS: [&str; 15] = [
    "/",
    "/$2",
    "/$1",
    "/new",
    "/new/$1",
    "/$1/$2",
    "/foo",
    "/x$3",
    "https://other.org/$1",
    "https://other.org$uri",
    "$scheme://other.org/x",
    "http://$http_host/$1:$2",
    "/bad?x",
    "/$host/$2",
    "$1",
];

const SEGMENTS: [&str; 29] = [
    "foo",
    "foo",
    "bar",
    "api",
    "v1",
    "Foo",
    "BAR",
    "foobar",
    "x",
    "foo.bar",
    "fooXbar",
    "a%20b",
    "a b",
    "%66oo",
    "12",
    "aa",
    "é",
    "",
    "..",
    ".",
    "{id}",
    "%2F",
    "%25zz",
    "%254",
    "100%25",
    "a+%26",
    "healthz",
    ".well-known",
    "acme-challenge",
];

/// Settings of the controller: half of the sets have those that nobody wrote.
pub fn settings(random: &mut Random) -> Settings {
    let mut settings = Settings::default();
    if random.happens(50) {
        return settings;
    }
    let mut add = |percent, key, values: &[&'static str]| {
        if random.happens(percent) {
            settings.0.push((key, random.pick(values)));
        }
    };
    add(25, "ssl-redirect", &["false", "true"]);
    add(20, "force-ssl-redirect", &["true"]);
    add(25, "preserve-trailing-slash", &["true"]);
    add(20, "relative-redirects", &["true"]);
    add(25, "http-redirect-code", &["301", "302", "307", "308"]);
    add(30, "use-forwarded-headers", &["true"]);
    add(20, "hsts", &["false"]);
    add(20, "hsts-max-age", &["60"]);
    add(20, "no-tls-redirect-locations", &["/foo", "/bar,/api"]);
    add(20, "no-auth-locations", &["/foo", "/bar,/api"]);
    add(20, "proxy-body-size", &["1k"]);
    add(8, "whitelist-source-range", &["127.0.0.0/8", "10.0.0.0/8"]);
    add(8, "denylist-source-range", &["10.0.0.0/8", "127.0.0.1"]);
    add(20, "custom-http-errors", &["404", "403,503", "401,413", "404,503"]);
    settings
}

/// A set of Ingresses.
pub fn ingresses(random: &mut Random) -> Vec<Ingress> {
    let count = 1 + random.below(5);
    // Some sets have no regular expressions, some many.
    let regex = random.below(3) * 30;
    (0..count).map(|number| ingress(random, number, regex)).collect()
}

fn ingress(random: &mut Random, number: usize, regex: usize) -> Ingress {
    let mut one = Ingress {
        name: format!("{}{number}", random.pick(&["a", "m", "z"])),
        created: random.below(4),
        tls: random.happens(25),
        ..Ingress::default()
    };
    if number > 0 && random.happens(20) {
        canary(random, &mut one);
        return one;
    }
    if random.happens(15) {
        one.default_backend = Some(random.pick(&SERVICES[..4]));
    }
    let is_regex = random.happens(regex);
    if one.default_backend.is_none() || random.happens(70) {
        for _ in 0..=random.below(2) {
            let host = random.pick(&HOSTS);
            let paths = (0..=random.below(3)).map(|_| path(random, is_regex)).collect();
            one.rules.push(IngressRule { host, paths });
        }
    }
    annotate(random, &mut one, is_regex);
    one
}

fn path(random: &mut Random, is_regex: bool) -> IngressPath {
    let path = if is_regex && random.happens(70) { random.pick(&EXPRESSIONS) } else { random.pick(&PATHS) };
    let path_type = random.pick(&["Prefix", "Prefix", "Exact", "ImplementationSpecific"]);
    let service = if random.happens(5) { IDLE } else { random.pick(&SERVICES[..4]) };
    IngressPath { path: path.to_owned(), path_type, service }
}

fn canary(random: &mut Random, one: &mut Ingress) {
    one.name.push_str("-canary");
    let host = random.pick(&HOSTS);
    let path = random.pick(&["/", "/", "/foo", "/bar", "/api"]).to_owned();
    let service = if random.happens(85) { "canary" } else { random.pick(&SERVICES) };
    one.rules.push(IngressRule { host, paths: vec![IngressPath { path, path_type: "Prefix", service }] });
    one.annotations.push(("canary", "true".to_owned()));
    let mut add = |percent, key, values: &[&str]| {
        if random.happens(percent) {
            one.annotations.push((key, random.pick(values).to_owned()));
        }
    };
    add(60, "canary-by-header", &["X-Canary", "x_canary"]);
    add(25, "canary-by-header-value", &["yes", "always"]);
    add(25, "canary-by-header-pattern", &["^y", "[a-z]+s$", "("]);
    add(40, "canary-by-cookie", &["canary", "Canary"]);
    add(50, "canary-weight", &["0", "100"]);
}

fn annotate(random: &mut Random, one: &mut Ingress, is_regex: bool) {
    let mut add = |percent, key, values: &[&str]| {
        if random.happens(percent) {
            one.annotations.push((key, random.pick(values).to_owned()));
        }
    };
    if is_regex {
        add(60, "use-regex", &["true", "false"]);
        add(60, "rewrite-target", &TARGETS);
        add(15, "x-forwarded-prefix", &["/p"]);
    }
    add(8, "app-root", &["/start", "/foo"]);
    add(8, "permanent-redirect", &["https://new.org/x", "/elsewhere", "http://new.org"]);
    add(6, "temporal-redirect", &["https://soon.org", "https://soon.org/a?b=c"]);
    add(30, "permanent-redirect-code", &["308", "302", "300", "304", "305", "309", "200"]);
    add(30, "temporal-redirect-code", &["303", "307", "308", "306", "301"]);
    add(8, "relative-redirects", &["true"]);
    add(15, "ssl-redirect", &["false", "true"]);
    add(8, "force-ssl-redirect", &["true"]);
    add(10, "preserve-trailing-slash", &["true"]);
    add(15, "from-to-www-redirect", &["true"]);
    add(8, "server-alias", &["alias.org", "*.alias.org", "b.example.com,alias.org"]);
    add(8, "upstream-vhost", &["inner.local"]);
    add(6, "denylist-source-range", &["10.0.0.0/8", "127.0.0.0/8", "127.0.0.1"]);
    add(6, "whitelist-source-range", &["127.0.0.1/32", "10.1.0.0/16", "10.0.0.0/8,127.0.0.1"]);
    add(6, "proxy-body-size", &["1k", "2m", "0"]);
    add(8, "auth-url", &["http://auth.local/check"]);
    add(25, "auth-signin", &["https://sign.org/in", "https://sign.org/in?a=b"]);
    add(6, "auth-type", &["basic"]);
    add(100, "auth-secret", &["passwords"]);
    add(15, "satisfy", &["any", "all"]);
    add(12, "custom-http-errors", &["404", "503", "403,503", "401", "401,413", "404,413"]);
    add(8, "mirror-target", &["http://mirror.local/copy", "https://mirror.local$request_uri"]);
    add(8, "affinity", &["cookie"]);
    add(20, "session-cookie-name", &["route"]);
    add(8, "proxy-redirect-from", &["http://inner.local/"]);
    add(100, "proxy-redirect-to", &["/"]);
    add(10, "default-backend", &["spare"]);
    add(15, "enable-cors", &["true", "true", "false"]);
    add(
        50,
        "cors-allow-origin",
        &[
            "*",
            "https://app.org",
            "https://*.app.org",
            "https://app.org, http://b.org:8080",
            "app.org",
            "https://b.org,*",
        ],
    );
    add(15, "cors-allow-methods", &["GET, POST"]);
    add(15, "cors-allow-headers", &["X-One,X-Two"]);
    add(15, "cors-allow-credentials", &["false"]);
    add(15, "cors-expose-headers", &["X-Three"]);
    add(15, "cors-max-age", &["60"]);
}

/// A request.
pub fn request(random: &mut Random) -> Request {
    let mut path = String::new();
    for _ in 0..=random.below(4) {
        path.push('/');
        path.push_str(random.pick(&SEGMENTS));
    }
    if random.happens(15) {
        path = "/".to_owned();
    }
    if random.happens(20) {
        path.push('/');
    }
    if random.happens(20) {
        path.push_str(random.pick(&["?x=1", "?", "?a=/b/", "?x=%20y", "?x=1&y=2/"]));
    }
    let mut request = Request::get(Scheme::Http, random.pick(&ASKED_HOSTS), &path.replace(' ', "%20"));
    request.method = random.pick(&["GET", "GET", "GET", "GET", "POST", "POST", "OPTIONS"]).to_owned();
    request.source = Some(std::net::Ipv4Addr::LOCALHOST.into());
    if request.method == "POST" && random.happens(30) {
        request.body_size = 2_000;
    }
    if random.happens(30) {
        request.scheme = Scheme::Https;
    }
    if random.happens(40) {
        let origin = random.pick(&[
            "https://app.org",
            "https://APP.org",
            "http://app.org",
            "https://x.app.org",
            "https://x.y.app.org",
            "http://b.org:8080",
            "https://app.org.evil.net",
        ]);
        request.headers.push(("Origin".to_owned(), origin.to_owned()));
    }
    if random.happens(10) {
        request.port = Some(8080);
    }
    if random.happens(20) {
        let scheme = random.pick(&["http", "https"]);
        request.headers.push(("X-Forwarded-Proto".to_owned(), scheme.to_owned()));
    }
    if random.happens(20) {
        request.headers.push(("Authorization".to_owned(), "Basic dXNlcjp3b3Jk".to_owned()));
    }
    if random.happens(30) {
        let value = random.pick(&["always", "never", "yes", "no", "Always"]);
        request.headers.push(("X-Canary".to_owned(), value.to_owned()));
    }
    if random.happens(10) {
        let port = random.pick(&["443", "8443", ""]);
        request.headers.push(("X-Forwarded-Port".to_owned(), port.to_owned()));
    }
    if random.happens(20) {
        let value = random.pick(&[
            "canary=always",
            "canary=never",
            "Canary=always",
            "x=1; canary=always",
            "INGRESSCOOKIE=1",
            "route=1; canary=always",
        ]);
        request.headers.push(("Cookie".to_owned(), value.to_owned()));
    }
    request
}
