//! All that is kept of a customer, in an answer.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::CustomerView;

/// What a customer's export begins with; the records follow.
#[derive(Debug, Clone, Serialize)]
pub struct CustomerExportHead {
    /// Whose it is.
    pub id: i64,
    /// When it was made.
    pub date: String,
    /// The same in GMT.
    pub date_gmt: String,
    /// The customer as other routes show it.
    pub customer: CustomerView,
}

/// All that is kept of a customer.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CustomerExportView {
    id: i64,
    date: String,
    date_gmt: String,
    customer: CustomerView,
    /// Every record as it is kept, by the table it is kept in.
    #[schema(value_type = Object)]
    records: BTreeMap<String, Vec<Value>>,
}
