//! Every write is done within a scope of the audit log, and every refused login is written there.

use std::sync::Arc;

use growffinity_access::audit::{Actor, AuditObject, AuditScope};
use growffinity_kernel::UserId;

use super::{ApiError, idempotency::Work, request::RestRequest, response::RestResponse};
use crate::state::State;

/// Refused logins that a node writes down in a minute. Guessers are slowed down by address; this bounds what many addresses
/// together can make it write. Those beyond are counted in the metrics.
const MOST_REFUSALS: u32 = 300;

/// Does a write to what stands at `pattern`, telling the audit log what it changes.
pub(super) async fn told(request: Arc<RestRequest>, pattern: String, app: Arc<State>, work: Work) -> RestResponse {
    let scope = scope(&request, &pattern);
    let mut made = None;
    let doing = async { made = Some(work.await) };
    app.audit.during(scope, Box::pin(doing)).await;
    made.unwrap_or_else(|| RestResponse::error(&ApiError::internal("the work was not done"), &request.request_id))
}

/// Writes down that the credentials of `request` were refused; `user` is whose they claimed to be, when there is one.
///
/// What was sent is not written: a name may be a person's address, and now and then it is a password in the wrong field.
pub(super) async fn refused_login(request: &RestRequest, user: Option<UserId>, app: &State) {
    metrics::counter!("logins_refused_total").increment(1);
    if !app.refusals.hit_now("", MOST_REFUSALS).allowed {
        metrics::counter!("audit_log_refusals_left_out_total").increment(1);
        return;
    }
    let object = AuditObject { kind: "user".to_owned(), id: user.map(UserId::get) };
    let scope = AuditScope { actor: Actor::Anonymous, action: "login".to_owned(), object, ..from(request) };
    if let Err(error) = app.audit.refused(scope).await {
        tracing::warn!(%error, "a refused login could not be written to the audit log");
    }
}

fn scope(request: &RestRequest, pattern: &str) -> AuditScope {
    let named = named(pattern, request.method.as_str());
    let id = request.path_values.first().filter(|_| named.has_item).and_then(|id| id.parse().ok());
    let object = AuditObject { kind: named.object, id };
    AuditScope { action: named.action, object, ..from(request) }
}

/// Who asks, from where.
fn from(request: &RestRequest) -> AuditScope {
    let agent = request.headers.user_agent.as_ref();
    AuditScope {
        actor: request.principal.as_deref().map_or(Actor::Anonymous, Actor::from),
        ip: request.headers.client,
        user_agent: agent.map(|agent| String::from_utf8_lossy(agent.as_bytes()).into_owned()),
        request_id: request.request_id.to_string(),
        action: String::new(),
        object: AuditObject { kind: String::new(), id: None },
    }
}

/// What a route does, and to what.
#[derive(Debug, PartialEq, Eq)]
struct Named {
    action: String,
    object: String,
    has_item: bool,
}

/// The name of a write by where it is sent: `PUT /customers/{id}` is `customer.update`, `POST /campaigns/{id}/send`
/// `campaign.send`, `POST /segments/{id}/members` `segment.add_members`.
fn named(pattern: &str, method: &str) -> Named {
    // The namespace comes first, in two parts.
    let mut segments = pattern.split('/').filter(|segment| !segment.is_empty()).skip(2).peekable();
    let object = singular(&segments.next().unwrap_or_default().replace('-', "_"));
    let has_item = segments.peek().is_some_and(|segment| segment.starts_with('{'));
    let mut ends_in_item = false;
    let mut words = Vec::new();
    for segment in segments {
        ends_in_item = segment.starts_with('{');
        if !ends_in_item {
            words.push(segment.replace('-', "_"));
        }
    }
    let words = words.join("_");
    let verb = match (method, words.is_empty()) {
        ("DELETE", true) => "delete".to_owned(),
        ("POST", true) if !has_item => "create".to_owned(),
        (_, true) => "update".to_owned(),
        ("DELETE", false) => format!("remove_{words}"),
        ("POST", false) if words.ends_with('s') && !ends_in_item => format!("add_{words}"),
        ("POST", false) if !ends_in_item => words,
        (_, false) => format!("update_{words}"),
    };
    Named { action: format!("{object}.{verb}"), object, has_item }
}

fn singular(plural: &str) -> String {
    match plural {
        // One thing of many parts.
        "settings" => plural.to_owned(),
        _ => match plural.strip_suffix("ies") {
            Some(stem) => format!("{stem}y"),
            None => plural.strip_suffix('s').unwrap_or(plural).to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn a_write_is_called_by_where_it_is_sent() {
        for (method, pattern, action, has_item) in [
            ("POST", "/growffinity/v1/customers", "customer.create", false),
            ("PUT", "/growffinity/v1/customers/{id}", "customer.update", true),
            ("POST", "/growffinity/v1/customers/{id}", "customer.update", true),
            ("DELETE", "/growffinity/v1/companies/{id}", "company.delete", true),
            ("POST", "/growffinity/v1/campaigns/{id}/send", "campaign.send", true),
            ("POST", "/growffinity/v1/segments/{id}/members", "segment.add_members", true),
            ("DELETE", "/growffinity/v1/segments/{id}/members/{customer}", "segment.remove_members", true),
            ("PUT", "/growffinity/v1/customers/{id}/notes/{note}", "customer.update_notes", true),
            ("POST", "/growffinity/v1/customers/{id}/notes/{note}", "customer.update_notes", true),
            ("POST", "/growffinity/v1/orders/batch", "order.batch", false),
            ("POST", "/growffinity/v1/api-keys/{id}/rotate", "api_key.rotate", true),
            ("POST", "/growffinity/v1/webhooks/{id}/rotate-secret", "webhook.rotate_secret", true),
            ("PUT", "/growffinity/v1/settings", "settings.update", false),
            ("POST", "/wp/v2/users/{id}/application-passwords", "user.add_application_passwords", true),
        ] {
            let named = named(pattern, method);
            assert_eq!((named.action.as_str(), named.has_item), (action, has_item), "{method} {pattern}");
            assert_eq!(Some(named.object.as_str()), action.split('.').next());
        }
    }
}
