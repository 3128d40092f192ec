//! `leadsheet sandbox`: a demo org and a model on this computer.

use crate::args::SandboxArguments;
use crate::exit::Exit;
use crate::exit::Outcome;
use crate::terminal::json;
use crate::terminal::out;
use lead_app::{AppError, thousands};
use lead_sandbox::{SandboxOptions, Scenario};

/// Serves until Ctrl-C.
pub(crate) async fn serve(arguments: SandboxArguments) -> Outcome {
    let SandboxArguments { leads, seed, port, scenario, workbook, json } = arguments;
    let scenario =
        scenario.as_deref().map(Scenario::from_file).transpose().map_err(|error| fault_of(&error))?;
    if let Some(path) = workbook {
        let written = path.clone();
        tokio::task::spawn_blocking(move || lead_sandbox::write_workbook(leads, seed, leads, &written))
            .await
            .map_err(|fault| fault_of(&fault))?
            .map_err(|error| fault_of(&error))?;
        if !json {
            out::note(&format!("Wrote {}", path.display()));
        }
    }
    let sandbox = lead_sandbox::start(SandboxOptions { leads, seed, port, scenario })
        .await
        .map_err(|error| fault_of(&error))?;
    let url = sandbox.url();
    let openai_url = format!("{url}/v1");
    if json {
        json::Line::Sandbox {
            url: &url,
            openai_url: &openai_url,
            access_token: sandbox.access_token(),
            client_id: sandbox.client_id(),
            client_secret: sandbox.client_secret(),
            api_key: sandbox.api_key(),
        }
        .print();
    } else {
        // In this form a shell can take them over.
        out::line(&format!("SALESFORCE_URL={url}"));
        out::line(&format!("SALESFORCE_CLIENT_ID={}", sandbox.client_id()));
        out::line(&format!("SALESFORCE_CLIENT_SECRET={}", sandbox.client_secret()));
        out::line(&format!("OPENAI_BASE_URL={openai_url}"));
        out::line(&format!("OPENAI_API_KEY={}", sandbox.api_key()));
        out::note(&format!(
            "An org of {} leads and a model answer here until Ctrl-C. Counts: {url}/__stats",
            thousands(leads.into())
        ));
    }
    if let Err(error) = tokio::signal::ctrl_c().await {
        tracing::debug!(%error, "Ctrl-C cannot be heard");
        std::future::pending::<()>().await;
    }
    sandbox.stop().await;
    Ok(Exit::Done)
}

fn fault_of(error: &dyn std::error::Error) -> AppError {
    AppError { code: "sandbox".into(), message: error.to_string() }
}
