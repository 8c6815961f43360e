//! What a plain scalar means to `kubectl`: the typing rules of the YAML library it reads with, so that a value is a
//! boolean here exactly where it is one there.
//!
//! The rules are `resolve` of `go.yaml.in/yaml/v2` (YAML 1.1 with additions of its own: `0o17`, `_` anywhere in a
//! number, no sexagesimal numbers), then what `sigs.k8s.io/yaml` makes of the value as JSON: a date is a string, and a
//! float without a fraction is written as a whole number. Checked against that library with the table in the tests.

use crate::{NodeKind, float};

/// A plain scalar's meaning.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Scalar {
    Null,
    Bool(bool),
    Integer(i64),
    /// A whole number past `i64`.
    Unsigned(u64),
    Float(f64),
    String,
}

impl Scalar {
    pub(crate) fn kind(self) -> NodeKind {
        match self {
            Self::Null => NodeKind::Null,
            Self::Bool(_) => NodeKind::Bool,
            Self::Integer(_) | Self::Unsigned(_) => NodeKind::Integer,
            Self::Float(_) => NodeKind::Float,
            Self::String => NodeKind::String,
        }
    }
}

/// The type and value of a scalar written without quotes.
pub(crate) fn resolve(text: &str) -> Scalar {
    let Some(first) = text.bytes().next() else { return Scalar::Null };
    match first {
        b'y' | b'Y' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'o' | b'O' | b'~' => word(text),
        b'.' => special(text).or_else(|| fraction(text)).unwrap_or(Scalar::String),
        b'0'..=b'9' | b'+' | b'-' => special(text).or_else(|| number(text)).unwrap_or(Scalar::String),
        _ => Scalar::String,
    }
}

/// Whether a scalar without quotes is a number.
pub fn is_number(text: &str) -> bool {
    matches!(resolve(text), Scalar::Integer(_) | Scalar::Unsigned(_) | Scalar::Float(_))
}

fn word(text: &str) -> Scalar {
    match text {
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => Scalar::Bool(true),
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => Scalar::Bool(false),
        "~" | "null" | "Null" | "NULL" => Scalar::Null,
        _ => Scalar::String,
    }
}

fn special(text: &str) -> Option<Scalar> {
    match text {
        ".nan" | ".NaN" | ".NAN" => Some(Scalar::Float(f64::NAN)),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => Some(Scalar::Float(f64::INFINITY)),
        "-.inf" | "-.Inf" | "-.INF" => Some(Scalar::Float(f64::NEG_INFINITY)),
        _ => None,
    }
}

/// Without digits before the point, `_` may stand between two digits only.
fn fraction(text: &str) -> Option<Scalar> {
    let digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
    let bytes = text.as_bytes();
    let apart = |at: usize| digit(bytes.get(at.wrapping_sub(1))) && digit(bytes.get(at + 1));
    if !bytes.contains(&b'_') {
        return decimal(text);
    }
    let between = bytes.iter().enumerate().all(|(at, &byte)| byte != b'_' || apart(at));
    between.then(|| decimal(&text.replace('_', ""))).flatten()
}

fn number(text: &str) -> Option<Scalar> {
    let plain: std::borrow::Cow<'_, str> = if text.contains('_') { text.replace('_', "").into() } else { text.into() };
    integer(&plain).or_else(|| decimal(&plain)).or_else(|| signed_binary(&plain))
}

/// Go's integers with base 0: `0x1f`, `0b1`, `0o17`, `017`, `15`, with a sign.
fn integer(text: &str) -> Option<Scalar> {
    let (sign, digits) = match text.as_bytes() {
        [b'-', ..] => ("-", &text[1..]),
        [b'+', ..] => ("+", &text[1..]),
        _ => ("", text),
    };
    let (radix, digits) = match digits.as_bytes() {
        [b'0', b'x' | b'X', _, ..] => (16, &digits[2..]),
        [b'0', b'b' | b'B', _, ..] => (2, &digits[2..]),
        [b'0', b'o' | b'O', _, ..] => (8, &digits[2..]),
        [b'0', _, ..] => (8, &digits[1..]),
        _ => (10, digits),
    };
    // Rust takes a sign of its own here, Go does not.
    if !digits.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    let magnitude = u64::from_str_radix(digits, radix).ok()?;
    match (sign, i64::try_from(magnitude)) {
        ("-", Ok(number)) => Some(Scalar::Integer(-number)),
        ("-", Err(_)) => (magnitude == i64::MIN.unsigned_abs()).then_some(Scalar::Integer(i64::MIN)),
        (_, Ok(number)) => Some(Scalar::Integer(number)),
        // Go's unsigned reader takes no sign.
        ("", Err(_)) => Some(Scalar::Unsigned(magnitude)),
        _ => None,
    }
}

/// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?` within the range of a float.
fn decimal(text: &str) -> Option<Scalar> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if !unsigned.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'-' | b'+')) {
        return None;
    }
    let float = float::parse(text)?;
    Some(whole(float).map_or(Scalar::Float(float), Scalar::Integer))
}

/// JSON has one kind of number: what Go writes without a fraction arrives as a whole number.
fn whole(float: f64) -> Option<i64> {
    // 2^63 is the first float past i64; Go writes an exponent from 1e21 on only.
    #[allow(clippy::cast_possible_truncation, reason = "in range and without a fraction")]
    (float.fract() == 0.0 && float.abs() < 9_223_372_036_854_775_808.0).then_some(float as i64)
}

/// A corner of the Go library: after `0b` a sign may follow.
fn signed_binary(text: &str) -> Option<Scalar> {
    i64::from_str_radix(text.strip_prefix("0b")?, 2).ok().map(Scalar::Integer)
}

/// Whether some reader of YAML 1.1 or 1.2, whichever it is, may take the plain `text` for something other than this
/// string. Wider than [`resolve`]: sexagesimal numbers, dates, any capitals.
pub(crate) fn is_ambiguous(text: &str) -> bool {
    let Some(first) = text.bytes().next() else { return true };
    match first {
        b'0'..=b'9' | b'+' | b'-' | b'.' => {
            resolve(text) != Scalar::String || numeric(text) || sexagesimal(text) || date(text)
        }
        b'=' => text == "=",
        b'<' => text == "<<",
        b'~' => text == "~",
        // `.`-less infinities and `_1` are numbers to a few readers.
        b'_' => text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'_' | b'.')),
        _ => text.len() <= 8 && WORDS.iter().any(|word| word.eq_ignore_ascii_case(text)),
    }
}

/// Words that readers type, in any case.
#[rustfmt::skip]
const WORDS: &[&str] = &[
    "y", "n", "yes", "no", "on", "off", "true", "false", "null", "nil", "none", "inf", "infinity", "nan",
];

/// Digits of any base with the marks that numbers may have: what the many grammars for numbers have in common.
fn numeric(text: &str) -> bool {
    let digits = text.trim_start_matches(['+', '-']);
    let lower = digits.to_ascii_lowercase().replace(['_', ','], "");
    if let Some(word) = lower.strip_prefix('.')
        && matches!(word, "inf" | "nan" | "infinity")
    {
        return true;
    }
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] {
        if let Some(rest) = lower.strip_prefix(prefix) {
            return rest.chars().all(|digit| digit.is_digit(radix) || matches!(digit, '.' | 'p' | '+' | '-'));
        }
    }
    let (mantissa, exponent) = lower.split_once('e').unwrap_or((&lower, "0"));
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    mantissa.bytes().any(|byte| byte.is_ascii_digit())
        && mantissa.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && mantissa.bytes().filter(|&byte| byte == b'.').count() <= 1
        && exponent.bytes().all(|byte| byte.is_ascii_digit())
}

/// `12:30:45.5`: base 60 in YAML 1.1.
fn sexagesimal(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    digits.contains(':') && digits.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b':' | b'_' | b'.'))
}

/// `2024-01-02`, alone or before a time.
fn date(text: &str) -> bool {
    let mut parts = text.splitn(3, '-');
    let (Some(year), Some(month), Some(rest)) = (parts.next(), parts.next(), parts.next()) else { return false };
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let day = rest.bytes().take_while(u8::is_ascii_digit).count();
    year.len() == 4
        && digits(year)
        && matches!(month.len(), 1 | 2)
        && digits(month)
        && matches!(day, 1 | 2)
        && matches!(rest.as_bytes().get(day), None | Some(b'T' | b't' | b' ' | b'\t'))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `sigs.k8s.io/yaml` v1.6.0 made of each, as JSON.
    #[rustfmt::skip]
    const TYPES: &[(&str, Scalar)] = &[
        ("",        Scalar::Null),          ("~",        Scalar::Null),         ("NULL",   Scalar::Null),
        ("yes",     Scalar::Bool(true)),    ("y",        Scalar::Bool(true)),   ("off",    Scalar::Bool(false)),
        ("True",    Scalar::Bool(true)),    ("tRue",     Scalar::String),       ("yEs",    Scalar::String),
        ("0777",    Scalar::Integer(511)),  ("0o17",     Scalar::Integer(15)),  ("0x1f",   Scalar::Integer(31)),
        ("0b11",    Scalar::Integer(3)),    ("1_000",    Scalar::Integer(1000)),("0b-1",   Scalar::Integer(-1)),
        ("08",      Scalar::Integer(8)),    ("1e3",      Scalar::Integer(1000)),("80.0",   Scalar::Integer(80)),
        ("+1",      Scalar::Integer(1)),    ("-0x1f",    Scalar::Integer(-31)), ("0_",     Scalar::Integer(0)),
        ("1.5",     Scalar::Float(1.5)),    (".5",       Scalar::Float(0.5)),   ("._5",    Scalar::String),
        (".5_0",    Scalar::Float(0.5)),    (".1e3",     Scalar::Integer(100)), ("1_e3",   Scalar::Integer(1000)),
        ("1.",      Scalar::Integer(1)),    ("12:30:45", Scalar::String),       ("1:30",   Scalar::String),
        ("2024-01-02", Scalar::String),     ("1e999",    Scalar::String),       ("0xg",    Scalar::String),
        ("10.0.0.1", Scalar::String),       ("-",        Scalar::String),       ("_1",     Scalar::String),
        ("18446744073709551615", Scalar::Unsigned(u64::MAX)),
        ("-9223372036854775808", Scalar::Integer(i64::MIN)),
        ("0xFFFFFFFFFFFFFFFFFF", Scalar::String),
        ("+9223372036854775808", Scalar::Float(9_223_372_036_854_775_808.0)),
        (".inf",    Scalar::Float(f64::INFINITY)), ("infinity", Scalar::String), ("nan", Scalar::String),
    ];

    #[test]
    fn plain_scalars_are_typed_as_kubectl_types_them() {
        let wrong: Vec<_> = TYPES
            .iter()
            .filter(|(text, expected)| resolve(text) != *expected)
            .map(|(text, expected)| format!("{text:?}: {:?}, expected {expected:?}", resolve(text)))
            .collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn what_any_reader_types_is_ambiguous_and_names_are_not() {
        for (text, scalar) in TYPES {
            assert!(is_ambiguous(text) || *scalar == Scalar::String, "{text:?} would be written without quotes");
        }
        for text in ["12:30:45", "2024-01-02", "2024-01-02T00:00:00Z", "tRue", "=", "<<", "0x", "1,000", "_1", "Nan"] {
            assert!(is_ambiguous(text), "{text:?} would be written without quotes");
        }
        for text in ["10.0.0.1", "10s", "1h30m", "v1", "shop.example.com", "nginx", "2024-roadmap", "3scale", "1.27-rc"]
        {
            assert!(!is_ambiguous(text), "{text:?} needs no quotes");
        }
    }
}
