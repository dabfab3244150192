//! npm `@woocommerce/woocommerce-rest-api`: lists, writes, errors.

use serde_json::{Value, json};

use super::{app_with_customers, program::node, signing_pair};

#[actix_web::test]
async fn npm_woocommerce_rest_api_works_by_basic() {
    let app = app_with_customers(5).await;
    let Some(seen) = node(&app, "woocommerce_node.js", None).await else { return };
    check(&seen);
}

#[actix_web::test]
async fn npm_woocommerce_rest_api_works_by_signatures_over_http() {
    let app = app_with_customers(5).await;
    let pair = signing_pair(&app).await;
    let Some(seen) = node(&app, "woocommerce_node.js", Some(&pair)).await else { return };
    check(&seen);
}

fn check(seen: &Value) {
    assert_eq!((&seen["total"], &seen["pages"]), (&json!("5"), &json!("3")));
    assert_eq!(seen["emails"], json!(["c3@example.com", "c4@example.com"]));
    let link = seen["link"].as_str().unwrap();
    assert!(link.contains("page=1") && link.contains("rel=\"prev\"") && link.contains("rel=\"next\""), "{link}");
    assert_eq!(seen["created"], json!([201, "FR"]));
    assert_eq!(seen["updated"], json!([200, "Zoë", "FR"]), "what is not named stays");
    assert_eq!(seen["included"], 2, "include takes a list");
    assert_eq!(seen["deleted"], json!([200, true]));
    assert_eq!(seen["missing"]["code"], "growffinity_rest_customer_invalid_id");
    assert_eq!(seen["bad"], json!([400, "rest_missing_callback_param"]));
    assert_eq!(seen["options"], json!(["GET", "POST"]));
}
