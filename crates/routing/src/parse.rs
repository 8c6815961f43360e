//! Requests from text: a line such as `GET https://host/path -H 'k: v'`, a `curl` command, or the terminal's JSON.

use crate::{Request, RequestError, Scheme, curl, tokens, url};

impl Request {
    /// Reads `GET https://host:port/path?query`, the method and the scheme optional, followed by any of curl's options
    /// such as `-H 'name: value'`; a line that begins with `curl` is read as [`Request::parse_curl`] does.
    ///
    /// # Errors
    /// With the place and what to write instead.
    pub fn parse(text: &str) -> Result<Self, RequestError> {
        Self::parse_words(text).map_err(|error| error.within(text))
    }

    fn parse_words(text: &str) -> Result<Self, RequestError> {
        let words = tokens::split(text)?;
        match words.as_slice() {
            [] => Err(RequestError::new(0, "there is no request; write one, as in GET https://shop.example.com/path")),
            [method] if METHODS.contains(&&*method.text) => {
                Err(RequestError::new(text.trim_end().len(), format!("{} what? write a URL after it", method.text)))
            }
            [method, rest @ ..] if is_method(&method.text) && !rest.is_empty() => {
                curl::read(rest, Some(method.text.clone()), text)
            }
            [first, ..] if curl::is_command(&first.text) => Self::parse_curl(text),
            words => curl::read(words, None, text),
        }
    }

    /// Reads a `curl` command as people paste it: over several lines, with bash's `$'…'`, followed by a pipe. An option
    /// that is not known is an error, since it may mean another request.
    ///
    /// # Errors
    /// With the place and what to write instead.
    pub fn parse_curl(text: &str) -> Result<Self, RequestError> {
        curl::parse(text).map_err(|error| error.within(text))
    }

    /// Reads the terminal's JSON: `{"scheme","host","port","method","path","headers","sni","source","bodySize","draw"}`, all
    /// but host and path optional. A port may also stand in the host.
    ///
    /// # Errors
    /// With the place and what to write instead.
    pub fn from_json(text: &str) -> Result<Self, RequestError> {
        let mut request: Self = serde_json::from_str(text).map_err(|error| {
            let words = error.to_string();
            let words = words.split(" at line ").next().unwrap_or_default();
            RequestError::new(
                offset(text, error.line(), error.column()),
                format!("{words}; a request is {{\"scheme\",\"host\",\"port\",\"method\",\"path\",\"headers\"}}"),
            )
        })?;
        // A value's place in the JSON is not known; the words name the value.
        request.check().map_err(|error| RequestError { at: 0, ..error })?;
        Ok(request)
    }

    /// Takes a header `name: value` into the request; `Host` sets the host and its port instead.
    ///
    /// # Errors
    /// When there is no colon, or the name has characters that a name may not have.
    pub fn add_header_line(&mut self, line: &str) -> Result<(), RequestError> {
        curl::header(self, line, 0)
    }

    /// Holds a request that was not parsed from a line to the same rules.
    fn check(&mut self) -> Result<(), RequestError> {
        let at = 0;
        let (host, port) = match self.scheme {
            Scheme::Tcp | Scheme::Udp if self.host.is_empty() => (String::new(), None),
            _ => url::host_and_port(&self.host, at)?,
        };
        self.host = host;
        self.port = self.port.or(port);
        if self.port == Some(0) {
            return Err(RequestError::new(at, "0 is no port; write a number from 1 to 65535"));
        }
        if let Some(sni) = &self.sni {
            self.sni = Some(url::host(sni, at)?);
        }
        if !is_token(&self.method) {
            return Err(RequestError::new(at, format!("{:?} is no method; write one such as GET", self.method)));
        }
        if let Some((name, _)) = self.headers.iter().find(|(name, _)| !is_token(name)) {
            return Err(RequestError::new(
                at,
                format!("{name:?} is no header name; write letters, digits and hyphens"),
            ));
        }
        if !(0.0..1.0).contains(&self.draw) {
            return Err(RequestError::new(at, "draw is not in [0, 1); write a number such as 0.5".to_owned()));
        }
        self.path = url::target(&self.path, self.scheme, at)?;
        Ok(())
    }
}

/// The byte at which `line` and `column`, both from 1, stand.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    text.floor_char_boundary(start + column.saturating_sub(1))
}

/// Methods that a line may not end with.
const METHODS: [&str; 7] = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];

/// Upper-case letters only: what stands before a URL and is a method.
fn is_method(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'-')
}

/// A token of HTTP: methods and header names (RFC 9110, section 5.6.2).
pub(crate) fn is_token(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read() {
        #[rustfmt::skip]
        let cases = [
            // line                                    scheme         host               port        method    path
            ("GET https://shop.example.com/a?b=c",     Scheme::Https, "shop.example.com", None,       "GET",    "/a?b=c"),
            ("shop.example.com",                       Scheme::Http,  "shop.example.com", None,       "GET",    "/"),
            ("http://h:8080?x",                        Scheme::Http,  "h",                Some(8080), "GET",    "/?x"),
            ("POST Shop.Example.COM/A",                Scheme::Http,  "shop.example.com", None,       "POST",   "/A"),
            ("http://[2001:db8::1]:80/x",              Scheme::Http,  "[2001:db8::1]",    Some(80),   "GET",    "/x"),
            ("tcp://db.example.com:5432",              Scheme::Tcp,   "db.example.com",   Some(5432), "GET",    ""),
            ("DELETE h/a#b",                           Scheme::Http,  "h",                None,       "DELETE", "/a"),
            ("h/a%20b//c/../d",                        Scheme::Http,  "h",                None,       "GET",    "/a%20b//c/../d"),
            ("h/x?u=http://y/",                        Scheme::Http,  "h",                None,       "GET",    "/x?u=http://y/"),
            ("GET h -H 'Host: other:81' -X PUT",       Scheme::Http,  "other",            Some(81),   "PUT",    "/"),
        ];
        for (line, scheme, host, port, method, path) in cases {
            let request = Request::parse(line).unwrap_or_else(|error| panic!("{line}: {error}"));
            let found = (request.scheme, &*request.host, request.port, &*request.method, &*request.path);
            assert_eq!(found, (scheme, host, port, method, path), "{line}");
        }
    }

    #[test]
    fn mistakes_are_named_with_their_place() {
        #[rustfmt::skip]
        let cases = [
            ("",                         0,  "there is no request"),
            ("GET",                      3,  "write a URL"),
            ("GET ftp://h/",             4,  "ftp is no scheme"),
            ("GET http://h:99999/",      13, "99999 is no port"),
            ("GET http://h:0/",          13, "0 is no port"),
            ("GET http:///x",            11, "there is no host"),
            ("GET http://*.h.com/",      11, "*.h.com is a pattern"),
            ("GET http://bücher.de/",    11, "xn--"),
            ("GET http://a..b/",         11, "a..b is no host"),
            ("GET http://[::z]/",        11, "is no IPv6 address"),
            ("GET http://h/ http://i/",  14, "a second URL"),
            ("GET 'http://h/a b'",       15, "write %20"),
            ("GET http://h/ --frobnicate", 14, "--frobnicate"),
            ("GET http://h/ -H nope",    17, "name: value"),
        ];
        for (line, at, words) in cases {
            let error = Request::parse(line).expect_err(line);
            assert!(error.message.contains(words), "{line}: {error}");
            assert_eq!(error.at, at, "{line}: {error}");
        }
    }

    #[test]
    fn json_is_held_to_the_same_rules() {
        let request =
            Request::from_json(r#"{"host":"H.com:81","path":"/a","headers":[["k","v"]],"draw":0.5}"#).unwrap();
        assert_eq!((&*request.host, request.port, request.draw), ("h.com", Some(81), 0.5));
        #[rustfmt::skip]
        let wrong = [
            (r#"{"host":"h"}"#, "path"), (r#"{"host":"h","path":"/","draw":1}"#, "draw"), (r#"{"host":"","path":"/"}"#, "host"),
            (r#"{"host":"h","path":"/","method":"A B"}"#, "method"), (r#"{"host":"h","path":"/","what":1}"#, "what"),
            (r#"{"host":"h","path":"/","headers":[["a b","c"]]}"#, "header"),
        ];
        for (text, words) in wrong {
            let error = Request::from_json(text).expect_err(text);
            assert!(error.message.contains(words), "{text}: {error}");
        }
    }
}
