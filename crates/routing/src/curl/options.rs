//! curl's options and what each does to the request, one row each.

/// What an option does to the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effect {
    Method,
    Head,
    Header,
    Data,
    DataRaw,
    DataEncoded,
    Json,
    Get,
    User,
    Cookie,
    Agent,
    Referer,
    Url,
    /// Nothing, and it has no value.
    Nothing,
    /// Nothing, whatever its value says.
    NothingWithValue,
    /// The request would be another one in a way that is not read.
    Refused,
}

impl Effect {
    /// Whether the next word, or the rest of this one, is its value.
    pub(super) fn takes_value(self) -> bool {
        !matches!(self, Self::Head | Self::Get | Self::Nothing | Self::Refused)
    }
}

use Effect::{
    Agent, Cookie, Data, DataEncoded, DataRaw, Get, Head, Header, Json, Method, Nothing, NothingWithValue, Referer,
    Refused, User,
};

/// Options by long name, with their letter. Only those of this table are taken.
#[rustfmt::skip]
pub(super) static OPTIONS: &[(&str, char, Effect)] = &[
    ("anyauth",           ' ', Nothing),
    ("basic",             ' ', Nothing),
    ("cacert",            ' ', NothingWithValue),
    ("capath",            ' ', NothingWithValue),
    ("cert",              'E', NothingWithValue),
    ("ciphers",           ' ', NothingWithValue),
    ("compressed",        ' ', Nothing),
    ("connect-timeout",   ' ', NothingWithValue),
    ("connect-to",        ' ', NothingWithValue),
    ("cookie",            'b', Cookie),
    ("cookie-jar",        'c', NothingWithValue),
    ("data",              'd', Data),
    ("data-ascii",        ' ', Data),
    ("data-binary",       ' ', Data),
    ("data-raw",          ' ', DataRaw),
    ("data-urlencode",    ' ', DataEncoded),
    ("dump-header",       'D', NothingWithValue),
    ("fail",              'f', Nothing),
    ("fail-with-body",    ' ', Nothing),
    ("form",              'F', Refused),
    ("get",               'G', Get),
    ("globoff",           'g', Nothing),
    ("head",              'I', Head),
    ("header",            'H', Header),
    ("http1.0",           '0', Nothing),
    ("http1.1",           ' ', Nothing),
    ("http2",             ' ', Nothing),
    ("http2-prior-knowledge", ' ', Nothing),
    ("http3",             ' ', Nothing),
    ("include",           'i', Nothing),
    ("insecure",          'k', Nothing),
    ("interface",         ' ', NothingWithValue),
    ("ipv4",              '4', Nothing),
    ("ipv6",              '6', Nothing),
    ("json",              ' ', Json),
    ("keepalive-time",    ' ', NothingWithValue),
    ("key",               ' ', NothingWithValue),
    ("limit-rate",        ' ', NothingWithValue),
    ("location",          'L', Nothing),
    ("location-trusted",  ' ', Nothing),
    ("max-redirs",        ' ', NothingWithValue),
    ("max-time",          'm', NothingWithValue),
    ("no-buffer",         'N', Nothing),
    ("no-keepalive",      ' ', Nothing),
    ("no-progress-meter", ' ', Nothing),
    ("noproxy",           ' ', NothingWithValue),
    ("output",            'o', NothingWithValue),
    ("path-as-is",        ' ', Nothing),
    ("progress-bar",      '#', Nothing),
    ("proxy",             'x', Refused),
    ("referer",           'e', Referer),
    ("remote-name",       'O', Nothing),
    ("request",           'X', Method),
    ("request-target",    ' ', Refused),
    ("resolve",           ' ', NothingWithValue),
    ("retry",             ' ', NothingWithValue),
    ("retry-delay",       ' ', NothingWithValue),
    ("show-error",        'S', Nothing),
    ("silent",            's', Nothing),
    ("tls-max",           ' ', NothingWithValue),
    ("tlsv1.2",           ' ', Nothing),
    ("tlsv1.3",           ' ', Nothing),
    ("trace-ascii",       ' ', NothingWithValue),
    ("upload-file",       'T', Refused),
    ("url",               ' ', Effect::Url),
    ("user",              'u', User),
    ("user-agent",        'A', Agent),
    ("verbose",           'v', Nothing),
    ("write-out",         'w', NothingWithValue),
];
