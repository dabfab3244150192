//! Recording customers: a batch of lines, each found or made by its address, set by set.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use diesel::{
    PgConnection, QueryableByName, RunQueryDsl,
    sql_types::{Array, Int4, Int8, Text},
};
use growffinity_customers::{
    Address, CompanyLink, Consent, Customer, CustomerStatus, ExternalId, Label, RecordOutcome, Stats, StoreRef, events,
    imports::{
        CustomerLine, LineFault,
        ports::{ImportTerms, RowOutcome},
    },
};
use growffinity_kernel::{CompanyId, CustomerId, DomainEvent, ImportId, Origin, StoreId};
use serde_json::Map;

use super::{
    members,
    people_columns::{NAMES, PLACES, PeopleColumns},
    people_ties,
};
use crate::{
    customers::rows::{COLUMNS, CustomerRow, id},
    error::PgError,
    number::{count, stored},
    outbox,
    statement::{IdRow, dynamic_statement, statement},
};

/// A line's customer, as they are to be.
struct Entry {
    place: usize,
    before: Option<Customer>,
    after: Customer,
    changed: Vec<&'static str>,
}

/// Records `lines`, each with its number; see the port.
pub(super) fn record(
    connection: &mut PgConnection,
    import: ImportId,
    lines: &[(u64, &CustomerLine)],
    terms: &ImportTerms,
) -> Result<Vec<RowOutcome>, PgError> {
    if lines.is_empty() {
        return Ok(Vec::new());
    }
    let first_met = meet(connection, import, lines)?;
    let mut known = known(connection, lines)?;
    let shops = Shops::load(connection, lines)?;
    let mut taken = BTreeSet::new();
    // Any id does for one who has none yet: the row's own takes its place once it is written.
    let placeholder = id("customer id", CustomerId::new(i64::MAX))?;
    let mut entries: Vec<Entry> = Vec::new();
    let mut outcomes: Vec<RowOutcome> = lines
        .iter()
        .enumerate()
        .map(|(place, (number, line))| {
            if !first_met.contains(number) {
                return Err(exists(line, "The file has an earlier line with this e-mail address."));
            }
            let before = known.remove(line.email.as_str());
            if before.is_some() && !terms.options.update {
                let words = "A customer with this e-mail address exists, and the import is not to change known ones.";
                return Err(exists(line, words));
            }
            shops.check(line, before.as_ref().map(|customer| customer.id), &mut taken)?;
            let entry = Entry { place, ..entry(line, before, placeholder, terms) };
            let outcome = match (entry.before.is_none(), entry.changed.is_empty()) {
                (true, _) => RecordOutcome::Created,
                (false, false) => RecordOutcome::Updated,
                (false, true) => RecordOutcome::Unchanged,
            };
            entries.push(entry);
            Ok(outcome)
        })
        .collect();
    write(connection, &mut entries)?;
    write_external_ids(connection, &entries)?;
    let mut told: Vec<DomainEvent> = entries
        .iter()
        .flat_map(|entry| match &entry.before {
            None => vec![events::customer_created(entry.after.id, terms.origin, terms.now)],
            Some(_) if entry.changed.is_empty() => Vec::new(),
            Some(before) => events::customer_changed(before, &entry.after, &entry.changed, terms.origin, terms.now),
        })
        .collect();
    let named: Vec<_> =
        entries.iter().filter_map(|entry| Some((entry.after.id, &lines.get(entry.place)?.1.change))).collect();
    let mut tied = people_ties::tie(connection, &named, terms, &mut told)?;
    let everyone = entries.iter().map(|entry| entry.after.id).collect();
    tied.extend(members::give(connection, &terms.options, everyone, terms, &mut told)?);
    for entry in entries.iter().filter(|entry| tied.contains(&entry.after.id)) {
        if let Some(Ok(outcome @ RecordOutcome::Unchanged)) = outcomes.get_mut(entry.place) {
            *outcome = RecordOutcome::Updated;
        }
    }
    outbox::append(connection, &told)?;
    Ok(outcomes)
}

fn exists(line: &CustomerLine, words: &str) -> LineFault {
    LineFault::of_member("email", "growffinity_rest_customer_exists", words).with_value(line.email.as_str())
}

/// What a line makes of the customer. Consent is decided as for an import, whoever hears of it.
fn entry(line: &CustomerLine, before: Option<Customer>, placeholder: CustomerId, terms: &ImportTerms) -> Entry {
    let mut after = before.clone().unwrap_or_else(|| blank(placeholder, line, terms));
    let changed = after.apply(&line.change, Origin::Import, terms.now);
    let wanted = line.change.store.or(before.is_none().then_some(terms.options.store));
    if let Some(store) = wanted {
        after.store = store.map(|id| StoreRef { id, name: String::new() });
    }
    if before.is_none() {
        after.modified_at = terms.now;
    }
    Entry { place: 0, before, after, changed }
}

fn blank(id: CustomerId, line: &CustomerLine, terms: &ImportTerms) -> Customer {
    Customer {
        id,
        email: line.email.clone(),
        first_name: String::new(),
        last_name: String::new(),
        phone: String::new(),
        status: CustomerStatus::Active,
        birthday: None,
        locale: String::new(),
        timezone: String::new(),
        billing: Address::default(),
        shipping: Address::default(),
        company: None,
        store: None,
        external_ids: Vec::new(),
        tags: Vec::new(),
        groups: Vec::new(),
        attributes: Map::new(),
        consent: Consent::new(terms.default_consent, "", None),
        label: Label::New,
        rfm: None,
        predicted: None,
        stats: Stats::default(),
        version: 1,
        created_at: line.created_at.unwrap_or(terms.now).min(terms.now),
        modified_at: terms.now,
    }
}

#[derive(QueryableByName)]
struct Met {
    #[diesel(sql_type = Int8)]
    line: i64,
}

/// Notes the addresses of `lines`, and answers the lines that are the first of the file with theirs.
fn meet(
    connection: &mut PgConnection,
    import: ImportId,
    lines: &[(u64, &CustomerLine)],
) -> Result<HashSet<u64>, PgError> {
    let numbers = lines.iter().map(|(number, _)| stored(*number)).collect::<Result<Vec<i64>, _>>()?;
    let rows: Vec<Met> = statement(
        "INSERT INTO import_seen (email, import_id, line) \
         SELECT n.email, k.id, n.line FROM unnest($?, $?) WITH ORDINALITY n (email, line, place), \
             (SELECT $?::bigint AS id) k ORDER BY n.place ON CONFLICT DO NOTHING RETURNING line",
    )
    .bind::<Array<Text>, _>(addresses(lines))
    .bind::<Array<Int8>, _>(numbers)
    .bind::<Int8, _>(import.get())
    .load(connection)?;
    rows.into_iter().map(|row| count(row.line)).collect()
}

fn addresses(lines: &[(u64, &CustomerLine)]) -> Vec<String> {
    lines.iter().map(|(_, line)| line.email.to_string()).collect()
}

/// The customers who have the lines' addresses, locked in the order of their ids.
fn known(connection: &mut PgConnection, lines: &[(u64, &CustomerLine)]) -> Result<HashMap<String, Customer>, PgError> {
    let rows: Vec<CustomerRow> = dynamic_statement(format!(
        "SELECT {COLUMNS} FROM customers c LEFT JOIN stores s ON s.id = c.store_id WHERE c.email = ANY($?) \
         ORDER BY c.id FOR NO KEY UPDATE OF c"
    ))
    .cached()
    .bind::<Array<Text>, _>(addresses(lines))
    .load(connection)?;
    let customers = rows.into_iter().map(Customer::try_from);
    customers.map(|customer| customer.map(|customer| (customer.email.to_string(), customer))).collect()
}

#[derive(QueryableByName)]
#[expect(clippy::struct_field_names, reason = "named as the table's columns")]
struct Owner {
    #[diesel(sql_type = Int8)]
    store_id: i64,
    #[diesel(sql_type = Text)]
    external_id: String,
    #[diesel(sql_type = Int8)]
    customer_id: i64,
}

/// The shops and companies there are, and who has the ids that lines give their customers there.
struct Shops {
    ids: HashSet<i64>,
    companies: HashSet<i64>,
    owners: BTreeMap<ExternalId, i64>,
}

impl Shops {
    fn load(connection: &mut PgConnection, lines: &[(u64, &CustomerLine)]) -> Result<Self, PgError> {
        let named = lines.iter().flat_map(|(_, line)| &line.change.external_ids);
        let (stores, externals): (Vec<i64>, Vec<String>) =
            named.map(|named| (named.store.get(), named.external_id.clone())).unzip();
        let owners: Vec<Owner> = statement(
            "SELECT x.store_id, x.external_id, x.customer_id FROM unnest($?, $?) n (store_id, external_id) \
             JOIN customer_external_ids x USING (store_id, external_id)",
        )
        .bind::<Array<Int8>, _>(stores)
        .bind::<Array<Text>, _>(externals)
        .load(connection)?;
        let owners = owners.into_iter().map(|row| {
            let store = id("store id", StoreId::new(row.store_id))?;
            Ok((ExternalId { store, external_id: row.external_id }, row.customer_id))
        });
        let ids: Vec<IdRow> = statement("SELECT id FROM stores").load(connection)?;
        let companies: Vec<i64> = lines.iter().filter_map(|(_, line)| company_of(line)).map(Into::into).collect();
        let companies: Vec<IdRow> = if companies.is_empty() {
            Vec::new()
        } else {
            statement("SELECT id FROM companies WHERE id = ANY($?) ORDER BY id FOR KEY SHARE")
                .bind::<Array<Int8>, _>(companies)
                .load(connection)?
        };
        Ok(Self {
            ids: ids.into_iter().map(|shop| shop.id).collect(),
            companies: companies.into_iter().map(|row| row.id).collect(),
            owners: owners.collect::<Result<_, PgError>>()?,
        })
    }

    /// Refuses shops that are not there and ids that are someone else's; `taken` holds those of earlier lines.
    fn check<'a>(
        &self,
        line: &'a CustomerLine,
        customer: Option<CustomerId>,
        taken: &mut BTreeSet<&'a ExternalId>,
    ) -> Result<(), LineFault> {
        let change = &line.change;
        let mut named = change.external_ids.iter().map(|named| named.store).chain(change.store.flatten());
        if let Some(store) = named.find(|store| !self.ids.contains(&store.get())) {
            let words = format!("There is no store {store}.");
            return Err(LineFault::of_member("store", "growffinity_rest_store_invalid_id", words));
        }
        if let Some(company) = company_of(line).filter(|company| !self.companies.contains(&company.get())) {
            let words = format!("There is no company {company}.");
            return Err(LineFault::of_member("company", "growffinity_rest_company_invalid_id", words));
        }
        for named in &change.external_ids {
            let owner = self.owners.get(named).copied();
            let elsewhere = owner.is_some_and(|owner| Some(owner) != customer.map(CustomerId::get));
            if elsewhere || taken.contains(named) {
                let words = "Another customer has this external id.";
                let fault = LineFault::of_member("external_ids", "growffinity_rest_customer_exists", words);
                return Err(fault.with_value(&named.external_id));
            }
        }
        taken.extend(&change.external_ids);
        Ok(())
    }
}

/// The company that a line names by its id.
fn company_of(line: &CustomerLine) -> Option<CompanyId> {
    match line.change.company.as_ref()?.as_ref()? {
        CompanyLink::Id(id) => Some(*id),
        CompanyLink::Name(_) => None,
    }
}

#[derive(QueryableByName)]
struct NewRow {
    #[diesel(sql_type = Int8)]
    id: i64,
    #[diesel(sql_type = Text)]
    email: String,
}

/// Writes those who are new or changed. New ones are inserted in the order of their addresses, so that two batches at
/// once wait for each other in one direction only.
fn write(connection: &mut PgConnection, entries: &mut [Entry]) -> Result<(), PgError> {
    let (mut inserts, mut updates) = (PeopleColumns::default(), PeopleColumns::default());
    let (mut ids, mut versions) = (Vec::new(), Vec::new());
    for entry in entries.iter() {
        if entry.before.is_none() {
            inserts.push(&entry.after)?;
        } else if !entry.changed.is_empty() {
            ids.push(entry.after.id.get());
            versions.push(entry.after.version + 1);
            updates.push(&entry.after)?;
        }
    }
    if updates.len() > 0 {
        let sql = dynamic_statement(format!(
            "UPDATE customers c SET ({NAMES}, version) = (SELECT {}, n.version) \
             FROM unnest($?, $?, {PLACES}) AS n (id, version, {NAMES}) WHERE c.id = n.id",
            NAMES.split(", ").map(|name| format!("n.{name}")).collect::<Vec<_>>().join(", ")
        ));
        let sql = sql.cached().bind::<Array<Int8>, _>(ids).bind::<Array<Int4>, _>(versions);
        updates.bind(sql).execute(connection)?;
    }
    if inserts.len() == 0 {
        return Ok(());
    }
    let wanted = inserts.len();
    let sql = dynamic_statement(format!(
        "INSERT INTO customers ({NAMES}) SELECT {NAMES} FROM unnest({PLACES}) AS n ({NAMES}) ORDER BY n.email \
         ON CONFLICT (email) DO NOTHING RETURNING id, email"
    ));
    let rows: Vec<NewRow> = inserts.bind(sql.cached()).load(connection)?;
    if rows.len() != wanted {
        return Err(PgError::LostRace);
    }
    let made: BTreeMap<String, i64> = rows.into_iter().map(|row| (row.email, row.id)).collect();
    for entry in entries.iter_mut().filter(|entry| entry.before.is_none()) {
        let number = made.get(entry.after.email.as_str()).copied().and_then(CustomerId::new);
        entry.after.id = id("customer id", number)?;
    }
    Ok(())
}

/// Writes the shops' ids of those who have new ones, in place of earlier ones of the same shops.
fn write_external_ids(connection: &mut PgConnection, entries: &[Entry]) -> Result<(), PgError> {
    let moved = entries.iter().filter(|entry| entry.before.is_none() || entry.changed.contains(&"external_ids"));
    let rows = moved.flat_map(|entry| entry.after.external_ids.iter().map(|named| (entry.after.id, named)));
    let (mut customers, mut stores, mut externals) = (Vec::new(), Vec::new(), Vec::new());
    for (customer, named) in rows {
        customers.push(customer.get());
        stores.push(named.store.get());
        externals.push(named.external_id.clone());
    }
    if customers.is_empty() {
        return Ok(());
    }
    statement(
        "WITH n AS (SELECT * FROM unnest($?, $?, $?) n (customer_id, store_id, external_id)), \
         gone AS (DELETE FROM customer_external_ids x USING n WHERE x.customer_id = n.customer_id \
             AND x.store_id = n.store_id AND x.external_id <> n.external_id) \
         INSERT INTO customer_external_ids (store_id, external_id, customer_id) \
         SELECT store_id, external_id, customer_id FROM n ORDER BY store_id, external_id ON CONFLICT DO NOTHING",
    )
    .bind::<Array<Int8>, _>(customers)
    .bind::<Array<Int8>, _>(stores)
    .bind::<Array<Text>, _>(externals)
    .execute(connection)?;
    Ok(())
}
