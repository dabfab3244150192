//! A shop to test with.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use diesel::{Connection, PgConnection, QueryableByName, RunQueryDsl, sql_query, sql_types::Int8};
use growffinity_customers::{
    AddressChange, Consent, ConsentStatus, CustomerChange, Customers, CustomersConfig, LabelRules, NewCustomer,
    OrderDraft, OrderStatus, Orders, Platform, RecordOptions, Recorded, ports::StoreCatalog,
};
use growffinity_kernel::{Currency, CustomerId, ManualClock, Origin, Site, StoreId};
use growffinity_postgres::{AddressKeys, Database, PgCustomers, PgOrders, PgStores};
use growffinity_testkit::TestDb;

/// Domain services over a database of their own, at noon of 2026-06-01.
pub struct Shop {
    pub database: Database,
    pub clock: Arc<ManualClock>,
    pub customers: Customers,
    pub orders: Orders,
    pub store: StoreId,
    test_db: TestDb,
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = Int8)]
    number: i64,
}

/// A key for suppressed addresses.
pub fn keys() -> AddressKeys {
    AddressKeys::new(&[(1, [7; 32])]).unwrap()
}

pub fn at(text: &str) -> DateTime<Utc> {
    format!("{text}Z").parse().unwrap()
}

impl Shop {
    pub async fn open() -> Self {
        let test_db = TestDb::create();
        let database = test_db.open();
        let clock = Arc::new(ManualClock::at(at("2026-06-01T12:00:00")));
        let customers =
            Customers::new(Arc::new(PgCustomers::new(database.clone())), clock.clone(), CustomersConfig::default());
        let orders = Orders::new(
            Arc::new(PgOrders::new(database.clone())),
            clock.clone(),
            Site::default(),
            ConsentStatus::Pending,
        );
        let stores = PgStores::new(database.clone());
        let store = stores.ensure("Main", Platform::Api, Currency::USD, at("2026-01-01T00:00:00")).await.unwrap();
        Self { database, clock, customers, orders, store: store.id, test_db }
    }

    /// Where the database is.
    pub fn url(&self) -> &str {
        self.test_db.url()
    }

    /// The first column, called `number`, of the only row that `sql` answers.
    pub fn number(&self, sql: &str) -> i64 {
        let mut connection = PgConnection::establish(self.test_db.url()).unwrap();
        sql_query(sql).get_result::<Number>(&mut connection).unwrap().number
    }

    pub fn execute(&self, sql: &str) {
        let mut connection = PgConnection::establish(self.test_db.url()).unwrap();
        sql_query(sql).execute(&mut connection).unwrap();
    }

    /// Whether the server lets this be done.
    pub fn allows(&self, sql: &str) -> bool {
        let mut connection = PgConnection::establish(self.test_db.url()).unwrap();
        sql_query(sql).execute(&mut connection).is_ok()
    }

    pub fn events(&self, kind: &str) -> i64 {
        self.number(&format!("SELECT count(*) AS number FROM events WHERE type = '{kind}'"))
    }

    /// A customer who may be mailed.
    pub async fn subscriber(&self, email: &str) -> CustomerId {
        let consent =
            growffinity_customers::ConsentChange { status: Some(ConsentStatus::Subscribed), ..Default::default() };
        let rest = CustomerChange { consent: Some(consent), ..CustomerChange::default() };
        let new = NewCustomer { email: email.parse().unwrap(), rest, origin: Origin::Live };
        self.customers.create(new).await.unwrap().id
    }

    pub async fn record(&self, draft: OrderDraft) -> Recorded {
        self.orders.record_one(draft, &RecordOptions::default()).await.unwrap().unwrap()
    }

    /// Asserts that every customer's stats are what a recount gives.
    pub async fn assert_stats_add_up(&self) {
        assert_eq!(self.customers.recount(10).await.unwrap(), []);
    }
}

/// A completed order of `total` by `email`.
pub fn order(external_id: &str, email: &str, total: &str) -> OrderDraft {
    OrderDraft {
        external_id: Some(external_id.to_owned()),
        status: Some(OrderStatus::Completed),
        total: Some(total.parse().unwrap()),
        billing: Some(AddressChange { email: Some(email.to_owned()), ..AddressChange::default() }),
        ..OrderDraft::default()
    }
}

/// The rules of labels unless told.
pub fn label_rules() -> LabelRules {
    LabelRules {
        vip_spent: "500".parse().unwrap(),
        at_risk_after: "90 days".parse().unwrap(),
        new_for: "30 days".parse().unwrap(),
        timezone: chrono_tz::Tz::UTC,
    }
}

pub fn subscribed() -> Consent {
    Consent::new(ConsentStatus::Subscribed, "import", None)
}
