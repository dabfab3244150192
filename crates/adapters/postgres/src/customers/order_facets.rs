//! Orders of one product, SKU, category or coupon in the order of time, read off the index that knows them so.

use diesel::sql_types::{Int8, Text};
use growffinity_customers::OrderFilter;
use growffinity_kernel::Direction;

use crate::{page::direction, statement::Statement};

/// What an index knows the orders of.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Facet {
    Product(i64),
    Sku(String),
    Category(String),
    Coupon(String),
}

impl Facet {
    /// One that `filter` asks for, and what else it asks for. The fewest orders are those of a SKU or a product, as a rule.
    pub(super) fn of(filter: &OrderFilter) -> Option<(Self, OrderFilter)> {
        let mut rest = filter.clone();
        let facet = if let Some(sku) = rest.sku.take().filter(|sku| !sku.is_empty()) {
            Self::Sku(sku)
        } else if let Some(product) = rest.product.take() {
            Self::Product(product)
        } else if let Some(coupon) = rest.coupon.take() {
            Self::Coupon(coupon)
        } else {
            Self::Category(rest.category.take()?)
        };
        Some((facet, rest))
    }

    /// Adds a query of `ordered_at` and `order_id`, each order once.
    pub(super) fn push(self, sql: Statement) -> Statement {
        const LINES: &str = "SELECT DISTINCT i.ordered_at, i.order_id FROM order_items i WHERE ";
        const FACETS: &str = "SELECT f.ordered_at, f.order_id FROM order_facets f WHERE ";
        match self {
            Self::Product(id) => sql.push(LINES).push("i.product_id = $?").bind::<Int8, _>(id),
            Self::Sku(sku) => sql.push(LINES).push("i.sku = lower($?) AND i.sku <> ''").bind::<Text, _>(sku),
            Self::Category(name) => sql.push(FACETS).push("f.kind = 'category' AND f.value = $?").bind::<Text, _>(name),
            Self::Coupon(code) => sql.push(FACETS).push("f.kind = 'coupon' AND f.value = $?").bind::<Text, _>(code),
        }
    }

    /// The same from one end of time.
    pub(super) fn push_from(self, sql: Statement, end: Direction) -> Statement {
        let way = direction(end);
        self.push(sql).push(&format!(" ORDER BY ordered_at {way}, order_id {way}"))
    }
}
