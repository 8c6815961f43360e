//! Makes `dist/`, the page: Wasm and its glue, the editor's bundle, the style sheet and the files that start them.
//!
//! The compiler and wasm-bindgen may be ours (`cargo xtask build`) or Trunk's (`trunk build`); everything after them is
//! [`finish`], which Trunk calls as a hook, so that both ways give the same page.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};
use gatefold_core::{CODES, EXAMPLES};

use crate::{install, shell, split, workspace};

/// How the page is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Quick to make: cargo's profile `dev`, nothing optimised.
    Dev,
    /// Small: cargo's profile `web`, wasm-opt, everything minified.
    Release,
}

impl Mode {
    fn profile(self) -> &'static str {
        match self {
            Self::Dev => "dev",
            Self::Release => "web",
        }
    }

    /// The folder in which cargo puts what that profile makes.
    fn folder(self) -> &'static str {
        match self {
            Self::Dev => "debug",
            Self::Release => "web",
        }
    }
}

/// The name of the binary, and so of the glue.
pub(crate) const NAME: &str = "gatefold-web";

/// `cargo xtask build [--dev]`.
///
/// # Errors
/// Those of the build, and unknown arguments.
pub(crate) fn command(args: &[String]) -> Result<()> {
    let mode = match args {
        [] => Mode::Release,
        [flag] if flag == "--release" => Mode::Release,
        [flag] if flag == "--dev" => Mode::Dev,
        _ => bail!("usage: cargo xtask build [--dev]"),
    };
    build(mode)?;
    eprintln!("  the page is in {}", workspace::dist().display());
    Ok(())
}

/// Builds the page into `dist/`.
///
/// # Errors
/// When a tool is missing or fails.
pub(crate) fn build(mode: Mode) -> Result<()> {
    install::wasm_target()?;
    install::npm_packages(&workspace::web())?;
    let wasm = shell::step(&format!("compile the page (profile {})", mode.profile()), || compile(mode))?;
    // Made beside dist/ and moved there when complete: a server never sees half a page.
    let staging = workspace::target()?.join("dist-staging");
    remove_folder(&staging)?;
    shell::step("bind it to JavaScript", || bind(&wasm, &staging))?;
    finish(mode, &staging)?;
    let dist = workspace::dist();
    remove_folder(&dist)?;
    move_folder(&staging, &dist)
}

/// `cargo xtask finish`, the hook in `Trunk.toml`.
///
/// # Errors
/// When Trunk did not call it, or a tool fails.
pub(crate) fn finish_for_trunk(_args: &[String]) -> Result<()> {
    let staging = env::var_os("TRUNK_STAGING_DIR").context("this is called by Trunk; use `cargo xtask build`")?;
    let mode =
        if env::var_os("TRUNK_PROFILE").is_some_and(|profile| profile == "debug") { Mode::Dev } else { Mode::Release };
    install::npm_packages(&workspace::web())?;
    finish(mode, Path::new(&staging))
}

/// A cargo command for the page: `cargo SUBCOMMAND` for its package and target.
///
/// Our own crates are optimised a little even in the profile `dev`, as everybody else's always are there: the engine reads
/// thousands of documents, and a page that crawls is no good for trying things out.
pub(crate) fn cargo(subcommand: &str) -> Command {
    let mut cargo = shell::cargo();
    cargo.args([subcommand, "--package", NAME, "--target", install::WASM]).env("CARGO_PROFILE_DEV_OPT_LEVEL", "1");
    cargo
}

fn compile(mode: Mode) -> Result<PathBuf> {
    let mut cargo = cargo("build");
    cargo.args(["--profile", mode.profile()]);
    shell::run_quietly(&mut cargo)?;
    Ok(workspace::target()?.join(install::WASM).join(mode.folder()).join(format!("{NAME}.wasm")))
}

fn bind(wasm: &Path, out: &Path) -> Result<()> {
    let args = ["wasm-bindgen", "--target", "web", "--no-typescript", "--out-name", NAME, "--out-dir"];
    let args = args.iter().map(Into::into).chain([out.into(), wasm.into()]);
    wasm_bindgen_cli::wasm_bindgen::run_cli_with_args::<_, std::ffi::OsString>(args)
}

/// Adds to the Wasm and its glue in `out` everything else that the page needs.
fn finish(mode: Mode, out: &Path) -> Result<()> {
    if mode == Mode::Release {
        shell::step("optimise the Wasm and split it", || optimise(out))?;
    }
    shell::step("bundle the editor, the styles and the scripts", || bundle(mode, out))?;
    shell::step("write what the page fetches when it is asked for", || reading(out))?;
    let html = fs::read_to_string(workspace::root().join("index.html")).context("cannot read index.html")?;
    fs::write(out.join("index.html"), without_trunk(&html)).context("cannot write index.html")
}

/// Makes the Wasm small and splits it (see [`split`]).
fn optimise(out: &Path) -> Result<()> {
    let first = out.join(format!("{NAME}_bg.wasm"));
    // The slowest step of a build in which no Rust has changed. What was made last is used again when it was made from
    // the same module in the same way.
    let cache = workspace::target()?.join("wasm-opt");
    let (input, output, recipe) = (cache.join("input.wasm"), cache.join("output.wasm"), cache.join("recipe"));
    let (known_first, known_rest) = (cache.join("first.wasm"), cache.join("rest.wasm"));
    let lock =
        fs::read_to_string(workspace::web().join("package-lock.json")).context("cannot read package-lock.json")?;
    let rehearsal = fs::read_to_string(workspace::web().join("js/rehearse.js")).context("cannot read rehearse.js")?;
    let way = [include_str!("page.rs"), include_str!("split.rs"), &rehearsal, &lock].concat();
    let bound = fs::read(&first).with_context(|| format!("cannot read {}", first.display()))?;
    let is_known = fs::read_to_string(&recipe).is_ok_and(|known| known == way)
        && fs::read(&input).is_ok_and(|known| known == bound);
    if !is_known {
        remove_folder(&cache)?;
        fs::create_dir_all(&cache).with_context(|| format!("cannot make {}", cache.display()))?;
        fs::write(&input, bound)?;
        let mut node = node_script("node_modules/binaryen/bin/wasm-opt")?;
        // Rust puts nothing into the first kilobyte of memory: below it there is only the end of the stack. A large function
        // that is called once stays one: taken into its caller, its locals have numbers that compress badly. The names of
        // functions are kept for the splitting.
        let flags = [
            "-Oz",
            "--converge",
            "--low-memory-unused",
            "--strip-producers",
            "--one-caller-inline-max-function-size=100",
            "-g",
        ];
        shell::run_quietly(node.args(flags).arg(&input).arg("-o").arg(&output))?;
        let optimised = fs::read(&output).with_context(|| format!("cannot read {}", output.display()))?;
        let halves = split::split(&optimised, &out.join(format!("{NAME}.js")), &cache)?;
        fs::write(&known_first, halves.first)?;
        fs::write(&known_rest, halves.rest)?;
        // Last, so that a build that was stopped half-way is not taken for a whole one.
        fs::write(&recipe, way)?;
    }
    fs::copy(&known_first, &first).with_context(|| format!("cannot write {}", first.display()))?;
    let rest = out.join(format!("{NAME}_rest.wasm"));
    fs::copy(&known_rest, &rest).with_context(|| format!("cannot write {}", rest.display()))?;
    Ok(())
}

fn bundle(mode: Mode, out: &Path) -> Result<()> {
    let web = workspace::web();
    let bundled = ["--bundle".into(), "--format=esm".into()];
    let editor = [format!("editor={}", web.join("js/editor.js").display())];
    esbuild(mode, out, &editor, &bundled)?;
    let style = [format!("style={}", web.join("styles/main.css").display())];
    esbuild(mode, out, &style, &["--bundle".into()])?;
    // These import each other by name when they run, so they are shortened but not joined.
    let glue = out.join(format!("{NAME}.js"));
    let scripts = [
        format!("boot={}", web.join("boot.js").display()),
        format!("reader={}", web.join("js/reader.js").display()),
        format!("rest={}", web.join("js/rest.js").display()),
        format!("zip={}", web.join("js/zip.js").display()),
        format!("worker={}", web.join("worker.js").display()),
        format!("{NAME}={}", glue.display()),
    ];
    esbuild(mode, out, &scripts, &["--format=esm".into(), "--allow-overwrite".into()])
}

/// What people read and the Wasm does not carry: a page for each code, what is known of every annotation, and the manifests
/// of the examples.
fn reading(out: &Path) -> Result<()> {
    let docs = out.join("docs");
    fs::create_dir_all(&docs).with_context(|| format!("cannot make {}", docs.display()))?;
    for code in CODES {
        let file = docs.join(format!("{}.md", code.facts().id));
        fs::write(&file, code.page()).with_context(|| format!("cannot write {}", file.display()))?;
    }
    let examples = out.join("examples");
    fs::create_dir_all(&examples).with_context(|| format!("cannot make {}", examples.display()))?;
    for example in EXAMPLES {
        let file = examples.join(format!("{}.yaml", example.id));
        fs::write(&file, example.text().as_bytes()).with_context(|| format!("cannot write {}", file.display()))?;
    }
    let annotations = serde_json::to_string(&gatefold_core::annotations())?;
    fs::write(out.join("annotations.json"), annotations).context("cannot write annotations.json")
}

fn esbuild(mode: Mode, out: &Path, entries: &[String], flags: &[String]) -> Result<()> {
    let mut node = node_script("node_modules/esbuild/bin/esbuild")?;
    node.args(entries).args(flags).arg(format!("--outdir={}", out.display())).args(["--log-level=warning"]);
    if mode == Mode::Release {
        node.args(["--minify", "--legal-comments=none"]);
    }
    shell::run_quietly(&mut node)
}

/// A script of `web/`, run by Node: the commands that npm puts beside its packages are shell scripts on some systems.
///
/// # Errors
/// Where there is no Node.
pub(crate) fn node_script(path: &str) -> Result<Command> {
    let Some(node) = shell::find(&["node"]) else {
        bail!("node is not on PATH: install Node.js 20 or newer");
    };
    let mut command = Command::new(node);
    command.current_dir(workspace::web()).arg(workspace::web().join(path));
    Ok(command)
}

/// The page without the lines that only tell Trunk what to build.
fn without_trunk(html: &str) -> String {
    html.split_inclusive('\n').filter(|line| !line.contains("data-trunk")).collect()
}

fn remove_folder(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", folder.display()))
        }
        _ => Ok(()),
    }
}

fn move_folder(from: &Path, to: &Path) -> Result<()> {
    // The target folder may be on another disk, where a rename is refused.
    if fs::rename(from, to).is_ok() {
        return Ok(());
    }
    fs::create_dir_all(to).with_context(|| format!("cannot make {}", to.display()))?;
    for entry in fs::read_dir(from).with_context(|| format!("cannot read {}", from.display()))? {
        let entry = entry?;
        fs::copy(entry.path(), to.join(entry.file_name()))?;
    }
    remove_folder(from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_page_has_no_word_for_trunk() {
        let html = "<head>\n  <link rel=\"icon\" />\n  <link data-trunk rel=\"rust\" />\n</head>\n";
        assert_eq!(without_trunk(html), "<head>\n  <link rel=\"icon\" />\n</head>\n");
    }
}
