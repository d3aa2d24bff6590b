#![allow(
    missing_docs,
    clippy::all,
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::panic
)]
use baobiao::output::{self, ReportJson};
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let out = &args[1];
    std::fs::create_dir_all(out).unwrap();
    for p in &args[2..] {
        let name = std::path::Path::new(p)
            .file_name()
            .unwrap()
            .to_str()
            .unwrap()
            .to_owned();
        let t = std::time::Instant::now();
        match baobiao::extract_path(p, &baobiao::Options::default()) {
            Ok(e) => {
                let j = ReportJson::from_extraction(&e, &name);
                std::fs::write(format!("{out}/{name}.json"), output::to_json(&j).unwrap()).unwrap();
                println!(
                    "{name}\t{:?}\t{:?}\t{}/{}/{}\t{:?}\t{:.1}ms",
                    e.status,
                    e.judgement.verdict,
                    e.judgement.counts.confirmed,
                    e.judgement.counts.single,
                    e.judgement.counts.disputed,
                    e.judgement
                        .reasons
                        .iter()
                        .map(|r| format!("{}:{}", r.code, r.cells.len()))
                        .take(4)
                        .collect::<Vec<_>>(),
                    t.elapsed().as_secs_f64() * 1e3
                );
            }
            Err(e) => println!("{name}\tERR {e}"),
        }
    }
}
