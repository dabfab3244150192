//! A partial update of a customer.

use chrono::{DateTime, NaiveDate, Utc};
use growffinity_kernel::{EmailAddress, Origin, StoreId};
use serde_json::{Map, Value};

use crate::{
    AddressChange, CompanyLink, ConsentChange, Customer, CustomerStatus, ExternalId, ListChange, Marking, UniqueName,
};

/// What to change. `None` leaves a member as it is; `Some(None)` unsets one that can be unset.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CustomerChange {
    /// New e-mail address.
    pub email: Option<EmailAddress>,
    /// New given name.
    pub first_name: Option<String>,
    /// New family name.
    pub last_name: Option<String>,
    /// New telephone number.
    pub phone: Option<String>,
    /// New status.
    pub status: Option<CustomerStatus>,
    /// New date of birth.
    pub birthday: Option<Option<NaiveDate>>,
    /// New language tag.
    pub locale: Option<String>,
    /// New zone.
    pub timezone: Option<String>,
    /// Members of the billing address to set.
    pub billing: Option<AddressChange>,
    /// Members of the shipping address to set.
    pub shipping: Option<AddressChange>,
    /// Attributes to set; a null removes its key.
    pub attributes: Option<Map<String, Value>>,
    /// Change of consent.
    pub consent: Option<ConsentChange>,
    /// The shop the customer belongs to.
    pub store: Option<Option<StoreId>>,
    /// Ids to add, one a shop; an earlier one of the same shop is replaced.
    pub external_ids: Vec<ExternalId>,
    /// The company the customer belongs to.
    pub company: Option<Option<CompanyLink>>,
    /// The tags to carry, these and no others.
    pub tags: Option<Vec<UniqueName>>,
    /// The groups to be in, these and no others.
    pub groups: Option<Vec<UniqueName>>,
}

/// What ties a customer to things with records of their own: the part of a change that the store works out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ties {
    /// The company to belong to, decided by hand; `Some(None)` for none.
    pub company: Option<Option<CompanyLink>>,
    /// Tags and groups.
    pub marking: Marking,
    /// Where the change comes from.
    pub origin: Origin,
    /// What time it is.
    pub now: DateTime<Utc>,
}

impl CustomerChange {
    /// What it makes of the tags and groups.
    pub fn marking(&self) -> Marking {
        let replace = |names: &Option<Vec<UniqueName>>| names.clone().map(ListChange::Replace);
        Marking { tags: replace(&self.tags), groups: replace(&self.groups) }
    }
}

impl Customer {
    /// Applies `change` at `now` and answers the names of the members that changed, in the order of the record.
    ///
    /// The store's name is the caller's to fill in; [`Ties`] are the store's to work out.
    pub fn apply(&mut self, change: &CustomerChange, origin: Origin, now: DateTime<Utc>) -> Vec<&'static str> {
        let mut changed = Vec::new();
        set(&mut changed, "email", &mut self.email, change.email.as_ref());
        set(&mut changed, "first_name", &mut self.first_name, change.first_name.as_ref());
        set(&mut changed, "last_name", &mut self.last_name, change.last_name.as_ref());
        set(&mut changed, "phone", &mut self.phone, change.phone.as_ref());
        set(&mut changed, "status", &mut self.status, change.status.as_ref());
        set(&mut changed, "birthday", &mut self.birthday, change.birthday.as_ref());
        set(&mut changed, "locale", &mut self.locale, change.locale.as_ref());
        set(&mut changed, "timezone", &mut self.timezone, change.timezone.as_ref());
        for (name, address, wanted) in
            [("billing", &mut self.billing, &change.billing), ("shipping", &mut self.shipping, &change.shipping)]
        {
            let before = address.clone();
            if let Some(wanted) = wanted {
                address.apply(wanted);
            }
            if *address != before {
                changed.push(name);
            }
        }
        if self.merge_attributes(change.attributes.as_ref()) {
            changed.push("attributes");
        }
        if change.consent.as_ref().is_some_and(|consent| self.consent.apply(consent, origin, now)) {
            changed.push("consent");
        }
        if change.store.is_some_and(|store| store != self.store.as_ref().map(|store| store.id)) {
            changed.push("store");
        }
        if change.company.as_ref().is_some_and(|wanted| !self.belongs_to(wanted.as_ref())) {
            changed.push("company");
        }
        if self.add_external_ids(&change.external_ids) {
            changed.push("external_ids");
        }
        if !changed.is_empty() {
            self.modified_at = now;
        }
        changed
    }

    fn belongs_to(&self, wanted: Option<&CompanyLink>) -> bool {
        match (wanted, &self.company) {
            (None, None) => true,
            (Some(link), Some(company)) => link.means(company),
            (Some(_), None) | (None, Some(_)) => false,
        }
    }

    fn merge_attributes(&mut self, wanted: Option<&Map<String, Value>>) -> bool {
        let before = self.attributes.clone();
        for (key, value) in wanted.into_iter().flatten() {
            if value.is_null() {
                self.attributes.remove(key);
            } else {
                self.attributes.insert(key.clone(), value.clone());
            }
        }
        self.attributes != before
    }

    fn add_external_ids(&mut self, wanted: &[ExternalId]) -> bool {
        let before = self.external_ids.clone();
        for id in wanted {
            self.external_ids.retain(|known| known.store != id.store);
            self.external_ids.push(id.clone());
        }
        self.external_ids.sort();
        self.external_ids != before
    }
}

fn set<T: Clone + PartialEq>(changed: &mut Vec<&'static str>, name: &'static str, member: &mut T, wanted: Option<&T>) {
    if let Some(wanted) = wanted.filter(|wanted| *wanted != member) {
        member.clone_from(wanted);
        changed.push(name);
    }
}
