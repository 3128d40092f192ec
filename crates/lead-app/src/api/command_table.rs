//! Everything a host can ask, listed once.

/// Hands the list of commands to `$callback`, as `name(argument: type, …) -> type;` entries under
/// their doc comments.
///
/// Each is an async method of [`App`](crate::App) that gives `Result<type, AppError>`. A host builds
/// its own commands from this list, so it does not compile when one is missing.
#[macro_export]
macro_rules! command_table {
    ($callback:ident) => {
        $callback! {
            /// About this installation: version, home folder, keychain, models and recipes to choose.
            app_info() -> $crate::AppInfo;
            /// The files this app was asked to open and that no window has taken yet. Taken once.
            opened_files() -> Vec<String>;
            /// Opens a workbook, lists its sheets and finds the id column.
            inspect_workbook(path: String) -> $crate::WorkbookInfo;
            /// How many rows a query or a pasted list gives, and the first twenty. Fetches nothing more.
            preview_source(source: $crate::LeadSource) -> $crate::SourcePreview;
            /// Fetches the ids of a query or a pasted list into a workbook, and gives its path. Stopped from
            /// outside, it fails with the code `gathering_stopped`.
            gather_source(source: $crate::LeadSource) -> String;
            /// Stops fetching ids. What was written of them is removed.
            stop_gathering() -> ();
            /// Reads all ids of a sheet and groups the rows by what their form says.
            examine_ids(source: $crate::SheetChoice) -> $crate::IdHealth;
            /// What a run will take, before it starts.
            forecast(request: $crate::RunRequest) -> $crate::Forecast;
            /// The fields of a lead that this user may read, in the org that a workbook's run reads from.
            lead_fields(path: String) -> $crate::OrgFields;
            /// What of the recipe can be read there, what cannot, and what that costs the assessment.
            fit_fields(request: $crate::RunRequest) -> $crate::FieldFit;
            /// The fields chosen for a recipe in that org, as they were last saved.
            saved_fields(path: String, recipe: String) -> $crate::FieldChoice;
            /// Saves the fields chosen for a recipe in that org.
            save_fields(path: String, recipe: String, fields: $crate::FieldChoice) -> ();
            /// Checks what a run needs: connections, fields, folder, disk, spending cap.
            preflight(request: $crate::RunRequest) -> Vec<$crate::PreflightCheck>;
            /// Reads and assesses a few leads of the sheet. Their answers cost nothing in the run.
            try_leads(request: $crate::RunRequest, leads: u32) -> $crate::Trial;
            /// Starts a run and gives its id at once.
            start_run(request: $crate::RunRequest) -> $crate::RunId;
            /// What people should know of the files that are kept, such as that one was damaged and put
            /// aside. Told once.
            notices() -> Vec<String>;
            /// Saves what can be read of a damaged run, and tells what came of it. Nothing is changed where
            /// nothing is wrong; the damaged file is kept.
            salvage_run(run: $crate::RunId) -> String;
            /// Asks a run to stop where it can be taken up again.
            pause_run(run: $crate::RunId) -> ();
            /// Ends a run for good; what was done is kept and can be saved.
            cancel_run(run: $crate::RunId) -> ();
            /// Takes a paused run up where it was.
            resume_run(run: $crate::RunId) -> ();
            /// Sets another spending cap for a run that is paused by its own; none at all for null.
            raise_cap(run: $crate::RunId, max_spend_usd: Option<$crate::Money>) -> ();
            /// Goes on with a run that only checked ids: assesses the leads it has read, and reads none
            /// again. An empty model is the recipe's own.
            assess_run(run: $crate::RunId, ai: bool, model: String, max_spend_usd: Option<$crate::Money>) -> ();
            /// Takes the failed rows of a run up again.
            retry_run(run: $crate::RunId) -> ();
            /// All runs, the latest first.
            list_runs() -> Vec<$crate::RunSummary>;
            /// Deletes a run and all that was kept of it. The workbooks saved from it stay.
            delete_run(run: $crate::RunId) -> ();
            /// How far a run is.
            run_snapshot(run: $crate::RunId) -> $crate::RunSnapshot;
            /// A page of a run's rows, filtered and ordered.
            page_rows(run: $crate::RunId, query: $crate::RowQuery) -> $crate::RowPage;
            /// Everything about one row's lead.
            lead_page(run: $crate::RunId, row: u32) -> $crate::LeadPage;
            /// The results of a run in figures.
            run_report(run: $crate::RunId) -> $crate::RunReport;
            /// What saving a run's workbook will add, where, and under which names. Nothing is written.
            save_plan(run: $crate::RunId) -> $crate::SavePlan;
            /// Writes a run's workbook as wished, and remembers the columns for the recipe. Columns of
            /// null are all the recipe has; what was remembered is then forgotten. Stopped from outside,
            /// it fails with the code `saving_stopped`.
            export_run(run: $crate::RunId, path: String, save: $crate::SaveOptions) -> $crate::SavedWorkbook;
            /// Stops saving a run's workbook. What was written of it is removed, and no file is touched.
            stop_saving(run: $crate::RunId) -> ();
            /// What the user chose.
            settings() -> $crate::Settings;
            /// Keeps what the user chose.
            save_settings(settings: $crate::Settings) -> ();
            /// The connections, without their secrets.
            connections() -> Vec<$crate::ConnectionState>;
            /// Keeps Salesforce credentials in the keychain.
            save_salesforce(form: $crate::SalesforceForm) -> $crate::ConnectionState;
            /// Keeps the model's credentials in the keychain.
            save_openai(form: $crate::OpenAiForm) -> $crate::ConnectionState;
            /// Signs in and asks for what costs nothing.
            test_connection(provider: $crate::Provider) -> $crate::ConnectionTest;
            /// Removes a provider's credentials.
            forget_connection(provider: $crate::Provider) -> ();
            /// The orgs the app knows.
            list_orgs() -> Vec<$crate::OrgProfile>;
            /// Makes runs read from another org.
            switch_org(org: String) -> ();
            /// Signs out of an org, and tells Salesforce to end what was signed in; its address and
            /// consumer key stay. Gives why Salesforce could not be told, where it could not.
            sign_out_org(org: String) -> Option<String>;
            /// Signs out of an org and takes it off the list.
            forget_org(org: String) -> Option<String>;
            /// Writes an org's address and consumer key to a file for others.
            export_org_profile(org: String, path: String) -> ();
            /// Takes an org from such a file. It is known then, and still to be signed in to.
            import_org_profile(path: String) -> $crate::OrgProfile;
            /// Starts a sign-in and gives the address to be opened in the browser.
            begin_sign_in(form: $crate::SignInForm) -> $crate::SignInStarted;
            /// How far a sign-in is.
            sign_in_state(handle: String) -> $crate::SignInState;
            /// Finishes a sign-in with the address the browser landed on, where it could not bring it
            /// itself.
            paste_sign_in(handle: String, address: String) -> ();
            /// Gives a sign-in up.
            cancel_sign_in(handle: String) -> ();
            /// The sign-ins of the Salesforce command line on this computer.
            sf_sign_ins() -> $crate::SfSignIns;
            /// Uses one of them, as long as it lasts. Nothing of it is kept but whose it is.
            choose_sf_sign_in(username: String) -> $crate::OrgProfile;
            /// What an admin has to set up, as settings and as a message.
            admin_request() -> $crate::AdminRequest;
            /// Starts the built-in demo and writes a workbook for it.
            start_demo(leads: u32) -> $crate::Demo;
            /// What to send with a report of a fault: versions, system, settings, recent log lines.
            /// Holds no secret and nothing of a lead.
            diagnostics() -> String;
        }
    };
}
