//! Rows of a file, before and after they are understood.

use chrono::{DateTime, Utc};
use growffinity_kernel::EmailAddress;
use serde_json::{Map, Value};

use super::{LineFault, Position};
use crate::{
    CustomerChange, OrderDraft,
    custom_events::{CustomEventDraft, Who},
};

/// A row as it stands in the file.
#[derive(Debug, Clone, PartialEq)]
pub struct RawRow {
    /// The line it begins on, counted from 1.
    pub line: u64,
    /// The place behind it.
    pub after: Position,
    /// What it says.
    pub content: RowContent,
}

/// What a row says.
#[derive(Debug, Clone, PartialEq)]
pub enum RowContent {
    /// A row of a table: as many cells as there are headings.
    Cells(Vec<String>),
    /// A line of JSON.
    Object(Map<String, Value>),
    /// It can't be read.
    Broken(LineFault),
}

/// What a row tells.
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    /// An order.
    Order(Box<OrderDraft>),
    /// A customer.
    Customer(Box<CustomerLine>),
    /// Something a customer did.
    Event(Box<CustomEventDraft>),
    /// An address that is not to be mailed.
    Suppression(SuppressedLine),
}

/// What a row tells of a customer.
#[derive(Debug, Clone, PartialEq)]
pub struct CustomerLine {
    /// The address, by which the customer is found or made.
    pub email: EmailAddress,
    /// Everything else.
    pub change: CustomerChange,
    /// Since when a new customer has been one.
    pub created_at: Option<DateTime<Utc>>,
}

/// What a row tells of an address that is not to be mailed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuppressedLine {
    /// The address.
    pub email: EmailAddress,
    /// The name of the reason; empty when the line gives none that is known.
    pub reason: String,
}

impl Item {
    /// The e-mail address in it.
    pub fn email(&self) -> Option<String> {
        match self {
            Self::Order(draft) => draft.billing.as_ref()?.email.as_ref().map(|email| email.trim().to_lowercase()),
            Self::Customer(line) => Some(line.email.to_string()),
            Self::Event(draft) => match &draft.who {
                Who::Email(email) => Some(email.to_string()),
                Who::Id(_) => None,
            },
            Self::Suppression(line) => Some(line.email.to_string()),
        }
    }
}
