//! What shops call the columns of their tables.

use crate::imports::ImportType;

/// The path that a heading stands for; `folded` is its letters and digits in lower case.
pub(super) fn path(item_type: ImportType, folded: &str) -> Option<String> {
    let table = match item_type {
        ImportType::Customers => CUSTOMERS,
        ImportType::Orders => ORDERS,
        ImportType::Events => EVENTS,
        ImportType::Suppressions => SUPPRESSIONS,
    };
    let found = table.iter().find(|(_, names)| names.contains(&folded)).map(|(path, _)| *path);
    found.map(str::to_owned).or_else(|| address(item_type, folded))
}

/// Members of which one of each group has to be given by some column.
pub(super) const fn needed(item_type: ImportType) -> &'static [&'static [&'static str]] {
    match item_type {
        ImportType::Customers | ImportType::Suppressions => &[&["email"]],
        ImportType::Orders => &[&["total", "external_id"]],
        ImportType::Events => &[&["name"], &["email", "customer_id"]],
    }
}

/// A column that gives the first gives the second when no other does.
pub(super) const fn stand_ins(item_type: ImportType) -> &'static [(&'static str, &'static str)] {
    match item_type {
        ImportType::Customers => &[("billing.email", "email")],
        ImportType::Orders => &[("number", "external_id")],
        ImportType::Events | ImportType::Suppressions => &[],
    }
}

/// Members that no heading gives by itself: what other systems call so are ids and names of their own.
pub(super) const SPOKEN_OF_ONLY: [&str; 2] = ["customer_id", "store"];

type Names = &'static [(&'static str, &'static [&'static str])];

const CUSTOMERS: Names = &[
    ("email", &["email", "mail", "emailaddress", "useremail", "customeremail", "contactemail"]),
    ("first_name", &["firstname", "givenname", "forename", "vorname", "prenom"]),
    ("last_name", &["lastname", "surname", "familyname", "nachname", "nom"]),
    ("phone", &["phone", "telephone", "tel", "mobile", "phonenumber", "telefon"]),
    ("birthday", &["birthday", "birthdate", "dateofbirth", "dob", "geburtstag"]),
    ("locale", &["language", "lang"]),
    ("timezone", &["tz", "zone"]),
    ("external_id", &["customerid", "userid", "externalid", "shopid", "kundennummer"]),
    ("company.name", &["company", "companyname", "organization", "organisation", "firma", "societe"]),
    ("tags", &["tag", "labels"]),
    ("groups", &["group", "lists"]),
    ("consent.email.status", &["consent", "consentstatus", "emailconsent", "marketingconsent", "subscription"]),
    ("consent.email.source", &["consentsource", "optinsource"]),
    ("consent.email.date", &["consentdate", "optindate", "optintime", "subscribedat"]),
    ("date_created", &["registered", "userregistered", "registrationdate", "signupdate", "createdat", "created"]),
];

const ORDERS: Names = &[
    ("external_id", &["orderid", "externalid", "transactionid", "id", "bestellnummer"]),
    ("number", &["ordernumber", "orderno", "number"]),
    ("billing.email", &["email", "mail", "emailaddress", "customeremail", "billingemail", "emailbilling"]),
    ("status", &["orderstatus"]),
    ("currency", &["ordercurrency", "currencycode"]),
    ("total", &["ordertotal", "ordertotalamount", "amount", "grandtotal", "orderamount", "dollarvalue", "totalprice"]),
    ("discount_total", &["discount", "discountamount", "cartdiscount", "cartdiscountamount", "totaldiscount"]),
    ("shipping_total", &["shipping", "shippingamount", "ordershipping", "ordershippingamount", "shippingcost"]),
    ("total_tax", &["tax", "taxes", "taxamount", "ordertax", "ordertotaltaxamount", "totaltax"]),
    ("date_created", &["date", "orderdate", "created", "createdat", "purchasedate", "placedat"]),
    ("date_modified", &["modified", "modifieddate", "updatedat", "lastmodified"]),
    ("date_paid", &["paid", "paiddate", "paidat"]),
    ("date_completed", &["completed", "completeddate", "completedat", "fulfilledat"]),
    ("coupon_codes", &["coupon", "coupons", "couponcode", "discountcode"]),
    ("payment_method", &["payment", "paymentmethodtitle", "paymentmethodid", "gateway"]),
];

const EVENTS: Names = &[
    ("name", &["event", "eventname"]),
    ("email", &["mail", "emailaddress", "customeremail"]),
    ("occurred_at", &["date", "time", "timestamp", "eventdate", "eventtime"]),
    ("unique_id", &["eventid", "id"]),
];

const SUPPRESSIONS: Names =
    &[("email", &["mail", "emailaddress", "address", "recipient", "useremail", "customeremail", "contactemail"])];

const ADDRESS: Names = &[
    ("first_name", &["firstname", "givenname"]),
    ("last_name", &["lastname", "surname", "familyname"]),
    ("company", &["company", "companyname", "organization", "organisation"]),
    ("address_1", &["address", "address1", "addressline1", "street", "streetaddress", "address12"]),
    ("address_2", &["address2", "addressline2"]),
    ("city", &["city", "town"]),
    ("state", &["state", "province", "region", "statecode", "county"]),
    ("postcode", &["postcode", "zip", "zipcode", "postalcode"]),
    ("country", &["country", "countrycode"]),
    ("email", &["email", "emailaddress"]),
    ("phone", &["phone", "telephone", "phonenumber"]),
];

/// `Billing City`, `City (Billing)`, `shipping_zip`, and `City` alone, which is the billing address's.
fn address(item_type: ImportType, folded: &str) -> Option<String> {
    if matches!(item_type, ImportType::Events | ImportType::Suppressions) {
        return None;
    }
    let part = |side: &str| folded.strip_prefix(side).or_else(|| folded.strip_suffix(side));
    let (side, name) = match (part("billing"), part("shipping")) {
        (Some(name), _) => ("billing", name),
        (None, Some(name)) => ("shipping", name),
        (None, None) => ("billing", folded),
    };
    let (member, _) = ADDRESS.iter().find(|(_, names)| names.contains(&name))?;
    Some(format!("{side}.{member}"))
}
