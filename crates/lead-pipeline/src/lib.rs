//! The run: plan, stations, pause, resume, retry, progress, and the workbook at the end.
