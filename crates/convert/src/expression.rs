//! What is wrong with a path that nginx reads as a regular expression.

use gatefold_diagnostic::{Args, Code, Diagnostic};
use gatefold_routing::{Need, Pattern, PcreError};

use crate::{plan::Plan, report::finding};

/// What keeps a path from being run as the expression that it is; none where nothing does.
pub(crate) fn problem(plan: &Plan<'_>, location: usize) -> Option<Diagnostic> {
    let location = &plan.locations[location];
    let error = Pattern::pcre(&format!("(?i)^{}", location.raw), Need::Match).err()?;
    let args = Args::new().with("path", &*location.raw);
    let (code, args) = match error {
        PcreError::Refused(problem) => (Code::GW0781, args.with("problem", problem)),
        PcreError::NotLinear(part) => (Code::GW0780, args.with("found", part)),
        PcreError::TooLarge => (Code::GW0782, args),
    };
    Some(finding(code, &plan.ingresses[location.ingress], location.field(), location.span, args))
}
