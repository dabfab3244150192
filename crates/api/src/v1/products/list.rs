//! `GET /products`

use growffinity_customers::{ProductFilter, ProductOrder, ProductQuery};
use growffinity_kernel::Direction;

use crate::{
    listed,
    rest::{
        ApiError, App, Caller, Collection, ListArgs, Query,
        list::{Listed, Orders},
        params::{FromParams, Reader, Text, id},
    },
    rights::CustomersRead,
    views::ProductView,
};

/// The documentation of [`list_products`].
pub struct Docs;

const ORDERS: Orders<ProductOrder> = &[
    ("name", ProductOrder::Name),
    ("id", ProductOrder::Id),
    ("include", ProductOrder::Include),
    ("date", ProductOrder::Created),
    ("modified", ProductOrder::Modified),
];

/// The query of a list of products.
pub type ProductListQuery = Listed<ProductQuery>;

impl FromParams for ProductListQuery {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let args = ListArgs::read(reader, ORDERS, Direction::Ascending);
        let filter = ProductFilter {
            store: reader.field("store", id()).about("Of this store.").optional(),
            external_id: reader.field("external_id", Text(200)).about("Called so by its store.").optional(),
            sku: reader.field("sku", Text(200)).about("With this SKU, whatever the case.").optional(),
            category: reader.field("category", Text(200)).about("In this category.").optional(),
            ..ProductFilter::default()
        };
        Some(listed!(args? => ProductQuery with ProductFilter { ..filter }))
    }
}

/// List products.
#[utoipa::path(get, path = "/products", impl_for = Docs, tag = "Products",
    responses((status = 200, description = "The products.", body = Vec<ProductView>)))]
pub async fn list_products(
    _caller: Caller<CustomersRead>,
    Query(list): Query<ProductListQuery>,
    app: App,
) -> Result<Collection<ProductView>, ApiError> {
    let page = app.products.list(&list.query).await?;
    Ok(Collection::new(page, list.listing, |product| product.id.get(), |product| ProductView::new(product, &app)))
}
