//! One HTTP request on a connection of its own, the request line as given.

use std::{
    io::{Error, ErrorKind, Read, Result, Write},
    net::{Ipv4Addr, TcpStream},
    time::Duration,
};

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Headers as sent.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The first header of that name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// No answer of a server on this machine takes longer.
const PATIENCE: Duration = Duration::from_secs(10);

/// Asks the server at `port` of 127.0.0.1, with a body of as many bytes as said.
///
/// # Errors
/// When it does not answer, or not in HTTP.
pub fn ask(port: u16, method: &str, target: &str, headers: &[(String, String)], body: usize) -> Result<Answer> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let mut request = format!("{method} {target} HTTP/1.1\r\nConnection: close\r\n");
    for (name, value) in headers {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    if body > 0 {
        request.push_str(&format!("Content-Length: {body}\r\n"));
    }
    request.push_str("\r\n");
    request.extend(std::iter::repeat_n('x', body));
    stream.write_all(request.as_bytes())?;
    let mut bytes = Vec::new();
    // A server that does not want the body answers and closes: what came until then counts.
    if let Err(problem) = stream.read_to_end(&mut bytes)
        && bytes.is_empty()
    {
        return Err(problem);
    }
    parse(&bytes).ok_or_else(|| Error::new(ErrorKind::InvalidData, "the answer is not HTTP"))
}

fn parse(bytes: &[u8]) -> Option<Answer> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let pair = |line: &str| line.split_once(':').map(|(name, value)| (name.to_owned(), value.trim().to_owned()));
    Some(Answer { status, headers: lines.filter_map(pair).collect(), body: bytes[end + 4..].to_vec() })
}
