//! Bodies of requests for customers and orders, with what a test does not care for filled in.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

/// A body under construction; each method sets one member.
#[derive(Debug, Clone, PartialEq)]
pub struct Body(Value);

/// A customer who may be mailed.
pub fn customer(email: &str) -> Body {
    Body(json!({
        "email": email,
        "first_name": "Ann",
        "last_name": "Lee",
        "consent": {"email": {"status": "subscribed", "source": "test"}},
    }))
}

/// A completed order of the customer with this address.
pub fn order(email: &str, total: &str) -> Body {
    Body(json!({"status": "completed", "total": total, "billing": {"email": email}}))
}

impl Body {
    /// Sets any member.
    #[must_use]
    pub fn with(mut self, member: &str, value: impl Into<Value>) -> Self {
        if let Value::Object(members) = &mut self.0 {
            members.insert(member.to_owned(), value.into());
        }
        self
    }

    /// Sets the shop's own id.
    #[must_use]
    pub fn external_id(self, id: &str) -> Self {
        self.with("external_id", id)
    }

    /// Sets when it was made.
    #[must_use]
    pub fn made_at(self, at: DateTime<Utc>) -> Self {
        self.with("date_created_gmt", at.format("%Y-%m-%dT%H:%M:%S").to_string())
    }

    /// Takes a member out, to leave it to its default.
    #[must_use]
    pub fn without(mut self, member: &str) -> Self {
        if let Value::Object(members) = &mut self.0 {
            members.remove(member);
        }
        self
    }

    /// The body.
    pub fn json(&self) -> &Value {
        &self.0
    }
}
