//! What the problems must satisfy: the laws over the registry, and each suite against references. One binary, which links once;
//! `cargo test -p problems ground_mgh::` runs a file of it.

mod cases;
mod counting;
mod cutest;
mod escape;
mod ground;
mod ground_bbob;
mod ground_bilevel;
mod ground_constrained;
mod ground_convex;
mod ground_games;
mod ground_global;
mod ground_mgh;
mod ground_pde;
mod ground_regressions;
mod ground_saddle;
mod laws;
mod laws_games;
mod nonconvex;
mod points;
mod table;
mod transforms;
