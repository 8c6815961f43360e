//! A `curl` command as a [`Request`], and back.
//!
//! Options that change the request are applied, those that cannot are passed over, and every other one is an error: an
//! answer for another request than the one pasted would be worse than none.

mod options;

use base64::Engine as _;

use self::options::{Effect, OPTIONS};
use crate::{
    Request, RequestError, Scheme,
    parse::is_token,
    tokens::{self, Token},
    url::{self, Url},
};

/// Whether a word is how curl is called.
pub(crate) fn is_command(word: &str) -> bool {
    matches!(word.rsplit(['/', '\\']).next(), Some("curl" | "curl.exe"))
}

/// Reads a whole command line.
pub(crate) fn parse(text: &str) -> Result<Request, RequestError> {
    let words = tokens::split(text)?;
    let words = match &*words {
        [prompt, rest @ ..] if prompt.text == "$" => rest,
        words => words,
    };
    match words {
        [command, rest @ ..] if is_command(&command.text) => read(rest, None, text),
        [head, c, size, zero, pipe, command, rest @ ..]
            if [&*head.text, &*c.text, &*zero.text, &*pipe.text] == ["head", "-c", "/dev/zero", "|"]
                && is_command(&command.text) =>
        {
            let mut reader = Reader { standard_input: size.text.parse().ok(), ..Reader::default() };
            reader.all(rest)?;
            reader.finish(text)
        }
        _ => Err(RequestError::new(0, "this is no curl command; begin with curl, or write GET https://host/path")),
    }
}

/// Reads the words after the command; `method` is one written before the URL.
pub(crate) fn read(words: &[Token], method: Option<String>, text: &str) -> Result<Request, RequestError> {
    let mut reader = Reader { method, ..Reader::default() };
    reader.all(words)?;
    reader.finish(text)
}

#[derive(Default)]
struct Reader {
    method: Option<String>,
    url: Option<Url>,
    headers: Vec<(String, usize)>,
    data: Vec<String>,
    /// Bytes that come from elsewhere than the command line.
    piped: u64,
    standard_input: Option<u64>,
    content_type: Option<&'static str>,
    is_head: bool,
    is_get: bool,
}

impl Reader {
    fn all(&mut self, words: &[Token]) -> Result<(), RequestError> {
        let mut words = words.iter();
        let mut only_urls = false;
        while let Some(word) = words.next() {
            if !word.quoted && ends_command(&word.text) {
                break;
            }
            if only_urls || !word.text.starts_with('-') || word.text == "-" {
                if !is_redirection(word) {
                    self.url(&word.text, word.at)?;
                }
            } else if word.text == "--" {
                only_urls = true;
            } else if let Some(name) = word.text.strip_prefix("--") {
                let negated = name.strip_prefix("no-");
                let row = OPTIONS.iter().find(|(long, _, _)| *long == name || Some(*long) == negated);
                let (_, _, effect) = row.ok_or_else(|| unknown(&word.text, word.at))?;
                let value = if effect.takes_value() { Some(value(&mut words, word)?) } else { None };
                self.apply(*effect, value, word)?;
            } else {
                self.letters(word, &mut words)?;
            }
        }
        Ok(())
    }

    /// `-sSXPOST`: letters in a row, the first that takes a value takes the rest of the word or the next word.
    fn letters<'a>(
        &mut self,
        word: &'a Token,
        words: &mut impl Iterator<Item = &'a Token>,
    ) -> Result<(), RequestError> {
        for (place, letter) in word.text.char_indices().skip(1) {
            let row = OPTIONS.iter().find(|(_, short, _)| *short == letter && letter != ' ');
            let (_, _, effect) = row.ok_or_else(|| unknown(&format!("-{letter}"), word.at))?;
            if !effect.takes_value() {
                self.apply(*effect, None, word)?;
                continue;
            }
            let rest = &word.text[place + letter.len_utf8()..];
            let value = if rest.is_empty() { value(words, word)? } else { (rest, word.at) };
            return self.apply(*effect, Some(value), word);
        }
        Ok(())
    }

    fn apply(&mut self, effect: Effect, value: Option<(&str, usize)>, word: &Token) -> Result<(), RequestError> {
        let (value, at) = value.unwrap_or(("", word.at));
        match effect {
            Effect::Method if is_token(value) => self.method = Some(value.to_owned()),
            Effect::Method => {
                return Err(RequestError::new(at, format!("{value:?} is no method; write one such as GET")));
            }
            Effect::Head => self.is_head = true,
            Effect::Get => self.is_get = true,
            Effect::Header => self.headers.push((value.to_owned(), at)),
            Effect::Data => self.data(value, at)?,
            Effect::DataRaw => self.data.push(value.to_owned()),
            Effect::DataEncoded => self.data.push(encoded(value, at)?),
            Effect::Json => {
                self.data(value, at)?;
                self.content_type = Some("application/json");
            }
            Effect::User => self.headers.push((basic(value), at)),
            Effect::Cookie if value.contains('=') => self.headers.push((format!("Cookie: {value}"), at)),
            Effect::Cookie => {
                let what = "a file of cookies is not read; write the cookies themselves, as in -b 'name=value'";
                return Err(RequestError::new(at, what));
            }
            Effect::Agent => self.headers.push((format!("User-Agent: {value}"), at)),
            Effect::Referer => self.headers.push((format!("Referer: {value}"), at)),
            Effect::Url => self.url(value, at)?,
            Effect::Nothing | Effect::NothingWithValue => {}
            Effect::Refused => {
                let what =
                    format!("{} makes a request that is not read here; write its method, URL and headers", word.text);
                return Err(RequestError::new(word.at, what));
            }
        }
        Ok(())
    }

    fn data(&mut self, value: &str, at: usize) -> Result<(), RequestError> {
        match (value.strip_prefix('@'), self.standard_input) {
            (None, _) => self.data.push(value.to_owned()),
            (Some("-"), Some(size)) => {
                self.data.push(String::new());
                self.piped = size;
            }
            (Some(_), _) => {
                return Err(RequestError::new(
                    at,
                    format!("{value} is a file, which is not read here; write the body itself"),
                ));
            }
        }
        Ok(())
    }

    fn url(&mut self, text: &str, at: usize) -> Result<(), RequestError> {
        if self.url.is_some() {
            return Err(RequestError::new(at, format!("{text} would be a second URL; ask for one request at a time")));
        }
        self.url = Some(Url::parse(text, at)?);
        Ok(())
    }

    fn finish(self, text: &str) -> Result<Request, RequestError> {
        let missing =
            || RequestError::new(text.trim_end().len(), "there is no URL; write one, as in https://shop.example.com/");
        let url = self.url.ok_or_else(missing)?;
        let mut request = Request::get(url.scheme, &url.host, &url.path);
        request.port = url.port;
        let body = self.data.join("&");
        let sends_body = !self.data.is_empty() && !self.is_get;
        request.method = match self.method {
            Some(method) => method,
            None if self.is_head => "HEAD".to_owned(),
            None if sends_body => "POST".to_owned(),
            None => request.method,
        };
        if let Some(user) = url.user {
            header(&mut request, &basic(&user), 0)?;
        }
        for (line, at) in &self.headers {
            header(&mut request, line, *at)?;
        }
        if self.is_get && !body.is_empty() {
            let separator = if request.path.contains('?') { '&' } else { '?' };
            request.path = url::target(&format!("{}{separator}{body}", request.path), request.scheme, 0)?;
        } else if sends_body {
            let kind = self.content_type.unwrap_or("application/x-www-form-urlencoded");
            let wanted = [("Content-Type", Some(kind)), ("Accept", self.content_type)];
            for (name, value) in wanted {
                if let Some(value) = value.filter(|_| request.header(name).is_none()) {
                    request.headers.push((name.to_owned(), value.to_owned()));
                }
            }
            request.body_size = self.piped + body.len() as u64;
        }
        Ok(request)
    }
}

/// The value of the option `word`: the next word.
fn value<'a>(words: &mut impl Iterator<Item = &'a Token>, word: &Token) -> Result<(&'a str, usize), RequestError> {
    let missing = || RequestError::new(word.at, format!("{} has no value; write it after a space", word.text));
    words.next().map(|value| (&*value.text, value.at)).ok_or_else(missing)
}

fn unknown(option: &str, at: usize) -> RequestError {
    RequestError::new(
        at,
        format!("what {option} does to the request is not known here; take it away, or write -H, -X or -d"),
    )
}

/// Words at which a shell ends the command.
fn ends_command(word: &str) -> bool {
    matches!(word, "|" | "||" | "&" | "&&" | ";" | ">" | ">>" | "<" | "2>")
}

/// `2>/dev/null`, `>out`.
fn is_redirection(word: &Token) -> bool {
    !word.quoted
        && word.text.trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == '&').starts_with('>')
}

fn basic(user: &str) -> String {
    format!("Authorization: Basic {}", base64::engine::general_purpose::STANDARD.encode(user))
}

/// Takes a header line in: `name: value` adds, `name;` adds an empty one, `name:` takes away, `Host` sets the host.
pub(crate) fn header(request: &mut Request, line: &str, at: usize) -> Result<(), RequestError> {
    let wrong = || RequestError::new(at, format!("{line:?} is no header; write it as 'name: value'"));
    if line.contains(['\r', '\n', '\0']) {
        return Err(wrong());
    }
    let (name, value) = match line.split_once(':') {
        Some((name, value)) => (name.trim(), value.trim()),
        None => (line.strip_suffix(';').ok_or_else(wrong)?.trim(), ""),
    };
    if !is_token(name) {
        return Err(wrong());
    }
    if name.eq_ignore_ascii_case("host") {
        let before = std::mem::take(&mut request.host);
        (request.host, request.port) = url::host_and_port(value, at)?;
        if request.scheme == Scheme::Https && request.host != before && request.sni.is_none() {
            request.sni = Some(before);
        }
    } else if value.is_empty() && line.trim_end().ends_with(':') {
        request.headers.retain(|(key, _)| !key.eq_ignore_ascii_case(name));
    } else {
        request.headers.push((name.to_owned(), value.to_owned()));
    }
    Ok(())
}

/// `--data-urlencode`: `content`, `=content` or `name=content`.
fn encoded(value: &str, at: usize) -> Result<String, RequestError> {
    let (name, content) = match value.find(['=', '@']) {
        Some(place) if value[place..].starts_with('@') => {
            return Err(RequestError::new(
                at,
                format!("{value} is a file, which is not read here; write the body itself"),
            ));
        }
        Some(place) => (&value[..place], &value[place + 1..]),
        None => ("", value),
    };
    let mut out = String::from(name);
    if !name.is_empty() {
        out.push('=');
    }
    for byte in content.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    Ok(out)
}

/// A body of at most this many bytes is written out.
const WRITTEN_BODY: u64 = 256;

/// The request as a `curl` command that a shell takes and [`Request::parse_curl`] reads back; the client's address and
/// `draw`, which curl cannot choose, are left out.
pub fn to_curl(request: &Request) -> String {
    let mut out = String::new();
    if request.body_size > WRITTEN_BODY {
        out.push_str(&format!("head -c {} /dev/zero | ", request.body_size));
    }
    out.push_str("curl");
    let mut word = |option: &str, value: &str| {
        out.push(' ');
        if !option.is_empty() {
            out.push_str(option);
            out.push(' ');
        }
        match shlex::try_quote(value) {
            Ok(quoted) => out.push_str(&quoted),
            Err(_) => out.push_str("''"),
        }
    };
    if request.method == "HEAD" {
        word("", "-I");
    } else if request.method != "GET" || request.body_size > 0 {
        word("-X", &request.method);
    }
    let sni = request.sni.as_deref().filter(|sni| *sni != request.host && request.scheme == Scheme::Https);
    if sni.is_some() {
        word("-H", &format!("Host: {}", request.authority()));
    }
    for (name, value) in &request.headers {
        let line = if value.is_empty() { format!("{name};") } else { format!("{name}: {value}") };
        word("-H", &line);
    }
    if request.body_size > WRITTEN_BODY {
        word("--data-binary", "@-");
    } else if request.body_size > 0 {
        word("--data-binary", &"x".repeat(usize::try_from(request.body_size).unwrap_or_default()));
    }
    let port = request.port.map(|port| format!(":{port}")).unwrap_or_default();
    let host = sni.unwrap_or(&request.host);
    word("", &format!("{}://{host}{port}{}", request.scheme.name(), request.path));
    out
}

#[cfg(test)]
mod tests;
