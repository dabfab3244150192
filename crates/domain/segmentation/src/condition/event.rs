//! Nodes about what shops tell that a customer did.

use serde_json::{Value, json};

use crate::condition::{
    aggregate::Comparison, operator::Operator, orders::clause_to_json, test::AttributeTest, within::Within,
};

/// Custom events of one name, added up and compared.
#[derive(Debug, Clone, PartialEq)]
pub struct EventCondition {
    pub(super) name: String,
    pub(super) of: Option<String>,
    pub(super) clauses: Vec<PropertyClause>,
    pub(super) within: Option<Within>,
    pub(super) comparison: Comparison,
}

/// A test of a property that events must pass to be seen.
#[derive(Debug, Clone, PartialEq)]
pub struct PropertyClause {
    pub(super) key: String,
    pub(super) operator: Operator,
    pub(super) value: Option<Value>,
    pub(super) not: bool,
    pub(super) test: PropertyTest,
}

/// The positive test of a property.
#[derive(Debug, Clone, PartialEq)]
pub enum PropertyTest {
    /// It is not there, null, empty text or an empty list.
    Empty,
    /// As of a free attribute, but that a number may be written as text (`"45.00"`).
    Value(AttributeTest),
}

impl EventCondition {
    /// The name of the events, exactly.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The key of the property whose numbers are added up; events without a number there count, and are in no sum.
    pub fn measure(&self) -> Option<&str> {
        self.of.as_deref()
    }

    /// What events must pass to be seen, all of it.
    pub fn clauses(&self) -> &[PropertyClause] {
        &self.clauses
    }

    /// When they happened.
    pub const fn within(&self) -> Option<&Within> {
        self.within.as_ref()
    }

    /// What is asked of them.
    pub const fn comparison(&self) -> &Comparison {
        &self.comparison
    }

    pub(super) fn to_json(&self) -> Value {
        let mut event = json!({"name": self.name, "aggregate": self.comparison.aggregate.as_str()});
        if let Some(members) = event.as_object_mut() {
            if let Some(key) = &self.of {
                members.insert("of".to_owned(), json!(format!("properties.{key}")));
            }
            if !self.clauses.is_empty() {
                members.insert("where".to_owned(), self.clauses.iter().map(PropertyClause::to_json).collect());
            }
            if let Some(within) = &self.within {
                members.insert("within".to_owned(), within.written.clone());
            }
        }
        self.comparison.add_to(json!({"event": event}))
    }
}

impl PropertyClause {
    /// The key of the property.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The positive test; see [`Self::is_negated`].
    pub const fn test(&self) -> &PropertyTest {
        &self.test
    }

    /// Whether the clause holds exactly where the test does not.
    pub const fn is_negated(&self) -> bool {
        self.operator.is_complement() != self.not
    }

    fn to_json(&self) -> Value {
        clause_to_json(&format!("properties.{}", self.key), self.operator, self.value.as_ref(), self.not)
    }
}
