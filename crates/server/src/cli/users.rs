//! `growffinity users create` and `growffinity users list`

use anyhow::Context;
use clap::{ArgGroup, Args, Subcommand};
use growffinity_access::{
    NewUser, Plan, Role, User, UserQuery,
    audit::{AuditLog as _, AuditScope},
};
use growffinity_kernel::{PerPage, Window};

use super::{errand, with_app};
use crate::{config::Config, output::say, wiring::App};

#[derive(Debug, Args)]
pub(super) struct UsersArgs {
    #[command(subcommand)]
    command: UsersCommand,
}

#[derive(Debug, Subcommand)]
enum UsersCommand {
    /// Make a user and show their first application password, once.
    Create(CreateArgs),
    /// List all users.
    List,
}

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("role").required(true))]
struct CreateArgs {
    /// The name to sign in with.
    #[arg(long)]
    login: String,
    /// E-mail address.
    #[arg(long)]
    email: String,
    /// The name shown to people.
    #[arg(long, default_value = "")]
    name: String,
    /// May do everything.
    #[arg(long, group = "role")]
    owner: bool,
    /// May do everything but users and settings.
    #[arg(long, group = "role")]
    member: bool,
    /// May look, change nothing.
    #[arg(long, group = "role")]
    viewer: bool,
    /// The premium plan: more requests a minute.
    #[arg(long)]
    premium: bool,
}

pub(super) fn run(config: &Config, args: UsersArgs) -> anyhow::Result<()> {
    with_app(&errand(config), async |app| match args.command {
        UsersCommand::Create(args) => create(&app, args).await,
        UsersCommand::List => list(&app).await,
    })
}

async fn create(app: &App, args: CreateArgs) -> anyhow::Result<()> {
    let role = if args.owner {
        Role::Owner
    } else if args.member {
        Role::Member
    } else {
        Role::Viewer
    };
    let new = NewUser {
        login: args.login.parse()?,
        email: args.email.parse()?,
        name: args.name,
        role,
        plan: if args.premium { Plan::Premium } else { Plan::Standard },
        password_name: "command line".parse()?,
    };
    let mut made = None;
    let making = async { made = Some(app.access.create_user(new).await) };
    app.audit.during(AuditScope::system("command line", "user.create", "user"), Box::pin(making)).await;
    let made = made.context("the user was not made")??;
    say(line(&made.user));
    say("");
    say(format!("Application password: {}", made.password.grouped()));
    say("It is shown here and nowhere else.");
    Ok(())
}

async fn list(app: &App) -> anyhow::Result<()> {
    let mut after = 0;
    let limit = PerPage::new(PerPage::MAX).unwrap_or_default();
    loop {
        let page = app.access.list_users(&UserQuery::all(Window::After { after, limit })).await?;
        let Some(last) = page.items.last() else { return Ok(()) };
        after = last.id.get();
        for user in &page.items {
            say(line(user));
        }
    }
}

fn line(user: &User) -> String {
    format!("{:>6}  {:<8} {:<8} {:<8} {} <{}>", user.id, user.role, user.plan, user.status, user.login, user.email)
}
