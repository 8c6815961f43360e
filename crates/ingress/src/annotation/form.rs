//! The forms that a controller's validators ask of values, as the controller checks them.

use crate::network::Network;

/// What a value may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Anything.
    Text,
    /// Go's `strconv.ParseBool`.
    Bool,
    /// Go's `strconv.Atoi`.
    Int,
    /// Digits and `b`, `k`, `m` or `g`, in either case.
    Size,
    /// One of these.
    OneOf(&'static [&'static str]),
    /// One of these, in any case.
    AnyCase(&'static [&'static str]),
    /// Some of these, with spaces between.
    Words(&'static [&'static str]),
    /// ASCII letters, digits and these.
    Chars(&'static str),
    /// IP addresses and CIDRs, with commas between.
    Addresses,
    /// Origins of CORS: a scheme, perhaps one `*.`, a name and perhaps a port, or `null`; with commas between. Or `*`.
    Origins,
    /// Letters, with commas and single spaces between.
    Methods,
    /// Names of headers or `*`, with commas and single spaces between.
    Exposed,
    /// Statuses from 400 on, with commas between.
    Statuses,
    /// A name that a Service can have.
    Label,
    /// `off`, or two names with a space between.
    CookieDomain,
    /// `CN=` and a regular expression.
    CommonName,
    /// A named location, a URL or a path.
    ErrorPage,
    /// A number of seconds, perhaps negative.
    Seconds,
    /// Names of hosts, with commas between; `*.` and `~` before one have their meaning.
    Hosts,
}

/// What a value turns out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// It is taken, and does something.
    Set,
    /// It is taken, and changes nothing.
    Quiet,
    /// It is not taken.
    Invalid,
}

impl Form {
    /// How a controller whose own value is `default` reads `text`.
    pub(crate) fn read(self, text: &str, default: &str) -> Reading {
        if !self.takes(text) {
            return Reading::Invalid;
        }
        let is_default = match self {
            _ if default.is_empty() => false,
            Self::Bool => parse_bool(text) == parse_bool(default),
            Self::Int => text.parse::<i64>() == default.parse(),
            Self::Size => parse_size(text) == parse_size(default),
            _ => text.eq_ignore_ascii_case(default),
        };
        if is_default { Reading::Quiet } else { Reading::Set }
    }

    /// Whether `text` has this form.
    pub fn takes(self, text: &str) -> bool {
        let list = |separator: char, each: &dyn Fn(&str) -> bool| text.split(separator).all(each);
        match self {
            Self::Text => true,
            Self::Bool => parse_bool(text).is_some(),
            Self::Int => text.parse::<i64>().is_ok(),
            Self::Size => parse_size(text).is_some(),
            Self::OneOf(values) => values.contains(&text),
            Self::AnyCase(values) => values.iter().any(|value| value.eq_ignore_ascii_case(text)),
            Self::Words(values) => text.split_whitespace().all(|word| values.contains(&word)),
            Self::Chars(extra) => consists(text, extra),
            Self::Addresses => list(',', &|item| Network::parse(item).is_some()),
            Self::Origins => text == "*" || list(',', &|origin| is_origin(&without_spaces(origin))),
            Self::Methods => spaced(text, &|word| word.bytes().all(|letter| letter.is_ascii_alphabetic())),
            Self::Exposed => spaced(text, &|word| word == "*" || consists(word, "-_")),
            Self::Statuses => list(',', &|code| code.trim().is_empty() || is_error_status(&without_spaces(code))),
            Self::Label => is_label(text),
            Self::CookieDomain => {
                text == "off" || text.split(' ').filter(|name| consists(name, "-._~*/:")).count() == 2
            }
            Self::CommonName => text.strip_prefix("CN=").is_some_and(|pattern| !pattern.is_empty()),
            Self::ErrorPage => is_error_page(text),
            // `(^0|-?[1-9]\d*$)` asks nothing of what stands before the digits.
            Self::Seconds => {
                let digits = text.trim_start_matches(|letter: char| !letter.is_ascii_digit());
                text.starts_with('0')
                    || text
                        .chars()
                        .rev()
                        .take_while(char::is_ascii_digit)
                        .any(|digit| digit != '0' && !digits.is_empty())
            }
            Self::Hosts => list(',', &|host| consists(host.trim(), "/-._~:^$[](){}*+?|&=\\")),
        }
    }

    /// The form in words.
    pub fn allowed(self) -> String {
        let list = |values: &[&str]| values.join(", ");
        match self {
            Self::Text => "any text".to_owned(),
            Self::Bool => "true or false".to_owned(),
            Self::Int => "a whole number".to_owned(),
            Self::Size => "a number of bytes, or one with k, m or g".to_owned(),
            Self::OneOf(values) => format!("one of {}", list(values)),
            Self::AnyCase(values) => format!("one of {}, in any case", list(values)),
            Self::Words(values) => format!("some of {}, with spaces between", list(values)),
            Self::Chars(extra) => format!("letters, digits and any of {extra}"),
            Self::Addresses => "IP addresses and CIDRs with commas between".to_owned(),
            Self::Origins => "origins such as https://*.example.com:8443 with commas between, or *".to_owned(),
            Self::Methods => "methods with commas between".to_owned(),
            Self::Exposed => "names of headers with commas between, or *".to_owned(),
            Self::Statuses => "statuses from 400 to 599 with commas between".to_owned(),
            Self::Label => "the name of a Service".to_owned(),
            Self::CookieDomain => "off, or two names with a space between".to_owned(),
            Self::CommonName => "CN= and a regular expression".to_owned(),
            Self::ErrorPage => "a URL, a path or a named location".to_owned(),
            Self::Seconds => "a number of seconds".to_owned(),
            Self::Hosts => "names of hosts with commas between".to_owned(),
        }
    }
}

/// Whether a text is of ASCII letters, digits and `extra`.
pub(crate) fn consists(text: &str, extra: &str) -> bool {
    text.chars().all(|letter| letter.is_ascii_alphanumeric() || extra.contains(letter))
}

/// Words, each with at most one comma and one space behind it.
fn spaced(text: &str, word: &dyn Fn(&str) -> bool) -> bool {
    let mut letters = 0;
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find([',', ' ', '\t', '\n']).unwrap_or(rest.len());
        if end == 0 || !word(&rest[..end]) {
            return false;
        }
        letters += end;
        rest = &rest[end..];
        rest = rest.strip_prefix(',').unwrap_or(rest);
        rest = rest.strip_prefix([' ', '\t', '\n']).unwrap_or(rest);
    }
    letters > 0
}

/// The controller takes spaces away before it looks at most values.
fn without_spaces(text: &str) -> String {
    text.replace(' ', "")
}

fn is_origin(text: &str) -> bool {
    if text == "null" {
        return true;
    }
    let rest = match text.split_once("://") {
        Some((scheme, rest)) if !scheme.is_empty() && scheme.bytes().all(|letter| letter.is_ascii_lowercase()) => rest,
        Some(_) => return false,
        None => text,
    };
    let rest = rest.strip_prefix("*.").unwrap_or(rest);
    let (name, port) = rest.split_once(':').map_or((rest, "0"), |(name, port)| (name, port));
    consists(name, "-.") && is_digits(port)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit())
}

fn is_error_status(code: &str) -> bool {
    code.len() == 3 && is_digits(code) && (code.starts_with('4') || code.starts_with('5'))
}

fn is_label(text: &str) -> bool {
    let is_letter = |letter: u8| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == b'-';
    text.len() <= 63
        && text.bytes().all(is_letter)
        && text.starts_with(|first: char| first.is_ascii_lowercase())
        && !text.ends_with('-')
}

fn is_error_page(text: &str) -> bool {
    let is_word = |text: &str, extra: &str| !text.is_empty() && consists(text, extra);
    if let Some(name) = text.strip_prefix('@') {
        return is_word(name, "_-");
    }
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let has_scheme = rest.is_some();
    let rest = rest.unwrap_or(text);
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let (name, port) = authority.split_once(':').map_or((authority, "0"), |(name, port)| (name, port));
    let has_host = is_word(name, "-.") && is_digits(port);
    let path = path.strip_prefix('/').unwrap_or(path);
    let path = path.strip_suffix('/').unwrap_or(path);
    (has_host || (authority.is_empty() && !has_scheme))
        && (path.is_empty() || path.split('/').all(|segment| is_word(segment, "-_.")))
}

/// Go's `strconv.ParseBool`.
pub(crate) fn parse_bool(text: &str) -> Option<bool> {
    match text {
        "1" | "t" | "T" | "TRUE" | "true" | "True" => Some(true),
        "0" | "f" | "F" | "FALSE" | "false" | "False" => Some(false),
        _ => None,
    }
}

/// nginx's sizes in bytes: `8k`, `1m`, `1g`, `100`; a trailing `b` means bytes.
pub fn parse_size(text: &str) -> Option<u64> {
    let digits = text.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let shift = match &*text[digits.len()..].to_ascii_lowercase() {
        "" | "b" => 0,
        "k" => 10,
        "m" => 20,
        "g" => 30,
        _ => return None,
    };
    digits.parse::<u64>().ok()?.checked_mul(1 << shift)
}

#[cfg(test)]
mod tests {
    use super::{Form::*, *};

    #[test]
    fn sizes_are_nginx_sizes() {
        let sizes = ["0", "1m", "8K", "2g", "7b", "m", "1x", ""].map(parse_size);
        assert_eq!(sizes, [Some(0), Some(1 << 20), Some(8192), Some(2 << 30), Some(7), None, None, None]);
    }

    #[test]
    fn a_form_takes_what_the_controller_takes() {
        for (form, taken, refused) in [
            (Bool, vec!["true", "1", "F"], vec!["yes", "on", "tRUE", "true "]),
            (Int, vec!["0", "-1", "+5", "007"], vec!["5s", "1.5", "0x1", ""]),
            (OneOf(&["close", "keep-alive"]), vec!["close"], vec!["Close", "keep"]),
            (AnyCase(&["GRPC"]), vec!["grpc"], vec!["grpcs"]),
            (Words(&["error", "http_502"]), vec!["error http_502"], vec!["error,http_502"]),
            (Addresses, vec!["10.0.0.0/8, ::1", "1.2.3.4"], vec!["10.0.0.0/33", "localhost", "1.2.3.4,"]),
            (Origins, vec!["*", "https://*.a.com:8443, http://b", "null", "a.com"], vec!["https://a.com/x", "H://a"]),
            (Methods, vec!["GET, PUT", "get post"], vec!["GET;PUT", "GET,,PUT", ""]),
            (Exposed, vec!["*, X-A_b", "X"], vec!["X Y;"]),
            (Statuses, vec!["404, 503", "404,"], vec!["404 503", "200", "4044"]),
            (Label, vec!["web-1"], vec!["1web", "Web", "a.b"]),
            (CookieDomain, vec!["off", "a.com b.com"], vec!["a.com", "a b c"]),
            (CommonName, vec!["CN=.*"], vec!["CN=", ".*"]),
            (
                ErrorPage,
                vec!["@deny", "https://a.com:80/x/", "/x", "a.com"],
                vec!["https://a.com/?x", "a//b", "https://"],
            ),
            (Seconds, vec!["0", "3600", "-1"], vec!["", "x", "1h"]),
            (Hosts, vec!["a.com, *.b.com", "~^x(1|2)$"], vec!["a.com b.com;"]),
        ] {
            for text in taken {
                assert!(form.takes(text), "{form:?} {text:?}");
            }
            for text in refused {
                assert!(!form.takes(text), "{form:?} {text:?}");
            }
        }
    }

    #[test]
    fn a_default_is_quiet_however_it_is_written() {
        assert_eq!(Bool.read("F", "false"), Reading::Quiet);
        assert_eq!(Int.read("060", "60"), Reading::Quiet);
        assert_eq!(Size.read("1024k", "1m"), Reading::Quiet);
        assert_eq!(AnyCase(&["HTTP"]).read("http", "HTTP"), Reading::Quiet);
        assert_eq!(Text.read("off", ""), Reading::Set);
        assert_eq!(Int.read("x", "60"), Reading::Invalid);
    }
}
