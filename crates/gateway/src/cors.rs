//! What a CORS filter answers: to requests that ask whether they may be sent, and beside the answers of backends.
//!
//! The filter's own words leave the status of its answers open, whether `*` or the origin itself is named where no
//! credentials are allowed, and what becomes of a question from an origin that is not in the list.

use gatefold_manifest::Node;
use gatefold_routing::{FieldMatch, Guard, HeaderValue, Pattern, REQUEST_ORIGIN, Template, ValueMatch};

use crate::{
    fields::{items, number, text},
    flavour::CorsRule,
};

/// A CORS filter.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Cors {
    /// Where it is written.
    pub(crate) field: String,
    origins: Vec<String>,
    methods: Vec<String>,
    headers: Vec<String>,
    expose: Vec<String>,
    credentials: bool,
    max_age: i64,
}

impl Cors {
    pub(crate) fn read(field: String, node: Node<'_>) -> Self {
        let list = |name: &str| items(node, name).map(|it| it.text().to_owned()).collect();
        Self {
            field,
            origins: list("allowOrigins"),
            methods: list("allowMethods"),
            headers: list("allowHeaders"),
            expose: list("exposeHeaders"),
            credentials: text(node, "allowCredentials") == Some("true"),
            max_age: number(node, "maxAge").unwrap_or(5),
        }
    }

    /// The cases before `template`, which is what happens to requests without an origin that is allowed.
    pub(crate) fn cases(&self, guard: &Guard, template: &Template, rule: CorsRule) -> Vec<(Guard, Template)> {
        let Some(allowed) = self.allowed() else { return vec![(with(guard, "origin", any()), self.open())] };
        let own = with(guard, "origin", allowed);
        let mut cases = Vec::with_capacity(3);
        if guard.method.as_deref().is_none_or(|method| method == "OPTIONS") {
            let asks = |guard: Guard| Guard {
                method: Some("OPTIONS".into()),
                ..with(&guard, "access-control-request-method", any())
            };
            cases.push((asks(own.clone()), self.preflight(rule).unwrap_or_else(|| self.open())));
            cases.push((asks(with(guard, "origin", any())), self.open()));
        }
        // Whether `*` stands in the answer instead of the origin is the implementation's choice.
        let is_named = rule == CorsRule::Echoes || !self.takes_any() || self.credentials;
        cases.push((own, if is_named { self.beside(template) } else { self.open() }));
        cases
    }

    fn open(&self) -> Template {
        Template::Unknown {
            reason: format!("what the filter CORS at {} answers is left to the implementation", self.field),
        }
    }

    /// A pattern of the origins that may read answers; none where it is no pattern that is understood.
    fn allowed(&self) -> Option<ValueMatch> {
        if self.takes_any() {
            return Some(any());
        }
        let one = |origin: &String| Pattern::quote(origin).replace("\\*", ".*");
        let all: Vec<_> = self.origins.iter().map(one).collect();
        Pattern::new(&format!("^(?:{})$", all.join("|"))).ok().map(ValueMatch::Regex)
    }

    fn takes_any(&self) -> bool {
        has_star(&self.origins)
    }

    /// What every answer carries, the origin itself being named.
    fn common(&self) -> Vec<HeaderValue> {
        let mut headers = vec![("Access-Control-Allow-Origin".to_owned(), REQUEST_ORIGIN.to_owned())];
        if self.credentials {
            headers.push(("Access-Control-Allow-Credentials".to_owned(), "true".to_owned()));
        }
        if !self.expose.is_empty() {
            headers.push(("Access-Control-Expose-Headers".to_owned(), self.expose.join(", ")));
        }
        headers
    }

    fn preflight(&self, rule: CorsRule) -> Option<Template> {
        // What a star becomes in the answer is open.
        if rule == CorsRule::Open || has_star(&self.methods) || has_star(&self.headers) {
            return None;
        }
        let mut headers = self.common();
        for (name, list) in [("Methods", &self.methods), ("Headers", &self.headers)] {
            if !list.is_empty() {
                headers.push((format!("Access-Control-Allow-{name}"), list.join(", ")));
            }
        }
        headers.push(("Access-Control-Max-Age".to_owned(), self.max_age.to_string()));
        gatefold_diagnostic::order_by(&mut headers, Ord::cmp);
        let reason = format!("the filter CORS at {} answers the preflight request", self.field);
        Some(Template::Respond { status: 200, headers, reason })
    }

    /// The answer of `template` with the headers of CORS.
    fn beside(&self, template: &Template) -> Template {
        let mut template = template.clone();
        let headers = match &mut template {
            Template::Forward { response, .. } => &mut response.set,
            Template::Redirect(redirect) => &mut redirect.headers,
            Template::Respond { headers, .. } => headers,
            Template::Location(_) | Template::Refuse { .. } | Template::Unknown { .. } => return template,
        };
        headers.extend(self.common());
        gatefold_diagnostic::order_by(headers, Ord::cmp);
        template
    }
}

fn has_star(list: &[String]) -> bool {
    list.iter().any(|item| item == "*")
}

fn any() -> ValueMatch {
    // The empty pattern is found in every value.
    Pattern::new("").map_or_else(|_| ValueMatch::Exact("".into()), ValueMatch::Regex)
}

fn with(guard: &Guard, name: &str, value: ValueMatch) -> Guard {
    let mut guard = guard.clone();
    guard.headers.push(FieldMatch { name: name.into(), value });
    guard
}
