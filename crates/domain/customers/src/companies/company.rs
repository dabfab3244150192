//! A company's record.

use chrono::{DateTime, Utc};
use growffinity_kernel::{CompanyId, Money};
use serde::{Deserialize, Serialize};

use crate::{Address, AddressChange, name::UniqueName};

/// A company that customers belong to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Company {
    /// Its id.
    pub id: CompanyId,
    /// Its name; no two companies share one.
    pub name: UniqueName,
    /// E-mail address; empty when unknown.
    pub email: String,
    /// Telephone number; empty when unknown.
    pub phone: String,
    /// Address of its site; empty when unknown.
    pub website: String,
    /// Where it is; names, e-mail and telephone in it stay empty.
    pub address: Address,
    /// Where it is found on social networks.
    pub social: Social,
    /// What else is worth knowing.
    pub notes: String,
    /// What its customers add up to.
    pub totals: CompanyTotals,
    /// Raised by each change of the record, not by its totals.
    pub version: i32,
    /// When it came to be.
    pub created_at: DateTime<Utc>,
    /// When the record was last changed.
    pub modified_at: DateTime<Utc>,
}

/// What a company's customers add up to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CompanyTotals {
    /// How many customers belong to it.
    pub customers_count: i64,
    /// The counting orders of its customers.
    pub orders_count: i64,
    /// What its customers spent, less refunds, site currency.
    pub total_revenue: Money,
}

/// Where a company is found on social networks. Unset ones are empty.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Social {
    /// LinkedIn.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub linkedin: String,
    /// Facebook.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub facebook: String,
    /// X.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub x: String,
    /// Instagram.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub instagram: String,
}

/// A change of [`Social`]: what is `None` stays.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SocialChange {
    /// LinkedIn.
    pub linkedin: Option<String>,
    /// Facebook.
    pub facebook: Option<String>,
    /// X.
    pub x: Option<String>,
    /// Instagram.
    pub instagram: Option<String>,
}

/// A company's id and name, as shown inside other items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompanyRef {
    /// Its id.
    pub id: CompanyId,
    /// Its name.
    pub name: String,
}

/// Which company a customer belongs to, as someone says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CompanyLink {
    /// The one with this id.
    Id(CompanyId),
    /// The one of this name, made when there is none.
    Name(UniqueName),
}

impl CompanyLink {
    /// Whether it means this company.
    pub fn means(&self, company: &CompanyRef) -> bool {
        match self {
            Self::Id(id) => *id == company.id,
            Self::Name(name) => UniqueName::parse(&company.name).is_some_and(|known| known.is_same(name)),
        }
    }
}

/// A company to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCompany {
    /// Its name.
    pub name: UniqueName,
    /// Everything else, as a change of a blank record.
    pub rest: CompanyChange,
}

/// A partial update: `None` leaves a member as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CompanyChange {
    /// Another name.
    pub name: Option<UniqueName>,
    /// Another e-mail address.
    pub email: Option<String>,
    /// Another telephone number.
    pub phone: Option<String>,
    /// Another site.
    pub website: Option<String>,
    /// Members of the address to set.
    pub address: Option<AddressChange>,
    /// Networks to set.
    pub social: Option<SocialChange>,
    /// Other notes.
    pub notes: Option<String>,
}

impl Company {
    /// Applies `change` at `now`; answers whether anything changed.
    pub fn apply(&mut self, change: &CompanyChange, now: DateTime<Utc>) -> bool {
        let before = self.clone();
        set(&mut self.name, change.name.as_ref());
        set(&mut self.email, change.email.as_ref());
        set(&mut self.phone, change.phone.as_ref());
        set(&mut self.website, change.website.as_ref());
        set(&mut self.notes, change.notes.as_ref());
        if let Some(address) = &change.address {
            self.address.apply(address);
        }
        if let Some(social) = &change.social {
            set(&mut self.social.linkedin, social.linkedin.as_ref());
            set(&mut self.social.facebook, social.facebook.as_ref());
            set(&mut self.social.x, social.x.as_ref());
            set(&mut self.social.instagram, social.instagram.as_ref());
        }
        let changed = *self != before;
        if changed {
            self.modified_at = now;
        }
        changed
    }
}

fn set<T: Clone>(member: &mut T, wanted: Option<&T>) {
    if let Some(wanted) = wanted {
        member.clone_from(wanted);
    }
}
