//! Which customers an answer shows, so that it can be dropped when one of them is erased.

use super::response::RestResponse;

/// What a customer's id follows wherever one is shown: links to them and to what is theirs, and members that name them.
const SIGNS: [&str; 2] = ["/customers/", "\"customer_id\":"];

/// The ids of the customers that the answer to a request for `path` shows, each once.
pub(super) fn customers(path: &str, answer: &RestResponse) -> Vec<i64> {
    let body = String::from_utf8_lossy(&answer.body);
    let headers = answer.headers.iter().filter_map(|(_, value)| value.to_str().ok());
    let texts = [path, &body].into_iter().chain(headers);
    let mut ids: Vec<i64> = texts.flat_map(|text| SIGNS.iter().flat_map(move |sign| numbers(text, sign))).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// The numbers that follow `sign`.
fn numbers<'a>(text: &'a str, sign: &'a str) -> impl Iterator<Item = i64> + 'a {
    text.match_indices(sign).filter_map(move |(at, _)| {
        let rest = text.get(at + sign.len()..)?;
        let end = rest.find(|digit: char| !digit.is_ascii_digit()).unwrap_or(rest.len());
        rest.get(..end)?.parse().ok()
    })
}

#[cfg(test)]
mod tests {
    use actix_web::http::StatusCode;

    use super::*;

    #[test]
    fn customers_are_found_in_links_members_headers_and_the_path() {
        let body = r#"{"id":9,"customer_id":31,"_links":{"self":[{"href":"http://h/wp-json/growffinity/v1/customers/12"}]},
            "href":"/customers/12/orders","customer_id":null,"collection":"/customers/"}"#;
        let mut answer = RestResponse::bytes(StatusCode::OK, body.into());
        answer.push_header("location", "http://h/wp-json/growffinity/v1/customers/7");
        assert_eq!(customers("/growffinity/v1/customers/5/notes", &answer), [5, 7, 12, 31]);
        assert_eq!(customers("/growffinity/v1/customers", &RestResponse::bytes(StatusCode::OK, "[]".into())), [0; 0]);
    }
}
