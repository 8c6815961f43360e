//! Finding, starting and stopping nginx.

use std::{
    env, fs,
    io::Result,
    net::{Ipv4Addr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// Where Debian's nginx is, for people whose PATH has no `sbin`.
const ELSEWHERE: [&str; 2] = ["/usr/sbin", "/usr/local/sbin"];

/// Where modules are: Debian's folder.
const MODULES: &str = "/usr/lib/nginx/modules";

/// The modules that the controller's configuration takes, in the order in which they are loaded.
const WANTED: [&str; 3] = ["ndk_http_module.so", "ngx_http_lua_module.so", "ngx_http_headers_more_filter_module.so"];

/// How long a server may take to listen.
const PATIENCE: Duration = Duration::from_secs(10);

/// An nginx that runs until this is dropped.
#[derive(Debug)]
pub struct Nginx {
    child: Child,
}

/// Why nginx does not run.
#[derive(Debug)]
pub struct Refused {
    /// What it says.
    pub message: String,
}

fn program() -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = env::split_paths(&path).chain(ELSEWHERE.iter().map(PathBuf::from));
    folders.map(|folder| folder.join("nginx")).find(|file| file.is_file())
}

/// The directives that load what is needed; none where nginx or a module is not installed.
pub fn modules() -> Option<String> {
    program()?;
    let mut text = String::new();
    for module in WANTED {
        let file = Path::new(MODULES).join(module);
        file.is_file().then_some(())?;
        text.push_str(&format!("load_module {};\n", file.display()));
    }
    Some(text)
}

/// Ports that nothing listened on a moment ago.
///
/// # Errors
/// When the machine has none.
pub fn free_ports<const N: usize>() -> Result<[u16; N]> {
    let listeners: Vec<TcpListener> =
        (0..N).map(|_| TcpListener::bind((Ipv4Addr::LOCALHOST, 0))).collect::<Result<_>>()?;
    let mut ports = [0; N];
    for (port, listener) in ports.iter_mut().zip(&listeners) {
        *port = listener.local_addr()?.port();
    }
    Ok(ports)
}

/// Makes a certificate in `folder`; whether that worked. It takes `openssl`.
pub fn make_certificate(folder: &Path) -> bool {
    let mut command = Command::new("openssl");
    command.args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]);
    command.args(["-subj", "/CN=gatefold.example", "-keyout"]).arg(folder.join("key.pem"));
    command.arg("-out").arg(folder.join("certificate.pem"));
    let quiet = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    quiet.status().is_ok_and(|status| status.success())
}

/// Everything around the servers: one process in the foreground, every file inside `folder`.
fn whole(folder: &Path, http: &str) -> Option<String> {
    let folder = folder.display();
    let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|name| format!("{name}_temp_path {folder}/{name};\n"))
        .concat();
    Some(format!(
        "{}daemon off;\nmaster_process off;\npid {folder}/pid;\nerror_log {folder}/error.log error;\n\
         events {{ worker_connections 512; }}\nhttp {{\naccess_log off;\n{temporary}{http}}}\n",
        modules()?
    ))
}

impl Nginx {
    /// Starts nginx with the `http` block given, and waits until it listens on `port`.
    ///
    /// # Errors
    /// When it refuses the configuration, with its words, or does not listen in time.
    pub fn start(folder: &Path, http: &str, port: u16) -> std::result::Result<Self, Refused> {
        let refused = |message: String| Refused { message };
        let (Some(program), Some(text)) = (program(), whole(folder, http)) else {
            return Err(refused("nginx and its modules are not installed".to_owned()));
        };
        let file = folder.join("nginx.conf");
        fs::write(&file, text).map_err(|error| refused(error.to_string()))?;
        let mut command = Command::new(program);
        command.arg("-p").arg(folder).arg("-c").arg(&file).stdin(Stdio::null()).stdout(Stdio::null());
        let child = command.stderr(Stdio::null()).spawn().map_err(|error| refused(error.to_string()))?;
        let mut nginx = Self { child };
        let start = Instant::now();
        loop {
            if nginx.child.try_wait().ok().flatten().is_some() {
                let log = fs::read_to_string(folder.join("error.log")).unwrap_or_default();
                return Err(refused(
                    log.lines().rfind(|line| line.contains("[emerg]")).unwrap_or("no word").to_owned(),
                ));
            }
            if TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok() {
                return Ok(nginx);
            }
            if start.elapsed() > PATIENCE {
                return Err(refused("it does not listen".to_owned()));
            }
            std::thread::sleep(Duration::from_millis(3));
        }
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // It may have ended by itself; there is nobody to tell.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
