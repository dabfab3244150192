//! `PUT /wp/v2/users/{user_id}/application-passwords/{uuid}`

use growffinity_access::PasswordName;

use super::{
    of_user::{EditOne, PasswordId, PasswordsOf},
    view::PasswordView,
};
use crate::{
    rest::{
        ApiError, App, Body, Item, catalogue,
        params::{FromParams, Reader},
    },
    v1::shared::CredentialName,
};

/// The documentation of [`update_application_password`].
pub struct Docs;

/// Another name, perhaps.
pub struct Renaming(Option<PasswordName>);

impl FromParams for Renaming {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        Some(Self(reader.field("name", CredentialName).about("What the password is called.").optional()))
    }
}

/// Rename an application password.
#[utoipa::path(put, path = "/wp/v2/users/{user_id}/application-passwords/{uuid}", impl_for = Docs,
    tag = "Application passwords",
    responses((status = 200, description = "The password as it is now.", body = PasswordView)))]
pub async fn update_application_password(
    of: PasswordsOf<EditOne>,
    id: PasswordId,
    Body(Renaming(name)): Body<Renaming>,
    app: App,
) -> Result<Item<PasswordView>, ApiError> {
    let (user, uuid) = (of.known(&app).await?, id.uuid()?);
    let found = match name {
        Some(name) => app.access.rename_application_password(user, uuid, name).await?,
        None => app.access.find_application_password(user, uuid).await?,
    };
    let password = found.ok_or(catalogue::PASSWORD_NOT_FOUND)?;
    Ok(Item::plain(PasswordView::new(password, user, &app)))
}
