//! The algorithm library: update rules over counted oracles.
//!
//! An algorithm is one file and three lines in its family's `mod.rs`: its `mod`, its `use`, and its entry in `FAMILY`. A
//! `step` reads as the paper's pseudocode, with its letters. An algorithm does not print, time, count, log, watch budgets
//! or know the optimum.
//!
//! # What every algorithm is held to
//!
//! With its defaults, an algorithm brings the error of the reference problem of its class below a fraction of the error
//! at the start, within a cost in passes. `tests/all/laws.rs` checks it, and names the few that rightly do not, with reasons.
//!
//! | class | reference problem | error | cost |
//! |---|---|---|---|
//! | objective | `quadratic{condition=10,dim=5}` | 1e-2 | 1e4 |
//! | smooth | `quadratic` | 1e-6 | 2e3 |
//! | curved | `quadratic` | 1e-6 | 2e3 |
//! | stochastic | `logistic-regression{dim=5,ridge=0.1,samples=100}` | 1e-1 | 5e2 |
//! | glm | `logistic-regression{dim=5,ridge=0.1,samples=100}` | 1e-6 | 2e3 |
//! | least-squares | `rosenbrock` | 1e-6 | 2e3 |
//! | composite | `lasso{dim=20,samples=50}` | 1e-6 | 2e3 |
//! | composite-sum | `lasso{dim=20,samples=50}` | 1e-6 | 2e3 |
//! | constrained | `hs6` | 1e-6 | 2e3 |
//! | operator | `bilinear{kind=scalar}` | 1e-2 | 1e4 |
//! | saddle | `matrix-game{columns=5,kind=rock-paper-scissors,rows=5}` | 1e-2 | 1e4 |
//! | finite-sum-operator | `quadratic-saddle-sum{dim=5,samples=20}` | 1e-2 | 2e4 |
//! | bilevel | `quadratic-bilevel{dim=5,samples=256}` | 1e-1 | 1e4 |
//! | constrained-bilevel | `coupled-convex{constraint=unit,dim=5}` | 1e-1 | 1e4 |
//! | pseudo-boolean | `one-max{dim=30}` | 1e-6 | 5e3 |

mod algorithm;
mod evidence;
mod family;
mod run;

pub mod argmin;
pub mod bilevel;
pub mod consensus;
pub mod evolutionary;
pub mod extragradient;
pub mod first_order;
pub mod part;
pub mod second_order;
pub mod stochastic;
pub mod zeroth_order;

pub use algorithm::{About, Algorithm, AnyAlgorithm, Built, Entry, Misfit, entry, expect};
pub use evidence::Evidence;
pub use family::Family;
pub use run::{Answering, Averaging, End, Watcher, run};

const ALL: &[Family] = &[
    first_order::FAMILY,
    stochastic::FAMILY,
    second_order::FAMILY,
    zeroth_order::FAMILY,
    consensus::FAMILY,
    evolutionary::FAMILY,
    extragradient::FAMILY,
    bilevel::FAMILY,
    argmin::FAMILY,
];

/// The families, in the order of lists.
pub static FAMILIES: &[Family] = ALL;

/// Every algorithm, by family.
pub static ALGORITHMS: &[Entry] = &family::joined::<{ family::algorithms(ALL) }>(ALL);
