//! What annotations of several dialects mean alike, so that one piece of code does for all of them.

/// A meaning, with the form in which dialects that share it write its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// Plain HTTP is sent to https even where no certificate is named: a truth value.
    ForceSslRedirect,
    /// The whole path is replaced: the path.
    FullRewrite,
    /// Headers that answers lose: names with commas between.
    HideHeaders,
    /// What is done to requests is written in objects of their own: `namespace-name@kubernetescrd` with commas between.
    Middlewares,
    /// What takes the place of the path's matched beginning: the text.
    PrefixRewrite,
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
    /// The Host that backends get: a name.
    UpstreamHost,
}
