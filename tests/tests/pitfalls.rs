//! Every pitfall of the way from ingress-nginx, one file each in `cases/pitfalls`: an input and requests, asked of both
//! sides. What a faithful conversion does with it is what `PITFALLS` says, and whatever an idiomatic one changes is told by
//! the pitfall's id, at the line, with a request that shows it.

use std::{collections::BTreeSet, fs, path::Path};

use gatefold_convert::{Conversion, Fidelity, Kept, Options, PITFALLS, convert_ingresses};
use gatefold_diagnostic::render;
use gatefold_gateway::{DEFAULT_IMPLEMENTATION, Flavour, GatewayOptions, GatewayRouter, Implementation};
use gatefold_ingress::{IngressRouter, NginxModel};
use gatefold_manifest::{InputScope, read};
use gatefold_routing::{Outcome, Request, Router, Verdict};
use gatefold_tests::source;
use serde::Deserialize;

/// The first document of a file; the others are the input.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    pitfall: String,
    /// Only a conversion that does not know of it would show it: nothing is ever told of it.
    #[serde(default)]
    naive: bool,
    /// Requests that a faithful output answers as ingress-nginx does.
    #[serde(default)]
    kept: Vec<String>,
    /// Requests that it answers otherwise, or of which that cannot be said, which is told.
    #[serde(default)]
    reported: Vec<String>,
    /// Requests of which it is told too, though no outcome holds the difference or one side cannot be said.
    #[serde(default)]
    unseen: Vec<String>,
    /// Requests that show what is true of every installation and so is told of no Ingress.
    #[serde(default)]
    standing: Vec<String>,
    /// What stands in a faithful output or in its policies.
    #[serde(default)]
    writes: Vec<String>,
    /// The implementation for which `reported` holds; the default one where none is named.
    elsewhere: Option<String>,
    /// Where it is told.
    at: Option<String>,
}

/// Both sides of an input.
struct Sides {
    ingress: IngressRouter,
    gateway: GatewayRouter,
    conversion: Conversion,
}

impl Sides {
    fn new(text: &str, fidelity: Fidelity, implementation: &str) -> Self {
        let implementation = Implementation::by_id(implementation).expect("an implementation");
        let options = Options { fidelity, implementation, ..Options::default() };
        let bundle = read(&source(text)).bundle;
        let ingresses = gatefold_ingress::read(&bundle, options.scope);
        let model = NginxModel::new(&bundle, &ingresses, options.scope);
        let conversion = convert_ingresses(&bundle, &ingresses, &model, &options);
        // The output is applied beside what is there.
        let cluster = read(&source(&format!("{}\n---\n{text}", conversion.written.text))).bundle;
        let flavour = Flavour::of(implementation);
        let options = GatewayOptions { flavour, implementation: Some(implementation), ..GatewayOptions::default() };
        Self {
            ingress: IngressRouter::of(&bundle, &ingresses, model, &InputScope::Auto.into()),
            gateway: GatewayRouter::new(&cluster, &options),
            conversion,
        }
    }

    /// What both answer; none where the text is no request.
    fn ask(&self, text: &str) -> Option<[Outcome; 2]> {
        let request = if text.starts_with('{') { Request::from_json(text) } else { Request::parse(text) }.ok()?;
        Some([self.ingress.route(&request), self.gateway.route(&request)])
    }

    fn is_same(&self, text: &str) -> bool {
        let [ingress, gateway] = self.ask(text).expect("a request");
        Verdict::of(&ingress, &gateway) == Verdict::Same
    }

    /// The fields at which a pitfall is told, each with its request.
    fn told(&self, id: &str) -> Vec<(&str, String)> {
        let own = self.conversion.diagnostics.iter().filter(|finding| finding.code.to_string() == id);
        own.map(|finding| (&*finding.field, render("{request}", &finding.args))).collect()
    }
}

/// What does not hold of a row.
fn faults(row: &Row, text: &str, kept: Kept) -> Vec<String> {
    let mut faults = Vec::new();
    let id = &*row.pitfall;
    let faithful = Sides::new(text, Fidelity::Faithful, DEFAULT_IMPLEMENTATION);
    let idiomatic = Sides::new(text, Fidelity::Idiomatic, DEFAULT_IMPLEMENTATION);
    let elsewhere = row.elsewhere.as_deref().map(|other| Sides::new(text, Fidelity::Faithful, other));
    let reporting = elsewhere.as_ref().unwrap_or(&faithful);
    let mut fault = |what: String| faults.push(format!("{id}: {what}"));

    let holds = match kept {
        Kept::Keeps => !(row.kept.is_empty() && row.writes.is_empty()) && row.reported.is_empty(),
        Kept::Part => !(row.reported.is_empty() && row.unseen.is_empty()),
        Kept::Reports => !(row.reported.is_empty() && row.unseen.is_empty()) && row.kept.is_empty(),
        Kept::Standing => !row.standing.is_empty(),
    };
    if !holds {
        fault(format!("the row does not ask for what it says of itself, {kept:?}"));
    }
    for request in &row.kept {
        if !faithful.is_same(request) {
            fault(format!("faithful does not keep {request}: {:#?}", faithful.ask(request)));
        }
    }
    for text in &row.writes {
        let Conversion { written, policies, .. } = &faithful.conversion;
        if !written.text.contains(text) && !policies.text.contains(text) {
            fault(format!("faithful does not write {text}"));
        }
    }
    for request in &row.reported {
        if reporting.is_same(request) {
            fault(format!("faithful keeps {request}, which is said to be lost"));
        }
    }
    if !(row.reported.is_empty() && row.unseen.is_empty()) && reporting.told(id).is_empty() {
        fault("faithful does not tell".to_owned());
    }
    for request in row.kept.iter().chain(&row.reported) {
        if !idiomatic.is_same(request) && idiomatic.told(id).is_empty() {
            fault(format!("idiomatic changes {request} and does not tell: {:#?}", idiomatic.ask(request)));
        }
    }
    // What faithful keeps it may still tell, as that an Ingress is not converted at all.
    let of_loss = [Some(&idiomatic), (kept != Kept::Keeps).then_some(reporting)];
    for sides in of_loss.into_iter().flatten() {
        let told = sides.told(id);
        let shows = |(_, request): &(_, String)| !sides.is_same(request);
        if !told.is_empty() && row.unseen.is_empty() && !told.iter().any(shows) {
            fault(format!("what is told does not show it: {told:?}"));
        }
        if !told.is_empty() && !told.iter().any(|(field, _)| row.at.as_deref() == Some(*field)) {
            fault(format!("it is told elsewhere: {told:?}"));
        }
    }
    let silent = row.naive || kept == Kept::Standing;
    if silent && !(faithful.told(id).is_empty() && idiomatic.told(id).is_empty()) {
        fault("it is told of an Ingress".to_owned());
    }
    faults
}

#[test]
fn every_pitfall_is_kept_or_told() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases/pitfalls");
    let mut files: Vec<_> =
        fs::read_dir(folder).expect("the cases are here").map(|file| file.expect("a file").path()).collect();
    files.sort();
    let mut seen = BTreeSet::new();
    let mut all = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).expect("a text");
        let (head, input) = text.split_once("\n---\n").expect("a row and its input");
        let row: Row = serde_yaml::from_str(head).expect("a row");
        let (_, kept) = PITFALLS.iter().find(|(code, _)| code.to_string() == row.pitfall).expect("a pitfall");
        all.extend(faults(&row, input, *kept));
        assert!(seen.insert(row.pitfall), "{} is there twice", file.display());
    }
    let registered: BTreeSet<_> = PITFALLS.iter().map(|(code, _)| code.to_string()).collect();
    assert_eq!(seen, registered, "each pitfall has a row");
    assert!(all.is_empty(), "{}", all.join("\n"));
}
