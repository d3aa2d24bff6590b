#![allow(
    missing_docs,
    clippy::all,
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::panic
)]
use baobiao::report::read::figures;
fn main() {
    for p in std::env::args().skip(1) {
        let o = baobiao::Options {
            format: p.ends_with("txt").then_some(baobiao::document::Format::Text),
            ..Default::default()
        };
        let d = baobiao::read_document(&std::fs::read(&p).unwrap(), &o).unwrap();
        println!("{p}");
        let mut all = vec![("main".to_string(), &d.tables)];
        for r in &d.readings {
            all.push((r.method.as_str().to_string(), &r.tables));
        }
        for (n, t) in all {
            let f = figures(t);
            println!(
                "  {n}: tables {:?} figures d={} r={} l={} doubted {:?}",
                t.iter()
                    .map(|t| (
                        t.n_rows(),
                        t.n_cols(),
                        t.doubts
                            .iter()
                            .map(|d| format!("{}@{:?}", d.code, d.place))
                            .take(5)
                            .collect::<Vec<_>>()
                    ))
                    .collect::<Vec<_>>(),
                f.disclosure.is_some(),
                f.requests.is_some(),
                f.litigation.is_some(),
                f.doubted
            );
        }
    }
}
