//! Reading as a whole: what is reported, what is kept between readings, and that no text is too strange.

mod again;
mod problems;
mod robust;
mod wild;

use gatefold_manifest::{Reading, Source};

fn source(text: &str) -> Source {
    Source { name: "test.yaml".into(), text: text.into() }
}

fn read(text: &str) -> Reading {
    gatefold_manifest::read(&[source(text)])
}
