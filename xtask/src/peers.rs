//! Installs the servers that the live tests ask, or says what to install; the tests skip what is not there.

use std::{path::Path, process::Command};

use anyhow::Result;

use crate::{install, shell};

/// A server, how to see that it is there, and Debian's packages for it.
struct Peer {
    name: &'static str,
    files: &'static [&'static str],
    packages: &'static [&'static str],
}

/// A new one is a row here.
static PEERS: &[Peer] = &[Peer {
    name: "nginx with its Lua modules",
    files: &[
        "/usr/sbin/nginx",
        "/usr/lib/nginx/modules/ngx_http_lua_module.so",
        "/usr/lib/nginx/modules/ngx_http_headers_more_filter_module.so",
    ],
    packages: &["nginx-light", "libnginx-mod-http-lua", "libnginx-mod-http-headers-more-filter"],
}];

/// `cargo xtask peers`. Where nothing can be installed it says so and succeeds: the live tests then say that they are
/// skipped.
///
/// # Errors
/// When `apt-get` is there and fails.
pub(crate) fn command(_args: &[String]) -> Result<()> {
    for Peer { name, files, packages } in PEERS {
        if files.iter().all(|file| Path::new(file).is_file()) {
            println!("{name}: there");
        } else if install::may_use_apt() {
            let is_new = !Path::new(files[0]).is_file();
            shell::step(&format!("install {name} by apt-get"), || install::by_apt(packages))?;
            if is_new {
                stop_service();
            }
        } else {
            let packages = packages.join(" ");
            println!("{name}: not there, so its live tests are skipped; on Debian: apt-get install {packages}");
        }
    }
    Ok(())
}

/// Debian starts nginx as it installs it; the tests start their own.
fn stop_service() {
    if shell::find(&["service"]).is_some() {
        // Where no service runs there is nothing to stop.
        let _ = shell::run_quietly(Command::new("service").args(["nginx", "stop"]));
    }
}
