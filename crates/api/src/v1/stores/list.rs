//! `GET /stores`

use growffinity_customers::stores::{StoreOrder, StoreQuery};
use growffinity_kernel::Direction;

use crate::{
    listed,
    rest::{
        ApiError, App, Caller, Collection, ListArgs, Listed, Query,
        list::Orders,
        params::{FromParams, Reader},
    },
    rights::CustomersRead,
    views::StoreView,
};

/// The documentation of [`list_stores`].
pub struct Docs;

const ORDERS: Orders<StoreOrder> = &[
    ("name", StoreOrder::Name),
    ("id", StoreOrder::Id),
    ("include", StoreOrder::Include),
    ("date", StoreOrder::Created),
    ("modified", StoreOrder::Modified),
    ("customers_count", StoreOrder::CustomersCount),
];

impl FromParams for Listed<StoreQuery> {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let args = ListArgs::read(reader, ORDERS, Direction::Ascending);
        Some(listed!(args? => StoreQuery {}))
    }
}

/// List stores.
#[utoipa::path(get, path = "/stores", impl_for = Docs, tag = "Stores",
    responses((status = 200, description = "The stores.", body = Vec<StoreView>)))]
pub async fn list_stores(
    _caller: Caller<CustomersRead>,
    Query(list): Query<Listed<StoreQuery>>,
    app: App,
) -> Result<Collection<StoreView>, ApiError> {
    let page = app.stores.list(&list.query).await?;
    Ok(Collection::new(page, list.listing, |store| store.id.get(), |store| StoreView::new(store, &app)))
}
