//! What an analysis came to, and which requests are worth asking.

use std::collections::BTreeMap;

use gatefold_convert::Totals;
use gatefold_diagnostic::order_by_key;
use gatefold_ingress::IngressRouter;
use gatefold_manifest::{Bundle, Kind, Node, Source};
use gatefold_routing::{Assumed, Request, Verdict};

use crate::{
    analysis::Analysis,
    ask,
    view::{KindCount, LedgerTotals, OutputFormat, OutputPart, SourceRow, Summary, UnsetSettings},
};

/// How many requests are offered, and how many are tried to find ones on which the sides part.
const OFFERED: usize = 12;
const TRIED: usize = 120;

/// `analysis` is of the present text; `shown` is what is on the screen, an older one while the text is broken.
pub(crate) fn summary(sources: &[Source], analysis: &Analysis, shown: &Analysis) -> Summary {
    let sources = (0_u32..)
        .zip(sources)
        .map(|(index, source)| SourceRow {
            name: source.name.to_string(),
            lines: analysis.output.texts.line_count(index as usize),
            problems: analysis.findings.counts_in(index),
        })
        .collect();
    Summary {
        broken: analysis.broken,
        sources,
        kinds: kinds(&shown.bundle),
        ledger: ledger_totals(shown.output.conversion.ledger.totals()),
        problems: analysis.findings.counts(),
        output: shown.output.view(OutputPart::All, OutputFormat::Yaml).size(),
        has_ingress: shown.ingress.is_some(),
        gateway_is_given: shown.gateway_is_given,
        suggestions: suggestions(shown),
        secrets: analysis.bundle.of_kind(Kind::Secret).count(),
        policies: shown.output.conversion.policies.ranges.len(),
        unset: unset(shown),
        has_nginx: shown.has_nginx,
    }
}

fn unset(analysis: &Analysis) -> UnsetSettings {
    let assumed = |id| analysis.ingress.iter().flat_map(IngressRouter::assumptions).any(|one| one.id == id);
    UnsetSettings { config_map: assumed(Assumed::ControllerConfig), command_line: assumed(Assumed::ControllerFlags) }
}

fn kinds(bundle: &Bundle) -> Vec<KindCount> {
    let mut counts: BTreeMap<&str, (usize, bool)> = BTreeMap::new();
    for object in bundle.objects() {
        let count = counts.entry(&object.id().kind).or_default();
        count.0 += 1;
        count.1 |= object.kind() != Kind::Other;
    }
    let mut kinds: Vec<_> = counts
        .into_iter()
        .map(|(kind, (count, is_ours))| KindCount { kind: kind.to_owned(), count, is_ours })
        .collect();
    order_by_key(&mut kinds, |kind| std::cmp::Reverse(kind.count));
    kinds
}

fn ledger_totals(totals: Totals) -> LedgerTotals {
    LedgerTotals {
        read: totals.read,
        converted: totals.converted,
        approximated: totals.approximated,
        policy: totals.policy,
        dropped: totals.dropped,
    }
}

/// Requests of declared paths and just beside them, those on which the sides part first.
fn suggestions(analysis: &Analysis) -> Vec<String> {
    let mut tried: Vec<(Verdict, String)> = Vec::new();
    for text in candidates(&analysis.bundle).take(TRIED) {
        // Two Ingresses of one host and path, as a canary has them, give one request.
        if tried.iter().any(|(_, known)| *known == text) {
            continue;
        }
        if let Ok(request) = ask::parse(&text) {
            tried.push((analysis.verdict(&request), text));
        }
    }
    order_by_key(&mut tried, |(verdict, _)| match verdict {
        Verdict::Different => 0,
        Verdict::Unknown => 1,
        Verdict::Same => 2,
    });
    tried.into_iter().map(|(_, text)| text).take(OFFERED).collect()
}

fn candidates(bundle: &Bundle) -> impl Iterator<Item = String> {
    let hosts = bundle.of_kind(Kind::Ingress).flat_map(|ingress| {
        let tls = ingress.field("spec.tls").is_some_and(|tls| !tls.is_empty());
        let rules: Vec<_> = ingress.field("spec.rules").into_iter().flat_map(Node::items).map(Some).collect();
        // Without rules its default backend serves every host.
        let rules = if rules.is_empty() { vec![None] } else { rules };
        rules.into_iter().map(move |rule| (if tls { "https" } else { "http" }, rule))
    });
    let ingress = hosts.flat_map(|(scheme, rule)| {
        let host = rule.and_then(|rule| rule.get("host")).map_or("any.example", Node::text);
        let paths = rule.and_then(|rule| rule.field("http.paths")).into_iter().flat_map(Node::items);
        let paths: Vec<&str> = paths.map(|path| path.get("path").map_or("/", Node::text)).collect();
        around(scheme, host, &paths)
    });
    let routes = bundle.of_kind(Kind::HTTPRoute).flat_map(|route| {
        let host = route.field("spec.hostnames[0]").map_or("any.example", Node::text);
        let rules = route.field("spec.rules").into_iter().flat_map(Node::items);
        let paths = rules.filter_map(|rule| Some(rule.field("matches[0].path.value")?.text()));
        around("http", host, &paths.collect::<Vec<_>>())
    });
    ingress.chain(routes)
}

fn around(scheme: &str, host: &str, paths: &[&str]) -> Vec<String> {
    let mut all = Vec::new();
    let one = host.strip_prefix("*.").map_or_else(|| host.to_owned(), |base| format!("a.{base}"));
    if paths.is_empty() {
        all.push(format!("GET {scheme}://{one}/"));
    }
    for path in paths.iter().filter(|path| path.starts_with('/')) {
        all.push(format!("GET {scheme}://{one}{path}"));
        if *path != "/" {
            let beside = path.strip_suffix('/').map_or_else(|| format!("{path}/"), str::to_owned);
            all.push(format!("GET {scheme}://{one}{beside}"));
        }
    }
    if let Some(base) = host.strip_prefix("*.") {
        all.push(format!("GET {scheme}://a.b.{base}/"));
    }
    if scheme == "https" {
        all.push(format!("GET http://{one}/"));
    }
    all
}

impl Analysis {
    fn verdict(&self, request: &Request) -> Verdict {
        use gatefold_routing::Router as _;
        let Some(ingress) = &self.ingress else { return Verdict::Unknown };
        Verdict::of(&ingress.choose(request).outcome(request), &self.gateway.choose(request).outcome(request))
    }
}
