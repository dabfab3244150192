//! Customers, their orders and their shops on PostgreSQL.

mod filter;
mod imports;
mod list;
mod notes;
mod order_columns;
mod order_delete;
mod order_rows;
mod order_store;
mod record;
mod record_names;
mod rows;
mod stats;
mod store;
mod stores;
mod write;

pub use imports::PgImports;
pub use notes::PgNotes;
pub use order_store::PgOrders;
pub use store::PgCustomers;
pub use stores::PgStores;
