//! RFM: SQL and memory agree; only what is different is written.

use std::{collections::BTreeMap, sync::Arc};

use chrono::{DateTime, TimeDelta, Utc};
use diesel::{
    Connection, PgConnection, QueryableByName, RunQueryDsl, sql_query,
    sql_types::{Int2, Int8, Nullable, Numeric, Text, Timestamptz},
};
use growffinity_customers::{OrderDraft, OrderStatus, RfmSegment as Shown};
use growffinity_kernel::{Decimal, Money, Site};
use growffinity_postgres::PgRfm;
use growffinity_segmentation::rfm::{Rfm, RfmBounds, RfmFigures, RfmScore, RfmScores, RfmSegment, RfmTurn};
use proptest::{prelude::*, test_runner::TestRunner};

use crate::fixture::{Shop, at, order};

fn rfm(shop: &Shop) -> Rfm {
    Rfm::new(Arc::new(PgRfm::new(shop.database.clone())), shop.clock.clone(), Site::default())
}

#[derive(Debug, QueryableByName)]
struct Row {
    #[diesel(sql_type = Int8)]
    orders_count: i64,
    #[diesel(sql_type = Numeric)]
    total_spent: Decimal,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    last_order_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Int2>)]
    rfm_recency: Option<i16>,
    #[diesel(sql_type = Nullable<Int2>)]
    rfm_frequency: Option<i16>,
    #[diesel(sql_type = Nullable<Int2>)]
    rfm_monetary: Option<i16>,
    #[diesel(sql_type = Nullable<Text>)]
    rfm_segment: Option<String>,
}

impl Row {
    fn figures(&self) -> Option<RfmFigures> {
        (self.orders_count > 0).then(|| RfmFigures {
            last_order_at: self.last_order_at.unwrap(),
            orders_count: self.orders_count,
            total_spent: Money::sum_of(self.total_spent).unwrap(),
        })
    }

    fn kept(&self) -> Option<(RfmScores, &str)> {
        let score = |kept: i16| RfmScore::new(kept.try_into().unwrap()).unwrap();
        let scores = RfmScores {
            recency: score(self.rfm_recency?),
            frequency: score(self.rfm_frequency.unwrap()),
            monetary: score(self.rfm_monetary.unwrap()),
        };
        Some((scores, self.rfm_segment.as_deref().unwrap()))
    }
}

fn rows(shop: &Shop) -> Vec<Row> {
    let mut connection = PgConnection::establish(shop.url()).unwrap();
    sql_query(
        "SELECT orders_count, total_spent, last_order_at, rfm_recency, rfm_frequency, rfm_monetary, rfm_segment \
         FROM customers ORDER BY id",
    )
    .load(&mut connection)
    .unwrap()
}

/// Everybody has the scores that the function in memory gives them by `bounds`.
fn assert_scored_by(shop: &Shop, bounds: &RfmBounds) {
    for row in rows(shop) {
        let expected = row.figures().map(|figures| bounds.score(&figures));
        let expected = expected.map(|scores| (scores, scores.segment().as_str()));
        assert_eq!(row.kept(), expected, "{row:?}");
    }
}

fn bounds_of_all(shop: &Shop) -> RfmBounds {
    RfmBounds::of(&rows(shop).iter().filter_map(Row::figures).collect::<Vec<_>>())
}

#[tokio::test]
async fn the_grid_of_the_database_is_that_of_the_domain() {
    let shop = Shop::open().await;
    for recency in RfmScore::ALL {
        for frequency in RfmScore::ALL {
            for monetary in RfmScore::ALL {
                let scores = RfmScores { recency, frequency, monetary };
                let [r, f, m] = [recency, frequency, monetary].map(RfmScore::get);
                let name = scores.segment().as_str();
                let same = format!("SELECT (rfm_group({r}, {f}, {m}) = '{name}')::int::bigint AS number");
                assert_eq!(shop.number(&same), 1, "{scores:?} is {name}");
            }
        }
    }
    let names: Vec<_> = RfmSegment::ALL.iter().map(|segment| segment.as_str()).collect();
    assert_eq!(names, Shown::NAMES, "both crates name the same groups");
}

/// So many days after the first day, orders and dollars.
type Figures = Vec<(i64, i64, i64)>;

fn crowds() -> impl Strategy<Value = Figures> {
    let varied = prop::collection::vec((0..400_i64, 0..6_i64, 0..300_i64), 0..80);
    let alike = prop::collection::vec((0..3_i64, 0..3_i64, 0..3_i64), 0..40);
    prop_oneof![varied, alike]
}

fn fill(shop: &Shop, crowd: &Figures) {
    shop.execute("DELETE FROM customers");
    let values = crowd.iter().enumerate().map(|(number, (day, orders, dollars))| {
        let last =
            if *orders == 0 { "NULL".to_owned() } else { format!("timestamptz '2025-01-01Z' + interval '{day} days'") };
        let spent = if *orders == 0 { 0 } else { *dollars };
        format!("('c{number}@example.com', 'pending', {orders}, {spent}, {last}, {last}, now(), now())")
    });
    let values: Vec<_> = values.collect();
    if !values.is_empty() {
        shop.execute(&format!(
            "INSERT INTO customers (email, consent_status, orders_count, total_spent, first_order_at, last_order_at, \
                created_at, modified_at) VALUES {}",
            values.join(", ")
        ));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn database_and_memory_score_alike() {
    let shop = Arc::new(Shop::open().await);
    let runtime = tokio::runtime::Handle::current();
    let checked = tokio::task::spawn_blocking(move || {
        let mut runner =
            TestRunner::new(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() });
        runner.run(&crowds(), |crowd| {
            fill(&shop, &crowd);
            let state = runtime.block_on(rfm(&shop).refresh()).unwrap();
            let bounds = bounds_of_all(&shop);
            prop_assert_eq!(&state.bounds, &bounds);
            assert_scored_by(&shop, &bounds);
            let mut groups = BTreeMap::new();
            for row in rows(&shop).iter().filter_map(Row::kept) {
                *groups.entry(row.0.segment()).or_insert(0_u64) += 1;
            }
            prop_assert_eq!(state.segments, groups);
            prop_assert_eq!(runtime.block_on(rfm(&shop).refresh()).unwrap().changed, 0, "the same again");
            Ok(())
        })
    });
    checked.await.unwrap().unwrap();
}

async fn bought(shop: &Shop, email: &str, total: &str, days_ago: i64) {
    let created_at = Some(at("2026-06-01T12:00:00") - TimeDelta::days(days_ago));
    let external = format!("{email}-{days_ago}");
    shop.record(OrderDraft { created_at, ..order(&external, email, total) }).await;
}

#[tokio::test]
async fn what_happens_to_orders_moves_scores_by_the_kept_bounds() {
    let shop = Shop::open().await;
    assert_eq!(rfm(&shop).turn().await.unwrap(), RfmTurn::Idle, "nobody to part");
    for (number, email) in (1..).zip(["ann@x.com", "bob@x.com", "cid@x.com", "dan@x.com", "eve@x.com", "fay@x.com"]) {
        bought(&shop, email, &format!("{}", number * 10), number * 7).await;
    }
    assert_eq!(rows(&shop).iter().filter_map(Row::kept).count(), 0, "nobody was scored yet");
    assert_eq!(rfm(&shop).turn().await.unwrap(), RfmTurn::Parted, "there is somebody to part");
    bought(&shop, "gus@x.com", "10", 3).await;
    assert_eq!(rfm(&shop).turn().await.unwrap(), RfmTurn::Scored(7));
    assert_eq!(rfm(&shop).turn().await.unwrap(), RfmTurn::Idle, "until the night");
    let bounds = rfm(&shop).state().await.unwrap().bounds;
    assert_ne!(bounds, bounds_of_all(&shop), "gus came later");
    assert_scored_by(&shop, &bounds);
    bought(&shop, "fay@x.com", "500", 1).await;
    bought(&shop, "hal@x.com", "30", 100).await;
    shop.record(OrderDraft { status: Some(OrderStatus::Cancelled), ..order("ann@x.com-7", "ann@x.com", "10") }).await;
    assert_scored_by(&shop, &bounds);
    assert_eq!(rows(&shop)[0].kept(), None, "without an order that counts");
    shop.clock.advance(TimeDelta::hours(15));
    assert_eq!(rfm(&shop).turn().await.unwrap(), RfmTurn::Parted, "03:00");
    assert_eq!(rfm(&shop).turn().await.unwrap(), RfmTurn::Scored(8));
    assert_scored_by(&shop, &bounds_of_all(&shop));
    assert_eq!(rfm(&shop).turn().await.unwrap(), RfmTurn::Idle);
    assert_eq!(
        shop.events("customer.updated"),
        shop.number(
            "SELECT count(*) AS number FROM events \
        WHERE type = 'customer.updated' AND data -> 'changed' = '[\"label\"]'"
        ),
        "scores are never told of"
    );
}

#[tokio::test]
async fn only_differences_are_written_and_scores_alone_move_no_index() {
    let shop = Shop::open().await;
    let crowd = (0..50).map(|n| (n, 1 + n % 3, n * 10)).collect();
    fill(&shop, &crowd);
    rfm(&shop).refresh().await.unwrap();
    // The latest of all: whoever was at the lower end of a fifth falls out of it.
    shop.execute(
        "INSERT INTO customers (email, consent_status, orders_count, total_spent, last_order_at, created_at, modified_at) \
         SELECT 'late' || n || '@x.com', 'pending', 1, 1000, '2026-05-01', now(), now() FROM generate_series(1, 5) n",
    );
    shop.execute("CREATE TABLE before AS SELECT id, xmin::text AS written_by FROM customers");
    let changed = i64::try_from(rfm(&shop).refresh().await.unwrap().changed).unwrap();
    let written = shop.number(
        "SELECT count(*) AS number FROM customers c JOIN before b ON b.id = c.id WHERE c.xmin::text <> b.written_by",
    );
    assert!(changed > 5 && changed < 40, "{changed}");
    assert_eq!(written, changed);
    assert_scored_by(&shop, &bounds_of_all(&shop));
    let indexed = "SELECT count(*) AS number FROM pg_index i JOIN pg_attribute a \
        ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey) WHERE i.indrelid = 'customers'::regclass \
        AND a.attname ~ '^(rfm_recency|rfm_frequency|rfm_monetary|predicted_.*|churn_probability)$'";
    assert_eq!(shop.number(indexed), 0, "a row whose group stays is written in no index");
}

#[tokio::test]
async fn live_segments_that_look_at_scores_follow() {
    let shop = Shop::open().await;
    let segment = |name: &str, refresh: &str, field: &str| {
        shop.execute(&format!(
            "INSERT INTO segments (name, slug, type, match, conditions, refresh, created_at, modified_at, due_at) VALUES \
             ('{name}', '{name}', 'dynamic', 'all', '[{{\"match\": \"any\", \"conditions\": \
                [{{\"field\": \"{field}\", \"operator\": \"equals\", \"value\": 5}}]}}]', '{refresh}', now(), now(), NULL)"
        ));
    };
    segment("live", "live", "rfm.recency");
    segment("daily", "daily", "rfm.recency");
    segment("other", "live", "orders_count");
    bought(&shop, "ann@x.com", "10", 3).await;
    rfm(&shop).refresh().await.unwrap();
    let marked = "SELECT count(*) AS number FROM segment_marks m JOIN segments s ON s.id = m.segment_id \
        WHERE s.name = 'live' AND m.customer_id = (SELECT id FROM customers)";
    let all = "SELECT count(*) AS number FROM segment_marks WHERE segment_id IS NOT NULL";
    assert_eq!((shop.number(marked), shop.number(all)), (1, 1));
    rfm(&shop).refresh().await.unwrap();
    assert_eq!(shop.number(all), 1, "nothing moved");
    // Of very many the whole segment is refreshed.
    shop.execute(
        "INSERT INTO customers (email, consent_status, orders_count, total_spent, last_order_at, created_at, modified_at) \
         SELECT n || '@x.com', 'pending', 1 + n % 7, n, timestamptz '2026-01-01' + n * interval '1 minute', now(), now() \
         FROM generate_series(1, 12000) n",
    );
    rfm(&shop).refresh().await.unwrap();
    let due = "SELECT count(*) AS number FROM segments WHERE due_at = '2026-06-01T12:00:00Z' AND name = 'live'";
    assert_eq!(shop.number(due), 1);
    assert_eq!(shop.number("SELECT count(*) AS number FROM segments WHERE due_at IS NOT NULL"), 1);
    assert!(shop.number(all) <= 10_001, "{}", shop.number(all));
}
