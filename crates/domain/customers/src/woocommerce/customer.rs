//! A shop's customers.

use chrono::{DateTime, Utc};
use growffinity_kernel::{EmailAddress, StoreId};
use serde_json::Value;

use super::item::{Item, ShopFault};
use crate::{CustomerChange, ExternalId};

/// A customer as a shop tells of one.
#[derive(Debug, Clone, PartialEq)]
pub struct ShopCustomer {
    /// The address.
    pub email: EmailAddress,
    /// Everything else; the shop's id among it.
    pub rest: CustomerChange,
    /// When the shop's record was made.
    pub created_at: Option<DateTime<Utc>>,
    /// When it was last changed there.
    pub modified_at: Option<DateTime<Utc>>,
}

/// Reads a customer of `store`.
///
/// # Errors
/// The first member that can't be read.
pub fn read_customer(value: &Value, store: StoreId) -> Result<ShopCustomer, ShopFault> {
    let item = Item::whole(value)?;
    let external_id = item.own_id()?;
    let email = item.text("email").filter(|text| !text.is_empty());
    let email = email.ok_or_else(|| item.fault("email", "is missing"))?;
    let email = email.parse().map_err(|_| item.fault("email", "is not an e-mail address"))?;
    let billing = item.address("billing");
    let phone = billing.as_ref().and_then(|billing| billing.phone.clone());
    let rest = CustomerChange {
        first_name: item.text("first_name").filter(|text| !text.is_empty()),
        last_name: item.text("last_name").filter(|text| !text.is_empty()),
        phone: phone.filter(|text| !text.is_empty()),
        billing,
        shipping: item.address("shipping"),
        external_ids: vec![ExternalId { store, external_id }],
        ..CustomerChange::default()
    };
    let (created_at, modified_at) = (item.instant("date_created")?, item.instant("date_modified")?);
    Ok(ShopCustomer { email, rest, created_at, modified_at })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(value: &Value) -> Result<ShopCustomer, String> {
        read_customer(value, StoreId::new(3).unwrap()).map_err(|fault| fault.to_string())
    }

    #[test]
    fn a_customer_keeps_the_shops_id_and_addresses() {
        let customer = read(&json!({
            "id": 58, "email": "Ann@Example.com", "first_name": "Ann", "last_name": "", "username": "ann",
            "date_created_gmt": "2026-01-02T03:04:05", "date_modified_gmt": null,
            "billing": {"city": "Lyon", "phone": "+33 1", "country": "FR", "surprise": 1}, "shipping": {"city": ""},
            "is_paying_customer": true, "meta_data": [{"id": 1, "key": "a", "value": {"b": []}}],
        }));
        let customer = customer.unwrap();
        assert_eq!(customer.email.as_str(), "ann@example.com");
        assert_eq!((customer.rest.first_name.as_deref(), customer.rest.last_name.as_deref()), (Some("Ann"), None));
        assert_eq!(customer.rest.phone.as_deref(), Some("+33 1"));
        assert_eq!(customer.rest.billing.unwrap().city.as_deref(), Some("Lyon"));
        assert_eq!(customer.rest.external_ids[0].external_id, "58");
        assert_eq!(customer.created_at.unwrap().to_rfc3339(), "2026-01-02T03:04:05+00:00");
        assert_eq!(customer.modified_at, None);
    }

    #[test]
    fn what_is_wrong_is_named() {
        assert_eq!(read(&json!([])).unwrap_err(), "item: is not an object");
        assert_eq!(read(&json!({"id": 0, "email": "a@example.com"})).unwrap_err(), "id: is missing");
        assert_eq!(read(&json!({"id": 4})).unwrap_err(), "email: is missing");
        assert_eq!(read(&json!({"id": 4, "email": "nobody"})).unwrap_err(), "email: is not an e-mail address");
        let dated = json!({"id": 4, "email": "a@example.com", "date_created_gmt": "yesterday"});
        assert_eq!(read(&dated).unwrap_err(), "date_created_gmt: is not a date");
    }
}
