//! `/u/{token}`, `/p/{token}`: getting no more mail, and choosing what to get. Looking at either changes nothing: programs
//! that follow the links in mails unsubscribe nobody.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    web::{self, Bytes},
};
use growffinity_campaigns::tracking::{Language, Recipient, Visitor, Words};
use growffinity_customers::{ConsentChange, ConsentStatus, Customer, UpdateCustomerError, Voice};
use growffinity_kernel::CustomerId;
use html_escape::encode_safe as escape;
use serde_json::{Map, Value};

use super::{layout::Page, tracking::visitor, visit::Visit};
use crate::{
    rest::{ApiError, dispatch::Dispatcher, php_query::PhpArray},
    state::State,
};

/// `GET /u/{token}`
pub(super) async fn ask(
    http: HttpRequest,
    token: web::Path<String>,
    dispatcher: web::Data<Dispatcher>,
) -> HttpResponse {
    let app = dispatcher.state();
    let asked = app.tracking.unsubscribing(&token);
    shown(&http, app, asked, |words, customer| {
        let question = about(words.unsubscribe_question, customer);
        let body = format!(
            "<p>{question}</p><form method=\"post\"><button class=\"first\">{}</button></form>",
            escape(words.unsubscribe_button)
        );
        (words.unsubscribe, body)
    })
    .await
}

/// `POST /u/{token}`: from the page, or from a mail program in one click (RFC 8058).
pub(super) async fn unsubscribe(
    http: HttpRequest,
    token: web::Path<String>,
    dispatcher: web::Data<Dispatcher>,
) -> HttpResponse {
    let app = dispatcher.state();
    let asked = app.tracking.unsubscribing(&token);
    decided(&http, app, asked, Some(ConsentStatus::Unsubscribed)).await
}

/// `GET /p/{token}`
pub(super) async fn choose(
    http: HttpRequest,
    token: web::Path<String>,
    dispatcher: web::Data<Dispatcher>,
) -> HttpResponse {
    let app = dispatcher.state();
    let asked = app.tracking.choosing(&token);
    shown(&http, app, asked, |words, customer| {
        let is_wanted = customer.consent.status == ConsentStatus::Subscribed;
        let choice = |value: &str, says: &str, is: bool| {
            let checked = if is { " checked" } else { "" };
            format!(
                "<label class=\"choice\"><input type=\"radio\" name=\"mail\" value=\"{value}\" required{checked}> {}</label>",
                escape(says)
            )
        };
        let body = format!(
            "<form method=\"post\"><fieldset><legend>{}</legend>{}{}</fieldset><button class=\"first\">{}</button></form>",
            about(words.preferences_question, customer),
            choice("yes", words.wanted, is_wanted),
            choice("no", words.unwanted, !is_wanted),
            escape(words.save)
        );
        (words.preferences, body)
    })
    .await
}

/// `POST /p/{token}`
pub(super) async fn chosen(
    http: HttpRequest,
    token: web::Path<String>,
    body: Bytes,
    dispatcher: web::Data<Dispatcher>,
) -> HttpResponse {
    let app = dispatcher.state();
    let asked = app.tracking.choosing(&token);
    let wanted = match PhpArray::parse(&body).text("mail") {
        Some("yes") => Some(ConsentStatus::Subscribed),
        Some("no") => Some(ConsentStatus::Unsubscribed),
        _ => None,
    };
    decided(&http, app, asked, wanted).await
}

async fn shown(
    http: &HttpRequest,
    app: &State,
    asked: Option<Recipient>,
    page: impl FnOnce(&Words, &Customer) -> (&'static str, String),
) -> HttpResponse {
    let customer = match found(app, asked).await {
        Ok(Some((_, customer))) => customer,
        Ok(None) => return not_found(http, app),
        Err(error) => return failed(&error, app),
    };
    let language = language(http, Some(&customer));
    let (title, body) = page(language.words(), &customer);
    let page = Page { status: StatusCode::OK, title: title.to_owned(), body, leads_to: Vec::new() };
    page.respond_in(language.as_str(), &app.settings.site_name)
}

/// Writes down what the recipient has decided; `None`: nothing that can be.
async fn decided(
    http: &HttpRequest,
    app: &State,
    asked: Option<Recipient>,
    wanted: Option<ConsentStatus>,
) -> HttpResponse {
    let (recipient, customer) = match found(app, asked).await {
        Ok(Some(found)) => found,
        Ok(None) => return not_found(http, app),
        Err(error) => return failed(&error, app),
    };
    let language = language(http, Some(&customer));
    let words = language.words();
    let Some(status) = wanted else {
        let page = Page::telling(StatusCode::BAD_REQUEST, words.preferences, &[words.wanted, words.unwanted]);
        return page.respond_in(language.as_str(), &app.settings.site_name);
    };
    let mut outcome = Ok(());
    let visitor = visitor(http, app);
    let work = async { outcome = decide(visitor, app, &recipient, &customer, status).await };
    let action = if status == ConsentStatus::Unsubscribed { "customer.unsubscribe" } else { "customer.subscribe" };
    Visit::uncounted(http, app).told_of(action, "customer", customer.id.get(), Box::pin(work)).await;
    if let Err(error) = outcome {
        return failed(&error, app);
    }
    let (title, text) = match status {
        ConsentStatus::Unsubscribed => (words.unsubscribed_title, words.unsubscribed),
        _ => (words.saved_title, words.saved),
    };
    Page::telling(StatusCode::OK, title, &[text]).respond_in(language.as_str(), &app.settings.site_name)
}

async fn decide(
    visitor: Visitor,
    app: &State,
    recipient: &Recipient,
    customer: &Customer,
    status: ConsentStatus,
) -> Result<(), ApiError> {
    if customer.consent.status != status {
        let mut proof = Map::new();
        proof.insert("user_agent".to_owned(), Value::from(visitor.agent.chars().take(200).collect::<String>()));
        if let Some(address) = visitor.address {
            proof.insert("ip".to_owned(), Value::from(address.to_string()));
        }
        let change = ConsentChange {
            status: Some(status),
            source: Some("campaign".to_owned()),
            proof: Some(proof),
            voice: Voice::Person,
            by: format!("campaign:{}", recipient.campaign),
            ..ConsentChange::default()
        };
        match app.customers.set_consent(customer.id, change, None).await {
            // Erased since: nobody is left to be written to.
            Ok(_) | Err(UpdateCustomerError::NotFound) => {}
            Err(error) => return Err(error.into()),
        }
    }
    if status == ConsentStatus::Unsubscribed {
        app.tracking.unsubscribed(&Recipient { customer: customer.id, ..*recipient }).await?;
    }
    Ok(())
}

/// The customer a link was sent to, or who they are now.
async fn found(app: &State, asked: Option<Recipient>) -> Result<Option<(Recipient, Customer)>, ApiError> {
    let Some(recipient) = asked else { return Ok(None) };
    let mut id: CustomerId = recipient.customer;
    if let Some(customer) = app.customers.find(id).await? {
        return Ok(Some((recipient, customer)));
    }
    while let Some(successor) = app.personal_data.successor(id).await?.filter(|successor| *successor != id) {
        id = successor;
        if let Some(customer) = app.customers.find(id).await? {
            return Ok(Some((recipient, customer)));
        }
    }
    Ok(None)
}

fn about(question: &str, customer: &Customer) -> String {
    let address = format!("<strong>{}</strong>", escape(customer.email.as_str()));
    escape(question).replace("{address}", &address)
}

fn language(http: &HttpRequest, customer: Option<&Customer>) -> Language {
    let own = customer.and_then(|customer| Language::of_tag(&customer.locale));
    let accepted = || http.headers().get(header::ACCEPT_LANGUAGE)?.to_str().ok().and_then(Language::accepted);
    own.or_else(accepted).unwrap_or(Language::English)
}

fn not_found(http: &HttpRequest, app: &State) -> HttpResponse {
    let language = language(http, None);
    let words = language.words();
    let page = Page::telling(StatusCode::NOT_FOUND, words.not_found_title, &[words.not_found]);
    page.respond_in(language.as_str(), &app.settings.site_name)
}

fn failed(error: &ApiError, app: &State) -> HttpResponse {
    if let Some(cause) = error.cause_chain() {
        tracing::error!(cause, "a page of a subscription could not be answered");
    }
    Page::of_error(error).respond(&app.settings.site_name)
}
