//! What annotations of several dialects mean alike, so that one piece of code does for all of them.

/// A meaning, with the form in which dialects that share it write its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// Headers that backends get beside the client's: as [`Self::SetHeaders`].
    AddHeaders,
    /// Headers that answers carry beside the backends': as [`Self::SetHeaders`].
    AddResponseHeaders,
    /// Client addresses that are let in: addresses and ranges with commas between.
    AddressesAllowed,
    /// Client addresses that are not: as [`Self::AddressesAllowed`].
    AddressesDenied,
    /// The version of HTTP, or gRPC, that backends speak: `HTTP2`, `h2`, `GRPC`.
    AppProtocol,
    /// Where requests for `/` of the host are sent: a path.
    AppRoot,
    /// Headers of the answer of [`Self::AuthUrl`] that backends get: names with commas between.
    AuthHeaders,
    /// The kind of authentication; names of user names and passwords begin with `basic`.
    AuthType,
    /// The service that is asked whether a request is let through: its URL.
    AuthUrl,
    /// The Secret with the authorities of the backends' certificates: its name, perhaps with a namespace.
    BackendAuthority,
    /// The name that the backends' certificates have.
    BackendName,
    /// The path that stands before each request's.
    BackendPath,
    /// What backends speak: `https`, `grpc`, `grpcs` or others, in any case.
    BackendProtocol,
    /// Whether that name is sent to backends.
    BackendServerName,
    /// Whether backends speak TLS: a truth value.
    BackendTls,
    /// Whether the backends' certificates are verified: a truth value.
    BackendVerify,
    /// How an endpoint is chosen: the name of a method.
    Balance,
    /// What a client that has to name itself is shown.
    BasicAuthRealm,
    /// The Secret with names and passwords: its name, perhaps with a namespace.
    BasicAuthSecret,
    /// How large a body may be: a number of bytes, perhaps with a unit.
    BodySize,
    /// Whether answers are read ahead: a truth value.
    Buffering,
    /// The buffer for the headers of an answer.
    BufferSize,
    /// The Secret with the authorities of clients' certificates: as [`Self::BackendAuthority`].
    ClientCertificate,
    /// Whether clients have to show one: `on`, `off` or another word for leaving it to them.
    ClientCertificateVerify,
    /// How many connections a client may have: a number.
    Connections,
    /// How long connecting may take.
    ConnectTimeout,
    /// Whether CORS is answered for: a truth value.
    Cors,
    /// Whether answers may be read that were asked for with credentials: a truth value.
    CorsCredentials,
    /// Headers of answers that may be read: names with commas between.
    CorsExposed,
    /// Headers that may be sent: names with commas between.
    CorsHeaders,
    /// How long a browser keeps the answer: seconds, or a length of time.
    CorsMaxAge,
    /// Methods that may be used: names with commas between.
    CorsMethods,
    /// Origins that may ask: URLs without a path, with commas between.
    CorsOrigins,
    /// Headers of the client that backends do not get: names with commas or lines between.
    DropHeaders,
    /// Plain HTTP is sent to https even where no certificate is named: a truth value.
    ForceSslRedirect,
    /// Where the controller listens for the paths: names of its entry points with commas between.
    EntryPoints,
    /// The whole path is replaced: the path.
    FullRewrite,
    /// What of a request an endpoint is chosen by: a variable of nginx.
    HashBy,
    /// A header that requests must have, named in the key: values with commas between.
    HeaderMatch,
    /// What stands between the values of [`Self::HeaderMatch`] in place of a comma.
    HeadersSeparator,
    /// Hosts that the rules are for as well: names with commas between.
    HostAliases,
    /// Headers that answers lose: names with commas between.
    HideHeaders,
    /// Whether browsers are told to keep to https: a truth value.
    Hsts,
    /// For how long: seconds.
    HstsMaxAge,
    /// Whether hosts below are meant too: a truth value.
    HstsSubdomains,
    /// Methods that requests must have: names with commas between.
    Methods,
    /// What is done to requests is written in objects of their own: `namespace-name@kubernetescrd` with commas between.
    Middlewares,
    /// What a request is tried again for, in nginx's words.
    NextUpstream,
    /// Whether TLS is handed through to backends: a truth value.
    Passthrough,
    /// Whether backends get the Host of the request: a truth value. Where it is there, [`Self::UpstreamHost`] says what they
    /// get otherwise.
    PreserveHost,
    /// What takes the place of the path's matched beginning: the text.
    PrefixRewrite,
    /// How many times the rate may come at once: a number.
    RateBurst,
    /// How many requests a client may send in a minute: a number.
    RatePerMinute,
    /// How many requests a client may send in a second: a number.
    RatePerSecond,
    /// How long backends may be silent.
    ReadTimeout,
    /// The status of [`Self::RedirectTo`].
    RedirectCode,
    /// Where all requests are sent: a URL or a path.
    RedirectTo,
    /// How long a request may take in all.
    RequestTimeout,
    /// How many times a request is tried again: a number.
    Retries,
    /// How long backends may take to read.
    SendTimeout,
    /// Services that speak gRPC: names with commas between.
    RpcServices,
    /// What takes the place of the matched beginning of paths to a Service: `serviceName=name rewrite=/path`, with
    /// semicolons between.
    ServiceRewrites,
    /// Whether the Service's own address is used in place of its endpoints: a truth value.
    ServiceAddress,
    /// Sessions stay with an endpoint, by a cookie: `cookie`.
    Session,
    /// The same, and the name of the cookie.
    SessionCookie,
    /// The domain of the cookie.
    SessionDomain,
    /// How long the cookie lasts for older clients: seconds.
    SessionExpires,
    /// How long the cookie lasts: seconds.
    SessionMaxAge,
    /// The name of the cookie.
    SessionName,
    /// The path of the cookie.
    SessionPath,
    /// Which requests from other sites carry the cookie: `Strict`, `Lax` or `None`.
    SessionSameSite,
    /// Whether the cookie is for https only: a truth value.
    SessionSecure,
    /// What a group of endpoints does, as AWS writes it: `stickiness.enabled=true` and the like, with commas between.
    TargetAttributes,
    /// Headers that backends get: a name and a value, each pair on a line or with commas between.
    SetHeaders,
    /// Headers that answers carry: as [`Self::SetHeaders`].
    SetResponseHeaders,
    /// Whether plain HTTP of hosts with TLS is sent to https: a truth value.
    SslRedirect,
    /// The status of that redirect: a number.
    SslRedirectCode,
    /// Plain HTTP is sent to this port of https: a number.
    SslRedirectPort,
    /// Whether the path's matched beginning is taken away: a truth value.
    StripPath,
    /// Services that speak TLS: names with commas between.
    TlsServices,
    /// Whether the paths are served over https only: a truth value.
    TlsOnly,
    /// How many times a request is tried in all: a number.
    Tries,
    /// The Host that backends get: a name.
    UpstreamHost,
}
