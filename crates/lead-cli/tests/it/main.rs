//! `leadsheet` as others use it: started as a process, judged by its lines, its exit code, the files
//! it leaves, and by what the sandbox counted.

mod bad_input;
mod demo;
mod interrupted;
mod stopped;
mod support;
mod trouble;
