//! From the recipe's columns to those of the workbook.

use crate::export::columns;
use crate::{ColumnChoice, RunError};
use lead_assess::FittedRecipe;
use lead_model::{ColumnKind, ResultCell};
use lead_workbook::ResultColumn;

/// Which of the recipe's columns are written, and which of the others are counted.
pub(crate) struct Selection {
    /// Places in the recipe's order, with their headers.
    written: Vec<(usize, String)>,
    /// Places of columns that the summary counts though they are left out.
    counted: Vec<usize>,
}

impl Selection {
    pub(crate) fn of(fitted: &FittedRecipe, wishes: Option<&[ColumnChoice]>) -> Result<Self, RunError> {
        let offers = columns::offers(fitted);
        let written: Vec<(usize, String)> = match wishes {
            Some(wishes) => columns::choose(wishes, &offers)?,
            None => offers.into_iter().map(|offer| offer.name).enumerate().collect(),
        };
        let all = fitted.columns();
        let is_left_out = |place: &usize| written.iter().all(|(other, _)| other != place);
        let counted =
            (0..all.len()).filter(is_left_out).filter(|place| is_counted(all[*place].kind)).collect();
        Ok(Self { written, counted })
    }

    pub(crate) fn columns(&self, fitted: &FittedRecipe) -> Vec<ResultColumn> {
        let all = fitted.columns();
        let one = |(place, header): &(usize, String)| ResultColumn {
            header: header.clone(),
            kind: all[*place].kind,
        };
        self.written.iter().map(one).collect()
    }

    pub(crate) fn counted(&self, fitted: &FittedRecipe) -> Vec<ResultColumn> {
        let all = fitted.columns();
        let one = |place: &usize| ResultColumn { header: all[*place].header.clone(), kind: all[*place].kind };
        self.counted.iter().map(one).collect()
    }

    /// A row's cells, the written ones first.
    pub(crate) fn cells(&self, mut all: Vec<ResultCell>) -> Vec<ResultCell> {
        let places = self.written.iter().map(|(place, _)| place).chain(&self.counted);
        places.map(|place| std::mem::take(&mut all[*place])).collect()
    }
}

/// Whether the summary counts or averages columns of a kind.
fn is_counted(kind: ColumnKind) -> bool {
    use ColumnKind as Kind;
    matches!(kind, Kind::Score | Kind::Flag | Kind::Status | Kind::Verdict | Kind::Band)
}
