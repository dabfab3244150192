//! A walk through time: after each step live segments have the members that a full refresh gives.

use chrono::TimeDelta;
use diesel::{Connection, PgConnection};
use growffinity_kernel::CustomerId;
use growffinity_segmentation::{Conditions, Match, NewRule, Profile, Refresh, Rule, Segment};
use proptest::{prelude::*, sample::Index, test_runner::TestRunner};
use serde_json::{Value, json};

use super::{
    generated_people::profile,
    generated_rules::{campaigns, events, orders, rule},
    house::House,
    people::{change, insert, make_segment},
};

/// What happens in a step.
#[derive(Debug, Clone)]
enum Step {
    /// Time passes.
    Wait(TimeDelta),
    /// A customer becomes another.
    Change(Index, Box<Profile>),
}

fn step() -> impl Strategy<Value = Step> {
    let units = prop::sample::select(vec![0_i64, 1, 60, 3_600, 86_400, 86_400 * 30, 86_400 * 200]);
    // A look is due after half a minute.
    let wait = (units, 1_i64..4).prop_map(|(unit, times)| Step::Wait(TimeDelta::seconds(31 + unit * times)));
    let change = (any::<Index>(), profile()).prop_map(|(who, profile)| Step::Change(who, Box::new(profile)));
    prop_oneof![3 => wait, 2 => change]
}

/// A test that time moves.
fn time_test() -> impl Strategy<Value = Value> {
    let fields = vec![
        "last_order_date",
        "first_order_date",
        "date_created",
        "date_modified",
        "birthday",
        "consent.email.date",
        "attributes.k",
    ];
    let lengths = vec!["1 second", "2 hours", "1 day", "30 days", "1 month", "90 days", "1 year"];
    let length = prop::sample::select(lengths);
    let durations = (
        prop::sample::select(vec!["within_last", "within_next", "more_than_ago", "anniversary_within"]),
        length.clone(),
    )
        .prop_map(|(operator, length)| (operator, json!(length)));
    let values = (
        prop::sample::select(vec!["before", "after", "on", "not_on"]),
        prop_oneof![
            prop::sample::select(vec!["now", "today", "yesterday", "tomorrow"]).prop_map(str::to_owned),
            length.clone().prop_map(|length| format!("{length} ago")),
            length.prop_map(|length| format!("in {length}")),
        ],
    )
        .prop_map(|(operator, value)| (operator, json!(value)));
    let between =
        prop::sample::select(vec![("yesterday", "tomorrow"), ("30 days ago", "now"), ("90 days ago", "1 day ago")])
            .prop_map(|(from, to)| ("between", json!([from, to])));
    (prop::sample::select(fields), prop_oneof![durations, values, between], any::<bool>()).prop_map(
        |(field, (operator, value), not)| json!({"field": field, "operator": operator, "value": value, "not": not}),
    )
}

fn time_rule() -> impl Strategy<Value = Rule> {
    let node = prop_oneof![5 => time_test(), 2 => orders(), 1 => events(), 1 => campaigns()];
    (prop::collection::vec(node, 1..4), any::<bool>()).prop_map(|(nodes, any)| Rule {
        matching: if any { Match::Any } else { Match::All },
        conditions: Conditions::parse(&Value::from(nodes)).unwrap(),
    })
}

#[test]
fn live_segments_agree_with_full_refreshes_as_time_passes() {
    // What is generated is nested deeper than the stack of a test's thread is, without optimisation.
    let walking = std::thread::Builder::new().stack_size(64 << 20).spawn(walks).unwrap();
    walking.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
}

fn walks() {
    let mut runner =
        TestRunner::new(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() });
    let crowd = prop::collection::vec(profile(), 25);
    let rules = prop::collection::vec(prop_oneof![3 => time_rule(), 1 => rule()], 6);
    let steps = prop::collection::vec(step(), 12);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runner
        .run(&(crowd, rules, steps), |(crowd, rules, steps)| {
            runtime.block_on(walk(crowd, rules, steps))?;
            Ok(())
        })
        .unwrap();
}

async fn walk(crowd: Vec<Profile>, rules: Vec<Rule>, steps: Vec<Step>) -> Result<(), TestCaseError> {
    let house = House::with_spenders(&[]);
    let mut connection = PgConnection::establish(house.url()).unwrap();
    let size = crowd.len();
    // Those that generated rules may name.
    (101..=103).for_each(|id| make_segment(&mut connection, id));
    for (number, mut one) in (1_i64..).zip(crowd) {
        one.id = CustomerId::new(number).unwrap();
        one.email = format!("c{number}@example.com").parse().unwrap();
        one.external_ids.clear();
        insert(&mut connection, &one);
    }
    // Each rule twice: live, and looked at as a whole. Then rules about those rules.
    let mut pairs: Vec<(Segment, Segment)> = Vec::new();
    for (number, rule) in rules.into_iter().enumerate() {
        let live = house.make(&format!("Live {number}"), NewRule::Dynamic(rule.clone(), Refresh::Live)).await;
        let whole = house.make(&format!("Whole {number}"), NewRule::Dynamic(rule, Refresh::Manual)).await;
        pairs.push((live, whole));
    }
    for number in 0..2 {
        let (one, other) = (&pairs[number], &pairs[number + 1]);
        let about = |one: &Segment, other: &Segment| {
            Conditions::parse(&json!([{"segment": one.id.get()}, {"segment": other.id.get(), "not": true}])).unwrap()
        };
        let (live, whole) = (about(&one.0, &other.0), about(&one.1, &other.1));
        let live = house.create(&format!("Live about {number}"), live, Refresh::Live).await;
        let whole = house.create(&format!("Whole about {number}"), whole, Refresh::Manual).await;
        pairs.push((live, whole));
    }
    for step in steps {
        match &step {
            Step::Wait(length) => house.clock.advance(*length),
            Step::Change(who, profile) => {
                let id = CustomerId::new(i64::try_from(who.index(size)).unwrap() + 1).unwrap();
                change(&mut connection, &Profile { id, ..(**profile).clone() });
            }
        }
        house.follow().await;
        for (live, whole) in &pairs {
            house.segments.refresh(whole.id).await.unwrap();
            prop_assert_eq!(
                house.members(live).await,
                house.members(whole).await,
                "{} after {:?}",
                live.conditions_json(),
                step
            );
        }
    }
    let due = "SELECT count(*) AS number FROM segment_history WHERE cause <> 'changed' AND segment_id IN \
               (SELECT id FROM segments WHERE refresh = 'live') AND cause <> 'live'";
    prop_assert_eq!(house.number(due), 0, "a live segment was refreshed as a whole");
    Ok(())
}
