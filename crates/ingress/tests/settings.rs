//! The command line and the ConfigMap of ingress-nginx: every flag and every setting is honoured, or is one that touches
//! nothing that is answered here, or is named as what keeps from an answer.

mod common;

use common::{config, deployment, fits, ingress, path, router, short};
use gatefold_routing::{Assumption, Request, Router};

/// What a setting does to the requests below.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Does {
    /// Another answer.
    Changes,
    /// The same answers.
    Nothing,
    /// It is named in the answer.
    Unsaid,
}
use Does::{Changes, Nothing, Unsaid};

/// A controller's input on which every setting that is honoured can be seen.
fn input() -> String {
    let text = [
        ingress("a", &["from-to-www-redirect: 'true'"]) + "  tls: [{hosts: [h.com]}]\n",
        path("port", &["use-port-in-redirects: 'true'"], "port.com", "/") + "  tls: [{hosts: [port.com]}]\n",
        path("bad", &["denylist-source-range: ten"], "bad.com", "/"),
        path("risky", &["configuration-snippet: return 418;"], "risky.com", "/"),
        path("deep", &[], "deep.com", "/etc/nginx"),
        path("far", &[], "far.com", "/"),
        path("pass", &["ssl-passthrough: 'true'"], "pass.com", "/") + "  tls: [{hosts: [pass.com]}]\n",
        path("list", &["allowlist-source-range: 10.0.0.0/8"], "list.com", "/"),
        path("errors", &["auth-type: basic", "auth-secret: infra/users"], "errors.com", "/"),
        path("open", &["auth-type: basic", "auth-secret: users"], "open.com", "/acme"),
        path("extra", &["custom-headers: shop/extra"], "extra.com", "/"),
        path("all", &[], "all.com", "/") + "  defaultBackend: {service: {name: rest, port: {number: 80}}}\n",
        path("slash", &["permanent-redirect: /there"], "slash.com", "/"),
        path("by", &[], "by.com", "/")
            .replace("  ingressClassName: nginx\n", "")
            .replace("a: b", "kubernetes.io/ingress.class: nginx"),
        path("none", &[], "none.com", "/").replace("  ingressClassName: nginx\n", ""),
    ];
    let class = "---\napiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata: {name: nginx}\nspec: {controller: \
                 k8s.io/ingress-nginx}\n";
    let others = "---\napiVersion: v1\nkind: Service\nmetadata: {name: far, namespace: shop}\nspec: {type: ExternalName, \
                  externalName: far.example.com, ports: [{port: 80}]}\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: \
                  users, namespace: shop}\ndata: {auth: eA==}\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: users, \
                  namespace: infra}\ndata: {auth: eA==}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: extra, \
                  namespace: shop}\ndata: {X-Extra: '1'}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, \
                  namespace: shop}\ndata: {ssl-redirect: 'false'}\n";
    let services: String = ["a", "port", "bad", "risky", "deep", "pass", "list", "errors", "open", "extra", "all", "slash", "by", "none", "rest"]
        .iter()
        .map(|name| format!("---\napiVersion: v1\nkind: Service\nmetadata: {{name: {name}, namespace: shop}}\nspec: {{ports: [{{port: 80}}]}}\n"))
        .collect();
    text.concat() + class + others + &services
}

/// What is asked: URLs, each with a header, an address and the bytes of a body.
#[rustfmt::skip]
static ASKED: &[(&str, &str, &str, u64)] = &[
    ("h.com/a/", "", "", 0),
    ("h.com/.well-known/acme-challenge/x", "", "", 0),
    ("https://h.com/", "X-Forwarded-Proto: http", "", 0),
    ("https://h.com/", "", "", 2 << 20),
    ("www.h.com/", "", "", 0),
    ("port.com/", "", "", 0),
    ("bad.com/", "", "10.0.0.1", 0),
    ("risky.com/", "", "", 0),
    ("deep.com/etc/nginx", "", "", 0),
    ("far.com/", "", "", 0),
    ("https://pass.com/x", "", "", 0),
    ("list.com/", "X-Forwarded-For: 10.0.0.1", "192.168.0.1", 0),
    ("list.com/", "X-Client: 10.0.0.1", "192.168.0.1", 0),
    ("list.com/", "", "10.0.0.1", 0),
    ("errors.com/", "", "", 0),
    ("errors.com/", "Authorization: Basic eA==", "", 0),
    ("open.com/acme", "", "", 0),
    ("extra.com/", "", "", 0),
    ("all.com/", "", "", 0),
    ("slash.com/", "", "", 0),
    ("by.com/", "", "", 0),
    ("none.com/", "", "", 0),
    ("other.com/", "", "", 0),
    ("https://other.com/", "", "", 0),
];

/// Every answer, with the headers and assumptions that go with it.
fn answers(text: &str) -> Vec<String> {
    let router = router(text);
    let asked = ASKED.iter().map(|(url, header, source, size)| {
        let mut request = Request::parse(url).expect(url);
        let header = header.split_once(": ").map(|(name, value)| (name.to_owned(), value.to_owned()));
        request.headers.extend(header);
        request.source = source.parse().or_else(|_| "192.168.0.1".parse()).ok();
        request.body_size = *size;
        format!("{url}: {:?}", router.route(&request))
    });
    let firewall = router.assumptions().iter().filter(|one| one.id.id() == "firewall").map(Assumption::text);
    asked.chain(firewall).collect()
}

/// What a setting does to them.
fn does(before: &[String], after: &[String], name: &str) -> Does {
    if after.iter().any(|answer| answer.contains("Unknown") && answer.contains(name)) {
        return Unsaid;
    }
    if before == after { Nothing } else { Changes }
}

#[test]
fn every_flag_is_honoured_or_touches_nothing() {
    #[rustfmt::skip]
    let flags = [
        ("--annotations-prefix=own.example.com", Changes), ("--configmap=shop/settings", Changes),
        ("--controller-class=k8s.io/edge", Changes), ("--deep-inspect=false", Changes),
        ("--default-backend-service=shop/rest", Changes), ("--disable-catch-all", Changes),
        ("--disable-svc-external-name", Changes), ("--enable-annotation-validation=false", Changes),
        ("--enable-ssl-passthrough", Changes), ("--http-port=8080", Changes), ("--https-port=8443", Changes),
        ("--ignore-ingress-class", Changes), ("--ingress-class=other", Changes),
        // The class is the controller's by its name and by what it says.
        ("--ingress-class-by-name", Nothing),
        ("--watch-ingress-without-class", Changes), ("--watch-namespace=infra", Changes),
        ("--watch-namespace-selector=a=b", Unsaid),
        ("--default-ssl-certificate=shop/tls", Nothing), ("--apiserver-host=x", Nothing), ("--bucket-factor=2", Nothing),
        ("--certificate-authority=x", Nothing), ("--default-server-port=8182", Nothing), ("--disable-full-test", Nothing),
        ("--disable-leader-election", Nothing), ("--disable-sync-events", Nothing),
        ("--dynamic-configuration-retries=1", Nothing), ("--election-id=x", Nothing), ("--election-ttl=1s", Nothing),
        ("--enable-metrics=false", Nothing), ("--enable-ssl-chain-completion", Nothing),
        ("--enable-topology-aware-routing", Nothing), ("--exclude-socket-metrics=x", Nothing),
        ("--health-check-path=/x", Nothing), ("--health-check-timeout=1", Nothing), ("--healthz-host=x", Nothing),
        ("--healthz-port=1", Nothing), ("--internal-logger-address=x", Nothing), ("--kubeconfig=x", Nothing),
        ("--length-buckets=1", Nothing), ("--maxmind-edition-ids=x", Nothing), ("--maxmind-license-key=x", Nothing),
        ("--metrics-per-host=false", Nothing), ("--monitor-max-batch-size=1", Nothing),
        ("--post-shutdown-grace-period=1", Nothing), ("--profiler-port=1", Nothing), ("--profiling=false", Nothing),
        ("--publish-service=a/b", Nothing), ("--publish-status-address=x", Nothing),
        ("--report-node-internal-ip-address", Nothing), ("--report-status-classes", Nothing),
        ("--shutdown-grace-period=1", Nothing), ("--size-buckets=1", Nothing), ("--ssl-passthrough-proxy-port=1", Nothing),
        ("--status-port=1", Nothing), ("--status-update-interval=1", Nothing), ("--stream-port=1", Nothing),
        ("--sync-period=1s", Nothing), ("--sync-rate-limit=1", Nothing), ("--tcp-services-configmap=a/b", Nothing),
        ("--time-buckets=1", Nothing), ("--udp-services-configmap=a/b", Nothing), ("--update-status=false", Nothing),
        ("--update-status-on-shutdown=false", Nothing), ("--v=3", Nothing), ("--validating-webhook=x", Nothing),
        ("--validating-webhook-certificate=x", Nothing), ("--validating-webhook-key=x", Nothing), ("--vmodule=x", Nothing),
    ];
    let text = input();
    let before = answers(&(text.clone() + &deployment("--v=2")));
    for (flag, expected) in flags {
        let name = flag.trim_start_matches('-').split('=').next().unwrap_or_default();
        let after = answers(&(text.clone() + &deployment(flag)));
        assert_eq!(does(&before, &after, name), expected, "{flag}");
    }
}

#[test]
fn every_setting_is_honoured_or_touches_nothing_or_is_named() {
    #[rustfmt::skip]
    let settings = [
        ("allow-cross-namespace-resources: 'true'", Changes), ("annotations-risk-level: Critical", Changes),
        ("custom-http-errors: '401'", Changes), ("denylist-source-range: 10.0.0.0/8", Changes),
        ("enable-modsecurity: 'true'", Changes), ("enable-real-ip: 'true'", Changes), ("force-ssl-redirect: 'true'", Changes),
        ("global-allowed-response-headers: X-Extra", Changes), ("hsts: 'false'", Changes), ("hsts-max-age: '1'", Changes),
        ("hsts-include-subdomains: 'false'", Changes), ("hsts-preload: 'true'", Changes),
        ("http-redirect-code: '301'", Changes), ("no-auth-locations: /acme", Changes),
        ("no-tls-redirect-locations: /", Changes), ("preserve-trailing-slash: 'true'", Changes),
        ("proxy-body-size: 8m", Changes), ("relative-redirects: 'true'", Changes), ("ssl-redirect: 'false'", Changes),
        ("ssl-reject-handshake: 'true'", Changes), ("use-forwarded-headers: 'true'", Changes),
        ("use-port-in-redirects: 'true'", Changes), ("whitelist-source-range: 10.0.0.0/8", Changes),
        // What counts beside another setting only.
        ("allow-snippet-annotations: 'true'", Nothing), ("enable-owasp-modsecurity-crs: 'true'", Nothing),
        ("forwarded-for-header: X-Client", Nothing), ("modsecurity-snippet: x", Nothing),
        ("proxy-real-ip-cidr: 10.0.0.0/8", Nothing), ("use-proxy-protocol: 'true'", Nothing),
        ("strict-validate-path-type: 'false'", Nothing),
        // What no answer tells of.
        ("access-log-path: x", Nothing), ("client-body-buffer-size: 8k", Nothing), ("enable-brotli: 'true'", Nothing),
        ("error-log-level: info", Nothing), ("keep-alive: '1'", Nothing), ("limit-conn-status-code: '429'", Nothing),
        ("limit-req-status-code: '429'", Nothing), ("load-balance: ewma", Nothing), ("log-format-upstream: x", Nothing),
        ("proxy-buffer-size: 8k", Nothing), ("proxy-buffering: 'on'", Nothing), ("proxy-connect-timeout: '1'", Nothing),
        ("proxy-http-version: '1.0'", Nothing), ("proxy-next-upstream: error", Nothing),
        ("proxy-read-timeout: '1'", Nothing), ("proxy-request-buffering: 'off'", Nothing),
        ("proxy-send-timeout: '1'", Nothing), ("retry-non-idempotent: 'true'", Nothing),
        ("server-tokens: 'true'", Nothing), ("ssl-protocols: TLSv1.3", Nothing), ("ssl-ciphers: x", Nothing),
        ("upstream-hash-by: $x", Nothing), ("upstream-keepalive-connections: '1'", Nothing), ("use-gzip: 'true'", Nothing),
        ("use-http2: 'false'", Nothing), ("worker-processes: '4'", Nothing),
        // What is not modelled.
        ("block-cidrs: 10.0.0.0/8", Unsaid), ("block-referers: x", Unsaid), ("block-user-agents: x", Unsaid),
        ("enable-underscores-in-headers: 'true'", Unsaid), ("global-auth-url: http://x", Unsaid),
        ("http-snippet: x", Unsaid), ("location-snippet: x", Unsaid), ("main-snippet: x", Unsaid),
        ("server-snippet: x", Unsaid), ("use-geoip2: 'true'", Unsaid),
        ("add-headers: shop/none", Unsaid), ("proxy-set-headers: shop/none", Unsaid),
    ];
    let text = input();
    let before = answers(&(text.clone() + &config("")));
    for (setting, expected) in settings {
        let name = setting.split(':').next().unwrap_or_default();
        let after = answers(&(text.clone() + &config(setting)));
        assert_eq!(does(&before, &after, name), expected, "{setting}");
    }
}

#[test]
fn settings_that_count_beside_another_do() {
    let text = input();
    for (alone, both) in [
        ("enable-real-ip: 'true'", "forwarded-for-header: X-Client"),
        ("enable-real-ip: 'true'", "proxy-real-ip-cidr: 10.0.0.0/8"),
        ("use-forwarded-headers: 'true'", "use-proxy-protocol: 'true'"),
        ("annotations-risk-level: Critical", "allow-snippet-annotations: 'true'"),
        ("custom-http-errors: '401'", "no-auth-locations: /"),
    ] {
        let [before, after] =
            [alone.to_owned(), format!("{alone}, {both}")].map(|data| answers(&(text.clone() + &config(&data))));
        assert_ne!(before, after, "{both}");
    }
}

#[test]
fn a_page_answers_in_the_place_of_a_status() {
    let secret = "---\napiVersion: v1\nkind: Secret\nmetadata: {name: users, namespace: shop}\ndata: {auth: YTpi}\n";
    let idle = "---\napiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {name: idle-1, namespace: shop, labels: \
                {kubernetes.io/service-name: idle}}\nendpoints: []\n";
    let asks = |further: &[&str], rest: &str, expected: [&str; 3]| {
        let basic = [further, &["auth-type: basic", "auth-secret: users"]].concat();
        let text = path("a", &basic, "h.com", "/")
            + &path("idle", further, "idle.com", "/")
            + &path("x", further, "x.com", "/x")
            + secret
            + idle
            + rest;
        let router = router(&text);
        for (url, expected) in ["h.com/b", "idle.com/", "x.com/"].into_iter().zip(expected) {
            let found = short(&router.route(&Request::parse(url).expect(url)));
            assert!(fits(&found, expected), "{further:?} {url}: expected {expected}, found {found}");
        }
    };
    let codes = "custom-http-errors: 401,404,503";
    asks(&[], "", ["401", "503", "404"]);
    asks(&[codes], "", ["404", "404", "404"]);
    asks(&[codes, "default-backend: pages"], "", ["pages", "pages", "pages"]);
    asks(&[codes, "default-backend: pages", "disable-proxy-intercept-errors: 'true'"], "", ["pages", "pages", "404"]);
    asks(&[codes], &deployment("--default-backend-service=shop/pages"), ["pages", "pages", "pages"]);
}

#[test]
fn a_path_that_admission_refuses_is_found_unless_that_is_off() {
    let codes = |text: &str| router(text).findings().map(|found| found.code.to_string()).collect::<Vec<_>>();
    let text = path("a", &["use-regex: 'true'"], "h.com", "/a/.*");
    assert_eq!(codes(&text), ["GW0752"]);
    let found = router(&text);
    let found = found.findings().next().expect("a finding");
    assert!(
        found.message().contains("/a/.* has letters") && found.message().contains("pathType Prefix"),
        "{}",
        found.message()
    );
    assert!(codes(&text.replace("pathType: Prefix", "pathType: ImplementationSpecific")).is_empty());
    assert!(codes(&(text + &config("strict-validate-path-type: 'false'"))).is_empty());
    assert!(codes(&path("a", &[], "h.com", "/a-b/c_d.e")).is_empty());
}
