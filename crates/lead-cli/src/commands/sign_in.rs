//! `leadsheet login salesforce` in the browser: prints the address, opens it, and waits. The address
//! the browser lands on can be pasted instead, for a browser on another computer.

use crate::args::LoginArguments;
use crate::exit::Exit;
use crate::exit::Outcome;
use crate::terminal::{out, prompt};
use lead_app::{
    App, AppError, OrgProfile, Provider, SignInForm, SignInMethod, SignInPhase, SignInStarted, SignInState,
};
use std::io::BufRead;
use std::time::Duration;
use tokio::sync::mpsc;

/// A person does not notice so short a wait.
const LOOK_EVERY: Duration = Duration::from_millis(150);

/// Signs in by browser.
pub(crate) async fn by_browser(app: &App, arguments: LoginArguments) -> Outcome {
    keychain_is_there(app).await?;
    let open_it = !arguments.no_browser;
    let form = form(app, arguments).await?;
    let started = app.begin_sign_in(form).await?;
    ask(&started, open_it);
    let ended = waited(app, &started).await?;
    match (ended.phase, ended.problem, ended.org) {
        (SignInPhase::SignedIn, _, Some(org)) => signed_in(app, &org).await,
        (_, Some(problem), _) => {
            if problem.code == "no_answer" {
                out::note("What an admin has to set up: leadsheet login salesforce --ask-admin");
            }
            Err(problem)
        }
        _ => Err(AppError { code: "sign_in_over".into(), message: "The sign-in is over.".into() }),
    }
}

/// Uses a sign-in of the Salesforce command line.
pub(crate) async fn by_sf(app: &App, username: String) -> Outcome {
    let org = app.choose_sf_sign_in(username).await?;
    signed_in(app, &org).await
}

/// Prints what an admin has to set up.
pub(crate) async fn ask_admin(app: &App) -> Outcome {
    out::line(app.admin_request().await?.text.trim_end());
    Ok(Exit::Done)
}

/// What to sign in to: a connection file's org, else what is said, else the org used so far.
async fn form(app: &App, arguments: LoginArguments) -> Result<SignInForm, AppError> {
    if let Some(file) = arguments.profile {
        let org = app.import_org_profile(file.to_string_lossy().into_owned()).await?;
        return Ok(SignInForm { login: org.login, consumer_key: org.consumer_key, org: org.id });
    }
    let known =
        match (&arguments.url, &arguments.client_id) {
            (None, None) => app.list_orgs().await?.into_iter().find(|org| {
                org.active && org.method == SignInMethod::Browser && !org.consumer_key.is_empty()
            }),
            _ => None,
        };
    if let Some(org) = known {
        out::note(&format!("Signing in to {} again.", org.name));
        return Ok(SignInForm { login: org.login, consumer_key: org.consumer_key, org: org.id });
    }
    let login = arguments.url.unwrap_or_else(|| "production".into());
    let consumer_key = match arguments.client_id {
        Some(key) => key,
        None => tokio::task::spawn_blocking(|| {
            prompt::given_or_asked(None, "Consumer key of your org's app for Leadsheet: ")
        })
        .await
        .map_err(prompt::broken)??,
    };
    Ok(SignInForm { login, consumer_key, org: String::new() })
}

fn ask(started: &SignInStarted, open_it: bool) {
    let minutes = started.seconds / 60;
    let opened = open_it && open::that_detached(&started.address).is_ok();
    out::note(if opened {
        "A browser opens with Salesforce's question. If it does not, open this address yourself:"
    } else {
        "Open this address in a browser and answer Salesforce's question:"
    });
    out::line(&started.address);
    if !started.listens {
        out::note(
            "Other programs hold all callback ports, so the browser cannot bring the answer by itself.",
        );
    }
    out::note(&format!(
        "Waiting for {minutes} minutes; Ctrl-C gives up. If the page at the end cannot be reached, paste its address \
         here and press Enter."
    ));
}

async fn waited(app: &App, started: &SignInStarted) -> Result<SignInState, AppError> {
    let mut pasted = lines_of_stdin();
    loop {
        tokio::select! {
            line = pasted.recv() => match line {
                Some(line) if line.trim().is_empty() => {}
                Some(line) => {
                    if let Err(error) = app.paste_sign_in(started.handle.clone(), line).await {
                        out::error(&error.message);
                    }
                }
                // Nobody types; the browser may still bring the answer.
                None => tokio::time::sleep(LOOK_EVERY).await,
            },
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
        let state = app.sign_in_state(started.handle.clone()).await?;
        if state.phase != SignInPhase::Waiting {
            return Ok(state);
        }
    }
}

/// A thread that reads along; it ends with the process.
fn lines_of_stdin() -> mpsc::Receiver<String> {
    let (said, heard) = mpsc::channel(1);
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines().map_while(Result::ok) {
            if said.blocking_send(line).is_err() {
                break;
            }
        }
    });
    heard
}

async fn signed_in(app: &App, org: &OrgProfile) -> Outcome {
    let test = app.test_connection(Provider::Salesforce).await?;
    let who = if org.username.is_empty() { String::new() } else { format!(" as {}", org.username) };
    if test.ok {
        out::line(&format!("Signed in to {}{who}. {}", org.name, test.sentence));
        test.details.iter().for_each(|detail| out::line(&format!("  {detail}")));
        Ok(Exit::Done)
    } else {
        out::error(&format!(
            "Signed in to {}{who}, but leads cannot be read yet. {}",
            org.name, test.sentence
        ));
        Ok(Exit::Error)
    }
}

/// A command ends at once, and a sign-in that ends with it is of no use.
async fn keychain_is_there(app: &App) -> Result<(), AppError> {
    let keychain = app.app_info().await?.keychain;
    if keychain.available {
        return Ok(());
    }
    Err(AppError {
        code: "keychain".into(),
        message: format!(
            "{} On the command line, set the credentials in the environment instead; leadsheet --help names the \
             variables.",
            keychain.sentence
        ),
    })
}
