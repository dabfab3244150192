//! A visit to a page: who comes, whether they come too often, and whether a form was sent from our own page.

use actix_web::{HttpRequest, http::header};
use growffinity_access::audit::{Actor, AuditObject, AuditScope, Work};
use growffinity_kernel::UserId;

use super::layout::Page;
use crate::{
    rest::{
        ApiError, catalogue,
        client::Client,
        rates::{self, Rate},
    },
    state::State,
};

/// A visit.
pub(super) struct Visit<'a> {
    /// Where it comes from.
    pub client: Client,
    http: &'a HttpRequest,
    app: &'a State,
}

impl<'a> Visit<'a> {
    /// A visit that is counted like any request of someone who is not signed in.
    ///
    /// # Errors
    /// The page for someone who comes too often.
    pub async fn begin(http: &'a HttpRequest, app: &'a State) -> Result<Self, Page> {
        let client = Client::of(http, &app.settings);
        let rate = rates::count(None, client.address, app).await.map_err(|error| Page::of_error(&error))?;
        match rate.as_ref().and_then(Rate::refusal) {
            Some(refusal) => Err(Page::of_error(&refusal)),
            None => Ok(Self { client, http, app }),
        }
    }

    /// A visit that is not counted: a mail program's provider brings those of all its users.
    pub fn uncounted(http: &'a HttpRequest, app: &'a State) -> Self {
        Self { client: Client::of(http, &app.settings), http, app }
    }

    /// Refuses to show or take a secret where someone may read along.
    ///
    /// # Errors
    /// A page that says so.
    pub fn confidential(&self) -> Result<(), Page> {
        if self.client.confidential || self.app.settings.allow_plain_http {
            Ok(())
        } else {
            Err(Page::of_error(&ApiError::new(catalogue::FORBIDDEN).saying(catalogue::INSECURE.message)))
        }
    }

    /// Refuses a form that another site's page sent. A program that is no browser names no origin.
    ///
    /// # Errors
    /// A page that says so.
    pub fn sent_by_our_own_page(&self) -> Result<(), Page> {
        let text = |name: header::HeaderName| self.http.headers().get(name).map(|value| value.to_str().unwrap_or("?"));
        let Some(origin) = text(header::ORIGIN) else { return Ok(()) };
        let public = self.app.settings.public_url.as_str();
        let host = text(header::HOST).unwrap_or_default();
        let is_own = public == origin
            || public.strip_prefix(origin).is_some_and(|rest| rest.starts_with('/'))
            || origin.split_once("://").is_some_and(|(_, named)| named == host);
        if is_own { Ok(()) } else { Err(Page::of_error(&catalogue::FORBIDDEN.into())) }
    }

    /// Does `work`, telling the audit log who did it: `user` once they have shown who they are.
    pub async fn told(&self, action: &str, user: Option<UserId>, work: Work<'_>) {
        self.app.audit.during(self.scope(action, user), work).await;
    }

    /// Does `work`, telling the audit log what was done, by whoever holds the link, to which item.
    pub async fn told_of(&self, action: &str, kind: &str, id: i64, work: Work<'_>) {
        let object = AuditObject { kind: kind.to_owned(), id: Some(id) };
        self.app.audit.during(AuditScope { object, ..self.scope(action, None) }, work).await;
    }

    /// Tells the audit log of credentials that were wrong.
    pub async fn refused(&self) {
        metrics::counter!("logins_refused_total").increment(1);
        if let Err(error) = self.app.audit.refused(self.scope("login", None)).await {
            tracing::warn!(%error, "a refused login could not be written to the audit log");
        }
    }

    fn scope(&self, action: &str, user: Option<UserId>) -> AuditScope {
        let agent = self.http.headers().get(header::USER_AGENT);
        AuditScope {
            actor: user.map_or(Actor::Anonymous, Actor::User),
            ip: self.client.address,
            user_agent: agent.map(|agent| String::from_utf8_lossy(agent.as_bytes()).into_owned()),
            request_id: self.app.random.uuid().simple().to_string(),
            action: action.to_owned(),
            object: AuditObject { kind: "user".to_owned(), id: user.map(UserId::get) },
        }
    }
}
