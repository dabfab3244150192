//! Tags and groups in answers.

use growffinity_customers::marks::Mark;
use serde::Serialize;
use utoipa::ToSchema;

use super::Links;
use crate::{rest::dates, state::State};

macro_rules! mark_views {
    ($($(#[$doc:meta])* $view:ident in $path:literal;)+) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
            #[schema(example = json!({
                "id": 2, "name": "Wholesale", "slug": "wholesale", "description": "", "customers_count": 40,
                "date_created": "2026-01-05T10:00:00", "date_created_gmt": "2026-01-05T10:00:00",
                "date_modified": "2026-01-05T10:00:00", "date_modified_gmt": "2026-01-05T10:00:00",
                "_links": {"self": [{"href": concat!("https://crm.example.com/wp-json/growffinity/v1", $path, "/2")}],
                    "collection": [{"href": concat!("https://crm.example.com/wp-json/growffinity/v1", $path)}]}
            }))]
            pub struct $view {
                id: i64,
                name: String,
                slug: String,
                description: String,
                customers_count: u64,
                date_created: String,
                date_created_gmt: String,
                date_modified: String,
                date_modified_gmt: String,
                #[schema(value_type = Object)]
                _links: Links,
            }

            impl $view {
                /// It as answers show it.
                pub fn new(mark: Mark, app: &State) -> Self {
                    let (date_created, date_created_gmt) = dates::pair(mark.created_at, app.site.timezone);
                    let (date_modified, date_modified_gmt) = dates::pair(mark.modified_at, app.site.timezone);
                    let collection = app.v1($path);
                    let item = format!("{collection}/{}", mark.id);
                    Self {
                        id: mark.id.get(),
                        name: mark.name.as_str().to_owned(),
                        slug: mark.slug,
                        description: mark.description,
                        customers_count: mark.customers_count,
                        date_created,
                        date_created_gmt,
                        date_modified,
                        date_modified_gmt,
                        _links: Links::new(item, collection),
                    }
                }
            }
        )+
    };
}

mark_views! {
    /// A word put on customers.
    TagView in "/tags";
    /// A group of customers, filled by hand.
    GroupView in "/groups";
}
