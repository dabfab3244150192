//! Segments over a database of their own, at the moment of the shared table.

use std::{sync::Arc, time::Duration};

use diesel::{
    Connection, PgConnection, QueryableByName, RunQueryDsl, connection::SimpleConnection, sql_query, sql_types::Int8,
};
use growffinity_kernel::{Clock, CustomerId, Direction, ManualClock, Money, Outbox, PerPage, Site, Window};
use growffinity_postgres::{Database, PgOutbox, PgSegments};
use growffinity_segmentation::{
    Conditions, LiveSegments, Match, MemberQuery, NewRule, NewSegment, Profile, Refresh, Rule, Segment, SegmentName,
    Segments, cases, ports::SegmentStore,
};
use growffinity_testkit::TestDb;
use serde_json::json;

use super::people::insert;

pub struct House {
    pub segments: Segments,
    pub live: LiveSegments,
    pub clock: Arc<ManualClock>,
    pub database: Database,
    db: TestDb,
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = Int8)]
    number: i64,
}

/// Who spent more than `amount`.
pub fn spent(amount: i64) -> Conditions {
    Conditions::parse(&json!([{"field": "total_spent", "operator": "greater_than", "value": amount}])).unwrap()
}

impl House {
    /// One customer for each amount, with ids from 1.
    pub fn with_spenders(amounts: &[i64]) -> Self {
        let db = TestDb::create();
        let database = db.open();
        let clock = Arc::new(ManualClock::at(cases::now()));
        let site = Site { timezone: cases::ZONE, ..Site::default() };
        let segments = Segments::new(Arc::new(PgSegments::new(database.clone())), clock.clone(), site);
        let live = LiveSegments::new(Arc::new(PgSegments::new(database.clone())), clock.clone(), site);
        let mut connection = PgConnection::establish(db.url()).unwrap();
        for (number, amount) in (1_i64..).zip(amounts) {
            let email = format!("customer{number}@example.com").parse().unwrap();
            let profile = Profile::new(CustomerId::new(number).unwrap(), email, cases::now());
            let total_spent = Money::new((*amount).into()).unwrap();
            insert(&mut connection, &Profile { orders_count: 1, total_spent, ..profile });
        }
        Self { segments, live, clock, database, db }
    }

    pub fn store(&self) -> PgSegments {
        PgSegments::new(self.database.clone())
    }

    pub fn url(&self) -> &str {
        self.db.url()
    }

    pub async fn create(&self, name: &str, conditions: Conditions, refresh: Refresh) -> Segment {
        let rule = Rule { matching: Match::All, conditions };
        self.make(name, NewRule::Dynamic(rule, refresh)).await
    }

    pub async fn make(&self, name: &str, rule: NewRule) -> Segment {
        let name = SegmentName::parse(name).unwrap();
        self.segments.create(NewSegment { name, slug: None, description: String::new(), rule }).await.unwrap()
    }

    /// Sets what customers have spent, tells of it, and lets the live segments follow.
    pub async fn spend(&self, amounts: &[(i64, i64)]) {
        for (customer, amount) in amounts {
            self.set_spent(*customer, *amount);
        }
        self.follow().await;
    }

    /// Sets what a customer has spent and tells of it, as an order does.
    pub fn set_spent(&self, customer: i64, amount: i64) {
        let mut connection = PgConnection::establish(self.url()).unwrap();
        connection
            .batch_execute(&format!(
                "BEGIN; UPDATE customers SET total_spent = {amount} WHERE id = {customer}; \
                 INSERT INTO events (type, object_type, object_id, customer_id, occurred_at) \
                 VALUES ('order.updated', 'order', 1, {customer}, now()); COMMIT"
            ))
            .unwrap();
    }

    /// Passes on events and lets the live segments follow until there is nothing to do.
    pub async fn follow(&self) {
        let outbox = PgOutbox::new(self.database.clone());
        loop {
            let passed_on = outbox.dispatch(500, self.clock.now()).await.unwrap();
            let turn = self.live.turn(500).await.unwrap();
            if passed_on == 0 && turn.done() == 0 {
                return;
            }
        }
    }

    pub async fn members(&self, segment: &Segment) -> Vec<i64> {
        let window = Window::After { after: 0, limit: PerPage::new(100).unwrap() };
        let query = MemberQuery { segment: segment.id, direction: Direction::Ascending, window };
        let page = self.store().members(&query).await.unwrap();
        page.items.into_iter().map(|member| member.customer.get()).collect()
    }

    pub fn number(&self, sql: &str) -> i64 {
        let mut connection = PgConnection::establish(self.url()).unwrap();
        sql_query(sql).get_result::<Number>(&mut connection).unwrap().number
    }

    pub fn execute(&self, sql: &str) {
        let mut connection = PgConnection::establish(self.url()).unwrap();
        sql_query(sql).execute(&mut connection).unwrap();
    }

    /// Several statements, as psql would run them.
    pub fn execute_all(&self, sql: &str) {
        PgConnection::establish(self.url()).unwrap().batch_execute(sql).unwrap();
    }

    pub fn events(&self, kind: &str) -> i64 {
        self.number(&format!("SELECT count(*) AS number FROM events WHERE type = '{kind}'"))
    }

    /// Waits until `sql` answers something other than 0, ten seconds at most.
    pub async fn wait_for(&self, sql: &str) {
        let found = async {
            while self.number(sql) == 0 {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(10), found).await.expect("it comes in time");
    }
}
