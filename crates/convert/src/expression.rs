//! What a path becomes that nginx reads as a regular expression, and what is wrong with it.

use gatefold_diagnostic::{Args, Code, Diagnostic, excerpt};
use gatefold_ingress::{
    IngressView,
    annotation::{Annotations, INGRESS_NGINX},
};
use gatefold_routing::{Need, Pattern, PcreError};

use crate::{
    annotation::NGINX,
    fill::Filler,
    path,
    plan::{Origin, PathKind, Plan},
    report::{self, finding},
    rules::rewrite::{Rewriting, rewriting},
};

/// The Ingress that turns the host's paths into regular expressions (`enforceRegexModifier`): by `use-regex`, or by a
/// `rewrite-target` that differs from a path of it as nginx writes it, the implicit `/` of the host's owner included.
pub(crate) fn owner(plan: &Plan<'_>, host: usize) -> Option<usize> {
    let host = &plan.hosts[host];
    let makes = |ingress: usize, path: &str, kind: PathKind| {
        let settings = &plan.settings[ingress];
        let emitted_otherwise = kind == PathKind::Prefix && path != "/";
        settings.use_regex || settings.rewrite_target.as_ref().is_some_and(|target| path != target || emitted_otherwise)
    };
    let of = |index: &usize| &plan.locations[*index];
    let has_root = host.locations.iter().any(|index| of(index).is_root() && of(index).origin != Origin::DefaultBackend);
    // The catch-all of unknown hosts carries no Ingress's annotations.
    let implicit =
        (!has_root && !host.name.is_empty() && makes(host.owner, "/", PathKind::Prefix)).then_some(host.owner);
    let written = host.locations.iter().map(of).find(|location| makes(location.ingress, &location.raw, location.kind));
    implicit.or(written.map(|location| location.ingress))
}

/// What keeps a path from being run as the expression that it is; none where nothing does.
pub(crate) fn problem(plan: &Plan<'_>, location: usize) -> Option<Diagnostic> {
    let location = &plan.locations[location];
    let error = Pattern::pcre(&format!("(?i)^{}", location.raw), Need::Match).err()?;
    let args = Args::new().with("path", excerpt(&location.raw));
    let (code, args) = match error {
        PcreError::Refused(problem) => (Code::GW0781, args.with("problem", problem)),
        PcreError::NotLinear(part) => (Code::GW0780, args.with("found", part)),
        PcreError::TooLarge => (Code::GW0782, args),
    };
    Some(finding(code, &plan.ingresses[location.ingress], location.field(), location.span, args))
}

/// What keeps the pattern of a canary's header from being a match, with its finding; none where nothing does, or where the
/// pattern does not count. One that PCRE refuses matches nothing in the controller, and is taken so.
pub(crate) fn canary_pattern(view: &IngressView) -> Option<(PcreError, Diagnostic)> {
    let read = Annotations::new(&view.object, &INGRESS_NGINX);
    let pattern = read.text("canary-by-header-pattern")?;
    read.text("canary-by-header").filter(|_| read.text("canary-by-header-value").is_none())?;
    let error = Pattern::pcre(pattern, Need::Match).err()?;
    let why = match error {
        PcreError::Refused(problem) => {
            format!(
                "its pattern is no regular expression ({problem}), and whoever sends the header stays at the primary"
            )
        }
        PcreError::NotLinear(part) => {
            format!("its pattern has {part}, which an engine that does not backtrack refuses")
        }
        PcreError::TooLarge => "its pattern is larger than what is run here".to_owned(),
    };
    let key = format!("{NGINX}canary-by-header-pattern");
    let field = format!("metadata.annotations[{key}]");
    let span = view.object.span_of(&field);
    Some((error, finding(Code::GW0762, view, field, span, Args::new().with("annotation", key).with("why", why))))
}

impl Filler<'_> {
    /// A path that is a regular expression: a prefix where its rewrite says so, else what a match takes.
    pub(crate) fn expression(&mut self, plan: &mut Plan<'_>, index: usize, faithful: bool) {
        let location = &plan.locations[index];
        let (host, raw) = (location.host, &location.raw);
        let target = plan.settings[location.ingress].rewrite_target.as_ref();
        let (kind, value, code) = match target.map(|target| rewriting(raw, target)) {
            Some(Rewriting::Prefix { prefix, .. }) => (PathKind::Prefix, prefix, Code::B2),
            _ => (PathKind::Regex, open_ended(raw), Code::A4),
        };
        let key = if kind == PathKind::Prefix { path::prefix_key(&value) } else { &*value };
        match self.taken.get(&(host, kind, key.to_owned())) {
            Some(&winner) if winner != index => {
                let (ingress, field) = (location.ingress, location.field());
                self.diagnostics.push(report::conflict(plan, ingress, field, raw, winner, location.span));
                plan.locations[index].dropped = Some(Code::GW0709);
            }
            _ => {
                self.taken.insert((host, kind, key.to_owned()), index);
                (plan.locations[index].kind, plan.locations[index].value) = (kind, value);
                if kind == PathKind::Regex && !self.is_envoy {
                    self.diagnostics.push(report::regex_path(plan, index));
                }
                // Without letters there is no other case.
                let differs =
                    code != Code::A4 || plan.locations[index].raw.contains(|it: char| it.is_ascii_alphabetic());
                if !faithful && differs {
                    plan.locations[index].changed = Some(code);
                }
            }
        }
    }
}

/// A path as a person would write it for an implementation that compares all of the path.
pub(crate) fn open_ended(raw: &str) -> String {
    let takes_all = raw.ends_with('$') || raw.ends_with(".*") || raw.ends_with("(.*)");
    if takes_all { raw.to_owned() } else { format!("{raw}.*") }
}
