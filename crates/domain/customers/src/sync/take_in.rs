//! Taking in what a shop says, a list at a time.

use growffinity_kernel::{Origin, StoreError, StoreId};
use serde_json::Value;

use super::{PageRequest, Refused, ShopAccess, ShopError, ShopList, ShopSync, Stage, SyncTally, TakeInTerms};
use crate::{
    Consent, OrderDraft, RecordOptions, RecordOutcome, RefundDraft, RefundsChange,
    woocommerce::{ShopFault, ShopOrder, read_customer, read_order, read_product, read_refund},
};

/// What came of a list of items.
#[derive(Debug, Default)]
pub(super) struct TakenIn {
    pub tally: SyncTally,
    pub refused: Vec<Refused>,
}

/// Why a list was not taken in.
#[derive(Debug, thiserror::Error)]
pub(super) enum TakeInError {
    #[error(transparent)]
    Shop(#[from] ShopError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl TakenIn {
    fn count(&mut self, outcome: RecordOutcome) {
        match outcome {
            RecordOutcome::Created => self.tally.created += 1,
            RecordOutcome::Updated => self.tally.updated += 1,
            RecordOutcome::Unchanged => self.tally.unchanged += 1,
        }
    }

    fn refuse(&mut self, stage: Stage, external_id: String, message: String) {
        self.tally.refused += 1;
        self.refused.push(Refused { stage, external_id, message });
    }

    /// What can be read of `items`, each with the shop's id; the rest is refused.
    fn readable<T>(
        &mut self,
        stage: Stage,
        items: &[Value],
        read: impl Fn(&Value) -> Result<Option<T>, ShopFault>,
    ) -> (Vec<String>, Vec<T>) {
        let mut ids = Vec::with_capacity(items.len());
        let mut all = Vec::with_capacity(items.len());
        for item in items {
            let id = item.get("id").map(|id| id.to_string().trim_matches('"').chars().take(40).collect());
            let id: String = id.unwrap_or_default();
            match read(item) {
                Ok(Some(read)) => {
                    ids.push(id);
                    all.push(read);
                }
                Ok(None) => self.tally.unchanged += 1,
                Err(fault) => self.refuse(stage, id, fault.to_string()),
            }
        }
        (ids, all)
    }
}

impl ShopSync {
    /// Takes in `items` of a list of the shop. Refunds of orders are asked for when `access` is given.
    pub(super) async fn take_in(
        &self,
        store: StoreId,
        stage: Stage,
        items: &[Value],
        origin: Origin,
        access: Option<&ShopAccess>,
    ) -> Result<TakenIn, TakeInError> {
        let mut taken = TakenIn::default();
        match stage {
            Stage::Products => self.take_in_products(store, items, &mut taken).await?,
            Stage::Customers => self.take_in_customers(store, items, origin, &mut taken).await?,
            Stage::Orders => self.take_in_orders(store, items, origin, access, &mut taken).await?,
        }
        Ok(taken)
    }

    async fn take_in_products(&self, store: StoreId, items: &[Value], taken: &mut TakenIn) -> Result<(), StoreError> {
        let (ids, drafts) = taken.readable(Stage::Products, items, |item| read_product(item, store).map(Some));
        for (id, outcome) in ids.into_iter().zip(self.products.record(drafts).await?) {
            match outcome {
                Ok(recorded) => taken.count(recorded.outcome),
                Err(refused) => taken.refuse(Stage::Products, id, refused.to_string()),
            }
        }
        Ok(())
    }

    async fn take_in_customers(
        &self,
        store: StoreId,
        items: &[Value],
        origin: Origin,
        taken: &mut TakenIn,
    ) -> Result<(), StoreError> {
        let (ids, customers) = taken.readable(Stage::Customers, items, |item| read_customer(item, store).map(Some));
        let terms =
            TakeInTerms { origin, consent: Consent::new(self.default_consent, "", None), now: self.clock.now() };
        for (id, outcome) in ids.into_iter().zip(self.store.take_in_customers(store, customers, &terms).await?) {
            match outcome {
                Ok(outcome) => taken.count(outcome),
                Err(message) => taken.refuse(Stage::Customers, id, message),
            }
        }
        Ok(())
    }

    async fn take_in_orders(
        &self,
        store: StoreId,
        items: &[Value],
        origin: Origin,
        access: Option<&ShopAccess>,
        taken: &mut TakenIn,
    ) -> Result<(), TakeInError> {
        let (ids, mut orders) = taken.readable(Stage::Orders, items, |item| read_order(item, store));
        if let Some(access) = access {
            for (id, order) in ids.iter().zip(&mut orders).filter(|(_, order)| order.has_refunds) {
                order.draft.refunds = Some(self.refunds_of(access, id).await?);
            }
        }
        let drafts = self.settled(store, orders, &ids, taken).await?;
        let (ids, drafts): (Vec<&String>, Vec<OrderDraft>) = drafts.into_iter().unzip();
        let options = RecordOptions { origin, ..RecordOptions::default() };
        for (id, outcome) in ids.into_iter().zip(self.orders.record(drafts, &options).await?) {
            match outcome {
                Ok(recorded) => taken.count(recorded.outcome),
                Err(refused) => taken.refuse(Stage::Orders, id.clone(), refused.to_string()),
            }
        }
        Ok(())
    }

    /// The drafts of `orders` with our customers in place of the shop's, without those that the shop has deleted since.
    async fn settled<'a>(
        &self,
        store: StoreId,
        orders: Vec<ShopOrder>,
        ids: &'a [String],
        taken: &mut TakenIn,
    ) -> Result<Vec<(&'a String, OrderDraft)>, StoreError> {
        let customers: Vec<String> = orders.iter().filter_map(|order| order.customer.clone()).collect();
        let customers = self.store.customers_of(store, customers).await?;
        let deleted = self.store.deleted(store, ids.to_vec()).await?;
        let mut settled = Vec::with_capacity(orders.len());
        for (id, order) in ids.iter().zip(orders) {
            let is_old = |at| order.draft.modified_at.is_some_and(|told| told <= at);
            if deleted.get(id).copied().is_some_and(is_old) {
                taken.tally.unchanged += 1;
                continue;
            }
            let customer = order.customer.as_ref().and_then(|shops| customers.get(shops)).copied();
            settled.push((id, OrderDraft { customer, ..order.draft }));
        }
        Ok(settled)
    }

    /// All refunds of an order, with their dates. One that can't be read is passed over: the order says how much it was.
    async fn refunds_of(&self, access: &ShopAccess, order: &str) -> Result<RefundsChange, ShopError> {
        let list = ShopList::Refunds(order.parse().unwrap_or_default());
        let mut refunds: Vec<RefundDraft> = Vec::new();
        let mut page = 1;
        loop {
            let read = self.api.page(access, PageRequest { list, page, modified_after: None }).await?;
            refunds.extend(read.items.iter().filter_map(|item| read_refund(item).ok()));
            if !read.has_more {
                return Ok(RefundsChange::All(refunds));
            }
            page += 1;
        }
    }
}
