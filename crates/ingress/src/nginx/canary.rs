//! Which requests a canary takes, as guards in the order in which `balancer.lua` decides: header, cookie, weight.

use gatefold_routing::{FieldMatch, Need, Pattern, PcreError, ValueMatch};

use super::{
    emit,
    settings::{Canary, Doubt},
};

/// One way to decide: it holds for requests that pass the guards, and gives the canary `weight` of its total.
pub(crate) struct Decision {
    pub(crate) guards: Vec<FieldMatch>,
    pub(crate) weight: u32,
    /// For people.
    pub(crate) how: String,
}

/// All decisions; the last has no guards.
pub(crate) fn decisions(canary: &Canary) -> Result<Vec<Decision>, Doubt> {
    let mut list = Vec::new();
    if let Some(name) = &canary.header {
        by_header(canary, name, &mut list)?;
    }
    if let Some(name) = &canary.cookie {
        for (value, weight) in [("always", canary.total), ("never", 0)] {
            let text = format!("(?:^|[;,] *)(?i:{}) *= *{value}(?:;|$)", Pattern::quote(name));
            let regex = Pattern::new(&text).map_err(|_| Doubt::not_said("the cookie's name cannot be read", None))?;
            let guards = vec![FieldMatch { name: "Cookie".into(), value: ValueMatch::Regex(regex) }];
            list.push(Decision { guards, weight, how: format!("cookie {name} is {value}") });
        }
    }
    let weight = canary.weight.min(canary.total);
    list.push(Decision { guards: Vec::new(), weight, how: format!("weight {weight} of {}", canary.total) });
    Ok(list)
}

/// What a request with a cookie of that name passes.
pub(crate) fn has_cookie(name: &str) -> Option<FieldMatch> {
    let regex = Pattern::new(&format!("(?:^|[;,] *){} *=", Pattern::quote(name))).ok()?;
    Some(FieldMatch { name: "Cookie".into(), value: ValueMatch::Regex(regex) })
}

/// `canary-by-header`: with a value or a pattern, `always` and `never` mean nothing; a pattern that is broken keeps every
/// request with the header at the primary. nginx takes `_` and `-` in a header's name for the same.
fn by_header(canary: &Canary, name: &str, list: &mut Vec<Decision>) -> Result<(), Doubt> {
    let all = canary.total;
    let mut push = |value, weight, how: String| {
        let guards = vec![FieldMatch { name: name.replace('_', "-").into(), value }];
        list.push(Decision { guards, weight, how: format!("header {name} {how}") });
    };
    match (&canary.header_value, &canary.header_pattern) {
        (Some(value), _) => push(ValueMatch::Exact(value.as_str().into()), all, format!("is {value}")),
        (None, Some(pattern)) => match Pattern::pcre(pattern, Need::Match) {
            Ok(regex) => push(ValueMatch::Regex(regex), all, format!("matches {pattern}")),
            Err(PcreError::Refused(_)) => {
                let any = Pattern::new("").map_err(|_| Doubt::not_said("the header's pattern cannot be read", None))?;
                push(ValueMatch::Regex(any), 0, format!("is there, and the pattern {pattern} is broken"));
            }
            Err(error) => {
                let part = emit::part_to_blame(error);
                let why = format!("canary-by-header-pattern {pattern} has a part that is not run here, {part}");
                return Err(Doubt::not_said(why, None));
            }
        },
        (None, None) => {
            push(ValueMatch::Exact("always".into()), all, "is always".to_owned());
            push(ValueMatch::Exact("never".into()), 0, "is never".to_owned());
        }
    }
    Ok(())
}
