//! Opens any workbook, finds the id column, streams its rows, and writes them back with the findings.
