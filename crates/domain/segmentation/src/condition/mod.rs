//! The condition language: what a rule can say. Parsed from JSON, kept as JSON, never changed in between.

mod aggregate;
mod campaign;
mod date;
mod event;
mod facts;
mod fault;
mod field;
mod operator;
mod orders;
mod parse;
mod read;
mod segment;
mod test;
mod time;
mod values;
mod within;

use std::collections::BTreeSet;

use growffinity_kernel::{SegmentId, named_enum};
use serde_json::{Map, Value, json};

pub(crate) use aggregate::ten_thousandths;
pub use aggregate::{Aggregate, AggregateTest, Comparison};
pub use campaign::{CampaignAction, CampaignCondition};
pub use date::{DateTest, DateValue, Resolved, Span};
pub use event::{EventCondition, PropertyClause, PropertyTest};
pub use fault::Fault;
pub use field::{AddressPart, ChoiceField, DateField, Field, FieldType, NumberField, RefField, SetField, TextField};
pub use operator::Operator;
pub use orders::{ClauseTest, OrderClause, OrderField, OrderMeasure, OrdersCondition};
pub use segment::SegmentCondition;
pub use test::{AttributeTest, FieldTest, NumberTest, SetTest, TextTest, name_key, number_key, set_key};
pub use time::{Crossed, TimeLeaf};
pub use within::{Within, WithinSpan};

/// The deepest a node may lie; those of the top list lie at 1.
pub const MAX_DEPTH: usize = 8;

/// The most nodes a rule may have, groups included.
pub const MAX_NODES: usize = 200;

/// The most values a list such as that of `in` may have.
pub const MAX_VALUES: usize = 1_000;

named_enum!(
    /// How the conditions of a list are joined.
    Match {
        /// All must hold.
        All = "all",
        /// One must hold.
        Any = "any",
    }
);

/// A rule: which customers belong to a segment.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// How the top list is joined.
    pub matching: Match,
    /// The top list.
    pub conditions: Conditions,
}

/// The top list of a rule: one condition or more, within [`MAX_DEPTH`] and [`MAX_NODES`].
#[derive(Debug, Clone, PartialEq)]
pub struct Conditions(Vec<Condition>);

/// A node of a rule.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// Conditions in brackets.
    Group(Group),
    /// A test of one field.
    Field(FieldCondition),
    /// Orders, added up and compared.
    Orders(OrdersCondition),
    /// Custom events, added up and compared.
    Event(EventCondition),
    /// What came of campaigns, counted.
    Campaign(CampaignCondition),
    /// Being in another segment.
    Segment(SegmentCondition),
}

/// Conditions in brackets.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    matching: Match,
    conditions: Vec<Condition>,
    not: bool,
}

/// A test of one field.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldCondition {
    field: Field,
    operator: Operator,
    value: Option<Value>,
    not: bool,
    test: FieldTest,
}

impl Conditions {
    /// Reads a list of conditions; paths of faults begin with `conditions`.
    ///
    /// # Errors
    /// Every [`Fault`] in the list.
    pub fn parse(json: &Value) -> Result<Self, Vec<Fault>> {
        Self::parse_at(json, "conditions")
    }

    /// Reads a list of conditions that stands at `path` of a larger body.
    ///
    /// # Errors
    /// Every [`Fault`] in the list.
    pub fn parse_at(json: &Value, path: &str) -> Result<Self, Vec<Fault>> {
        parse::parse(json, path).map(Self)
    }

    /// The conditions.
    pub fn as_slice(&self) -> &[Condition] {
        &self.0
    }

    /// The JSON form, as stored and as shown: values as they were written, defaults said, `not` only where it holds.
    pub fn to_json(&self) -> Value {
        list_to_json(&self.0)
    }
}

impl Condition {
    /// The JSON form.
    pub fn to_json(&self) -> Value {
        match self {
            Self::Group(group) => group.to_json(),
            Self::Field(condition) => condition.to_json(),
            Self::Orders(condition) => condition.to_json(),
            Self::Event(condition) => condition.to_json(),
            Self::Campaign(condition) => condition.to_json(),
            Self::Segment(condition) => condition.to_json(),
        }
    }
}

impl Group {
    /// How the conditions are joined.
    pub const fn matching(&self) -> Match {
        self.matching
    }

    /// The conditions, one or more.
    pub fn conditions(&self) -> &[Condition] {
        &self.conditions
    }

    /// How many nodes in it are no groups.
    pub fn leaves(&self) -> usize {
        let mut leaves = Vec::new();
        collect_leaves(&self.conditions, &mut leaves);
        leaves.len()
    }

    /// Whether the group holds where its conditions do not.
    pub const fn is_negated(&self) -> bool {
        self.not
    }

    fn to_json(&self) -> Value {
        with_not(json!({"match": self.matching.as_str(), "conditions": list_to_json(&self.conditions)}), self.not)
    }
}

impl FieldCondition {
    /// What is looked at.
    pub const fn field(&self) -> &Field {
        &self.field
    }

    /// The positive test; see [`Self::is_negated`].
    pub const fn test(&self) -> &FieldTest {
        &self.test
    }

    /// Whether the condition holds exactly where the test does not: a `not_` operator or `"not":true`, not both.
    pub const fn is_negated(&self) -> bool {
        self.operator.is_complement() != self.not
    }

    fn to_json(&self) -> Value {
        let mut node = json!({"field": self.field.name(), "operator": self.operator.as_str()});
        if let (Some(members), Some(value)) = (node.as_object_mut(), &self.value) {
            members.insert("value".to_owned(), value.clone());
        }
        with_not(node, self.not)
    }
}

impl Rule {
    /// Every node that is no group, in the order in which they stand.
    pub fn leaves(&self) -> Vec<&Condition> {
        let mut leaves = Vec::new();
        collect_leaves(self.conditions.as_slice(), &mut leaves);
        leaves
    }

    /// The segments it refers to: those whose members have to be known first.
    pub fn segments(&self) -> BTreeSet<SegmentId> {
        let inner = |leaf: &Condition| match leaf {
            Condition::Segment(condition) => Some(condition.segment()),
            Condition::Group(_)
            | Condition::Field(_)
            | Condition::Orders(_)
            | Condition::Event(_)
            | Condition::Campaign(_) => None,
        };
        self.leaves().into_iter().filter_map(inner).collect()
    }
}

fn collect_leaves<'a>(conditions: &'a [Condition], leaves: &mut Vec<&'a Condition>) {
    for condition in conditions {
        match condition {
            Condition::Group(group) => collect_leaves(group.conditions(), leaves),
            Condition::Field(_)
            | Condition::Orders(_)
            | Condition::Event(_)
            | Condition::Campaign(_)
            | Condition::Segment(_) => leaves.push(condition),
        }
    }
}

fn list_to_json(conditions: &[Condition]) -> Value {
    Value::Array(conditions.iter().map(Condition::to_json).collect())
}

fn with_not(mut node: Value, not: bool) -> Value {
    if let (Some(members), true) = (node.as_object_mut(), not) {
        members.insert("not".to_owned(), Value::Bool(true));
    }
    node
}

/// Members of a JSON object that stands for a node.
type Members = Map<String, Value>;

#[cfg(test)]
mod tests;
