//! The stages in order: one Input, everything that follows from it.

use std::{
    cell::{OnceCell, RefCell},
    rc::Rc,
};

use gatefold_convert::{Conversion, Link, Options, convert_ingresses};
use gatefold_diagnostic::{Code, Diagnostic, SourceId, Span, order_by_key};
use gatefold_gateway::GatewayRouter;
use gatefold_ingress::{Dialect, IngressRouter, NginxModel};
use gatefold_manifest::{Bundle, Kind, Object, Outcome, Reading, Source};
use gatefold_routing::{Assumption, Request, Router as _};
use gatefold_validate::{ValidateOptions, validate, validate_attached};

use crate::{
    GatewaySide, Routed,
    chosen::Chosen,
    output::{OutputView, OutputViews},
    places::Texts,
    problems::Findings,
    view::{OutputFormat, OutputPart},
};

/// The output of one Input and the texts that its links point into.
#[derive(Debug)]
pub(crate) struct Output {
    pub(crate) conversion: Conversion,
    pub(crate) texts: Texts,
    /// What it was made of, and how: the other fidelity's output is made of the same.
    pub(crate) input: Rc<Bundle>,
    pub(crate) options: Options,
    views: RefCell<OutputViews>,
    links: OnceCell<Vec<Link>>,
}

impl Output {
    /// A part of the output in a format, made when it is first asked for.
    pub(crate) fn view(&self, part: OutputPart, format: OutputFormat) -> Rc<OutputView> {
        self.views.borrow_mut().get(self, part, format)
    }

    /// Which line is from which, looked up when it is first asked for.
    pub(crate) fn links(&self) -> &[Link] {
        self.links.get_or_init(|| self.conversion.links())
    }
}

/// Everything that was computed from one Input.
#[derive(Debug)]
pub(crate) struct Analysis {
    pub(crate) bundle: Rc<Bundle>,
    pub(crate) output: Rc<Output>,
    pub(crate) findings: Findings,
    /// Whether a document could not be read.
    pub(crate) broken: bool,
    /// None without Ingress objects.
    pub(crate) ingress: Option<IngressRouter>,
    pub(crate) gateway: GatewayRouter,
    pub(crate) gateway_is_given: bool,
    /// Whether an Ingress is for ingress-nginx.
    pub(crate) has_nginx: bool,
}

impl Analysis {
    pub(crate) fn new(sources: &[Source], reading: Reading, chosen: &Chosen) -> Self {
        let Reading { bundle, mut diagnostics, documents } = reading;
        let broken = documents.iter().any(|document| document.outcome == Outcome::Broken);
        let ingress_options = chosen.ingress_options();
        let ingresses = gatefold_ingress::read(&bundle, ingress_options.clone());
        let model = NginxModel::new(&bundle, &ingresses, ingress_options.clone());
        let convert_options = chosen.convert_options();
        let conversion = convert_ingresses(&bundle, &ingresses, &model, &convert_options);
        let gateway_is_given = chosen.answers_by_input(bundle.objects().iter().any(is_route));
        let both_sides = gateway_bundle(&bundle, &conversion.written.bundle, gateway_is_given, chosen.side);
        let options = ValidateOptions { scope: chosen.scope };
        diagnostics.extend(ingresses.diagnostics.iter().cloned());
        diagnostics.extend(conversion.diagnostics.iter().cloned());
        diagnostics.extend(validate(&bundle, &options));
        let gateway =
            GatewayRouter::new(&both_sides, &chosen.gateway_options((!gateway_is_given).then_some(&conversion)));
        if !conversion.written.bundle.objects().is_empty() {
            let found = validate_attached(&both_sides, gateway.topology(), &options);
            diagnostics.extend(found.into_iter().filter(is_news_of_output));
        }
        keep_the_sharper(&mut diagnostics);
        let ingress =
            bundle.has(Kind::Ingress).then(|| IngressRouter::of(&bundle, &ingresses, model, &ingress_options));
        diagnostics.extend(ingress.iter().flat_map(IngressRouter::findings).cloned());
        let has_nginx = ingresses.served.iter().any(|view| view.class.dialect == Dialect::IngressNginx);
        let texts = Texts::new(sources, &conversion.written.text);
        let bundle = Rc::new(bundle);
        let (input, views) = (Rc::clone(&bundle), RefCell::default());
        let links = OnceCell::new();
        let output = Rc::new(Output { conversion, texts, input, options: convert_options, views, links });
        let findings = Findings::new(diagnostics);
        Self { bundle, output, findings, broken, ingress, gateway, gateway_is_given, has_nginx }
    }

    /// Both sides' decisions on a request.
    pub(crate) fn route(&self, request: Request) -> Routed {
        let ingress = self.ingress.as_ref().map(|router| router.decide(&request));
        let gateway = self.gateway.decide(&request);
        let of_ingress = self.ingress.iter().flat_map(IngressRouter::assumptions);
        let assumptions = Assumption::merge(of_ingress.chain(self.gateway.assumptions()).cloned());
        Routed::new(request, ingress, gateway, assumptions)
    }
}

/// What an output names and the input lacks is reported where the Ingress names it, so it is no news here.
const SAID_OF_THE_INPUT: &[Code] = &[Code::GW0205, Code::GW0206, Code::GW0210, Code::GW0215, Code::GW0503];

/// A Secret that need not be there, or cannot be: where a finding says why, that it is absent is no news.
const SAYS_MORE_THAN_ABSENT: &[Code] = &[Code::GW0734, Code::GW0736];

fn keep_the_sharper(diagnostics: &mut Vec<Diagnostic>) {
    let sharper = diagnostics.iter().filter(|one| SAYS_MORE_THAN_ABSENT.contains(&one.code));
    let mut places: Vec<Span> = sharper.filter_map(|one| one.span).collect();
    order_by_key(&mut places, |span| *span);
    diagnostics
        .retain(|one| one.code != Code::GW0210 || one.span.is_none_or(|span| places.binary_search(&span).is_err()));
}

fn is_news_of_output(diagnostic: &Diagnostic) -> bool {
    diagnostic.span.is_some_and(|span| span.source == SourceId::OUTPUT) && !SAID_OF_THE_INPUT.contains(&diagnostic.code)
}

fn is_route(object: &Object) -> bool {
    matches!(object.kind(), Kind::HTTPRoute | Kind::GRPCRoute | Kind::TLSRoute | Kind::TCPRoute | Kind::UDPRoute)
}

/// What a conversion stands in the place of: the input's own entry points and routes.
fn is_replaced(object: &Object) -> bool {
    is_route(object) || matches!(object.kind(), Kind::GatewayClass | Kind::Gateway | Kind::ListenerSet)
}

/// The objects that answer for Gateway API: the input's, ours, or both, with the Services and all else that they name.
fn gateway_bundle(input: &Bundle, output: &Bundle, is_given: bool, side: GatewaySide) -> Bundle {
    let keeps = |object: &&Object| {
        let is_ingress = matches!(object.kind(), Kind::Ingress | Kind::IngressClass);
        !is_ingress && (is_given || side == GatewaySide::Both || !is_replaced(object))
    };
    let mut bundle = Bundle::new(input.objects().iter().filter(keeps).cloned().collect());
    if !is_given || side == GatewaySide::Both {
        for object in output.objects() {
            bundle.push(object.clone());
        }
    }
    bundle
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two Ingresses with a certificate each for one host; the Secret of one named so that none can have it.
    const TWICE: &str = "kind: Ingress
apiVersion: networking.k8s.io/v1
metadata: {name: a, namespace: shop}
spec:
  tls: [{hosts: [a.example.com], secretName: first}]
  rules: [{host: a.example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: s, port: {number: 80}}}}]}}]
---
kind: Ingress
apiVersion: networking.k8s.io/v1
metadata: {name: b, namespace: shop}
spec:
  tls: [{hosts: [a.example.com], secretName: SECOND}]
  rules: [{host: a.example.com, http: {paths: [{path: /b, pathType: Prefix, backend: {service: {name: s, port: {number: 80}}}}]}}]
---
{kind: Secret, apiVersion: v1, metadata: {name: other, namespace: shop}, type: kubernetes.io/tls}
";

    #[test]
    fn one_cause_is_one_finding() {
        let cases = [("second", Code::GW0734, "first", "second"), ("Second_", Code::GW0736, "Second_", "first")];
        for (second, sharper, place, absent) in cases {
            let text = TWICE.replace("SECOND", second);
            let sources = [Source { name: "a.yaml".into(), text: text.as_str().into() }];
            let reading = gatefold_manifest::read(&sources);
            let analysis = Analysis::new(&sources, reading, &crate::Settings::default().chosen().expect("known"));
            let at = |code: Code| {
                let of_code = analysis.findings.all().iter().filter(move |one| one.code == code);
                of_code
                    .filter_map(|one| one.span)
                    .map(|span| &text[span.start as usize..span.end as usize])
                    .collect::<Vec<_>>()
            };
            assert_eq!(at(sharper), [place]);
            assert_eq!(at(Code::GW0210), [absent], "beside {sharper}");
        }
    }
}
