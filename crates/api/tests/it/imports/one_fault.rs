//! One fault each: it is refused with its line and name, and the lines around it come in.

use growffinity_testkit::TestApp;

use super::{figures, imported, refusals, send};

/// Imports orders of Ann and Bob with `row` between them, and asserts that it alone is refused.
async fn assert_order_refused(row: &[u8], column: &str, value: &str, code: &str) {
    let app = TestApp::start().await;
    let mut file = b"order_id,email,total,currency\n1,ann@example.com,5,USD\n".to_vec();
    file.extend(row);
    file.extend(b"\n3,bob@example.com,7,USD\n");
    let import = imported(&app, &file, &[("type", "orders")]).await;
    assert_eq!(refusals(&import), [(3, column, value, code)], "{import}");
    assert_eq!(figures(&import), [2, 0, 0, 1]);
    assert_eq!(app.get("/orders").await.header("x-wp-total"), "2");
}

/// The same with customers.
async fn assert_customer_refused(row: &[u8], column: &str, value: &str, code: &str) {
    let app = TestApp::start().await;
    let mut file = b"email,first_name\nann@example.com,Ann\n".to_vec();
    file.extend(row);
    file.extend(b"\nbob@example.com,Bob\n");
    let import = imported(&app, &file, &[("type", "customers")]).await;
    assert_eq!(refusals(&import), [(3, column, value, code)], "{import}");
    assert_eq!(figures(&import), [2, 0, 0, 1]);
    assert_eq!(app.get("/customers").await.header("x-wp-total"), "2");
}

#[actix_web::test]
async fn a_second_line_with_one_address() {
    assert_customer_refused(b"ANN@example.com,Anna", "email", "ann@example.com", "growffinity_rest_customer_exists")
        .await;
}

#[actix_web::test]
async fn an_address_that_is_none() {
    assert_customer_refused(b"ann(at)example.com,Ann", "email", "ann(at)example.com", "rest_invalid_email").await;
}

#[actix_web::test]
async fn an_amount_below_zero() {
    assert_order_refused(b"2,cy@example.com,-0.01,USD", "total", "-0.01", "rest_out_of_bounds").await;
}

#[actix_web::test]
async fn an_amount_that_is_no_number() {
    assert_order_refused(b"2,cy@example.com,NaN,USD", "total", "NaN", "rest_invalid_type").await;
}

#[actix_web::test]
async fn an_amount_without_end() {
    assert_order_refused(b"2,cy@example.com,Infinity,USD", "total", "Infinity", "rest_invalid_type").await;
}

#[actix_web::test]
async fn a_currency_that_nobody_pays_in() {
    assert_order_refused(b"2,cy@example.com,5,ZZZ", "currency", "ZZZ", "rest_not_in_enum").await;
}

#[actix_web::test]
async fn a_name_of_ten_megabytes() {
    let mut row = b"cy@example.com,".to_vec();
    row.extend(vec![b'x'; 10_000_000]);
    assert_customer_refused(&row, "", "", "rest_too_long").await;
}

#[actix_web::test]
async fn a_name_longer_than_names_are() {
    let row = format!("cy@example.com,{}", "é".repeat(201));
    let shown = format!("{}…", "é".repeat(100));
    assert_customer_refused(row.as_bytes(), "first_name", &shown, "rest_too_long").await;
}

#[actix_web::test]
async fn bytes_that_are_no_text() {
    let mut row = "cy@example.com,Zoë ".as_bytes().to_vec();
    row.extend([0xff, 0xfe]);
    assert_customer_refused(&row, "", "cy@example.com Zoë \u{fffd}\u{fffd}", "growffinity_rest_invalid_encoding").await;
}

#[actix_web::test]
async fn a_row_with_a_cell_too_few() {
    assert_order_refused(b"2,cy@example.com,5", "", "2 cy@example.com 5", "growffinity_rest_invalid_row").await;
}

#[actix_web::test]
async fn a_row_with_a_cell_too_many() {
    let shown = "2 cy@example.com 5 USD more";
    assert_order_refused(b"2,cy@example.com,5,USD,more", "", shown, "growffinity_rest_invalid_row").await;
}

#[actix_web::test]
async fn a_byte_order_mark_is_no_part_of_the_first_heading() {
    let app = TestApp::start().await;
    let file = "\u{feff}email,first_name\nann@example.com,Ann\n";
    let import = imported(&app, file.as_bytes(), &[("type", "customers")]).await;
    assert_eq!(figures(&import), [1, 0, 0, 0], "{import}");
    let utf16: Vec<u8> = file.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(figures(&imported(&app, &utf16, &[("type", "customers")]).await), [0, 0, 1, 0], "UTF-16 says the same");
}

#[actix_web::test]
async fn a_zip_named_csv() {
    let app = TestApp::start().await;
    let refused = send(&app, b"PK\x03\x04\x14\x00\x08\x00rest", &[("type", "customers")]).await.expect(400);
    assert_eq!(refused["code"], "rest_invalid_param");
    assert!(refused["data"]["params"]["file"].to_string().contains("ZIP"), "{refused}");
    assert_eq!(app.get("/imports").await.header("x-wp-total"), "0");
}
