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
                const PERMISSION: Permission = Permission::$name;
            }
        )+
    };
}

rights!(CustomersRead, CustomersWrite, SegmentsRead, SegmentsWrite, CampaignsRead, CampaignsWrite);
