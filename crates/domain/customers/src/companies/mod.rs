//! Companies that customers belong to.

mod change;
mod company;
mod delete;
pub mod ports;
mod query;
mod service;

pub use change::UpdateCompanyError;
pub use company::{Company, CompanyChange, CompanyLink, CompanyRef, CompanyTotals, NewCompany, Social, SocialChange};
pub use delete::DeleteCompanyError;
pub use query::{CompanyFilter, CompanyOrder, CompanyQuery};
pub use service::{Companies, CreateCompanyError};
