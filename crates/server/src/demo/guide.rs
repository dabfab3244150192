//! What to try next, printed last.

use std::net::SocketAddr;

use growffinity_kernel::{CampaignId, SegmentId};

use super::owner::Credentials;
use crate::output::say;

pub(super) fn print(address: SocketAddr, credentials: &Credentials, segment: SegmentId, campaign: CampaignId) {
    let api = format!("http://{address}/wp-json/growffinity/v1");
    let curl = format!("curl -s -u '{}:{}'", credentials.login, credentials.password.as_str());
    let order = r#"{"external_id":"try-1","status":"completed","total":"25.00","billing":{"email":"you@example.com"}}"#;
    say("");
    say(format!("Serving   {api}"));
    say(format!("Login     {}", credentials.login));
    say(format!("Password  {}", credentials.password.grouped()));
    say("Ctrl-C stops everything. Try:");
    say("");
    say(format!("{curl} '{api}/customers?orderby=total_spent&order=desc&per_page=3'"));
    say(format!("{curl} '{api}/segments/{segment}/members?per_page=3&_fields=email,stats'"));
    say(format!("{curl} '{api}/campaigns/{campaign}/stats'"));
    say(format!("{curl} -H 'Content-Type: application/json' -d '{order}' '{api}/orders'"));
}
