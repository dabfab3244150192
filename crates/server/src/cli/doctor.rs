//! `growffinity doctor`

use std::process::ExitCode;

use chrono::TimeDelta;
use growffinity_customers::recounts::{Kept, RecountReport};
use growffinity_kernel::StoreError;

use super::{errand, runtime};
use crate::{
    config::Config,
    home::Home,
    output::say,
    wiring::{App, Outside},
};

/// A clock further off than this makes campaigns late or early by as much.
const SKEW: TimeDelta = TimeDelta::seconds(2);
const MISMATCHES: u32 = 100;

/// What was looked at, and how it is: fine, or what is wrong with it.
struct Finding {
    what: &'static str,
    outcome: Result<String, String>,
}

/// What else is looked at.
#[derive(Debug, clap::Args)]
pub(super) struct DoctorArgs {
    /// Count everything again that is kept beside the orders: stats, labels, refunds, lines, companies, counters.
    #[arg(long)]
    recount: bool,
    /// Recount, and put right what differs, a batch at a time; the shop may stay open.
    #[arg(long)]
    repair: bool,
}

pub(super) fn run(config: &Config, args: &DoctorArgs) -> anyhow::Result<ExitCode> {
    let home = match Home::join(config) {
        Ok(home) => home,
        Err(error) => {
            report(&[Finding { what: "database", outcome: Err(format!("{error:#}")) }]);
            return Ok(ExitCode::FAILURE);
        }
    };
    let migrations = migrations(&home);
    let runtime = runtime()?;
    let findings = runtime.block_on(async {
        let app = App::build(&errand(config), home.url(), Outside::system())?;
        let mut findings = vec![migrations];
        findings.extend(database(&app).await);
        if args.recount || args.repair {
            findings.extend(recounts(&app, args.repair).await);
        } else {
            findings.push(Finding { what: "customers' stats", outcome: stats(&app).await });
            findings.push(Finding { what: "companies' totals", outcome: totals(&app).await });
        }
        findings.push(Finding { what: "mail", outcome: app.mail.check().await });
        anyhow::Ok(findings)
    })?;
    home.stop()?;
    let healthy = report(&findings);
    Ok(if healthy { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn report(findings: &[Finding]) -> bool {
    for finding in findings {
        match &finding.outcome {
            Ok(fine) => say(format!("ok     {:<18} {fine}", finding.what)),
            Err(wrong) => say(format!("WRONG  {:<18} {wrong}", finding.what)),
        }
    }
    findings.iter().all(|finding| finding.outcome.is_ok())
}

fn migrations(home: &Home) -> Finding {
    let outcome = match growffinity_postgres::pending_migrations(home.direct_url()) {
        Ok(pending) if pending.is_empty() => Ok("up to date".to_owned()),
        Ok(pending) => Err(format!("{} missing: run growffinity migrate", pending.len())),
        Err(error) => Err(format!("{:#}", anyhow::Error::from(error))),
    };
    Finding { what: "migrations", outcome }
}

async fn database(app: &App) -> Vec<Finding> {
    let health = match app.housekeeping.health().await {
        Ok(health) => health,
        Err(error) => {
            let outcome = Err(format!("{:#}", anyhow::Error::from(error)));
            return vec![Finding { what: "database", outcome }];
        }
    };
    let skew = app.outside.clock.now() - health.database_time;
    let skew_text = format!("{} ms between this machine and the database", skew.num_milliseconds());
    let ahead = health.partitions_ahead;
    vec![
        Finding { what: "database", outcome: Ok("answers".to_owned()) },
        Finding { what: "clocks", outcome: if skew.abs() <= SKEW { Ok(skew_text) } else { Err(skew_text) } },
        Finding {
            what: "partitions",
            outcome: if ahead > 0 {
                Ok(format!("{ahead} ahead"))
            } else {
                Err("none ahead: run growffinity migrate, and keep a worker running".to_owned())
            },
        },
    ]
}

async fn stats(app: &App) -> Result<String, String> {
    match app.customers.recount(MISMATCHES).await {
        Ok(wrong) if wrong.is_empty() => Ok("agree with the orders".to_owned()),
        Ok(wrong) => {
            let more = if u32::try_from(wrong.len()) == Ok(MISMATCHES) { " or more" } else { "" };
            let first = wrong.first().map(|(customer, ..)| customer.to_string()).unwrap_or_default();
            Err(format!("{}{more} customers differ from their orders, customer {first} first", wrong.len()))
        }
        Err(error) => Err(format!("{:#}", anyhow::Error::from(error))),
    }
}

async fn totals(app: &App) -> Result<String, String> {
    match app.companies.recount(MISMATCHES).await {
        Ok(wrong) if wrong.is_empty() => Ok("agree with the customers".to_owned()),
        Ok(wrong) => {
            let more = if u32::try_from(wrong.len()) == Ok(MISMATCHES) { " or more" } else { "" };
            let first = wrong.first().map(|(company, ..)| company.to_string()).unwrap_or_default();
            Err(format!("{}{more} companies differ from their customers, company {first} first", wrong.len()))
        }
        Err(error) => Err(format!("{:#}", anyhow::Error::from(error))),
    }
}

/// Everything kept, counted again.
async fn recounts(app: &App, repair: bool) -> Vec<Finding> {
    let mut findings = Vec::new();
    for kept in Kept::ALL {
        let outcome = app.recounts.run(kept, repair).await;
        findings.push(Finding { what: kept.as_str(), outcome: told(outcome, repair) });
    }
    // The companies rest on the customers' stats.
    findings.push(Finding { what: "companies", outcome: companies(app, repair).await });
    findings
}

async fn companies(app: &App, repair: bool) -> Result<String, String> {
    let words = |error| format!("{:#}", anyhow::Error::from(error));
    let wrong = app.companies.recount(MISMATCHES).await.map_err(words)?;
    let first = wrong.first().map(|(company, ..)| company.to_string());
    let count = if repair && first.is_some() {
        app.companies.repair().await.map_err(words)?
    } else {
        u64::try_from(wrong.len()).unwrap_or(u64::MAX)
    };
    told(Ok(RecountReport { looked_at: count, wrong: count, first }), repair)
}

fn told(outcome: Result<RecountReport, StoreError>, repair: bool) -> Result<String, String> {
    match outcome {
        Ok(RecountReport { wrong: 0, .. }) => Ok("as a recount gives".to_owned()),
        Ok(RecountReport { wrong, first, .. }) => {
            let found = format!("{wrong} differed from a recount, {} first", first.unwrap_or_default());
            if repair {
                Ok(format!("repaired: {found}"))
            } else {
                Err(format!("{found}; doctor --repair puts it right"))
            }
        }
        Err(error) => Err(format!("{:#}", anyhow::Error::from(error))),
    }
}
