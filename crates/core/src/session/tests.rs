//! What a session remembers, and what it answers while a text is edited.

use super::*;
use crate::view::Change;

const GOOD: &str = "apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: shop}
spec:
  rules:
  - host: shop.example.com
    http:
      paths:
      - {path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}
";

fn set(session: &mut Session, text: &str) -> Summary {
    let source = Source { name: "a.yaml".into(), text: text.into() };
    session.set_input(vec![source], Settings::default()).expect("settings that exist")
}

#[test]
fn the_files_of_a_part_are_its_objects() {
    let mut session = Session::new();
    set(
        &mut session,
        &GOOD.replace("shop}", "shop, annotations: {nginx.ingress.kubernetes.io/whitelist-source-range: 10.0.0.0/8}}"),
    );
    let mut counts = Vec::new();
    for part in [OutputPart::All, OutputPart::ApplicationDeveloper, OutputPart::Policies] {
        let files = session.output_files(part);
        let texts: Vec<_> = files.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(texts.join("---\n"), session.output_text(part, OutputFormat::Yaml), "{part:?}");
        counts.push(files.len());
    }
    assert_eq!(counts, [3, 1, 1]);
}

#[test]
fn what_has_no_path_is_worth_a_request_too() {
    let head = "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: a}\nspec:\n";
    let backend = "  defaultBackend: {service: {name: a, port: {number: 80}}}\n";
    for (rules, request) in
        [("", "GET http://any.example/"), ("  rules: [{host: a.example}]\n", "GET http://a.example/")]
    {
        let mut session = Session::new();
        let summary = set(&mut session, &format!("{head}{backend}{rules}"));
        assert_eq!(summary.suggestions, [request]);
    }
}

#[test]
fn a_chosen_config_map_counts_on_both_sides() {
    let text = GOOD.to_owned()
        + "  tls: [{hosts: [shop.example.com], secretName: shop}]\n  ingressClassName: nginx\n---\napiVersion: v1\n\
               kind: ConfigMap\nmetadata: {name: nginx, namespace: ops}\ndata: {ssl-redirect: 'false'}\n";
    let (idiomatic, faithful) = (crate::FidelitySetting::Idiomatic, crate::FidelitySetting::Faithful);
    let redirect = "308 https://shop.example.com/a";
    for (configmap, fidelity, expected) in [
        ("", faithful, redirect),
        ("ops/nginx", faithful, "web:80"),
        ("", idiomatic, redirect),
        ("ops/nginx", idiomatic, "web:80"),
    ] {
        let mut session = Session::new();
        let source = Source { name: "a.yaml".into(), text: text.as_str().into() };
        let configmap = configmap.to_owned();
        let settings = Settings { configmap, fidelity, ..Settings::default() };
        session.set_input(vec![source], settings).expect("settings that exist");
        let answer = session.ask("GET http://shop.example.com/a").expect("a request");
        let titles = [answer.ingress, answer.gateway].map(|side| side.expect("a side").title);
        assert_eq!(titles, [expected, expected]);
    }
}

#[test]
fn the_difference_of_the_fidelities_says_which_has_a_line_and_where_it_is_from() {
    let text = GOOD.replace("shop.example.com", "'*.example.com'");
    let mut seen = Vec::new();
    for fidelity in [crate::FidelitySetting::Idiomatic, crate::FidelitySetting::Faithful] {
        let mut session = Session::new();
        let source = Source { name: "a.yaml".into(), text: text.as_str().into() };
        session.set_input(vec![source], Settings { fidelity, ..Settings::default() }).expect("known settings");
        let diff = session.output_text(OutputPart::Diff, OutputFormat::Yaml);
        let whole = session.output_text(OutputPart::All, OutputFormat::Yaml);
        let rows = session.output_lines(OutputPart::Diff, OutputFormat::Yaml, 1, 999).rows;
        let text_of = |row: &OutputLine| row.pieces.iter().map(|(_, text)| text.as_str()).collect::<String>();
        let is_own = fidelity == crate::FidelitySetting::Faithful;
        let faithful: Vec<_> = rows.iter().filter(|row| row.change == Change::Faithful).collect();
        assert!(!faithful.is_empty() && (is_own || faithful.iter().all(|row| row.from.is_empty())), "{diff}");
        assert!(faithful.iter().all(|row| whole.lines().any(|line| line == text_of(row)) == is_own), "{diff}");
        assert!(rows.iter().any(|row| row.change == Change::None && !row.from.is_empty()), "{diff}");
        assert_eq!(rows.first().map(|row| row.change), Some(Change::Object));
        seen.push(diff);
    }
    assert_eq!(seen[0], seen[1], "the difference is the same from either side");
    // Of another controller's Ingresses there is one output.
    let mut session = Session::new();
    set(&mut session, &format!("{GOOD}  ingressClassName: traefik\n"));
    assert_eq!(session.output_text(OutputPart::Diff, OutputFormat::Yaml), "");
}

#[test]
fn a_setting_of_the_controller_counts_on_both_sides_until_its_config_map_is_there() {
    let tls = "  tls: [{hosts: [shop.example.com], secretName: shop}]\n  ingressClassName: nginx\n";
    let map = "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: ingress-nginx-controller, namespace: \
                   ingress-nginx}\ndata: {}\n";
    let redirect = "308 https://shop.example.com/a";
    for (text, value, expected) in [
        (tls.to_owned(), "true", redirect),
        (tls.to_owned(), "false", "web:80"),
        (tls.to_owned() + map, "false", redirect),
    ] {
        let mut session = Session::new();
        let source = Source { name: "a.yaml".into(), text: (GOOD.to_owned() + &text).into() };
        let mut settings = Settings { fidelity: crate::FidelitySetting::Faithful, ..Settings::default() };
        assert!(settings.choose("ssl-redirect", value.to_owned()));
        assert_eq!(settings.text("ssl-redirect"), value);
        session.set_input(vec![source], settings).expect("settings that exist");
        let answer = session.ask("GET http://shop.example.com/a").expect("a request");
        let says = answer.assumptions.iter().any(|text| text.contains("the defaults, but for ssl-redirect false"));
        assert_eq!(says, value == "false" && !text.contains("ConfigMap"), "{:?}", answer.assumptions);
        let titles = [answer.ingress, answer.gateway].map(|side| side.expect("a side").title);
        assert_eq!(titles, [expected, expected]);
    }
}

#[test]
fn a_path_that_is_compiled_for_several_requests_is_told_once_in_a_trace() {
    let text = GOOD
        .replace("shop}", "shop, annotations: {nginx.ingress.kubernetes.io/enable-cors: 'true'}}")
        .replace("path: /,", "path: /api,")
        + "      - {path: /web, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}\n";
    let mut session = Session::new();
    set(&mut session, &text);
    let answer = session.ask("GET http://shop.example.com/web").expect("a request");
    for side in [answer.ingress, answer.gateway].map(|side| side.expect("a side")) {
        let lost = side.trace.iter().filter(|row| row.text == "path /api does not match");
        assert_eq!(lost.count(), 1, "{:#?}", side.trace);
        assert!(side.trace.iter().any(|row| row.text == "method is not OPTIONS"), "{:#?}", side.trace);
    }
}

#[test]
fn whether_tls_is_handed_through_can_be_chosen_for_router_and_conversion() {
    let text = GOOD.replace("shop}", "shop, annotations: {nginx.ingress.kubernetes.io/ssl-passthrough: 'true'}}")
        + "  tls: [{hosts: [shop.example.com], secretName: shop}]\n  ingressClassName: nginx\n";
    for (value, is_handed) in [("", true), ("true", true), ("false", false)] {
        let mut session = Session::new();
        let mut settings = Settings::default();
        assert!(settings.choose("--enable-ssl-passthrough", value.to_owned()));
        let source = Source { name: "a.yaml".into(), text: text.as_str().into() };
        session.set_input(vec![source], settings).expect("settings that exist");
        let output = session.output_text(OutputPart::All, OutputFormat::Yaml);
        assert_eq!(output.contains("kind: TLSRoute"), is_handed, "{value}");
        let answer = session.ask("tls://shop.example.com:443").expect("a request");
        assert_eq!(answer.ingress.expect("a side").title == "web:80", is_handed, "{value}");
    }
}

#[test]
fn two_controllers_count_on_both_sides_with_what_is_set_for_each() {
    let ingress = |class: &str, host: &str| {
        GOOD.replace("shop.example.com", host).replace("name: web, namespace", &format!("name: {class}, namespace"))
            + &format!("  tls: [{{hosts: [{host}], secretName: shop}}]\n  ingressClassName: {class}\n---\n")
    };
    let controller = |name: &str, data: &str| {
        format!(
            "apiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata: {{name: {name}}}\nspec: {{controller: k8s.io/{name}}}\n---\n\
                 apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: {name}, namespace: ops}}\nspec: {{template: {{spec: {{containers: \
                 [{{name: c, args: [/nginx-ingress-controller, --controller-class=k8s.io/{name}, --configmap=ops/{name}]}}]}}}}}}\n---\n\
                 apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}, namespace: ops}}\ndata: {data}\n---\n"
        )
    };
    let text = ingress("open", "open.example.com")
        + &ingress("inner", "inner.example.com")
        + &controller("open", "{http-redirect-code: '301'}")
        + &controller("inner", "{ssl-redirect: 'false'}");
    for fidelity in [crate::FidelitySetting::Idiomatic, crate::FidelitySetting::Faithful] {
        let mut session = Session::new();
        let source = Source { name: "a.yaml".into(), text: text.as_str().into() };
        session.set_input(vec![source], Settings { fidelity, ..Settings::default() }).expect("known settings");
        for (host, expected) in [("open", "301 https://open.example.com/a"), ("inner", "web:80"), ("other", "404")] {
            let answer = session.ask(&format!("GET http://{host}.example.com/a")).expect("a request");
            let titles = [answer.ingress, answer.gateway].map(|side| side.expect("a side").title);
            assert_eq!(titles, [expected, expected], "{fidelity:?}");
        }
        // A host of both is asked at the one that is chosen, and at its Gateway.
        let both = text.replace("open.example.com", "inner.example.com");
        for (controller, expected) in
            [("", None), ("k8s.io/open", Some("301 https://inner.example.com/a")), ("k8s.io/inner", Some("web:80"))]
        {
            let mut session = Session::new();
            let source = Source { name: "a.yaml".into(), text: both.as_str().into() };
            let mut settings = Settings { fidelity, ..Settings::default() };
            assert!(settings.choose("controller", controller.to_owned()));
            session.set_input(vec![source], settings).expect("known settings");
            let answer = session.ask("GET http://inner.example.com/a").expect("a request");
            for title in [answer.ingress, answer.gateway].map(|side| side.expect("a side").title) {
                assert!(expected.is_none_or(|expected| expected == title), "{fidelity:?} {controller}: {title}");
                assert!(expected.is_some() || !["web:80", "301"].contains(&&*title), "{fidelity:?}: {title}");
            }
        }
        let output = session.output_text(OutputPart::All, OutputFormat::Yaml);
        for gateway in ["name: gatefold-open\n", "name: gatefold-inner\n"] {
            assert!(output.contains(gateway), "{output}");
        }
    }
}

#[test]
fn while_an_edit_is_broken_all_that_is_shown_is_the_last_good_one() {
    let mut session = Session::new();
    let good = set(&mut session, GOOD);
    let broken = set(&mut session, &GOOD.replace("pathType: Prefix", "pathType: [Prefix"));
    assert!(broken.broken);
    assert_eq!((broken.output, broken.ledger), (good.output, good.ledger));
    let answer = session.ask("GET http://shop.example.com/").expect("a request");
    assert_eq!(answer.gateway.expect("a side").title, "web:80");
    let ties = session.ties(OutputPart::All, InputLine { source: 0, line: 1 }, 99, (1, 99));
    assert!(ties.is_empty(), "lines of the last good text are not this one's");
    let canary = GOOD.replace("web, namespace: shop", "canary, namespace: shop, annotations: {nginx.ingress.kubernetes.io/canary: 'true', nginx.ingress.kubernetes.io/canary-weight: '5'}");
    let both = format!("{}---\n{canary}", GOOD.replace("spec:", "spec:\n  ingressClassName: nginx"));
    let codes = |session: &Session| session.problems(0, 99).rows.into_iter().map(|row| row.code).collect::<Vec<_>>();
    set(&mut session, &both);
    assert!(!codes(&session).contains(&"GW0001".to_owned()), "{:?}", codes(&session));
    set(&mut session, &both.replacen("pathType: Prefix", "pathType: [Prefix", 1));
    assert_eq!(codes(&session), ["GW0001"], "that the canary has no primary is not known");
}

#[test]
fn another_input_with_a_broken_document_shows_its_good_ones() {
    let mut session = Session::new();
    set(&mut session, GOOD);
    let other = GOOD.replace("shop", "other-team").replace("web", "portal") + "---\na: {\n";
    let summary =
        set(&mut session, &format!("# Another file altogether, with a longer head.\n{other}{}", "# \n".repeat(99)));
    assert!(summary.broken);
    assert!(session.output_text(OutputPart::All, OutputFormat::Yaml).contains("other-team.example.com"));
}
