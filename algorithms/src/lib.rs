//! The algorithm library: update rules over counted oracles.
//!
//! An algorithm is one file and two lines here: its `mod` (in its family's folder), and its entry in
//! [`ALGORITHMS`]. A `step` reads as the paper's pseudocode, with its letters. An algorithm does not
//! print, time, count, log, watch budgets or know the optimum.
//!
//! # What every algorithm is held to
//!
//! With its defaults, an algorithm brings the error of the reference problem of its class below a fraction of the error
//! at the start, within a cost in passes. `tests/laws.rs` checks it, and names the two that rightly do not: `gda`, which
//! spirals outwards on every bilinear game, and `bda`, which solves the aggregated problem.
//!
//! | class | reference problem | error | cost |
//! |---|---|---|---|
//! | objective | `quadratic{condition=10,dim=5}` | 1e-2 | 1e4 |
//! | smooth | `quadratic` | 1e-6 | 2e3 |
//! | curved | `quadratic` | 1e-6 | 2e3 |
//! | stochastic | `logistic-regression{dim=5,ridge=0.1,samples=100}` | 1e-1 | 5e2 |
//! | glm | `logistic-regression{dim=5,ridge=0.1,samples=100}` | 1e-6 | 2e3 |
//! | composite | `lasso{dim=20,samples=50}` | 1e-6 | 2e3 |
//! | constrained | `hs6` | 1e-6 | 2e3 |
//! | operator | `bilinear{kind=scalar}` | 1e-2 | 1e4 |
//! | bilevel | `quadratic-bilevel{dim=5}` | 1e-1 | 1e4 |
//! | pseudo-boolean | `one-max{dim=30}` | 1e-6 | 5e3 |

mod algorithm;
mod run;

pub mod argmin;
pub mod bilevel;
pub mod consensus;
pub mod evolutionary;
pub mod extragradient;
pub mod first_order;
pub mod part;
pub mod second_order;
pub mod zeroth_order;

pub use algorithm::{About, Algorithm, AnyAlgorithm, Built, Entry, Misfit, entry, expect};
pub use run::{Answering, Averaging, End, Watcher, run};

/// Every algorithm, by family.
pub static ALGORITHMS: &[Entry] = &[
    entry::<first_order::GradientDescent>(),
    entry::<first_order::HeavyBall>(),
    entry::<first_order::Nesterov>(),
    entry::<first_order::Sgd>(),
    entry::<first_order::Adam>(),
    entry::<first_order::Fista>(),
    entry::<second_order::Lbfgs>(),
    entry::<second_order::Newton>(),
    entry::<second_order::NewtonSketch>(),
    entry::<second_order::SaddleFreeNewton>(),
    entry::<second_order::AdasketchNewton>(),
    entry::<zeroth_order::RandomSearch>(),
    entry::<zeroth_order::TwoPoint>(),
    entry::<zeroth_order::CmaEs>(),
    entry::<consensus::Cbo>(),
    entry::<evolutionary::OnePlusLambda>(),
    entry::<evolutionary::OneCommaLambda>(),
    entry::<argmin::Argmin<argmin::NelderMead>>(),
    entry::<argmin::Argmin<argmin::Bfgs>>(),
    entry::<argmin::Argmin<argmin::Lbfgs>>(),
    entry::<argmin::Argmin<argmin::TrustRegion>>(),
    entry::<argmin::Argmin<argmin::ParticleSwarm>>(),
    entry::<extragradient::Gda>(),
    entry::<extragradient::Extragradient>(),
    entry::<extragradient::PastExtragradient>(),
    entry::<extragradient::ReflectedGradient>(),
    entry::<extragradient::EagC>(),
    entry::<extragradient::Feg>(),
    entry::<extragradient::Aog>(),
    entry::<bilevel::F2sa>(),
    entry::<bilevel::KRmd>(),
    entry::<bilevel::Bda>(),
];
