//! Currencies by their ISO 4217 code.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// An ISO 4217 code: three upper-case letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency([u8; 3]);

/// The text is not the code of an active currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a currency code of ISO 4217")]
pub struct InvalidCurrency;

/// Active codes of ISO 4217 with two decimals; those with none or three stand in [`Currency::decimals`].
const TWO_DECIMALS: &str = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD \
    CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG \
    HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK \
    MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS \
    SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG";
const NO_DECIMALS: &str = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF";
const THREE_DECIMALS: &str = "BHD IQD JOD KWD LYD OMR TND";

impl Currency {
    /// United States dollar: the default site currency.
    pub const USD: Self = Self(*b"USD");

    /// The three letters.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Decimals of its minor unit (2 for most, 0 for JPY, 3 for KWD).
    pub fn decimals(self) -> u32 {
        if NO_DECIMALS.contains(self.code()) {
            0
        } else if THREE_DECIMALS.contains(self.code()) {
            3
        } else {
            2
        }
    }
}

impl FromStr for Currency {
    type Err = InvalidCurrency;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let upper = text.trim().to_ascii_uppercase();
        let letters: [u8; 3] = upper.as_bytes().try_into().map_err(|_| InvalidCurrency)?;
        let known = |list: &str| list.split_whitespace().any(|code| code == upper);
        if known(TWO_DECIMALS) || known(NO_DECIMALS) || known(THREE_DECIMALS) {
            Ok(Self(letters))
        } else {
            Err(InvalidCurrency)
        }
    }
}

impl TryFrom<String> for Currency {
    type Error = InvalidCurrency;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.code().to_owned()
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::Currency;

    #[test]
    fn codes_are_checked_and_know_their_decimals() {
        assert_eq!("usd".parse::<Currency>().unwrap().decimals(), 2);
        assert_eq!("JPY".parse::<Currency>().unwrap().decimals(), 0);
        assert_eq!("KWD".parse::<Currency>().unwrap().decimals(), 3);
        for wrong in ["", "US", "USDX", "U D", "ZZZ", "€€€"] {
            assert!(wrong.parse::<Currency>().is_err(), "{wrong}");
        }
    }
}
