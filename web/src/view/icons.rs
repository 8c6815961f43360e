//! Few small drawings. Each stands beside a word, or is one that everybody knows.

use yew::prelude::*;

/// The two leaves.
pub(super) fn mark() -> Html {
    html! {
        <svg class="mark-leaves" viewBox="0 0 22 18" width="22" height="18" aria-hidden="true">
            <path class="ink-ingress" d="M1 3l9 2v12l-9-2z" />
            <path class="ink-gateway" d="M21 3l-9 2v12l9-2z" />
        </svg>
    }
}

/// Equal, unequal, or a question.
pub(super) fn verdict(verdict: &str) -> Html {
    let path = match verdict {
        "same" => "M3 5h8M3 9h8",
        "different" => "M3 5h8M3 9h8M9.5 2.5l-5 9",
        _ => "M4.5 5a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.1.9-1.1 1.6M7 11.4v.2",
    };
    html! {
        <svg viewBox="0 0 14 14" width="14" height="14" aria-hidden="true"><path class="stroke" d={path} /></svg>
    }
}

/// How bad a finding is, by shape: a full disc, an empty square on its tip, a small ring.
pub(super) fn severity(severity: &str) -> Html {
    let shape = match severity {
        "error" => html! { <circle class="full" cx="6" cy="6" r="4.5" /> },
        "warning" => html! { <path class="tip" d="M6 1.5L10.5 6L6 10.5L1.5 6z" /> },
        _ => html! { <circle class="ring" cx="6" cy="6" r="3.2" /> },
    };
    html! { <svg class="severity" viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">{ shape }</svg> }
}

/// Half light, half dark.
pub(super) fn theme() -> Html {
    html! {
        <svg viewBox="0 0 14 14" width="14" height="14" aria-hidden="true">
            <circle class="stroke" cx="7" cy="7" r="5.5" /><path class="fill" d="M7 1.5a5.5 5.5 0 0 1 0 11z" />
        </svg>
    }
}
