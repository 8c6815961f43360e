//! Several installations of ingress-nginx in one input: each takes the Ingresses of its classes and answers by its own
//! command line and ConfigMap.

#![allow(clippy::unwrap_used, reason = "a test, its helpers included")]

mod common;

use common::{asks, classed, controller, router, router_with, short};
use gatefold_ingress::{Dialect, IngressOptions, IngressRouter, NginxOptions, Unserved, read};
use gatefold_manifest::{InputScope, Source};
use gatefold_routing::{Request, Router};

fn class(name: &str, controller: &str) -> String {
    format!(
        "---\napiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata: {{name: {name}}}\nspec: {{controller: {controller}}}\n"
    )
}

fn settings(name: &str, data: &str) -> String {
    format!(
        "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}, namespace: ingress-nginx}}\ndata: {{{data}}}\n"
    )
}

const TLS: &str = "  tls: [{}]\n";

/// Two controllers, each with its class and its ConfigMap.
fn two(public: &str, inner: &str) -> String {
    [
        class("public", "k8s.io/public"),
        class("inner", "example.com/inner"),
        controller(
            "public",
            "--controller-class=k8s.io/public, --ingress-class=public, --configmap=$(POD_NAMESPACE)/public",
        ),
        controller(
            "inner",
            "--controller-class=example.com/inner, --ingress-class=inner, --configmap=$(POD_NAMESPACE)/inner",
        ),
        settings("public", public),
        settings("inner", inner),
    ]
    .concat()
}

fn ids(router: &IngressRouter) -> Vec<&'static str> {
    router.assumptions().iter().map(|one| one.id.id()).collect()
}

/// What a request is answered that reaches one of them.
fn at(text: &str, controller: &str, line: &str) -> String {
    let options = IngressOptions { controller: Some(controller.to_owned()), ..Default::default() };
    short(&router_with(text, options).route(&Request::parse(line).unwrap()))
}

#[test]
fn each_serves_its_own_classes_with_its_own_settings() {
    let risky = "nginx.ingress.kubernetes.io/rewrite-target: /there";
    let text = [
        classed("a", "public", "", &["a.com / Prefix a"]) + TLS,
        classed("b", "inner", "", &["b.com / Prefix b"]) + TLS,
        classed("c", "public", risky, &["c.com / Prefix c"]),
        classed("d", "inner", risky, &["d.com / Prefix d"]),
        classed("k", "kong", "", &["k.com / Prefix k"]),
        two(
            "http-redirect-code: '301', use-forwarded-headers: 'true'",
            "ssl-redirect: 'false', annotations-risk-level: Low",
        ),
    ]
    .concat();
    let both = router(&text);
    let expected = [
        ("a.com/x", "301 https://a.com/x"),
        ("b.com/x", "b"),
        ("c.com/", "c"),
        ("d.com/", "? several"),
        ("k.com/", "k"),
    ];
    asks(&both, &expected);
    assert_eq!(at(&text, "example.com/inner", "d.com/"), "404", "the risk is too high for that controller only");
    let mut proxied = Request::parse("a.com/x").unwrap();
    proxied.headers.push(("X-Forwarded-Proto".to_owned(), "https".to_owned()));
    assert_eq!(short(&both.route(&proxied)), "a", "a proxy is believed");
    let swapped = text.replace("ConfigMap\nmetadata: {name: public", "ConfigMap\nmetadata: {name: other");
    assert_eq!(short(&router(&swapped).route(&proxied)), "308 https://a.com/x", "without its ConfigMap it is not");
    let told = both.decide(&Request::parse("a.com/").unwrap()).trace;
    assert!(told[0].text().contains("only k8s.io/public has Ingresses for host a.com"), "{told:#?}");
    let ids = ids(&both);
    assert!(ids.contains(&"controller-address"), "{ids:?}");
    assert!(
        !ids.iter().any(|id| matches!(*id, "controller-flags" | "controller-config" | "controller-kind")),
        "{ids:?}"
    );
}

#[test]
fn a_host_of_both_has_the_answer_on_which_they_agree() {
    let hosts = ["same.com / Prefix same", "other.com / Prefix OWN"];
    let of = |name: &str| {
        let rules = hosts.map(|rule| rule.replace("OWN", name));
        classed(name, name, "", &rules.each_ref().map(String::as_str))
    };
    let text = of("public") + &of("inner") + &two("", "");
    asks(
        &router(&text),
        &[("same.com/", "same"), ("other.com/", "? example.com/inner and k8s.io/public"), ("no.com/", "404")],
    );
    let told = router(&text).decide(&Request::parse("same.com/").unwrap()).trace;
    assert!(told[0].text().contains("all answer as example.com/inner does"), "{told:#?}");
    assert_eq!(at(&text, "k8s.io/public", "other.com/"), "public");
    assert_eq!(at(&text, "example.com/inner", "other.com/"), "inner");
    let rest = text.replace("public, --configmap", "public, --default-backend-service=shop/rest, --configmap");
    asks(&router(&rest), &[("same.com/", "same"), ("no.com/", "? several controllers")]);
    assert_eq!(at(&rest, "k8s.io/public", "no.com/"), "rest");
}

#[test]
fn a_class_that_two_controllers_go_by_is_taken_by_both() {
    let text =
        classed("a", "nginx", "", &["a.com / Prefix a"]) + TLS + &classed("b", "nginx", "", &["b.com / Prefix b"]);
    let twins = text
        + &class("nginx", "k8s.io/ingress-nginx")
        + &controller("one", "--configmap=ingress-nginx/one")
        + &controller("two", "--configmap=ingress-nginx/two, --ingress-class=other")
        + &settings("one", "")
        + &settings("two", "ssl-redirect: 'false'");
    let names = "k8s.io/ingress-nginx (ingress-nginx/one) and k8s.io/ingress-nginx (ingress-nginx/two)";
    asks(&router(&twins), &[("a.com/", &format!("? {names}")), ("b.com/", "b")]);
    assert_eq!(at(&twins, "k8s.io/ingress-nginx (ingress-nginx/one)", "a.com/"), "308 https://a.com");
    assert_eq!(at(&twins, "k8s.io/ingress-nginx (ingress-nginx/two)", "a.com/"), "a");
    // The annotation is compared with the name that each is told.
    let by_annotation = twins
        .replace("annotations: {}", "annotations: {kubernetes.io/ingress.class: other}")
        .replace("  ingressClassName: nginx\n", "");
    asks(&router(&by_annotation), &[("a.com/", "a"), ("b.com/", "b")]);
    let apart = twins
        .replace("one]", "one, --watch-namespace=shop]")
        .replace("--ingress-class=other", "--watch-namespace=infra");
    asks(&router(&apart), &[("a.com/", "308 https://a.com"), ("b.com/", "b")]);
}

/// The controllers of the Ingresses that are served, and why the others are not.
fn taken(text: &str, scope: InputScope) -> (Vec<(String, Dialect)>, Vec<Unserved>) {
    let bundle = gatefold_manifest::read(&[Source { name: "a.yaml".into(), text: text.into() }]).bundle;
    let all = read(&bundle, scope);
    let served = all.served.into_iter().map(|view| (view.class.controller, view.class.dialect)).collect();
    (served, all.unserved.into_iter().map(|(_, why)| why).collect())
}

#[test]
fn a_controller_that_watches_ingresses_without_class_takes_no_other_ones() {
    let plain = classed("a", "\"\"", "", &["a.com / Prefix a"]);
    let traefik = classed("t", "\"\"", "traefik.ingress.kubernetes.io/router.entrypoints: web", &["t.com / Prefix t"]);
    let of = |text: &str, inner: &str| {
        let controllers = two("", "").replace("--ingress-class=inner", &format!("--ingress-class=inner{inner}"));
        taken(&format!("{text}{controllers}"), InputScope::Auto)
    };
    let watching = ", --watch-ingress-without-class";
    let inner = ("example.com/inner".to_owned(), Dialect::IngressNginx);
    let other = ("traefik.io/ingress-controller".to_owned(), Dialect::Traefik);
    assert_eq!(of(&plain, watching), (vec![inner], vec![]));
    assert_eq!(of(&plain, ""), (vec![], vec![Unserved::NoClass]));
    assert_eq!(of(&traefik, watching), (vec![other.clone()], vec![]));
    assert_eq!(of(&traefik, ""), (vec![other], vec![]), "what ingress-nginx is told is not told to Traefik");
}

#[test]
fn a_class_that_none_of_the_input_takes_is_not_served() {
    let text = classed("a", "third", "", &["a.com / Prefix a"]) + &class("third", "k8s.io/third-nginx");
    let (served, unserved) = taken(&format!("{text}{}", two("", "")), InputScope::Auto);
    assert_eq!((served, unserved), (vec![], vec![Unserved::NoInstallation]));
    let third = ("k8s.io/third-nginx".to_owned(), Dialect::IngressNginx);
    assert_eq!(taken(&format!("{text}{}", two("", "")), InputScope::Part).0, std::slice::from_ref(&third));
    assert_eq!(taken(&text, InputScope::Auto).0, [third]);
}

#[test]
fn a_class_that_is_not_in_the_input_is_of_the_controller_that_its_name_says() {
    let text = classed("a", "nginx-public", "", &["a.com / Prefix a"]) + TLS;
    let of = |args: &str| text.clone() + &controller("one", args) + &settings("one", "ssl-redirect: 'false'");
    asks(&router(&of("--configmap=ingress-nginx/one")), &[("a.com/", "a")]);
    // Another controller may be called so, and one that is says it best.
    let other = of("--configmap=ingress-nginx/one, --controller-class=k8s.io/other");
    assert_eq!(taken(&other, InputScope::Auto), (vec![], vec![Unserved::NoInstallation]));
    let named =
        of("--configmap=ingress-nginx/one") + &controller("two", "--ingress-class=nginx-public, --configmap=x/y");
    asks(&router(&named), &[("a.com/", "308 https://a.com")]);
}

#[test]
fn classes_of_two_controllers_are_two_installations_that_settings_hold_for() {
    let text = [
        classed("a", "nginx", "", &["a.com / Prefix a", "both.com / Prefix a"]) + TLS,
        classed("b", "inner", "", &["b.com / Prefix b", "both.com / Prefix b"]) + TLS,
        class("nginx", "k8s.io/ingress-nginx"),
        class("inner", "k8s.io/internal-ingress-nginx"),
    ]
    .concat();
    let with = |text: &str, chosen: &[(&'static str, &'static str)]| {
        let nginx = NginxOptions { settings: chosen.to_vec(), ..Default::default() };
        router_with(text, IngressOptions { nginx, ..Default::default() })
    };
    let both = "? k8s.io/ingress-nginx and k8s.io/internal-ingress-nginx";
    asks(
        &with(&text, &[]),
        &[("a.com/", "308 https://a.com"), ("b.com/", "308 https://b.com"), ("https://both.com/", both)],
    );
    let chosen = with(&text, &[("ssl-redirect", "false")]);
    asks(&chosen, &[("a.com/", "a"), ("b.com/", "b")]);
    assert!(ids(&chosen).contains(&"controller-kind"), "{:?}", ids(&chosen));
    let told: Vec<_> = chosen.assumptions().iter().map(gatefold_routing::Assumption::text).collect();
    for words in [
        "ConfigMap ingress-nginx/ingress-nginx-controller of controller k8s.io/ingress-nginx is not",
        "the ConfigMap of controller k8s.io/internal-ingress-nginx is not",
        "controller k8s.io/internal-ingress-nginx is taken to run with its default command line",
    ] {
        assert!(told.iter().any(|text| text.contains(words)), "{words}: {told:#?}");
    }
    // The usual ConfigMap is the usual controller's; what it does not say of the other one can be chosen still.
    let given = text + &settings("ingress-nginx-controller", "http-redirect-code: '301'");
    asks(&with(&given, &[("ssl-redirect", "false")]), &[("a.com/", "301 https://a.com"), ("b.com/", "b")]);
}
