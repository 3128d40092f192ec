//! The run on disk: rows, leads, assessments, money and the owner's lease, in one SQLite file.
