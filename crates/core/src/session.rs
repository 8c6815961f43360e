//! The engine's memory: an Input and all that was computed from it.

use std::rc::Rc;

use gatefold_manifest::{Kind, Reader, Source};
use gatefold_routing::Request;

use crate::{
    Report, Routed, Settings,
    analysis::Analysis,
    ask,
    flow::flow_view,
    ledger,
    link::link_view,
    output,
    settings::SettingError,
    summary,
    view::{
        Answer, AskError, Fate, FlowView, InputLine, LedgerRow, LinkView, OutputFormat, OutputLine, OutputPart,
        OutputSize, Page, Place, Problem, Summary, Tie,
    },
};

/// Lives in the page's worker, and in the terminal for one question. Documents that did not change are not read again.
#[derive(Debug)]
pub struct Session {
    reader: Reader,
    sources: Vec<Source>,
    settings: Settings,
    analysis: Rc<Analysis>,
    /// The last analysis of an Input that could be read whole. While an edit of it cannot be, what is shown and asked is
    /// this one, all of it, so that no answer is of another text than the output beside it.
    good: Option<Rc<Analysis>>,
}

impl Default for Session {
    fn default() -> Self {
        Self::new()
    }
}

impl Session {
    /// A session of an empty Input.
    pub fn new() -> Self {
        let settings = Settings::default();
        let chosen = settings.chosen().expect("the default settings are among those there are: a test asks");
        let mut reader = Reader::default();
        let analysis = Rc::new(Analysis::new(&[], reader.read(&[]), &chosen));
        Self { reader, sources: Vec::new(), settings, analysis, good: None }
    }

    /// Replaces the Input and computes what follows from it.
    ///
    /// # Errors
    /// When a setting is none of those there are; the Input stays as it was.
    pub fn set_input(&mut self, sources: Vec<Source>, settings: Settings) -> Result<Summary, SettingError> {
        let chosen = settings.chosen()?;
        let mut analysis = Analysis::new(&sources, self.reader.read(&sources), &chosen);
        if !analysis.broken || !is_edit(&self.sources, &sources) {
            self.good = None;
        }
        if self.good.is_some() {
            analysis.findings.keep_those_of_one_document();
        }
        self.analysis = Rc::new(analysis);
        if !self.analysis.broken {
            self.good = Some(Rc::clone(&self.analysis));
        }
        self.sources = sources;
        self.settings = settings;
        Ok(self.summary())
    }

    /// The analysis that is on the screen.
    fn shown(&self) -> &Analysis {
        self.good.as_ref().unwrap_or(&self.analysis)
    }

    /// Whether lines of what is shown are lines of the present text.
    fn is_stale(&self) -> bool {
        self.good.as_ref().is_some_and(|good| !Rc::ptr_eq(good, &self.analysis))
    }

    /// What the analysis came to.
    pub fn summary(&self) -> Summary {
        summary::summary(&self.sources, &self.analysis, self.shown())
    }

    /// How large a part of the output is in a format.
    pub fn output_size(&self, part: OutputPart, format: OutputFormat) -> OutputSize {
        self.shown().output.view(part, format).size()
    }

    /// `count` lines of the output from line `start` (from 1).
    pub fn output_lines(&self, part: OutputPart, format: OutputFormat, start: u32, count: u32) -> Page<OutputLine> {
        let mut page = output::lines(&self.shown().output, part, format, start, count);
        if self.is_stale() {
            page.rows.iter_mut().for_each(|line| line.from.clear());
        }
        page
    }

    /// The whole text, to copy or download.
    pub fn output_text(&self, part: OutputPart, format: OutputFormat) -> String {
        self.shown().output.view(part, format).text().to_owned()
    }

    /// Each object of a part of the output as a file: its name, which says the order in which to apply them, and its YAML.
    pub fn output_files(&self, part: OutputPart) -> Vec<(String, String)> {
        output::files(&self.shown().output, part)
    }

    /// Threads whose input line lies in `from..=to` of a source, or whose output line lies in the lines `output` of the YAML
    /// of `part`.
    pub fn ties(&self, part: OutputPart, from: InputLine, to: u32, output: (u32, u32)) -> Vec<Tie> {
        if self.is_stale() {
            return Vec::new();
        }
        output::ties(&self.shown().output, part, from, to, output)
    }

    /// Findings, worst first in the order of the input; those in the output last.
    pub fn problems(&self, start: usize, count: usize) -> Page<Problem> {
        self.analysis.findings.page(&self.analysis.output.texts, start, count)
    }

    /// The first `most` findings that have a place in one source, in the order of its text: the editor's markers.
    pub fn markers(&self, source: u32, most: usize) -> Vec<Problem> {
        self.analysis.findings.markers(&self.analysis.output.texts, source, most)
    }

    /// Asks both sides. Reads `GET https://host/path`, the same with header lines below it (`name: value`), and a pasted
    /// curl command.
    ///
    /// # Errors
    /// When the text is no request.
    pub fn ask(&self, text: &str) -> Result<Answer, AskError> {
        let request = ask::parse(text)?;
        Ok(self.route(request).answer(&self.shown().output.texts))
    }

    /// Both sides' decisions on a request.
    pub fn route(&self, request: Request) -> Routed {
        self.shown().route(request)
    }

    /// The rows that a person looks at, of decisions that this session came to.
    pub fn answer(&self, routed: &Routed) -> Answer {
        routed.answer(&self.shown().output.texts)
    }

    /// How traffic splits, for rules whose route, hostname or path contains `filter`; at most `most` rules, among them the
    /// one that is written at `answering`.
    pub fn flow(&self, filter: &str, most: usize, answering: Option<Place>) -> FlowView {
        flow_view(self.shown().gateway.topology(), &self.shown().output.texts, filter, most, answering)
    }

    /// Entries of the ledger whose object, field or code contains `filter`, those with a fate of `fate` only where one is
    /// given.
    pub fn ledger(&self, fate: Option<Fate>, filter: &str, start: usize, count: usize) -> Page<LedgerRow> {
        ledger::page(&self.shown().output, fate, filter, start, count)
    }

    /// The link to this Input.
    pub fn link(&self, request: &str) -> LinkView {
        let secrets = self.analysis.bundle.of_kind(Kind::Secret).count();
        link_view(&self.sources, &self.settings, request, secrets)
    }

    /// Everything at once, for a machine.
    pub fn report(&self) -> Report {
        Report::new(&self.sources, &self.analysis)
    }
}

/// Whether `after` is `before` with some of it changed, and not another Input: most of the text is as it was, at the
/// front and at the back.
fn is_edit(before: &[Source], after: &[Source]) -> bool {
    let bytes = |sources: &[Source]| sources.iter().map(|source| source.text.len()).sum::<usize>();
    let kept: usize = before.iter().zip(after).map(|(before, after)| same_bytes(&before.text, &after.text)).sum();
    kept * 2 >= bytes(before).max(bytes(after))
}

fn same_bytes(a: &str, b: &str) -> usize {
    let front = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a.as_bytes()[front..], &b.as_bytes()[front..]);
    front + a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count()
}

#[cfg(test)]
mod tests {
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
            &GOOD.replace(
                "shop}",
                "shop, annotations: {nginx.ingress.kubernetes.io/whitelist-source-range: 10.0.0.0/8}}",
            ),
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
            for (host, expected) in [("open", "301 https://open.example.com/a"), ("inner", "web:80"), ("other", "404")]
            {
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
        let codes =
            |session: &Session| session.problems(0, 99).rows.into_iter().map(|row| row.code).collect::<Vec<_>>();
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
}
