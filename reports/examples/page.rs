//! Draws the report of run folders, or its page alone: `cargo run -p reports --example page -- [--page] INTO RUN...`.

use std::path::PathBuf;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let page_only = arguments.first().is_some_and(|first| first.as_os_str() == "--page");
    let mut rest = arguments.drain(usize::from(page_only)..);
    let into = rest.next().ok_or("usage: page [--page] INTO RUN...")?;
    let runs: Vec<PathBuf> = rest.collect();
    let set = reports::compare::read(&runs)?;
    if page_only {
        std::fs::create_dir_all(&into)?;
        std::fs::write(into.join("index.html"), reports::Report::default().page(&set, &[]))?;
        return Ok(());
    }
    let written = reports::write(&set, None, &into)?;
    println!("{} and {} files", written.page.display(), written.files.len());
    Ok(())
}
