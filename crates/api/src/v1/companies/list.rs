//! `GET /companies`

use growffinity_customers::companies::{CompanyFilter, CompanyOrder, CompanyQuery};
use growffinity_kernel::Direction;

use crate::{
    listed,
    rest::{
        ApiError, App, Caller, Collection, ListArgs, Listed, Query,
        list::Orders,
        params::{Email, FromParams, Reader, Text},
    },
    rights::CustomersRead,
    views::CompanyView,
};

/// The documentation of [`list_companies`].
pub struct Docs;

const ORDERS: Orders<CompanyOrder> = &[
    ("name", CompanyOrder::Name),
    ("id", CompanyOrder::Id),
    ("include", CompanyOrder::Include),
    ("date", CompanyOrder::Created),
    ("modified", CompanyOrder::Modified),
    ("customers_count", CompanyOrder::CustomersCount),
    ("orders_count", CompanyOrder::OrdersCount),
    ("total_revenue", CompanyOrder::TotalRevenue),
];

impl FromParams for Listed<CompanyQuery> {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let args = ListArgs::read(reader, ORDERS, Direction::Ascending);
        let email = reader.field("email", Email).about("With this address.").optional();
        let country = reader.field("country", Text(100)).about("In this country.").optional();
        Some(listed!(args? => CompanyQuery with CompanyFilter { email, country }))
    }
}

/// List companies.
#[utoipa::path(get, path = "/companies", impl_for = Docs, tag = "Companies",
    responses((status = 200, description = "The companies.", body = Vec<CompanyView>)))]
pub async fn list_companies(
    _caller: Caller<CustomersRead>,
    Query(list): Query<Listed<CompanyQuery>>,
    app: App,
) -> Result<Collection<CompanyView>, ApiError> {
    let page = app.companies.list(&list.query).await?;
    Ok(Collection::new(page, list.listing, |company| company.id.get(), |company| CompanyView::new(company, &app)))
}
