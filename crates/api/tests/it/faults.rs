//! A store that fails: the caller learns what helps them and nothing else.

use std::sync::Arc;

use actix_web::{App, body::to_bytes, http::StatusCode, test};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use growffinity_access::rates::MemoryRateCounter;
use growffinity_api::{ApiSettings, Check, Readiness, Services};
use growffinity_customers::{
    Consent, Customer, CustomerQuery, Customers, CustomersConfig, Member, NewCustomer, Stats, Ties,
    ports::{CustomerStore, Written},
};
use growffinity_kernel::{CustomerId, DomainEvent, EmailAddress, Page, SegmentId, Site, StoreError};
use growffinity_testkit::{TestApp, seeded::SeededRandom};
use serde_json::{Value, json};

/// Customer 1 makes it panic, 2 finds it out of reach, any other finds it broken.
struct Faulty;

#[async_trait]
impl CustomerStore for Faulty {
    async fn find(&self, id: CustomerId) -> Result<Option<Customer>, StoreError> {
        match id.get() {
            1 => panic!("a defect"),
            2 => Err(StoreError::unavailable("the pool is empty at db.internal:5432")),
            _ => Err(StoreError::inconsistent("column secret_plan holds x")),
        }
    }

    async fn find_by_email(&self, _: &EmailAddress) -> Result<Option<Customer>, StoreError> {
        unreachable!()
    }

    async fn list(&self, _: &CustomerQuery) -> Result<Page<Customer>, StoreError> {
        unreachable!()
    }

    async fn list_members(&self, _: SegmentId, _: &CustomerQuery) -> Result<Page<Member>, StoreError> {
        unreachable!()
    }

    async fn insert(&self, _: &NewCustomer, _: &Consent, _: DateTime<Utc>) -> Result<Written, StoreError> {
        Err(StoreError::unavailable("the pool is empty at db.internal:5432"))
    }

    async fn save(&self, _: &Customer, _: i32, _: &Ties, _: &[DomainEvent]) -> Result<Written, StoreError> {
        unreachable!()
    }

    async fn recount(&self, _: u32) -> Result<Vec<(CustomerId, Stats, Stats)>, StoreError> {
        unreachable!()
    }
}

struct Ready;

#[async_trait]
impl Readiness for Ready {
    async fn check(&self) -> Vec<Check> {
        Vec::new()
    }
}

fn services(app: &TestApp) -> Services {
    let whole = app.services();
    let clock = whole.outside.clock.clone();
    Services {
        customers: Arc::new(Customers::new(Arc::new(Faulty), clock.clone(), CustomersConfig::default())),
        marks: Arc::new(whole.marks.clone()),
        stores: Arc::new(whole.stores.clone()),
        shops: Arc::new(whole.shops.clone()),
        companies: Arc::new(whole.companies.clone()),
        orders: Arc::new(whole.orders.clone()),
        bulk: Arc::new(whole.bulk.clone()),
        imports: Arc::new(whole.imports.clone()),
        products: Arc::new(whole.products.clone()),
        custom_events: Arc::new(whole.custom_events.clone()),
        timeline: Arc::new(whole.timeline.clone()),
        notes: Arc::new(whole.notes.clone()),
        segments: Arc::new(whole.segments.clone()),
        rfm: Arc::new(whole.rfm.clone()),
        campaigns: Arc::new(whole.campaigns.clone()),
        tracking: Arc::new(whole.tracking.clone()),
        personal_data: Arc::new(whole.personal_data.clone()),
        suppressions: Arc::new(whole.suppressions.clone()),
        webhooks: Arc::new(whole.webhooks.clone()),
        access: whole.access.clone(),
        invitations: whole.invitations.clone(),
        keys: whole.keys.clone(),
        cipher: whole.secrets.cipher.clone(),
        audit: Arc::new(whole.audit.clone()),
        idempotency: Arc::new(whole.idempotency.clone()),
        rates: Arc::new(MemoryRateCounter::default()),
        site: Site::default(),
        clock,
        random: Arc::new(SeededRandom::new(1)),
        readiness: Arc::new(Ready),
        metrics: None,
        settings: ApiSettings::default(),
    }
}

#[actix_web::test]
async fn the_caller_learns_only_what_helps() {
    let running = TestApp::start().await;
    let (login, password) = running.credentials();
    let api = test::init_service(App::new().configure(growffinity_api::configure(services(&running)))).await;
    let ask = async |id: i64| {
        let credentials =
            base64::Engine::encode(&base64::engine::general_purpose::STANDARD, format!("{login}:{password}"));
        let request = test::TestRequest::get()
            .uri(&format!("/wp-json/growffinity/v1/customers/{id}"))
            .insert_header(("authorization", format!("Basic {credentials}")))
            .insert_header(("x-request-id", "fault-test-1"))
            .to_request();
        let answer = test::call_service(&api, request).await;
        let (status, retry) = (answer.status(), answer.headers().get("retry-after").cloned());
        let body: Value = serde_json::from_slice(&to_bytes(answer.into_body()).await.unwrap()).unwrap();
        (status, retry, body)
    };
    let (status, retry, body) = ask(2).await;
    assert_eq!((status, body["code"].as_str()), (StatusCode::SERVICE_UNAVAILABLE, Some("unavailable")));
    assert!(retry.is_some());
    for broken in [1, 3] {
        let (status, _, body) = ask(broken).await;
        assert_eq!((status, body["code"].as_str()), (StatusCode::INTERNAL_SERVER_ERROR, Some("internal_server_error")));
        assert_eq!(body["data"], json!({"status": 500, "request_id": "fault-test-1"}));
    }
}

#[actix_web::test]
async fn an_answer_of_ours_to_blame_is_not_kept_for_its_key() {
    let running = TestApp::start().await;
    let (login, password) = running.credentials();
    let credentials = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, format!("{login}:{password}"));
    let api = test::init_service(App::new().configure(growffinity_api::configure(services(&running)))).await;
    for _ in 0..2 {
        let request = test::TestRequest::post()
            .uri("/wp-json/growffinity/v1/customers")
            .insert_header(("authorization", format!("Basic {credentials}")))
            .insert_header(("idempotency-key", "k"))
            .set_json(json!({"email": "ann@example.com"}));
        let answer = test::call_service(&api, request.to_request()).await;
        assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert!(answer.headers().get("idempotency-replayed").is_none());
        assert_eq!(running.db().number("SELECT count(*) FROM idempotency_keys"), 0);
    }
}
