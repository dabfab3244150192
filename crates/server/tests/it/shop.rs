//! A caller of the API who loads the sample and writes to the lapsed big spenders.

use std::{collections::BTreeSet, net::SocketAddr, time::Duration};

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use growffinity_kernel::{Clock, Money, SystemClock};
use growffinity_testkit::{
    Answer, TestDb,
    cdnow::{self, Purchase},
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::node::{run_at, said};

/// Someone with an application password.
pub struct Caller {
    client: reqwest::Client,
    base: String,
    login: String,
    password: String,
}

const OWNER: [&str; 7] = ["users", "create", "--owner", "--login", "ann", "--email", "ann@example.com"];

/// Makes an owner on the command line; their password.
pub fn make_owner(db: &TestDb) -> String {
    make_owner_at(db.url())
}

/// As [`make_owner`], in the database at `url`.
pub fn make_owner_at(url: &str) -> String {
    let said = said(&run_at(url, &OWNER), &OWNER);
    let line = said.lines().find(|line| line.starts_with("Application password: ")).expect("the password is shown");
    line.split_once(": ").unwrap().1.to_owned()
}

impl Caller {
    /// Ann, calling the node at `address`.
    pub fn new(address: SocketAddr, password: &str) -> Self {
        Self {
            client: growffinity_testkit::http_client().timeout(Duration::from_mins(1)).build().unwrap(),
            base: format!("http://{address}/wp-json/growffinity/v1"),
            login: "ann".to_owned(),
            password: password.to_owned(),
        }
    }

    /// A request, to be completed.
    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.client.request(method, format!("{}{path}", self.base)).basic_auth(&self.login, Some(&self.password))
    }

    pub async fn call(&self, method: Method, path: &str, body: Option<&Value>) -> Answer {
        let mut request = self.client.request(method, format!("{}{path}", self.base));
        if let Some(body) = body {
            request = request.json(body);
        }
        Answer::to(request.basic_auth(&self.login, Some(&self.password))).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.call(Method::GET, path, None).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.call(Method::POST, path, Some(body)).await
    }

    /// Loads purchases by batches of orders.
    pub async fn load(&self, purchases: &[Purchase]) {
        for (batch, part) in purchases.chunks(100).enumerate() {
            let numbered = part.iter().enumerate().map(|(index, purchase)| order(batch * 100 + index + 1, purchase));
            let body = json!({ "create": numbered.collect::<Vec<_>>() });
            let answer = self.post("/orders/batch?notify=false", &body).await.expect(200);
            let made = answer["create"].as_array().unwrap();
            assert_eq!(made.len(), part.len());
            let refused = made.iter().find(|item| !item["error"].is_null());
            assert_eq!(refused, None);
        }
    }

    /// Makes the segment of those who spent over 100 and bought nothing for 90 days; its id.
    pub async fn make_segment(&self) -> i64 {
        let segment = json!({"name": "Lapsed big spenders", "conditions": [
            {"field": "total_spent", "operator": "greater_than", "value": 100},
            {"field": "last_order_date", "operator": "more_than_ago", "value": "90 days"},
        ]});
        self.post("/segments", &segment).await.expect(201)["id"].as_i64().unwrap()
    }

    /// The addresses of a segment's members, page by page.
    pub async fn members(&self, segment: i64) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        for page in 1.. {
            let answer = self.get(&format!("/segments/{segment}/members?per_page=100&page={page}")).await.expect(200);
            let members = answer.as_array().unwrap();
            if members.is_empty() {
                break;
            }
            found.extend(members.iter().map(|member| member["email"].as_str().unwrap().to_owned()));
        }
        found
    }

    /// Makes a campaign to a segment and sends it; its id.
    pub async fn send_campaign(&self, segment: i64) -> i64 {
        let campaign = json!({
            "name": "We miss you",
            "subject": "{{ customer.first_name }}, it has been a while",
            "from": {"name": "Shop", "email": "shop@example.com"},
            "content": {"format": "html", "body": "<p>You spent {{ customer.total_spent }}.</p>"},
            "segments": {"include": [segment]},
        });
        let id = self.post("/campaigns", &campaign).await.expect(201)["id"].as_i64().unwrap();
        self.post(&format!("/campaigns/{id}/send"), &json!({})).await.expect(202);
        id
    }

    pub async fn stats(&self, campaign: i64) -> Value {
        self.get(&format!("/campaigns/{campaign}/stats")).await.expect(200)
    }

    /// Waits until a campaign has come to its end; its stats then.
    pub async fn finished(&self, campaign: i64) -> Value {
        for _ in 0..600 {
            let status = self.get(&format!("/campaigns/{campaign}")).await.expect(200)["status"].clone();
            if status == "sent" {
                return self.stats(campaign).await;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("the campaign does not end: {}", self.stats(campaign).await);
    }
}

/// The sample, moved so that its last order was yesterday.
pub fn sample() -> Vec<Purchase> {
    let mut purchases = cdnow::sample().unwrap();
    let last = purchases.iter().map(|purchase| purchase.day).max().unwrap();
    let shift = SystemClock.now().date_naive().pred_opt().unwrap() - last;
    for purchase in &mut purchases {
        purchase.day = purchase.day + Days::new(shift.num_days().unsigned_abs());
    }
    purchases
}

/// Who must be in the segment at `now`, worked out from the file alone.
pub fn lapsed_big_spenders(purchases: &[Purchase], now: DateTime<Utc>) -> BTreeSet<String> {
    let mut customers = std::collections::BTreeMap::<u32, (Money, NaiveDate)>::new();
    for purchase in purchases {
        let (spent, last) = customers.entry(purchase.customer).or_insert((Money::ZERO, purchase.day));
        *spent = *spent + purchase.total;
        *last = purchase.day.max(*last);
    }
    let limit: Money = "100".parse().unwrap();
    let lapsed = |last: NaiveDate| noon(last) < now - TimeDelta::days(90);
    let fitting = customers.into_iter().filter(|(_, (spent, last))| *spent > limit && lapsed(*last));
    fitting.map(|(customer, _)| address(customer)).collect()
}

fn order(number: usize, purchase: &Purchase) -> Value {
    json!({
        "external_id": format!("cdnow-{number}"),
        "status": "completed",
        "total": purchase.total.to_string(),
        "billing": {"email": address(purchase.customer), "first_name": "Ann"},
        "date_created_gmt": noon(purchase.day).format("%Y-%m-%dT%H:%M:%S").to_string(),
    })
}

fn noon(day: NaiveDate) -> DateTime<Utc> {
    day.and_hms_opt(12, 0, 0).unwrap().and_utc()
}

fn address(customer: u32) -> String {
    format!("customer-{customer:05}@cdnow.invalid")
}
