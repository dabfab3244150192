//! Companies in answers.

use growffinity_customers::{Company, companies::Social};
use serde::Serialize;
use utoipa::ToSchema;

use super::Links;
use crate::{rest::dates, state::State};

/// A company that customers belong to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({
    "id": 3, "name": "ACME", "email": "office@acme.example", "phone": "", "website": "https://acme.example",
    "address": {"address_1": "1 Main St", "address_2": "", "city": "Springfield", "state": "IL", "postcode": "62701",
        "country": "US"},
    "social": {"linkedin": "https://linkedin.example/acme", "facebook": "", "x": "", "instagram": ""}, "notes": "",
    "customers_count": 4, "orders_count": 11, "total_revenue": "940.00",
    "date_created": "2026-01-05T10:00:00", "date_created_gmt": "2026-01-05T10:00:00",
    "date_modified": "2026-02-05T10:00:00", "date_modified_gmt": "2026-02-05T10:00:00",
    "_links": {"self": [{"href": "https://crm.example.com/wp-json/growffinity/v1/companies/3"}],
        "collection": [{"href": "https://crm.example.com/wp-json/growffinity/v1/companies"}]}
}))]
pub struct CompanyView {
    id: i64,
    name: String,
    email: String,
    phone: String,
    website: String,
    address: CompanyAddressView,
    social: SocialView,
    notes: String,
    /// How many customers belong to it.
    customers_count: i64,
    /// The counting orders of its customers.
    orders_count: i64,
    /// What its customers spent, less refunds, in the site currency.
    total_revenue: String,
    date_created: String,
    date_created_gmt: String,
    date_modified: String,
    date_modified_gmt: String,
    #[schema(value_type = Object)]
    _links: Links,
}

/// Where a company is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CompanyAddressView {
    address_1: String,
    address_2: String,
    city: String,
    state: String,
    postcode: String,
    country: String,
}

/// Where a company is found on social networks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SocialView {
    linkedin: String,
    facebook: String,
    x: String,
    instagram: String,
}

impl CompanyView {
    /// The company as answers show it.
    pub fn new(company: Company, app: &State) -> Self {
        let (date_created, date_created_gmt) = dates::pair(company.created_at, app.site.timezone);
        let (date_modified, date_modified_gmt) = dates::pair(company.modified_at, app.site.timezone);
        let collection = app.v1("/companies");
        let item = format!("{collection}/{}", company.id);
        let customers = format!("{item}/customers");
        let address = company.address;
        let Social { linkedin, facebook, x, instagram } = company.social;
        Self {
            id: company.id.get(),
            name: company.name.as_str().to_owned(),
            email: company.email,
            phone: company.phone,
            website: company.website,
            address: CompanyAddressView {
                address_1: address.address_1,
                address_2: address.address_2,
                city: address.city,
                state: address.state,
                postcode: address.postcode,
                country: address.country,
            },
            social: SocialView { linkedin, facebook, x, instagram },
            notes: company.notes,
            customers_count: company.totals.customers_count,
            orders_count: company.totals.orders_count,
            total_revenue: company.totals.total_revenue.format(app.site.currency),
            date_created,
            date_created_gmt,
            date_modified,
            date_modified_gmt,
            _links: Links::new(item, collection).related("customers", customers),
        }
    }
}
