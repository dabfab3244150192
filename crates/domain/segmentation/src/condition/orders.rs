//! Nodes about a customer's orders: which of them, and what they add up to.

use serde_json::{Value, json};

use growffinity_kernel::named_enum;

use crate::condition::{
    aggregate::{Aggregate, Comparison},
    field::FieldType,
    operator::Operator,
    test::{NumberTest, SetTest, TextTest},
    within::Within,
};

named_enum!(
    /// What of each order is added up.
    OrderMeasure {
        /// The total less refunds, in the site currency.
        Total = "total",
        /// The discount, in the site currency.
        DiscountTotal = "discount_total",
        /// Shipping, in the site currency.
        ShippingTotal = "shipping_total",
        /// Tax, in the site currency.
        TotalTax = "total_tax",
        /// How many pieces, of the matching lines where lines are asked for.
        Items = "items",
        /// The totals of its lines in the site currency, of the matching ones where lines are asked for.
        LineTotal = "line_total",
    }
);

named_enum!(
    /// What of an order, or of a line of it, a clause looks at.
    OrderField {
        /// The order's status.
        Status = "status",
        /// How it was paid.
        PaymentMethod = "payment_method",
        /// Its currency.
        Currency = "currency",
        /// The country of its billing address.
        Country = "country",
        /// The store it came from.
        Store = "store",
        /// The campaign it came from.
        Campaign = "campaign",
        /// Its coupon codes.
        Coupon = "coupon",
        /// Its total less refunds, in the site currency.
        Total = "total",
        /// Its discount, in the site currency.
        DiscountTotal = "discount_total",
        /// Its shipping, in the site currency.
        ShippingTotal = "shipping_total",
        /// How many pieces, of all its lines.
        Items = "items",
        /// Of a line: the shop's id of the product.
        ProductId = "product_id",
        /// Of a line: the SKU.
        Sku = "sku",
        /// Of a line: the product's name.
        ProductName = "product_name",
        /// Of a line: the product's categories.
        Category = "category",
        /// Of a line: how many pieces.
        Quantity = "quantity",
        /// Of a line: its total, in the site currency.
        LineTotal = "line_total",
    }
);

impl OrderField {
    /// The type.
    pub const fn field_type(self) -> FieldType {
        match self {
            Self::Status => FieldType::Enum,
            Self::PaymentMethod | Self::Currency | Self::Country | Self::Sku | Self::ProductName => FieldType::Text,
            Self::Store | Self::Campaign | Self::ProductId => FieldType::Ref,
            Self::Coupon | Self::Category => FieldType::Set,
            Self::Total | Self::DiscountTotal | Self::ShippingTotal | Self::LineTotal => FieldType::Money,
            Self::Items | Self::Quantity => FieldType::Number,
        }
    }

    /// Whether it is of a line: all clauses of lines must hold on one and the same line.
    pub const fn is_of_line(self) -> bool {
        matches!(
            self,
            Self::ProductId | Self::Sku | Self::ProductName | Self::Category | Self::Quantity | Self::LineTotal
        )
    }
}

/// Orders of a customer, added up and compared.
#[derive(Debug, Clone, PartialEq)]
pub struct OrdersCondition {
    pub(super) of: Option<OrderMeasure>,
    pub(super) clauses: Vec<OrderClause>,
    pub(super) within: Option<Within>,
    pub(super) comparison: Comparison,
}

/// A test that orders must pass to be seen.
#[derive(Debug, Clone, PartialEq)]
pub struct OrderClause {
    pub(super) field: OrderField,
    pub(super) operator: Operator,
    pub(super) value: Option<Value>,
    pub(super) not: bool,
    pub(super) test: ClauseTest,
}

/// The positive test of a clause. On an unset value it is false, [`ClauseTest::Empty`] excepted.
#[derive(Debug, Clone, PartialEq)]
pub enum ClauseTest {
    /// Nothing is set.
    Empty,
    /// Text.
    Text(TextTest),
    /// One of these names.
    Choice(Vec<String>),
    /// One of these ids.
    Ref(Vec<i64>),
    /// A number or an amount.
    Number(NumberTest),
    /// A set.
    Set(SetTest),
}

impl OrdersCondition {
    /// What of each order is added up.
    pub fn measure(&self) -> OrderMeasure {
        self.of.unwrap_or(OrderMeasure::Total)
    }

    /// What orders must pass to be seen, all of it.
    pub fn clauses(&self) -> &[OrderClause] {
        &self.clauses
    }

    /// The clauses about lines.
    pub fn line_clauses(&self) -> impl Iterator<Item = &OrderClause> + Clone {
        self.clauses.iter().filter(|clause| clause.field.is_of_line())
    }

    /// The clauses about orders as a whole.
    pub fn order_clauses(&self) -> impl Iterator<Item = &OrderClause> + Clone {
        self.clauses.iter().filter(|clause| !clause.field.is_of_line())
    }

    /// Whether only orders that count are seen: no clause speaks of the status.
    pub fn only_counting(&self) -> bool {
        self.clauses.iter().all(|clause| clause.field != OrderField::Status)
    }

    /// When the orders were made.
    pub const fn within(&self) -> Option<&Within> {
        self.within.as_ref()
    }

    /// What is asked of them.
    pub const fn comparison(&self) -> &Comparison {
        &self.comparison
    }

    pub(super) fn to_json(&self) -> Value {
        let mut orders = json!({"aggregate": self.comparison.aggregate.as_str()});
        if let Some(members) = orders.as_object_mut() {
            if self.of.is_some() || self.comparison.aggregate != Aggregate::Count {
                members.insert("of".to_owned(), json!(self.measure().as_str()));
            }
            if !self.clauses.is_empty() {
                members.insert("where".to_owned(), self.clauses.iter().map(OrderClause::to_json).collect());
            }
            if let Some(within) = &self.within {
                members.insert("within".to_owned(), within.written.clone());
            }
        }
        self.comparison.add_to(json!({"orders": orders}))
    }
}

impl OrderClause {
    /// What it looks at.
    pub const fn field(&self) -> OrderField {
        self.field
    }

    /// The positive test; see [`Self::is_negated`].
    pub const fn test(&self) -> &ClauseTest {
        &self.test
    }

    /// Whether the clause holds exactly where the test does not.
    pub const fn is_negated(&self) -> bool {
        self.operator.is_complement() != self.not
    }

    fn to_json(&self) -> Value {
        clause_to_json(self.field.as_str(), self.operator, self.value.as_ref(), self.not)
    }
}

pub(super) fn clause_to_json(field: &str, operator: Operator, value: Option<&Value>, not: bool) -> Value {
    let mut clause = json!({"field": field, "operator": operator.as_str()});
    if let (Some(members), Some(value)) = (clause.as_object_mut(), value) {
        members.insert("value".to_owned(), value.clone());
    }
    super::with_not(clause, not)
}
