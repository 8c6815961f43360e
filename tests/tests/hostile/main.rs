//! Text that nobody means well with, in the places where people write what a controller runs or compares: neither panics
//! nor takes long, and what is wrong is said with its line. The values and the checks that all suites share stand here.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod expressions;
mod steps;
mod values;

use gatefold_convert::{Conversion, Fate, Fidelity, Options, convert_ingresses};
use gatefold_diagnostic::{Diagnostic, LineIndex, SourceId};
use gatefold_gateway::{GatewayOptions, GatewayRouter};
use gatefold_ingress::{IngressRouter, NginxModel};
use gatefold_manifest::{Bundle, InputScope, read};
use gatefold_routing::{Request, Router};
use gatefold_tests::source;
use gatefold_validate::{ValidateOptions, validate};

/// Everything that is made of a text.
struct Made {
    bundle: Bundle,
    /// Findings of both conversions, of validation on both sides, and of the Ingresses' router.
    findings: Vec<Diagnostic>,
    conversions: [Conversion; 2],
    ingress: IngressRouter,
    gateway: [GatewayRouter; 2],
}

/// Runs every stage on a text.
fn make(text: &str) -> Made {
    let scope = InputScope::Auto;
    let reading = read(&source(text));
    let (bundle, mut findings) = (reading.bundle, reading.diagnostics);
    let ingresses = gatefold_ingress::read(&bundle, scope);
    let conversions = [Fidelity::Idiomatic, Fidelity::Faithful].map(|fidelity| {
        let options = Options { fidelity, ..Options::default() };
        let model = NginxModel::new(&bundle, &ingresses, scope);
        convert_ingresses(&bundle, &ingresses, &model, &options)
    });
    let ingress = IngressRouter::of(&bundle, &ingresses, NginxModel::new(&bundle, &ingresses, scope), &scope.into());
    findings.extend(validate(&bundle, &ValidateOptions::default()));
    findings.extend(ingress.findings().cloned());
    let gateway = [0, 1].map(|at: usize| {
        let conversion: &Conversion = &conversions[at];
        findings.extend(conversion.diagnostics.iter().cloned());
        findings.extend(validate(&conversion.written.bundle, &ValidateOptions::default()));
        GatewayRouter::new(&conversion.written.bundle, &GatewayOptions::default())
    });
    Made { bundle, findings, conversions, ingress, gateway }
}

impl Made {
    /// Holds what always holds: the ledger's sums, a code for all that is not converted, and that a router's account ends as
    /// its answer does, with its winners' places.
    fn hold<'r>(&self, requests: impl IntoIterator<Item = &'r Request>) {
        for conversion in &self.conversions {
            let (totals, entries) = (conversion.ledger.totals(), &conversion.ledger.entries);
            let sum = totals.converted + totals.approximated + totals.policy + totals.dropped;
            assert_eq!((totals.read, sum), (entries.len(), entries.len()));
            let silent = entries.iter().find(|entry| entry.fate != Fate::Converted && entry.code.is_none());
            assert!(silent.is_none(), "{silent:?}");
        }
        for request in requests {
            let routers: [&dyn Router; 3] = [&self.ingress, &self.gateway[0], &self.gateway[1]];
            for router in routers {
                let decision = router.decide(request);
                assert_eq!(decision.outcome, router.route(request));
                steps::hold(&decision);
            }
        }
    }
}

/// The line on which a finding points into `text`, from 1 on.
fn line(text: &str, finding: &Diagnostic) -> Option<usize> {
    let span = finding.span?;
    (span.source == SourceId(0)).then(|| usize::try_from(LineIndex::new(text).line(span.start)).unwrap())
}

/// A text as a YAML scalar in double quotes, on one line.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => out.extend(['\\', letter]),
            ' '..='~' => out.push(letter),
            _ => out.push_str(&format!("\\U{:08x}", u32::from(letter))),
        }
    }
    out + "\""
}

/// An Ingress of a class for one host and path, with annotations by their whole keys, each on a line of its own.
fn ingress(name: &str, class: &str, host: &str, path: &str, annotations: &[(String, String)]) -> String {
    let annotations: String =
        annotations.iter().map(|(key, value)| format!("    {}: {}\n", quoted(key), quoted(value))).collect();
    format!(
        "---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: {name}\n  namespace: shop\n  \
         annotations:\n{annotations}spec:\n  ingressClassName: {class}\n  rules:\n  - host: {host}\n    http:\n      paths:\n      \
         - path: {}\n        pathType: ImplementationSpecific\n        backend: {{service: {{name: {name}, port: {{number: \
         80}}}}}}\n",
        quoted(path)
    )
}

/// The repetition of a text.
fn many(text: &str, times: usize) -> String {
    text.repeat(times)
}

/// Values of which some form of annotation takes each, or nearly does.
fn values() -> Vec<String> {
    #[rustfmt::skip]
    let short = [
        "", " ", "\t\n", "true", "True", "tRUE", "true ", "false", "0", "-0", "1", "+1", "-1", "007", "1.5", "1e9", "0x10",
        "65535", "65536", "2147483648", "4294967296", "9223372036854775807", "9223372036854775808",
        "-9223372036854775809", "18446744073709551616", "٣", "½", "NaN", "1k", "8m", "1g", "17179869184g", "k", "10s", "1h30m",
        "1d", "-5s", "99999999999h", "200", "404", "404,", "404,503", "600", "4044", "404;503", ",", ",,,", "a,,b", "a, b",
        "GET", "GET,PUT", "GET;PUT", "get post", "cookie", "basic", "on", "off", "optional", "HTTP", "grpc", "GRPCS",
        "10.0.0.0/8", "10.0.0.0/33", "10.0.0.0/", "/8", "256.1.1.1", "::1", "::/0", "::/129", "fe80::1%eth0", "1.2.3.4,",
        "10.0.0.0/8,nobody", "https://a.example.com", "https://a.example.com:99999/x?y#z", "https://", "http:///", "://",
        "https://[::1", "https://*.a.com, null", "http://a b/", "ftp://x", "//x", "http://x.svc.cluster.local:80/a$request_uri",
        "/", "/$1", "/$99", "/$", "$", "$$", "${x", "$host", "/a b", "/a\nb", "/../..", "%", "%zz", "/%00", "shop/x", "/x", "x/",
        "a/b/c", "shop/x,shop/y", "x=y", "x=y z=w", "serviceName=x rewrite=/", "serviceName= rewrite=;", "{", "{}", "[]",
        "[{]", "{\"type\":\"redirect\"}", "{\"Type\":\"forward\",\"ForwardConfig\":{\"TargetGroups\":[{\"Weight\":-1}]}}",
        "{\"HTTPS\":99999999}", "null", "~", "&a", "*a", "!x", "%x", "@deny", "`", "|", ">", "#", "- ", ": ", "\"", "'", "\\",
        "(", ")", "[", "a++", "(?=a)", "(a", "*", "~^x(1|2)$", "*.example.com", "~(", "CN=", "CN=(", "a.com b.com",
        "X-A: b", "X-A: b\nX-C: d", "X-A", ": b", "X A: b", "X-A: b\r\nEvil: 1", "Über", "\u{0}", "\u{7}\u{1b}[0m", "\u{85}",
        "\u{2028}", "\u{feff}", "\u{202e}x", "\u{10ffff}", "é", "日本語", "🦀", "e\u{301}", "ß", "ı", "\u{fffd}", "error timeout",
        "error,timeout", "round_robin", "Strict", "None", "@kubernetescrd", "shop-x@kubernetescrd", "shop-x@kubernetescrd,", "80",
        "[{\"HTTP\":80},{\"HTTPS\":443}]", "return 200;", "}", "};", "$(x)", "{{x}}", "{x}", "{annotation}",
    ];
    let mut all: Vec<String> = short.iter().map(|value| (*value).to_owned()).collect();
    #[rustfmt::skip]
    let long = [
        ("a", 20_000), ("9", 500), ("é", 1_000), ("10.0.0.0/8,", 100), ("a.b,", 300), ("(", 2_000), ("{", 2_000), ("[{\"a\":", 300),
        ("$1", 500), ("https://a.b,", 100),
    ];
    all.extend(long.map(|(text, times)| many(text, times)));
    all
}
