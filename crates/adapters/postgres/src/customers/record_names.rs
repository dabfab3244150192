//! Who and where the drafts of a batch speak of: shops and customers, found or made.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, Utc};
use diesel::{
    ExpressionMethods, OptionalExtension, PgConnection, QueryDsl, QueryableByName, RunQueryDsl,
    sql_types::{Array, Int8, Jsonb, Nullable, Text, Timestamptz},
};
use growffinity_customers::{
    Address, Order, OrderDraft, RecordOrderError, StoreRef, order_draft::decide, ports::RecordTerms,
};
use growffinity_kernel::{CustomerId, EmailAddress, StoreId};
use serde_json::Value;

use super::{addressed::by_address, record::Known, rows::id, write::stored};
use crate::{
    error::PgError,
    schema::{customers, stores},
    statement::statement,
};

/// The shops there are, and the customers the drafts name.
pub(super) struct Names {
    stores: HashMap<i64, StoreRef>,
    ids: HashSet<i64>,
    by_email: HashMap<String, i64>,
}

/// What a draft's shop and customer are.
pub(super) struct Resolved {
    pub(super) store: StoreRef,
    customer: Who,
    makes_customer: bool,
}

enum Who {
    Nobody,
    Id(CustomerId),
    Email(EmailAddress),
}

/// The shop that orders without one belong to.
pub(super) fn default_store(connection: &mut PgConnection) -> Result<Option<i64>, PgError> {
    let default = stores::table.filter(stores::is_default).select(stores::id);
    Ok(default.first(connection).optional()?)
}

/// All shops, by id.
pub(super) fn stores(connection: &mut PgConnection) -> Result<HashMap<i64, StoreRef>, PgError> {
    let rows: Vec<(i64, String)> = stores::table.select((stores::id, stores::name)).load(connection)?;
    rows.into_iter()
        .map(|(number, name)| Ok((number, StoreRef { id: id("store id", StoreId::new(number))?, name })))
        .collect()
}

impl Names {
    /// Looks up what the drafts name.
    pub(super) fn load(connection: &mut PgConnection, drafts: &[OrderDraft]) -> Result<Self, PgError> {
        let stores = stores(connection)?;
        let named: Vec<i64> = drafts.iter().filter_map(|draft| draft.customer).map(CustomerId::get).collect();
        let ids = if named.is_empty() {
            HashSet::new()
        } else {
            let found: Vec<i64> =
                customers::table.filter(customers::id.eq_any(named)).select(customers::id).load(connection)?;
            found.into_iter().collect()
        };
        let emails: Vec<String> =
            drafts.iter().filter_map(email).filter_map(Result::ok).map(|email| email.to_string()).collect();
        let by_email = by_email(connection, &emails)?;
        Ok(Self { stores, ids, by_email })
    }

    /// What the shop and the customer of `draft` are; whether the customer is to be made is seen later.
    pub(super) fn resolve(
        &self,
        draft: &OrderDraft,
        known: &Known,
        terms: &RecordTerms,
    ) -> Result<Resolved, RecordOrderError> {
        let store = match draft.store {
            Some(store) => store.get(),
            None => known.default_store().unwrap_or_default(),
        };
        let order = known.of(draft, store);
        if let (Some(id), None) = (draft.id, order) {
            return Err(RecordOrderError::UnknownOrder(id));
        }
        if let Some(order) = order {
            check(draft, order)?;
        }
        let store = match (order, draft.store) {
            (Some(order), _) => order.store.clone(),
            (None, Some(store)) => {
                self.stores.get(&store.get()).cloned().ok_or(RecordOrderError::UnknownStore(store))?
            }
            (None, None) => self.stores.get(&store).cloned().ok_or(RecordOrderError::NoDefaultStore)?,
        };
        let customer = match draft.customer {
            Some(customer) if self.ids.contains(&customer.get()) => Who::Id(customer),
            Some(customer) => return Err(RecordOrderError::UnknownCustomer(customer)),
            None => match email(draft) {
                None => Who::Nobody,
                Some(Ok(email)) if order.is_some_and(|order| is_told_again(&email, order)) => Who::Nobody,
                Some(Ok(email)) => Who::Email(email),
                Some(Err(refused)) => return Err(refused),
            },
        };
        let makes_customer = (order.is_some() || draft.total.is_some()) && !is_refused(draft, order, store.id, terms);
        Ok(Resolved { store, customer, makes_customer })
    }

    /// Who ordered.
    pub(super) fn customer_of(&self, resolved: &Resolved) -> Option<CustomerId> {
        match &resolved.customer {
            Who::Nobody => None,
            Who::Id(customer) => Some(*customer),
            Who::Email(email) => self.by_email.get(email.as_str()).copied().and_then(CustomerId::new),
        }
    }

    /// Makes the customers that are not there yet, from the billing address of the first order that names each, and
    /// answers those made here.
    pub(super) fn make_customers(
        &mut self,
        connection: &mut PgConnection,
        resolved: &[Result<Resolved, RecordOrderError>],
        drafts: &[OrderDraft],
        terms: &RecordTerms,
    ) -> Result<Vec<CustomerId>, PgError> {
        let mut wanted = BTreeMap::new();
        for (resolved, draft) in resolved.iter().zip(drafts) {
            if let Ok(Resolved { store, customer: Who::Email(email), makes_customer: true }) = resolved
                && !self.by_email.contains_key(email.as_str())
            {
                wanted.entry(email.to_string()).or_insert_with(|| (store.id, draft));
            }
        }
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let made = insert(connection, &wanted, terms)?;
        self.by_email.extend(made.iter().map(|(email, number)| (email.clone(), *number)));
        let missed: Vec<String> = wanted.into_keys().filter(|email| !self.by_email.contains_key(email)).collect();
        self.by_email.extend(by_email(connection, &missed)?);
        made.into_values().map(|number| id("customer id", CustomerId::new(number))).collect()
    }
}

/// Whether the draft will be refused for what it says of refunds and rates: then nobody is made for it.
fn is_refused(draft: &OrderDraft, order: Option<&Order>, store: StoreId, terms: &RecordTerms) -> bool {
    let may_be = draft.refunds.is_some() || draft.exchange_rate.is_some();
    let known = order.map(|order| &order.data);
    may_be && decide(known, draft, store, None, terms.currency, terms.now).is_err()
}

/// Refuses what can't be done to a known order.
fn check(draft: &OrderDraft, order: &Order) -> Result<(), RecordOrderError> {
    if draft.expected.is_some_and(|expected| expected != order.version) {
        return Err(RecordOrderError::Stale { current: order.version });
    }
    if draft.store.is_some_and(|store| store != order.store.id) {
        return Err(RecordOrderError::StoreFixed);
    }
    if draft.external_id.is_some() && draft.external_id != order.data.external_id {
        return Err(RecordOrderError::ExternalIdFixed);
    }
    Ok(())
}

/// Whether the order has this address already, so that it stays with whom it was given to.
fn is_told_again(email: &EmailAddress, order: &Order) -> bool {
    order.data.customer.is_some() && order.data.billing.email.parse().is_ok_and(|known: EmailAddress| known == *email)
}

/// The e-mail address in the billing address, when one is given.
fn email(draft: &OrderDraft) -> Option<Result<EmailAddress, RecordOrderError>> {
    let text = draft.billing.as_ref()?.email.as_deref().filter(|text| !text.trim().is_empty())?;
    Some(text.parse().map_err(|_| RecordOrderError::InvalidEmail))
}

fn by_email(connection: &mut PgConnection, emails: &[String]) -> Result<HashMap<String, i64>, PgError> {
    let rows = by_address(connection, emails.to_vec())?;
    Ok(rows.into_iter().map(|row| (row.email, row.id)).collect())
}

#[derive(QueryableByName)]
struct Made {
    #[diesel(sql_type = Int8)]
    id: i64,
    #[diesel(sql_type = Text)]
    email: String,
}

/// Inserted in the order of the addresses, so that two batches at once wait for each other in one direction only.
fn insert(
    connection: &mut PgConnection,
    wanted: &BTreeMap<String, (StoreId, &OrderDraft)>,
    terms: &RecordTerms,
) -> Result<BTreeMap<String, i64>, PgError> {
    let blank = Address::default();
    let mut addresses = Vec::with_capacity(wanted.len());
    for (_, draft) in wanted.values() {
        let mut address = blank.clone();
        if let Some(billing) = &draft.billing {
            address.apply(billing);
        }
        addresses.push(address);
    }
    let billing: Vec<Value> = addresses.iter().map(stored).collect::<Result<_, _>>()?;
    let created: Vec<DateTime<Utc>> = wanted
        .values()
        .map(|(_, draft)| draft.created_at.map_or(terms.now, |created| created.min(terms.now)))
        .collect();
    let column = |member: fn(&Address) -> &String| addresses.iter().map(member).cloned().collect::<Vec<_>>();
    let consent = &terms.consent;
    let rows: Vec<Made> = statement(
        "INSERT INTO customers (email, first_name, last_name, phone, billing, store_id, created_at, modified_at, \
            consent_status, consent_source, consent_at, consent_proof) \
         SELECT n.*, k.* FROM unnest($?, $?, $?, $?, $?, $?, $?) AS o (email, first_name, last_name, phone, billing, \
            store_id, created_at) \
         CROSS JOIN LATERAL (SELECT o.email, o.first_name, o.last_name, o.phone, o.billing, o.store_id, o.created_at, \
            $?::timestamptz) n \
         CROSS JOIN (SELECT $?::text, $?::text, $?::timestamptz, $?::jsonb) k \
         ORDER BY o.email ON CONFLICT (email) DO NOTHING RETURNING id, email",
    )
    .bind::<Array<Text>, _>(wanted.keys().cloned().collect::<Vec<_>>())
    .bind::<Array<Text>, _>(column(|address| &address.first_name))
    .bind::<Array<Text>, _>(column(|address| &address.last_name))
    .bind::<Array<Text>, _>(column(|address| &address.phone))
    .bind::<Array<Jsonb>, _>(billing)
    .bind::<Array<Int8>, _>(wanted.values().map(|(store, _)| store.get()).collect::<Vec<_>>())
    .bind::<Array<Timestamptz>, _>(created)
    .bind::<Timestamptz, _>(terms.now)
    .bind::<Text, _>(consent.status.as_str())
    .bind::<Text, _>(consent.source.clone())
    .bind::<Nullable<Timestamptz>, _>(consent.at)
    .bind::<Jsonb, _>(Value::Object(consent.proof.clone()))
    .load(connection)?;
    Ok(rows.into_iter().map(|row| (row.email, row.id)).collect())
}
