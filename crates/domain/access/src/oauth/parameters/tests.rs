//! Signatures that other programs made, and each fault in its turn.

use chrono::{DateTime, Utc};

use super::*;

const URL: &str = "http://127.0.0.1:8080/wp-json/growffinity/v1/customers";

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).unwrap()
}

fn parameters(more: &[(&str, &str)]) -> Vec<(String, String)> {
    let own = [("oauth_consumer_key", "ck_1"), ("oauth_nonce", "0123456789abcdef"), ("oauth_timestamp", "1700000000")];
    own.iter().chain(more).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn verdict(parameters: &[(String, String)], secret: &str, now: i64) -> Result<(), OAuthFault> {
    let urls = ["https://elsewhere.example/".to_owned(), URL.to_owned()];
    let request = OAuthRequest { method: "GET", urls: &urls, parameters };
    OAuthParameters::read(&request)?.expect("some are there").verify(&request, secret, at(now))
}

fn published() -> Vec<(String, String)> {
    parameters(&[
        ("per_page", "5"),
        ("search", "a b&c"),
        ("oauth_signature_method", "HMAC-SHA256"),
        ("oauth_signature", "gZUQb3jJJ6hj+UsM2SUuppvX+D6BwOUEvOJ4dc5wY8E="),
    ])
}

fn with(mut list: Vec<(String, String)>, name: &str, value: &str) -> Vec<(String, String)> {
    list.iter_mut().find(|(it, _)| it == name).expect("a parameter of this name").1 = value.to_owned();
    list
}

#[test]
fn a_signature_of_the_usual_client_is_accepted() {
    assert_eq!(verdict(&published(), "cs_2", 1_700_000_000), Ok(()));
    let spaced = with(published(), "oauth_signature", "gZUQb3jJJ6hj UsM2SUuppvX D6BwOUEvOJ4dc5wY8E=");
    assert_eq!(verdict(&spaced, "cs_2", 1_700_000_000), Ok(()), "an unencoded plus");
}

#[test]
fn faults_come_in_order() {
    use OAuthFault::{InvalidMethod, InvalidSignature, InvalidTimestamp, MissingParameters};
    let read = |parameters: &[(String, String)]| {
        let urls = [URL.to_owned()];
        let request = OAuthRequest { method: "GET", urls: &urls, parameters };
        OAuthParameters::read(&request).map(|it| it.is_some())
    };
    assert_eq!(read(&[("per_page".to_owned(), "5".to_owned())]), Ok(false));
    let missing = read(&parameters(&[])).unwrap_err();
    assert_eq!(missing, MissingParameters(vec!["oauth_signature", "oauth_signature_method"]));
    assert_eq!(missing.to_string(), "Missing OAuth parameter(s) oauth_signature, oauth_signature_method");

    let method = with(published(), "oauth_signature_method", "PLAINTEXT");
    assert_eq!(verdict(&method, "wrong", 0), Err(InvalidMethod));
    assert_eq!(verdict(&published(), "wrong", 0), Err(InvalidSignature));
    assert_eq!(verdict(&with(published(), "per_page", "6"), "cs_2", 0), Err(InvalidSignature));
    for (now, outcome) in [
        (1_700_000_000 + 900, Ok(())),
        (1_700_000_000 - 900, Ok(())),
        (1_700_000_000 + 901, Err(InvalidTimestamp)),
        (1_700_000_000 - 901, Err(InvalidTimestamp)),
    ] {
        assert_eq!(verdict(&published(), "cs_2", now), outcome, "{now}");
    }
}

#[test]
fn the_method_of_the_request_is_signed() {
    let urls = [URL.to_owned()];
    let parameters = published();
    let request = OAuthRequest { method: "DELETE", urls: &urls, parameters: &parameters };
    let read = OAuthParameters::read(&request).unwrap().unwrap();
    assert_eq!(read.verify(&request, "cs_2", at(1_700_000_000)), Err(OAuthFault::InvalidSignature));
}

/// Signatures made by an independent computation (Python's hmac over a base string put together there).
#[test]
fn lists_are_signed_in_phps_order_or_in_the_rfcs() {
    // PHP keeps the list's own order behind one name; the RFC sorts the encoded pairs, where 10 comes before 2.
    let list: Vec<_> = (0..11).map(|index| (format!("include[{index}]"), index.to_string())).collect();
    let more: Vec<(&str, &str)> = list.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    for signature in [PHP_ORDER, RFC_ORDER] {
        let mut all = parameters(&more);
        all.push(("oauth_signature_method".to_owned(), "HMAC-SHA1".to_owned()));
        all.push(("oauth_signature".to_owned(), signature.to_owned()));
        assert_eq!(verdict(&all, "cs_2", 1_700_000_000), Ok(()), "{signature}");
    }
}

const PHP_ORDER: &str = "QUn5yHe47dOHaAy3SkoKwzjIRWo=";
const RFC_ORDER: &str = "7WoO9f9xPdToKQtZA2uqLCs0W4Y=";
