//! A shop's pages.

use std::{sync::Arc, time::Duration};

use growffinity_customers::sync::{PageRequest, ShopAccess, ShopApi, ShopError, ShopList};
use growffinity_kernel::SystemClock;
use growffinity_outbound::{OutboundClient, OutboundSettings, Patience, WooCommerceApi};
use growffinity_testkit::{
    FakeShop,
    fake_shop::Trouble::{CutOff, HangUp, Html, Redirect, Status},
    seeded::SeededRandom,
};
use serde_json::json;

fn api() -> WooCommerceApi {
    let settings = OutboundSettings { allow_private: true, ..OutboundSettings::default() };
    let patience =
        Patience { tries: 4, first_pause: Duration::from_millis(5), longest_pause: Duration::from_millis(50) };
    let client = OutboundClient::new(settings).unwrap();
    WooCommerceApi::new(client, patience, Arc::new(SystemClock), Arc::new(SeededRandom::new(1)))
}

fn access(shop: &FakeShop) -> ShopAccess {
    ShopAccess { url: shop.url(), consumer_key: FakeShop::KEY.to_owned(), consumer_secret: FakeShop::SECRET.to_owned() }
}

const fn first(list: ShopList) -> PageRequest {
    PageRequest { list, page: 1, modified_after: None }
}

#[tokio::test]
async fn every_page_is_there_once() {
    let shop = FakeShop::open();
    for id in 1..=250 {
        shop.put("orders", json!({"id": id, "date_modified_gmt": format!("2026-01-01T00:{:02}:00", id % 60)}));
    }
    let mut ids = Vec::new();
    for page in 1.. {
        let request = PageRequest { page, ..first(ShopList::Orders) };
        let page = api().page(&access(&shop), request).await.unwrap();
        assert_eq!(page.total, Some(250));
        ids.extend(page.items.iter().map(|item| item["id"].as_i64().unwrap()));
        if !page.has_more {
            break;
        }
    }
    assert_eq!(ids, (1..=250).collect::<Vec<_>>());
    let changed = PageRequest { modified_after: "2026-01-01T00:58:00Z".parse().ok(), ..first(ShopList::Orders) };
    assert_eq!(api().page(&access(&shop), changed).await.unwrap().total, Some(4));
}

#[tokio::test]
async fn a_busy_shop_is_asked_again() {
    let shop = FakeShop::open();
    shop.put("products", json!({"id": 7}));
    for trouble in [vec![Status(429), Status(503), HangUp], vec![CutOff, Status(500)]] {
        shop.trouble(trouble);
        assert_eq!(api().page(&access(&shop), first(ShopList::Products)).await.unwrap().items.len(), 1);
    }
    shop.trouble([Status(503); 4]);
    let tired = api().page(&access(&shop), first(ShopList::Products)).await.unwrap_err();
    assert!(matches!(&tired, ShopError::Unavailable(why) if why.contains("503")), "{tired:?}");
}

#[tokio::test]
async fn what_asking_again_would_not_change_is_told_at_once() {
    let shop = FakeShop::open();
    let wrong = ShopAccess { consumer_secret: "cs_wrong".to_owned(), ..access(&shop) };
    let refused = api().page(&wrong, first(ShopList::Orders)).await.unwrap_err();
    assert!(matches!(&refused, ShopError::KeyRefused(why) if why.contains("woocommerce_rest_cannot_view")));
    shop.trouble([Redirect]);
    let moved = api().page(&access(&shop), first(ShopList::Orders)).await.unwrap_err();
    assert!(matches!(&moved, ShopError::NotAShop(why) if why.contains("https://elsewhere.example")), "{moved:?}");
    shop.trouble([Html]);
    let page = api().page(&access(&shop), first(ShopList::Orders)).await.unwrap_err();
    assert!(matches!(page, ShopError::NotAShop(_)));
    let elsewhere = ShopAccess { url: format!("{}/blog", shop.url()), ..access(&shop) };
    let missing = api().page(&elsewhere, first(ShopList::Orders)).await.unwrap_err();
    assert!(matches!(&missing, ShopError::NotAShop(why) if why.contains("rest_no_route")), "{missing:?}");
    assert_eq!(shop.requests().len(), 4);
    let shown = format!("{:?} {refused:?} {moved:?}", access(&shop));
    assert!(!shown.contains("cs_") && !shown.contains("ck_"), "{shown}");
}
