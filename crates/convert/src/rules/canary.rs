//! A canary where its primary is: each way in which it decides is a match of its own.

use gatefold_ingress::{CanaryView, Wanted};

use super::{Action, Collector, Deed, Matching, ValueMatch};
use crate::plan::{Backend, Plan};

/// The ways in which a canary decides, each a match of its own; one without.
pub(super) fn cases(
    collector: &mut Collector<'_>,
    plan: &Plan<'_>,
    deed: Deed,
    matching: Matching,
    canary: Option<&CanaryView<'_>>,
) {
    let serves = deed.action == Action::Forward;
    let Some(canary) = canary.filter(|it| serves && it.backend.namespace == plan.namespace(matching.ingress)) else {
        return collector.add(0, deed, matching);
    };
    let port = canary.backend.port.map(i32::from);
    let backend =
        port.map_or(Backend::Unresolved, |port| Backend::Service { name: canary.backend.name.to_owned(), port });
    let last = canary.cases.last().map_or(0, |case| case.weight);
    // What is decided as it would be anyway needs no match, unless a later case decides otherwise.
    let kept = canary.cases.iter().rposition(|case| case.weight != last).map_or(0, |at| at + 1);
    let all = canary.cases.len();
    for (number, case) in canary.cases.iter().enumerate().filter(|(number, _)| *number < kept || number + 1 == all) {
        let mut deed = deed.clone();
        let primary = deed.backends.first().map(|(backend, _)| backend.clone());
        let rest = canary.total.saturating_sub(case.weight);
        let both = primary.map(|primary| (primary, rest)).into_iter().chain([(backend.clone(), case.weight)]);
        deed.backends = both.filter(|(_, weight)| *weight > 0).collect();
        if let [(_, weight)] = &mut deed.backends[..] {
            *weight = 1;
        }
        let mut matching = matching.clone();
        matching.headers.extend(case.header.as_ref().map(|(name, wanted)| header(name, wanted)));
        collector.add(number, deed, matching);
    }
}

/// Gateway API compares all of a value where nginx looks for a match in it.
fn header(name: &str, wanted: &Wanted) -> ValueMatch {
    let (is_regex, value) = match wanted {
        Wanted::Exact(value) => (false, value.clone()),
        Wanted::Pattern(pattern) => {
            let inner = pattern.strip_prefix('^').and_then(|it| it.strip_suffix('$'));
            let cookie = pattern.strip_prefix("(?:^|[;,] *)").and_then(|it| it.strip_suffix("(?:;|$)"));
            let value = match (inner, cookie) {
                (Some(inner), _) if !inner.contains('|') => inner.to_owned(),
                (_, Some(cookie)) => format!("(?:.*[;,] *)?{cookie}(?:;.*)?"),
                _ if pattern.is_empty() => ".*".to_owned(),
                _ => format!(".*(?:{pattern}).*"),
            };
            (true, value)
        }
    };
    ValueMatch { name: name.to_owned(), is_regex, value }
}
