//! What lists of orders can be asked for.

use growffinity_customers::{OrderFilter, OrderOrder, OrderQuery, OrderStatus};
use growffinity_kernel::Direction;

use crate::{
    listed,
    rest::{
        ListArgs, Listed,
        list::Orders,
        params::{Choice, CurrencyCode, FromParams, Int, List, MoneyText, Reader, Text, id},
    },
};

const ORDERS: Orders<OrderOrder> = &[
    ("date", OrderOrder::Created),
    ("id", OrderOrder::Id),
    ("include", OrderOrder::Include),
    ("modified", OrderOrder::Modified),
    ("total", OrderOrder::Total),
    ("number", OrderOrder::Number),
];

/// The query of a list of orders.
pub type OrderListQuery = Listed<OrderQuery>;

impl FromParams for OrderListQuery {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let args = ListArgs::read(reader, ORDERS, Direction::Descending);
        let filter = OrderFilter {
            customer: reader.field("customer", id()).about("Of this customer.").optional(),
            status: statuses(reader),
            store: reader.field("store", id()).about("Of this store.").optional(),
            currency: reader.field("currency", CurrencyCode).optional(),
            external_id: reader.field("external_id", Text(200)).about("Called so by its store.").optional(),
            email: reader.field("email", Text(320)).about("With this billing address, whatever the case.").optional(),
            product: reader.field("product", Int::from(1)).about("With a line of this product_id.").optional(),
            sku: reader.field("sku", Text(200)).about("With a line of this SKU, whatever the case.").optional(),
            category: reader.field("category", Text(200)).about("With a line in this category.").optional(),
            coupon: reader.field("coupon", Text(200)).about("With this coupon.").optional(),
            campaign: reader.field("campaign", id()).about("Brought by this campaign, as the shop says.").optional(),
            min_total: reader.field("min_total", MoneyText).optional(),
            max_total: reader.field("max_total", MoneyText).optional(),
            ..OrderFilter::default()
        };
        Some(listed!(args? => OrderQuery with OrderFilter { ..filter }))
    }
}

/// The statuses asked for; `any` among them means all.
fn statuses(reader: &mut Reader<'_>) -> Vec<OrderStatus> {
    const NAMES: &[Option<OrderStatus>] = &[
        None,
        Some(OrderStatus::Pending),
        Some(OrderStatus::Processing),
        Some(OrderStatus::OnHold),
        Some(OrderStatus::Completed),
        Some(OrderStatus::Cancelled),
        Some(OrderStatus::Refunded),
        Some(OrderStatus::Failed),
    ];
    let name = |status: Option<OrderStatus>| status.map_or("any", OrderStatus::as_str);
    let wanted = reader.field("status", List::of(Choice { all: NAMES, name }, 20)).or(vec![None]);
    if wanted.contains(&None) { Vec::new() } else { wanted.into_iter().flatten().collect() }
}
