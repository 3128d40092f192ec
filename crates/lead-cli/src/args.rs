//! What can be said on the command line.

use crate::options::columns::Columns;
use clap::{Args, Parser, Subcommand, ValueEnum};
use lead_app::{Provider, RunId, SaveOptions};
use lead_model::{FieldMatch, Profile, ReadBy, SettingOverrides};
use std::path::PathBuf;

/// Checks, reads and scores the Salesforce leads listed in a workbook.
#[derive(Debug, Parser)]
#[command(name = "leadsheet", version, arg_required_else_help = true, after_help = AFTER_HELP)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

const AFTER_HELP: &str = "\
Credentials come from the environment, else from the system's keychain (leadsheet login):
  SALESFORCE_URL with SALESFORCE_ACCESS_TOKEN, or with SALESFORCE_CLIENT_ID and SALESFORCE_CLIENT_SECRET
  OPENAI_API_KEY, and OPENAI_BASE_URL for another server
LEADSHEET_HOME moves everything the app keeps.

Exit: 0 done · 1 error · 2 usage · 3 done, some rows failed and can be retried
      4 paused by a limit, the cap, credentials or a full disk · 130 cancelled, or stopped by Ctrl-C";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Show a workbook's sheets, columns and where its lead ids are
    Inspect {
        /// The workbook
        file: PathBuf,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Check, read and assess the leads of a workbook
    Run(RunArguments),
    /// Take a paused run up where it was, or assess what a run with --check-only has read
    Resume {
        #[command(flatten)]
        run: RunName,
        /// Another spending cap, in dollars, for a run that is paused by its own
        #[arg(long, value_name = "USD")]
        max_spend: Option<f64>,
        /// The share of the org's daily API calls at which the run pauses, in percent, 1 to 100
        #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u32).range(1..=100))]
        salesforce_share: Option<u32>,
        /// Print JSON lines
        #[arg(long)]
        json: bool,
    },
    /// Take the failed rows of a run up again
    Retry {
        #[command(flatten)]
        run: RunName,
        /// Print JSON lines
        #[arg(long)]
        json: bool,
    },
    /// End a run for good, also one under way elsewhere; what was done is kept
    Cancel {
        #[command(flatten)]
        run: RunName,
    },
    /// Write a run's workbook
    Export {
        #[command(flatten)]
        run: RunName,
        /// Where to; a file there is replaced
        #[arg(long, value_name = "FILE", required_unless_present_any = ["over_original", "plan"])]
        output: Option<PathBuf>,
        #[command(flatten)]
        save: SaveArguments,
        /// Only tell what would be added, where, and under which names; nothing is written
        #[arg(long, conflicts_with_all = ["output", "over_original", "report_workbook", "columns"])]
        plan: bool,
        /// With --plan: print JSON
        #[arg(long, requires = "plan")]
        json: bool,
    },
    /// Save what can be read of a damaged run; the damaged file is kept
    Salvage {
        #[command(flatten)]
        run: RunName,
    },
    /// List the runs
    Runs {
        /// Print JSON lines
        #[arg(long)]
        json: bool,
    },
    /// Show a run
    Show {
        #[command(flatten)]
        run: RunName,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Delete a run; the workbooks saved from it stay
    Delete {
        #[command(flatten)]
        run: RunName,
    },
    /// Tell what a run will take, before it starts
    Forecast(RunArguments),
    /// List the recipes
    Recipes {
        /// Print JSON lines
        #[arg(long)]
        json: bool,
    },
    /// Do the whole job on the built-in sandbox
    Demo {
        /// How many leads
        #[arg(long, default_value_t = 2000, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
        leads: u32,
        /// Where the workbook goes
        #[arg(long, value_name = "FILE")]
        output: Option<PathBuf>,
        /// Print JSON lines
        #[arg(long)]
        json: bool,
    },
    /// Serve a demo org and a model on this computer until Ctrl-C
    Sandbox(SandboxArguments),
    /// Sign in; what signs in is kept in the system's keychain
    Login(LoginArguments),
    /// Sign out, and remove credentials from the system's keychain
    Logout {
        /// Which
        provider: ProviderName,
    },
    /// List the Salesforce orgs that are known, or choose, forget or share one
    Orgs {
        #[command(subcommand)]
        what: Option<OrgsCommand>,
        /// Print JSON lines
        #[arg(long)]
        json: bool,
    },
    /// Check this installation and its connections
    Doctor {
        /// Print JSON lines
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, Clone, Args)]
pub(crate) struct SaveArguments {
    /// Make a new workbook with the values of the sheet, instead of adding to a copy of the whole workbook
    #[arg(long)]
    report_workbook: bool,
    /// Replace the original; a backup is put beside it first
    #[arg(long, conflicts_with_all = ["output", "report_workbook"])]
    over_original: bool,
    /// The columns to add, in this order: NAME or NAME=HEADER, commas between; all for the recipe's own. It is
    /// remembered for the recipe
    #[arg(long, value_name = "COLUMNS", value_parser = crate::options::columns::read)]
    pub columns: Option<Columns>,
}

impl From<SaveArguments> for SaveOptions {
    fn from(arguments: SaveArguments) -> Self {
        Self {
            report_workbook: arguments.report_workbook,
            over_original: arguments.over_original,
            columns: arguments.columns.and_then(Columns::named),
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct RunName {
    /// The run, as `leadsheet runs` lists it
    run: String,
}

impl From<RunName> for RunId {
    fn from(name: RunName) -> Self {
        Self(name.run)
    }
}

/// Where the leads come from.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(crate) struct SourceArguments {
    /// The workbook
    pub file: Option<PathBuf>,
    /// Instead of a workbook: a SOQL query that gives lead ids
    #[arg(long, value_name = "SOQL")]
    pub query: Option<String>,
    /// Instead of a workbook: all leads that meet a condition, what follows WHERE in SOQL
    #[arg(long = "where", value_name = "CLAUSE")]
    pub condition: Option<String>,
    /// Instead of a workbook: these leads, by id or link
    #[arg(long = "id", value_name = "ID", num_args = 1..)]
    pub ids: Vec<String>,
}

#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
#[derive(Debug, Args)]
pub(crate) struct RunArguments {
    #[command(flatten)]
    pub source: SourceArguments,
    /// The sheet; found by its content unless given
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
    /// The column of the lead ids; found by its content unless given
    #[arg(long, value_name = "NAME_OR_LETTER")]
    pub id_column: Option<String>,
    /// The recipe
    #[arg(long, value_name = "NAME_OR_FILE")]
    pub recipe: Option<String>,
    /// Do not ask the model
    #[arg(long)]
    pub no_ai: bool,
    /// Stop after the ids are checked and the leads read
    #[arg(long)]
    pub check_only: bool,
    /// A field to read into a column besides the recipe's, by its API name or path (Owner.Name); may be repeated
    #[arg(long, value_name = "PATH")]
    pub field: Vec<String>,
    /// A field of your org that stands in for one of the recipe's; may be repeated
    #[arg(long, value_name = "RECIPE_FIELD=ORG_FIELD", value_parser = crate::options::field_match::read_match)]
    pub map: Vec<FieldMatch>,
    /// Follow merged leads to the lead that remains, and read and assess that
    #[arg(long)]
    pub follow_merged: bool,
    /// How leads are read: size (as suits their number), ids, or bulk (one job over the whole org)
    #[arg(long, value_name = "WAY", default_value = "size")]
    pub read_by: ReadBy,
    /// The share of the org's daily API calls at which the run pauses, in percent, 1 to 100
    #[arg(long, value_name = "PERCENT")]
    pub salesforce_share: Option<u32>,
    /// Where the workbook goes; beside the original, under a new name, unless given
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub save: SaveArguments,
    /// How it is batched and paced: adaptive, stability or performance
    #[arg(long, value_name = "PROFILE")]
    pub profile: Option<Profile>,
    /// Leads read in one call to Salesforce, 50 to 2000
    #[arg(long, value_name = "N")]
    pub batch_size: Option<u32>,
    /// Leads committed, cancelled and reported as one, 10 to 100
    #[arg(long, value_name = "N")]
    pub ai_batch_size: Option<u32>,
    /// Leads packed into one request to the model, 1 to 20
    #[arg(long, value_name = "N")]
    pub leads_per_request: Option<u32>,
    /// The model; the recipe's own unless given
    #[arg(long, value_name = "NAME")]
    pub model: Option<String>,
    /// The most the run may spend, in dollars; it pauses before it would spend more
    #[arg(long, value_name = "USD")]
    pub max_spend: Option<f64>,
    /// The org's address
    #[arg(long, value_name = "URL")]
    pub salesforce_url: Option<String>,
    /// The model's address
    #[arg(long, value_name = "URL")]
    pub openai_url: Option<String>,
    /// Print JSON lines
    #[arg(long)]
    pub json: bool,
}

impl RunArguments {
    /// What it says about batching.
    pub fn overrides(&self) -> SettingOverrides {
        SettingOverrides {
            profile: self.profile,
            batch_size_salesforce: self.batch_size,
            batch_size_validation: self.batch_size,
            batch_size_ai: self.ai_batch_size,
            leads_per_request: self.leads_per_request,
            salesforce_daily_share: self.salesforce_share,
            ..SettingOverrides::default()
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct SandboxArguments {
    /// How many leads the org has
    #[arg(long, default_value_t = 2000, value_name = "N")]
    pub leads: u32,
    /// What its chance starts from; the same number makes the same org
    #[arg(long, default_value_t = 7, value_name = "N")]
    pub seed: u64,
    /// The port; any free one unless given
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub port: u16,
    /// Latency, limits and faults, as a JSON file
    #[arg(long, value_name = "FILE")]
    pub scenario: Option<PathBuf>,
    /// Also write a workbook that matches the org
    #[arg(long, value_name = "FILE")]
    pub workbook: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct LoginArguments {
    /// Which
    pub provider: ProviderName,
    /// Salesforce: production, sandbox, or your org's My Domain address. The model: its address
    #[arg(long, value_name = "URL")]
    pub url: Option<String>,
    /// Salesforce: the consumer key of your org's app for Leadsheet
    #[arg(long, value_name = "KEY")]
    pub client_id: Option<String>,
    /// Salesforce: in the browser, or with a secret or token that is asked for
    #[arg(long = "with", value_name = "WAY", default_value = "browser")]
    pub way: LoginWay,
    /// Salesforce: use the sign-in that the Salesforce command line has for this user
    #[arg(long, value_name = "USERNAME", conflicts_with_all = ["way", "url", "client_id", "profile"])]
    pub sf: Option<String>,
    /// Salesforce: sign in to the org of a connection file that somebody shared
    #[arg(long, value_name = "FILE", conflicts_with_all = ["way", "url", "client_id"])]
    pub profile: Option<PathBuf>,
    /// Salesforce: only print the address, for a browser elsewhere
    #[arg(long)]
    pub no_browser: bool,
    /// Salesforce: print what an admin has to set up, and end
    #[arg(long)]
    pub ask_admin: bool,
}

/// How to sign in to Salesforce.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LoginWay {
    /// In the browser
    Browser,
    /// With the app's own id and secret (client credentials)
    Secret,
    /// With the token of a session somebody opened
    Token,
}

#[derive(Debug, Subcommand)]
pub(crate) enum OrgsCommand {
    /// Make runs read from an org
    Use {
        /// The org's name, user or id
        org: String,
    },
    /// Sign out of an org and forget it
    Forget {
        /// The org's name, user or id
        org: String,
    },
    /// Write an org's address and consumer key, no secret, to a file for others
    Share {
        /// The org's name, user or id
        org: String,
        /// The file; one there is replaced
        file: PathBuf,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum ProviderName {
    Salesforce,
    Openai,
}

impl From<ProviderName> for Provider {
    fn from(name: ProviderName) -> Self {
        match name {
            ProviderName::Salesforce => Self::Salesforce,
            ProviderName::Openai => Self::Openai,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_definitions_hold_together() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn what_is_given_overrides_and_the_rest_is_silent() {
        let line = ["leadsheet", "run", "a.xlsx", "--batch-size", "200", "--profile", "stability"];
        let Command::Run(arguments) = Arguments::try_parse_from(line).unwrap().command else { panic!() };
        let overrides = arguments.overrides();
        assert_eq!(overrides.profile, Some(Profile::Stability));
        assert_eq!(overrides.batch_size_salesforce, Some(200));
        assert_eq!(overrides.batch_size_validation, Some(200));
        assert_eq!(overrides.batch_size_ai, None);
    }
}
