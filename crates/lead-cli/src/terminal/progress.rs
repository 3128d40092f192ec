//! What is seen while a run is under way: JSON lines, a moving display, or a line now and then
//! where nobody watches.

use crate::terminal::json;
use crate::terminal::out;
use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};
use lead_app::{RunSnapshot, thousands};
use lead_model::{Stage, StageProgress};
use std::time::{Duration, Instant};

/// How often a line is written where nobody watches.
const PLAIN_EVERY: Duration = Duration::from_secs(5);

/// The display of a run.
pub(crate) enum Display {
    /// JSON lines on stdout.
    Json,
    /// Bars on stderr.
    Bars(Bars),
    /// Lines on stderr.
    Lines { last: Option<Instant>, slowed_by: Option<String> },
}

/// A bar for each station and a line of figures.
pub(crate) struct Bars {
    all: MultiProgress,
    stages: Vec<(Stage, ProgressBar)>,
    figures: ProgressBar,
}

impl Display {
    pub fn new(json: bool) -> Self {
        if json {
            Self::Json
        } else if out::is_watched() {
            Self::Bars(Bars::new())
        } else {
            Self::Lines { last: None, slowed_by: None }
        }
    }

    /// Shows how far the run is.
    pub fn show(&mut self, snapshot: &RunSnapshot) {
        match self {
            Self::Json => json::Line::Snapshot(snapshot).print(),
            Self::Bars(bars) => bars.show(snapshot),
            Self::Lines { last, slowed_by } => {
                let due = last.is_none_or(|last| last.elapsed() >= PLAIN_EVERY);
                if due || *slowed_by != snapshot.slowed_by {
                    out::note(&plain(snapshot));
                    *last = Some(Instant::now());
                    slowed_by.clone_from(&snapshot.slowed_by);
                }
            }
        }
    }

    /// Says something to who started the run.
    pub fn say(&mut self, text: &str) {
        match self {
            Self::Bars(bars) if bars.all.println(text).is_ok() => {}
            _ => out::note(text),
        }
    }

    /// Takes it away, before the closing paragraph.
    pub fn close(&mut self) {
        if let Self::Bars(bars) = self
            && let Err(error) = bars.all.clear()
        {
            tracing::debug!(%error, "the display was not cleared");
        }
    }
}

impl Bars {
    fn new() -> Self {
        let all = MultiProgress::with_draw_target(ProgressDrawTarget::stderr_with_hz(10));
        let figures = all.add(ProgressBar::no_length());
        figures.set_style(style("{msg}"));
        Self { all, stages: Vec::new(), figures }
    }

    fn show(&mut self, snapshot: &RunSnapshot) {
        for progress in &snapshot.stages {
            let known = self.stages.iter().position(|(stage, _)| *stage == progress.stage);
            let at = known.unwrap_or_else(|| {
                let bar = self.all.insert_before(&self.figures, ProgressBar::no_length());
                bar.set_style(style("{prefix:<12} {bar:28} {msg}"));
                bar.set_prefix(name(progress.stage));
                self.stages.push((progress.stage, bar));
                self.stages.len() - 1
            });
            if let Some((_, bar)) = self.stages.get(at) {
                if let Some(total) = progress.total {
                    bar.set_length(total);
                }
                bar.set_position(progress.done + progress.failed);
                bar.set_message(of_total(progress));
            }
        }
        self.figures.set_message(figures(snapshot));
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template)
        .unwrap_or_else(|_| ProgressStyle::default_bar())
        .progress_chars("━╸ ")
}

fn name(stage: Stage) -> &'static str {
    match stage {
        Stage::Read => "Reading",
        Stage::Retrieve => "Salesforce",
        Stage::Rules => "Rules",
        Stage::Assess => "Model",
    }
}

fn of_total(progress: &StageProgress) -> String {
    let done = thousands(progress.done);
    let mut text = match progress.total {
        Some(total) => format!("{done} of {}", thousands(total)),
        None => done,
    };
    if progress.failed > 0 {
        text = format!("{text}, {} failed", thousands(progress.failed));
    }
    text
}

/// Speed, time left, money, and what slows it.
fn figures(snapshot: &RunSnapshot) -> String {
    let mut parts = vec![format!("{:.0} leads/s", snapshot.leads_per_second)];
    if let Some(left) = snapshot.time_left {
        let (low, high) = (out::duration(left.low), out::duration(left.high));
        parts.push(if low == high { format!("about {low} left") } else { format!("{low} to {high} left") });
    }
    parts.push(match snapshot.max_spend_usd {
        Some(cap) => format!("{} of {cap}", snapshot.usage.cost_usd),
        None => snapshot.usage.cost_usd.to_string(),
    });
    parts.extend(snapshot.slowed_by.clone());
    parts.join(" · ")
}

fn plain(snapshot: &RunSnapshot) -> String {
    let stages: Vec<_> = snapshot
        .stages
        .iter()
        .map(|progress| format!("{} {}", name(progress.stage), of_total(progress)))
        .collect();
    format!("{} · {}", stages.join(", "), figures(snapshot))
}
