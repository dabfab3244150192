//! An order as someone tells us of it, and what it makes of the order we know.

use chrono::{DateTime, Utc};
use growffinity_kernel::{Currency, CustomerId, Decimal, Money, OrderId, StoreId};

use crate::{Address, AddressChange, LineItem, OrderData, OrderSource, OrderStatus, RecordOrderError, RefundsChange};

/// What is known of an order. `None` leaves a member of a known order as it is and takes the default for a new one;
/// `Some(None)` unsets.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct OrderDraft {
    /// Our id, to change a known order; it must exist then.
    pub id: Option<OrderId>,
    /// The version the order must be at, to be changed.
    pub expected: Option<i32>,
    /// The shop; the default one when absent.
    pub store: Option<StoreId>,
    /// The shop's id: the order of this shop with this id is changed, or made.
    pub external_id: Option<String>,
    /// The number shown to the customer.
    pub number: Option<String>,
    /// Who ordered; wins over the e-mail address.
    pub customer: Option<CustomerId>,
    /// Where it stands; pending for a new order.
    pub status: Option<OrderStatus>,
    /// What its amounts are in; the site currency for a new order.
    pub currency: Option<Currency>,
    /// What one unit of its currency is worth in the site currency.
    pub exchange_rate: Option<Option<Decimal>>,
    /// What was paid or is to be paid.
    pub total: Option<Money>,
    /// What was taken off.
    pub discount_total: Option<Money>,
    /// What shipping cost.
    pub shipping_total: Option<Money>,
    /// Tax within the total.
    pub total_tax: Option<Money>,
    /// What was given back.
    pub refunds: Option<RefundsChange>,
    /// Billing address; its e-mail address finds or makes the customer.
    pub billing: Option<AddressChange>,
    /// Shipping address.
    pub shipping: Option<AddressChange>,
    /// Coupons used.
    pub coupon_codes: Option<Vec<String>>,
    /// How it was paid.
    pub payment_method: Option<String>,
    /// What was bought.
    pub line_items: Option<Vec<LineItem>>,
    /// What brought the customer.
    pub source: Option<OrderSource>,
    /// When it was made.
    pub created_at: Option<DateTime<Utc>>,
    /// When it was last changed in the shop.
    pub modified_at: Option<DateTime<Utc>>,
    /// When it was paid.
    pub paid_at: Option<Option<DateTime<Utc>>>,
    /// When it was completed.
    pub completed_at: Option<Option<DateTime<Utc>>>,
}

/// What a draft makes of the order it names.
#[derive(Debug, Clone, PartialEq)]
pub enum Decision {
    /// Nothing: it says what is known, or is older than what is known.
    Unchanged,
    /// The order becomes this; `changed` names the members.
    Write {
        /// The new record.
        data: Box<OrderData>,
        /// Members that changed, in the order of the record; empty for a new order.
        changed: Vec<&'static str>,
    },
}

/// Decides what `draft` makes of `known`, the order it names, if there is one.
///
/// `store` and `customer` are what the draft's shop and customer were resolved to. A draft with an older modification
/// time than ours changes nothing: shops deliver out of order. News of one refund is taken whenever it comes.
///
/// An order that is given back whole becomes refunded, whatever else is said of its status.
///
/// # Errors
/// [`RecordOrderError::RefundTooLarge`] when more is given back than the total, [`RecordOrderError::ValueTooLarge`] when
/// the total is beyond what can be counted in the site currency.
pub fn decide(
    known: Option<&OrderData>,
    draft: &OrderDraft,
    store: StoreId,
    customer: Option<CustomerId>,
    site: Currency,
    now: DateTime<Utc>,
) -> Result<Decision, RecordOrderError> {
    let Some(known) = known else {
        let data = amended(blank(draft, store, site, now), draft, customer, now);
        check(&data, site)?;
        return Ok(Decision::Write { data: Box::new(data), changed: Vec::new() });
    };
    let is_of_one_refund = matches!(draft.refunds, Some(RefundsChange::One(_)));
    if draft.modified_at.is_some_and(|told| told < known.modified_at) && !is_of_one_refund {
        return Ok(Decision::Unchanged);
    }
    let mut data = amended(known.clone(), draft, customer, now);
    let changed = differences(known, &data);
    if changed.is_empty() {
        return Ok(Decision::Unchanged);
    }
    check(&data, site)?;
    let told = draft.modified_at.unwrap_or(now);
    data.modified_at = if is_of_one_refund { told.max(known.modified_at) } else { told };
    Ok(Decision::Write { data: Box::new(data), changed })
}

fn check(data: &OrderData, site: Currency) -> Result<(), RecordOrderError> {
    if data.refunded_total() > data.total {
        return Err(RecordOrderError::RefundTooLarge);
    }
    let value = data.base_rate(site).map(|rate| rate.checked_mul(data.total.decimal()));
    let most = Decimal::from(100_000_000_000_000_i64);
    match value {
        Some(value) if value.is_none_or(|value| value.round_dp(4) >= most) => Err(RecordOrderError::ValueTooLarge),
        _ => Ok(()),
    }
}

fn blank(draft: &OrderDraft, store: StoreId, site: Currency, now: DateTime<Utc>) -> OrderData {
    OrderData {
        store,
        external_id: draft.external_id.clone(),
        number: draft.external_id.clone().unwrap_or_default(),
        customer: None,
        status: OrderStatus::Pending,
        currency: site,
        exchange_rate: None,
        total: Money::ZERO,
        discount_total: Money::ZERO,
        shipping_total: Money::ZERO,
        total_tax: Money::ZERO,
        refunds: Vec::new(),
        billing: Address::default(),
        shipping: Address::default(),
        coupon_codes: Vec::new(),
        payment_method: String::new(),
        line_items: Vec::new(),
        source: OrderSource::default(),
        created_at: now,
        modified_at: draft.modified_at.unwrap_or(now),
        paid_at: None,
        completed_at: None,
    }
}

fn amended(mut data: OrderData, draft: &OrderDraft, customer: Option<CustomerId>, now: DateTime<Utc>) -> OrderData {
    fn set<T: Clone>(member: &mut T, wanted: Option<&T>) {
        if let Some(wanted) = wanted {
            member.clone_from(wanted);
        }
    }
    set(&mut data.number, draft.number.as_ref());
    set(&mut data.status, draft.status.as_ref());
    set(&mut data.currency, draft.currency.as_ref());
    set(&mut data.exchange_rate, draft.exchange_rate.as_ref());
    set(&mut data.total, draft.total.as_ref());
    set(&mut data.discount_total, draft.discount_total.as_ref());
    set(&mut data.shipping_total, draft.shipping_total.as_ref());
    set(&mut data.total_tax, draft.total_tax.as_ref());
    set(&mut data.coupon_codes, draft.coupon_codes.as_ref());
    set(&mut data.payment_method, draft.payment_method.as_ref());
    set(&mut data.line_items, draft.line_items.as_ref());
    set(&mut data.source, draft.source.as_ref());
    set(&mut data.created_at, draft.created_at.as_ref());
    set(&mut data.paid_at, draft.paid_at.as_ref());
    set(&mut data.completed_at, draft.completed_at.as_ref());
    if let Some(change) = &draft.billing {
        data.billing.apply(change);
    }
    if let Some(change) = &draft.shipping {
        data.shipping.apply(change);
    }
    data.customer = customer.or(data.customer);
    if let Some(change) = &draft.refunds {
        data.refunds = change.apply(&data.refunds, draft.modified_at.unwrap_or(now));
    }
    let is_given_back = !data.refunds.is_empty() && data.refunded_total() == data.total;
    if is_given_back && data.status.can_be_refunded() {
        data.status = OrderStatus::Refunded;
    }
    if data.status == OrderStatus::Completed && data.completed_at.is_none() {
        data.completed_at = Some(draft.modified_at.or(draft.created_at).unwrap_or(now));
    }
    data
}

fn differences(before: &OrderData, after: &OrderData) -> Vec<&'static str> {
    [
        ("number", before.number != after.number),
        ("customer_id", before.customer != after.customer),
        ("status", before.status != after.status),
        ("currency", before.currency != after.currency),
        ("exchange_rate", before.exchange_rate != after.exchange_rate),
        ("total", before.total != after.total),
        ("discount_total", before.discount_total != after.discount_total),
        ("shipping_total", before.shipping_total != after.shipping_total),
        ("total_tax", before.total_tax != after.total_tax),
        ("refunds", before.refunds != after.refunds),
        ("billing", before.billing != after.billing),
        ("shipping", before.shipping != after.shipping),
        ("coupon_codes", before.coupon_codes != after.coupon_codes),
        ("payment_method", before.payment_method != after.payment_method),
        ("line_items", before.line_items != after.line_items),
        ("source", before.source != after.source),
        ("date_created", before.created_at != after.created_at),
        ("date_paid", before.paid_at != after.paid_at),
        ("date_completed", before.completed_at != after.completed_at),
    ]
    .into_iter()
    .filter_map(|(name, differs)| differs.then_some(name))
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: u32) -> DateTime<Utc> {
        format!("2026-01-{day:02}T00:00:00Z").parse().unwrap()
    }

    fn write(known: Option<&OrderData>, draft: &OrderDraft) -> Option<(OrderData, Vec<&'static str>)> {
        let store = StoreId::new(1).unwrap();
        match decide(known, draft, store, None, Currency::USD, at(20)).unwrap() {
            Decision::Unchanged => None,
            Decision::Write { data, changed } => Some((*data, changed)),
        }
    }

    #[test]
    fn a_new_order_takes_the_defaults() {
        let draft = OrderDraft { external_id: Some("1001".into()), total: "50".parse().ok(), ..OrderDraft::default() };
        let (order, changed) = write(None, &draft).unwrap();
        assert_eq!(
            (order.status, order.currency, order.number.as_str()),
            (OrderStatus::Pending, Currency::USD, "1001")
        );
        assert_eq!(order.created_at, at(20));
        assert!(changed.is_empty());
    }

    fn refund(amount: &str) -> RefundsChange {
        let draft = crate::RefundDraft { amount: amount.parse().unwrap(), ..crate::RefundDraft::default() };
        RefundsChange::One(draft)
    }

    #[test]
    fn what_is_given_back_whole_is_refunded_and_stays_so() {
        let paid = OrderDraft {
            total: "50".parse().ok(),
            status: Some(OrderStatus::Completed),
            modified_at: Some(at(10)),
            ..OrderDraft::default()
        };
        let (order, _) = write(None, &paid).unwrap();
        let part = OrderDraft { refunds: Some(refund("20")), modified_at: Some(at(9)), ..OrderDraft::default() };
        let (order, changed) = write(Some(&order), &part).unwrap();
        assert_eq!(
            (order.status, changed),
            (OrderStatus::Completed, vec!["refunds"]),
            "a refund is taken whenever it comes"
        );
        assert_eq!(order.modified_at, at(10));
        let rest = OrderDraft { refunds: Some(refund("30")), ..OrderDraft::default() };
        let (order, changed) = write(Some(&order), &rest).unwrap();
        assert_eq!((order.status, changed), (OrderStatus::Refunded, vec!["status", "refunds"]));
        let repeated = OrderDraft { modified_at: Some(at(21)), ..paid };
        assert_eq!(write(Some(&order), &repeated), None, "the shop's status does not bring it back");
        let more = OrderDraft { refunds: Some(refund("0.01")), ..OrderDraft::default() };
        let store = StoreId::new(1).unwrap();
        let refused = decide(Some(&order), &more, store, None, Currency::USD, at(20));
        assert_eq!(refused, Err(RecordOrderError::RefundTooLarge));
    }

    #[test]
    fn what_can_not_be_counted_is_refused() {
        let draft = OrderDraft {
            total: "99999999999999".parse().ok(),
            currency: "EUR".parse().ok(),
            exchange_rate: Some("1.5".parse().ok()),
            ..OrderDraft::default()
        };
        let store = StoreId::new(1).unwrap();
        let refused = |site| decide(None, &draft, store, None, site, at(20)).err();
        assert_eq!(refused(Currency::USD), Some(RecordOrderError::ValueTooLarge));
        assert_eq!(refused("EUR".parse().unwrap()), None, "the rate is of no matter then");
    }

    #[test]
    fn a_later_word_changes_only_what_it_says() {
        let first = OrderDraft { total: "50".parse().ok(), modified_at: Some(at(10)), ..OrderDraft::default() };
        let (order, _) = write(None, &first).unwrap();
        let later =
            OrderDraft { status: Some(OrderStatus::Completed), modified_at: Some(at(11)), ..OrderDraft::default() };
        let (completed, changed) = write(Some(&order), &later).unwrap();
        assert_eq!(changed, ["status", "date_completed"]);
        assert_eq!(completed.total, order.total);
        assert_eq!(completed.completed_at, Some(at(11)));
        assert_eq!(write(Some(&completed), &later), None, "told twice");
        let stale = OrderDraft { status: Some(OrderStatus::Pending), ..first };
        assert_eq!(write(Some(&completed), &stale), None, "an older word");
    }
}
