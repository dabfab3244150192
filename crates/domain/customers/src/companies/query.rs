//! What a list of companies can be asked for.

use growffinity_kernel::{CompanyId, Direction, EmailAddress, Span, Window};

/// A list of companies: which, in what order, which part.
#[derive(Debug, Clone, PartialEq)]
pub struct CompanyQuery {
    /// Which companies.
    pub filter: CompanyFilter,
    /// What to sort by.
    pub order: CompanyOrder,
    /// Which end first.
    pub direction: Direction,
    /// Which part.
    pub window: Window,
}

/// Which companies. All that is given must hold.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CompanyFilter {
    /// Part of the name or the e-mail address, whatever the case.
    pub search: Option<String>,
    /// Only these; empty for all.
    pub include: Vec<CompanyId>,
    /// Not these.
    pub exclude: Vec<CompanyId>,
    /// Made within.
    pub created: Span,
    /// Changed within.
    pub modified: Span,
    /// With this e-mail address, whatever the case.
    pub email: Option<EmailAddress>,
    /// In this country.
    pub country: Option<String>,
}

/// What companies are sorted by. The id breaks ties.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CompanyOrder {
    /// Name, whatever the case.
    Name,
    /// Id.
    Id,
    /// The order of `include`.
    Include,
    /// When they came to be.
    Created,
    /// When they were changed.
    Modified,
    /// How many customers belong to them.
    CustomersCount,
    /// Counting orders of their customers.
    OrdersCount,
    /// What their customers spent.
    TotalRevenue,
}
