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
    /// When it is answered, for the book.
    pub about: &'static str,
}

macro_rules! catalogue {
    ($($(#[doc = $about:literal])+ $name:ident = $status:literal $code:literal $message:literal;)+) => {
        $(
            $(#[doc = $about])+
            pub const $name: ErrorCode =
                ErrorCode { code: $code, status: $status, message: $message, about: concat!($($about),+) };
        )+

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
    /// What a shop sent is not signed with its secret.
    SIGNATURE_INVALID = 401 "growffinity_rest_signature_invalid" "The signature is not this store's.";
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
    /// Application passwords of others are for owners to see.
    CANNOT_LIST_PASSWORDS = 403 "rest_cannot_list_application_passwords" "Sorry, you are not allowed to list application passwords for this user.";
    /// Application passwords of others are for owners to make.
    CANNOT_CREATE_PASSWORDS = 403 "rest_cannot_create_application_passwords" "Sorry, you are not allowed to create application passwords for this user.";
    /// Application passwords of others are for owners to see.
    CANNOT_READ_PASSWORD = 403 "rest_cannot_read_application_password" "Sorry, you are not allowed to read this application password.";
    /// Application passwords of others are for owners to rename.
    CANNOT_EDIT_PASSWORD = 403 "rest_cannot_edit_application_password" "Sorry, you are not allowed to edit this application password.";
    /// Application passwords of others are for owners to revoke.
    CANNOT_DELETE_PASSWORD = 403 "rest_cannot_delete_application_password" "Sorry, you are not allowed to delete this application password.";
    /// Application passwords of others are for owners to revoke.
    CANNOT_DELETE_PASSWORDS = 403 "rest_cannot_delete_application_passwords" "Sorry, you are not allowed to delete application passwords for this user.";
    /// Only the password in use can be introspected.
    CANNOT_INTROSPECT_PASSWORD = 403 "rest_cannot_introspect_app_password_for_non_authenticated_user" "The authenticated application password can only be introspected for the current user.";
    /// The password in use is gone.
    NO_AUTHENTICATED_PASSWORD = 404 "rest_no_authenticated_app_password" "Cannot introspect application password.";
    /// No such application password.
    PASSWORD_NOT_FOUND = 404 "rest_application_password_not_found" "Application password not found.";
    /// No such user, where WordPress's own routes say so.
    WP_USER_INVALID_ID = 404 "rest_user_invalid_id" "Invalid user ID.";
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
    /// The store has never been synchronised.
    SYNC_INVALID_ID = 404 "growffinity_rest_sync_invalid_id" "The store has not been synchronised yet.";
    /// No such store.
    STORE_INVALID_ID = 404 "growffinity_rest_store_invalid_id" "Invalid store ID.";
    /// No such segment.
    SEGMENT_INVALID_ID = 404 "growffinity_rest_segment_invalid_id" "Invalid segment ID.";
    /// No such campaign.
    CAMPAIGN_INVALID_ID = 404 "growffinity_rest_campaign_invalid_id" "Invalid campaign ID.";
    /// No such suppression.
    SUPPRESSION_INVALID_ID = 404 "growffinity_rest_suppression_invalid_id" "Invalid suppression ID.";
    /// No such webhook.
    WEBHOOK_INVALID_ID = 404 "growffinity_rest_webhook_invalid_id" "Invalid webhook ID.";
    /// The webhook has no such delivery.
    DELIVERY_INVALID_ID = 404 "growffinity_rest_delivery_invalid_id" "Invalid delivery ID.";
    /// The webhook is paused or disabled, and nothing would be sent; `data.state` tells which.
    WEBHOOK_STATE = 409 "growffinity_rest_webhook_state" "The webhook is not active.";
    /// No such user.
    USER_INVALID_ID = 404 "growffinity_rest_user_invalid_id" "Invalid user ID.";
    /// No such API key.
    API_KEY_INVALID_ID = 404 "growffinity_rest_api_key_invalid_id" "Invalid API key ID.";
    /// Another user has this login or e-mail address.
    USER_EXISTS = 409 "growffinity_rest_user_exists" "Another user has this login or email.";
    /// An invitation was answered already.
    USER_ACTIVE = 409 "growffinity_rest_user_active" "This user is active: there is no invitation to answer.";
    /// One owner who can sign in has to stay.
    LAST_OWNER = 409 "growffinity_rest_last_owner" "The last owner can be neither removed nor lowered.";
    /// The key was revoked, or has expired.
    API_KEY_INACTIVE = 409 "growffinity_rest_api_key_inactive" "A key that was revoked or has expired gets no new secret.";
    /// No such import.
    IMPORT_INVALID_ID = 404 "growffinity_rest_import_invalid_id" "Invalid import ID.";
    /// The import has ended.
    IMPORT_STATE = 409 "growffinity_rest_import_state" "The import has ended already.";
    /// Another customer has this e-mail address or external id.
    CUSTOMER_EXISTS = 409 "growffinity_rest_customer_exists" "A customer with this email address or external id exists already.";
    /// Another one of the kind has this name, in this or another spelling.
    NAME_EXISTS = 409 "growffinity_rest_name_exists" "There is one of this name already, whatever the case and spacing.";
    /// Something still names the store, or it is the default one.
    STORE_IN_USE = 409 "growffinity_rest_store_in_use" "Customers, orders or products name the store.";
    /// The customer became part of another.
    CUSTOMER_MERGED = 410 "growffinity_rest_customer_merged" "The customer is part of another one now.";
    /// Members of a dynamic segment follow its rule.
    SEGMENT_DYNAMIC = 409 "growffinity_rest_segment_dynamic" "The members of a dynamic segment follow its conditions.";
    /// A static segment has nothing to refresh.
    SEGMENT_STATIC = 409 "growffinity_rest_segment_static" "A static segment is not refreshed: its members are set by hand.";
    /// Something still uses the segment.
    SEGMENT_IN_USE = 409 "growffinity_rest_segment_in_use" "The segment is still in use.";
    /// A shop can't be asked for its data: its address or key is not known, or it is paused.
    STORE_NOT_CONNECTED = 409 "growffinity_rest_store_not_connected" "The store has no address and key to be asked with.";
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
    /// The path and the query are longer than 16 kB together.
    URL_TOO_LONG = 414 "growffinity_rest_url_too_long" "The URL is too long. What does not fit there can be sent in a body.";
    /// The headers are longer than 32 kB together.
    HEADERS_TOO_LARGE = 431 "growffinity_rest_headers_too_large" "The headers of the request are too large.";
    /// A batch holds more items than allowed.
    ENTITY_TOO_LARGE = 413 "woocommerce_rest_request_entity_too_large" "Unable to accept more than 100 items for this request.";
    /// This `Idempotency-Key` came with another request.
    IDEMPOTENCY_MISMATCH = 422 "growffinity_rest_idempotency_mismatch" "This Idempotency-Key was used with another request.";
    /// Something went wrong here; the log has it under the request id.
    INTERNAL = 500 "internal_server_error" "Something went wrong on the server. The request id finds it in the server's log.";
    /// The database can't be reached now.
    UNAVAILABLE = 503 "unavailable" "The server cannot answer at the moment. Please try again shortly.";
}

/// Codes of single faults, in `data.details` and `data.faults`, and when they are told.
pub const DETAILS: &[(&str, &str)] = &[
    ("rest_additional_properties_forbidden", "An object holds a member that is not known there."),
    ("rest_invalid_date", "Not a date of the form `2026-11-23T10:00:00`, or not one that exists."),
    ("rest_invalid_email", "Not an e-mail address."),
    ("rest_invalid_ip", "Not an IP address."),
    ("rest_invalid_pattern", "Text that is not of the form asked for."),
    ("rest_invalid_type", "Not of the JSON type asked for; `data.param` names the parameter."),
    ("rest_invalid_url", "Not a URL, or not one that may be used there."),
    ("rest_invalid_uuid", "Not a UUID."),
    ("rest_no_matching_schema", "None of the forms that a value may have."),
    ("rest_not_in_enum", "None of the words that are allowed."),
    ("rest_one_of_multiple_matches", "More than one of the forms that a value may have."),
    ("rest_out_of_bounds", "A number or a date beyond what is allowed."),
    ("rest_property_required", "An object lacks a member."),
    ("rest_too_few_items", "A list with too few items."),
    ("rest_too_long", "Text with too many characters."),
    ("rest_too_many_items", "A list with too many items, or something nested too deeply."),
    ("rest_too_short", "Text with too few characters."),
    ("growffinity_rest_template_invalid", "A template that can't be parsed or rendered."),
];

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::{ALL, DETAILS, ErrorCode};

    /// The codes that stand between quotes in the sources below `folder`, tests left out.
    fn codes_in(folder: &Path, found: &mut Vec<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            if path.is_dir() && name != "tests" {
                codes_in(&path, found);
            } else if path.extension().is_some_and(|kind| kind == "rs") && name != "tests.rs" {
                let text = fs::read_to_string(&path).unwrap();
                let words = text.split('"').skip(1).step_by(2);
                let code = |word: &&str| {
                    word.starts_with("rest_") || word.starts_with("growffinity_rest_") && *word != "growffinity_rest_"
                };
                let plain = |word: &&str| word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
                found.extend(words.filter(code).filter(plain).map(str::to_owned));
            }
        }
    }

    #[test]
    fn every_code_of_the_sources_is_in_the_book() {
        let mut found = Vec::new();
        let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        codes_in(&crates.join("api/src"), &mut found);
        for domain in fs::read_dir(crates.join("domain")).unwrap() {
            codes_in(&domain.unwrap().path().join("src"), &mut found);
        }
        assert!(found.len() > 100, "{}", found.len());
        let known = |code: &str| {
            // The name of a parameter, not of a fault.
            code == "rest_route"
                || ALL.iter().any(|known| known.code == code)
                || DETAILS.iter().any(|(known, _)| *known == code)
        };
        let unknown: Vec<_> = found.iter().filter(|code| !known(code)).collect();
        assert!(unknown.is_empty(), "neither in the catalogue nor among the details: {unknown:?}");
    }

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
