//! [`ProductStore`] on PostgreSQL.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::{
    Connection, OptionalExtension, RunQueryDsl,
    sql_types::{Int4, Int8, Nullable},
};
use growffinity_customers::{
    Product, ProductDraft, ProductQuery, RecordProductError, RecordedProduct, ports::ProductStore,
};
use growffinity_kernel::{Page, ProductId, StoreError};

use super::{
    product_filter,
    product_record::{self, COLUMNS, ProductRow},
};
use crate::{
    Database,
    audit::{Note, note},
    statement::dynamic_statement,
};

/// Products in `database`.
#[derive(Debug, Clone)]
pub struct PgProducts(Database);

impl PgProducts {
    /// The store in `database`.
    pub const fn new(database: Database) -> Self {
        Self(database)
    }
}

#[async_trait]
impl ProductStore for PgProducts {
    async fn find(&self, id: ProductId) -> Result<Option<Product>, StoreError> {
        self.0
            .read("find_product", move |connection| {
                let row: Option<ProductRow> = dynamic_statement(format!(
                    "SELECT {COLUMNS} FROM products p JOIN stores s ON s.id = p.store_id WHERE p.id = $?"
                ))
                .cached()
                .bind::<Int8, _>(id.get())
                .get_result(connection)
                .optional()?;
                row.map(TryInto::try_into).transpose()
            })
            .await
    }

    async fn list(&self, query: &ProductQuery) -> Result<Page<Product>, StoreError> {
        let query = query.clone();
        self.0.read("list_products", move |connection| product_filter::list(connection, &query)).await
    }

    async fn record(
        &self,
        drafts: Vec<ProductDraft>,
        now: DateTime<Utc>,
    ) -> Result<Vec<Result<RecordedProduct, RecordProductError>>, StoreError> {
        self.0
            .run("record_products", move |connection| {
                connection.transaction(|connection| product_record::record(connection, &drafts, now))
            })
            .await
    }

    async fn delete(&self, id: ProductId, expected: Option<i32>) -> Result<Option<Product>, StoreError> {
        self.0
            .run("delete_product", move |connection| {
                let row: Option<ProductRow> = dynamic_statement(format!(
                    "DELETE FROM products p USING stores s \
                     WHERE s.id = p.store_id AND p.id = $? AND p.version = coalesce($?, p.version) RETURNING {COLUMNS}"
                ))
                .cached()
                .bind::<Int8, _>(id.get())
                .bind::<Nullable<Int4>, _>(expected)
                .get_result(connection)
                .optional()?;
                let product: Option<Product> = row.map(TryInto::try_into).transpose()?;
                if product.is_some() {
                    note(Note::new("product.delete", "product", id.get()));
                }
                Ok(product)
            })
            .await
    }
}
