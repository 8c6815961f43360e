//! The table: a row for each annotation that needs a policy, a cell for each implementation.

use std::collections::BTreeSet;

use gatefold_convert::Fidelity;
use gatefold_ingress::annotation::{Becomes, INGRESS_NGINX};

use super::{COLUMNS, converted};

/// What an implementation has for an annotation.
enum Cell {
    /// This kind, in this field.
    Is(&'static str),
    /// Nothing, for this reason.
    No(&'static str),
}

use Cell::{Is, No};

/// An annotation, a value of it, what else is written, and the cells in the order of [`COLUMNS`].
type Row = (&'static str, &'static str, &'static str, [Cell; 6]);

const CILIUM: Cell =
    No("Cilium has no policy for the HTTP routes of a Gateway: a CiliumEnvoyConfig makes listeners of its own");
const NOWHERE: [Cell; 6] = [ANY, ANY, ANY, ANY, ANY, ANY];
const ANY: Cell = No("no implementation has a field for it");
const STREAMS: Cell = No("the proxy passes bodies on as they come, and its buffers are for a connection or a listener");
const READS: Cell = No("a buffer of the proxy is set for all that it serves");
const NO_FORM: Cell =
    No("no password check is among Istio's policies: AuthorizationPolicy asks another service, or knows JWTs");
const SECRET: Cell = No("a Secret of the other form has to be rewritten: users in one file");
const SIGN_IN: Cell = No("what a client without a session is sent is what the service that is asked answers");
const COMMON_NAME: Cell = No("certificates are told apart by their alternative names, not by the subject");
const XFCC: Cell = No("its gateways send X-Forwarded-Client-Cert by themselves");
const KONG_PLUS: Cell = No("its plugin for this is not part of the open edition");
const NO_SERVICE: Cell = No("it answers with a text of the policy's own, and does not ask a Service");
const GATEWAY_LOG: Cell = No("access logs are set for the whole Gateway or its proxies");
const LOG: Cell = No("access logs are set where the proxy is installed");
const GLOBAL: [Cell; 6] = [ASKED, ASKED, ASKED, ASKED, ASKED, ASKED];
const ASKED: Cell = No("without the policy of a service that all ask there is nothing to switch off");
const FIREWALL: [Cell; 6] = [RULES, RULES, RULES, RULES, RULES, RULES];
const RULES: Cell = No("a firewall is another product here, whose rules are not ModSecurity's");
const TRACES: Cell = No("traces are set up for the whole Gateway or where the proxy is installed");
const COUNTS_ALL: Cell = No("a rule of a limit takes one range of addresses, and leaves none out");
const NO_BURST: Cell = No("its limit counts a whole second or minute, and knows no burst");
const ISTIO_RATE: Cell = No("its documentation limits all clients of a proxy together, by an EnvoyFilter");
const CONNECTIONS: Cell = No("its limit of connections is for all clients together");
const BANDWIDTH: Cell = No("its bandwidth is for all requests of a route together");
const NO_BANDWIDTH: Cell = No("it does not slow answers down");
const BALANCER: Cell = No("routes go to Services as they are, round robin");
const NO_LIMIT: Cell = No("it has no limit of its own");
const NO_BODY: Cell = No("its documentation has no policy for the size of a body");
const ON_SERVICE: Cell =
    No("annotations of the Service say it (konghq.com/connect-timeout, read-timeout, write-timeout)");
const TRANSPORT: Cell = No("a ServersTransport says it, which no HTTPRoute and no Service of one can name");
const IDLE: Cell = No("DestinationRule has no time between two reads");
const RETRIES: Cell = No("a time for all tries together is the route's request timeout");
const UPSTREAM_TLS: Cell = No("TLS to backends is set for the whole Gateway, or not at all");
const EITHER: Cell = No("what is asked for by two policies has to be given to both");
const NATIVE: Cell = No("an annotation of the Service says it (traefik.io/service.nativelb)");
const KONG_NATIVE: Cell = No("an annotation of the Service says it (ingress.kubernetes.io/service-upstream)");
const ENDPOINTS: Cell = No("it sends to endpoints alone");
const NGF_COOKIE: Cell = No("sessionPersistence of the route says what it has of cookies");
const KONG_COOKIE: Cell = No("KongUpstreamPolicy says the cookie's name and path alone");
const LISTENER: Cell = No("an option of the listener says it (gateway.istio.io/tls-cipher-suites)");
const TLS_OF_PROXY: Cell = No("it is set where the proxy is installed, and no listener can name it");
const ORDER: Cell = No("BoringSSL takes the server's order of ciphers as it is");
const NO_VARIABLE: Cell = No("its hash takes addresses, headers, cookies and parameters");
const FRONTEND: Cell = No("spec.tls.frontend of the Gateway says it where the release has it");
const NO_AUTH: Cell = No("its documentation has no policy that asks another service");
const IN_FILTER: Cell = No("the filter CORS says it, which it supports");
const IN_FIELD: Cell = No("timeouts of the rule say it, which it supports");
const NO_COOKIES: Cell = No("it does not rewrite cookies of answers");

const URL: &str = "auth-url=http://auth.infra.svc.cluster.local/check";

#[rustfmt::skip]
const ROWS: &[Row] = &[
    ("affinity-mode", "persistent", "affinity=cookie", NOWHERE),
    ("allowlist-source-range", "10.0.0.0/8", "", [
        Is("SecurityPolicy spec.authorization"), Is("SnippetsFilter spec.snippets"), Is("AuthorizationPolicy spec.rules"),
        Is("KongPlugin config"), Is("Middleware spec.ipAllowList"), Is("CiliumClusterwideNetworkPolicy spec.ingress")]),
    ("auth-realm", "Shop", "auth-type=basic;auth-secret=users", [
        No("SecurityPolicy has no realm"), Is("AuthenticationFilter spec.basic"), NO_FORM,
        Is("KongPlugin config"), Is("Middleware spec.basicAuth"), CILIUM]),
    ("auth-secret", "users", "auth-type=basic", [
        Is("SecurityPolicy spec.basicAuth"), Is("AuthenticationFilter spec.basic"), NO_FORM,
        Is("KongPlugin config"), Is("Middleware spec.basicAuth"), CILIUM]),
    ("auth-secret-type", "auth-map", "auth-type=basic;auth-secret=users", [SECRET, SECRET, NO_FORM, SECRET, SECRET, CILIUM]),
    ("auth-signin", "https://sign.example.com/in", URL, [SIGN_IN, SIGN_IN, SIGN_IN, SIGN_IN, SIGN_IN, CILIUM]),
    ("auth-tls-match-cn", "CN=shop", "auth-tls-secret=shop/ca", [
        COMMON_NAME, COMMON_NAME, COMMON_NAME, COMMON_NAME, COMMON_NAME, CILIUM]),
    ("auth-tls-pass-certificate-to-upstream", "true", "auth-tls-secret=shop/ca", [
        Is("ClientTrafficPolicy spec.headers"), Is("SnippetsFilter spec.snippets"), XFCC,
        KONG_PLUS, Is("Middleware spec.passTLSClientCert"), CILIUM]),
    ("auth-type", "basic", "auth-secret=users", [
        Is("SecurityPolicy spec.basicAuth"), Is("AuthenticationFilter spec.basic"), NO_FORM,
        Is("KongPlugin config"), Is("Middleware spec.basicAuth"), CILIUM]),
    ("auth-type", "digest", "auth-secret=users", [
        No("SecurityPolicy has no digests"), No("AuthenticationFilter has no digests"), NO_FORM,
        No("Kong has no plugin for digests"), Is("Middleware spec.digestAuth"), CILIUM]),
    ("client-body-buffer-size", "16k", "", [STREAMS, Is("ClientSettingsPolicy spec.body"), STREAMS, READS, STREAMS, CILIUM]),
    ("custom-http-errors", "404,503", "default-backend=errors", [
        NO_SERVICE, NO_SERVICE, NO_SERVICE, KONG_PLUS, Is("Middleware spec.errors"), CILIUM]),
    ("default-backend", "errors", "custom-http-errors=404", [
        NO_SERVICE, NO_SERVICE, NO_SERVICE, KONG_PLUS, Is("Middleware spec.errors"), CILIUM]),
    ("denylist-source-range", "10.6.6.6", "", [
        Is("SecurityPolicy spec.authorization"), Is("SnippetsFilter spec.snippets"), Is("AuthorizationPolicy spec.rules"),
        Is("KongPlugin config"), No("Traefik lists addresses that are let in alone"),
        Is("CiliumClusterwideNetworkPolicy spec.ingress")]),
    ("denylist-source-range", "10.6.6.6", "allowlist-source-range=10.0.0.0/8", [
        Is("SecurityPolicy spec.authorization"), Is("SnippetsFilter spec.snippets"), Is("AuthorizationPolicy spec.rules"),
        Is("KongPlugin config"), No("Traefik lists addresses that are let in alone"),
        Is("CiliumClusterwideNetworkPolicy spec.ingress")]),
    ("enable-access-log", "false", "", [GATEWAY_LOG, Is("SnippetsFilter spec.snippets"), GATEWAY_LOG, LOG, LOG, CILIUM]),
    ("enable-global-auth", "false", "", GLOBAL),
    ("enable-modsecurity", "true", "", FIREWALL),
    ("enable-opentelemetry", "true", "", [
        Is("BackendTrafficPolicy spec.telemetry"), Is("ObservabilityPolicy spec.tracing"), TRACES,
        No("the plugin has to name the collector, which no annotation does"), TRACES, CILIUM]),
    ("enable-owasp-core-rules", "true", "enable-modsecurity=true", FIREWALL),
    ("limit-allowlist", "10.0.0.0/8", "limit-rps=5", [COUNTS_ALL, COUNTS_ALL, ISTIO_RATE, COUNTS_ALL, COUNTS_ALL, CILIUM]),
    ("limit-burst-multiplier", "3", "limit-rps=5", [
        NO_BURST, Is("RateLimitPolicy spec.rateLimit"), ISTIO_RATE, NO_BURST, Is("Middleware spec.rateLimit"), CILIUM]),
    ("limit-connections", "7", "", [
        CONNECTIONS, Is("SnippetsFilter spec.snippets"), CONNECTIONS, CONNECTIONS, Is("Middleware spec.inFlightReq"), CILIUM]),
    ("limit-rate", "100", "", [BANDWIDTH, Is("SnippetsFilter spec.snippets"), NO_BANDWIDTH, NO_BANDWIDTH, NO_BANDWIDTH, CILIUM]),
    ("limit-rate-after", "100", "limit-rate=5", [
        BANDWIDTH, Is("SnippetsFilter spec.snippets"), NO_BANDWIDTH, NO_BANDWIDTH, NO_BANDWIDTH, CILIUM]),
    ("limit-rpm", "60", "", [
        Is("BackendTrafficPolicy spec.rateLimit"), Is("RateLimitPolicy spec.rateLimit"), ISTIO_RATE,
        Is("KongPlugin config"), Is("Middleware spec.rateLimit"), CILIUM]),
    ("limit-rps", "5", "", [
        Is("BackendTrafficPolicy spec.rateLimit"), Is("RateLimitPolicy spec.rateLimit"), ISTIO_RATE,
        Is("KongPlugin config"), Is("Middleware spec.rateLimit"), CILIUM]),
    ("limit-whitelist", "10.0.0.0/8", "limit-rps=5", [COUNTS_ALL, COUNTS_ALL, ISTIO_RATE, COUNTS_ALL, COUNTS_ALL, CILIUM]),
    ("load-balance", "ewma", "", [
        Is("BackendTrafficPolicy spec.loadBalancer"), Is("UpstreamSettingsPolicy spec.loadBalancingMethod"),
        Is("DestinationRule spec.trafficPolicy"), Is("KongUpstreamPolicy spec.algorithm"), BALANCER, BALANCER]),
    ("opentelemetry-operation-name", "shop", "enable-opentelemetry=true", [
        Is("BackendTrafficPolicy spec.telemetry"), Is("ObservabilityPolicy spec.tracing"), TRACES, TRACES, TRACES, CILIUM]),
    ("opentelemetry-trust-incoming-span", "false", "enable-opentelemetry=true", [
        TRACES, Is("ObservabilityPolicy spec.tracing"), TRACES, TRACES, TRACES, CILIUM]),
    ("proxy-body-size", "8m", "", [
        Is("BackendTrafficPolicy spec.requestBuffer"), Is("ClientSettingsPolicy spec.body"), NO_BODY,
        Is("KongPlugin config"), Is("Middleware spec.buffering"), CILIUM]),
    ("proxy-body-size", "0", "", [NO_LIMIT, Is("ClientSettingsPolicy spec.body"), NO_LIMIT, NO_LIMIT, NO_LIMIT, NO_LIMIT]),
    ("proxy-buffer-size", "16k", "", [STREAMS, Is("ProxySettingsPolicy spec.buffering"), STREAMS, READS, STREAMS, CILIUM]),
    ("proxy-buffering", "on", "", [STREAMS, Is("ProxySettingsPolicy spec.buffering"), STREAMS, READS, STREAMS, CILIUM]),
    ("proxy-connect-timeout", "7", "", [
        Is("BackendTrafficPolicy spec.timeout"), Is("ProxySettingsPolicy spec.timeout"),
        Is("DestinationRule spec.trafficPolicy"), ON_SERVICE, TRANSPORT, CILIUM]),
    ("proxy-next-upstream-timeout", "7", "", [RETRIES, Is("SnippetsFilter spec.snippets"), RETRIES, RETRIES, RETRIES, CILIUM]),
    ("proxy-request-buffering", "off", "", [STREAMS, Is("SnippetsFilter spec.snippets"), STREAMS, READS, STREAMS, CILIUM]),
    ("proxy-send-timeout", "70", "", [
        Is("BackendTrafficPolicy spec.timeout"), Is("ProxySettingsPolicy spec.timeout"), IDLE, ON_SERVICE, TRANSPORT, CILIUM]),
    ("proxy-send-timeout", "70", "proxy-connect-timeout=7", [
        Is("BackendTrafficPolicy spec.timeout"), Is("ProxySettingsPolicy spec.timeout"), IDLE, ON_SERVICE, TRANSPORT, CILIUM]),
    ("proxy-ssl-ciphers", "HIGH", "proxy-ssl-secret=shop/ca;backend-protocol=HTTPS", [
        UPSTREAM_TLS, Is("SnippetsFilter spec.snippets"), UPSTREAM_TLS, UPSTREAM_TLS, UPSTREAM_TLS, CILIUM]),
    ("proxy-ssl-protocols", "TLSv1.3", "proxy-ssl-secret=shop/ca;backend-protocol=HTTPS", [
        UPSTREAM_TLS, Is("SnippetsFilter spec.snippets"), UPSTREAM_TLS, UPSTREAM_TLS, UPSTREAM_TLS, CILIUM]),
    ("satisfy", "any", "auth-type=basic;auth-secret=users;allowlist-source-range=10.0.0.0/8", [
        EITHER, Is("SnippetsFilter spec.snippets"), EITHER, EITHER, EITHER, CILIUM]),
    ("service-upstream", "true", "", [
        Is("BackendTrafficPolicy spec.routingType"), Is("UpstreamSettingsPolicy spec.useClusterIP"),
        ENDPOINTS, KONG_NATIVE, NATIVE, ENDPOINTS]),
    ("session-cookie-change-on-failure", "true", "affinity=cookie", NOWHERE),
    ("session-cookie-domain", "example.com", "affinity=cookie", [
        Is("BackendTrafficPolicy spec.loadBalancer"), NGF_COOKIE, Is("DestinationRule spec.trafficPolicy"),
        KONG_COOKIE, BALANCER, BALANCER]),
    ("session-cookie-samesite", "Lax", "affinity=cookie", [
        Is("BackendTrafficPolicy spec.loadBalancer"), NGF_COOKIE, Is("DestinationRule spec.trafficPolicy"),
        KONG_COOKIE, BALANCER, BALANCER]),
    ("session-cookie-secure", "true", "affinity=cookie", [
        Is("BackendTrafficPolicy spec.loadBalancer"), NGF_COOKIE, Is("DestinationRule spec.trafficPolicy"),
        KONG_COOKIE, BALANCER, BALANCER]),
    ("ssl-ciphers", "ECDHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES128-GCM-SHA256", "", [
        Is("ClientTrafficPolicy spec.tls"), Is("SnippetsFilter spec.snippets"), LISTENER, TLS_OF_PROXY, TLS_OF_PROXY, CILIUM]),
    ("ssl-ciphers", "HIGH:!aNULL", "", [
        No("it takes names of ciphers alone"), Is("SnippetsFilter spec.snippets"), LISTENER, TLS_OF_PROXY, TLS_OF_PROXY, CILIUM]),
    ("ssl-prefer-server-ciphers", "true", "", [
        ORDER, Is("SnippetsFilter spec.snippets"), ORDER, TLS_OF_PROXY, TLS_OF_PROXY, CILIUM]),
    ("upstream-hash-by", "$remote_addr", "", [
        Is("BackendTrafficPolicy spec.loadBalancer"), Is("UpstreamSettingsPolicy spec.hashMethodKey"),
        Is("DestinationRule spec.trafficPolicy"), Is("KongUpstreamPolicy spec.hashOn"), BALANCER, BALANCER]),
    ("upstream-hash-by", "$http_user", "", [
        Is("BackendTrafficPolicy spec.loadBalancer"), Is("UpstreamSettingsPolicy spec.hashMethodKey"),
        Is("DestinationRule spec.trafficPolicy"), Is("KongUpstreamPolicy spec.hashOn"), BALANCER, BALANCER]),
    ("upstream-hash-by", "${arg_user}", "", [
        Is("BackendTrafficPolicy spec.loadBalancer"), Is("UpstreamSettingsPolicy spec.hashMethodKey"),
        Is("DestinationRule spec.trafficPolicy"), Is("KongUpstreamPolicy spec.hashOn"), BALANCER, BALANCER]),
    ("upstream-hash-by", "$request_uri", "", [
        NO_VARIABLE, Is("UpstreamSettingsPolicy spec.hashMethodKey"), NO_VARIABLE, NO_VARIABLE, BALANCER, BALANCER]),
    ("upstream-hash-by-subset", "true", "upstream-hash-by=$remote_addr", NOWHERE),
    ("upstream-hash-by-subset-size", "5", "upstream-hash-by=$remote_addr", NOWHERE),
    ("whitelist-source-range", "10.0.0.0/8", "", [
        Is("SecurityPolicy spec.authorization"), Is("SnippetsFilter spec.snippets"), Is("AuthorizationPolicy spec.rules"),
        Is("KongPlugin config"), Is("Middleware spec.ipAllowList"), Is("CiliumClusterwideNetworkPolicy spec.ingress")]),
    // What a field says where channel, release and implementation have it, in a policy where they have not.
    ("affinity", "cookie", "", [
        Is("BackendTrafficPolicy spec.loadBalancer"), NGF_COOKIE, Is("DestinationRule spec.trafficPolicy"),
        Is("KongUpstreamPolicy spec.hashOn"), BALANCER, BALANCER]),
    ("auth-response-headers", "X-User", URL, [
        Is("SecurityPolicy spec.extAuth"), NO_AUTH, Is("AuthorizationPolicy spec.rules"),
        KONG_PLUS, Is("Middleware spec.forwardAuth"), CILIUM]),
    ("auth-tls-secret", "shop/ca", "", [
        Is("ClientTrafficPolicy spec.tls"), FRONTEND, FRONTEND, FRONTEND, FRONTEND, FRONTEND]),
    ("auth-url", "http://auth.infra.svc.cluster.local/check", "", [
        Is("SecurityPolicy spec.extAuth"), NO_AUTH, Is("AuthorizationPolicy spec.rules"),
        KONG_PLUS, Is("Middleware spec.forwardAuth"), CILIUM]),
    ("enable-cors", "true", "", [
        IN_FILTER, IN_FILTER, IN_FILTER, Is("KongPlugin config"), Is("Middleware spec.headers"), IN_FILTER]),
    ("proxy-cookie-domain", "a.example b.example", "", [
        NO_COOKIES, Is("SnippetsFilter spec.snippets"), NO_COOKIES, NO_COOKIES, NO_COOKIES, CILIUM]),
    ("proxy-cookie-path", "/a /b", "", [
        NO_COOKIES, Is("SnippetsFilter spec.snippets"), NO_COOKIES, NO_COOKIES, NO_COOKIES, CILIUM]),
    ("proxy-read-timeout", "70", "", [
        IN_FIELD, Is("ProxySettingsPolicy spec.timeout"), IN_FIELD, IN_FIELD, TRANSPORT, IN_FIELD]),
];

/// An Ingress with an annotation and those beside it, and the Service that answers errors.
fn input((annotation, value, beside, _): &Row) -> String {
    let pairs = beside.split(';').filter_map(|pair| pair.split_once('=')).chain([(*annotation, *value)]);
    let lines: String =
        pairs.map(|(key, value)| format!("    nginx.ingress.kubernetes.io/{key}: {value:?}\n")).collect();
    format!(
        "apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: web
  namespace: shop
  annotations:
{lines}spec:
  ingressClassName: nginx
  tls: [{{hosts: [shop.example.com], secretName: shop-tls}}]
  rules:
  - host: shop.example.com
    http:
      paths:
      - {{path: /, pathType: Prefix, backend: {{service: {{name: web, port: {{number: 80}}}}}}}}
---
apiVersion: v1
kind: Service
metadata: {{name: errors, namespace: shop}}
spec: {{ports: [{{port: 8080}}]}}
"
    )
}

#[test]
fn every_annotation_that_needs_a_policy_has_a_row() {
    let rows: BTreeSet<_> = ROWS.iter().map(|(annotation, ..)| *annotation).collect();
    let needs = INGRESS_NGINX.rows.iter().filter(|row| matches!(row.becomes, Becomes::Policy(_)));
    let missing: Vec<_> = needs.map(|row| row.key).filter(|key| !rows.contains(key)).collect();
    assert!(missing.is_empty(), "neither a manifest nor a reason: {missing:?}");
    for key in rows {
        assert!(INGRESS_NGINX.row(key).is_some(), "{key} is no annotation");
    }
}

#[test]
fn every_cell_is_the_manifest_that_is_written_or_a_reason() {
    let (mut manifests, mut reasons) = (0, 0);
    for row in ROWS {
        let (annotation, value, beside, cells) = row;
        let text = input(row);
        for (column, cell) in COLUMNS.iter().zip(cells) {
            let expected = match cell {
                Is(field) => vec![(*field).to_owned()],
                No(why) => {
                    assert!(why.len() > 15, "{annotation} {column}: {why:?} says nothing");
                    Vec::new()
                }
            };
            manifests += expected.len();
            reasons += usize::from(expected.is_empty());
            // Whatever the fidelity, a policy says what no field says.
            for fidelity in [Fidelity::Idiomatic, Fidelity::Faithful] {
                let conversion = converted(&text, column, fidelity);
                let field = format!("metadata.annotations[nginx.ingress.kubernetes.io/{annotation}]");
                let entry = conversion.ledger.entries.iter().find(|entry| *entry.field == *field).unwrap();
                let in_policies = entry.to.iter().filter(|to| to.index == usize::MAX);
                let got: Vec<_> =
                    in_policies.map(|to| format!("{} {}", to.object.split(' ').next().unwrap(), to.field)).collect();
                assert_eq!(got, expected, "{annotation}={value} ({beside}) for {column}, {fidelity:?}");
            }
        }
    }
    println!("{} rows: {manifests} cells with a manifest, {reasons} with a reason", ROWS.len());
}
