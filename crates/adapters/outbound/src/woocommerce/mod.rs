//! Reads WooCommerce shops by their REST API v3.

mod credentials;
mod retry;

use std::sync::Arc;

use async_trait::async_trait;
use chrono::SecondsFormat;
use growffinity_customers::sync::{PageRequest, ShopAccess, ShopApi, ShopError, ShopList, ShopPage};
use growffinity_kernel::{Clock, Random};
use reqwest::{StatusCode, header::HeaderMap};
use serde_json::Value;
use url::Url;

pub use self::retry::Patience;
use crate::{Answer, OutboundClient, OutboundError};

/// How many items a page has: the most that WooCommerce gives.
const PER_PAGE: usize = 100;

/// WooCommerce shops, over HTTP.
pub struct WooCommerceApi {
    client: OutboundClient,
    patience: Patience,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
}

impl WooCommerceApi {
    /// Reads shops through `client`, as patiently as told.
    pub fn new(client: OutboundClient, patience: Patience, clock: Arc<dyn Clock>, random: Arc<dyn Random>) -> Self {
        Self { client, patience, clock, random }
    }
}

#[async_trait]
impl ShopApi for WooCommerceApi {
    async fn page(&self, shop: &ShopAccess, request: PageRequest) -> Result<ShopPage, ShopError> {
        let url = page_url(shop, request)?;
        let answer = self.ask(shop, &url).await?;
        if !answer.status.is_success() {
            return Err(refusal(&answer));
        }
        let items = match serde_json::from_slice(&answer.body) {
            Ok(Value::Array(items)) => items,
            Ok(_) => return Err(ShopError::NotAShop("it answers with something other than a list".to_owned())),
            Err(_) => return Err(ShopError::NotAShop("it answers with something other than JSON".to_owned())),
        };
        let total = number(&answer.headers, "x-wp-total");
        let pages = number(&answer.headers, "x-wp-totalpages");
        // Some hosts strip headers they don't know; then a full page means that there may be more.
        let has_more = pages.map_or(items.len() >= PER_PAGE, |pages| u64::from(request.page) < pages);
        Ok(ShopPage { items, total, has_more })
    }
}

fn page_url(shop: &ShopAccess, request: PageRequest) -> Result<Url, ShopError> {
    let not_a_url = |_| ShopError::NotAShop("its address is not a URL".to_owned());
    let mut url: Url = shop.url.trim().trim_end_matches('/').parse().map_err(not_a_url)?;
    let list = match request.list {
        ShopList::Products => "products".to_owned(),
        ShopList::Customers => "customers".to_owned(),
        ShopList::Orders => "orders".to_owned(),
        ShopList::Refunds(order) => format!("orders/{order}/refunds"),
    };
    url.set_path(&format!("{}/wp-json/wc/v3/{list}", url.path().trim_end_matches('/')));
    url.set_query(None);
    let mut query = url.query_pairs_mut();
    query.append_pair("per_page", &PER_PAGE.to_string()).append_pair("page", &request.page.to_string());
    query.append_pair("order", "asc").append_pair("orderby", "id");
    if request.list == ShopList::Customers {
        // Shop managers and subscribers order too.
        query.append_pair("role", "all");
    } else if let Some(after) = request.modified_after {
        let after = after.naive_utc().and_utc().to_rfc3339_opts(SecondsFormat::Secs, true);
        query.append_pair("modified_after", after.trim_end_matches('Z')).append_pair("dates_are_gmt", "true");
    }
    drop(query);
    Ok(url)
}

fn number(headers: &HeaderMap, name: &str) -> Option<u64> {
    headers.get(name)?.to_str().ok()?.trim().parse().ok()
}

/// What a refusal means. The shop's own code is told, its texts are not: they may hold anything.
fn refusal(answer: &Answer) -> ShopError {
    let code = serde_json::from_slice::<Value>(&answer.body).ok();
    let code = code.as_ref().and_then(|body| body.get("code")).and_then(Value::as_str).unwrap_or("no code");
    let code: String = code.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').take(80).collect();
    let status = answer.status;
    match status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => ShopError::KeyRefused(format!("{status}, {code}")),
        _ if status.is_redirection() => {
            let to = answer.headers.get("location").and_then(|to| to.to_str().ok()).and_then(|to| Url::parse(to).ok());
            let to = to.map_or_else(|| "elsewhere".to_owned(), |to| to.origin().ascii_serialization());
            ShopError::NotAShop(format!("it sends to {to}; use that address if it is the shop's"))
        }
        _ if retry::is_busy(status) => ShopError::Unavailable(format!("{status}, {code}")),
        _ => ShopError::NotAShop(format!("{status}, {code}")),
    }
}

fn unreached(error: &OutboundError) -> ShopError {
    match error {
        OutboundError::Refused(_) | OutboundError::TooLong => ShopError::NotAShop(error.to_string()),
        OutboundError::Failed(_) | OutboundError::TimedOut | OutboundError::NoClient(_) => {
            ShopError::Unavailable(error.to_string())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(shop: &str, list: ShopList, modified_after: Option<&str>) -> String {
        let shop =
            ShopAccess { url: shop.to_owned(), consumer_key: "ck_1".to_owned(), consumer_secret: "cs_2".to_owned() };
        let modified_after = modified_after.map(|at| at.parse().unwrap());
        page_url(&shop, PageRequest { list, page: 2, modified_after }).unwrap().to_string()
    }

    #[test]
    fn pages_are_asked_for_as_woocommerce_has_them() {
        assert_eq!(
            url("https://shop.example/fr/", ShopList::Orders, Some("2026-01-02T03:04:05.678Z")),
            "https://shop.example/fr/wp-json/wc/v3/orders?per_page=100&page=2&order=asc&orderby=id\
             &modified_after=2026-01-02T03%3A04%3A05&dates_are_gmt=true"
        );
        assert_eq!(
            url("http://shop.example", ShopList::Customers, Some("2026-01-02T03:04:05Z")),
            "http://shop.example/wp-json/wc/v3/customers?per_page=100&page=2&order=asc&orderby=id&role=all"
        );
        assert!(url("http://a.b", ShopList::Refunds(7), None).contains("/wc/v3/orders/7/refunds?"));
    }
}
