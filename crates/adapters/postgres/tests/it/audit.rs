//! What the audit log promises.

use std::time::Duration;

use growffinity_access::{
    UserChange,
    audit::{Actor, ActorKind, AuditEntry, AuditLog, AuditObject, AuditQuery, AuditScope, Outcome},
};
use growffinity_customers::CustomerChange;
use growffinity_kernel::{Housekeeper, UserId};
use growffinity_postgres::{PgAuditLog, PgHousekeeping};

use crate::fixture::{Shop, order};

fn scope(action: &str, object: &str, id: i64) -> AuditScope {
    AuditScope {
        actor: Actor::User(UserId::new(1).unwrap()),
        ip: Some("192.0.2.1".parse().unwrap()),
        user_agent: Some("x".repeat(1_000)),
        request_id: "request-1".to_owned(),
        action: action.to_owned(),
        object: AuditObject { kind: object.to_owned(), id: Some(id) },
    }
}

async fn during<T>(log: &PgAuditLog, scope: AuditScope, work: impl Future<Output = T> + Send) -> T
where
    T: Send,
{
    let mut done = None;
    log.during(scope, Box::pin(async { done = Some(work.await) })).await;
    done.unwrap()
}

async fn entries(log: &PgAuditLog) -> Vec<AuditEntry> {
    log.list(&AuditQuery::default()).await.unwrap().items
}

#[tokio::test]
async fn events_name_what_changed_and_a_change_without_a_note_says_what_the_scope_says() {
    let shop = Shop::open().await;
    let log = PgAuditLog::new(shop.database.clone());
    let recorded =
        during(&log, scope("order.create", "order", 1), shop.record(order("1", "ann@example.com", "10"))).await;
    let told: Vec<_> = entries(&log).await.into_iter().map(|entry| (entry.action, entry.object.id)).collect();
    let customer = recorded.order.data.customer.unwrap();
    assert_eq!(
        told,
        [
            ("order.create".to_owned(), Some(recorded.order.id.get())),
            ("customer.create".to_owned(), Some(customer.get()))
        ]
    );
    let house = PgHousekeeping::new(shop.database.clone());
    during(&log, scope("house.keep", "house", 7), async {
        house.tidy_up().await.unwrap();
        house.tidy_up().await.unwrap();
    })
    .await;
    let newest = &entries(&log).await[0];
    assert_eq!((newest.action.as_str(), newest.object.id), ("house.keep", Some(7)), "once for two changes");
    assert_eq!((newest.actor.kind, newest.actor.id, newest.outcome), (ActorKind::User, Some(1), Outcome::Done));
    assert_eq!(newest.user_agent.as_ref().unwrap().len(), 200, "a long name is cut");
    assert_eq!(shop.number("SELECT count(*) AS number FROM audit_log"), 3);
    assert_eq!(log.list(&AuditQuery::default()).await.unwrap().total, 3);
}

#[tokio::test]
async fn what_is_rolled_back_or_changes_nothing_is_not_told() {
    let shop = Shop::open().await;
    let log = PgAuditLog::new(shop.database.clone());
    let ann = shop.subscriber("ann@example.com").await;
    shop.subscriber("bob@example.com").await;
    let change = |email: &str| CustomerChange { email: Some(email.parse().unwrap()), ..CustomerChange::default() };
    let update = |email: &'static str| {
        during(&log, scope("customer.update", "customer", ann.get()), shop.customers.update(ann, change(email), None))
    };
    update("bob@example.com").await.unwrap_err();
    update("ann@example.com").await.unwrap();
    assert!(entries(&log).await.is_empty());
    // The entry and the change are one: where the log can't be written, nothing is changed.
    shop.execute("ALTER TABLE audit_log ADD CONSTRAINT full_disk CHECK (id < 0)");
    update("new@example.com").await.unwrap_err();
    assert_eq!(shop.number("SELECT count(*) AS number FROM customers WHERE email = 'new@example.com'"), 0);
    shop.execute("ALTER TABLE audit_log DROP CONSTRAINT full_disk");
    update("new@example.com").await.unwrap();
    assert_eq!(entries(&log).await[0].changed, ["email"]);
}

#[tokio::test]
async fn entries_stay_as_they_are_until_they_are_too_old() {
    let shop = Shop::open().await;
    let log = PgAuditLog::new(shop.database.clone());
    for number in 0..4 {
        log.refused(scope("login", "user", number)).await.unwrap();
    }
    for forbidden in ["UPDATE audit_log SET action = 'x'", "DELETE FROM audit_log", "DELETE FROM audit_log_000000"] {
        assert!(!shop.allows(forbidden), "{forbidden}");
    }
    // Time passes: two entries are old, and so is all of a partition before the one in use.
    shop.execute("ALTER TABLE audit_log DISABLE TRIGGER audit_log_kept");
    shop.execute("UPDATE audit_log SET occurred_at = now() - interval '10 days' WHERE id <= 2");
    shop.execute("ALTER TABLE audit_log ENABLE TRIGGER audit_log_kept");
    let house = PgHousekeeping::new(shop.database.clone());
    house.tidy_up().await.unwrap();
    assert_eq!(entries(&log).await.len(), 4, "400 days unless told");
    let house = house.keeping_audit_log(Duration::from_hours(9 * 24));
    house.tidy_up().await.unwrap();
    let kept: Vec<_> = entries(&log).await.into_iter().map(|entry| entry.object.id.unwrap()).collect();
    assert_eq!(kept, [3, 2]);
    assert_eq!(log.list(&AuditQuery::default()).await.unwrap().total, 2);

    shop.execute("ALTER TABLE audit_log DISABLE TRIGGER audit_log_kept");
    shop.execute("UPDATE audit_log SET occurred_at = now() - interval '10 days'");
    shop.execute("ALTER TABLE audit_log ENABLE TRIGGER audit_log_kept");
    shop.execute("SELECT setval('audit_log_id_seq', 1000000)");
    house.tidy_up().await.unwrap();
    log.refused(scope("login", "user", 9)).await.unwrap();
    house.tidy_up().await.unwrap();
    assert_eq!(shop.number("SELECT count(*) AS number FROM pg_class WHERE relname = 'audit_log_000000'"), 0);
    let page = log.list(&AuditQuery::default()).await.unwrap();
    assert_eq!((page.items[0].object.id, page.total), (Some(9), 1));
}

#[tokio::test]
async fn whoever_changes_who_may_sign_in_is_told_also_without_a_scope() {
    let shop = Shop::open().await;
    let log = PgAuditLog::new(shop.database.clone());
    let access = crate::users::on(shop.database.clone(), 1);
    let made = crate::users::owner(&access, "ann").await;
    let change = UserChange { name: Some("Ann".to_owned()), ..UserChange::default() };
    access.change_user(made.user.id, change).await.unwrap();
    let lowered = UserChange { role: Some(growffinity_access::Role::Viewer), ..UserChange::default() };
    access.change_user(made.user.id, lowered).await.unwrap_err();
    access.revoke_application_passwords(made.user.id).await.unwrap();
    access.revoke_application_passwords(made.user.id).await.unwrap();
    let told: Vec<_> = entries(&log).await.into_iter().rev().map(|entry| (entry.action, entry.actor.kind)).collect();
    let system = |action: &str| (action.to_owned(), ActorKind::System);
    assert_eq!(told, [system("user.create"), system("user.update"), system("application_password.delete")]);
}
