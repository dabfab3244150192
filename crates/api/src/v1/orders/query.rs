//! What lists of orders can be asked for.

use growffinity_customers::{OrderFilter, OrderOrder, OrderQuery, OrderStatus, Span};
use growffinity_kernel::Direction;

use crate::rest::{
    ListArgs, Listing,
    list::Orders,
    params::{Choice, CurrencyCode, FromParams, List, MoneyText, Reader, Text, id},
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
pub struct OrderListQuery {
    /// For the store.
    pub query: OrderQuery,
    /// For the links.
    pub listing: Listing,
}

impl FromParams for OrderListQuery {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let args = ListArgs::read(reader, ORDERS, Direction::Descending);
        let filter = OrderFilter {
            customer: reader.field("customer", id()).about("Of this customer.").optional(),
            status: statuses(reader),
            store: reader.field("store", id()).about("Of this store.").optional(),
            currency: reader.field("currency", CurrencyCode).optional(),
            external_id: reader.field("external_id", Text(200)).about("Called so by its store.").optional(),
            min_total: reader.field("min_total", MoneyText).optional(),
            max_total: reader.field("max_total", MoneyText).optional(),
            ..OrderFilter::default()
        };
        let args = args?;
        let filter = OrderFilter {
            include: args.include,
            exclude: args.exclude,
            search: args.search,
            created: Span { after: args.after, before: args.before },
            modified: Span { after: args.modified_after, before: args.modified_before },
            ..filter
        };
        let (order, direction, window) = (args.order, args.direction, args.listing.window);
        Some(Self { query: OrderQuery { filter, order, direction, window }, listing: args.listing })
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
