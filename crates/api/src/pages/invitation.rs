//! `/i/{token}`: the page behind the link in an invitation. Looking at it changes nothing, so that programs which follow
//! links in mails use nothing up; its button shows an application password, once.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};
use growffinity_access::{PasswordName, invitations::InvitationToken};
use html_escape::encode_safe as escape;

use super::{
    layout::{Page, password},
    visit::Visit,
};
use crate::{
    rest::{ApiError, dispatch::Dispatcher},
    state::State,
};

/// What the password is called that comes out of an invitation.
const PASSWORD_NAME: &str = "Invitation";

/// `GET /i/{token}`
pub(super) async fn show(
    http: HttpRequest,
    token: web::Path<String>,
    dispatcher: web::Data<Dispatcher>,
) -> HttpResponse {
    let app = dispatcher.state();
    let page = shown(&http, &token, app).await.unwrap_or_else(|page| page);
    page.respond(&app.settings.site_name)
}

/// `POST /i/{token}`
pub(super) async fn accept(
    http: HttpRequest,
    token: web::Path<String>,
    dispatcher: web::Data<Dispatcher>,
) -> HttpResponse {
    let app = dispatcher.state();
    let page = accepted(&http, &token, app).await.unwrap_or_else(|page| page);
    page.respond(&app.settings.site_name)
}

async fn shown(http: &HttpRequest, token: &str, app: &State) -> Result<Page, Page> {
    let visit = Visit::begin(http, app).await?;
    visit.confidential()?;
    let open = app.invitations.find(&InvitationToken::from_input(token)).await.map_err(failed)?;
    let open = open.ok_or_else(gone)?;
    let body = format!(
        "<p>You are invited to {site}. Your login is <strong>{login}</strong>.</p>\
         <p>You sign in with an application password. It is shown once, on the next page: have a safe place for it \
         ready.</p><form method=\"post\"><button class=\"first\">Show my password</button></form>",
        site = escape(&app.settings.site_name),
        login = escape(open.user.login.as_str()),
    );
    Ok(Page { status: StatusCode::OK, title: "Your invitation".to_owned(), body, leads_to: Vec::new() })
}

async fn accepted(http: &HttpRequest, token: &str, app: &State) -> Result<Page, Page> {
    let visit = Visit::begin(http, app).await?;
    visit.confidential()?;
    visit.sent_by_our_own_page()?;
    let name: PasswordName = PASSWORD_NAME.parse().map_err(|why| Page::of_error(&ApiError::internal(why)))?;
    let token = InvitationToken::from_input(token);
    let mut outcome = None;
    let work = async { outcome = Some(app.invitations.accept(&token, name).await) };
    visit.told("user.accept_invitation", None, Box::pin(work)).await;
    let (user, secret) = outcome.transpose().map_err(failed)?.flatten().ok_or_else(gone)?;
    let body = format!(
        "<p>Your login is <strong>{login}</strong>, and this is your password:</p>{password}\
         <p>It is shown here and nowhere else. The blanks in it do not matter. The API is at \
         <code>{root}</code>.</p>",
        login = escape(user.login.as_str()),
        password = password(&secret.grouped()),
        root = escape(&app.url("/")),
    );
    Ok(Page { status: StatusCode::OK, title: "Welcome".to_owned(), body, leads_to: Vec::new() })
}

fn gone() -> Page {
    let words = "It was answered, replaced by a newer one, or has expired. Ask whoever invited you for another one.";
    Page::telling(StatusCode::NOT_FOUND, "This invitation is not good any more", &[words])
}

fn failed(error: growffinity_kernel::StoreError) -> Page {
    let error = ApiError::from(error);
    if let Some(cause) = error.cause_chain() {
        tracing::error!(cause, "an invitation's page could not be answered");
    }
    Page::of_error(&error)
}
