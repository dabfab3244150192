//! Takes the purchase history in, as a shop's orders would come, and counts what came of it.

use std::collections::BTreeSet;

use anyhow::{Context, bail};
use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use growffinity_customers::{
    AddressChange, Consent, ConsentStatus, CustomerFilter, CustomerOrder, CustomerQuery, LineItem, OrderDraft,
    OrderFilter, OrderOrder, OrderQuery, OrderStatus, Platform, RecordOptions, RecordOutcome,
};
use growffinity_kernel::{Currency, Direction, Money, Origin, PerPage, Site, StoreId, Window, at_local};

use super::progress::Step;
use crate::{cdnow::Purchase, wiring::App};

const STORE: &str = "CDNOW";
const BATCH: usize = 500;

/// What is in the shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Figures {
    pub(super) customers: u64,
    pub(super) orders: u64,
    pub(super) total: Money,
}

/// Imports what is not there yet, and checks that the shop then holds the purchases, no more and no less. What was added
/// since by trying things out is no fault.
pub(super) async fn import(app: &App, site: Site, purchases: &[Purchase]) -> anyhow::Result<Figures> {
    let now = app.outside.clock.now();
    let store = app.stores.ensure(STORE, Platform::Csv, Currency::USD, now).await?.id;
    let wanted = expected(purchases);
    let before = count_orders(app, store).await?;
    if before > 0 {
        refuse_another_history(app, store, purchases).await?;
    }
    if before < wanted.orders {
        record(app, site, store, purchases).await?;
    }
    let found = figures(app, store).await?;
    let whole = if before == 0 {
        found == wanted
    } else {
        found.customers >= wanted.customers && found.orders >= wanted.orders
    };
    if !whole {
        bail!("the shop should hold {wanted:?}, and holds {found:?}; begin anew with --fresh");
    }
    if let Some((customer, kept, counted)) = app.customers.recount(1).await?.first() {
        bail!("customer {customer} is said to have {kept:?}, and has {counted:?}");
    }
    Ok(found)
}

/// The sample and the whole history number their customers differently: one must not be loaded over the other.
async fn refuse_another_history(app: &App, store: StoreId, purchases: &[Purchase]) -> anyhow::Result<()> {
    let filter = OrderFilter { store: Some(store), external_id: Some(external_id(1)), ..OrderFilter::default() };
    let first = app.orders.list(&by_id(filter)).await?.items.into_iter().next();
    match (first, purchases.first()) {
        (Some(order), Some(purchase)) if order.data.total == purchase.total => Ok(()),
        _ => bail!("another purchase history is loaded already; begin anew with --fresh"),
    }
}

async fn record(app: &App, site: Site, store: StoreId, purchases: &[Purchase]) -> anyhow::Result<()> {
    let now = app.outside.clock.now();
    let today = now.with_timezone(&site.timezone).date_naive();
    let last = purchases.iter().map(|purchase| purchase.day).max().context("the history is empty")?;
    let shift = today.pred_opt().context("today has no yesterday")?.signed_duration_since(last);
    let consent = Consent::new(ConsentStatus::Subscribed, "import", Some(now));
    let options = RecordOptions { origin: Origin::Import, consent: Some(consent), needs_customer: false };
    let step = Step::new("Importing orders", u64::try_from(purchases.len())?);
    for (batch, part) in purchases.chunks(BATCH).enumerate() {
        let numbered = part.iter().enumerate().map(|(index, purchase)| (batch * BATCH + index + 1, purchase));
        let drafts = numbered.map(|(number, purchase)| draft(number, purchase, shift, site, store)).collect();
        for outcome in app.orders.record(drafts, &options).await? {
            let (RecordOutcome::Created | RecordOutcome::Updated | RecordOutcome::Unchanged) = outcome?.outcome;
        }
        step.advance(part.len());
    }
    Ok(())
}

/// The purchase as its shop would tell of it, moved by `shift`.
fn draft(number: usize, purchase: &Purchase, shift: TimeDelta, site: Site, store: StoreId) -> OrderDraft {
    let made = at_local(noon(moved(purchase.day, shift)), site.timezone);
    let line = LineItem {
        product_id: None,
        sku: String::new(),
        name: "CD".to_owned(),
        categories: vec!["Music".to_owned()],
        quantity: i64::from(purchase.items),
        total: purchase.total,
    };
    let billing = AddressChange {
        first_name: Some("Customer".to_owned()),
        last_name: Some(format!("{:05}", purchase.customer)),
        email: Some(format!("customer-{:05}@cdnow.invalid", purchase.customer)),
        ..AddressChange::default()
    };
    OrderDraft {
        store: Some(store),
        external_id: Some(external_id(number)),
        number: Some(number.to_string()),
        status: Some(OrderStatus::Completed),
        currency: Some(Currency::USD),
        total: Some(purchase.total),
        billing: Some(billing),
        line_items: Some(vec![line]),
        created_at: Some(made),
        modified_at: Some(made),
        paid_at: Some(Some(made)),
        completed_at: Some(Some(made)),
        ..OrderDraft::default()
    }
}

fn moved(day: NaiveDate, shift: TimeDelta) -> NaiveDate {
    let days = Days::new(shift.num_days().unsigned_abs());
    let moved = if shift < TimeDelta::zero() { day.checked_sub_days(days) } else { day.checked_add_days(days) };
    moved.unwrap_or(day)
}

fn noon(day: NaiveDate) -> NaiveDateTime {
    day.and_time(NaiveTime::MIN) + TimeDelta::hours(12)
}

fn expected(purchases: &[Purchase]) -> Figures {
    let customers: BTreeSet<u32> = purchases.iter().map(|purchase| purchase.customer).collect();
    Figures {
        customers: u64::try_from(customers.len()).unwrap_or(u64::MAX),
        orders: u64::try_from(purchases.len()).unwrap_or(u64::MAX),
        total: purchases.iter().map(|purchase| purchase.total).sum(),
    }
}

/// Counted from what is stored: the store's orders, and the stats of every customer.
async fn figures(app: &App, store: StoreId) -> anyhow::Result<Figures> {
    let limit = PerPage::new(PerPage::MAX).unwrap_or_default();
    let (mut customers, mut total, mut after) = (0, Money::ZERO, 0);
    loop {
        let query = CustomerQuery {
            filter: CustomerFilter { store: Some(store), ..CustomerFilter::default() },
            order: CustomerOrder::Id,
            direction: Direction::Ascending,
            window: Window::After { after, limit },
        };
        let page = app.customers.list(&query).await?;
        let Some(last) = page.items.last() else { break };
        after = last.id.get();
        customers += u64::try_from(page.items.len())?;
        total = total + page.items.iter().map(|customer| customer.stats.total_spent).sum();
    }
    Ok(Figures { customers, orders: count_orders(app, store).await?, total })
}

async fn count_orders(app: &App, store: StoreId) -> anyhow::Result<u64> {
    let filter = OrderFilter { store: Some(store), ..OrderFilter::default() };
    Ok(app.orders.list(&by_id(filter)).await?.total)
}

fn by_id(filter: OrderFilter) -> OrderQuery {
    OrderQuery { filter, order: OrderOrder::Id, direction: Direction::Ascending, window: Window::default() }
}

fn external_id(number: usize) -> String {
    format!("cdnow-{number}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cdnow;

    #[test]
    fn the_last_order_is_moved_to_yesterday() {
        let purchases = cdnow::sample().unwrap();
        let last = purchases.iter().map(|purchase| purchase.day).max().unwrap();
        let yesterday: NaiveDate = "2026-11-22".parse().unwrap();
        let shift = yesterday.signed_duration_since(last);
        assert_eq!(moved(last, shift), yesterday);
        assert_eq!(moved(last, TimeDelta::days(-1)), last.pred_opt().unwrap());
    }

    #[test]
    fn what_is_expected_are_the_published_totals() {
        let figures = expected(&cdnow::sample().unwrap());
        let published = Figures { customers: 2_357, orders: 6_919, total: "244091.94".parse().unwrap() };
        assert_eq!(figures, published);
    }
}
