//! Telling people from machines.
//!
//! Mail programs fetch pictures ahead of their readers, and scanners follow links before a message is delivered. Neither
//! says that anybody read it. What can be told only from several hits is why a hit is judged some seconds after it came.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};

use super::HitKind;

/// Who follows every link of a message within this time is no person.
pub const SWEEP: TimeDelta = TimeDelta::seconds(10);

/// How long after it came a hit is judged: longer than [`SWEEP`], so that all that belongs to it is there.
pub const SETTLING: TimeDelta = TimeDelta::seconds(15);

/// Who did it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    /// A person.
    Human,
    /// A program of its own accord.
    Machine(MachineSign),
}

use growffinity_kernel::named_enum;

named_enum!(
    /// What gave a program away.
    MachineSign {
        /// It asked for the headers alone.
        Head = "head",
        /// It fetches pictures ahead of the reader, whose address it hides.
        PrivacyProxy = "privacy_proxy",
        /// It calls itself a scanner, a preview or a library.
        Scanner = "scanner",
        /// It followed every link within seconds.
        Sweep = "sweep",
    }
);

/// What is judged of a hit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// What was fetched.
    pub kind: HitKind,
    /// When.
    pub at: DateTime<Utc>,
    /// What the program called itself.
    pub agent: String,
    /// Whether only the headers were asked for.
    pub is_head: bool,
}

/// Judges the hits on one message, all that came within [`SWEEP`] of each other among them, in their order.
pub fn classify(hits: &[Seen]) -> Vec<Class> {
    let swept = sweeps(hits);
    let class = |hit: &Seen| match sign_of(hit) {
        Some(sign) => Class::Machine(sign),
        None if swept.iter().any(|(from, to)| *from <= hit.at && hit.at <= *to) => Class::Machine(MachineSign::Sweep),
        None => Class::Human,
    };
    hits.iter().map(class).collect()
}

fn sign_of(hit: &Seen) -> Option<MachineSign> {
    let agent = hit.agent.trim().to_ascii_lowercase();
    if hit.is_head {
        Some(MachineSign::Head)
    } else if PROXIES.contains(&agent.as_str()) {
        Some(MachineSign::PrivacyProxy)
    } else if agent.is_empty() || SCANNERS.iter().any(|name| agent.contains(name)) {
        Some(MachineSign::Scanner)
    } else {
        None
    }
}

/// Spans in which every link of the message was followed; a message with one link has none.
fn sweeps(hits: &[Seen]) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
    let begins = hits.iter().filter(|hit| matches!(hit.kind, HitKind::Click { links, .. } if links > 1));
    let within = |from: DateTime<Utc>| (from, from + SWEEP);
    begins
        .map(|hit| within(hit.at))
        .filter(|(from, to)| {
            let (mut followed, mut all) = (HashSet::new(), 0);
            for hit in hits.iter().filter(|hit| *from <= hit.at && hit.at <= *to) {
                if let HitKind::Click { link, links } = &hit.kind {
                    followed.insert(link.as_str());
                    all = all.max(*links);
                }
            }
            u32::try_from(followed.len()).is_ok_and(|followed| followed >= all)
        })
        .collect()
}

/// What programs call themselves, whole, that fetch every picture when a message arrives. Apple's hides behind a name
/// that no browser has; proxies that fetch when somebody looks (Google's, Yahoo's) are as good as their readers.
const PROXIES: [&str; 2] = ["mozilla/5.0", "mozilla/4.0"];

/// Parts of the names of programs that no person reads mail with.
const SCANNERS: [&str; 34] = [
    "barracuda",
    "bingpreview",
    "bitdefender",
    "bot",
    "cloudmark",
    "crawler",
    "curl/",
    "cyren",
    "facebookexternalhit",
    "fireeye",
    "go-http-client",
    "google-safety",
    "headlesschrome",
    "httpclient",
    "ironport",
    "java/",
    "libwww",
    "mimecast",
    "node-fetch",
    "okhttp",
    "phantomjs",
    "proofpoint",
    "python-",
    "safelinks",
    "scanner",
    "skypeuripreview",
    "slurp",
    "sophos",
    "spider",
    "symantec",
    "trendmicro",
    "urldefense",
    "wget",
    "whatsapp",
];

#[cfg(test)]
mod tests {
    use super::*;

    const BROWSER: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

    fn hit(kind: HitKind, second: i64, agent: &str) -> Seen {
        let start: DateTime<Utc> = "2026-01-01T00:00:00Z".parse().unwrap();
        Seen { kind, at: start + TimeDelta::seconds(second), agent: agent.to_owned(), is_head: false }
    }

    fn click(link: &str, links: u32, second: i64) -> Seen {
        hit(HitKind::Click { link: link.to_owned(), links }, second, BROWSER)
    }

    fn signs(hits: &[Seen]) -> String {
        let letter = |class: &Class| match class {
            Class::Human => 'h',
            Class::Machine(MachineSign::Head) => 'H',
            Class::Machine(MachineSign::PrivacyProxy) => 'P',
            Class::Machine(MachineSign::Scanner) => 'S',
            Class::Machine(MachineSign::Sweep) => 'W',
        };
        classify(hits).iter().map(letter).collect()
    }

    #[test]
    fn programs_are_known_by_their_names() {
        let open = |agent| hit(HitKind::Open, 0, agent);
        assert_eq!(signs(&[open(BROWSER)]), "h");
        assert_eq!(signs(&[open("Mozilla/5.0")]), "P");
        assert_eq!(signs(&[open("")]), "S");
        assert_eq!(signs(&[open("curl/8.5.0")]), "S");
        assert_eq!(signs(&[open("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)")]), "S");
        let through_google =
            "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)";
        assert_eq!(signs(&[open(through_google)]), "h", "it fetches when somebody looks");
        assert_eq!(signs(&[Seen { is_head: true, ..open(BROWSER) }]), "H");
    }

    #[test]
    fn who_follows_every_link_within_seconds_is_no_person() {
        assert_eq!(signs(&[click("a", 2, 0), click("b", 2, 10)]), "WW");
        assert_eq!(signs(&[click("a", 2, 0), click("b", 2, 11)]), "hh", "slowly");
        assert_eq!(signs(&[click("a", 3, 0), click("b", 3, 1)]), "hh", "not every one");
        assert_eq!(signs(&[click("a", 2, 0), click("a", 2, 1)]), "hh", "the same twice");
        assert_eq!(signs(&[click("a", 1, 0)]), "h", "the only one");
    }

    #[test]
    fn a_sweep_takes_the_picture_along_and_leaves_what_came_later() {
        let open = hit(HitKind::Open, 2, BROWSER);
        assert_eq!(signs(&[click("a", 2, 0), open, click("b", 2, 3), click("a", 2, 40)]), "WWWh");
    }
}
