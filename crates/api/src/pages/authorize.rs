//! `/wp-admin/authorize-application.php`: a program asks for an application password, its user signs in and agrees.
//!
//! As in WordPress, but for the sign-in: there are no sessions here, so login and an application password are asked for on
//! the page itself. That is also why nobody can be made to agree from another site.

use std::net::IpAddr;

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{self, Bytes},
};
use growffinity_access::{ApplicationPassword, PasswordName, PlainPassword, Principal};
use html_escape::encode_safe as escape;
use uuid::Uuid;

use super::{
    layout::{Page, password, redirect},
    redirect::{BadRedirect, Redirect, is_local},
    visit::Visit,
};
use crate::{
    rest::{ApiError, dispatch::Dispatcher, logins, php_query::PhpArray},
    state::State,
};

/// What a program asks for.
struct Asked {
    app_name: String,
    app_id: String,
    success_url: Option<Redirect>,
    reject_url: Option<Redirect>,
}

impl Asked {
    /// Reads and checks what a program asks for; the page says what is wrong with it.
    fn read(from: &PhpArray, app: &State) -> Result<Self, Page> {
        let text = |name: &str| from.text(name).unwrap_or_default().trim();
        let site_is_local = is_local(&app.settings.public_url);
        let url = |name: &str| Redirect::read(text(name), site_is_local).map_err(|why| refused(name, why));
        let app_id = text("app_id");
        if !app_id.is_empty() && (app_id.len() != 36 || Uuid::try_parse(app_id).is_err()) {
            return Err(cannot("app_id: The application ID must be a UUID."));
        }
        Ok(Self {
            app_name: text("app_name").chars().filter(|c| !c.is_control()).take(200).collect(),
            app_id: app_id.to_ascii_lowercase(),
            success_url: url("success_url")?,
            reject_url: url("reject_url")?,
        })
    }

    /// Where people go who refuse.
    fn rejected(&self) -> Option<String> {
        let own = self.reject_url.as_ref().map(|url| url.as_str().to_owned());
        own.or_else(|| Some(self.success_url.as_ref()?.with(&[("success", "false")])))
    }

    /// The page that asks, with `wrong` above its form.
    fn page(&self, wrong: Option<&str>, login: &str, app: &State) -> Page {
        let field =
            |name: &str, value: &str| format!("<input type=\"hidden\" name=\"{name}\" value=\"{}\">", escape(value));
        let url = |url: &Option<Redirect>| url.as_ref().map(|url| url.as_str().to_owned()).unwrap_or_default();
        let who = if self.app_name.is_empty() {
            "An application".to_owned()
        } else {
            format!("<strong>{}</strong>", escape(&self.app_name))
        };
        let after = match &self.success_url {
            Some(url) => {
                format!("You will be sent to <strong>{}</strong>, which gets the password.", escape(&url.site()))
            }
            None => "You will be shown a password to enter into the application yourself.".to_owned(),
        };
        let status = if wrong.is_some() { StatusCode::FORBIDDEN } else { StatusCode::OK };
        let wrong = wrong.map(|words| format!("<p class=\"wrong\" role=\"alert\">{}</p>", escape(words)));
        let body = format!(
            "<p>{who} would like to connect to {site}. It will be able to do what you can do, until you revoke its \
             password. Agree only when you asked it to.</p><p>{after}</p>{wrong}<form method=\"post\" \
             autocomplete=\"off\">{hidden}<label for=\"app_name\">Name of the new application password</label>\
             <input id=\"app_name\" name=\"app_name\" value=\"{name}\" maxlength=\"200\" required>\
             <label for=\"login\">Your login or e-mail address</label>\
             <input id=\"login\" name=\"login\" value=\"{login}\" autocomplete=\"username\" required>\
             <label for=\"password\">One of your application passwords</label>\
             <input id=\"password\" name=\"password\" type=\"password\" autocomplete=\"current-password\" required>\
             <button class=\"first\" name=\"action\" value=\"approve\">Yes, I approve of this connection</button>\
             <button name=\"action\" value=\"reject\" formnovalidate>No, I do not approve of this connection</button>\
             </form>",
            site = escape(&app.settings.site_name),
            wrong = wrong.unwrap_or_default(),
            hidden = [
                field("app_id", &self.app_id),
                field("success_url", &url(&self.success_url)),
                field("reject_url", &url(&self.reject_url)),
            ]
            .concat(),
            name = escape(&self.app_name),
            login = escape(login),
        );
        // A form's policy holds for where its answer leads as well.
        let leads_to = [&self.success_url, &self.reject_url].into_iter().flatten().map(Redirect::source).collect();
        Page { status, title: "Authorize application".to_owned(), body, leads_to }
    }
}

/// `GET /wp-admin/authorize-application.php`
pub(super) async fn ask(http: HttpRequest, dispatcher: web::Data<Dispatcher>) -> HttpResponse {
    let app = dispatcher.state();
    let page = asked(&http, app).await.unwrap_or_else(|page| page);
    page.respond(&app.settings.site_name)
}

/// `POST /wp-admin/authorize-application.php`
pub(super) async fn answer(http: HttpRequest, body: Bytes, dispatcher: web::Data<Dispatcher>) -> HttpResponse {
    let app = dispatcher.state();
    match answered(&http, &body, app).await {
        Ok(Answered::Sent(url)) => redirect(&url),
        Ok(Answered::Shown(page)) | Err(page) => page.respond(&app.settings.site_name),
    }
}

enum Answered {
    Sent(String),
    Shown(Page),
}

async fn asked(http: &HttpRequest, app: &State) -> Result<Page, Page> {
    let visit = Visit::begin(http, app).await?;
    visit.confidential()?;
    let asked = Asked::read(&PhpArray::parse(http.query_string().as_bytes()), app)?;
    Ok(asked.page(None, "", app))
}

async fn answered(http: &HttpRequest, body: &[u8], app: &State) -> Result<Answered, Page> {
    let visit = Visit::begin(http, app).await?;
    visit.confidential()?;
    visit.sent_by_our_own_page()?;
    let form = PhpArray::parse(body);
    let asked = Asked::read(&form, app)?;
    if form.text("action") != Some("approve") {
        return Ok(match asked.rejected() {
            Some(url) => Answered::Sent(url),
            None => Answered::Shown(Page::telling(
                StatusCode::OK,
                "Not authorized",
                &["The application got nothing. You can close this page."],
            )),
        });
    }
    let (login, secret) = (form.text("login").unwrap_or_default(), form.text("password").unwrap_or_default());
    let Ok(name) = asked.app_name.parse::<PasswordName>() else {
        let words = "Give the new password a name, so that you know it when you want to revoke it.";
        return Ok(Answered::Shown(asked.page(Some(words), login, app)));
    };
    let principal = match sign_in(login, secret, visit.client.address, app).await {
        Ok(principal) => principal,
        Err(error) if error.code().status == 401 => {
            visit.refused().await;
            let words = "This login and this application password do not belong together.";
            return Ok(Answered::Shown(asked.page(Some(words), login, app)));
        }
        Err(error) => return Err(failed(&error)),
    };
    let (_, secret) = give(&visit, &principal, name, &asked, app).await.map_err(|error| failed(&error))?;
    Ok(match &asked.success_url {
        Some(url) => Answered::Sent(url.with(&[
            ("site_url", app.settings.public_url.trim_end_matches('/')),
            ("user_login", principal.user.login.as_str()),
            ("password", secret.as_str()),
        ])),
        None => Answered::Shown(shown(&asked, &secret)),
    })
}

async fn sign_in(login: &str, secret: &str, client: Option<IpAddr>, app: &State) -> Result<Principal, ApiError> {
    let mut counted = None;
    logins::attempt(client, app, &mut counted, app.access.authenticate_basic(login, secret, client)).await
}

async fn give(
    visit: &Visit<'_>,
    principal: &Principal,
    name: PasswordName,
    asked: &Asked,
    app: &State,
) -> Result<(ApplicationPassword, PlainPassword), ApiError> {
    let user = principal.user.id;
    let mut given = None;
    let work = async { given = Some(app.access.add_application_password(user, name, asked.app_id.clone()).await) };
    visit.told("application_password.create", Some(user), Box::pin(work)).await;
    given.ok_or_else(|| ApiError::internal("the password was not made"))?.map_err(ApiError::from)
}

fn shown(asked: &Asked, secret: &PlainPassword) -> Page {
    let body = format!(
        "<p>The new password of <strong>{}</strong> is:</p>{}<p>Save it in a safe place: it is shown here and nowhere \
         else.</p>",
        escape(&asked.app_name),
        password(&secret.grouped()),
    );
    Page { status: StatusCode::OK, title: "Authorized".to_owned(), body, leads_to: Vec::new() }
}

fn refused(name: &str, why: BadRedirect) -> Page {
    cannot(&format!("{name}: {why}"))
}

fn cannot(words: &str) -> Page {
    let advice = "The application asked for something that is not possible. Tell its makers.";
    Page::telling(StatusCode::BAD_REQUEST, "Cannot authorize application", &[words, advice])
}

fn failed(error: &ApiError) -> Page {
    if let Some(cause) = error.cause_chain() {
        tracing::error!(cause, "an application could not be authorized");
    }
    Page::of_error(error)
}
