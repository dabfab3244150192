//! `GET /users`

use growffinity_access::{Role, UserOrder, UserQuery, UserStatus};
use growffinity_kernel::Direction;

use crate::{
    listed,
    rest::{
        ApiError, App, Caller, Collection, ListArgs, Listed, Query,
        list::Orders,
        params::{Choice, FromParams, List, Reader},
    },
    rights::UsersRead,
    views::UserView,
};

/// The documentation of [`list_users`].
pub struct Docs;

const ORDERS: Orders<UserOrder> = &[
    ("date", UserOrder::Created),
    ("id", UserOrder::Id),
    ("include", UserOrder::Include),
    ("name", UserOrder::Name),
    ("email", UserOrder::Email),
];

impl FromParams for Listed<UserQuery> {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let args = ListArgs::read(reader, ORDERS, Direction::Descending);
        let roles = List::of(Choice { all: Role::ALL, name: Role::as_str }, 10);
        let statuses = List::of(Choice { all: UserStatus::ALL, name: UserStatus::as_str }, 10);
        let role = reader.field("role", roles).or(Vec::new());
        let status = reader.field("status", statuses).or(Vec::new());
        Some(listed!(args? => UserQuery { role, status }))
    }
}

/// List users.
#[utoipa::path(get, path = "/users", impl_for = Docs, tag = "Users",
    responses((status = 200, description = "The users.", body = Vec<UserView>)))]
pub async fn list_users(
    _caller: Caller<UsersRead>,
    Query(list): Query<Listed<UserQuery>>,
    app: App,
) -> Result<Collection<UserView>, ApiError> {
    let page = app.access.list_users(&list.query).await?;
    Ok(Collection::new(page, list.listing, |user| user.id.get(), |user| UserView::new(user, &app)))
}
