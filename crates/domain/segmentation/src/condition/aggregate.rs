//! Many things of a customer made into one number, and the test of that number.

use std::cmp::Ordering;

use growffinity_kernel::{Decimal, named_enum};
use serde_json::{Value, json};

use crate::condition::{operator::Operator, test::NumberTest};

named_enum!(
    /// How many things become one number.
    Aggregate {
        /// How many there are.
        Count = "count",
        /// Their sum; 0 without any.
        Sum = "sum",
        /// Their average, unrounded; unset without any.
        Average = "average",
        /// The least; unset without any.
        Minimum = "minimum",
        /// The greatest; unset without any.
        Maximum = "maximum",
    }
);

impl Aggregate {
    /// The aggregate of this name, or of a short one.
    pub fn from_any_name(name: &str) -> Option<Self> {
        match name {
            "avg" => Some(Self::Average),
            "min" => Some(Self::Minimum),
            "max" => Some(Self::Maximum),
            _ => Self::from_name(name),
        }
    }
}

/// What is asked of an aggregate: an operator and a value, or nothing, which asks for one thing at least.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    pub(super) aggregate: Aggregate,
    pub(super) operator: Option<Operator>,
    pub(super) value: Option<Value>,
    pub(super) not: bool,
    pub(super) test: AggregateTest,
}

/// A positive test of an aggregate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AggregateTest {
    /// There is one thing at least, whatever the aggregate.
    AtLeastOne,
    /// The number is unset.
    Empty,
    /// The number is set and passes.
    Number(NumberTest),
}

impl Comparison {
    /// What the things become.
    pub const fn aggregate(&self) -> Aggregate {
        self.aggregate
    }

    /// The positive test; see [`Self::is_negated`].
    pub const fn test(&self) -> &AggregateTest {
        &self.test
    }

    /// Whether the node holds exactly where the test does not.
    pub fn is_negated(&self) -> bool {
        self.operator.is_some_and(Operator::is_complement) != self.not
    }

    /// Whether the positive test holds of things with these values, in ten-thousandths; a thing without a value counts,
    /// and is in no sum.
    pub fn holds(&self, values: impl IntoIterator<Item = Option<i128>>) -> bool {
        let found: Found = values.into_iter().collect();
        match &self.test {
            AggregateTest::AtLeastOne => found.things > 0,
            AggregateTest::Empty => self.aggregate.needs_values() && found.values == 0,
            AggregateTest::Number(test) => {
                (found.values > 0 || !self.aggregate.needs_values())
                    && test.holds(|bound| self.aggregate.compare(found, bound))
            }
        }
    }

    /// Whether the positive test holds of someone with none of the things.
    pub fn holds_of_nothing(&self) -> bool {
        self.holds([])
    }

    /// The operator and the value, as members of the node.
    pub(super) fn add_to(&self, mut node: Value) -> Value {
        if let Some(members) = node.as_object_mut() {
            if let Some(operator) = self.operator {
                members.insert("operator".to_owned(), json!(operator.as_str()));
            }
            if let Some(value) = &self.value {
                members.insert("value".to_owned(), value.clone());
            }
            if self.not {
                members.insert("not".to_owned(), Value::Bool(true));
            }
        }
        node
    }
}

#[derive(Clone, Copy, Default)]
struct Found {
    things: i128,
    values: i128,
    sum: i128,
    least: i128,
    greatest: i128,
}

impl FromIterator<Option<i128>> for Found {
    fn from_iter<T: IntoIterator<Item = Option<i128>>>(values: T) -> Self {
        values.into_iter().fold(Self::default(), |found, value| {
            let found = Self { things: found.things.saturating_add(1), ..found };
            let Some(value) = value else { return found };
            let first = found.values == 0;
            Self {
                values: found.values.saturating_add(1),
                sum: found.sum.saturating_add(value),
                least: if first { value } else { found.least.min(value) },
                greatest: if first { value } else { found.greatest.max(value) },
                ..found
            }
        })
    }
}

impl Aggregate {
    /// Whether there is no number without a value.
    pub const fn needs_values(self) -> bool {
        match self {
            Self::Count | Self::Sum => false,
            Self::Average | Self::Minimum | Self::Maximum => true,
        }
    }

    fn compare(self, found: Found, bound: Decimal) -> Ordering {
        let bound = ten_thousandths(bound);
        match self {
            Self::Count => found.things.saturating_mul(10_000).cmp(&bound),
            Self::Sum => found.sum.cmp(&bound),
            // Never divided out: a/n against b is a against b·n.
            Self::Average => found.sum.cmp(&bound.saturating_mul(found.values)),
            Self::Minimum => found.least.cmp(&bound),
            Self::Maximum => found.greatest.cmp(&bound),
        }
    }
}

/// The decimal, which has at most four decimals, as a whole number of ten-thousandths.
pub(crate) fn ten_thousandths(decimal: Decimal) -> i128 {
    let missing = 4_u32.saturating_sub(decimal.scale());
    decimal.mantissa().saturating_mul(10_i128.pow(missing))
}
