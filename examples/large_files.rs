//! Writes documents of any size, to see how time and memory grow:
//!
//!     cargo run --release --example large_files -- FOLDER 1 10 100 1000
//!
//! For each number N: `pages-N.pdf` (N pages), `rows-N.pdf` (one table of 20 N rows), `parts-N.docx`, `parts-N.txt`.

use std::error::Error;
use std::path::Path;

#[path = "../benches/speed/make.rs"]
#[allow(clippy::unwrap_used, reason = "writing to memory does not fail")]
mod make;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, sizes @ ..] = arguments.as_slice() else {
        return Err("usage: large_files FOLDER N...".into());
    };
    let folder = Path::new(folder);
    std::fs::create_dir_all(folder)?;
    for size in sizes {
        let n: usize = size.parse()?;
        std::fs::write(folder.join(format!("pages-{n}.pdf")), make::pdf_of_pages(n))?;
        std::fs::write(folder.join(format!("rows-{n}.pdf")), make::pdf_of_rows(20 * n))?;
        std::fs::write(folder.join(format!("parts-{n}.docx")), make::docx_of_parts(n))?;
        std::fs::write(folder.join(format!("parts-{n}.txt")), make::text_of_parts(n))?;
    }
    Ok(())
}
