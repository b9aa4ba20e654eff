//! The page, its tables and figures. One binary, which links once.

mod browser;
mod look;
mod report;
mod support;
