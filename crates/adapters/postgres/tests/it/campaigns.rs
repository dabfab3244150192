//! The send ledger: everyone once, nobody twice.

use std::{collections::HashSet, sync::Arc};

use chrono::TimeDelta;
use growffinity_campaigns::{
    Audience, Campaign, CampaignState, CampaignStats, CampaignStatus, Content, ContentFormat, OnUncertain, Sender,
    ledger::{Lease, Outcome, Settled},
    ports::{CampaignStore, SendLedger},
    suppression::{NewSuppression, SuppressionReason, SuppressionStore},
};
use growffinity_customers::{
    ConsentChange, ConsentStatus, CustomerChange,
    personal_data::{Erasing, PersonalDataStore},
};
use growffinity_kernel::{CampaignId, Clock, Currency, CustomerId, MessageId, SegmentId};
use growffinity_postgres::{PgCampaigns, PgPersonalData, PgSendLedger, PgSuppressions};
use uuid::Uuid;

use crate::fixture::{Shop, keys};

struct OnItsWay {
    shop: Shop,
    campaigns: PgCampaigns,
    ledger: Arc<PgSendLedger>,
    campaign: CampaignId,
}

impl OnItsWay {
    /// A campaign on its way to `recipients` subscribers, frozen.
    async fn frozen(recipients: u32, on_uncertain: OnUncertain) -> Self {
        let shop = Shop::open().await;
        let segment = shop.number(
            "INSERT INTO segments (name, slug, type, match, refresh, created_at, modified_at) \
             VALUES ('All', 'all', 'static', 'all', 'manual', now(), now()) RETURNING id AS number",
        );
        for number in 0..recipients {
            shop.subscriber(&format!("c{number}@example.com")).await;
        }
        shop.execute(&format!("INSERT INTO segment_members SELECT {segment}, id, now() FROM customers"));
        let campaigns = PgCampaigns::new(shop.database.clone());
        let ledger = Arc::new(PgSendLedger::new(shop.database.clone(), Currency::USD, keys()));
        let now = shop.clock.now();
        let campaign = campaigns
            .insert(&Campaign {
                id: CampaignId::new(1).unwrap(),
                name: "Spring".into(),
                subject: "Hello".into(),
                preheader: String::new(),
                from: Sender { name: "Shop".into(), email: "shop@example.com".parse().ok() },
                reply_to: None,
                content: Content { format: ContentFormat::Text, body: "Hi".into(), text: None },
                audience: Audience { include: vec![SegmentId::new(segment).unwrap()], exclude: vec![] },
                state: CampaignState::Sending { started_at: now },
                timezone: chrono_tz::UTC,
                on_uncertain,
                version: 1,
                created_at: now,
                modified_at: now,
            })
            .await
            .unwrap()
            .id;
        let frozen = ledger.freeze_next(now).await.unwrap().unwrap();
        assert_eq!(frozen.campaign, campaign);
        assert_eq!(ledger.freeze_next(now).await.unwrap(), None, "frozen once");
        Self { shop, campaigns, ledger, campaign }
    }

    async fn claim(&self, token: u128, limit: u32, seconds: u32) -> Vec<MessageId> {
        let lease = Lease { token: Uuid::from_u128(token), limit, seconds };
        let claim = self.ledger.claim(self.campaign, &lease, self.shop.clock.now()).await.unwrap();
        claim.messages.into_iter().map(|message| message.id).collect()
    }

    async fn mark(&self, token: u128, messages: &[MessageId], seconds: u32) -> Vec<MessageId> {
        self.ledger.mark_sending(self.campaign, Uuid::from_u128(token), messages, seconds).await.unwrap()
    }

    async fn settle(&self, token: u128, messages: &[MessageId], outcome: Outcome) {
        let outcomes: Vec<_> =
            messages.iter().map(|message| Settled { message: *message, outcome, detail: "250 ok".into() }).collect();
        let now = self.shop.clock.now();
        self.ledger.settle(self.campaign, Uuid::from_u128(token), &outcomes, now).await.unwrap();
    }

    async fn stats(&self) -> CampaignStats {
        let stats = self.campaigns.stats(&[self.campaign]).await.unwrap().remove(0);
        let rows = self.shop.number("SELECT count(*) AS number FROM campaign_messages");
        assert_eq!(i64::try_from(stats.recipients()).unwrap(), rows, "the six add up");
        for (status, total) in [("sent", stats.sent), ("uncertain", stats.uncertain), ("skipped", stats.skipped)] {
            let rows = format!("SELECT count(*) AS number FROM campaign_messages WHERE status = '{status}'");
            assert_eq!(i64::try_from(total).unwrap(), self.shop.number(&rows), "{status}");
        }
        stats
    }

    /// Makes every lease look expired to the database's clock.
    fn expire_leases(&self) {
        self.shop
            .execute("UPDATE campaign_messages SET lease_until = now() - interval '1 s' WHERE lease_until IS NOT NULL");
    }
}

#[tokio::test]
async fn a_message_is_claimed_by_one_worker_and_sent_once() {
    let it = OnItsWay::frozen(20, OnUncertain::Hold).await;
    let (one, two) = tokio::join!(it.claim(1, 12, 60), it.claim(2, 12, 60));
    let all: HashSet<_> = one.iter().chain(&two).collect();
    assert_eq!((one.len() + two.len(), all.len()), (20, 20));
    assert_eq!(it.mark(1, &two, 60).await, [], "another's lease");
    assert_eq!(it.mark(1, &one, 60).await.len(), one.len());
    assert_eq!(it.mark(1, &one, 60).await, [], "marked once");
    it.settle(1, &one, Outcome::Sent).await;
    assert!(it.ledger.finish(it.shop.clock.now()).await.unwrap().is_empty(), "some are still queued");
    it.mark(2, &two, 60).await;
    it.settle(2, &two, Outcome::Sent).await;
    assert_eq!(it.stats().await.sent, 20);
    assert_eq!(it.ledger.finish(it.shop.clock.now()).await.unwrap(), [it.campaign]);
    assert!(it.ledger.finish(it.shop.clock.now()).await.unwrap().is_empty());
    let campaign = it.campaigns.find(it.campaign).await.unwrap().unwrap();
    assert_eq!(campaign.state.status(), CampaignStatus::Sent);
    assert_eq!(it.shop.events("campaign.sent"), 1);
}

#[tokio::test]
async fn an_expired_lease_gives_back_only_what_was_not_being_sent() {
    for on_uncertain in OnUncertain::ALL {
        let it = OnItsWay::frozen(6, on_uncertain).await;
        let claimed = it.claim(1, 6, 60).await;
        let (begun, waiting) = claimed.split_at(2);
        it.mark(1, begun, 60).await;
        assert_eq!(it.claim(2, 6, 60).await, [], "leased");
        assert_eq!(it.ledger.reap(it.shop.clock.now()).await.unwrap(), 0, "the lease holds");
        it.expire_leases();
        assert_eq!(it.mark(1, waiting, 60).await, [], "too late to begin");
        assert_eq!(it.ledger.reap(it.shop.clock.now()).await.unwrap(), 2);
        let again = it.claim(2, 6, 60).await;
        let stats = it.stats().await;
        if on_uncertain == OnUncertain::Hold {
            assert_eq!((again.len(), stats.uncertain), (4, 2));
            it.settle(1, begun, Outcome::Sent).await;
            let stats = it.stats().await;
            assert_eq!((stats.sent, stats.uncertain), (2, 0), "the worker was only slow");
        } else {
            assert_eq!((again.len(), stats.uncertain, stats.queued), (6, 0, 6));
            it.settle(1, begun, Outcome::Sent).await;
            assert_eq!(it.stats().await.sent, 0, "they are another worker's now");
        }
    }
}

#[tokio::test]
async fn who_may_no_longer_be_mailed_is_skipped_at_the_claim() {
    let it = OnItsWay::frozen(5, OnUncertain::Hold).await;
    it.shop.execute("UPDATE customers SET consent_status = 'unsubscribed' WHERE email = 'c0@example.com'");
    it.shop.execute("UPDATE customers SET status = 'inactive' WHERE email = 'c1@example.com'");
    it.shop.execute("DELETE FROM segment_members");
    it.shop.execute("DELETE FROM customers WHERE email = 'c2@example.com'");
    assert_eq!(it.claim(1, 10, 60).await.len(), 2);
    let stats = it.stats().await;
    assert_eq!(stats.skipped, 3);
    let reasons: Vec<_> = stats.skipped_reasons.iter().map(|(reason, count)| (reason.as_str(), *count)).collect();
    assert_eq!(reasons, [("erased", 1), ("inactive", 1), ("unsubscribed", 1)]);
}

#[tokio::test]
async fn a_suppressed_address_is_skipped_at_the_claim_whoever_has_it() {
    let it = OnItsWay::frozen(3, OnUncertain::Hold).await;
    assert_eq!(it.shop.number("SELECT count(*) AS number FROM campaign_messages WHERE email <> ''"), 0);
    let suppressions = PgSuppressions::new(it.shop.database.clone(), keys());
    let new = NewSuppression {
        email: "C1@example.com".parse().unwrap(),
        reason: SuppressionReason::Erased,
        source: String::new(),
    };
    suppressions.add(&new, it.shop.clock.now()).await.unwrap();
    it.shop.execute("UPDATE suppressions SET customer_id = NULL");
    assert_eq!(it.claim(1, 10, 60).await.len(), 2);
    let reasons = it.stats().await.skipped_reasons;
    assert_eq!(reasons.into_iter().collect::<Vec<_>>(), [("suppressed".to_owned(), 1)]);
    let known = "SELECT count(*) AS number FROM suppressions s JOIN customers c ON c.id = s.customer_id \
                 WHERE c.email = 'c1@example.com'";
    assert_eq!(it.shop.number(known), 1, "the claim met the customer who has it");
}

#[tokio::test]
async fn who_is_erased_while_a_campaign_runs_is_not_sent_to_even_when_a_worker_has_the_message() {
    let it = OnItsWay::frozen(3, OnUncertain::Hold).await;
    let personal = PgPersonalData::new(it.shop.database.clone(), keys());
    let claimed = it.claim(1, 3, 600).await;
    it.mark(1, &claimed[..1], 600).await;
    let customers: Vec<i64> = (0..3)
        .map(|at| {
            it.shop
                .number(&format!("SELECT customer_id AS number FROM campaign_messages ORDER BY id LIMIT 1 OFFSET {at}"))
        })
        .collect();
    for customer in &customers[..2] {
        let id = CustomerId::new(*customer).unwrap();
        let erased = personal.erase(id, None, "user:1", it.shop.clock.now()).await.unwrap();
        assert!(matches!(erased, Erasing::Done(_)));
    }
    assert_eq!(it.mark(1, &claimed[1..], 600).await, claimed[2..], "the second is not begun any more");
    it.settle(1, &claimed[..1], Outcome::Bounced).await;
    it.settle(1, &claimed[2..], Outcome::Sent).await;
    let stats = it.stats().await;
    assert_eq!((stats.bounced, stats.sent, stats.skipped), (1, 1, 1), "the first was with a mail server already");
    let told = "SELECT count(*) AS number FROM campaign_messages WHERE last_error IS NOT NULL OR email LIKE 'c0@%' \
                OR email LIKE 'c1@%'";
    assert_eq!(it.shop.number(told), 0, "what the server said of an erased customer is not kept");
    assert_eq!(it.ledger.finish(it.shop.clock.now()).await.unwrap(), [it.campaign]);
}

#[tokio::test]
async fn a_bounce_suppresses_the_address_until_its_customer_subscribes_anew() {
    let it = OnItsWay::frozen(1, OnUncertain::Hold).await;
    let claimed = it.claim(1, 1, 60).await;
    it.mark(1, &claimed, 60).await;
    it.settle(1, &claimed, Outcome::Bounced).await;
    let bounced = "SELECT count(*) AS number FROM suppressions WHERE reason = 'bounced' AND source = 'campaign:1'";
    assert_eq!(it.shop.number(bounced), 1);
    let customer = it.shop.customers.find_by_email(&"c0@example.com".parse().unwrap()).await.unwrap().unwrap();
    assert_eq!(customer.consent.by, "campaign:1");
    let again = ConsentChange {
        status: Some(ConsentStatus::Subscribed),
        source: Some("phone".into()),
        ..ConsentChange::default()
    };
    it.shop.customers.set_consent(customer.id, again, None).await.unwrap();
    assert_eq!(it.shop.number(bounced), 0);
}

#[tokio::test]
async fn a_refusal_for_good_marks_the_customer_and_a_passing_one_waits() {
    let it = OnItsWay::frozen(2, OnUncertain::Hold).await;
    let claimed = it.claim(1, 2, 60).await;
    it.mark(1, &claimed, 60).await;
    it.settle(1, &claimed[..1], Outcome::Bounced).await;
    let at = it.shop.clock.now() + TimeDelta::minutes(5);
    it.settle(1, &claimed[1..], Outcome::Retry { at }).await;
    assert_eq!(it.shop.number("SELECT count(*) AS number FROM customers WHERE consent_status = 'bounced'"), 1);
    assert_eq!((it.shop.events("campaign.bounced"), it.shop.events("customer.updated")), (1, 1));
    assert_eq!(it.claim(2, 2, 60).await, [], "not due yet");
    it.shop.clock.advance(TimeDelta::minutes(5));
    let again = it.claim(2, 2, 60).await;
    assert_eq!(again, claimed[1..]);
    assert_eq!(it.shop.number("SELECT attempt::bigint AS number FROM campaign_messages WHERE status = 'queued'"), 1);
    assert_eq!((it.stats().await.bounced, it.stats().await.queued), (1, 1));
}

#[tokio::test]
async fn a_worker_that_stops_gives_back_what_it_has_not_begun() {
    let it = OnItsWay::frozen(3, OnUncertain::Hold).await;
    let claimed = it.claim(1, 3, 600).await;
    it.mark(1, &claimed[..1], 600).await;
    it.ledger.release(it.campaign, Uuid::from_u128(1)).await.unwrap();
    assert_eq!(it.claim(2, 3, 60).await, claimed[1..]);
}

#[tokio::test]
async fn an_audience_is_frozen_without_those_who_did_not_consent() {
    let it = OnItsWay::frozen(3, OnUncertain::Hold).await;
    let late = it.shop.customers.create(growffinity_customers::NewCustomer {
        email: "late@example.com".parse().unwrap(),
        rest: CustomerChange::default(),
        origin: growffinity_kernel::Origin::Live,
    });
    late.await.unwrap();
    it.shop.execute(
        "INSERT INTO segment_members SELECT s.id, c.id, now() FROM segments s, customers c ON CONFLICT DO NOTHING",
    );
    let now = it.shop.clock.now();
    let campaign = it.campaigns.find(it.campaign).await.unwrap().unwrap();
    let again = Campaign { state: CampaignState::Scheduled { at: now + TimeDelta::hours(1) }, ..campaign };
    it.campaigns.insert(&again).await.unwrap();
    assert_eq!(it.ledger.freeze_next(now).await.unwrap(), None, "its time has not come");
    let frozen = it.ledger.freeze_next(now + TimeDelta::hours(1)).await.unwrap().unwrap();
    assert_eq!(frozen.recipients, 3, "late has not consented");
}
