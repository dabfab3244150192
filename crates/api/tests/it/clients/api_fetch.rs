//! npm `@wordpress/api-fetch`: everything at once, methods in disguise, errors.

use serde_json::json;

use super::{app_with_customers, program::node};

#[actix_web::test]
async fn npm_api_fetch_works() {
    let app = app_with_customers(103).await;
    let Some(seen) = node(&app, "api_fetch.js", None).await else { return };
    assert_eq!(seen["all"], 103, "per_page=-1 follows the links to the end");
    assert_eq!(seen["pages"], "52");
    assert_eq!(seen["created"], "Zoë");
    assert_eq!(seen["updated"], json!(["Ång", "Ång", "7"]));
    assert_eq!(seen["deleted"], json!([true, "Hand-picked"]));
    assert_eq!(seen["batch"], json!([200, 404]));
    assert_eq!(seen["missing"]["code"], "growffinity_rest_customer_invalid_id");
    assert_eq!(seen["bad"], "rest_invalid_param");
}
