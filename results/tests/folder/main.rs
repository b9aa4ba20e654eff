//! Folders of results: what is written is read, whatever happens in between.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod baseline;
mod broken;
mod clock;
mod compact;
mod journal;
mod killed;
mod merge;
mod round_trip;
mod sample;
mod within;
