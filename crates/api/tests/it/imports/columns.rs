//! Columns of customers beyond their own record: tags, groups, companies.

use growffinity_testkit::TestApp;
use serde_json::json;

use super::{figures, imported, refusals};
use crate::common::{customer, id};

#[actix_web::test]
async fn tags_groups_and_companies_are_columns_of_customers() {
    let app = TestApp::start().await;
    let known = json!({"email": "known@example.com", "tags": ["old"], "groups": ["news"]});
    app.post("/customers", &known).await.expect(201);
    let acme = id(&app.post("/companies", &json!({"name": "ACME"})).await.expect(201));
    let file = "email,Tags,Groups,Company\n\
                ann@example.com,\"vip, Wholesale\",news,acme \n\
                bob@example.com,,,Umbrella\n\
                known@example.com,new,,ACME\n";
    let import = imported(&app, file.as_bytes(), &[("type", "customers"), ("tags", "Imported")]).await;
    assert_eq!((figures(&import), &import["mapping"]["Company"]), ([2, 1, 0, 0], &json!("company.name")), "{import}");
    let found = |email: &str| {
        let path = format!("/customers?email={email}@example.com");
        let app = &app;
        async move { app.get(&path).await.expect(200)[0].clone() }
    };
    let ann = found("ann").await;
    assert_eq!((&ann["tags"], &ann["groups"]), (&json!(["Imported", "vip", "Wholesale"]), &json!(["news"])));
    assert_eq!(ann["company"], json!({"id": acme, "name": "ACME"}), "case and spacing are folded");
    assert_eq!(found("bob").await["company"]["name"], "Umbrella");
    let known = found("known").await;
    assert_eq!((&known["tags"], &known["groups"]), (&json!(["Imported", "new"]), &json!(["news"])), "a list replaces");
    let acme = app.get(&format!("/companies/{acme}")).await.expect(200);
    assert_eq!(acme["customers_count"], 2);
    let again = imported(&app, file.as_bytes(), &[("type", "customers")]).await;
    assert_eq!(figures(&again)[0], 0, "{again}");
}

#[actix_web::test]
async fn a_company_that_is_not_there_is_named() {
    let app = TestApp::start().await;
    let file = "{\"email\":\"ann@example.com\",\"company\":99}\n{\"email\":\"bob@example.com\",\"company\":{\"name\":\"ACME\"}}\n";
    let import = imported(&app, file.as_bytes(), &[("type", "customers")]).await;
    assert_eq!(refusals(&import), [(1, "company", "", "growffinity_rest_company_invalid_id")]);
    assert_eq!(figures(&import), [1, 0, 0, 1]);
}

#[actix_web::test]
async fn known_customers_stay_as_they_are_when_asked() {
    let app = TestApp::start().await;
    let ann = customer(&app, "ann@example.com").await;
    let file = b"email,phone\nann@example.com,1\nbob@example.com,2\n";
    let import = imported(&app, file, &[("type", "customers"), ("update", "false")]).await;
    let expected = [(2, "email", "ann@example.com", "growffinity_rest_customer_exists")];
    assert_eq!((refusals(&import), figures(&import)), (expected.to_vec(), [1, 0, 0, 1]));
    assert_eq!(app.get(&format!("/customers/{ann}")).await.expect(200)["phone"], "");
}

#[actix_web::test]
async fn who_hears_of_an_import_is_who_was_asked_for() {
    let app = TestApp::start().await;
    for (notify, origin) in [("none", "import"), ("webhooks", "announced"), ("all", "live")] {
        let file = format!("email,tags\n{notify}@example.com,x\n");
        let import = imported(&app, file.as_bytes(), &[("type", "customers"), ("notify", notify)]).await;
        assert_eq!(figures(&import), [1, 0, 0, 0]);
        let told = format!(
            "SELECT count(*) AS number FROM events e JOIN customers c ON c.id = e.object_id \
             WHERE c.email = '{notify}@example.com' AND e.type LIKE 'customer.%' AND e.origin = '{origin}'"
        );
        assert_eq!(app.db().number(&told), 1, "{notify}");
    }
    let wrong = super::send(&app, b"email\n", &[("type", "customers"), ("notify", "everyone")]).await.expect(400);
    assert!(wrong["data"]["params"]["notify"].is_string(), "{wrong}");
}
