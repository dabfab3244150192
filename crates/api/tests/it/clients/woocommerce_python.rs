//! PyPI `woocommerce`: lists to their end, writes, batches, errors.

use serde_json::{Value, json};

use super::{app_with_customers, program::python, signing_pair};

#[actix_web::test]
async fn pypi_woocommerce_works_by_basic() {
    let app = app_with_customers(5).await;
    let Some(seen) = python(&app, "woocommerce_python.py", None).await else { return };
    check(&seen);
}

#[actix_web::test]
async fn pypi_woocommerce_works_by_signatures_over_http() {
    let app = app_with_customers(5).await;
    let pair = signing_pair(&app).await;
    let Some(seen) = python(&app, "woocommerce_python.py", Some(&pair)).await else { return };
    check(&seen);
}

fn check(seen: &Value) {
    assert_eq!(seen["namespace"], "growffinity/v1");
    assert_eq!((&seen["total"], &seen["pages"]), (&json!("5"), &json!("3")));
    let everyone: Vec<String> = (1..=5).map(|number| format!("c{number}@example.com")).collect();
    assert_eq!(seen["emails"], json!(everyone), "a loop until the page is empty sees each once");
    assert_eq!(seen["created"], json!([201, "Zoë"]));
    assert_eq!(seen["updated"], json!([200, "Ång"]), "the whole item can be sent back");
    assert_eq!(seen["picked"].as_array().unwrap().len(), 2, "include takes ids with commas");
    assert_eq!(seen["deleted"], json!([200, true, "Hand-picked"]));
    assert_eq!(seen["batch"], json!([200, false, true]), "one order is recorded, one has its error");
    assert_eq!(seen["missing"]["data"]["status"], 404);
    assert_eq!(seen["bad"], json!([400, "rest_invalid_param", ["page", "per_page"]]));
    assert_eq!(seen["options"], json!(["GET", "POST"]));
}
