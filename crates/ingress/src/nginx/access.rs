//! Who may reach a location's backend: lists of addresses first, then credentials, as nginx's access phase asks them.
//! Redirects and answers of the rewrite phase come before it.

use std::net::IpAddr;

use gatefold_diagnostic::Args;
use gatefold_routing::{HeaderValue, LocationTemplate, Origin, Reason, Request, Step, Template};

use super::{address, auth::Auth, config::Config, rules::note, settings::Doubt};
use crate::{
    AuthAnswer,
    network::{Network, is_in},
};

/// What a location asks, and what it answers to those who do not pass.
#[derive(Debug, Clone)]
pub(crate) struct Access {
    /// What a firewall that refuses is told as, and answers.
    pub(crate) firewall: Option<(Step, Template)>,
    pub(crate) deny: Vec<Network>,
    pub(crate) allow: Vec<Network>,
    /// Which annotation has the lists.
    pub(crate) lists: &'static str,
    pub(crate) any_suffices: bool,
    pub(crate) auth: Vec<Auth>,
    /// Where the lists are, and where each way to ask for credentials is.
    pub(crate) lists_origin: Option<Origin>,
    pub(crate) auth_origins: Vec<Option<Origin>>,
    /// The answer 403, 401 with each way to ask, and that it cannot be said.
    pub(crate) forbidden: Template,
    pub(crate) unauthorised: Vec<Template>,
    pub(crate) unsaid: Template,
}

/// What the access phase does with a request.
pub(crate) enum Verdict {
    Passes,
    /// By a firewall, which is asked before all others.
    Blocked,
    Forbidden(IpAddr),
    /// The place of the one that refused.
    Unauthorised(usize),
    Unsaid,
}

impl Access {
    pub(crate) fn verdict(&self, request: &Request, config: &Config, answer: AuthAnswer) -> Verdict {
        if self.firewall.is_some() && answer == AuthAnswer::Refuses {
            return Verdict::Blocked;
        }
        let has_lists = !self.deny.is_empty() || !self.allow.is_empty();
        let lets_in = |auth: &Auth| match auth {
            Auth::Password { scheme, .. } => has_credentials(request, scheme),
            Auth::Service { .. } => answer == AuthAnswer::Allows,
        };
        let refused = self.auth.iter().position(|auth| !lets_in(auth));
        // One of all is enough: lists, each way to ask for credentials.
        if self.any_suffices && self.auth.iter().any(lets_in) {
            return Verdict::Passes;
        }
        if !has_lists {
            return refused.map_or(Verdict::Passes, Verdict::Unauthorised);
        }
        let Some(address) = address::of_client(config, request) else { return Verdict::Unsaid };
        let is_in = |list: &[Network]| is_in(list, address);
        let passes = !is_in(&self.deny) && (self.allow.is_empty() || is_in(&self.allow));
        match (passes, refused) {
            (true, _) if self.any_suffices => Verdict::Passes,
            (false, Some(place)) if self.any_suffices => Verdict::Unauthorised(place),
            (false, _) => Verdict::Forbidden(address),
            (true, Some(place)) => Verdict::Unauthorised(place),
            (true, None) => Verdict::Passes,
        }
    }

    /// What is answered; none where the request passes.
    pub(crate) fn answer(&self, verdict: &Verdict) -> Option<&Template> {
        match verdict {
            Verdict::Passes => None,
            Verdict::Blocked => self.firewall.as_ref().map(|(_, template)| template),
            Verdict::Forbidden(_) => Some(&self.forbidden),
            Verdict::Unauthorised(place) => Some(self.unauthorised.get(*place).unwrap_or(&self.forbidden)),
            Verdict::Unsaid => Some(&self.unsaid),
        }
    }

    /// Services and firewalls that are taken to have let the request through, for a trace.
    pub(crate) fn passed(&self) -> impl Iterator<Item = Step> {
        let allowed = |(refuses, _): &(Step, Template)| {
            let args = refuses.args.clone().with("what", "a firewall");
            Step { reason: Reason::AuthAllowed, args, ..refuses.clone() }
        };
        let services = self.auth.iter().zip(&self.auth_origins).filter_map(|(auth, origin)| {
            let Auth::Service { url, .. } = auth else { return None };
            let args = Args::new().with("annotation", auth.annotation()).with("what", url.as_str());
            Some(note(origin.clone(), Reason::AuthAllowed, args))
        });
        self.firewall.iter().map(allowed).chain(services)
    }

    /// It for a trace.
    pub(crate) fn step(&self, verdict: &Verdict) -> Option<Step> {
        let lists = &self.lists_origin;
        let step = |origin: &Option<Origin>, reason, args| Some(note(origin.clone(), reason, args));
        let annotation = Args::new().with("annotation", self.lists);
        match verdict {
            Verdict::Passes => None,
            Verdict::Blocked => self.firewall.as_ref().map(|(refuses, _)| refuses.clone()),
            Verdict::Forbidden(address) => {
                step(lists, Reason::AddressRefused, annotation.with("address", address.to_string()))
            }
            Verdict::Unsaid => step(lists, Reason::AddressUnknown, annotation),
            Verdict::Unauthorised(place) => {
                let (auth, origin) = (self.auth.get(*place)?, self.auth_origins.get(*place)?);
                match auth {
                    Auth::Password { .. } => {
                        step(origin, Reason::CredentialsMissing, Args::new().with("annotation", auth.annotation()))
                    }
                    Auth::Service { url, .. } => {
                        step(origin, Reason::AuthRefused, Args::new().with("url", url.as_str()))
                    }
                }
            }
        }
    }
}

fn has_credentials(request: &Request, scheme: &str) -> bool {
    let word = request.header("authorization").and_then(|value| value.split(' ').next());
    word.is_some_and(|word| word.eq_ignore_ascii_case(scheme))
}

/// The answers to those without credentials, one for each way to ask for them. A page to sign in takes the place of every
/// 401 of the location (`error_page 401` of `nginx.tmpl`), whoever refuses.
pub(crate) fn unauthorised(auth: &[Auth], headers: &[HeaderValue]) -> Vec<Template> {
    let page = auth.iter().find_map(|auth| match auth {
        Auth::Service { signin, .. } => signin.as_ref(),
        Auth::Password { .. } => None,
    });
    let one = |auth: &Auth| match (auth, page) {
        (_, Some(location)) => Template::Location(LocationTemplate {
            status: 302,
            pattern: None,
            location: location.clone(),
            headers: headers.to_vec(),
        }),
        (Auth::Service { url, .. }, None) => Template::Respond {
            status: 401,
            headers: headers.to_vec(),
            reason: format!("the authentication service {url} refuses the request"),
        },
        (Auth::Password { scheme: "Basic", realm }, None) => {
            let mut headers = headers.to_vec();
            headers.push(("WWW-Authenticate".to_owned(), format!("Basic realm=\"{realm}\"")));
            Template::Respond { status: 401, headers, reason: "credentials are asked for".to_owned() }
        }
        // The challenge of Digest is new each time.
        (Auth::Password { .. }, None) => {
            Template::Respond { status: 401, headers: headers.to_vec(), reason: "credentials are asked for".to_owned() }
        }
    };
    auth.iter().map(one).collect()
}

/// Why nothing is said of a request whose address is not told.
pub(crate) fn address_unknown(annotation: &str, origin: Option<Origin>) -> Doubt {
    Doubt { origin, reason: Reason::AddressUnknown, args: Args::new().with("annotation", annotation) }
}
