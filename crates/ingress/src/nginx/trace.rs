//! The account of a decision: hosts that could have been asked, locations in nginx's order, and what applied to the one
//! that won.

use gatefold_diagnostic::Args;
use gatefold_routing::{PathMatch, Reason, Request, Rule, Scheme, Step, StepResult, Template, normalise};

use super::{Found, NginxRouter, Selected, with_lower};

fn step(result: StepResult, reason: Reason, args: Args) -> Step {
    Step { origin: None, result, reason, args }
}

impl NginxRouter {
    /// Everything considered for `request`, in order.
    pub(crate) fn trace(&self, request: &Request) -> Vec<Step> {
        let selected = self.select(request);
        let mut trace = self.hosts(&selected, request);
        let asked = with_lower(&request.host, str::to_owned);
        let names = |host: &str| host == asked || host.strip_prefix('*').is_some_and(|suffix| asked.ends_with(suffix));
        let names =
            |host: &str| if selected.found == Found::Default { host == "_" || names(host) } else { names(host) };
        let refused = self.refused.iter().filter(|refused| refused.hosts.iter().any(|host| names(host)));
        trace.extend(refused.map(|refused| refused.step.clone()));
        let passed = self.passed(request).map(|(_, passed)| passed);
        if let Some((doubt, _)) = self.whole.as_ref().or(selected.site.doubt.as_ref().filter(|_| passed.is_none())) {
            trace.push(doubt.step());
            return trace;
        }
        if let Some(passed) = passed {
            trace.push(passed.step.clone());
            return trace;
        }
        if let Template::Refuse { reason } = selected.template {
            trace.push(step(StepResult::Applied, Reason::NotSaid, Args::new().with("why", reason.as_str())));
            return trace;
        }
        let is_https = request.scheme == Scheme::Https;
        let sni = request.sni.as_deref().filter(|sni| !sni.eq_ignore_ascii_case(&request.host));
        if let Some(sni) = sni.filter(|_| is_https) {
            let args = Args::new().with("sni", sni).with("host", request.host.as_str());
            trace.push(step(StepResult::Applied, Reason::SniDiffers, args));
        }
        trace.extend(selected.site.gate.as_ref().and_then(|gate| gate.step(selected.stopped, is_https)));
        if selected.stopped.is_some() {
            return trace;
        }
        trace.extend(selected.site.regex.clone());
        match normalise(&request.path) {
            Some(normal) => trace.extend(locations(&selected, &normal.path, request)),
            None => trace.push(step(StepResult::Applied, Reason::BadTarget, Args::new())),
        }
        let Some((_, rule, facts)) = selected.rule else { return trace };
        if facts.is_too_large(request) {
            let size = Args::new().with("size", request.body_size.to_string());
            let args = size.with("limit", facts.body_limit.to_string());
            let origin = facts.limit_origin.as_deref().cloned();
            trace.push(Step { origin, ..step(StepResult::Applied, Reason::BodyTooLarge, args) });
        } else if let Some(step) = selected.verdict.as_ref().and_then(|verdict| facts.access.as_ref()?.step(verdict)) {
            trace.push(step);
        } else if std::ptr::eq(selected.template, &raw const rule.template) {
            trace.extend(facts.notes.iter().cloned());
            trace.extend(facts.access.iter().filter(|_| selected.verdict.is_some()).flat_map(|access| access.passed()));
        } else if let Template::Unknown { reason } = selected.template {
            trace.push(step(StepResult::Applied, Reason::NotSaid, Args::new().with("why", reason.as_str())));
        }
        if is_https && self.config.has_hsts() {
            trace.push(step(StepResult::Applied, Reason::Hsts, Args::new()));
        }
        trace
    }

    /// The server that was chosen, wildcards over the host that were not, and the default server.
    fn hosts(&self, selected: &Selected<'_>, request: &Request) -> Vec<Step> {
        let winner = &*selected.site.host;
        let origin = selected.site.origin.clone();
        let host = with_lower(&request.host, str::to_owned);
        let won = |reason, args: Args| {
            let args = args.with("hostname", winner).with("host", host.as_str());
            Step { origin: origin.clone(), result: StepResult::Won, reason, args }
        };
        let mut steps = vec![match selected.found {
            Found::Equal => won(Reason::HostEqual, Args::new()),
            Found::Alias => Step {
                origin: selected.site.alias.clone(),
                ..step(
                    StepResult::Won,
                    Reason::HostAlias,
                    Args::new().with("hostname", host.as_str()).with("host", winner),
                )
            },
            Found::Wildcard => {
                won(Reason::HostOneLabel, Args::new().with("suffix", winner.strip_prefix("*.").unwrap_or(winner)))
            }
            Found::Default => won(Reason::DefaultServer, Args::new()),
        }];
        let parents = std::iter::successors(Some(host.as_str()), |rest| rest.split_once('.').map(|(_, parent)| parent));
        for suffix in parents {
            let Some(site) = self.wildcards.get(suffix).map(|&index| &self.sites[index]) else { continue };
            if std::ptr::eq(site, selected.site) {
                continue;
            }
            let one_label = host.split_once('.').is_some_and(|(_, parent)| parent == suffix);
            let reason = if one_label { Reason::HostHidden } else { Reason::HostDepth };
            let args = Args::new().with("hostname", &*site.host).with("suffix", suffix);
            let args = args.with("host", host.as_str()).with("winner", winner);
            steps.push(Step { origin: site.origin.clone(), result: StepResult::Lost, reason, args });
        }
        if selected.found != Found::Default && self.has_catch_all() {
            let args = Args::new().with("winner", winner);
            steps.push(step(StepResult::Lost, Reason::DefaultHidden, args));
        }
        // The winner stands last, where its locations follow.
        steps.rotate_left(1);
        steps
    }
}

/// Each location and how it fared.
fn locations(selected: &Selected<'_>, path: &str, request: &Request) -> Vec<Step> {
    let Some((winner, won, facts)) = selected.rule else { return Vec::new() };
    let rules = selected.site.compiled(request.scheme).rules.rules();
    let told = |(index, rule): (usize, &Rule)| {
        let (result, reason, args) = if index == winner {
            let reason = match rule.guard.path {
                _ if facts.is_implicit => Reason::ImplicitRoot,
                PathMatch::Exact(_) => Reason::PathExact,
                PathMatch::Prefix(_) | PathMatch::Begin(_) | PathMatch::Any => Reason::PathPrefix,
                PathMatch::Regex(_) => Reason::PathRegex,
            };
            (StepResult::Won, reason, Args::new().with("path", rule.guard.path.text()))
        } else if let Some((reason, args)) = rule.guard.obstacle(path, request) {
            (StepResult::Lost, reason, args)
        } else {
            let (path, winner) = (rule.guard.path.text(), won.guard.path.text());
            let is_shorter = path.len() < winner.len();
            let reason = if is_shorter { Reason::ShorterPath } else { Reason::WeakerPath };
            (StepResult::Lost, reason, Args::new().with("path", path).with("winner", winner))
        };
        // The `/` that the controller adds is the host's.
        let host = || selected.site.origin.clone().filter(|_| index == winner);
        Step { origin: rule.origin.clone().or_else(host), result, reason, args }
    };
    rules.iter().enumerate().map(told).collect()
}
