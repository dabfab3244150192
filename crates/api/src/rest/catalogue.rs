//! Every error code an answer can carry: its status and words, once.
//!
//! WordPress's own codes keep WordPress's words, because clients match on them; ours begin with `growffinity_rest_`.

/// One code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ErrorCode {
    /// The slug in `code`.
    pub code: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// The words in `message`, unless a place has better ones.
    pub message: &'static str,
}

macro_rules! catalogue {
    ($($(#[$doc:meta])* $name:ident = $status:literal $code:literal $message:literal;)+) => {
        $($(#[$doc])* pub const $name: ErrorCode = ErrorCode { code: $code, status: $status, message: $message };)+

        /// All of them, in the order of the documentation.
        pub const ALL: &[ErrorCode] = &[$($name,)+];
    };
}

catalogue! {
    /// A required parameter is absent or null.
    MISSING_PARAM = 400 "rest_missing_callback_param" "Missing parameter(s)";
    /// A parameter is not what it should be.
    INVALID_PARAM = 400 "rest_invalid_param" "Invalid parameter(s)";
    /// The body is not JSON though it says so.
    INVALID_JSON = 400 "rest_invalid_json" "Invalid JSON body passed.";
    /// The body broke off, or was compressed in a way that is not known.
    BODY_UNREADABLE = 400 "growffinity_rest_body_unreadable" "The request body could not be read.";
    /// `_jsonp` was asked for.
    CALLBACK_DISABLED = 400 "rest_callback_disabled" "JSONP support is disabled on this site.";
    /// `orderby=include` without `include`.
    ORDERBY_INCLUDE = 400 "rest_orderby_include_missing_include" "You need to define an include parameter to order by include.";
    /// A request inside a batch whose path makes no sense.
    PARSE_PATH_FAILED = 400 "parse_path_failed" "Could not parse the path.";
    /// A request inside a batch that can't be part of one.
    BATCH_NOT_ALLOWED = 400 "rest_batch_not_allowed" "The requested route does not support batch requests.";
    /// A create body names an id.
    EXISTING_ID = 400 "growffinity_rest_existing_id" "Cannot create something that has an id already. Leave the id out; an id of another system goes into external_id.";
    /// An `Idempotency-Key` that is none.
    IDEMPOTENCY_KEY_INVALID = 400 "growffinity_rest_idempotency_key_invalid" "Idempotency-Key must have 1 to 255 printable characters.";
    /// More would be given back than was paid.
    REFUND_TOO_LARGE = 400 "growffinity_rest_refund_too_large" "The refunds of an order cannot be more than its total.";
    /// A campaign is not ready to be sent.
    CAMPAIGN_INVALID = 400 "growffinity_rest_campaign_invalid" "The campaign cannot be sent as it is.";
    /// Nobody is signed in.
    NOT_LOGGED_IN = 401 "rest_not_logged_in" "You are not currently logged in.";
    /// Basic credentials came over an open connection.
    INSECURE = 401 "rest_not_logged_in" "Credentials are only accepted over https.";
    /// More requests than the plan allows, or more refused logins than an address is granted.
    RATE_LIMITED = 429 "rate_limit_exceeded" "Too many requests. Please wait before trying again.";
    /// No user has this login.
    INVALID_USERNAME = 401 "invalid_username" "<strong>Error:</strong> Unknown username. Check again or try your email address.";
    /// No user has this e-mail address.
    INVALID_EMAIL = 401 "invalid_email" "<strong>Error:</strong> Unknown email address. Check again or try your username.";
    /// The password is none of the user's application passwords.
    INCORRECT_PASSWORD = 401 "incorrect_password" "The provided password is an invalid application password.";
    /// A key, its secret or a signature is wrong.
    KEY_INVALID = 401 "woocommerce_rest_authentication_error" "Consumer key is invalid.";
    /// A signed request lacks some of the parameters that sign it.
    KEY_MISSING_PARAMETER = 401 "woocommerce_rest_authentication_missing_parameter" "Missing OAuth parameter(s)";
    /// The key does not read, or does not write.
    KEY_PERMISSIONS = 403 "woocommerce_rest_authentication_error" "The API key provided does not have read permissions.";
    /// The key is for other parts of the shop.
    INSUFFICIENT_SCOPE = 403 "insufficient_scope" "The API key provided is not for this part of the shop.";
    /// The caller's role does not allow it.
    FORBIDDEN = 403 "rest_forbidden" "Sorry, you are not allowed to do that.";
    /// `context=edit` was asked for by someone who may not change anything there.
    FORBIDDEN_CONTEXT = 403 "rest_forbidden_context" "Sorry, you are not allowed to edit this resource.";
    /// Nothing answers this method at this path.
    NO_ROUTE = 404 "rest_no_route" "No route was found matching the URL and request method.";
    /// No such customer.
    CUSTOMER_INVALID_ID = 404 "growffinity_rest_customer_invalid_id" "Invalid customer ID.";
    /// No such custom event.
    EVENT_INVALID_ID = 404 "growffinity_rest_event_invalid_id" "Invalid event ID.";
    /// The customer has no such note.
    NOTE_INVALID_ID = 404 "growffinity_rest_note_invalid_id" "Invalid note ID.";
    /// No such tag.
    TAG_INVALID_ID = 404 "growffinity_rest_tag_invalid_id" "Invalid tag ID.";
    /// No such group.
    GROUP_INVALID_ID = 404 "growffinity_rest_group_invalid_id" "Invalid group ID.";
    /// No such company.
    COMPANY_INVALID_ID = 404 "growffinity_rest_company_invalid_id" "Invalid company ID.";
    /// No such order.
    ORDER_INVALID_ID = 404 "growffinity_rest_order_invalid_id" "Invalid order ID.";
    /// No such product.
    PRODUCT_INVALID_ID = 404 "growffinity_rest_product_invalid_id" "Invalid product ID.";
    /// No such store.
    STORE_INVALID_ID = 404 "growffinity_rest_store_invalid_id" "Invalid store ID.";
    /// No such segment.
    SEGMENT_INVALID_ID = 404 "growffinity_rest_segment_invalid_id" "Invalid segment ID.";
    /// No such campaign.
    CAMPAIGN_INVALID_ID = 404 "growffinity_rest_campaign_invalid_id" "Invalid campaign ID.";
    /// No such suppression.
    SUPPRESSION_INVALID_ID = 404 "growffinity_rest_suppression_invalid_id" "Invalid suppression ID.";
    /// Another customer has this e-mail address or external id.
    CUSTOMER_EXISTS = 409 "growffinity_rest_customer_exists" "A customer with this email address or external id exists already.";
    /// Another one of the kind has this name, in this or another spelling.
    NAME_EXISTS = 409 "growffinity_rest_name_exists" "There is one of this name already, whatever the case and spacing.";
    /// Members of a dynamic segment follow its rule.
    SEGMENT_DYNAMIC = 409 "growffinity_rest_segment_dynamic" "The members of a dynamic segment follow its conditions.";
    /// A static segment has nothing to refresh.
    SEGMENT_STATIC = 409 "growffinity_rest_segment_static" "A static segment is not refreshed: its members are set by hand.";
    /// Something still uses the segment.
    SEGMENT_IN_USE = 409 "growffinity_rest_segment_in_use" "The segment is still in use.";
    /// The campaign's state does not allow it.
    CAMPAIGN_STATE = 409 "growffinity_rest_campaign_state" "This is not possible in the campaign's present state.";
    /// The body did not arrive in time.
    BODY_TIMEOUT = 408 "growffinity_rest_body_timeout" "The request body took too long to arrive.";
    /// The first request with this `Idempotency-Key` is not answered yet.
    IDEMPOTENCY_IN_PROGRESS = 409 "growffinity_rest_idempotency_in_progress" "A request with this Idempotency-Key is being answered at the moment.";
    /// The first request with this `Idempotency-Key` changed something, and its answer was not kept.
    IDEMPOTENCY_ANSWER_LOST = 409 "growffinity_rest_idempotency_answer_lost" "The request with this Idempotency-Key was carried out, but its answer is not there any more. Look what has become of it.";
    /// `If-Match` names another version, or someone else saved first.
    CONFLICT = 412 "growffinity_rest_conflict" "The item was changed in the meantime. Read it again and repeat the change.";
    /// The body is longer than allowed.
    BODY_TOO_LARGE = 413 "growffinity_rest_body_too_large" "The request body is too large.";
    /// A batch holds more items than allowed.
    ENTITY_TOO_LARGE = 413 "woocommerce_rest_request_entity_too_large" "Unable to accept more than 100 items for this request.";
    /// This `Idempotency-Key` came with another request.
    IDEMPOTENCY_MISMATCH = 422 "growffinity_rest_idempotency_mismatch" "This Idempotency-Key was used with another request.";
    /// Something went wrong here; the log has it under the request id.
    INTERNAL = 500 "internal_server_error" "Something went wrong on the server. The request id finds it in the server's log.";
    /// What was asked for is not there yet.
    NOT_SUPPORTED = 501 "growffinity_rest_not_supported" "This is not supported yet.";
    /// The database can't be reached now.
    UNAVAILABLE = 503 "unavailable" "The server cannot answer at the moment. Please try again shortly.";
}

#[cfg(test)]
mod tests {
    use super::{ALL, ErrorCode};

    #[test]
    fn a_code_has_one_status() {
        for ErrorCode { code, status, .. } in ALL {
            assert!((400..600).contains(status), "{code}");
            // WooCommerce has one code for all that is wrong with a key: a wrong one and one that may not do this.
            let of_keys = *code == "woocommerce_rest_authentication_error" && matches!(status, 401 | 403);
            assert!(of_keys || ALL.iter().all(|other| other.code != *code || other.status == *status), "{code}");
        }
    }
}
