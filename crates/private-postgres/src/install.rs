//! How the programs are installed on this system.

use std::{fmt, fs};

use crate::account::our_uid;

/// Something a machine may lack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needed {
    /// PostgreSQL's server and client programs.
    Postgres,
    /// The library libpq to link with.
    Libpq,
    /// A Redis server.
    Redis,
}

/// The commands that install what is missing, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstallHint {
    commands: Vec<Vec<String>>,
    privileged: bool,
    unattended: bool,
}

impl InstallHint {
    /// The commands, each a program and its arguments, without `sudo`; empty where this crate does not know the system.
    pub fn commands(&self) -> &[Vec<String>] {
        &self.commands
    }

    /// Whether this process may run the commands without asking anyone: it is root on a system of Debian's family.
    pub fn may_run(&self) -> bool {
        self.unattended && !self.commands.is_empty() && our_uid().is_ok_and(|uid| uid == 0)
    }
}

impl fmt::Display for InstallHint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.commands.is_empty() {
            return f.write_str("use your system's package manager (PostgreSQL 14 or later with its libpq; Redis)");
        }
        let sudo = if self.privileged && our_uid().is_ok_and(|uid| uid != 0) { "sudo " } else { "" };
        for (index, command) in self.commands.iter().enumerate() {
            let and = if index == 0 { "" } else { " && " };
            write!(f, "{and}{sudo}{}", command.join(" "))?;
        }
        Ok(())
    }
}

/// The commands that install `needed` on this system.
pub fn install_hint(needed: &[Needed]) -> InstallHint {
    let system = if cfg!(target_os = "macos") {
        System::Homebrew
    } else {
        System::of_release(&fs::read_to_string("/etc/os-release").unwrap_or_default())
    };
    system.hint(needed)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum System {
    Debian,
    Fedora,
    Homebrew,
    Unknown,
}

impl System {
    /// The family that a text of /etc/os-release tells.
    fn of_release(text: &str) -> Self {
        let value = |key: &str| {
            text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix('=')).unwrap_or("").trim_matches('"')
        };
        let mut names = value("ID").split_whitespace().chain(value("ID_LIKE").split_whitespace());
        names
            .find_map(|name| match name {
                "debian" | "ubuntu" => Some(Self::Debian),
                "fedora" | "rhel" | "centos" => Some(Self::Fedora),
                _ => None,
            })
            .unwrap_or(Self::Unknown)
    }

    fn package(self, needed: Needed) -> &'static str {
        match (self, needed) {
            (Self::Debian, Needed::Postgres) => "postgresql",
            (Self::Debian, Needed::Libpq) => "libpq-dev",
            (Self::Debian, Needed::Redis) => "redis-server",
            (Self::Fedora, Needed::Postgres) => "postgresql-server",
            (Self::Fedora, Needed::Libpq) => "libpq-devel",
            (Self::Fedora, Needed::Redis) => "valkey",
            (Self::Homebrew | Self::Unknown, Needed::Postgres) => "postgresql@17",
            (Self::Homebrew | Self::Unknown, Needed::Libpq) => "libpq",
            (Self::Homebrew | Self::Unknown, Needed::Redis) => "redis",
        }
    }

    fn hint(self, needed: &[Needed]) -> InstallHint {
        let install: &[&[&str]] = match self {
            Self::Debian => &[&["apt-get", "update"], &["apt-get", "install", "-y"]],
            Self::Fedora => &[&["dnf", "install", "-y"]],
            Self::Homebrew => &[&["brew", "install"]],
            Self::Unknown => &[],
        };
        let mut commands: Vec<Vec<String>> =
            install.iter().map(|words| words.iter().map(ToString::to_string).collect()).collect();
        if let Some(last) = commands.last_mut() {
            last.extend(needed.iter().map(|&one| self.package(one).to_owned()));
        }
        InstallHint { commands, privileged: self != Self::Homebrew, unattended: self == Self::Debian }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(system: System, needed: &[Needed]) -> Vec<String> {
        system.hint(needed).commands().iter().map(|command| command.join(" ")).collect()
    }

    #[test]
    fn each_known_system_gets_its_own_command() {
        let all = [Needed::Postgres, Needed::Libpq, Needed::Redis];
        assert_eq!(
            words(System::Debian, &all),
            ["apt-get update", "apt-get install -y postgresql libpq-dev redis-server"]
        );
        assert_eq!(words(System::Fedora, &all), ["dnf install -y postgresql-server libpq-devel valkey"]);
        assert_eq!(words(System::Homebrew, &all), ["brew install postgresql@17 libpq redis"]);
    }

    #[test]
    fn the_family_is_told_by_the_name_or_by_what_it_is_like() {
        assert_eq!(System::of_release("PRETTY_NAME=\"Debian\"\nID=debian\n"), System::Debian);
        assert_eq!(System::of_release("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n"), System::Debian);
        assert_eq!(System::of_release("ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n"), System::Fedora);
        assert_eq!(System::of_release("ID=plan9\n"), System::Unknown);
        assert_eq!(System::of_release(""), System::Unknown);
    }

    #[test]
    fn an_unknown_system_is_told_what_to_look_for_and_nothing_is_run() {
        let hint = System::Unknown.hint(&[Needed::Postgres]);
        assert!(!hint.may_run());
        assert!(hint.to_string().contains("package manager"));
    }
}
