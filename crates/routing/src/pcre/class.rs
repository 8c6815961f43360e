//! Bracket expressions: sets of bytes.

use super::{PcreError, Translator, write_byte};

/// A set of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ByteSet([u128; 2]);

impl ByteSet {
    pub(super) const EMPTY: Self = Self([0; 2]);
    pub(super) const FULL: Self = Self([u128::MAX; 2]);

    pub(super) fn of(byte: u8) -> Self {
        let mut set = Self::EMPTY;
        set.insert(byte);
        set
    }

    /// The bytes for which `holds`.
    pub(super) fn where_(holds: fn(u8) -> bool) -> Self {
        let mut set = Self::EMPTY;
        (0..=u8::MAX).filter(|&byte| holds(byte)).for_each(|byte| set.insert(byte));
        set
    }

    fn insert(&mut self, byte: u8) {
        self.0[usize::from(byte >> 7)] |= 1 << (byte & 127);
    }

    fn contains(&self, byte: u8) -> bool {
        self.0[usize::from(byte >> 7)] >> (byte & 127) & 1 == 1
    }

    pub(super) fn negated(self) -> Self {
        Self(self.0.map(|half| !half))
    }

    fn join(&mut self, other: Self) {
        self.0[0] |= other.0[0];
        self.0[1] |= other.0[1];
    }

    /// Adds a byte, and its other case where cases are one.
    fn add(&mut self, byte: u8, caseless: bool) {
        self.insert(byte);
        if caseless {
            self.insert(byte.to_ascii_lowercase());
            self.insert(byte.to_ascii_uppercase());
        }
    }

    /// Writes it in the engine's syntax.
    pub(super) fn write(&self, out: &mut String) {
        if *self == Self::EMPTY {
            out.push_str("[^\\x00-\\x{10FFFF}]");
            return;
        }
        out.push('[');
        let mut next = 0_u16;
        while let Some(first) = (next..256).filter_map(|it| u8::try_from(it).ok()).find(|&byte| self.contains(byte)) {
            let last = (first..=u8::MAX).take_while(|&byte| self.contains(byte)).last().unwrap_or(first);
            write_byte(out, first);
            if last > first {
                out.push('-');
                write_byte(out, last);
            }
            next = u16::from(last) + 1;
        }
        out.push(']');
    }
}

/// What an escape that stands for several bytes stands for; none for other escapes.
pub(super) fn escape_set(escape: u8) -> Option<ByteSet> {
    let holds: fn(u8) -> bool = match escape.to_ascii_lowercase() {
        b'd' => |byte| byte.is_ascii_digit(),
        b'w' => |byte| byte.is_ascii_alphanumeric() || byte == b'_',
        b's' => |byte| matches!(byte, b' ' | 9..=13),
        b'h' => |byte| matches!(byte, b' ' | b'\t' | 0xa0),
        b'v' => |byte| matches!(byte, 10..=13 | 0x85),
        _ => return None,
    };
    let set = ByteSet::where_(holds);
    Some(if escape.is_ascii_uppercase() { set.negated() } else { set })
}

fn posix(name: &[u8], caseless: bool) -> Option<ByteSet> {
    let holds: fn(u8) -> bool = match name {
        b"lower" | b"upper" if caseless => |byte| byte.is_ascii_alphabetic(),
        b"alpha" => |byte| byte.is_ascii_alphabetic(),
        b"lower" => |byte| byte.is_ascii_lowercase(),
        b"upper" => |byte| byte.is_ascii_uppercase(),
        b"alnum" => |byte| byte.is_ascii_alphanumeric(),
        b"ascii" => |byte| byte.is_ascii(),
        b"blank" => |byte| matches!(byte, b' ' | b'\t'),
        b"cntrl" => |byte| byte.is_ascii_control(),
        b"digit" => |byte| byte.is_ascii_digit(),
        b"graph" => |byte| byte.is_ascii_graphic(),
        b"print" => |byte| byte.is_ascii_graphic() || byte == b' ',
        b"punct" => |byte| byte.is_ascii_punctuation(),
        b"space" => |byte| matches!(byte, b' ' | 9..=13),
        b"word" => |byte| byte.is_ascii_alphanumeric() || byte == b'_',
        b"xdigit" => |byte| byte.is_ascii_hexdigit(),
        _ => return None,
    };
    Some(ByteSet::where_(holds))
}

/// What the next byte of a class can be to a hyphen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Range {
    /// No range begins.
    No,
    /// A range can begin with this byte.
    From(u8),
    /// The hyphen was read.
    Started(u8),
}

/// What a class is made of.
#[derive(Debug, Clone, Copy)]
enum Member {
    Byte(u8),
    /// A set that has a name or an escape of its own.
    Set(ByteSet),
}

const NO_END: PcreError = PcreError::Refused("missing terminating ] for character class");
const NO_RANGE: PcreError = PcreError::Refused("invalid range in character class");

impl Translator<'_> {
    /// The rest of a class whose bracket was read.
    pub(super) fn class(&mut self) -> Result<ByteSet, PcreError> {
        if let Some(sign) = self.posix_end().and(self.peek()) {
            return Err(PcreError::Refused(match sign {
                b':' => "POSIX named classes are supported only within a class",
                _ => "POSIX collating elements are not supported",
            }));
        }
        if self.text[self.at..].starts_with(b"[:<:]]") || self.text[self.at..].starts_with(b"[:>:]]") {
            return Err(PcreError::NotLinear("a border of a word, [[:<:]] or [[:>:]]"));
        }
        let mut set = ByteSet::EMPTY;
        self.empty_quotes();
        let negated = self.eat("^");
        self.empty_quotes();
        let (mut range, mut first, mut quoted) = (Range::No, true, false);
        loop {
            let byte = self.next().ok_or(NO_END)?;
            let member = match (byte, range) {
                (b'\\', _) if quoted && self.eat("E") => {
                    quoted = false;
                    continue;
                }
                _ if quoted => Member::Byte(byte),
                (b']', _) if !first => break,
                (b'[', _) => self.posix_class()?.map_or(Member::Byte(byte), Member::Set),
                (b'-', Range::From(from)) => {
                    range = Range::Started(from);
                    continue;
                }
                (b'\\', _) if self.eat("Q") => {
                    quoted = true;
                    continue;
                }
                (b'\\', _) if self.eat("E") => continue,
                (b'\\', _) => self.class_escape()?,
                _ => Member::Byte(byte),
            };
            first = false;
            let caseless = self.flags.caseless;
            range = match (member, range) {
                (Member::Set(named), _) => {
                    set.join(self.after_set(named, range)?);
                    Range::No
                }
                (Member::Byte(last), Range::Started(from)) if from > last => {
                    return Err(PcreError::Refused("range out of order in character class"));
                }
                (Member::Byte(last), Range::Started(from)) => {
                    (from..=last).for_each(|byte| set.add(byte, caseless));
                    Range::No
                }
                (Member::Byte(byte), Range::No | Range::From(_)) => {
                    set.add(byte, caseless);
                    Range::From(byte)
                }
            };
        }
        if matches!(range, Range::Started(_)) {
            set.insert(b'-');
        }
        Ok(if negated { set.negated() } else { set })
    }

    /// What an escape stands for in a class; the backslash was read.
    fn class_escape(&mut self) -> Result<Member, PcreError> {
        let escape = self.peek().ok_or(PcreError::Refused("\\ at end of pattern"))?;
        Ok(match escape {
            b'b' => {
                self.at += 1;
                Member::Byte(8)
            }
            b'p' | b'P' => Member::Set(self.property()?),
            b'N' => return Err(PcreError::Refused("\\N is not supported in a class")),
            b'B' | b'R' | b'X' | b'A' | b'z' | b'Z' | b'G' | b'k' | b'C' | b'K' => {
                return Err(PcreError::Refused("escape sequence is invalid in character class"));
            }
            _ => match escape_set(escape) {
                Some(named) => {
                    self.at += 1;
                    Member::Set(named)
                }
                None => Member::Byte(self.class_byte()?),
            },
        })
    }

    fn empty_quotes(&mut self) {
        while self.eat("\\E") || self.eat("\\Q\\E") {}
    }

    /// A set inside a class begins and ends no range.
    fn after_set(&self, set: ByteSet, range: Range) -> Result<ByteSet, PcreError> {
        let follows = &self.text[self.at..];
        let begins = follows.len() > 1 && follows[0] == b'-' && follows[1] != b']';
        if begins || matches!(range, Range::Started(_)) { Err(NO_RANGE) } else { Ok(set) }
    }

    /// Where `:]` ends what begins with `:` here, as PCRE looks for it; the same for `.` and `=`.
    fn posix_end(&self) -> Option<usize> {
        let sign = self.peek().filter(|sign| b":.=".contains(sign))?;
        let mut at = self.at + 1;
        while at + 1 < self.text.len() {
            match (self.text[at], self.text[at + 1]) {
                (b'\\', b']' | b'\\') => at += 1,
                (b'[', next) if next == sign => return None,
                (b']', _) => return None,
                (first, b']') if first == sign => return Some(at),
                _ => {}
            }
            at += 1;
        }
        None
    }

    /// `[:name:]` after its bracket.
    fn posix_class(&mut self) -> Result<Option<ByteSet>, PcreError> {
        let Some(end) = self.posix_end() else { return Ok(None) };
        if self.peek() != Some(b':') {
            return Err(PcreError::Refused("POSIX collating elements are not supported"));
        }
        let name = &self.text[self.at + 1..end];
        let (negated, name) = name.strip_prefix(b"^").map_or((false, name), |name| (true, name));
        let set = posix(name, self.flags.caseless).ok_or(PcreError::Refused("unknown POSIX class name"))?;
        self.at = end + 2;
        Ok(Some(if negated { set.negated() } else { set }))
    }
}
