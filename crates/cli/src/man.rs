//! `gatefold man`: the manual pages, made from the same description that reads the command line.

use std::fs;

use clap::CommandFactory as _;

use crate::{Answered, args, failure::Failure, output};

pub(crate) fn run(args: &args::Man) -> Result<Answered, Failure> {
    let command = args::Cli::command();
    match &args.output {
        Some(folder) => {
            let problem = |problem: std::io::Error| Failure::file(folder, &problem);
            fs::create_dir_all(folder).map_err(problem)?;
            clap_mangen::generate_to(command, folder).map_err(problem)?;
        }
        None => {
            let mut page = Vec::new();
            let rendered = clap_mangen::Man::new(command).render(&mut page);
            rendered.map_err(|problem| Failure::new(problem.to_string()))?;
            output::print(&String::from_utf8_lossy(&page))?;
        }
    }
    Ok(Answered::Fine)
}
