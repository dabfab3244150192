//! How far a shop's data have come in.

use chrono::{DateTime, TimeDelta, Utc};
use growffinity_kernel::StoreId;

use super::ports::{PageRequest, ShopList, ShopPage};

/// How many items a page has at most.
pub const PER_PAGE: u64 = 100;

/// A shop's clock and ours may differ: what changed so shortly before the last synchronisation began is read again.
const OVERLAP: TimeDelta = TimeDelta::minutes(10);

/// What comes in, in this order: orders name customers and products.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Products.
    Products,
    /// Customers.
    Customers,
    /// Orders, each with its refunds.
    Orders,
}

impl Stage {
    /// Every stage, in order.
    pub const ALL: [Self; 3] = [Self::Products, Self::Customers, Self::Orders];

    /// The name, as stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Products => "products",
            Self::Customers => "customers",
            Self::Orders => "orders",
        }
    }

    /// The stage of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.as_str() == name)
    }

    const fn next(self) -> Option<Self> {
        match self {
            Self::Products => Some(Self::Customers),
            Self::Customers => Some(Self::Orders),
            Self::Orders => None,
        }
    }

    const fn list(self) -> ShopList {
        match self {
            Self::Products => ShopList::Products,
            Self::Customers => ShopList::Customers,
            Self::Orders => ShopList::Orders,
        }
    }
}

/// Where a synchronisation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// What is coming in.
    pub stage: Stage,
    /// The page to be read next, from 1.
    pub page: u32,
    /// How long the list was when the page before was read.
    pub total: Option<u64>,
}

impl Place {
    /// The beginning.
    pub const START: Self = Self { stage: Stage::Products, page: 1, total: None };

    /// What to ask the shop for; `since` is when the last complete synchronisation began.
    pub fn request(self, since: Option<DateTime<Utc>>) -> PageRequest {
        let modified_after = since.and_then(|since| since.checked_sub_signed(OVERLAP));
        PageRequest { list: self.stage.list(), page: self.page, modified_after }
    }

    /// Where to go on after `page`; `None` when that was the last.
    ///
    /// A list that has become shorter since the page before has moved what was on later pages to earlier ones. Then
    /// it goes back as far as it may have moved; what is read twice changes nothing.
    pub fn after(self, page: &ShopPage) -> Option<Self> {
        let gone = match (self.total, page.total) {
            (Some(before), Some(now)) => before.saturating_sub(now),
            _ => 0,
        };
        if gone > 0 {
            let back = u32::try_from(gone.div_ceil(PER_PAGE)).unwrap_or(u32::MAX);
            return Some(Self { page: self.page.saturating_sub(back).max(1), total: page.total, ..self });
        }
        if page.has_more {
            return Some(Self { page: self.page.saturating_add(1), total: page.total, ..self });
        }
        Some(Self { stage: self.stage.next()?, page: 1, total: None })
    }
}

/// A synchronisation of a shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Synchronisation {
    /// The shop.
    pub store: StoreId,
    /// Whether it waits, runs or has ended.
    pub status: SyncStatus,
    /// Where it stands.
    pub place: Place,
    /// When the last complete one began; what has not changed since is not asked for.
    pub since: Option<DateTime<Utc>>,
    /// What came of the items so far.
    pub tally: SyncTally,
    /// Why it failed, or what was last in its way.
    pub error: Option<String>,
    /// Items that could not be taken in, the first hundred.
    pub refusals: Vec<Refused>,
    /// When it was asked for.
    pub requested_at: DateTime<Utc>,
    /// When it ended.
    pub completed_at: Option<DateTime<Utc>>,
}

/// Whether a synchronisation waits, runs or has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SyncStatus {
    /// It waits for a worker.
    Queued,
    /// It is under way.
    Running,
    /// Everything has come in.
    Completed,
    /// The shop would not have it.
    Failed,
}

impl SyncStatus {
    /// Every status.
    pub const ALL: [Self; 4] = [Self::Queued, Self::Running, Self::Completed, Self::Failed];

    /// The name, as stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Completed => "completed",
            Self::Failed => "failed",
        }
    }

    /// The status of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == name)
    }
}

/// What came of a synchronisation's items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SyncTally {
    /// Made.
    pub created: u64,
    /// Changed.
    pub updated: u64,
    /// Known as they are, or known newer.
    pub unchanged: u64,
    /// Not taken in.
    pub refused: u64,
}

/// An item that could not be taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Of which list.
    pub stage: Stage,
    /// The shop's id for it, as far as it could be read.
    pub external_id: String,
    /// Why.
    pub message: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(total: u64, has_more: bool) -> ShopPage {
        ShopPage { items: Vec::new(), total: Some(total), has_more }
    }

    #[test]
    fn one_list_follows_the_other() {
        let mut place = Place::START;
        let mut walked = vec![(place.stage.as_str(), place.page)];
        for (total, has_more) in [(150, true), (150, false), (0, false), (300, true), (301, true), (301, true)] {
            place = place.after(&page(total, has_more)).unwrap();
            walked.push((place.stage.as_str(), place.page));
        }
        let (products, orders) = ("products", "orders");
        let expected =
            [(products, 1), (products, 2), ("customers", 1), (orders, 1), (orders, 2), (orders, 3), (orders, 4)];
        assert_eq!(walked, expected);
        assert_eq!(place.after(&page(301, false)), None);
    }

    #[test]
    fn a_list_that_became_shorter_is_read_again_from_where_it_may_have_moved() {
        let at = |number| Place { stage: Stage::Orders, page: number, total: Some(1_000) };
        for (number, total, next) in [(5, 999, 4), (5, 899, 3), (5, 1, 1), (1, 999, 1)] {
            let back = at(number).after(&page(total, true)).unwrap();
            assert_eq!((back.page, back.total), (next, Some(total)), "{number} {total}");
        }
        assert_eq!(at(10).after(&page(999, false)).unwrap().page, 9, "the last page too");
    }
}
