//! Each step of a trace that won names its rule or annotation and the place where that stands; of the others those that are
//! of something that is written.

use gatefold_routing::{Decision, Reason, Router, StepResult};
use gatefold_tests::live::{Random, SERVICES, ingresses, manifest, request, settings};

use super::make;

/// What a controller does by itself, wherever nothing says otherwise, and what is of the request alone.
#[rustfmt::skip]
static NOWHERE: &[Reason] = &[
    Reason::BadTarget, Reason::BodyTooLarge, Reason::ControllerChosen, Reason::ControllerUnclear, Reason::ControllersAgree,
    Reason::DefaultBackend, Reason::DefaultHidden, Reason::DefaultServer, Reason::HealthCheck, Reason::Hsts, Reason::NoRule,
    Reason::NotSaid, Reason::Open, Reason::SniDiffers, Reason::SslRedirectExempt,
];

/// Panics where a step has no place and ought to have one.
pub(super) fn hold(decision: &Decision) {
    // What the default server does where no Ingress says anything is the controller's own.
    let by_itself = decision.trace.iter().any(|step| step.reason == Reason::DefaultServer);
    for step in &decision.trace {
        let text = step.text();
        assert!(!text.is_empty(), "{step:?}");
        match &step.origin {
            Some(origin) => {
                assert!(!origin.field.is_empty() && origin.span.is_some(), "{text}: {step:?}");
            }
            None => {
                let is_path = matches!(step.reason, Reason::PathPrefix | Reason::PathRegex | Reason::ImplicitRoot);
                let is_own = NOWHERE.contains(&step.reason) || by_itself && is_path || step.result == StepResult::Lost;
                assert!(is_own, "{text}: {step:?}");
            }
        }
    }
}

/// Sets of Ingresses, and requests for each.
const SETS: u64 = 60;
const REQUESTS: usize = 40;

#[test]
fn every_step_that_wins_says_where_its_rule_is_written() {
    let mut won = 0;
    for seed in 0..SETS {
        let mut random = Random::new(seed);
        let settings = settings(&mut random);
        let text = manifest(&settings, &ingresses(&mut random), &SERVICES);
        let made = make(&text);
        for _ in 0..REQUESTS {
            let request = request(&mut random);
            made.hold([&request]);
            for step in made.ingress.decide(&request).trace {
                let Some(origin) = step.origin.filter(|_| step.result == StepResult::Won) else { continue };
                let span = origin.span.unwrap();
                let object = made.bundle.objects().iter().find(|object| *object.id() == origin.object).unwrap();
                assert_eq!(span, object.span_of(&origin.field), "{}", origin.field);
                won += 1;
            }
        }
    }
    assert!(won > 2_000, "{won} steps that won");
}
