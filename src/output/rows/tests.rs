use super::*;
use crate::extract::{Options, extract};
use crate::output::ReportJson;

fn report(name: &str) -> ReportJson {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("samples")
        .join(name);
    let extraction = extract(&std::fs::read(path).unwrap(), &Options::default()).unwrap();
    ReportJson::from_extraction(&extraction, name)
}

fn written<R: Row>(rows: Vec<R>, format: Format) -> Vec<u8> {
    let mut writer = Writer::new(Vec::new(), format).unwrap();
    writer.push(rows).unwrap();
    writer.finish().unwrap()
}

#[test]
fn every_value_has_one_row_with_its_name() {
    let report = report("lo-plain.pdf");
    let rows = value_rows(&report);
    assert_eq!(rows.len(), 10 + 175 + 15);
    let received = rows
        .iter()
        .find(|r| r.row_key.as_deref() == Some("received") && r.column_key.as_deref() == Some("total"))
        .unwrap();
    assert_eq!(received.value, Some(Number::Whole(12)));
    assert_eq!(received.column_path, "申请人情况 > 总计");
    assert!(received.page.is_some() && received.x0 < received.x1 && received.top < received.bottom);
    assert!(
        rows.iter()
            .all(|r| !r.row_path.is_empty() && !r.column_path.is_empty())
    );
    let names: std::collections::BTreeSet<_> = rows
        .iter()
        .map(|r| (&r.table, &r.row_path, &r.column_path))
        .collect();
    assert_eq!(names.len(), rows.len());
}

#[test]
fn columns_are_the_same_in_every_format() {
    fn check<R: Row + Clone>(rows: Vec<R>) {
        let line = written(rows.clone(), Format::Ndjson);
        let object: serde_json::Map<String, serde_json::Value> =
            serde_json::from_slice(line.split(|b| *b == b'\n').next().unwrap()).unwrap();
        assert_eq!(object.keys().collect::<Vec<_>>(), R::COLUMNS);
        let csv = String::from_utf8(written(rows, Format::Csv { bom: false })).unwrap();
        assert_eq!(csv.lines().next().unwrap(), R::COLUMNS.join(","));
        #[cfg(feature = "parquet")]
        assert_eq!(
            R::schema().fields().iter().map(|f| f.name()).collect::<Vec<_>>(),
            R::COLUMNS
        );
    }
    let report = report("lo-plain.pdf");
    check(value_rows(&report));
    check(vec![ReportRow::from_report(&report)]);
}

#[test]
fn csv_says_what_ndjson_says() {
    let rows = value_rows(&report("lo-plain.pdf"));
    let lines = written(rows.clone(), Format::Ndjson);
    let objects = lines
        .split(|b| *b == b'\n')
        .filter(|l| !l.is_empty())
        .map(|l| serde_json::from_slice::<serde_json::Map<String, serde_json::Value>>(l).unwrap());
    let csv = written(rows.clone(), Format::Csv { bom: false });
    let mut reader = csv::Reader::from_reader(csv.as_slice());
    let mut records = 0;
    for (record, object) in reader.records().zip(objects) {
        for (field, value) in record.unwrap().iter().zip(object.values()) {
            match value {
                serde_json::Value::Null => assert_eq!(field, ""),
                serde_json::Value::String(text) => assert_eq!(field, text),
                serde_json::Value::Number(number) => assert_eq!(field.parse(), Ok(number.as_f64().unwrap())),
                other => assert_eq!(field, other.to_string()),
            }
        }
        records += 1;
    }
    assert_eq!(records, rows.len());
}

#[test]
fn ndjson_reads_back_as_the_same_rows() {
    let report = report("lo-plain.pdf");
    let rows = value_rows(&report);
    let lines = written(rows.clone(), Format::Ndjson);
    let back: Vec<ValueRow> = serde_json::Deserializer::from_slice(&lines)
        .into_iter()
        .map(Result::unwrap)
        .collect();
    assert_eq!(back, rows);
}

#[test]
fn a_spreadsheet_gets_its_mark_and_no_formulas() {
    let mut row = value_rows(&report("lo-plain.pdf")).remove(0);
    for (raw, shown) in [
        ("=1+1", "'=1+1"),
        ("-2+cmd|x", "'-2+cmd|x"),
        ("@a", "'@a"),
        ("-", "-"),
        ("-35", "-35"),
        ("减10", "减10"),
    ] {
        row.raw = raw.to_owned();
        let csv = String::from_utf8(written(vec![row.clone()], Format::Csv { bom: true })).unwrap();
        assert!(csv.starts_with("\u{feff}report_id,"));
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        assert_eq!(&reader.records().next().unwrap().unwrap()[10], shown);
        let plain = written(vec![row.clone()], Format::Csv { bom: false });
        assert_eq!(
            &csv::Reader::from_reader(plain.as_slice())
                .records()
                .next()
                .unwrap()
                .unwrap()[10],
            raw
        );
    }
}

#[test]
fn an_input_that_could_not_be_read_has_a_row_too() {
    let error = crate::diagnostic::Error::corrupt("no pages");
    let row = ReportRow::from_error(&error, "a.pdf");
    assert_eq!(
        (row.status, row.error_kind.as_deref()),
        (ReportStatus::Error, Some("corrupt"))
    );
    assert_eq!(row.retryable, Some(false));
    assert!(!written(vec![row], Format::Csv { bom: false }).is_empty());
}

#[cfg(feature = "parquet")]
#[test]
fn record_batches_and_parquet_hold_every_row() {
    use arrow_array::cast::AsArray;
    let report = report("lo-plain.pdf");
    let rows = value_rows(&report);
    let batch = values_to_record_batch(&rows).unwrap();
    assert_eq!(batch.num_rows(), rows.len());
    let values = batch.column_by_name("value").unwrap();
    let values = values.as_primitive::<arrow_array::types::Decimal128Type>();
    let received = rows
        .iter()
        .position(|r| r.row_key.as_deref() == Some("received") && r.column_key.as_deref() == Some("total"))
        .unwrap();
    assert_eq!(values.value(received), 12 * 10_i128.pow(9));
    let reports = vec![
        ReportRow::from_report(&report),
        ReportRow::from_error(&crate::diagnostic::Error::corrupt("x"), "b.pdf"),
    ];
    assert_eq!(reports_to_record_batch(&reports).unwrap().num_rows(), 2);
    for bytes in [written(rows, Format::Parquet), written(reports, Format::Parquet)] {
        assert!(bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1"));
    }
}
