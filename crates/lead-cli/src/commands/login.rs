//! `leadsheet login` and `logout`: credentials in the system's keychain. Secrets are never arguments,
//! which other users of the computer can read: they are typed unseen, or come by stdin. What happens
//! in a browser is in [`sign_in`].

use crate::args::{LoginArguments, LoginWay, ProviderName};
use crate::commands::sign_in;
use crate::exit::{Exit, Outcome};
use crate::terminal::out;
use crate::terminal::prompt::{broken, given_or_asked, secret};
use lead_app::{App, AppError, ConnectionState, OpenAiForm, Provider, SalesforceForm};

/// `leadsheet login`.
pub(crate) async fn login(app: &App, arguments: LoginArguments) -> Outcome {
    let provider = Provider::from(arguments.provider);
    if provider == Provider::Salesforce {
        if arguments.ask_admin {
            return sign_in::ask_admin(app).await;
        }
        if let Some(username) = arguments.sf {
            return sign_in::by_sf(app, username).await;
        }
        if arguments.way == LoginWay::Browser {
            return sign_in::by_browser(app, arguments).await;
        }
    }
    let state = match arguments.provider {
        ProviderName::Salesforce => {
            let form =
                tokio::task::spawn_blocking(move || salesforce_form(arguments)).await.map_err(broken)??;
            app.save_salesforce(form).await?
        }
        ProviderName::Openai => {
            let form =
                tokio::task::spawn_blocking(move || openai_form(arguments)).await.map_err(broken)??;
            app.save_openai(form).await?
        }
    };
    must_last(&state)?;
    let test = app.test_connection(provider).await?;
    if test.ok {
        out::line(&format!("{} {}", state.sentence, test.sentence));
        test.details.iter().for_each(|detail| out::line(&format!("  {detail}")));
        Ok(Exit::Done)
    } else {
        out::error(&format!("The credentials are kept, but they do not work yet. {}", test.sentence));
        Ok(Exit::Error)
    }
}

/// `leadsheet logout`.
pub(crate) async fn logout(app: &App, provider: ProviderName) -> Outcome {
    let provider = Provider::from(provider);
    app.forget_connection(provider).await?;
    out::line(&format!("No credentials for {} are kept any more.", provider.label()));
    Ok(Exit::Done)
}

/// A command ends at once, so what is kept for the session alone is as good as lost.
fn must_last(state: &ConnectionState) -> Result<(), AppError> {
    match state.kept_in.as_str() {
        "session" => Err(AppError {
            code: "keychain".into(),
            message: format!(
                "{} On the command line, set the credentials in the environment instead; leadsheet --help names the \
                 variables.",
                state.sentence
            ),
        }),
        "environment" => {
            out::note("Credentials set in the environment go before the ones kept now.");
            Ok(())
        }
        _ => Ok(()),
    }
}

fn salesforce_form(arguments: LoginArguments) -> Result<SalesforceForm, AppError> {
    let url = given_or_asked(arguments.url, "Address of your org (https://….my.salesforce.com): ")?;
    Ok(if arguments.way == LoginWay::Token {
        let access_token = secret("Access token: ")?;
        SalesforceForm { url, access_token, client_id: String::new(), client_secret: String::new() }
    } else {
        let client_id = given_or_asked(arguments.client_id, "Consumer key: ")?;
        let client_secret = secret("Consumer secret: ")?;
        SalesforceForm { url, access_token: String::new(), client_id, client_secret }
    })
}

fn openai_form(arguments: LoginArguments) -> Result<OpenAiForm, AppError> {
    let url = arguments.url.unwrap_or_default();
    Ok(OpenAiForm { url, api_key: secret("API key: ")? })
}
