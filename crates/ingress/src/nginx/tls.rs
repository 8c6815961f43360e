//! Certificates of clients (`auth-tls-*`), and what the name in the TLS handshake has to do with them.
//!
//! A host asks for them as a whole, before anything else that it does; the first Ingress that names a Secret
//! says how (`authtls/main.go`, `nginx.tmpl`).

use gatefold_diagnostic::Args;
use gatefold_manifest::Object;
use gatefold_routing::{Assumed, Assumption, Origin, Reason, Request, Scheme, Step, Template};

use super::{
    NginxRouter,
    auth::certificates,
    config::Config,
    rules::note,
    settings::{Doubt, Reader, Settings, annotation_origin},
};
use crate::{AuthAnswer, annotation::Annotations};

/// What a host asks of its clients' certificates.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ClientCertificate {
    origin: Origin,
    /// Why nobody comes in, where the Secret cannot be used.
    closed: Option<String>,
    /// Whether a request over https has to have one, and whether one is asked for.
    is_required: bool,
    is_asked: bool,
    /// Whether the name in it is looked at: over plain HTTP, too, where there is none.
    is_matched: bool,
    /// Whether a page stands in for the answer to those who have none.
    has_page: bool,
}

/// Whom the TLS handshake named, for nginx, which asks for certificates by that name and routes by the Host header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Handshake {
    /// The host of the request.
    Host,
    /// Another host that the controller has.
    Other,
    /// One that it has not: the default server's handshake.
    Unknown,
}

/// The answers that a host has for those who do not come in.
#[derive(Debug)]
pub(crate) struct Gate {
    certificate: ClientCertificate,
    forbidden: [Template; 2],
    required: Template,
    misdirected: Template,
}

/// Reads `auth-tls-*` into `settings`.
pub(crate) fn read(reader: &Reader<'_, '_>, object: &Object, read: &Annotations<'_>, settings: &mut Settings) {
    let Some(written) = read.text("auth-tls-secret") else { return };
    let key = reader.config.whole_key("auth-tls-secret");
    let origin = annotation_origin(object, &key);
    let found = certificates(reader, object, written, settings);
    if let Ok(Some(secret)) = found
        && ["data", "stringData"].iter().all(|data| secret.field(data).and_then(|data| data.get("ca.crt")).is_none())
    {
        let why = format!("{written} has no key ca.crt, and what auth-tls-secret does then is not modelled");
        settings.host.get_or_insert_with(|| Doubt::not_said(why, Some(origin)));
        return;
    }
    let closed = found.err();
    let verify = read.text("auth-tls-verify-client").unwrap_or("on");
    if let Some(why) = &closed {
        settings.deny(object, &key, why);
    } else if verify != "off" {
        let ingress = Args::new().with("ingress", object.id().to_string());
        settings.assumed.push(Assumption::new(Assumed::ClientCertificate, ingress));
    }
    settings.certificate = Some(Box::new(ClientCertificate {
        origin,
        is_required: closed.is_none() && verify == "on",
        is_asked: closed.is_none() && verify != "off",
        closed,
        is_matched: read.text("auth-tls-match-cn").is_some(),
        has_page: read.text("auth-tls-error-page").is_some(),
    }));
}

impl ClientCertificate {
    /// Whether nobody comes in.
    pub(crate) fn is_closed(&self) -> bool {
        self.closed.is_some()
    }
}

impl Gate {
    pub(crate) fn new(certificate: &ClientCertificate, config: &Config) -> Self {
        let respond = |status, scheme, reason: &str| Template::Respond {
            status,
            headers: config.common(scheme),
            reason: reason.to_owned(),
        };
        let forbidden = "the host lets nobody in without a certificate that it takes";
        Self {
            forbidden: [Scheme::Http, Scheme::Https].map(|scheme| respond(403, scheme, forbidden)),
            required: match certificate.has_page {
                true => Doubt::not_said("auth-tls-error-page answers those without a certificate", None).template(),
                false => respond(400, Scheme::Https, "the host asks for a certificate of the client"),
            },
            misdirected: respond(
                421,
                Scheme::Https,
                "the handshake named another host, and this one asks for certificates",
            ),
            certificate: certificate.clone(),
        }
    }

    /// The answer to a request that does not come in, with the step that says why. Whether clients have the certificate
    /// that is asked for is taken to be as `auth` says.
    pub(crate) fn answer(
        &self,
        request: &Request,
        handshake: Handshake,
        auth: AuthAnswer,
    ) -> Option<(&Template, &str)> {
        let asked = &self.certificate;
        let is_https = request.scheme == Scheme::Https;
        if is_https && handshake == Handshake::Other && asked.is_asked {
            return Some((&self.misdirected, "the handshake named another host"));
        }
        let has = is_https && asked.is_asked && auth == AuthAnswer::Allows && handshake == Handshake::Host;
        if is_https && asked.is_required && !has {
            return Some((&self.required, "the client has no certificate"));
        }
        let forbidden = &self.forbidden[usize::from(is_https)];
        let nameless = "auth-tls-match-cn looks at the name in a certificate, and there is none";
        match &asked.closed {
            Some(why) => Some((forbidden, why)),
            None => (asked.is_matched && !has).then_some((forbidden, nameless)),
        }
    }

    /// It for a trace: why a request does not come in, or that it is taken to.
    pub(crate) fn step(&self, why: Option<&str>, is_https: bool) -> Option<Step> {
        let origin = Some(self.certificate.origin.clone());
        let args = Args::new().with("annotation", "auth-tls-secret");
        match why {
            Some(why) => Some(note(origin, Reason::CertificateRefused, args.with("why", why))),
            None => (is_https && self.certificate.is_asked)
                .then(|| note(origin, Reason::AuthAllowed, args.with("what", "for the client's certificate"))),
        }
    }
}

impl NginxRouter {
    /// Whether the handshake of a request names no host of the controller.
    pub(super) fn is_rejected(&self, request: &Request) -> bool {
        request.scheme == Scheme::Https && !self.knows(request.sni.as_deref().unwrap_or(&request.host))
    }

    /// Whom the handshake of a request named.
    pub(super) fn handshake(&self, request: &Request) -> Handshake {
        match request.sni.as_deref().filter(|sni| !sni.eq_ignore_ascii_case(&request.host)) {
            None => Handshake::Host,
            Some(sni) if self.knows(sni) => Handshake::Other,
            Some(_) => Handshake::Unknown,
        }
    }
}
