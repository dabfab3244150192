//! npm `wpapi`, which finds the routes by itself: handlers, paging by links, writes, errors.

use serde_json::json;

use super::{app_with_customers, program::node};

#[actix_web::test]
async fn npm_wpapi_discovers_the_api() {
    let app = app_with_customers(5).await;
    let Some(seen) = node(&app, "wpapi.js", None).await else { return };
    assert_eq!(seen["resources"], json!(["customers", "orders", "segments", "campaigns"]), "handlers are made");
    assert_eq!(seen["emails"], json!(["c3@example.com", "c4@example.com"]));
    assert_eq!(seen["paging"], json!({"total": 5, "pages": 3}));
    assert_eq!(seen["next"], json!(["c5@example.com"]), "the link to the next page can be followed");
    assert_eq!(seen["included"], 2, "include takes a list");
    assert_eq!(seen["created"], "Zoë");
    assert_eq!(seen["updated"], json!(["Zoë", "Ång"]));
    assert_eq!(seen["orders"], 0, "routes below an item are handlers too");
    assert_eq!(seen["deleted"], json!([true, "Hand-picked"]), "DELETE comes with a body");
    assert_eq!(seen["missing"]["data"]["status"], 404);
    assert_eq!(seen["bad"], "rest_invalid_param");
    assert_eq!(seen["headers"], true, "HEAD answers the item's headers");
}
