//! Reads the CDNOW purchase history: the sample that is built in, or the whole one from a file.

use chrono::NaiveDate;
use growffinity_kernel::Money;

/// The 1/10 sample, as it was published.
pub const SAMPLE: &str = include_str!("../../testkit/data/CDNOW_sample.txt");

/// One purchase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Purchase {
    /// The customer's number in the file: 1 to 2,357 in the sample, 1 to 23,570 in the whole history.
    pub customer: u32,
    /// The day.
    pub day: NaiveDate,
    /// How many CDs.
    pub items: u32,
    /// What was paid, in US dollars.
    pub total: Money,
}

/// A line that is not a purchase.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of the purchase history is not a purchase: {text:?}")]
pub struct NotAPurchase {
    /// Counted from 1.
    pub line: usize,
    /// What it says.
    pub text: String,
}

/// The purchases of the sample.
///
/// # Errors
/// Never with the file that is built in.
pub fn sample() -> Result<Vec<Purchase>, NotAPurchase> {
    // Its first column is the customer's number in the whole history.
    lines(SAMPLE, 1)
}

/// The purchases of a whole history: a heading line, then customer, day, number and dollars.
///
/// # Errors
/// At the first line that is not a purchase.
pub fn master(text: &str) -> Result<Vec<Purchase>, NotAPurchase> {
    lines(text, 0)
}

fn lines(text: &str, skipped: usize) -> Result<Vec<Purchase>, NotAPurchase> {
    let is_heading = |line: &str| line.trim_start().starts_with("customer_id");
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty() && !is_heading(line))
        .map(|(index, line)| {
            purchase(line, skipped).ok_or_else(|| NotAPurchase { line: index + 1, text: line.to_owned() })
        })
        .collect()
}

fn purchase(line: &str, skipped: usize) -> Option<Purchase> {
    let mut columns = line.split_whitespace().skip(skipped);
    let purchase = Purchase {
        customer: columns.next()?.parse().ok()?,
        day: NaiveDate::parse_from_str(columns.next()?, "%Y%m%d").ok()?,
        items: columns.next()?.parse().ok()?,
        total: columns.next()?.parse().ok()?,
    };
    columns.next().is_none().then_some(purchase)
}

#[cfg(test)]
mod tests {
    use growffinity_kernel::Money;

    use super::{master, sample};

    #[test]
    fn the_sample_is_whole() {
        let purchases = sample().unwrap();
        let customers: std::collections::BTreeSet<u32> = purchases.iter().map(|purchase| purchase.customer).collect();
        assert_eq!((purchases.len(), customers.len()), (6_919, 2_357));
        assert_eq!((customers.first(), customers.last()), (Some(&1), Some(&2_357)));
        assert_eq!(purchases.iter().map(|purchase| purchase.total).sum::<Money>(), "244091.94".parse().unwrap());
    }

    #[test]
    fn a_whole_history_has_a_heading_and_no_second_number() {
        let text = " customer_id  date number_of_cds  dollar_value\n 00001 19970101  1   11.77\n\n";
        let purchases = master(text).unwrap();
        assert_eq!((purchases.len(), purchases[0].customer, purchases[0].items), (1, 1, 1));
        assert_eq!(master("00001 19970101 1").unwrap_err().line, 1);
    }
}
