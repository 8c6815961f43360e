//! What the converter ingress2gateway is expected to write, compared with our own output by what it means: every listener,
//! host, match, filter and backend is one fact, in both directions.
//!
//! Its expectations are one converter's choice. Where ours is another on purpose there is a row in [`DEVIATIONS`] with the
//! reason; what we cannot yet is a row in [`LOSSES`]. Cases of the grade `ir` are about that converter's own middle form and are
//! not asked; `istio` and `openapi3` have no Ingress.

use std::collections::BTreeSet;

use gatefold_convert::{Conversion, Fate, Options, convert};
use gatefold_tests::{
    facts::{bundle, items},
    ingress2gateway::{self, Case},
    meaning,
    tally::{Exception, Tally},
};
use serde::Deserialize as _;
use serde_json::{Value, json};

/// What ours does otherwise on purpose.
#[rustfmt::skip]
static DEVIATIONS: &[Exception] = &[
    ("apisix--httptohttpsfeature-annotation-present", "*", "", "a rule has a redirect or backends: HTTPRoute refuses both together"),
    ("cilium--forcehttpsfeature-force-https-annontation-present-and-set-to-", "*", "", "Cilium redirects hosts with spec.tls only; without, nothing would listen for https"),
    ("common--ingress-with-custom-and-default-backend", "*", "no listener 80 HTTP *", "their listener has a hostname, so that the default backend never answers hosts that no rule names"),
    ("common--ingress-with-custom-and-default-backend", "*", "route HTTPRoute example.net Exact /bar", "no controller serves a resource backend: GW0716"),
    ("common--ingress-with-custom-and-default-backend", "*", "no route HTTPRoute example.net PathPrefix /", "the default backend also answers paths of named hosts that no rule has"),
    ("common--named-ports", "*", "", "the Service is in the source test and not in the input, so the port stays open: GW0219"),
    ("ingress-nginx--approotfeature-app-root-annotation-with-exact-root-path", "*", "no route HTTPRoute exact-root.bar.com PathPrefix /", "a path without pathType is a prefix to the controller, so other paths have a backend"),
    ("ingress-nginx--backendtlsfeature-backend-protocol-https", "*", "no policy", "without a policy a backend that speaks TLS is spoken to in plain text; C8 tells of the verification"),
    ("ingress-nginx--backendtlsfeature-ssl-", "*", "no policy", "without a policy a backend that speaks TLS is spoken to in plain text; C8 tells of the verification"),
    ("ingress-nginx--backendtlsfeature-fully-compliant", "*", "", "the authority is in a Secret; a ConfigMap of that name does not exist"),
    ("ingress-nginx--backendtlsfeatureextended-canary-ingress-skipped", "*", "", "a canary without a primary serves nothing"),
    ("ingress-nginx--backendtlsfeatureextended-conflict-first-wins", "*", "", "without timestamps the controller takes Ingresses by name, the last first"),
    ("ingress-nginx--backendtlsfeatureextended-cross-namespace-secret-skipped", "*", "no policy", "the backend speaks TLS all the same"),
    ("ingress-nginx--canary-deployment", "*", "", "no controller serves a resource backend: GW0716"),
    ("ingress-nginx--canary-with-same-service-in-different-rules", "*", "", "a Service that a location has is no canary: the controller leaves it out"),
    ("ingress-nginx--from-to-www-redirect", "*", "", "the controller answers 308"),
    ("ingress-nginx--headermodifierfeature-", "*", "filter RequestHeaderModifier set {\"name\":\"Connection\"", "Connection is about one hop; no implementation has to set it"),
    ("ingress-nginx--headermodifierfeature-", "*", "filter RequestHeaderModifier set {\"name\":\"Host\"", "Host is what URLRewrite is for"),
    ("ingress-nginx--headermodifierfeature-", "*", "no filter URLRewrite {\"hostname\"", "Host is what URLRewrite is for"),
    ("ingress-nginx--multiple-rules-with-tls", "*", "no route", "the controller sends Strict-Transport-Security by default"),
    ("ingress-nginx--regexfeature-should-map-to-regularexpression-when-rewrite", "*", "", "/$1 behind the only group is a prefix with its rewrite; their text says /$1 to the backend"),
    ("ingress-nginx--regexfeature-should-map-to-regularexpression-when-use-regex", "*", "", "idiomatic writes the expression as it is, and reports the case: GW0705"),
    ("kong--header-matching-method-matching-plugin", "*", "", "KongPlugin is a kind of Kong's own: it is named in the ledger, and not in portable output"),
    ("kong--implementationspecific-httproutematching-with-regex", "*", "", "RE2 refuses a star behind a star, and the whole route would not be accepted"),
    ("nginx--fixture-nginx-hsts", "*", "no route HTTPRoute hsts.example.com PathPrefix /: RequestRedirect", "the controller redirects plain HTTP of hosts with spec.tls"),
    ("nginx--hstsfeature-", "*", "", "the header is set and not added beside the backend's own; without hsts-max-age it is 30 days"),
    ("nginx--fixture-nginx-listen-ports", "*", "no route HTTPRoute custom-ports.example.com PathPrefix /: RequestRedirect", "the controller redirects plain HTTP of hosts with spec.tls"),
    ("nginx--fixture-nginx-path-regex", "*", "", "true is no value of path-regex: the controller leaves the Ingress out"),
    ("nginx--pathregex-true-enables-regex", "*", "", "true is no value of path-regex: the controller leaves the Ingress out"),
    ("nginx--fixture-nginx-ssl-redirect", "*", "", "redirect-to-https asks for X-Forwarded-Proto, which a load balancer before the controller sets; no certificate is named"),
    ("nginx--sslredirectfeature-legacy", "*", "redirect", "the controller redirects hosts with spec.tls only"),
    ("nginx--sslredirectfeature-modern", "*", "redirect", "redirect-to-https asks for X-Forwarded-Proto, which a load balancer before the controller sets"),
    ("nginx--fixture-nginx-ssl-services", "*", "", "a BackendTLSPolicy without a hostname is refused; ours names the Service"),
    ("traefik--forcehttpsfeature-", "*", "redirect", "a router of websecure alone answers plain HTTP with 404, not with a redirect"),
    ("traefik--routerentrypointsfeature-entrypoints-websecure-", "*", "", "a router of websecure alone is not served on port 80, and is on 443 with the default certificate"),
    ("traefik--routertlsfeature-router-tls-true", "*", "listener 80 HTTP foo.com", "a router with TLS is not served on port 80"),
];

/// What is lost, and told as lost.
#[rustfmt::skip]
static LOSSES: &[Exception] = &[
    ("nginx--fixture-nginx-listen-ports", "*", "", "listen-ports is not converted: GW0701"),
];

/// The controller of each provider, and the class of its Ingresses that name none.
#[rustfmt::skip]
static CONTROLLERS: &[(&str, &str, &str)] = &[
    ("apisix",        "apisix",  "apisix.apache.org/apisix-ingress-controller"),
    ("cilium",        "cilium",  "cilium.io/ingress-controller"),
    ("common",        "example", "example.com/controller"),
    ("gce",           "gce",     "k8s.io/gce"),
    ("ingress-nginx", "nginx",   "k8s.io/ingress-nginx"),
    ("kong",          "kong",    "ingress-controllers.konghq.com/kong"),
    ("nginx",         "nginx",   "nginx.org/ingress-controller"),
    ("traefik",       "traefik", "traefik.io/ingress-controller"),
];

#[test]
fn our_output_means_what_is_expected() {
    let Some(cases) = ingress2gateway::cases(&["full", "route", "objects", "fragment", "error"]) else { return };
    let mut tally = Tally::new(DEVIATIONS, LOSSES);
    let mut asked = 0;
    for case in &cases {
        let Some((_, class, controller)) = CONTROLLERS.iter().find(|(provider, ..)| case.provider == *provider) else {
            continue;
        };
        asked += 1;
        let input = Dressed::new(case, class, controller);
        let conversion = convert(&bundle(&input.objects), &Options::default());
        let ours = Meant { objects: documents(&conversion.written.text), conversion };
        let side = format!("{} {}", case.provider, case.grade);
        let lost =
            ours.against(case).into_iter().filter(|(fact, found)| tally.note(&case.name, &side, fact, found.clone()));
        if lost.count() > 0 {
            let told = (!ours.conversion.diagnostics.is_empty()).then_some(()).ok_or_else(|| "no finding".to_owned());
            tally.note(&format!("of {}", case.name), "what is lost is told", "a finding", told);
        }
    }
    println!("{asked} cases");
    assert!(asked >= 140, "cases were removed");
    tally.close(285);
}

/// The input of a case as a cluster would hold it: the classes are there, and rules have the paths that the case's test
/// leaves out because it runs one step only.
struct Dressed {
    objects: Vec<Value>,
}

impl Dressed {
    fn new(case: &Case, class: &str, controller: &str) -> Self {
        let mut objects = documents(&case.input());
        let before = documents(&case.file("before.yaml").unwrap_or_default());
        let mut classes = BTreeSet::from([class.to_owned()]);
        for ingress in objects.iter_mut().filter(|object| object["kind"] == "Ingress") {
            match ingress["spec"]["ingressClassName"].as_str() {
                Some(name) => drop(classes.insert(name.to_owned())),
                None if ingress["metadata"]["annotations"]["kubernetes.io/ingress.class"].is_string() => {}
                None => ingress["spec"]["ingressClassName"] = json!(class),
            }
            with_paths(ingress, &before);
            with_certificate(ingress, &before);
        }
        objects.extend(classes.into_iter().map(|name| {
            json!({
                "apiVersion": "networking.k8s.io/v1", "kind": "IngressClass", "metadata": {"name": name},
                "spec": {"controller": controller},
            })
        }));
        Self { objects }
    }
}

/// A path to the backend that the route had before, and to each Service that an annotation names.
fn with_paths(ingress: &mut Value, before: &[Value]) {
    let path = |name: &str, port: &Value, path: &str| json!({"path": path, "pathType": "Prefix", "backend": {"service": {"name": name, "port": {"number": port}}}});
    let used = meaning::rules(before).flat_map(|rule| items(&rule["backendRefs"])).next();
    let (name, port) = used.map_or(("web", json!(80)), |it| (it["name"].as_str().unwrap_or("web"), it["port"].clone()));
    for rule in ingress["spec"]["rules"].as_array_mut().into_iter().flatten() {
        if rule["http"].is_null() {
            rule["http"] = json!({"paths": [path(name, &port, "/")]});
        }
    }
    let named = ingress["metadata"]["annotations"]["nginx.org/ssl-services"].as_str().unwrap_or_default().to_owned();
    let services = named.split(',').map(str::trim).filter(|name| !name.is_empty());
    let paths: Vec<Value> = services.map(|name| path(name, &json!(443), &format!("/{name}"))).collect();
    let is_there = ingress["spec"]["rules"].to_string().contains(named.as_str());
    if !paths.is_empty() && !is_there {
        let host = ingress["spec"]["rules"][0]["host"].as_str().unwrap_or("example.com").to_owned();
        let mut rules = ingress["spec"]["rules"].as_array().cloned().unwrap_or_default();
        rules.push(json!({"host": host, "http": {"paths": paths}}));
        ingress["spec"]["rules"] = json!(rules);
    }
}

/// `spec.tls` for the hosts whose HTTPS listener was there before.
fn with_certificate(ingress: &mut Value, before: &[Value]) {
    let listeners = before.iter().flat_map(|object| items(&object["listeners"]));
    for listener in listeners.filter(|listener| listener["protocol"] == "HTTPS") {
        let secret = listener["tls"]["certificateRefs"][0]["name"].as_str().unwrap_or("certificate");
        ingress["spec"]["tls"] = json!([{"hosts": [listener["hostname"]], "secretName": secret}]);
    }
}

fn documents(text: &str) -> Vec<Value> {
    let all = serde_yaml::Deserializer::from_str(text).map(|document| Value::deserialize(document).expect("YAML"));
    all.filter(|document| !document.is_null()).collect()
}

type Fact = (String, Result<(), String>);

/// Our output.
struct Meant {
    conversion: Conversion,
    objects: Vec<Value>,
}

impl Meant {
    fn against(&self, case: &Case) -> Vec<Fact> {
        let expected = documents(&case.file("expected.yaml").unwrap_or_default());
        let one = expected.first().cloned().unwrap_or_default();
        let shape = case.shape();
        match (case.grade.as_str(), shape.as_str()) {
            ("error", _) => {
                let found = self.conversion.diagnostics.iter().any(|it| it.severity.as_str() == "error");
                vec![("refused".to_owned(), found.then_some(()).ok_or_else(|| "no error".to_owned()))]
            }
            ("full", _) => self.whole(&expected),
            ("route", "Gateway") => self.listeners(&expected),
            ("route", _) => both("route", &meaning::routes(&expected), &meaning::routes(&self.objects)),
            ("objects", "BackendTLSPolicy") => self.policies(&expected),
            ("objects", _) => {
                let redirects = |objects: &[Value]| {
                    let mut all = meaning::routes(objects);
                    all.retain(|route| route.contains("RequestRedirect"));
                    all
                };
                both("redirect", &redirects(&expected), &redirects(&self.objects))
            }
            (_, "HTTPRouteRule.filters") => both("filter", &meaning::filters(&one), &self.filters()),
            (_, "HTTPRouteRule.matches") => {
                let wanted = items(&one["matches"]).map(meaning::matched).collect();
                both("match", &wanted, &meaning::matches(&self.objects))
            }
            (_, "Gateway.spec.listeners") => {
                let gateway = json!({
                    "apiVersion": "gateway.networking.k8s.io/v1", "kind": "Gateway", "metadata": {"name": "g", "namespace": "n"},
                    "spec": {"gatewayClassName": "c", "listeners": one["listeners"]},
                });
                self.listeners(&[gateway])
            }
            (_, "per route key, per rule: matches") => {
                let routes = one["httpRouteMatches"].as_object().into_iter().flatten();
                let rules = routes.flat_map(|(_, rules)| items(rules)).flat_map(items);
                both("match", &rules.map(meaning::matched).collect(), &meaning::matches(&self.objects))
            }
            (_, "is there a RequestRedirect to https") => {
                let ours = self.filters().iter().any(|filter| filter.starts_with("RequestRedirect"));
                vec![equal("redirect", &one["redirect"], &json!(ours))]
            }
            (_, "how many BackendTLSPolicy objects, for which services") => {
                let ours = meaning::policies(&self.objects);
                let has = |service: &str| ours.iter().any(|policy| policy.starts_with(&format!("Service {service}:")));
                let named = items(&one["services"]).filter_map(Value::as_str);
                let mut facts: Vec<Fact> =
                    named.map(|name| equal(&format!("policy of {name}"), &json!(true), &json!(has(name)))).collect();
                facts.push(equal("policies", &one["backendTLSPolicies"], &json!(ours.len())));
                facts
            }
            (_, "how many annotations are reported as unsupported") => {
                let ours = self.conversion.ledger.entries.iter().filter(|entry| {
                    entry.field.starts_with("metadata.annotations[traefik.") && entry.fate == Fate::Dropped
                });
                vec![equal("unsupported", &one["warnings"], &json!(ours.count()))]
            }
            (_, "a warning about a TLS host without a certificate") => {
                let reported = self.conversion.diagnostics.iter().filter(|it| it.code.facts().id == "GW0722");
                let host = one["warningForHost"].as_str().unwrap_or_default();
                let found: String = reported.map(|it| it.message() + "; ").collect();
                let holds = if host.is_empty() { found.is_empty() } else { found.contains(host) };
                vec![(format!("warning for {host:?}"), holds.then_some(()).ok_or(found))]
            }
            (grade, shape) => vec![(format!("a case of grade {grade} and shape {shape}"), Err("not asked".to_owned()))],
        }
    }

    fn whole(&self, expected: &[Value]) -> Vec<Fact> {
        let mut facts = self.listeners(expected);
        facts.extend(both("route", &meaning::routes(expected), &meaning::routes(&self.objects)));
        facts.extend(self.policies(expected));
        facts
    }

    fn listeners(&self, expected: &[Value]) -> Vec<Fact> {
        let ours = meaning::listeners(&self.conversion.written.bundle);
        both("listener", &meaning::listeners(&bundle(expected)), &ours)
    }

    fn policies(&self, expected: &[Value]) -> Vec<Fact> {
        both("policy", &meaning::policies(expected), &meaning::policies(&self.objects))
    }

    fn filters(&self) -> BTreeSet<String> {
        meaning::rules(&self.objects).flat_map(meaning::filters).collect()
    }
}

/// What both have is a fact each, and so is what only one has.
fn both(what: &str, expected: &BTreeSet<String>, ours: &BTreeSet<String>) -> Vec<Fact> {
    let lacks = expected.iter().map(|one| {
        let found = ours.contains(one).then_some(()).ok_or_else(|| format!("ours: {ours:?}"));
        (format!("{what} {one}"), found)
    });
    let besides = ours.difference(expected).map(|one| (format!("no {what} {one}"), Err("ours has it".to_owned())));
    // That nothing is there is a fact too.
    let nothing = (expected.is_empty() && ours.is_empty()).then(|| (format!("no {what}"), Ok(())));
    lacks.chain(besides).chain(nothing).collect()
}

fn equal(what: &str, expected: &Value, ours: &Value) -> Fact {
    (what.to_owned(), (expected == ours).then_some(()).ok_or_else(|| format!("expected {expected}, found {ours}")))
}
