//! Generated customers and rules: everyone and each, now and as a clock walks.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use diesel::{Connection, PgConnection, RunQueryDsl};
use growffinity_kernel::CustomerId;
use growffinity_segmentation::{
    Profile, Rule,
    cases::{ZONE, cases, people},
    matches,
};
use growffinity_testkit::TestDb;
use proptest::{prelude::*, test_runner::TestRunner};

use super::{
    generated_people::{moment, profile},
    generated_rules::rule,
    people::insert,
};
use crate::{
    segmentation::{
        compile::{Among, Moment, push_selected_among},
        crossers::push_crossers,
    },
    statement::{IdRow, Statement, dynamic_statement},
};

struct Ground {
    connection: PgConnection,
    profiles: Vec<Profile>,
    _db: TestDb,
}

impl Ground {
    fn with(profiles: Vec<Profile>) -> Self {
        let db = TestDb::create();
        let mut connection = PgConnection::establish(db.url()).unwrap();
        for profile in &profiles {
            insert(&mut connection, profile);
        }
        Self { connection, profiles, _db: db }
    }

    fn ids(&mut self, sql: Statement) -> BTreeSet<i64> {
        let rows: Vec<IdRow> = sql.load(&mut self.connection).unwrap();
        let ids: BTreeSet<i64> = rows.iter().map(|row| row.id).collect();
        assert_eq!(ids.len(), rows.len(), "each once");
        ids
    }

    fn selected(&mut self, rule: &Rule, now: DateTime<Utc>, among: Among<'_>) -> BTreeSet<i64> {
        let moment = Moment { now, zone: ZONE };
        self.ids(push_selected_among(dynamic_statement("SELECT c.id "), rule, moment, among))
    }

    fn in_memory(&self, rule: &Rule, now: DateTime<Utc>) -> BTreeSet<i64> {
        self.profiles.iter().filter(|one| matches(rule, one, now, ZONE)).map(|one| one.id.get()).collect()
    }
}

#[test]
fn the_shared_table_holds_customer_by_customer() {
    let mut ground = Ground::with(people().into_iter().map(|person| person.profile).collect());
    let names: Vec<_> = people().iter().map(|person| (person.profile.id.get(), person.name)).collect();
    let mut wrong = Vec::new();
    for case in cases() {
        for among in [Among::Everyone, Among::Ids(&[1, 2, 3, 4, 5]), Among::Query("SELECT id FROM customers")] {
            let found = ground.selected(&case.rule(), case.now, among);
            let passed: Vec<&str> = names.iter().filter(|(id, _)| found.contains(id)).map(|(_, name)| *name).collect();
            if passed != case.passes {
                wrong.push(format!("{}, {among:?}: {} gives {passed:?}", case.says, case.conditions));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Steps of a clock: from moments to years.
fn steps() -> impl Strategy<Value = Vec<TimeDelta>> {
    let step = prop_oneof![
        Just(TimeDelta::microseconds(1)),
        Just(TimeDelta::seconds(1)),
        (1_i64..90).prop_map(TimeDelta::minutes),
        (1_i64..60).prop_map(TimeDelta::hours),
        (1_i64..400).prop_map(TimeDelta::days),
    ];
    prop::collection::vec(step, 1..5)
}

#[test]
fn whoever_changes_sides_as_a_clock_walks_is_named() {
    let config = ProptestConfig { cases: 4, failure_persistence: None, ..ProptestConfig::default() };
    let rules = prop::collection::vec((rule(), moment(), steps()), 150);
    TestRunner::new(config)
        .run(&(prop::collection::vec(profile(), 40), rules), |(mut crowd, rules)| {
            for (number, one) in (1_i64..).zip(&mut crowd) {
                one.id = CustomerId::new(number).unwrap();
                one.email = format!("c{number}@example.com").parse().unwrap();
                for (at, external_id) in one.external_ids.iter_mut().enumerate() {
                    *external_id = format!("{external_id}{at}-{number}");
                }
            }
            let some: Vec<i64> = (1..=40).filter(|id| id % 3 != 0).collect();
            let mut ground = Ground::with(crowd);
            for (rule, mut now, steps) in rules {
                let said = rule.conditions.to_json();
                let mut members = ground.in_memory(&rule, now);
                prop_assert_eq!(&ground.selected(&rule, now, Among::Everyone), &members, "{} at {}", &said, now);
                let of_some: BTreeSet<i64> = members.iter().copied().filter(|id| some.contains(id)).collect();
                prop_assert_eq!(ground.selected(&rule, now, Among::Ids(&some)), of_some, "{} at {}", &said, now);
                for step in steps {
                    let before = now;
                    now += step;
                    let after = ground.in_memory(&rule, now);
                    let crossers = push_crossers(dynamic_statement(""), &rule, ZONE, before, now);
                    let named = crossers.map_or_else(BTreeSet::new, |sql| ground.ids(sql));
                    let unnamed: Vec<_> =
                        members.symmetric_difference(&after).filter(|id| !named.contains(id)).collect();
                    prop_assert!(unnamed.is_empty(), "{} from {} to {}: {:?}", &said, before, now, unnamed);
                    members = after;
                }
            }
            Ok(())
        })
        .unwrap();
}
