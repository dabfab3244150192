//! `GET /imports`

use growffinity_customers::imports::{ImportOrder, ImportQuery, ImportStatus, ImportType};
use growffinity_kernel::{Direction, Page};

use super::views;
use crate::{
    listed,
    rest::{
        ApiError, App, Caller, Collection, ListArgs, Listed, Query,
        list::Orders,
        params::{Choice, FromParams, List, Reader},
    },
    rights::CustomersRead,
    views::ImportView,
};

/// The documentation of [`list_imports`].
pub struct Docs;

const ORDERS: Orders<ImportOrder> =
    &[("date", ImportOrder::Created), ("id", ImportOrder::Id), ("include", ImportOrder::Include)];

impl FromParams for Listed<ImportQuery> {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let args = ListArgs::read(reader, ORDERS, Direction::Descending);
        let statuses = List::of(Choice { all: &ImportStatus::ALL, name: ImportStatus::as_str }, 10);
        let types = List::of(Choice { all: &ImportType::ALL, name: ImportType::as_str }, 10);
        let status = reader.field("status", statuses).or(Vec::new());
        let item_type = reader.field("type", types).or(Vec::new());
        Some(listed!(args? => ImportQuery { status, item_type }))
    }
}

/// List imports.
#[utoipa::path(get, path = "/imports", impl_for = Docs, tag = "Imports",
    responses((status = 200, description = "The imports.", body = Vec<ImportView>)))]
pub async fn list_imports(
    _caller: Caller<CustomersRead>,
    Query(list): Query<Listed<ImportQuery>>,
    app: App,
) -> Result<Collection<ImportView>, ApiError> {
    let page = app.imports.list(&list.query).await?;
    let total = page.total;
    let ids: Vec<i64> = page.items.iter().map(|import| import.id.get()).collect();
    let items = ids.into_iter().zip(views(page.items, &app).await?).collect();
    Ok(Collection::new(Page { items, total }, list.listing, |(id, _)| *id, |(_, view)| view))
}
