//! Checks a folder of cases of ingress-nginx: `nginx_oracle --dir DIR`. Exits 1 where a fact does not hold, 2 where the
//! folder cannot be read.

use std::{path::PathBuf, process::ExitCode};

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let folder = match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["--dir", folder] => PathBuf::from(folder),
        [] => PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("cases/ingress-nginx"),
        _ => {
            eprintln!("usage: nginx_oracle [--dir DIR]");
            return ExitCode::from(2);
        }
    };
    match gatefold_tests::nginx_oracle::check(&folder) {
        Ok(report) => {
            println!("{report}");
            if report.failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => {
            eprintln!("{}: {error}", folder.display());
            ExitCode::from(2)
        }
    }
}
