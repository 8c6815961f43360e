//! How much of ingress-nginx's behaviour a conversion keeps: what its cases expect of each request, asked of our own output
//! with Envoy Gateway's choices, in both fidelities. What a faithful one gives up, by the pitfall that says why, is counted
//! apart; of the rest it keeps nine values in ten.

use std::{collections::BTreeMap, path::Path};

use gatefold_convert::{Conversion, Fidelity, Options, convert_ingresses};
use gatefold_gateway::{GatewayOptions, GatewayRouter};
use gatefold_ingress::{Dialect, NginxModel};
use gatefold_manifest::read;
use gatefold_routing::{Request, Router};
use gatefold_tests::{facts, source};
use serde_json::Value;

/// The objects of a case as one text, and what its options add to both sides.
fn manifests(case: &Value) -> (String, String) {
    let documents = facts::items(&case["manifests"]).map(Value::to_string);
    let slices: Vec<_> = facts::without_endpoints(case).map(|slice| slice.to_string()).collect();
    let slices = slices.join("\n---\n");
    let text = documents.collect::<Vec<_>>().join("\n---\n");
    (format!("{text}\n---\n{slices}"), slices)
}

/// One value that a case expects, with what a rule may look at.
struct Expected<'a> {
    case: &'a Value,
    request: &'a Request,
    /// The name of the value, and all that is expected of the request.
    fact: &'static str,
    expect: &'a Value,
    conversion: &'a Conversion,
}

impl Expected<'_> {
    /// Whether the conversion tells of a pitfall.
    fn tells(&self, id: &str) -> bool {
        self.conversion.diagnostics.iter().any(|finding| finding.code.to_string() == id)
    }

    fn is_answer(&self) -> bool {
        matches!(self.fact, "status" | "location")
    }

    fn is_location_told(&self, id: &str) -> bool {
        self.fact == "location" && self.tells(id)
    }

    /// Whether an Ingress has a rule for the host.
    fn names_host(&self, with: impl Fn(&Value) -> bool) -> bool {
        let is_host = |rule: &Value| rule["host"].as_str() == Some(&self.request.host);
        let names = |ingress: &&Value| facts::items(&ingress["spec"]["rules"]).any(is_host);
        facts::items(&self.case["manifests"]).filter(names).any(with)
    }
}

/// A pitfall, and whether a value is what it gives up.
type GivenUp = (&'static str, fn(&Expected<'_>) -> bool);

/// What is given up, as `PITFALLS` says of each pitfall: all of it where it is standing or reported, and of one that is kept
/// in part what is not the part. The first that holds counts.
#[rustfmt::skip]
static GIVEN_UP: &[GivenUp] = &[
    // The path is not what every proxy takes it for: escapes that may be decoded, empty and dot segments.
    ("A10", |it| !is_normal(it.request.path_only())),
    // The case of the path below a rewritten prefix.
    ("B2",  |it| it.tells("B2") && it.request.path.bytes().any(|byte| byte.is_ascii_uppercase())),
    ("B3",  |it| it.fact == "forwarded_path" && (it.tells("B3") || it.tells("B3b"))),
    // The address has captures.
    ("B4",  |it| it.is_answer() && it.tells("B4")),
    ("B6",  |it| it.is_location_told("B6") && it.request.query().is_some()),
    ("B8",  |it| it.is_location_told("B8") && it.request.query().is_some()),
    // The port is the scheme's own, which makes no difference here; the last slash does.
    ("B9",  |it| it.is_location_told("B9") && it.request.path.ends_with('/')),
    ("C1",  |it| it.is_location_told("C1") && it.request.path.len() > 1 && it.request.path.ends_with('/')),
    ("C4",  |it| it.request.scheme.name() == "https" && !it.names_host(|ingress| ingress["spec"]["tls"].is_array())),
    ("C7",  |it| it.is_answer() && it.tells("C7") && it.request.method == "OPTIONS"),
    ("D6",  |it| it.request.path.starts_with("/healthz") && !it.names_host(|_| true)),
    ("F1",  |it| it.expect["status"] == 413),
    ("F6",  |it| it.fact == "forwarded_headers" && has_forwarded(&it.expect["forwarded_headers"])),
    // The status of a preflight answer, any other OPTIONS, and origins that the filter takes for more.
    ("F12", |it| it.tells("F12") && (it.request.method == "OPTIONS" || is_origin_taken_for_more(it))),
    // Its headers on every answer, and * where the filter names the origin.
    ("F11", |it| it.tells("F11") && it.fact == "response_headers" && has_all_cors(&it.expect["response_headers"])),
    ("F14", |it| it.tells("F14")),
    // Only a policy asks for a password.
    ("F15", |it| it.tells("F15") && it.fact == "status"),
];

fn is_normal(path: &str) -> bool {
    // A percent sign of the path itself stays as it is.
    let path = path.replace("%25", "");
    !path.contains('%') && !path.contains("//") && !path.split('/').any(|segment| matches!(segment, "." | ".."))
}

/// Whether no header is expected for an origin on a host with a wildcard among its origins.
fn is_origin_taken_for_more(it: &Expected<'_>) -> bool {
    let has_wildcard = |ingress: &Value| {
        let origins = ingress["metadata"]["annotations"]["nginx.ingress.kubernetes.io/cors-allow-origin"].as_str();
        origins.is_some_and(|origins| origins.contains("//*"))
    };
    it.expect["response_headers"]["Access-Control-Allow-Origin"].is_null() && it.names_host(has_wildcard)
}

fn has_all_cors(headers: &Value) -> bool {
    let of_preflight = ["Methods", "Headers"].map(|end| &headers[format!("Access-Control-Allow-{end}")]);
    headers["Access-Control-Allow-Origin"] == "*"
        || !headers["Access-Control-Max-Age"].is_null()
        || of_preflight.iter().any(|value| !value.is_null())
}

fn has_forwarded(headers: &Value) -> bool {
    let mut names = headers.as_object().into_iter().flatten().map(|(name, _)| name);
    names.any(|name| ["X-Forwarded-", "X-Original-", "X-Real-", "X-Scheme"].iter().any(|start| name.starts_with(start)))
}

/// Kept, of how many.
type Count = [usize; 2];

#[derive(Default)]
struct Score {
    values: Count,
    requests: Count,
    /// Without what is given up: values, and requests of which nothing is.
    rest: [Count; 2],
    /// By pitfall, how many values are given up, and how many of them are kept all the same.
    given_up: BTreeMap<&'static str, Count>,
    /// By case what is lost and not given up.
    lost: BTreeMap<String, Vec<String>>,
}

fn add(count: &mut Count, is_kept: bool) {
    count[0] += usize::from(is_kept);
    count[1] += 1;
}

fn score(fidelity: Fidelity) -> Score {
    let mut score = Score::default();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases/ingress-nginx");
    for case in facts::cases(&folder).expect("the cases are here") {
        if case["expectConfigError"].as_bool() == Some(true) {
            continue;
        }
        let (text, slices) = manifests(&case);
        let bundle = read(&source(&text)).bundle;
        let options = Options { fidelity, ..Options::default() };
        let mut ingresses = gatefold_ingress::read(&bundle, options.scope);
        // The cases ask ingress-nginx: what another controller serves is no part of its answer.
        ingresses.served.retain(|view| view.class.dialect == Dialect::IngressNginx);
        let model = NginxModel::new(&bundle, &ingresses, options.scope);
        let conversion = convert_ingresses(&bundle, &ingresses, &model, &options);
        let output = read(&source(&format!("{}\n---\n{slices}", conversion.written.text))).bundle;
        let router = GatewayRouter::new(&output, &GatewayOptions::default());
        for asked in facts::items(&case["requests"]) {
            // A port in the Host header says nothing of the port that is connected to, which is the scheme's own.
            let request = facts::request(&asked["request"]).expect("a request that can be read");
            let request = Request { port: None, ..request };
            let outcome = router.route(&request);
            let expect = &asked["expect"];
            let facts = facts::kept(expect, &outcome);
            let mut rest = Vec::new();
            for &(fact, is_kept) in &facts {
                add(&mut score.values, is_kept);
                let it = Expected { case: &case, request: &request, fact, expect, conversion: &conversion };
                match GIVEN_UP.iter().find(|(_, gives_up)| gives_up(&it)) {
                    Some((id, _)) => add(score.given_up.entry(id).or_default(), is_kept),
                    None => {
                        add(&mut score.rest[0], is_kept);
                        rest.push(is_kept);
                        if !is_kept {
                            let name = case["name"].as_str().unwrap_or_default().to_owned();
                            let what =
                                format!("{fact} of {} {}{}: {outcome:?}", request.method, request.host, request.path);
                            score.lost.entry(name).or_default().push(what);
                        }
                    }
                }
            }
            add(&mut score.requests, facts.iter().all(|(_, is_kept)| *is_kept));
            if rest.len() == facts.len() {
                add(&mut score.rest[1], rest.iter().all(|is_kept| *is_kept));
            }
        }
    }
    score
}

#[test]
fn both_fidelities_are_counted() {
    // What was measured, so that it does not get less unnoticed.
    for (fidelity, least) in [(Fidelity::Idiomatic, 466), (Fidelity::Faithful, 518)] {
        let Score { values, requests, rest, given_up, lost } = score(fidelity);
        for (case, what) in &lost {
            for line in what {
                println!("  {case}: {line}");
            }
        }
        println!(
            "{fidelity:?} keeps {} of {} values, {} of {} requests",
            values[0], values[1], requests[0], requests[1]
        );
        for (id, [kept, all]) in &given_up {
            println!("  {id} gives up {all} values, {kept} of which are kept all the same");
        }
        println!(
            "  of what is not given up it keeps {} of {} values, {} of {} requests",
            rest[0][0], rest[0][1], rest[1][0], rest[1][1]
        );
        assert!(values[0] >= least, "{fidelity:?} keeps {} values, and kept {least}", values[0]);
        if fidelity == Fidelity::Faithful {
            for [kept, all] in rest {
                assert!(kept * 10 >= all * 9, "faithful keeps {kept} of {all} that are not given up");
            }
            // A rule that gives up nothing of the cases is none.
            let idle: Vec<_> = GIVEN_UP.iter().filter(|(id, _)| !given_up.contains_key(id)).map(|(id, _)| id).collect();
            assert!(idle.is_empty(), "nothing is given up by {idle:?}");
        }
    }
}
