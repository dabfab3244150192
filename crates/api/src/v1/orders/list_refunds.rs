//! `GET /orders/{id}/refunds`

use growffinity_customers::Refund;
use growffinity_kernel::{Direction, OrderId, Page, RefundId, Window};

use crate::{
    rest::{
        ApiError, App, Caller, Collection, ListArgs, Path, Query, catalogue,
        list::Orders,
        params::{FromParams, Reader},
    },
    rights::CustomersRead,
    views::RefundView,
};

/// The documentation of [`list_refunds`].
pub struct Docs;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RefundOrder {
    Created,
    Id,
}

const ORDERS: Orders<RefundOrder> = &[("date", RefundOrder::Created), ("id", RefundOrder::Id)];

/// The query of a list of refunds.
pub struct RefundListQuery(ListArgs<RefundId, RefundOrder>);

impl FromParams for RefundListQuery {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        ListArgs::read(reader, ORDERS, Direction::Descending).map(Self)
    }
}

/// List an order's refunds.
///
/// A refund has one date: `modified_after` and `modified_before` mean what `after` and `before` do.
#[utoipa::path(get, path = "/orders/{id}/refunds", impl_for = Docs, tag = "Orders",
    responses((status = 200, description = "The refunds.", body = Vec<RefundView>)))]
pub async fn list_refunds(
    _caller: Caller<CustomersRead>,
    Path(id): Path<OrderId>,
    Query(RefundListQuery(args)): Query<RefundListQuery>,
    app: App,
) -> Result<Collection<RefundView>, ApiError> {
    let order = app.orders.find(id).await?.ok_or(catalogue::ORDER_INVALID_ID)?;
    let currency = order.data.currency;
    let listing = args.listing;
    let page = page(order.data.refunds, &args);
    Ok(Collection::new(page, listing, number, |refund| RefundView::new(refund, currency, &app)))
}

fn number(refund: &Refund) -> i64 {
    refund.id.map_or(0, RefundId::get)
}

/// The part asked for: an order has few refunds, and they came with it.
fn page(mut refunds: Vec<Refund>, args: &ListArgs<RefundId, RefundOrder>) -> Page<Refund> {
    let named = |ids: &[RefundId], refund: &Refund| refund.id.is_some_and(|id| ids.contains(&id));
    refunds.retain(|refund| {
        (args.include.is_empty() || named(&args.include, refund))
            && !named(&args.exclude, refund)
            && args.search.as_ref().is_none_or(|text| refund.reason.to_lowercase().contains(&text.to_lowercase()))
            && [args.created, args.modified].into_iter().all(|span| {
                span.after.is_none_or(|after| refund.created_at > after)
                    && span.before.is_none_or(|before| refund.created_at < before)
            })
    });
    let total = u64::try_from(refunds.len()).unwrap_or(u64::MAX);
    let size = usize::try_from(args.listing.window.limit().get()).unwrap_or(usize::MAX);
    let items = match args.listing.window {
        Window::After { after, .. } => {
            refunds.sort_by_key(number);
            refunds.into_iter().filter(|refund| number(refund) > after).take(size).collect()
        }
        Window::Offset { offset, .. } => {
            refunds.sort_by_key(|refund| match args.order {
                RefundOrder::Created => (Some(refund.created_at), number(refund)),
                RefundOrder::Id => (None, number(refund)),
            });
            if args.direction == Direction::Descending {
                refunds.reverse();
            }
            refunds.into_iter().skip(usize::try_from(offset).unwrap_or(usize::MAX)).take(size).collect()
        }
    };
    Page { items, total }
}
