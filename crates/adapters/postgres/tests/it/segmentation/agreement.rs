//! The in-memory evaluator and SQL select the same customers, on the shared table and on generated rules.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use diesel::{Connection, PgConnection};
use growffinity_kernel::{CustomerId, Direction, ManualClock, PerPage, SegmentId, Site, Window};
use growffinity_postgres::PgSegments;
use growffinity_segmentation::{
    Conditions, Match, MemberQuery, NewRule, NewSegment, Profile, Refresh, RefreshOutcome, Rule, SegmentChange,
    SegmentName, Segments,
    cases::{self, ZONE, cases, people},
    matches,
};
use growffinity_testkit::TestDb;
use proptest::{prelude::*, test_runner::TestRunner};
use serde_json::json;

use super::{
    generated_people::{moment, profile},
    generated_rules::rule,
    people::{insert, make_segment},
};

/// A database of profiles, and one segment whose rule changes.
struct Ground {
    segments: Segments,
    clock: Arc<ManualClock>,
    segment: SegmentId,
    runtime: tokio::runtime::Runtime,
    _db: TestDb,
}

impl Ground {
    fn with(profiles: &[Profile]) -> Self {
        let db = TestDb::create();
        let mut connection = PgConnection::establish(db.url()).unwrap();
        for profile in profiles {
            insert(&mut connection, profile);
        }
        for segment in 101..=103 {
            make_segment(&mut connection, segment);
        }
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let clock = Arc::new(ManualClock::at(cases::now()));
        let site = Site { timezone: ZONE, ..Site::default() };
        let segments = Segments::new(Arc::new(PgSegments::new(db.open())), clock.clone(), site);
        let everyone = json!([{"field": "id", "operator": "is_not_empty"}]);
        let rule = Rule { matching: Match::All, conditions: Conditions::parse(&everyone).unwrap() };
        let new = NewSegment {
            name: SegmentName::parse("Ground").unwrap(),
            slug: None,
            description: String::new(),
            rule: NewRule::Dynamic(rule, Refresh::Manual),
        };
        let made = runtime.block_on(segments.create(new)).unwrap();
        assert_eq!(made.members_count, u64::try_from(profiles.len()).unwrap());
        Self { segments, clock, segment: made.id, runtime, _db: db }
    }

    /// The ids of the members under `rule` at `now`.
    fn selected(&self, rule: &Rule, now: DateTime<Utc>) -> Vec<i64> {
        self.clock.set(now);
        self.runtime.block_on(async {
            let change = SegmentChange {
                matching: Some(rule.matching),
                conditions: Some(rule.conditions.clone()),
                ..SegmentChange::default()
            };
            self.segments.update(self.segment, change, None).await.unwrap();
            let (segment, outcome) = self.segments.refresh(self.segment).await.unwrap();
            assert!(matches!(outcome, RefreshOutcome::Done(_)), "{outcome:?}: {}", rule.conditions.to_json());
            let window = Window::After { after: 0, limit: PerPage::new(100).unwrap() };
            let query = MemberQuery { segment: self.segment, direction: Direction::Ascending, window };
            let page = self.segments.members(&query).await.unwrap();
            assert_eq!(page.total, segment.members_count);
            page.items.into_iter().map(|member| member.customer.get()).collect()
        })
    }
}

#[test]
fn the_shared_table_holds_in_sql() {
    let people = people();
    let profiles: Vec<Profile> = people.iter().map(|person| person.profile.clone()).collect();
    let ground = Ground::with(&profiles);
    let mut wrong = Vec::new();
    for case in cases() {
        let ids = ground.selected(&case.rule(), case.now);
        let passed: Vec<&str> =
            people.iter().filter(|one| ids.contains(&one.profile.id.get())).map(|one| one.name).collect();
        if passed != case.passes {
            wrong.push(format!("{}: {} gives {passed:?}, not {:?}", case.says, case.conditions, case.passes));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn generated_rules_select_the_same_customers_in_memory_and_in_sql() {
    let mut runner =
        TestRunner::new(ProptestConfig { cases: 6, failure_persistence: None, ..ProptestConfig::default() });
    let crowds = prop::collection::vec(profile(), 40);
    let rules = prop::collection::vec((rule(), moment()), 60);
    runner
        .run(&(crowds, rules), |(mut crowd, rules)| {
            for (number, one) in (1_i64..).zip(&mut crowd) {
                one.id = CustomerId::new(number).unwrap();
                one.email = format!("{}{number}@{}", one.email.as_str().split('@').next().unwrap(), one.email.domain())
                    .parse()
                    .unwrap();
                for (at, external_id) in one.external_ids.iter_mut().enumerate() {
                    // Unique in a store, and alike enough to be found.
                    *external_id = format!("{external_id}{at}-{number}");
                }
            }
            let ground = Ground::with(&crowd);
            for (rule, now) in rules {
                let in_memory: Vec<i64> =
                    crowd.iter().filter(|one| matches(&rule, one, now, ZONE)).map(|one| one.id.get()).collect();
                prop_assert_eq!(ground.selected(&rule, now), in_memory, "{} at {}", rule.conditions.to_json(), now);
            }
            Ok(())
        })
        .unwrap();
}
