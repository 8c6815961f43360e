//! Share links: `#1.<base64url(zlib(JSON with defaults left out))>`.
//!
//! The number before the dot is the format's version; each has one pure decoder that migrates to the next. Secrets are
//! redacted before a link is made, inflation is capped, and a link that cannot be read says why and changes nothing.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use gatefold_manifest::{Source, Yaml, from_json, redacted};
use miniz_oxide::{deflate, inflate};
use serde::{Deserialize, Serialize};

use crate::{
    Example, Settings,
    view::{LinkSize, LinkView},
};

/// The newest format, and the one that is written.
const FORMAT: &str = "1";
/// What a link may inflate to. A larger input is offered as a file.
pub const INFLATE_LIMIT: usize = 1 << 20;
/// Strongest compression: links are made rarely and sent often.
const LEVEL: u8 = 10;

/// Everything that a link holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shared {
    /// Names and texts of the sources.
    pub sources: Vec<SharedSource>,
    /// What the sender chose.
    #[serde(default)]
    pub settings: Settings,
    /// The request in the address bar.
    #[serde(default)]
    pub request: String,
}

/// One source.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SharedSource {
    /// Its name.
    pub name: String,
    /// Its text, without Secret values.
    pub text: String,
}

/// Why a link cannot be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkError {
    /// It is no link of Gatefold.
    NotALink,
    /// It was made by a newer Gatefold.
    Newer(String),
    /// Something was lost on the way: it was cut or changed.
    Damaged,
    /// It holds more than a link may hold.
    TooLarge,
    /// It names no example.
    NoSuchExample(String),
}

impl fmt::Display for LinkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotALink => f.write_str("this is not a link of Gatefold; one looks like #1.… or #example/NAME"),
            Self::Newer(format) => write!(
                f,
                "this link has format {format}, which a newer Gatefold made; reload the page to get the newest one"
            ),
            Self::Damaged => f.write_str(
                "this link was cut or changed on its way; ask for it again, as a file if the chat shortens long links",
            ),
            Self::TooLarge => {
                write!(f, "this link holds more than {} KiB, which no link of Gatefold does", INFLATE_LIMIT / 1024)
            }
            Self::NoSuchExample(name) => {
                write!(f, "there is no example {name}; the menu of examples and `gatefold examples` list them")
            }
        }
    }
}

impl std::error::Error for LinkError {}

impl Shared {
    /// What is shared of these sources: all but Secret values.
    pub fn new(sources: &[Source], settings: Settings, request: &str) -> Self {
        let clean =
            |source: &Source| SharedSource { name: source.name.to_string(), text: redacted(&source.text).into_owned() };
        Self { sources: sources.iter().map(clean).collect(), settings, request: request.to_owned() }
    }

    /// As JSON, without what is as it always is.
    pub fn to_json(&self) -> String {
        let sources = self
            .sources
            .iter()
            .map(|source| Yaml::map([("name", source.name.as_str().into()), ("text", source.text.as_str().into())]));
        let chosen = self.settings.chosen_fields();
        let mut fields = vec![("sources", Yaml::list(sources))];
        if !chosen.is_empty() {
            fields.push(("settings", Yaml::map(chosen.into_iter().map(|(name, text)| (name, text.into())))));
        }
        if !self.request.is_empty() {
            fields.push(("request", self.request.as_str().into()));
        }
        Yaml::map(fields).to_json()
    }

    /// What [`Shared::to_json`] wrote; none for anything else.
    pub fn from_json(json: &str) -> Option<Self> {
        from_json(json)
    }

    /// The fragment, its `#` included.
    ///
    /// # Errors
    /// [`LinkError::TooLarge`] past [`INFLATE_LIMIT`]: nothing is offered that could not be opened.
    pub fn to_fragment(&self) -> Result<String, LinkError> {
        let json = self.to_json();
        if json.len() > INFLATE_LIMIT {
            return Err(LinkError::TooLarge);
        }
        let packed = deflate::compress_to_vec_zlib(json.as_bytes(), LEVEL);
        Ok(format!("#{FORMAT}.{}", URL_SAFE_NO_PAD.encode(packed)))
    }

    /// Reads a fragment, or a whole address that ends in one. zlib's checksum finds what was cut or changed.
    ///
    /// # Errors
    /// See [`LinkError`].
    pub fn from_fragment(link: &str) -> Result<Self, LinkError> {
        match Named::by(link)? {
            Named::Example(example) => Ok(example.shared()),
            Named::Work(shared) => Ok(*shared),
        }
    }
}

/// What a link stands for.
#[derive(Debug, Clone)]
pub enum Named {
    /// An example: its manifest is elsewhere.
    Example(&'static Example),
    /// Work that is in the link itself.
    Work(Box<Shared>),
}

impl Named {
    /// Reads a fragment, or a whole address that ends in one.
    ///
    /// # Errors
    /// See [`LinkError`].
    pub fn by(link: &str) -> Result<Self, LinkError> {
        let fragment = link.trim().rsplit_once('#').map_or(link.trim(), |(_, fragment)| fragment);
        if let Some(name) = fragment.strip_prefix("example/") {
            let example = crate::example(name).ok_or_else(|| LinkError::NoSuchExample(name.to_owned()))?;
            return Ok(Self::Example(example));
        }
        Shared::from_own(fragment).map(|shared| Self::Work(Box::new(shared)))
    }
}

impl Shared {
    /// What a fragment holds in itself.
    fn from_own(fragment: &str) -> Result<Self, LinkError> {
        if let Some(text) = fragment.strip_prefix("yaml=") {
            let text = percent_decode(text).ok_or(LinkError::Damaged)?;
            let sources = vec![SharedSource { name: "input.yaml".to_owned(), text }];
            return Ok(Self { sources, ..Self::default() });
        }
        let (format, body) = fragment.split_once('.').ok_or(LinkError::NotALink)?;
        match format {
            "1" => Self::decode_1(body),
            _ if !format.is_empty() && format.bytes().all(|byte| byte.is_ascii_digit()) => {
                Err(LinkError::Newer(format.to_owned()))
            }
            _ => Err(LinkError::NotALink),
        }
    }

    fn decode_1(body: &str) -> Result<Self, LinkError> {
        let packed = URL_SAFE_NO_PAD.decode(body).map_err(|_| LinkError::Damaged)?;
        let json = inflate::decompress_to_vec_zlib_with_limit(&packed, INFLATE_LIMIT).map_err(|error| {
            if error.status == inflate::TINFLStatus::HasMoreOutput { LinkError::TooLarge } else { LinkError::Damaged }
        })?;
        String::from_utf8(json).ok().and_then(|json| Self::from_json(&json)).ok_or(LinkError::Damaged)
    }
}

/// The link to these sources as the page and the terminal show it; `secrets` is how many Secrets they hold.
pub(crate) fn link_view(sources: &[Source], settings: &Settings, request: &str, secrets: usize) -> LinkView {
    let shared = Shared::new(sources, settings.clone(), request);
    let fragment = shared.to_fragment().unwrap_or_default();
    let length = fragment.len();
    let size = match length {
        0 => LinkSize::TooLong,
        1..=2_000 => LinkSize::Fine,
        2_001..=8_000 => LinkSize::Long,
        8_001..=32_000 => LinkSize::VeryLong,
        _ => LinkSize::TooLong,
    };
    LinkView { fragment, length, size, redacted_secrets: secrets }
}

fn percent_decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'%' => {
                let digit =
                    |byte: Option<u8>| char::from(byte?).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
                bytes.push(digit(rest.next())? * 16 + digit(rest.next())?);
            }
            b'+' => bytes.push(b' '),
            _ => bytes.push(byte),
        }
    }
    (bytes.len() <= INFLATE_LIMIT).then(|| String::from_utf8(bytes).ok())?
}
