//! Reads members of an item that a shop sent.

use chrono::{DateTime, NaiveDateTime, Utc};
use growffinity_kernel::{Decimal, Money};
use serde_json::{Map, Value};

use crate::AddressChange;

/// Why an item of a shop can't be taken in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{member}: {message}")]
pub struct ShopFault {
    /// The member, as `line_items[0].total`.
    pub member: String,
    /// What is wrong with it; it repeats nothing of what was sent.
    pub message: &'static str,
}

/// An object that a shop sent, and where it stood.
pub(super) struct Item<'a> {
    members: &'a Map<String, Value>,
    path: String,
}

impl<'a> Item<'a> {
    /// The whole of what was sent.
    pub fn whole(value: &'a Value) -> Result<Self, ShopFault> {
        let members = value.as_object();
        let members = members.ok_or(ShopFault { member: "item".to_owned(), message: "is not an object" })?;
        Ok(Self { members, path: String::new() })
    }

    /// A fault of the member `name`.
    pub fn fault(&self, name: &str, message: &'static str) -> ShopFault {
        ShopFault { member: format!("{}{name}", self.path), message }
    }

    fn value(&self, name: &str) -> Option<&'a Value> {
        self.members.get(name).filter(|value| !value.is_null())
    }

    /// Text; numbers count as text, since shops send ids and amounts as either.
    pub fn text(&self, name: &str) -> Option<String> {
        match self.value(name)? {
            // PostgreSQL keeps no NUL.
            Value::String(text) => Some(text.replace('\0', "").trim().to_owned()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }

    /// A whole number.
    pub fn integer(&self, name: &str) -> Result<Option<i64>, ShopFault> {
        let Some(text) = self.text(name).filter(|text| !text.is_empty()) else { return Ok(None) };
        text.parse().map(Some).map_err(|_| self.fault(name, "is not a whole number"))
    }

    /// An id; a shop's 0 is nobody's.
    pub fn id(&self, name: &str) -> Result<Option<i64>, ShopFault> {
        Ok(self.integer(name)?.filter(|id| *id > 0))
    }

    /// The item's own id, which must be there.
    pub fn own_id(&self) -> Result<String, ShopFault> {
        self.id("id")?.map(|id| id.to_string()).ok_or_else(|| self.fault("id", "is missing"))
    }

    /// An amount. A shop may be set to any number of decimals; four are kept.
    pub fn money(&self, name: &str) -> Result<Option<Money>, ShopFault> {
        let Some(text) = self.text(name).filter(|text| !text.is_empty()) else { return Ok(None) };
        let fault = |_| self.fault(name, "is not an amount");
        let decimal = Decimal::from_str_exact(&text).map_err(|_| self.fault(name, "is not an amount"))?;
        Money::new(decimal.round_dp(4)).map(Some).map_err(fault)
    }

    /// An instant, from the member `name_gmt`.
    pub fn instant(&self, name: &str) -> Result<Option<DateTime<Utc>>, ShopFault> {
        let name = format!("{name}_gmt");
        let Some(text) = self.text(&name).filter(|text| !text.is_empty()) else { return Ok(None) };
        let naive = text.trim_end_matches('Z').parse::<NaiveDateTime>();
        naive.map(|naive| Some(naive.and_utc())).map_err(|_| self.fault(&name, "is not a date"))
    }

    /// The object of this name.
    pub fn object(&self, name: &str) -> Option<Self> {
        let members = self.value(name)?.as_object()?;
        Some(Self { members, path: format!("{}{name}.", self.path) })
    }

    /// The objects of a list.
    pub fn list(&self, name: &str) -> impl Iterator<Item = Self> + use<'a> {
        let path = format!("{}{name}", self.path);
        let values = self.value(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        values.iter().enumerate().filter_map(move |(place, value)| {
            Some(Self { members: value.as_object()?, path: format!("{path}[{place}].") })
        })
    }

    /// A postal address. What the shop leaves empty empties ours: it knows the whole address.
    pub fn address(&self, name: &str) -> Option<AddressChange> {
        let given = self.object(name)?;
        let mut change = AddressChange::default();
        for member in crate::Address::MEMBERS {
            if let (Some(text), Some(slot)) = (given.text(member), change.member_mut(member)) {
                *slot = Some(text);
            }
        }
        Some(change)
    }
}
