//! Customers, their orders and their shops on PostgreSQL.

mod companies;
mod custom_events;
mod filter;
mod imports;
mod labels;
mod line_products;
mod list;
mod marks;
mod notes;
mod order_columns;
mod order_delete;
mod order_rows;
mod order_store;
mod product_filter;
mod product_record;
mod product_store;
mod record;
mod record_names;
mod refunds;
mod rows;
mod stats;
mod store;
mod stores;
mod timeline;
mod write;

pub use companies::PgCompanies;
pub use custom_events::PgCustomEvents;
pub use imports::PgImports;
pub use labels::PgLabels;
pub use marks::PgMarks;
pub use notes::PgNotes;
pub use order_store::PgOrders;
pub use product_store::PgProducts;
pub use store::PgCustomers;
pub use stores::PgStores;
pub use timeline::PgTimeline;
