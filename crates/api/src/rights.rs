//! The rights of the access crate as types, for handlers' signatures.

use growffinity_access::Permission;

use crate::rest::extract::Right;

macro_rules! rights {
    ($($name:ident),+ $(,)?) => {
        $(
            #[doc = concat!("[`Permission::", stringify!($name), "`].")]
            #[derive(Debug)]
            pub struct $name;

            impl Right for $name {
                const PERMISSIONS: &'static [Permission] = &[Permission::$name];
            }
        )+
    };
}

rights!(
    AuditRead,
    CustomersRead,
    CustomersWrite,
    StoresWrite,
    SegmentsRead,
    SegmentsWrite,
    CampaignsRead,
    CampaignsWrite,
    WebhooksRead,
    WebhooksWrite,
    UsersRead,
    UsersWrite,
);

/// To see the members of a segment, who are customers: both rights are needed.
#[derive(Debug)]
pub struct MembersRead;

impl Right for MembersRead {
    const PERMISSIONS: &'static [Permission] = &[Permission::SegmentsRead, Permission::CustomersRead];
}
