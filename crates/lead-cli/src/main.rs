//! `leadsheet`, the command line: the same app without a window.
//!
//! Exit: 0 done · 1 error · 2 usage · 3 done, some rows failed and can be retried · 4 paused by a
//! limit, the cap, credentials or a full disk · 130 cancelled, or stopped by Ctrl-C.

mod args;
mod commands;
mod exit;
mod options;
mod terminal;

use args::{Arguments, Command};
use clap::Parser;
use commands::{doctor, history, inspect, login, orgs, run, sandbox, save_plan};
use exit::{Exit, Outcome};
use lead_app::{App, Environment};
use std::process::ExitCode;
use terminal::{interrupts, out};

/// The system's allocator keeps what many threads have given back, each its own share.
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    if let Some(exit) = lead_app::read_workbook_if_asked() {
        return exit;
    }
    let arguments = Arguments::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            out::error(&format!("The system gave no threads to work with: {error}."));
            return Exit::Error.into();
        }
    };
    let exit = runtime.block_on(perform(arguments.command)).unwrap_or_else(|error| {
        out::error(&error.message);
        match error.code.as_str() {
            "setting" | "columns" => Exit::Usage,
            _ if interrupts::was_before_the_run(&error) => Exit::Cancelled,
            _ => Exit::Error,
        }
    });
    // What still waits, such as a listener of the demo, must not keep the command from ending.
    runtime.shutdown_background();
    exit.into()
}

async fn perform(command: Command) -> Outcome {
    if let Command::Sandbox(wanted) = command {
        return sandbox::serve(wanted).await;
    }
    let home = lead_app::default_home()?;
    let app = App::open(home.clone(), Environment::of_process()).await?;
    lead_app::keep_logs(&home);
    let ended = done(&app, command).await;
    for notice in app.notices().await? {
        out::note(&notice);
    }
    ended
}

async fn done(app: &App, command: Command) -> Outcome {
    match command {
        Command::Inspect { file, json } => inspect::inspect(app, file, json).await,
        Command::Forecast(wanted) => inspect::forecast(app, wanted).await,
        Command::Recipes { json } => inspect::recipes(app, json).await,
        Command::Run(wanted) => run::run(app, wanted).await,
        Command::Demo { leads, output, json } => run::demo(app, leads, output, json).await,
        Command::Resume { run, max_spend, salesforce_share, json } => {
            run::resume(app, run.into(), max_spend, salesforce_share, json).await
        }
        Command::Retry { run, json } => run::retry(app, run.into(), json).await,
        Command::Cancel { run } => history::cancel(app, run.into()).await,
        Command::Export { run, plan: true, json, .. } => save_plan::show(app, run.into(), json).await,
        Command::Export { run, output, save, .. } => history::export(app, run.into(), output, save).await,
        Command::Salvage { run } => history::salvage(app, run.into()).await,
        Command::Runs { json } => history::list(app, json).await,
        Command::Show { run, json } => history::show(app, run.into(), json).await,
        Command::Delete { run } => history::delete(app, run.into()).await,
        Command::Login(wanted) => login::login(app, wanted).await,
        Command::Logout { provider } => login::logout(app, provider).await,
        Command::Orgs { what, json } => orgs::orgs(app, what, json).await,
        Command::Doctor { json } => doctor::doctor(app, json).await,
        Command::Sandbox(wanted) => sandbox::serve(wanted).await,
    }
}
