//! A run whose file is damaged is salvaged by whoever has to do with it, and then gone on with: what could
//! be read is there, and the damaged file is kept beside it.

use crate::plan::recipe;
use crate::{Home, RunError, RunPlan};
use lead_journal::{Journal, JournalError, Look, Salvaged, View, notices};
use lead_model::{Money, RunId};

/// Saves what can be read of a damaged run that nobody drives. Where nothing is wrong, nothing is
/// changed. Blocks, for a minute where the run has a million rows.
pub fn salvage(home: &Home, run: &RunId) -> Result<Salvaged, RunError> {
    let plausible =
        |plan: &str, text: &str| serde_json::from_str::<RunPlan>(plan).is_ok() && recipe::kept(text).is_ok();
    let salvaged = Journal::salvage(home, run, &plausible)?;
    if salvaged.bill_lost {
        bill_as_capped(home, run)?;
    }
    if let Some(kept) = &salvaged.kept {
        notices::tell(format!(
            "{} The damaged file is kept as “{}”.",
            salvaged.sentence(),
            kept.file_name().unwrap_or_default().to_string_lossy()
        ));
    }
    Ok(salvaged)
}

/// Where it is not known any more what a run has spent, all that it may spend counts as spent.
fn bill_as_capped(home: &Home, run: &RunId) -> Result<(), RunError> {
    let mut journal = Journal::open(home, run)?;
    if let Some(cap) = RunPlan::of(&journal.view().about()?)?.request.max_spend_usd {
        // What is kept beside the journal may have told a part of it when the run was opened.
        let rest = cap - journal.tallies().committed();
        if rest > Money::ZERO {
            journal.begin()?;
            journal.count_as_perhaps_spent(rest);
            journal.commit()?;
        }
    }
    Ok(())
}

/// Salvages a run that turns out to be damaged before more is done with it; gives what came of it, or
/// `None` where it is whole. After an owner that went without closing it, its pages are looked through.
pub fn make_whole(home: &Home, run: &RunId) -> Result<Option<Salvaged>, RunError> {
    let whole = Journal::look_over(home, run).map_err(RunError::from);
    match whole.and_then(|()| looked_at(home, run, check)) {
        Err(error) if error.is_damage() => salvage(home, run).map(Some),
        looked => looked.map(|()| None),
    }
}

/// Whether a run's own line can be read.
pub(crate) fn check(view: View<'_>) -> Result<(), RunError> {
    let about = view.about()?;
    RunPlan::of(&about)?;
    recipe::kept(&about.recipe)?;
    view.tallies()?;
    Ok(())
}

/// Looks at a run, and once more after salvaging it where its file turns out to be damaged.
pub(crate) fn with_view<T>(
    home: &Home,
    run: &RunId,
    mut look: impl FnMut(View<'_>) -> Result<T, RunError>,
) -> Result<T, RunError> {
    match looked_at(home, run, &mut look) {
        Err(error) if error.is_damage() => {
            salvage(home, run)?;
            looked_at(home, run, look)
        }
        looked => looked,
    }
}

fn looked_at<T>(
    home: &Home,
    run: &RunId,
    look: impl FnOnce(View<'_>) -> Result<T, RunError>,
) -> Result<T, RunError> {
    look(Look::at(home, run)?.view())
}

/// Opens a run to change it, after salvaging it where its file turns out to be damaged.
pub(crate) fn opened(home: &Home, run: &RunId) -> Result<Journal, RunError> {
    let open = || -> Result<Journal, RunError> {
        let journal = Journal::open(home, run)?;
        check(journal.view())?;
        Ok(journal)
    };
    match open() {
        Err(error) if error.is_damage() => {
            salvage(home, run)?;
            open()
        }
        opened => opened,
    }
}

/// Changes a run, and once more after salvaging it where its file turns out to be damaged: pages that are
/// only written, such as free ones and those of indexes, are met no sooner.
pub(crate) fn changed<T>(
    home: &Home,
    run: &RunId,
    mut change: impl FnMut(&mut Journal) -> Result<T, RunError>,
) -> Result<T, RunError> {
    match opened(home, run).and_then(|mut journal| change(&mut journal)) {
        Err(error) if error.is_damage() => {
            salvage(home, run)?;
            change(&mut opened(home, run)?)
        }
        done => done,
    }
}

impl RunError {
    /// Whether the run's file itself is damaged.
    pub(crate) fn is_damage(&self) -> bool {
        match self {
            Self::Journal(error) => error.is_damage(),
            Self::KeptRecipe(_) => true,
            _ => false,
        }
    }

    /// Whether the disk takes nothing more.
    #[must_use]
    pub fn is_no_room(&self) -> bool {
        matches!(self, Self::Journal(error) if error.is_no_room())
    }
}

/// A journal's error, as it has to travel through a part that knows only its own.
pub(crate) fn kept_fault(fault: &mut Option<JournalError>, error: JournalError) -> String {
    let told = error.to_string();
    fault.get_or_insert(error);
    told
}
