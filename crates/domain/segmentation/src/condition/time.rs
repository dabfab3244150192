//! What of a rule time alone changes: its leaves relative to now, and what lies between two looks at one.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use crate::condition::{
    Condition, Rule,
    campaign::CampaignCondition,
    date::{DateTest, Resolved, Span},
    event::{EventCondition, PropertyTest},
    field::DateField,
    orders::OrdersCondition,
    test::{AttributeTest, FieldTest},
    within::Within,
};

/// A leaf that may hold at one moment and not at another while nothing of the customer changes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum TimeLeaf<'a> {
    /// A date of the customer.
    Date(DateField, &'a DateTest),
    /// A free attribute with a day in it.
    Attribute(&'a str, &'a DateTest),
    /// Orders within a span of time.
    Orders(&'a OrdersCondition, &'a Within),
    /// Custom events within a span of time.
    Event(&'a EventCondition, &'a Within),
    /// Custom events with a day in a property: the key, and what is asked of the day.
    Property(&'a EventCondition, &'a str, &'a DateTest),
    /// What came of campaigns within a span of time.
    Campaign(&'a CampaignCondition, &'a Within),
}

/// What changed sides between two looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Crossed<T> {
    /// What lies from the first (in) until the second (out).
    Between(T, T),
    /// What has one of these days of the year (`"02-28"`).
    Anniversary(Vec<String>),
}

impl Rule {
    /// The leaves that time alone may change.
    pub fn time_leaves(&self) -> Vec<TimeLeaf<'_>> {
        let mut leaves = Vec::new();
        for leaf in self.leaves() {
            match leaf {
                Condition::Field(condition) => leaves.extend(of_field(condition.test())),
                Condition::Orders(condition) => {
                    leaves.extend(relative(condition.within()).map(|within| TimeLeaf::Orders(condition, within)));
                }
                Condition::Event(condition) => {
                    leaves.extend(relative(condition.within()).map(|within| TimeLeaf::Event(condition, within)));
                    leaves.extend(condition.clauses().iter().filter_map(|clause| match clause.test() {
                        PropertyTest::Value(AttributeTest::Date(test)) if test.is_relative() => {
                            Some(TimeLeaf::Property(condition, clause.key(), test))
                        }
                        PropertyTest::Value(_) | PropertyTest::Empty => None,
                    }));
                }
                Condition::Campaign(condition) => {
                    leaves.extend(relative(condition.within()).map(|within| TimeLeaf::Campaign(condition, within)));
                }
                Condition::Group(_) | Condition::Segment(_) => {}
            }
        }
        leaves
    }
}

fn of_field(test: &FieldTest) -> Option<TimeLeaf<'_>> {
    match test {
        FieldTest::Date(field, test) if test.is_relative() => Some(TimeLeaf::Date(*field, test)),
        FieldTest::Attribute(key, AttributeTest::Date(test)) if test.is_relative() => {
            Some(TimeLeaf::Attribute(key, test))
        }
        _ => None,
    }
}

fn relative(within: Option<&Within>) -> Option<&Within> {
    within.filter(|within| within.is_relative())
}

impl Within {
    /// The instants that are in it at `to` and not at `from`, or the other way round.
    pub fn crossed(&self, from: DateTime<Utc>, to: DateTime<Utc>, zone: Tz) -> Vec<Crossed<DateTime<Utc>>> {
        crossed_spans(self.instants(from, zone), self.instants(to, zone))
    }
}

impl DateTest {
    /// The instants on which the test answers differently at `to` than at `from`; empty when there are none.
    pub fn crossed_instants(&self, from: DateTime<Utc>, to: DateTime<Utc>, zone: Tz) -> Vec<Crossed<DateTime<Utc>>> {
        crossed(self.instants(from, zone), self.instants(to, zone))
    }

    /// The days on which the test answers differently at `to` than at `from`; empty when there are none.
    pub fn crossed_days(&self, from: DateTime<Utc>, to: DateTime<Utc>, zone: Tz) -> Vec<Crossed<NaiveDate>> {
        crossed(self.days(from, zone), self.days(to, zone))
    }
}

fn crossed<T: Ord + Copy>(old: Resolved<T>, new: Resolved<T>) -> Vec<Crossed<T>> {
    match (old, new) {
        (Resolved::Span(old), Resolved::Span(new)) => crossed_spans(old, new),
        (Resolved::Anniversary(old), Resolved::Anniversary(new)) => {
            let only = |some: &[String], others: &[String]| -> Vec<String> {
                some.iter().filter(|day| !others.contains(day)).cloned().collect()
            };
            let days = [only(&old, &new), only(&new, &old)].concat();
            if days.is_empty() { Vec::new() } else { vec![Crossed::Anniversary(days)] }
        }
        // One test is of one kind at every moment.
        (Resolved::Span(_), Resolved::Anniversary(_)) | (Resolved::Anniversary(_), Resolved::Span(_)) => Vec::new(),
    }
}

/// What lies between the old and the new place of each bound.
fn crossed_spans<T: Ord + Copy>(old: Span<T>, new: Span<T>) -> Vec<Crossed<T>> {
    let between = |old: Option<T>, new: Option<T>| {
        let (old, new) = old.zip(new)?;
        (old != new).then(|| Crossed::Between(old.min(new), old.max(new)))
    };
    between(old.from, new.from).into_iter().chain(between(old.until, new.until)).collect()
}
