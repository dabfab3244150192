//! Previews: whom a rule selects, and what becomes of one that takes too long.

use std::time::Duration;

use diesel::{Connection, PgConnection, connection::SimpleConnection};
use growffinity_kernel::CustomerId;
use growffinity_postgres::{Database, DatabaseSettings, PgSegments};
use growffinity_segmentation::{
    Match, PreviewOutcome, PreviewRequest, Rule,
    cases::{self, ZONE},
    ports::SegmentStore,
};

use super::house::{House, spent};

fn request() -> PreviewRequest {
    let rule = Rule { matching: Match::All, conditions: spent(100) };
    PreviewRequest { rule, now: cases::now(), zone: ZONE, sample: 2 }
}

#[tokio::test]
async fn a_preview_counts_all_and_names_the_first() {
    let house = House::with_spenders(&[50, 150, 250, 350]);
    let PreviewOutcome::Done(preview) = house.store().preview(&request()).await.unwrap() else { panic!("no preview") };
    let sample: Vec<i64> = preview.sample.into_iter().map(CustomerId::get).collect();
    assert_eq!((preview.count, sample), (3, vec![2, 3]));
}

#[tokio::test]
async fn a_rule_that_takes_too_long_is_ended_and_told_as_such() {
    let house = House::with_spenders(&[150]);
    let database = Database::open(DatabaseSettings {
        url: house.url().to_owned(),
        pool_size: 1,
        pool_wait: Duration::from_secs(10),
        statement_timeout: Duration::from_millis(200),
        statement_cache: true,
    });
    let hurried = PgSegments::new(database.unwrap());
    let mut other = PgConnection::establish(house.url()).unwrap();
    other.batch_execute("BEGIN; LOCK TABLE customers IN ACCESS EXCLUSIVE MODE").unwrap();
    assert_eq!(hurried.preview(&request()).await.unwrap(), PreviewOutcome::TooSlow);
    other.batch_execute("ROLLBACK").unwrap();
    assert!(matches!(hurried.preview(&request()).await.unwrap(), PreviewOutcome::Done(_)));
}
