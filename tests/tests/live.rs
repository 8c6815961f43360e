//! The routers against a real nginx. `cargo xtask test live` runs this; without nginx it says that it is skipped.
//!
//! `GATEFOLD_SEED` and `GATEFOLD_REQUESTS` choose the run; a failure prints the seed that shows it alone.

use std::{
    collections::BTreeSet,
    env,
    fmt::Write as _,
    fs,
    path::Path,
    time::{Duration, Instant},
};

use gatefold_ingress::{AuthAnswer, IngressOptions, IngressRouter};
use gatefold_manifest::{InputScope, read};
use gatefold_routing::{Need, Outcome, Pattern, PcreError, Request, Router, Scheme, normalise};
use gatefold_tests::{
    facts::{added, header},
    live::{
        Answer, COPIES, NUMBER, Nginx, PASSWORDS, Ports, Random, SERVICES, Secure, ask, controller, expression,
        free_ports, ingresses, make_certificate, manifest, modules, render, request, settings, subject,
    },
    source,
};

/// Where runs begin when nothing is said.
const SEED: u64 = 2026;
/// Requests of the comparison of routers.
const REQUESTS: usize = 5_000;
/// Requests that are asked of one set of Ingresses.
const PER_SET: usize = 50;
/// Expressions that nginx is asked about.
const EXPRESSIONS: usize = 1_500;
/// Texts for each of them.
const TEXTS: usize = 4;
/// Expressions of which nginx must refuse each: one start of nginx each.
const REFUSALS: usize = 60;
/// A copy that has not come by then does not come.
const COPIED: Duration = Duration::from_secs(2);
/// Disagreements that are printed.
const SHOWN: usize = 8;

fn setting<T: std::str::FromStr>(name: &str, otherwise: T) -> T {
    match env::var(name) {
        Ok(text) => text.parse().unwrap_or_else(|_| panic!("{name} is no number: {text}")),
        Err(_) => otherwise,
    }
}

/// Whether there is no nginx, which is told.
fn is_skipped(what: &str) -> bool {
    let missing = modules().is_none();
    if missing {
        println!("skipped: {what}, nginx with its Lua modules is not installed (`cargo xtask peers` installs it)");
    }
    missing
}

/// Every byte but letters and digits in percent escapes.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'/' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => out.push(char::from(byte)),
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

fn location(out: &mut String, name: usize, port: u16, expression: &str) {
    let quoted = expression.replace('\\', "\\\\").replace('"', "\\\"");
    let groups = (1..10).map(|group| format!("\\n{group}:${group}")).collect::<String>();
    let _ = writeln!(
        out,
        "server {{ listen 127.0.0.1:{port}; server_name p{name}; location ~* \"{quoted}\" {{ return 200 \"yes{groups}\"; }} \
         location / {{ return 404; }} }}"
    );
}

fn start(folder: &Path, http: &str, port: u16) -> Result<Nginx, String> {
    // What an earlier server wrote is not this one's.
    for file in ["error.log", COPIES] {
        let _ = fs::remove_file(folder.join(file));
    }
    Nginx::start(folder, http, port).map_err(|refused| refused.message)
}

#[test]
#[ignore = "starts servers: cargo xtask test live"]
fn expressions_match_and_capture_as_in_nginx() {
    if is_skipped("expressions") {
        return;
    }
    let seed = setting("GATEFOLD_SEED", SEED);
    let mut random = Random::new(seed);
    let folder = tempfile::tempdir().unwrap();
    let [port] = free_ports().unwrap();
    let (mut accepted, mut refused, mut apart) = (Vec::new(), Vec::new(), 0);
    while accepted.len() < EXPRESSIONS {
        let anchor = if random.happens(60) { "^/" } else { "" };
        let written = format!("{anchor}{}", expression(&mut random));
        match Pattern::pcre(&format!("(?i){written}"), Need::Captures) {
            Ok(pattern) => accepted.push((written, pattern)),
            Err(PcreError::Refused(_)) => refused.push(written),
            Err(_) => apart += 1,
        }
    }
    let mut http = String::from("server_names_hash_max_size 8192;\n");
    for (name, (written, _)) in accepted.iter().enumerate() {
        location(&mut http, name, port, written);
    }
    let nginx = start(folder.path(), &http, port).expect("nginx takes what is taken here");
    let mut different = Vec::new();
    let mut matched = 0;
    for (name, (written, pattern)) in accepted.iter().enumerate() {
        for _ in 0..TEXTS {
            let target = escaped(&subject(&mut random));
            // One that leads above the root is no path.
            let Some(path) = normalise(&target).map(|normal| normal.path.into_owned()) else { continue };
            let answer = ask(port, "GET", &target, &[("Host".to_owned(), format!("p{name}"))], 0).unwrap();
            let expected = match pattern.captures(&path) {
                None => b"no".to_vec(),
                Some(groups) => {
                    let mut body = b"yes".to_vec();
                    for number in 1..10 {
                        body.extend(format!("\n{number}:").bytes());
                        body.extend(groups.get(number).map_or(&[][..], Vec::as_slice));
                    }
                    body
                }
            };
            let told = if answer.status == 200 { answer.body } else { b"no".to_vec() };
            matched += usize::from(told != b"no");
            if told != expected || pattern.is_match(&path) != (expected != b"no") {
                let [told, expected] = [told, expected].map(|text| String::from_utf8_lossy(&text).into_owned());
                different.push(format!("{written} on {path}: nginx {told:?}, here {expected:?}"));
            }
        }
    }
    drop(nginx);
    for written in refused.iter().take(REFUSALS) {
        let mut http = String::new();
        location(&mut http, 0, port, written);
        if start(folder.path(), &http, port).is_ok() {
            different.push(format!("{written} is refused here, and nginx takes it"));
        }
    }
    println!(
        "seed {seed}: {} expressions, {} texts, {matched} matches, {} refused, {apart} told apart, {} disagreements",
        accepted.len(),
        accepted.len() * TEXTS,
        refused.len().min(REFUSALS),
        different.len()
    );
    assert!(different.is_empty(), "{}", different[..different.len().min(SHOWN)].join("\n"));
    assert!(matched * 10 > EXPRESSIONS, "hardly anything matches: {matched}");
}

/// The headers of an answer that say who may read it.
fn cors(headers: &[(String, String)]) -> Vec<(String, String)> {
    let lower = headers.iter().map(|(name, value)| (name.to_ascii_lowercase(), value.clone()));
    let mut list: Vec<_> = lower.filter(|(name, _)| name.starts_with("access-control-")).collect();
    list.sort();
    list
}

/// Why the answer or its headers are not what the router says.
fn difference_with_headers(outcome: &Outcome, answer: &Answer) -> Option<String> {
    let whole = difference(outcome, answer);
    if whole.is_some() || matches!(outcome, Outcome::Unknown { .. }) {
        return whole;
    }
    let (told, expected) = (cors(&answer.headers), cors(added(outcome)));
    if told != expected {
        return Some(format!("nginx {} {told:?}, here {expected:?}", answer.status));
    }
    let name = "Strict-Transport-Security";
    let (told, expected) = (answer.header(name), header(added(outcome), name));
    (matches!(outcome, Outcome::Forward(_)) && told != expected).then(|| format!("nginx {told:?}, here {expected:?}"))
}

/// Why the answer is not what the router says; none where it is, or where the router does not say.
fn difference(outcome: &Outcome, answer: &Answer) -> Option<String> {
    let body = String::from_utf8_lossy(&answer.body);
    let mut lines = body.lines();
    let mut line = || lines.next().unwrap_or_default().to_owned();
    match outcome {
        Outcome::Unknown { .. } => None,
        Outcome::Forward(forward) => {
            let chosen = &forward.backends[forward.chosen];
            let prefix = forward.upstream.headers.iter().find(|(name, _)| name == "X-Forwarded-Prefix");
            let prefix = prefix.map_or("", |(_, value)| value);
            let expected = match chosen.status {
                Some(status) => (status, [String::new(), String::new(), String::new(), String::new()]),
                None => {
                    let upstream = &forward.upstream;
                    (200, [chosen.name.clone(), upstream.path.clone(), upstream.host.clone(), prefix.to_owned()])
                }
            };
            let told = match answer.status {
                200 => (200, [line(), line(), line(), line()]),
                status => (status, [String::new(), String::new(), String::new(), String::new()]),
            };
            (told != expected).then(|| format!("nginx {told:?}, here {expected:?}"))
        }
        Outcome::Redirect(redirect) => {
            let told = (answer.status, answer.header("location").unwrap_or_default());
            let expected = (redirect.status, redirect.location.as_str());
            (told != expected).then(|| format!("nginx {told:?}, here {expected:?}"))
        }
        Outcome::Respond(respond) => {
            // What a backend answers is told apart by its body.
            let by_backend = answer.status == 200 && !body.is_empty();
            let same = answer.status == respond.status && !by_backend;
            (!same).then(|| format!("nginx {} {body:?}, here {} ({})", answer.status, respond.status, respond.reason))
        }
        Outcome::Refuse { reason } => Some(format!("nginx {}, here refused: {reason}", answer.status)),
    }
}

/// Which requests a copy is sent of, and which not; those that a proxy answers in a backend's place are of neither.
#[derive(Debug, Default)]
struct Copies {
    wanted: BTreeSet<usize>,
    unwanted: BTreeSet<usize>,
}

impl Copies {
    fn expect(&mut self, number: usize, outcome: &Outcome) {
        match outcome {
            Outcome::Forward(forward) if forward.mirrors.is_empty() => self.unwanted.insert(number),
            Outcome::Forward(_) => self.wanted.insert(number),
            Outcome::Redirect(_) | Outcome::Refuse { .. } => self.unwanted.insert(number),
            Outcome::Respond(_) | Outcome::Unknown { .. } => false,
        };
    }

    /// What came otherwise; copies may come later than answers.
    fn differences(&self, folder: &Path) -> Vec<String> {
        let begun = Instant::now();
        loop {
            let told = fs::read_to_string(folder.join(COPIES)).unwrap_or_default();
            let came: BTreeSet<usize> = told.lines().filter_map(|line| line.parse().ok()).collect();
            if self.wanted.is_subset(&came) || begun.elapsed() > COPIED {
                let missing = self.wanted.difference(&came).map(|number| format!("request {number} is not copied"));
                let extra = self.unwanted.intersection(&came).map(|number| format!("request {number} is copied"));
                return missing.chain(extra).collect();
            }
            std::thread::sleep(Duration::from_millis(3));
        }
    }
}

/// The headers of a request, Host among them.
fn headers(request: &Request) -> Vec<(String, String)> {
    let host = ("Host".to_owned(), request.authority().into_owned());
    std::iter::once(host).chain(request.headers.iter().cloned()).collect()
}

#[test]
#[ignore = "starts servers: cargo xtask test live"]
fn requests_end_as_in_nginx() {
    if is_skipped("requests") {
        return;
    }
    let (seed, requests) = (setting("GATEFOLD_SEED", SEED), setting("GATEFOLD_REQUESTS", REQUESTS));
    let begun = Instant::now();
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(PASSWORDS.0), PASSWORDS.1).unwrap();
    let has_certificate = make_certificate(folder.path());
    if !has_certificate {
        println!("skipped: https, there is no openssl to make a certificate");
    }
    let (mut asked, mut unknown, mut refused, mut copied, mut different) = (0, 0, 0, 0, Vec::new());
    let mut reasons = std::collections::BTreeMap::<String, usize>::new();
    for set in 0_u64.. {
        if asked >= requests {
            break;
        }
        let seed = seed.wrapping_add(set);
        let mut random = Random::new(seed);
        let settings = settings(&mut random);
        let made = ingresses(&mut random);
        let auth = if random.happens(50) { AuthAnswer::Allows } else { AuthAnswer::Refuses };
        let text = manifest(&settings, &made, &SERVICES);
        let bundle = read(&source(&text)).bundle;
        let views = gatefold_ingress::read(&bundle, InputScope::Auto);
        let options = IngressOptions { auth, ..IngressOptions::default() };
        let router = IngressRouter::new(&bundle, &views, options);
        let [front, echo, tls, relay] = free_ports().unwrap();
        let secure = has_certificate.then(|| Secure { tls, relay, folder: folder.path().to_owned() });
        let conf = render(&controller(&made), &settings, &Ports { front, echo, secure, auth });
        let nginx = start(folder.path(), &conf, front);
        let (mut found, mut copies) = (Vec::new(), Copies::default());
        for number in 0..PER_SET.min(requests - asked) {
            asked += 1;
            let mut request = request(&mut random);
            if !has_certificate {
                request.scheme = Scheme::Http;
            }
            let outcome = router.route(&request);
            let told = match &nginx {
                Ok(_) => {
                    let port = if request.scheme == Scheme::Https { relay } else { front };
                    let body = usize::try_from(request.body_size).unwrap();
                    let mut headers = headers(&request);
                    headers.push((NUMBER.to_owned(), number.to_string()));
                    let answer = ask(port, &request.method, &request.path, &headers, body).unwrap();
                    copies.expect(number, &outcome);
                    if let Outcome::Unknown { reason } = &outcome {
                        unknown += 1;
                        *reasons.entry(reason.clone()).or_default() += 1;
                    }
                    difference_with_headers(&outcome, &answer)
                }
                Err(_) if matches!(outcome, Outcome::Unknown { .. }) => None,
                Err(message) => Some(format!("nginx refuses the configuration: {message}")),
            };
            if let Some(difference) = told {
                let Request { scheme, method, path, headers, .. } = &request;
                let url = format!("{}://{}{path}", scheme.name(), request.authority());
                found.push(format!("{number}: {method} {url} {headers:?}: {difference}"));
            }
        }
        found.extend(copies.differences(folder.path()));
        copied += copies.wanted.len();
        refused += usize::from(nginx.is_err());
        if !found.is_empty() {
            let shown = found[..found.len().min(SHOWN)].join("\n");
            let start = text.find("apiVersion: networking").unwrap_or(0);
            let input = &text[start..];
            different.push((
                found.len(),
                format!("GATEFOLD_SEED={seed} GATEFOLD_REQUESTS={PER_SET}\n{settings:?}\n{input}\n{shown}"),
            ));
        }
    }
    let count: usize = different.iter().map(|(count, _)| count).sum();
    println!(
        "seed {seed}: {asked} requests, {} with an answer on both sides, {unknown} that the router does not say, \
         {copied} with a copy, {refused} configurations refused, {count} disagreements, {:.1} s",
        asked - unknown,
        begun.elapsed().as_secs_f64()
    );
    if env::var_os("GATEFOLD_REASONS").is_some() {
        reasons.iter().for_each(|(reason, count)| println!("{count:>6} {reason}"));
    }
    let shown: Vec<&str> = different.iter().take(SHOWN).map(|(_, text)| text.as_str()).collect();
    assert!(count == 0, "{}", shown.join("\n\n"));
    assert!(unknown * 20 < asked, "the router says too little to be compared");
}
