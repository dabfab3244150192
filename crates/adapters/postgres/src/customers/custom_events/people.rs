//! Whose the events of a batch are: customers found, made and held.

use std::collections::{BTreeSet, HashMap, HashSet};

use diesel::{
    PgConnection, QueryableByName, RunQueryDsl,
    sql_types::{Array, Int8, Jsonb, Nullable, Text, Timestamptz},
};
use growffinity_customers::custom_events::{CustomEventDraft, Who, ports::EventTerms};
use growffinity_kernel::CustomerId;
use serde_json::Value;

use crate::{
    customers::{addressed::by_address, rows::id},
    error::PgError,
    statement::statement,
};

/// The customers that the drafts name.
pub(super) struct People {
    by_email: HashMap<String, i64>,
    held: HashSet<i64>,
    /// Those who were not there before.
    pub(super) made: Vec<CustomerId>,
}

#[derive(QueryableByName)]
struct Person {
    #[diesel(sql_type = Int8)]
    id: i64,
    #[diesel(sql_type = Text)]
    email: String,
}

impl People {
    /// Finds them, makes those whose addresses are not known, and holds them until the transaction ends, so that nobody
    /// takes one away meanwhile.
    pub(super) fn gather(
        connection: &mut PgConnection,
        drafts: &[CustomEventDraft],
        terms: &EventTerms,
    ) -> Result<Self, PgError> {
        let mut ids = BTreeSet::new();
        let mut emails = BTreeSet::new();
        for draft in drafts {
            match &draft.who {
                Who::Id(customer) => {
                    ids.insert(customer.get());
                }
                Who::Email(email) => {
                    emails.insert(email.as_str().to_owned());
                }
            }
        }
        let mut people = Self { by_email: HashMap::new(), held: HashSet::new(), made: Vec::new() };
        people.find(connection, emails.iter().cloned().collect())?;
        let unknown = people.missing(&emails);
        if !unknown.is_empty() {
            let made = insert(connection, unknown, terms)?;
            for person in made {
                people.made.push(id("customer id", CustomerId::new(person.id))?);
                people.by_email.insert(person.email, person.id);
            }
            // Made by someone else at the same moment.
            let unknown = people.missing(&emails);
            people.find(connection, unknown)?;
        }
        ids.extend(people.by_email.values());
        let held: Vec<Person> =
            statement("SELECT id, email FROM customers WHERE id = ANY($?) ORDER BY id FOR KEY SHARE")
                .bind::<Array<Int8>, _>(ids.into_iter().collect::<Vec<_>>())
                .load(connection)?;
        people.held = held.into_iter().map(|person| person.id).collect();
        Ok(people)
    }

    /// Whose event it is; `None` when there is no such customer.
    pub(super) fn of(&self, draft: &CustomEventDraft) -> Result<Option<i64>, PgError> {
        match &draft.who {
            Who::Id(customer) => Ok(Some(customer.get()).filter(|number| self.held.contains(number))),
            Who::Email(email) => {
                let known = self.by_email.get(email.as_str()).copied();
                // Found and then taken away by someone else: the next try makes them anew.
                known.filter(|number| self.held.contains(number)).map(Some).ok_or(PgError::LostRace)
            }
        }
    }

    fn missing(&self, emails: &BTreeSet<String>) -> Vec<String> {
        emails.iter().filter(|email| !self.by_email.contains_key(*email)).cloned().collect()
    }

    fn find(&mut self, connection: &mut PgConnection, emails: Vec<String>) -> Result<(), PgError> {
        let found = by_address(connection, emails)?;
        self.by_email.extend(found.into_iter().map(|person| (person.email, person.id)));
        Ok(())
    }
}

/// Inserted in the order of the addresses, so that two batches at once wait for each other in one direction only.
fn insert(connection: &mut PgConnection, emails: Vec<String>, terms: &EventTerms) -> Result<Vec<Person>, PgError> {
    let consent = &terms.consent;
    let made = statement(
        "INSERT INTO customers (email, consent_status, consent_source, consent_at, consent_proof, created_at, modified_at) \
         SELECT n.email, k.* FROM unnest($?) AS n (email) \
         CROSS JOIN (SELECT $?::text, $?::text, $?::timestamptz, $?::jsonb, $?::timestamptz, $?::timestamptz) k \
         ORDER BY n.email ON CONFLICT (email) DO NOTHING RETURNING id, email",
    )
    .bind::<Array<Text>, _>(emails)
    .bind::<Text, _>(consent.status.as_str())
    .bind::<Text, _>(consent.source.clone())
    .bind::<Nullable<Timestamptz>, _>(consent.at)
    .bind::<Jsonb, _>(Value::Object(consent.proof.clone()))
    .bind::<Timestamptz, _>(terms.now)
    .bind::<Timestamptz, _>(terms.now)
    .load(connection)?;
    Ok(made)
}
