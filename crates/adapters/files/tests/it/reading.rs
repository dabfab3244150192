//! Rows, as they stand in the file and wherever reading begins.

use growffinity_customers::imports::Encoding;
use proptest::prelude::*;

use crate::{Files, short};

async fn read(bytes: &[u8]) -> Vec<(u64, String)> {
    let files = Files::open();
    let head = files.keep(bytes).await;
    short(&files.rows(&head, head.first_row).await)
}

fn told(rows: &[(u64, &str)]) -> Vec<(u64, String)> {
    rows.iter().map(|(line, said)| (*line, (*said).to_owned())).collect()
}

#[tokio::test]
async fn a_row_that_is_wrong_costs_itself_alone() {
    let text = b"a,b\n1,2\n\n3\n4,5,6\n7,8,,\n\"x\ny\",z\n\xff,1\n9,10";
    let expected = [
        (2, "1/2"),
        (4, "growffinity_rest_invalid_row"),
        (5, "growffinity_rest_invalid_row"),
        (6, "7/8"),
        (7, "x\ny/z"),
        (9, "growffinity_rest_invalid_encoding"),
        (10, "9/10"),
    ];
    let files = Files::open();
    let mut head = files.keep(text).await;
    head.encoding = Encoding::Utf8;
    assert_eq!(short(&files.rows(&head, head.first_row).await), told(&expected));
}

#[tokio::test]
async fn a_quote_that_is_never_closed_costs_its_line() {
    let rows = read(b"a,b\n1,2\n\"3,4\n5,6\n7,8\n").await;
    assert_eq!(rows, told(&[(2, "1/2"), (3, "growffinity_rest_invalid_row"), (4, "5/6"), (5, "7/8")]));
}

#[tokio::test]
async fn a_cell_of_ten_megabytes_is_skipped() {
    for quote in ["", "\""] {
        let long = format!("{quote}{}{quote}", "x".repeat(10_000_000));
        let rows = read(format!("a,b\n1,2\n{long},4\n5,6\n").as_bytes()).await;
        assert_eq!(rows, told(&[(2, "1/2"), (3, "rest_too_long"), (4, "5/6")]));
    }
    let long = format!("{{\"a\":1}}\n{{\"a\":\"{}\"}}\n{{\"a\":3}}", "x".repeat(10_000_000));
    let rows = read(long.as_bytes()).await;
    assert_eq!(rows, told(&[(1, "{\"a\":1}"), (2, "rest_too_long"), (3, "{\"a\":3}")]));
}

#[tokio::test]
async fn json_lines_are_read_one_by_one() {
    let rows = read(b"\xEF\xBB\xBF{\"a\":1}\r\n\n[1]\n{oops\n{\"a\":\"\xff\"}\n{\"a\":2}").await;
    let expected = [
        (1, "{\"a\":1}"),
        (3, "rest_invalid_type"),
        (4, "rest_invalid_json"),
        (5, "growffinity_rest_invalid_encoding"),
        (6, "{\"a\":2}"),
    ];
    assert_eq!(rows, told(&expected));
}

#[tokio::test]
async fn every_encoding_gives_the_same_names() {
    let text = "name;b\nZoë Bjørn €;2\n";
    let utf16 = |little: bool| {
        let units = std::iter::once(0xFEFF_u16).chain(text.encode_utf16());
        units.flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect::<Vec<u8>>()
    };
    let marked = [b"\xEF\xBB\xBF", text.as_bytes()].concat();
    let windows = b"name;b\nZo\xeb Bj\xf8rn \x80;2\n".to_vec();
    for bytes in [text.as_bytes().to_vec(), marked, windows, utf16(true), utf16(false)] {
        assert_eq!(read(&bytes).await, told(&[(2, "Zoë Bjørn €/2")]), "{bytes:?}");
    }
}

#[tokio::test]
async fn line_ends_of_every_system_are_counted_alike() {
    for end in ["\n", "\r\n", "\r"] {
        let text = ["a,b", "1,2", "3", "", "4,5"].join(end);
        let expected = [(2, "1/2"), (3, "growffinity_rest_invalid_row"), (5, "4/5")];
        assert_eq!(read(text.as_bytes()).await, told(&expected), "{end:?}");
    }
}

fn cell() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z]{0,4}", "[a-z,\"\n\r;é]{0,6}".prop_map(|text| format!("\"{}\"", text.replace('"', "\"\"")))]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// A worker that goes on where another ended reads what the other would have read.
    #[test]
    fn reading_goes_on_from_any_row(
        rows in prop::collection::vec(prop::collection::vec(cell(), 1..4), 1..12),
        end in prop_oneof![Just("\n"), Just("\r\n"), Just("\r")],
        broken in "[a-z\",]{0,8}",
    ) {
        let mut text = format!("one,two{end}");
        for row in &rows {
            text.push_str(&row.join(","));
            text.push_str(end);
        }
        text.push_str(&broken);
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        runtime.block_on(async {
            let files = Files::open();
            let head = files.keep(text.as_bytes()).await;
            let all = files.rows(&head, head.first_row).await;
            for (index, row) in all.iter().enumerate() {
                let rest = files.rows(&head, row.after).await;
                prop_assert_eq!(short(&rest), short(&all[index + 1..]));
            }
            let last = all.last().map_or(head.first_row, |row| row.after);
            let behind = text.as_bytes().get(usize::try_from(last.offset).unwrap()..).unwrap_or_default();
            prop_assert!(behind.iter().all(|byte| matches!(byte, b'\n' | b'\r')), "nothing is left out: {behind:?}");
            Ok(())
        })?;
    }
}
