//! A real shop, from import to a sent campaign. A second start finds what the first one made.

mod folder;
mod guide;
mod mailing;
mod owner;
mod progress;
mod shop;

use std::{net::SocketAddr, path::Path};

pub(crate) use self::folder::begin_anew;
use crate::{cdnow::Purchase, config::Config, output::say, wiring::App};

/// Makes the demo's shop, where it is not there yet, and prints how to go on.
pub(crate) async fn prepare(
    app: &App,
    config: &Config,
    address: SocketAddr,
    purchases: &[Purchase],
) -> anyhow::Result<()> {
    say(format!("Everything is kept in {} (PostgreSQL included).", config.data_dir.display()));
    let credentials = owner::ensure(app, &config.data_dir).await?;
    let figures = shop::import(app, config.site.site, purchases).await?;
    say(format!(
        "Shop      {} customers, {} orders, {} in all",
        grouped(figures.customers),
        grouped(figures.orders),
        figures.total.format(config.site.site.currency)
    ));
    let segment = mailing::segment(app).await?;
    say(format!("Segment   {}: {} members", segment.name.as_str(), grouped(segment.members_count)));
    let (campaign, stats) = mailing::campaign(app, config.site.site.timezone, segment.id).await?;
    say(format!(
        "Campaign  {}: {} of {} sent, {}",
        campaign.name,
        grouped(stats.sent),
        grouped(stats.recipients()),
        mail_place(config)
    ));
    guide::print(address, &credentials, segment.id, campaign.id);
    Ok(())
}

fn mail_place(config: &Config) -> String {
    if config.smtp.url.is_some() {
        "to the relay of SMTP_URL".to_owned()
    } else {
        format!("to {}", Path::new(&config.data_dir).join("mail").display())
    }
}

/// With commas between the thousands.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn thousands_are_apart() {
        for (number, text) in [(0, "0"), (999, "999"), (2_357, "2,357"), (2_500_315, "2,500,315")] {
            assert_eq!(grouped(number), text);
        }
    }
}
