//! Serves `dist/` on 127.0.0.1, with the page's Content-Security-Policy as a header too, so that workers obey it.

use std::{
    fs::{self, File},
    net::{Ipv4Addr, SocketAddr},
    path::{Component, Path, PathBuf},
    sync::Arc,
    thread,
};

use anyhow::{Context, Result, anyhow, bail};
use tiny_http::{Header, Method, Request, Response, Server};

use crate::{page, workspace};

const PORT: u16 = 8080;

#[rustfmt::skip]
static MIME_TYPES: &[(&str, &str)] = &[
    ("css",  "text/css; charset=utf-8"),
    ("html", "text/html; charset=utf-8"),
    ("js",   "text/javascript; charset=utf-8"),
    ("json", "application/json"),
    ("svg",  "image/svg+xml"),
    ("md",   "text/plain; charset=utf-8"),
    ("txt",  "text/plain; charset=utf-8"),
    ("wasm", "application/wasm"),
    ("yaml", "text/plain; charset=utf-8"),
];

/// `cargo xtask serve [--port N] [--release]`.
///
/// # Errors
/// Those of the build, an occupied port and unknown arguments.
pub(crate) fn command(args: &[String]) -> Result<()> {
    let (mut port, mut mode) = (PORT, page::Mode::Dev);
    let mut rest = args.iter();
    while let Some(arg) = rest.next() {
        match arg.as_str() {
            "--port" => {
                port = rest.next().and_then(|text| text.parse().ok()).context("--port needs a number up to 65535")?;
            }
            "--release" => mode = page::Mode::Release,
            _ => bail!("usage: cargo xtask serve [--port N] [--release]"),
        }
    }
    let server = bind(port)?;
    page::build(mode)?;
    println!("Gatefold is at {} (Ctrl+C stops it)", address(&server)?);
    for worker in start(server)? {
        worker.join().map_err(|_| anyhow!("the server stopped"))?;
    }
    Ok(())
}

/// Takes a port of 127.0.0.1; 0 takes any that is free.
///
/// # Errors
/// When it is taken already.
pub(crate) fn bind(port: u16) -> Result<Server> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    Server::http(address).map_err(|error| anyhow!("cannot listen on {address}: {error}; choose another with --port N"))
}

/// Where a server is reached.
///
/// # Errors
/// When it does not listen on an address.
pub(crate) fn address(server: &Server) -> Result<String> {
    let address = server.server_addr().to_ip().context("the server has no address")?;
    Ok(format!("http://{address}/"))
}

/// Answers requests on threads of its own, as long as the program runs.
///
/// # Errors
/// When the page was not built.
pub(crate) fn start(server: Server) -> Result<Vec<thread::JoinHandle<()>>> {
    let html = fs::read_to_string(workspace::dist().join("index.html")).context("dist/ holds no page")?;
    let policy = Arc::new(policy(&html).context("index.html has no Content-Security-Policy")?.to_owned());
    let server = Arc::new(server);
    let threads = (0..4).map(|_| {
        let (server, policy) = (Arc::clone(&server), Arc::clone(&policy));
        thread::spawn(move || {
            while let Ok(request) = server.recv() {
                // A browser that closed its connection is no concern of the server's.
                let _ = answer(request, &policy);
            }
        })
    });
    Ok(threads.collect())
}

/// The policy that the page states in its `meta` element: the header says the same, by construction.
fn policy(html: &str) -> Option<&str> {
    let (_, rest) = html.split_once("http-equiv=\"Content-Security-Policy\"")?;
    let (_, rest) = rest.split_once("content=\"")?;
    rest.split_once('"').map(|(policy, _)| policy)
}

fn answer(request: Request, policy: &str) -> std::io::Result<()> {
    if !matches!(request.method(), Method::Get | Method::Head) {
        return request.respond(Response::from_string("only GET is served\n").with_status_code(405));
    }
    let Some((file, mime)) = resolve(&workspace::dist(), request.url()) else {
        return request.respond(Response::from_string("there is no such file\n").with_status_code(404));
    };
    let Ok(file) = File::open(file) else {
        return request.respond(Response::from_string("there is no such file\n").with_status_code(404));
    };
    let mut response = Response::from_file(file);
    for (name, value) in [
        ("Content-Type", mime),
        ("Content-Security-Policy", policy),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
        // What is served is what was built last.
        ("Cache-Control", "no-store"),
    ] {
        response
            .add_header(Header::from_bytes(name, value).expect("names and values are ASCII text without line breaks"));
    }
    request.respond(response)
}

/// The file that a URL names, and its type; none for a path that leaves the folder or a type that the page has not.
fn resolve(folder: &Path, url: &str) -> Option<(PathBuf, &'static str)> {
    let path = url.split(['?', '#']).next()?.trim_start_matches('/');
    let path = Path::new(if path.is_empty() { "index.html" } else { path });
    if !path.components().all(|part| matches!(part, Component::Normal(_))) {
        return None;
    }
    let extension = path.extension()?.to_str()?;
    let (_, mime) = MIME_TYPES.iter().find(|(known, _)| *known == extension)?;
    Some((folder.join(path), mime))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_stay_inside_the_folder() {
        let cases: &[(&str, Option<&str>)] = &[
            ("/", Some("dist/index.html")),
            ("/?embed=1", Some("dist/index.html")),
            ("/gatefold-web_bg.wasm", Some("dist/gatefold-web_bg.wasm")),
            ("/examples/canary.yaml", Some("dist/examples/canary.yaml")),
            ("/../Cargo.toml", None),
            ("/a/../../secret.txt", None),
            ("//etc/passwd.txt", Some("dist/etc/passwd.txt")),
            ("/no-extension", None),
        ];
        for (url, expected) in cases {
            let found = resolve(Path::new("dist"), url).map(|(file, _)| file);
            assert_eq!(found.as_deref(), expected.map(Path::new), "{url}");
        }
    }

    #[test]
    fn the_page_states_a_strict_policy() {
        let html = fs::read_to_string(workspace::root().join("index.html")).unwrap();
        let policy = policy(&html).expect("a policy");
        assert!(policy.contains("default-src 'self'"), "{policy}");
        assert!(policy.contains("script-src 'self' 'wasm-unsafe-eval';"), "{policy}");
        assert!(policy.contains("style-src 'self';"), "{policy}");
        assert!(!policy.contains("unsafe-inline") && !policy.contains("http"), "{policy}");
    }
}
