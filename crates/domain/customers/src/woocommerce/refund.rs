//! What a shop gave back.

use growffinity_kernel::Money;
use serde_json::Value;

use super::item::{Item, ShopFault};
use crate::RefundDraft;

/// Reads a refund from the page of an order's refunds.
///
/// # Errors
/// The first member that can't be read.
pub fn read_refund(value: &Value) -> Result<RefundDraft, ShopFault> {
    let item = Item::whole(value)?;
    let mut refund = read(&item, "amount")?;
    refund.created_at = item.instant("date_created")?;
    Ok(refund)
}

/// Reads a refund as an order lists it: without a date, its amount below nothing.
pub(super) fn read_listed(item: &Item<'_>) -> Result<RefundDraft, ShopFault> {
    read(item, "total")
}

fn read(item: &Item<'_>, amount: &'static str) -> Result<RefundDraft, ShopFault> {
    let given = item.money(amount)?.ok_or_else(|| item.fault(amount, "is missing"))?;
    Ok(RefundDraft {
        external_id: Some(item.own_id()?),
        amount: if given.is_negative() { Money::ZERO - given } else { given },
        reason: item.text("reason"),
        ..RefundDraft::default()
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_refund_has_a_date_of_its_own() {
        let page = json!({"id": 726, "amount": "10.00", "reason": "broken", "date_created_gmt": "2026-03-22T00:00:00"});
        let refund = read_refund(&page).unwrap();
        assert_eq!((refund.external_id.as_deref(), refund.reason.as_deref()), (Some("726"), Some("broken")));
        assert_eq!(refund.created_at.unwrap().to_rfc3339(), "2026-03-22T00:00:00+00:00");
        let listed = json!({"id": 726, "reason": "", "total": "-10.00"});
        let listed = read_listed(&Item::whole(&listed).unwrap()).unwrap();
        assert_eq!((listed.amount, listed.created_at), (refund.amount, None));
        assert_eq!(read_refund(&json!({"id": 1})).unwrap_err().to_string(), "amount: is missing");
    }
}
