//! API keys.

mod create;
mod delete;
mod errors;
mod get;
mod input;
mod list;
mod rotate;

use std::collections::HashMap;

use growffinity_access::{User, UserQuery, keys::ApiKey};
use growffinity_kernel::{PerPage, StoreError, UserId, Window};

use crate::{rest::route::Route, routes, state::State};

/// The routes of API keys.
pub fn routes() -> Vec<Route> {
    routes![
        list::list_api_keys,
        create::create_api_key,
        get::get_api_key,
        delete::delete_api_key,
        rotate::rotate_api_key,
    ]
}

/// How the user of a key is called.
async fn name_of(user: UserId, app: &State) -> Result<String, StoreError> {
    Ok(app.access.find_user_by_id(user).await?.map(shown_name).unwrap_or_default())
}

/// How the users of these keys, at most a page of them, are called.
async fn names_of(keys: &[ApiKey], app: &State) -> Result<HashMap<UserId, String>, StoreError> {
    let limit = PerPage::new(PerPage::MAX).unwrap_or_default();
    let include = keys.iter().map(|key| key.user).collect();
    let query = UserQuery { include, ..UserQuery::all(Window::Offset { offset: 0, limit }) };
    let users = if keys.is_empty() { Vec::new() } else { app.access.list_users(&query).await?.items };
    Ok(users.into_iter().map(|user| (user.id, shown_name(user))).collect())
}

fn shown_name(user: User) -> String {
    if user.name.is_empty() { user.login.as_str().to_owned() } else { user.name }
}
