//! Regular expressions as Envoy reads them: RE2 syntax, and the whole value must match.
//!
//! The engine here has another syntax. Where the two read the same text differently it is rewritten; what RE2 refuses is
//! refused. Each row was tried on a real Envoy.

use gatefold_routing::{Pattern, PatternError};

/// A pattern that accepts what Envoy's `safe_regex` accepts.
///
/// # Errors
/// Where RE2 refuses the text, or the engine here cannot run it.
pub(crate) fn full_match(written: &str) -> Result<Pattern, PatternError> {
    // One that is too long is told so before it is read.
    let translated = if written.len() > Pattern::LONGEST { written.to_owned() } else { translate(written)? };
    Pattern::new(&format!("^(?:{translated})$"))
}

/// Why an expression of a match is not run: RE2 refuses it, or the engine here cannot run it; none where it is.
pub fn expression_problem(written: &str) -> Option<String> {
    full_match(written).err().map(|error| error.message)
}

fn refused(what: &str) -> PatternError {
    PatternError { message: format!("RE2 does not take {what}") }
}

/// The same expression in this engine's syntax.
fn translate(written: &str) -> Result<String, PatternError> {
    let mut out = String::with_capacity(written.len() + 8);
    let mut rest = written;
    // Whether what stands before can be repeated, and whether it is a repetition itself.
    let (mut repeated, mut counted) = (false, false);
    while let Some(first) = rest.chars().next() {
        let tail = &rest[first.len_utf8()..];
        let was = (repeated, counted);
        (repeated, counted) = (false, false);
        rest = match first {
            '\\' => escape(tail, &mut out)?,
            '[' => class(tail, &mut out)?,
            '{' => match counter(tail) {
                Some(_) if was.0 || was.1 => return Err(refused("a repetition of a repetition")),
                Some((count, after)) => {
                    if count.split(',').filter_map(|number| number.parse::<u32>().ok()).any(|number| number > 1000) {
                        return Err(refused("a repetition of more than 1000"));
                    }
                    out.push('{');
                    out.push_str(count);
                    out.push('}');
                    counted = true;
                    after
                }
                None => {
                    out.push_str("\\{");
                    tail
                }
            },
            '}' => {
                out.push_str("\\}");
                tail
            }
            '*' | '+' => {
                if was.0 || was.1 {
                    return Err(refused("a repetition of a repetition"));
                }
                out.push(first);
                repeated = true;
                tail
            }
            '?' => {
                // After a repetition it makes it lazy; a third sign in a row is refused.
                out.push('?');
                repeated = true;
                if tail.starts_with(['*', '+', '?']) && (was.0 || was.1) {
                    return Err(refused("a repetition of a repetition"));
                }
                tail
            }
            '(' => {
                if let Some(group) = tail.strip_prefix('?') {
                    let flags = group.split([')', ':', '<']).next().unwrap_or_default();
                    if flags.contains(['x', 'u', 'R']) {
                        return Err(refused(&format!("the flags {flags}")));
                    }
                }
                out.push('(');
                tail
            }
            other => {
                out.push(other);
                tail
            }
        };
    }
    Ok(out)
}

/// What follows a backslash.
fn escape<'a>(tail: &'a str, out: &mut String) -> Result<&'a str, PatternError> {
    let Some(escaped) = tail.chars().next() else { return Err(refused("a backslash at the end")) };
    let after = &tail[escaped.len_utf8()..];
    match escaped {
        'Q' => {
            let (literal, after) = after.split_once("\\E").unwrap_or((after, ""));
            out.push_str(&Pattern::quote(literal));
            return Ok(after);
        }
        'C' => out.push_str("(?s:.)"),
        'u' | 'U' | 'Z' | '1'..='9' => return Err(refused(&format!("\\{escaped}"))),
        '<' | '>' => out.push(escaped),
        other => {
            out.push('\\');
            out.push(other);
        }
    }
    Ok(after)
}

/// A bracket expression: `[`, `&&`, `--` and `~~` inside are plain characters to RE2.
fn class<'a>(tail: &'a str, out: &mut String) -> Result<&'a str, PatternError> {
    out.push('[');
    let mut rest = tail;
    if let Some(after) = rest.strip_prefix('^') {
        out.push('^');
        rest = after;
    }
    if let Some(after) = rest.strip_prefix(']') {
        out.push_str("\\]");
        rest = after;
    }
    while let Some(first) = rest.chars().next() {
        let after = &rest[first.len_utf8()..];
        match first {
            ']' => {
                out.push(']');
                return Ok(after);
            }
            '[' if after.starts_with(':') => {
                let end = after.find(":]").ok_or_else(|| refused("a class name without its end"))?;
                out.push('[');
                out.push_str(&after[..end + 2]);
                rest = &after[end + 2..];
            }
            '[' | '&' | '~' => {
                out.push('\\');
                out.push(first);
                rest = after;
            }
            '-' if after.starts_with('-') => return Err(refused("-- in a bracket expression")),
            '\\' => rest = escape(after, out)?,
            other => {
                out.push(other);
                rest = after;
            }
        }
    }
    Err(refused("a bracket expression without its end"))
}

/// `n}`, `n,}` or `n,m}`: the numbers and what follows; anything else in braces is literal to RE2.
fn counter(tail: &str) -> Option<(&str, &str)> {
    let (count, after) = tail.split_once('}')?;
    let (least, most) = count.split_once(',').unwrap_or((count, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    (!least.is_empty() && digits(least) && digits(most)).then_some((count, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_the_two_engines_read_differently_mean_what_re2_means() {
        #[rustfmt::skip]
        let cases = [
            ("/users/{id}",      "/users/{id}", true),
            ("a{,3}",            "a{,3}",       true),
            ("a{2}",             "aa",          true),
            (r"\Qa.b\E",         "a.b",         true),
            (r"\Qa.b\E",         "axb",         false),
            (r"\Q<a>\E",         "<a>",         true),
            ("[[a]",             "[",           true),
            ("/v/[a-z&&[^b]]+",  "/v/a]",       true),
            ("/v/[a-z&&[^b]]+",  "/v/ac",       false),
            (r"\<a",             "<a",          true),
            ("/foo.*",           "/foo/bar",    true),
            ("foo",              "/foo",        false),
            ("/a|/b",            "/b",          true),
            ("[[:alpha:]]+",     "abc",         true),
            ("a+?",              "aaa",         true),
            ("[]a]+",            "]a",          true),
        ];
        for (written, text, expected) in cases {
            assert_eq!(full_match(written).unwrap().is_match(text), expected, "{written} {text}");
        }
    }

    #[test]
    fn what_re2_refuses_is_refused() {
        for written in
            ["[a--b]", "(?x)a", "(?u)a", r"\u0041", "a{1001}", "a++", "a**", "x{2}{3}", "(?=a)", "*.foo", "(?#c)"]
        {
            assert!(full_match(written).is_err(), "{written}");
        }
    }
}
