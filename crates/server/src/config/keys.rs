//! Every key of the configuration.

/// A key that may be set.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// Its path in the file: `database.pool_size`.
    pub name: &'static str,
    /// What it means, in units and ranges.
    pub doc: &'static str,
    /// What holds when nobody sets it.
    pub default: Default,
    /// A second, well-known name in the environment.
    pub short: Option<&'static str>,
    /// Why `--production` refuses to do without it.
    pub needed_in_production: Option<&'static str>,
}

/// What holds when nobody sets a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Default {
    /// This, written as in the environment.
    Value(&'static str),
    /// Nothing; the text says what is done then.
    Unset(&'static str),
}

impl Key {
    /// Its name in the environment: `GROWFFINITY__DATABASE__POOL_SIZE`.
    pub fn variable(&self) -> String {
        format!("GROWFFINITY__{}", self.name.to_uppercase().replace('.', "__"))
    }
}

const fn key(name: &'static str, default: &'static str, doc: &'static str) -> Key {
    Key { name, doc, default: Default::Value(default), short: None, needed_in_production: None }
}

const fn unset(name: &'static str, instead: &'static str, doc: &'static str) -> Key {
    Key { name, doc, default: Default::Unset(instead), short: None, needed_in_production: None }
}

const fn also(key: Key, short: &'static str) -> Key {
    Key { short: Some(short), ..key }
}

const fn needed(key: Key, why: &'static str) -> Key {
    Key { needed_in_production: Some(why), ..key }
}

/// Every key, in the order of the reference.
pub const KEYS: &[Key] = &[
    key("listen", "127.0.0.1:8080", "Address and port to serve HTTP on. Port 0 takes a free one."),
    unset("public_url", "`http://` and the address served on", "What callers type before `/wp-json/`; used in links."),
    key(
        "data_dir",
        "./growffinity-data",
        "Folder for what is not in the database: the private PostgreSQL, mail files, the key of secrets.",
    ),
    key(
        "production",
        "false",
        "Refuse the embedded defaults (private PostgreSQL, mail to files, rates in memory, a key of this machine's own).",
    ),
    key("site.name", "Growffinity", "The shop's name, shown in discovery and in templates as `site.name`."),
    unset(
        "site.postal_address",
        "none is shown",
        "The shop's postal address, which stands below each message of a campaign that does not name its own way out.",
    ),
    key("site.timezone", "UTC", "Zone of the shop's calendar days, by its name in the IANA database."),
    key("site.currency", "USD", "Currency of stats and revenue, by its ISO 4217 code."),
    key(
        "site.default_consent",
        "pending",
        "E-mail consent of new customers who said nothing: pending, subscribed or unsubscribed.",
    ),
    key("labels.vip_spent", "500.00", "Who spent this much or more, site currency, is labelled `vip`."),
    key("labels.at_risk_after", "90 days", "Whose last order is this long ago is labelled `at_risk`."),
    key(
        "labels.new_for",
        "30 days",
        "How long after the first order a customer is labelled `new`; one without orders, after being made.",
    ),
    needed(
        also(
            unset("database.url", "a private PostgreSQL below `data_dir`", "Where PostgreSQL is: a libpq URL."),
            "DATABASE_URL",
        ),
        "it names the PostgreSQL to keep the shop in",
    ),
    also(
        unset(
            "database.direct_url",
            "`database.url`",
            "A way to PostgreSQL past any pooler, for migrations and locks.",
        ),
        "DATABASE_DIRECT_URL",
    ),
    key("database.pool_size", "8", "Connections held at most, 1 to 1,000."),
    key("database.pool_wait", "5 s", "How long a request waits for a connection before it is answered 503."),
    key("database.statement_timeout", "30 s", "How long one statement may run; `0 s` for no limit."),
    key("database.statement_cache", "on", "`off` behind a pooler in transaction mode: nothing is kept in a session."),
    needed(
        also(
            unset(
                "smtp.url",
                "files in `data_dir`/mail",
                "The mail relay: `smtp://`, `smtps://` or `smtp+starttls://`.",
            ),
            "SMTP_URL",
        ),
        "it names the relay that mail goes out by",
    ),
    unset(
        "smtp.from",
        "`no-reply@` and the host of `public_url`",
        "The address that invitations come from. Campaigns name their own.",
    ),
    key("worker.batch", "256", "Messages a worker claims at once, 1 to 10,000."),
    key("worker.window", "32", "Messages a worker hands over at the same time, 1 to 64."),
    key(
        "worker.lease",
        "5 min",
        "How long claimed work is left to its worker. Below 150 s, refused with `--production`, an attempt may outlive it and its message become uncertain.",
    ),
    key("worker.max_attempts", "8", "After so many attempts a message that no relay takes is given up."),
    key("worker.poll", "1 s", "How often an idle worker looks for due work."),
    unset("files.dir", "`data_dir`/files", "Folder for uploaded files; several nodes need one that they share."),
    key("imports.max_bytes", "5000000000", "Bytes a file to be imported may have."),
    key("imports.batch", "1000", "Lines of a file that are recorded in one transaction, 1 to 10,000."),
    key(
        "imports.keep_days",
        "30",
        "Days that an import and the lines it refused are kept when it has ended, 1 to 3,650.",
    ),
    key("http.body_limit", "1000000", "Bytes a request's body may have."),
    key("http.batch_body_limit", "8000000", "Bytes the body of a batch may have."),
    key("http.head_timeout", "10 s", "How long the first line and the headers of a request may take to arrive."),
    key("http.body_timeout", "30 s", "How long a request's body may take to arrive; after that it is 408."),
    key("http.workers", "0", "Threads that serve HTTP; 0 for one a processor."),
    key("http.keep_alive", "75 s", "How long an idle connection is kept open."),
    key("http.stop_timeout", "30 s", "How long requests under way may take when stopping."),
    key("http.allow_plain", "false", "Take credentials over plain http from addresses that are not loopback."),
    key(
        "http.trusted_proxies",
        "127.0.0.0/8, ::1",
        "Proxies whose word on client and scheme is taken: addresses and networks like `10.0.0.0/8`, parted by commas. They must append to `X-Forwarded-For` what they were called from, and set `X-Forwarded-Proto`.",
    ),
    key("http.cors_origins", "", "Origins that browsers may call from, parted by commas; `*` for all."),
    needed(
        also(
            unset(
                "redis.url",
                "each node counts rates in memory, by itself",
                "The Redis that all nodes count rates in: `redis://`.",
            ),
            "REDIS_URL",
        ),
        "it names the Redis that all nodes count rates in",
    ),
    key("redis.prefix", "growffinity:", "What the keys in Redis begin with, where several installations share one."),
    key("redis.patience", "20 ms", "How long Redis may take for one answer; after that a node counts rates by itself."),
    key(
        "rates.standard",
        "100",
        "Requests a minute on the plan `standard`, and of an address that is not signed in; 0 for any number.",
    ),
    key("rates.premium", "500", "Requests a minute on the plan `premium`; 0 for any number."),
    needed(
        also(
            unset(
                "secrets.key",
                "a key made into `data_dir`/secret.key, readable by its owner alone",
                "The key that secrets in the database are encrypted under: 64 hexadecimal digits, as `openssl rand -hex 32` gives them. Older keys may follow, parted by commas: they still decrypt.",
            ),
            "GROWFFINITY_SECRET_KEY",
        ),
        "it is the key that all nodes encrypt secrets under; secrets.key_file does as well",
    ),
    unset(
        "secrets.key_file",
        "`secrets.key`",
        "A file with the key, and older ones below it: one a line, what follows a `#` is a comment.",
    ),
    key("audit.keep_days", "400", "Days that an entry of the audit log is kept, 1 to 36,500."),
    key(
        "outbound.allow_private",
        "off",
        "Whether shops, and receivers of webhooks unless `webhooks.allow_private` says otherwise, may be at private, loopback and link-local addresses. Off keeps callers of the API from reaching what only this machine should.",
    ),
    key("outbound.timeout", "30 s", "How long a request to another system may take, its answer included."),
    key(
        "outbound.first_pause",
        "1 s",
        "The pause before a busy shop is asked again; each further one is twice as long, up to a minute, six times in all.",
    ),
    key(
        "webhooks.retry_schedule",
        "5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 10 h",
        "The pauses before a failed delivery is tried again, parted by commas; each is drawn out by up to 20 %. There is one attempt more than there are pauses.",
    ),
    key("webhooks.disable_after", "120 h", "A webhook that has done nothing but fail for this long is disabled."),
    unset(
        "webhooks.allow_private",
        "what `outbound.allow_private` says",
        "Whether receivers of webhooks may be at private, loopback and link-local addresses.",
    ),
    key("webhooks.timeout", "15 s", "How long a receiver may take, its answer included."),
    key(
        "webhooks.concurrency",
        "8",
        "Requests to one webhook at once, 1 to 1,000. What concerns one item is never sent at once.",
    ),
    key("webhooks.slots", "256", "Webhooks that a process tells of events at once, 1 to 10,000."),
    key(
        "webhooks.retry_slots",
        "64",
        "Webhooks that a process tries again at once, 1 to 10,000; apart from the others.",
    ),
    key("webhooks.keep_days", "30", "Days that deliveries are kept once they have ended, 1 to 3,650."),
    key("log.format", "auto", "`text`, `json`, or `auto`: text on a terminal."),
    key("log.level", "info", "A level, or levels by module as `RUST_LOG` has them: `info,growffinity_worker=debug`."),
    unset("metrics.token", "loopback callers alone", "Bearer token that `/metrics` asks for."),
];
