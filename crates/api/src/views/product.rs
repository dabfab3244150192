//! Products in answers.

use growffinity_customers::Product;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Links, Ref};
use crate::{rest::dates, state::State};

/// What a shop sells.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(example = json!({
    "id": 3, "store": {"id": 1, "name": "Main shop"}, "external_id": "7", "sku": "A-1", "name": "Mug",
    "categories": ["Kitchen"], "price": "22.5",
    "date_created": "2026-01-05T10:00:00", "date_created_gmt": "2026-01-05T10:00:00",
    "date_modified": "2026-01-05T10:00:00", "date_modified_gmt": "2026-01-05T10:00:00",
    "_links": {"self": [{"href": "https://crm.example.com/wp-json/growffinity/v1/products/3"}],
        "collection": [{"href": "https://crm.example.com/wp-json/growffinity/v1/products"}]}
}))]
pub struct ProductView {
    id: i64,
    store: Ref,
    external_id: String,
    sku: String,
    name: String,
    categories: Vec<String>,
    /// In the store's currency.
    price: Option<String>,
    date_created: String,
    date_created_gmt: String,
    date_modified: String,
    date_modified_gmt: String,
    #[schema(value_type = Object)]
    _links: Links,
}

impl ProductView {
    /// The product as answers show it.
    pub fn new(product: Product, app: &State) -> Self {
        let (date_created, date_created_gmt) = dates::pair(product.created_at, app.site.timezone);
        let (date_modified, date_modified_gmt) = dates::pair(product.modified_at, app.site.timezone);
        let collection = app.v1("/products");
        Self {
            id: product.id.get(),
            store: Ref { id: product.store.id.get(), name: product.store.name },
            external_id: product.external_id,
            sku: product.sku,
            name: product.name,
            categories: product.categories,
            price: product.price.map(|price| price.format(app.site.currency)),
            date_created,
            date_created_gmt,
            date_modified,
            date_modified_gmt,
            _links: Links::new(format!("{collection}/{}", product.id), collection),
        }
    }
}
